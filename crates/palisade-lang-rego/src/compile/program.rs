//! A program of all modules and queries: functions for rules, packages and replacements.

use super::hir::{Branch, Callee, Lit, LitKind, Operator, Rule, Target};
use super::lower::{DATA, Lower, constant};
use super::module_json::builtin;
use super::tree::{GroupKind, Tree};
use crate::capabilities::is_foreign;
use crate::types::Orders;
use palisade_ir::{
    Access, Chain, ConstId, Expr, ExprId, Func, FuncId, FuncKind, Generate, MockId, ProgramBuilder,
    RuleKind, Slot, Stmt,
};
use palisade_source::{Diagnostic, Location};
use palisade_value::{ObjectBuilder, Value};
use rustc_hash::{FxHashMap, FxHashSet};

use super::helpers;

/// What functions are written with.
pub(crate) struct Linker<'b, 'h> {
    pub(crate) builder: ProgramBuilder<'b>,
    pub(crate) tree: &'h Tree<'h>,
    pub(crate) mocks: FxHashMap<Target<'h>, MockId>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The orders of bodies that do not run in that of the source.
    pub(crate) orders: Orders,
    /// A function needs more registers than there are.
    pub(crate) too_large: bool,
    /// What the registers of variables were kept in, to be used again.
    pub(crate) spare_slots: Vec<Option<Slot>>,
    groups: Vec<FuncId>,
    wholes: FxHashMap<usize, FuncId>,
    callables: FxHashMap<&'static str, FuncId>,
    /// Groups of which one key is looked up, and those that have a function for it.
    asked: Vec<usize>,
    keyed: FxHashSet<usize>,
    /// Which function uses which.
    edges: Vec<(FuncId, FuncId, Option<Location>)>,
}

impl<'b, 'h> Linker<'b, 'h> {
    pub(crate) fn new(mut builder: ProgramBuilder<'b>, tree: &'h Tree<'h>) -> Self {
        let groups = tree
            .groups
            .iter()
            .map(|group| {
                let params = match group.kind {
                    GroupKind::Function(n) => u16::try_from(n).unwrap_or(u16::MAX),
                    _ => 0,
                };
                let memo = if matches!(group.kind, GroupKind::Function(_)) {
                    None
                } else {
                    Some(builder.memo())
                };
                builder.func(Func {
                    name: format!("data.{}", group.path.join(".")),
                    params,
                    slots: params,
                    kind: FuncKind::Rules {
                        kind: RuleKind::Complete,
                        bodies: Vec::new(),
                        default: None,
                        index: None,
                    },
                    memo,
                    location: group.rules.first().map(|r| r.location),
                })
            })
            .collect();
        Self {
            builder,
            tree,
            mocks: FxHashMap::default(),
            diagnostics: Vec::new(),
            orders: Orders::default(),
            too_large: false,
            spare_slots: Vec::new(),
            groups,
            wholes: FxHashMap::default(),
            callables: FxHashMap::default(),
            asked: Vec::new(),
            keyed: FxHashSet::default(),
            edges: Vec::new(),
        }
    }

    pub(crate) fn func_of(&self, group: usize) -> FuncId {
        self.groups[group]
    }

    pub(crate) fn group_of(&self, node: usize) -> Option<usize> {
        self.tree.nodes[node].group
    }

    pub(crate) fn is_function_group(&self, group: usize) -> bool {
        matches!(self.tree.groups[group].kind, GroupKind::Function(_))
    }

    pub(crate) fn is_function(&self, path: &[&str]) -> bool {
        self.tree.find(path).is_some_and(|g| self.is_function_group(g))
    }

    pub(crate) fn keys(&mut self, path: &[&str]) -> Vec<ConstId> {
        path.iter().map(|key| self.builder.text(key)).collect()
    }

    /// The value of the rules of a group.
    pub(crate) fn call_group(&mut self, group: usize, own: FuncId, at: Option<Location>) -> ExprId {
        let func = self.groups[group];
        self.edges.push((own, func, at));
        let none = self.builder.list(&[]);
        self.builder.expr(Expr::CallFunc(func, none), at)
    }

