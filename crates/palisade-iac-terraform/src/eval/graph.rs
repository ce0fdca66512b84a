//! The graph of what depends on what, walked with a stack of its own: each node is evaluated
//! once, after all that it refers to, however long the chain is.

use palisade_source::{Diagnostic, Location};
use palisade_value::{OriginKind, UnknownKind};
use rustc_hash::FxHashSet;

use super::{Evaluator, Memo, Slot, State};
use crate::refs::Ref;

/// The kinds of node.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Kind {
    Variable,
    Local,
    Output,
    /// The tags that a configuration of a provider gives.
    Provider,
    /// A module call: its instances, not what is in them.
    Call,
    /// A resource or data source with all of its instances.
    Resource,
}

/// Something that is evaluated on its own in one module instance.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Node {
    pub(crate) instance: u32,
    pub(crate) kind: Kind,
    pub(crate) index: usize,
}

/// Evaluation inside evaluation, beyond what the references showed, goes no deeper than this.
const NESTED: u32 = 16;

impl Node {
    pub(crate) const fn new(instance: u32, kind: Kind, index: usize) -> Self {
        Self { instance, kind, index }
    }
}

impl<'a, 's> Evaluator<'a, 's, '_> {
    pub(super) fn slot(&self, node: Node) -> Option<&Slot<'a>> {
        let instance = self.instances.get(node.instance as usize)?;
        match node.kind {
            Kind::Variable => instance.variables.get(node.index),
            Kind::Local => instance.locals.get(node.index),
            Kind::Output => instance.outputs.get(node.index),
            Kind::Provider => instance.providers.get(node.index),
            Kind::Call | Kind::Resource => None,
        }
    }

    fn state(&mut self, node: Node) -> State {
        self.state_mut(node).map_or(State::Done, |state| *state)
    }

    fn state_mut(&mut self, node: Node) -> Option<&mut State> {
        let instance = self.instances.get_mut(node.instance as usize)?;
        Some(match node.kind {
            Kind::Variable => &mut instance.variables.get_mut(node.index)?.state,
            Kind::Local => &mut instance.locals.get_mut(node.index)?.state,
            Kind::Output => &mut instance.outputs.get_mut(node.index)?.state,
            Kind::Provider => &mut instance.providers.get_mut(node.index)?.state,
            Kind::Call => &mut instance.calls.get_mut(node.index)?.state,
            Kind::Resource => &mut instance.resources.get_mut(node.index)?.state,
        })
    }

    fn set_state(&mut self, node: Node, new: State) {
        if let Some(state) = self.state_mut(node) {
            *state = new;
        }
    }

    fn remember(&mut self, node: Node, memo: Memo<'a>) {
        let Some(instance) = self.instances.get_mut(node.instance as usize) else { return };
        let slots = match node.kind {
            Kind::Variable => &mut instance.variables,
            Kind::Local => &mut instance.locals,
            Kind::Output => &mut instance.outputs,
            Kind::Provider => &mut instance.providers,
            Kind::Call | Kind::Resource => return,
        };
        if let Some(slot) = slots.get_mut(node.index) {
            slot.memo = Some(memo);
        }
    }

    /// Whether a node is evaluated, evaluating it now if need be; not if it is part of a cycle.
    pub(super) fn require(&mut self, node: Node) -> bool {
        if self.state(node) == State::New && self.nested < NESTED {
            self.nested += 1;
            let quiet = std::mem::take(&mut self.quiet);
            let outer = (std::mem::take(&mut self.sources), std::mem::take(&mut self.deps));
            self.force(node);
            (self.sources, self.deps) = outer;
            self.quiet = quiet;
            self.nested -= 1;
        }
        self.state(node) == State::Done
    }

    /// Evaluates a node and before it all that it refers to.
    pub(crate) fn force(&mut self, start: Node) {
        let mut stack = vec![start];
        while let Some(node) = stack.last().copied() {
            match self.state(node) {
                State::Done => {
                    stack.pop();
                }
                State::New => {
                    self.set_state(node, State::Entered);
                    self.push_needs(node, &mut stack);
                }
                State::Entered | State::Cyclic => {
                    // What a call leads to is known only now that the call is expanded.
                    let before = stack.len();
                    self.push_needs(node, &mut stack);
                    if stack.len() == before {
                        self.evaluate(node);
                        self.set_state(node, State::Done);
                        stack.pop();
                    }
                }
            }
        }
    }

    /// Pushes what must be evaluated before a node.
    fn push_needs(&mut self, node: Node, stack: &mut Vec<Node>) {
        let Some(module) = self.module_of(node.instance) else { return };
        let (refs, scope): (&[Ref<'s>], u32) = match node.kind {
            Kind::Local => (module.locals.get(node.index).map_or(&[], |l| &l.refs), node.instance),
            Kind::Output => {
                (module.outputs.get(node.index).map_or(&[], |o| &o.refs), node.instance)
            }
            Kind::Resource => {
                (module.resources.get(node.index).map_or(&[], |r| &r.refs), node.instance)
            }
            Kind::Provider => {
                (module.providers.get(node.index).map_or(&[], |p| &p.refs), node.instance)
            }
            Kind::Call => (module.calls.get(node.index).map_or(&[], |c| &c.refs), node.instance),
            Kind::Variable => {
                let name = module.variables.get(node.index).map_or("", |v| v.name);
                let parent = self.instances.get(node.instance as usize).and_then(|i| i.parent);
                let Some((parent, call)) = parent else { return };
                let call = self.module_of(parent).and_then(|m| m.calls.get(call));
                let refs = call.and_then(|call| {
                    let at = call.args.iter().position(|arg| arg.attr.name.name == name)?;
                    call.arg_refs.get(at)
                });
                (refs.map_or(&[], |refs| refs), parent)
            }
        };
        for reference in refs {
            self.push_need(node, *reference, scope, stack);
        }
        if node.kind == Kind::Resource
            && let Some(provider) = self.tagging(node.instance, node.index)
        {
            self.push(node, provider, stack);
        }
    }

    fn push_need(&mut self, node: Node, need: Ref<'s>, scope: u32, stack: &mut Vec<Node>) {
        let Some(module) = self.module_of(scope) else { return };
        let (kind, index) = match need {
            Ref::Variable(name) => (Kind::Variable, module.variable_index.get(name)),
            Ref::Local(name) => (Kind::Local, module.local_index.get(name)),
            Ref::Module(name, _) => (Kind::Call, module.call_index.get(name)),
            Ref::Resource { data, kind, name } => {
                (Kind::Resource, module.resource_index.get(&(data, kind, name)))
            }
        };
        let Some(index) = index.copied() else { return };
        let needed = Node::new(scope, kind, index);
        self.push(node, needed, stack);
        let (Ref::Module(_, output), State::Done) = (need, self.state(needed)) else { return };
        let slot = self.instances.get(scope as usize).and_then(|i| i.calls.get(index));
        let children: Vec<u32> =
            slot.map(|s| s.children.iter().map(|c| c.1).collect()).unwrap_or_default();
        for child in children {
            let Some(module) = self.module_of(child) else { continue };
            match output {
                Some(name) => {
                    if let Some(index) = module.output_index.get(name) {
                        self.push(node, Node::new(child, Kind::Output, *index), stack);
                    }
                }
                None => (0..module.outputs.len())
                    .for_each(|n| self.push(node, Node::new(child, Kind::Output, n), stack)),
            }
        }
    }

    fn push(&mut self, node: Node, needed: Node, stack: &mut Vec<Node>) {
        match self.state(needed) {
            State::New => stack.push(needed),
            State::Entered => self.cycle(node, needed, stack),
            State::Cyclic | State::Done => {}
        }
    }

    /// Marks the nodes from `needed` up to `node`, which needs it, as a cycle and tells it.
    fn cycle(&mut self, node: Node, needed: Node, stack: &[Node]) {
        let end = stack.iter().rposition(|n| *n == node).unwrap_or(0);
        let start = stack.iter().position(|n| *n == needed).unwrap_or(end);
        let mut path: Vec<Node> = Vec::new();
        let mut seen: FxHashSet<Node> = FxHashSet::default();
        for member in stack.get(start..=end).unwrap_or(&[]) {
            let state = self.state(*member);
            if matches!(state, State::Entered | State::Cyclic) && seen.insert(*member) {
                path.push(*member);
            }
        }
        path.iter().for_each(|member| self.set_state(*member, State::Cyclic));
        // Told from the same member, whichever the walk came to first.
        if let Some(first) = (0..path.len()).min_by_key(|n| self.place_of(path[*n])) {
            path.rotate_left(first);
        }
        let told = path.iter().take(9);
        let members: Vec<(Option<Location>, String)> =
            told.map(|member| (self.place_of(*member), self.name_of(*member))).collect();
        let Some((location, name)) = members.first().cloned() else { return };
        let message = if members.len() == 1 {
            format!("`{name}` refers to itself")
        } else {
            format!("`{name}` hangs on itself")
        };
        let mut diagnostic = Diagnostic::error("terraform-cycle", message)
            .help("break the circle: one of them must not refer to the other");
        diagnostic.location = location;
        for (location, name) in members.iter().skip(1) {
            if let Some(location) = location {
                diagnostic = diagnostic.label(*location, format!("through `{name}`"));
            }
        }
        self.tell(diagnostic);
    }

    /// The name of a node as references write it, in its module.
    fn name_of(&self, node: Node) -> String {
        let Some(module) = self.module_of(node.instance) else { return String::new() };
        let name = match node.kind {
            Kind::Variable => module.variables.get(node.index).map(|v| format!("var.{}", v.name)),
            Kind::Local => module.locals.get(node.index).map(|l| format!("local.{}", l.name)),
            Kind::Output => module.outputs.get(node.index).map(|o| format!("output.{}", o.name)),
            Kind::Provider => module.providers.get(node.index).map(|p| p.name.show()),
            Kind::Call => module.calls.get(node.index).map(|c| format!("module.{}", c.name)),
            Kind::Resource => module.resources.get(node.index).map(|r| {
                let data = if r.data { "data." } else { "" };
                format!("{data}{}.{}", r.kind, r.name)
            }),
        };
        name.unwrap_or_default()
    }

    fn place_of(&self, node: Node) -> Option<Location> {
        let module = self.module_of(node.instance)?;
        match node.kind {
            Kind::Variable => module.variables.get(node.index).map(|v| v.header),
            Kind::Local => module.locals.get(node.index).map(|l| l.at.location()),
            Kind::Output => module.outputs.get(node.index).map(|o| o.header),
            Kind::Provider => module.providers.get(node.index).map(|p| p.header),
            Kind::Call => module.calls.get(node.index).map(|c| c.header),
            Kind::Resource => module.resources.get(node.index).map(|r| r.header),
        }
    }

    fn evaluate(&mut self, node: Node) {
        let cyclic = self.state(node) == State::Cyclic;
        let named = !matches!(node.kind, Kind::Call | Kind::Resource);
        if cyclic && named {
            let (name, place) = (self.name_of(node), self.place_of(node));
            let value = self.unknown(UnknownKind::Invalid, &name, place);
            self.remember(node, Memo { value, origin: None, deps: &[] });
            return;
        }
        match node.kind {
            Kind::Resource => self.resource(node.instance, node.index),
            Kind::Call => self.expand_call(node.instance, node.index),
            Kind::Variable => {
                let memo = self.variable_memo(node.instance, node.index);
                self.remember(node, memo);
            }
            Kind::Local => {
                let local = self.module_of(node.instance).and_then(|m| m.locals.get(node.index));
                let Some(local) = local else { return };
                let name = format!("local.{}", local.name);
                let memo = self.expression_memo(node.instance, local.at, OriginKind::Local, &name);
                self.remember(node, memo);
            }
            Kind::Output => self.output(node),
            Kind::Provider => {
                let memo = self.provider_tags(node.instance, node.index);
                self.remember(node, memo);
            }
        }
    }

    fn output(&mut self, node: Node) {
        let output = self.module_of(node.instance).and_then(|m| m.outputs.get(node.index));
        let Some(output) = output else { return };
        let parent = self.instances.get(node.instance as usize).and_then(|i| i.parent);
        let call = parent.and_then(|(at, call)| Some(self.module_of(at)?.calls.get(call)?.name));
        let name = format!("module.{}.{}", call.unwrap_or(""), output.name);
        let memo = match output.value {
            Some(at) => self.expression_memo(node.instance, at, OriginKind::Output, &name),
            None => Memo { value: palisade_value::Value::Null, origin: None, deps: &[] },
        };
        let memo = self.guarded(memo, output.sensitive);
        self.remember(node, memo);
    }
}