    pub(crate) fn call_function(
        &mut self,
        path: &[&str],
        arguments: &[ExprId],
        own: FuncId,
        at: Option<Location>,
    ) -> ExprId {
        let Some(group) = self.tree.find(path) else {
            let mut diagnostic = Diagnostic::error(
                "rego-type-error",
                format!("undefined function data.{}", path.join(".")),
            );
            diagnostic.location = at;
            self.diagnostics.push(diagnostic);
            return self.builder.value(Value::Null, at);
        };
        let func = self.groups[group];
        self.edges.push((own, func, at));
        let list = self.builder.list(arguments);
        self.builder.expr(Expr::CallFunc(func, list), at)
    }

    /// A function of the program that calls something: for putting it in place of another.
    pub(crate) fn callable(&mut self, callee: &Callee<'_>, own: FuncId) -> FuncId {
        let (name, arity) = match callee {
            Callee::Function(path) => {
                let group = self.tree.find(path).unwrap_or_default();
                let func = self.groups[group];
                self.edges.push((own, func, None));
                return func;
            }
            Callee::Builtin(declared) => (declared.builtin.name, declared.arity()),
            Callee::Operator(Operator::KeyIn) => (Operator::KeyIn.name(), 3),
            Callee::Operator(operator) => (operator.name(), 2),
            // Nobody can name it.
            Callee::Host(name) => (*name, 0),
        };
        if let Some(func) = self.callables.get(name) {
            return *func;
        }
        let slots: Vec<ExprId> = (0..arity)
            .map(|n| {
                let slot = Slot(u16::try_from(n).unwrap_or(u16::MAX));
                self.builder.expr(Expr::Slot(slot), None)
            })
            .collect();
        let declared = match callee {
            Callee::Builtin(declared) => Some(*declared),
            _ => builtin(name),
        };
        let body = match declared {
            Some(declared) => {
                self.builder.call(&declared.builtin, &slots, !is_foreign(declared), None)
            }
            None => self.builder.value(Value::Null, None),
        };
        let params = u16::try_from(arity).unwrap_or(u16::MAX);
        let func = self.builder.func(Func {
            name: name.to_owned(),
            params,
            slots: params,
            kind: FuncKind::Expr(body),
            memo: None,
            location: None,
        });
        self.callables.insert(name, func);
        func
    }

    /// All that stands below a package: documents and what rules make of it.
    pub(crate) fn whole(&mut self, node: usize, own: FuncId, at: Option<Location>) -> ExprId {
        let func = self.whole_func(node);
        self.edges.push((own, func, at));
        let none = self.builder.list(&[]);
        self.builder.expr(Expr::CallFunc(func, none), at)
    }

    fn whole_func(&mut self, node: usize) -> FuncId {
        if let Some(func) = self.wholes.get(&node) {
            return *func;
        }
        let path = self.tree.nodes[node].path;
        let placeholder = self.builder.value(Value::Null, None);
        let memo = Some(self.builder.memo());
        let name = std::iter::once("data").chain(path.iter().copied());
        let func = self.builder.func(Func {
            name: name.collect::<Vec<_>>().join("."),
            params: 0,
            slots: 0,
            kind: FuncKind::Expr(placeholder),
            memo,
            location: None,
        });
        self.wholes.insert(node, func);
        let mut document = self.builder.expr(Expr::Root(DATA), None);
        for key in path {
            let key = self.builder.text(key);
            document = self.builder.expr(Expr::Get(document, key, Access::Undefined), None);
        }
        let tree = self.tree;
        let mut blocks = Vec::new();
        for (name, child) in &tree.nodes[node].children {
            let mut value = match self.group_of(*child) {
                Some(group) if self.is_function_group(group) => continue,
                Some(group) => self.call_group(group, func, None),
                None => self.whole(*child, func, None),
            };
            let target = Target::Data(tree.nodes[*child].path);
            let name = self.builder.text(name);
            if let Some(mock) = self.mocks.get(&target).copied() {
                let mocked = self.builder.expr(Expr::Get(document, name, Access::Undefined), None);
                value = self.builder.expr(Expr::IfMocked(mock, mocked, value), None);
            }
            let key = self.builder.expr(Expr::Const(name), None);
            blocks
                .push(self.builder.block(vec![Stmt::Yield { key: Some(key), value: Some(value) }]));
        }
        let any = self.builder.block(vec![Stmt::Any(blocks)]);
        let rules = self.builder.expr(Expr::Generate(Generate::Object, any), None);
        let empty = ObjectBuilder::new().finish(self.builder.arena());
        let empty = self.builder.value(empty, None);
        let base = self.builder.expr(Expr::OrElse(document, empty), None);
        let merged = self.builder.call(&helpers::MERGE, &[base, rules], false, None);
        self.builder.define(func, 0, FuncKind::Expr(merged));
        func
    }

    /// Writes the rules of a group.
    pub(crate) fn group(&mut self, group: usize) {
        let tree = self.tree;
        let parts = &tree.groups[group];
        let func = self.groups[group];
        let params = match parts.kind {
            GroupKind::Function(n) => u16::try_from(n).unwrap_or(u16::MAX),
            _ => 0,
        };
        let mut kind = match parts.kind {
            GroupKind::Complete | GroupKind::Function(_) => RuleKind::Complete,
            GroupKind::Set => RuleKind::Set,
            GroupKind::Object => RuleKind::Object,
            GroupKind::Tree => RuleKind::Tree,
        };
        let (mut bodies, mut default, mut slots) = (Vec::new(), None, params);
        for rule in &parts.rules {
            if rule.default {
                let mut lower = Lower::new(self, func, rule.file, rule.vars, params);
                for (n, arg) in rule.args.into_iter().flatten().enumerate() {
                    lower.argument(arg, u16::try_from(n).unwrap_or(u16::MAX));
                }
                if let Some(value) = rule.branches.first().and_then(|b| b.value.as_ref()) {
                    default = Some(lower.term(value));
                }
                slots = slots.max(lower.next_slot);
                // A default under keys stands where nothing else does: a body like any other.
                if kind == RuleKind::Tree || kind == RuleKind::Object {
                    let chain = self.chain(func, rule, params, kind, &mut slots);
                    bodies.push(chain);
                }
                continue;
            }
            let chain = self.chain(func, rule, params, kind, &mut slots);
            bodies.push(chain);
        }
        if kind == RuleKind::Complete && self.same_value(&parts.rules) {
            kind = RuleKind::Once;
        }
        let kind = FuncKind::Rules { kind, bodies, default, index: None };
        self.builder.define(func, slots, kind);
    }

    /// Whether all branches give one and the same constant.
    fn same_value(&self, rules: &[Rule<'_>]) -> bool {
        let arena = self.builder.arena();
        let mut first = None;
        let branches = rules.iter().filter(|r| !r.default).flat_map(|r| r.branches);
        for branch in branches {
            let value = match &branch.value {
                None => Value::Bool(true),
                Some(term) => match constant(arena, term) {
                    Some(value) => value,
                    None => return false,
                },
            };
            match first {
                None => first = Some(value),
                Some(other) if value.same(&other) => {}
                Some(_) => return false,
            }
        }
        true
    }

    fn chain(
        &mut self,
        func: FuncId,
        rule: &Rule<'h>,
        params: u16,
        kind: RuleKind,
        slots: &mut u16,
    ) -> Chain {
        let mut blocks = Vec::with_capacity(rule.branches.len());
        for (n, branch) in rule.branches.iter().enumerate() {
            let mut lower = Lower::new(self, func, rule.file, rule.vars, params);
            for (n, arg) in rule.args.into_iter().flatten().enumerate() {
                lower.argument(arg, u16::try_from(n).unwrap_or(u16::MAX));
            }
            let last = if lower.body(branch.body) {
                Some(solution(&mut lower, rule, branch, kind, n == 0))
            } else {
                None
            };
            let block = lower.finish(last);
            *slots = (*slots).max(lower.done());
            blocks.push(block);
        }
        Chain(blocks)
    }

    /// Notes that one key of what a group gives is looked up.
    pub(crate) fn asked_for_key(&mut self, group: usize) {
        let parts = &self.tree.groups[group];
        let simple = |rule: &Rule<'_>| !rule.default && rule.branches.len() == 1;
        let kind = matches!(parts.kind, GroupKind::Set | GroupKind::Object);
        if kind && parts.rules.iter().all(simple) && self.keyed.insert(group) {
            self.asked.push(group);
        }
    }

    /// Writes the functions that give one key of a group, for those groups that are asked for one.
    pub(crate) fn keyed(&mut self) {
        // The groups themselves were written: what is wrong with them and what they use is known.
        let known = (self.edges.len(), self.diagnostics.len());
        while let Some(group) = self.asked.pop() {
            self.keyed_group(group);
            self.edges.truncate(known.0);
            self.diagnostics.truncate(known.1);
        }
    }

    /// The rules of a group with the key that they give bound from the start.
    fn keyed_group(&mut self, group: usize) {
        let tree = self.tree;
        let parts = &tree.groups[group];
        let kind = if parts.kind == GroupKind::Set { RuleKind::Set } else { RuleKind::Object };
        let rules = |bodies| FuncKind::Rules { kind, bodies, default: None, index: None };
        let whole = self.groups[group];
        let func = self.builder.func(Func {
            name: self.builder.name_of(whole).to_owned(),
            params: 1,
            slots: 1,
            kind: rules(Vec::new()),
            memo: None,
            location: parts.rules.first().map(|r| r.location),
        });
        let (mut bodies, mut slots) = (Vec::with_capacity(parts.rules.len()), 1);
        for rule in &parts.rules {
            let Some(branch) = rule.branches.first() else { continue };
            let Some(key) = rule.contains.or(rule.keys.first().copied()) else { continue };
            let mut lower = Lower::new(self, func, rule.file, rule.vars, 1);
            let asked = lower.temporary(Slot(0), key.span);
            let mut body = Vec::with_capacity(branch.body.len() + 1);
            body.push(Lit::new(LitKind::Unify(key, asked), key.span));
            body.extend_from_slice(branch.body);
            let last = if lower.body(&body) {
                Some(solution(&mut lower, rule, branch, kind, true))
            } else {
                None
            };
            bodies.push(Chain(vec![lower.finish(last)]));
            slots = slots.max(lower.next_slot);
        }
        self.builder.define(func, slots, rules(bodies));
        self.builder.keyed(whole, func);
    }

    /// Errors for rules that use themselves.
    pub(crate) fn recursion(&mut self) {
        let mut next: FxHashMap<FuncId, Vec<(FuncId, Option<Location>)>> = FxHashMap::default();
        for (from, to, at) in &self.edges {
            next.entry(*from).or_default().push((*to, *at));
        }
        let mut starts: Vec<FuncId> = next.keys().copied().collect();
        starts.sort();
        // 1: on the way, 2: done.
        let mut state: FxHashMap<FuncId, u8> = FxHashMap::default();
        for start in starts {
            let mut path: Vec<(FuncId, usize)> = vec![(start, 0)];
            if state.contains_key(&start) {
                continue;
            }
            state.insert(start, 1);
            while let Some((at, n)) = path.last_mut() {
                let from = *at;
                let Some((to, location)) = next.get(&from).and_then(|all| all.get(*n)).copied()
                else {
                    state.insert(from, 2);
                    path.pop();
                    continue;
                };
                *n += 1;
                match state.get(&to) {
                    None => {
                        state.insert(to, 1);
                        path.push((to, 0));
                    }
                    Some(1) => {
                        let begin = path.iter().position(|(f, _)| *f == to).unwrap_or(0);
                        let names: Vec<String> = path[begin..]
                            .iter()
                            .map(|(f, _)| *f)
                            .chain([to])
                            .map(|f| self.builder.name_of(f).to_owned())
                            .collect();
                        let message =
                            format!("rule {} is recursive: {}", names[0], names.join(" -> "));
                        let mut diagnostic = Diagnostic::error("rego-recursion-error", message);
                        diagnostic.location = location;
                        self.diagnostics.push(diagnostic);
                    }
                    Some(_) => {}
                }
            }
        }
    }
}

/// The statement that ends a branch: what it gives.
fn solution<'h>(
    lower: &mut Lower<'_, '_, 'h>,
    rule: &Rule<'h>,
    branch: &Branch<'h>,
    kind: RuleKind,
    first: bool,
) -> Stmt {
    let value = match (&rule.contains, &branch.value) {
        (Some(element), _) if first => Some(lower.term(element)),
        (_, Some(value)) => Some(lower.term(value)),
        _ => None,
    };
    match kind {
        RuleKind::Object => {
            let key = rule.keys.first().map(|key| lower.term(key));
            Stmt::Yield { key, value }
        }
        RuleKind::Tree => {
            let keys: Vec<ExprId> = rule.keys.iter().map(|key| lower.term(key)).collect();
            let list = lower.linker.builder.list(&keys);
            let path = lower.linker.builder.expr(Expr::Array(list), Some(rule.location));
            let yes = lower.linker.builder.value(Value::Bool(true), Some(rule.location));
            let member = rule.contains.is_some();
            Stmt::Grow { path, value: value.unwrap_or(yes), member }
        }
        _ => Stmt::Yield { key: None, value },
    }
}
