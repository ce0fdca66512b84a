use crate::{Eval, Expr, ExprId, Program, Quantifier, Recorder, Role, Slot, Stop};
use palisade_value::{Ext, Origin, Value};
use std::cell::Cell;

/// Most nodes of one trace; what comes behind is not recorded.
const MOST: usize = 20_000;
/// So many nodes are looked at for what decided one result.
pub(crate) const FUEL: u32 = 100_000;
/// Most slots that are told to have decided.
const MOST_READS: usize = 256;

/// What a node of a trace stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NodeKind {
    /// An expression that was evaluated.
    Expr,
    /// One iteration of a loop.
    Iteration,
    /// One run of a block of statements.
    Block,
    /// One run of a statement.
    Statement(Role),
}

/// One expression that was evaluated, one iteration of a loop, or one run of statements.
#[derive(Clone, Debug)]
pub struct TraceNode<'e> {
    /// What it stands for.
    pub kind: NodeKind,
    /// The expression; none for anything else.
    pub expr: Option<ExprId>,
    /// What it came to.
    pub result: Option<Eval<'e>>,
    /// The key that it read or iterates over.
    pub key: Option<Value<'e>>,
    /// What it read there, if anything was there.
    pub value: Option<Value<'e>>,
    /// Where the slot of that key was set.
    pub origin: Option<&'e Origin<'e>>,
    /// Its parent.
    pub parent: Option<u32>,
    /// The node behind the last one of its parts, which follow it in order of evaluation.
    end: u32,
    /// Whether a solution was found inside.
    pub(crate) solved: bool,
}

/// A solution of a body.
#[derive(Clone, Debug)]
pub struct Solution<'e> {
    /// What it gives.
    pub value: Value<'e>,
    /// Whether it is one for certain: nothing that it hangs on is unknown.
    pub certain: bool,
    /// The expression or statement that runs the body; none for the function that was called.
    pub(crate) owner: Option<u32>,
    /// The nodes around it, from below the owner on.
    pub(crate) path: Vec<u32>,
    /// The node of the expression that gave the value.
    pub(crate) made_by: Option<u32>,
}

/// Most solutions that are kept.
const MOST_SOLUTIONS: usize = 10_000;

/// The tree of one evaluation: every expression that ran with its value and the slots it read.
#[derive(Clone, Default, Debug)]
pub struct Trace<'e> {
    pub(crate) nodes: Vec<TraceNode<'e>>,
    pub(crate) open: Vec<u32>,
    skipped: usize,
    pub(crate) solutions: Vec<Solution<'e>>,
    /// Whether iterations of the called function without a solution are forgotten.
    lean: bool,
    /// How many open nodes keep what is below them.
    keeping: usize,
    /// How many nodes may still be looked at for what decided.
    pub(crate) fuel: Cell<u32>,
}

/// The parts of a node in the order of evaluation.
#[derive(Clone, Debug)]
pub struct Parts<'t, 'e> {
    nodes: &'t [TraceNode<'e>],
    next: u32,
    end: u32,
}

impl Iterator for Parts<'_, '_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let at = self.next;
        if at >= self.end {
            return None;
        }
        self.next = self.nodes.get(at as usize)?.end;
        Some(at)
    }
}

/// A slot of the input that decided a result.
#[derive(Clone, Debug)]
pub struct Read<'e> {
    /// Its path, as `.name` and `[index]` steps below the document; below any but the first
    /// document behind `@` and its number.
    pub path: String,
    /// What it holds; none where it is absent.
    pub value: Option<Value<'e>>,
    /// Where it was set; for an absent one where the nearest thing around it was set.
    pub origin: Option<&'e Origin<'e>>,
}

impl<'e> Trace<'e> {
    /// An empty trace.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A trace that forgets the iterations in which the called function found no solution, so
    /// that those of a large input fit.
    #[must_use]
    pub fn of_solutions() -> Self {
        Self { lean: true, ..Self::default() }
    }

    /// The nodes; for a function of one expression the first is the whole evaluation.
    #[must_use]
    pub fn nodes(&self) -> &[TraceNode<'e>] {
        &self.nodes
    }

    /// The parts of a node in the order of evaluation.
    #[must_use]
    pub fn children(&self, node: u32) -> Parts<'_, 'e> {
        let end = self.nodes.get(node as usize).map_or(0, |n| n.end);
        Parts { nodes: &self.nodes, next: node + 1, end }
    }

    /// The outermost nodes in the order of evaluation.
    #[must_use]
    pub fn roots(&self) -> Parts<'_, 'e> {
        let end = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        Parts { nodes: &self.nodes, next: 0, end }
    }

    fn push(
        &mut self,
        kind: NodeKind,
        expr: Option<ExprId>,
        key: Option<Value<'e>>,
        origin: Option<&'e Origin<'e>>,
    ) {
        if self.nodes.len() >= MOST {
            self.skipped += 1;
            return;
        }
        let new = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        let parent = self.open.last().copied();
        self.keeping += usize::from(keeps(kind));
        self.nodes.push(TraceNode {
            kind,
            expr,
            result: None,
            key,
            value: None,
            origin,
            parent,
            end: new + 1,
            solved: false,
        });
        self.open.push(new);
    }

    fn pop(&mut self) -> Option<&mut TraceNode<'e>> {
        if self.skipped > 0 {
            self.skipped -= 1;
            return None;
        }
        let last = self.open.pop()?;
        let end = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        let node = self.nodes.get_mut(last as usize)?;
        node.end = end;
        self.keeping = self.keeping.saturating_sub(usize::from(keeps(node.kind)));
        Some(node)
    }

    /// The slots of the input that decided the result, the weightiest first.
    #[must_use]
    pub fn decisive(&self, program: &Program) -> Vec<Read<'e>> {
        let mut reads = Vec::new();
        self.fuel.set(FUEL);
        if self.roots().any(|r| self.nodes[r as usize].kind == NodeKind::Block) {
            self.walk_blocks(program, None, &mut reads);
        } else if !self.nodes.is_empty() {
            self.walk(program, 0, &mut reads);
        }
        once(reads)
    }

    pub(crate) fn is(&self, node: u32, wanted: bool) -> bool {
        matches!(self.nodes[node as usize].result, Some(Ok(Value::Bool(b))) if b == wanted)
    }

    pub(crate) fn walk(&self, program: &Program, at: u32, reads: &mut Vec<Read<'e>>) {
        let node = &self.nodes[at as usize];
        let fuel = self.fuel.get();
        if reads.len() >= MOST_READS || fuel == 0 {
            return;
        }
        self.fuel.set(fuel - 1);
        let Some(expr) = node.expr else {
            for child in self.children(at) {
                self.walk(program, child, reads);
            }
            return;
        };
        match program.expr(expr) {
            Expr::And(_) | Expr::Or(_) => {
                // The operands that came to the same as the whole are those that decided it.
                let like = |child: &u32| match (&node.result, &self.nodes[*child as usize].result) {
                    (Some(Ok(Value::Bool(a))), Some(Ok(Value::Bool(b)))) => a == b,
                    (Some(Ok(Value::Unknown(_))), Some(Ok(Value::Unknown(_)))) => true,
                    (Some(Err(_)), Some(Err(_))) => true,
                    _ => false,
                };
                self.children(at).filter(like).for_each(|c| self.walk(program, c, reads));
            }
            Expr::Loop(index) => {
                self.walk_loop(program, at, program.loops[index as usize].quantifier, reads)
            }
            Expr::Get(..) | Expr::Index(..) | Expr::Has(..) => {
                reads.push(self.read(program, at));
                // A computed key decides as well.
                if let (Expr::Index(..), Some(key)) = (program.expr(expr), self.children(at).nth(1))
                {
                    self.walk(program, key, reads);
                }
            }
            Expr::Slot(slot) => match self.binding(program, at, slot) {
                Some(bound) if self.nodes[bound as usize].expr.is_some() => {
                    let before = reads.len();
                    self.walk(program, bound, reads);
                    // What was made from the whole of a document names no slot of it.
                    let nameless = reads.len() == before;
                    if nameless && let Some(Ok(Value::Unknown(_))) = node.result {
                        reads.push(self.read(program, at));
                    }
                }
                Some(_) => reads.push(self.read(program, at)),
                None => {}
            },
            Expr::Cond(..) => {
                // What was chosen weighs more than the condition that chose it.
                let parts: Vec<u32> = self.children(at).collect();
                parts.iter().rev().for_each(|c| self.walk(program, *c, reads));
            }
            Expr::Let(..) => {
                if let Some(body) = self.children(at).nth(1) {
                    self.walk(program, body, reads);
                }
            }
            Expr::CallFunc(..) | Expr::Generate(..) if self.runs_blocks(at) => {
                let before = reads.len();
                self.walk_blocks(program, Some(at), reads);
                if reads.len() == before {
                    let arguments = |c: &u32| self.nodes[*c as usize].kind == NodeKind::Expr;
                    let all = self.children(at).filter(arguments);
                    all.for_each(|c| self.walk(program, c, reads));
                }
            }
            Expr::Call { .. } => {
                if !self.walk_lookup(program, at, reads) {
                    self.children(at).for_each(|c| self.walk(program, c, reads));
                }
            }
            _ => self.children(at).for_each(|c| self.walk(program, c, reads)),
        }
    }

    /// The parts so far of a node that is still open.
    fn open_children(&self, node: u32) -> Parts<'_, 'e> {
        let end = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        Parts { nodes: &self.nodes, next: node + 1, end }
    }

    fn walk_loop(
        &self,
        program: &Program,
        at: u32,
        quantifier: Quantifier,
        reads: &mut Vec<Read<'e>>,
    ) {
        let mut iterations = self.children(at);
        let Some(range) = iterations.next() else { return };
        let comes_to = |iteration: &u32, wanted: bool| {
            self.children(*iteration).next().is_some_and(|c| self.is(c, wanted))
        };
        let before = reads.len();
        match quantifier {
            Quantifier::All | Quantifier::Exists => {
                let wanted = quantifier == Quantifier::Exists;
                let decided = iterations.filter(|i| comes_to(i, wanted));
                decided.for_each(|i| self.walk(program, i, reads));
            }
            _ => iterations
                .filter(|i| !comes_to(i, false))
                .for_each(|i| self.walk(program, i, reads)),
        }
        if reads.len() == before {
            self.walk(program, range, reads);
        }
    }

    /// The node that gave a register its value: an iteration, or the value of a `let`.
    pub(crate) fn binding(&self, program: &Program, from: u32, slot: Slot) -> Option<u32> {
        let mut at = from;
        while let Some(parent) = self.nodes[at as usize].parent {
            let node = &self.nodes[parent as usize];
            if let Some(bound) = self.binding_statement(parent, at, slot) {
                return Some(bound);
            }
            match node.expr.map(|e| program.expr(e)) {
                Some(Expr::Let(bound, ..))
                    if bound == slot && self.children(parent).nth(1) == Some(at) =>
                {
                    return self.children(parent).next();
                }
                Some(Expr::Loop(index)) => {
                    let parts = &program.loops[index as usize];
                    let binds = parts.value == Some(slot) || parts.key == Some(slot);
                    if binds && self.nodes[at as usize].expr.is_none() {
                        return Some(at);
                    }
                }
                // Registers belong to one function; its first ones are the arguments.
                Some(Expr::CallFunc(func, _)) => {
                    let is_argument = slot.0 < program.func(func).params;
                    let argument = self.children(parent).nth(usize::from(slot.0));
                    // An argument has nothing of the function around it.
                    return argument.filter(|a| is_argument && *a < at);
                }
                _ => {}
            }
            at = parent;
        }
        None
    }

    pub(crate) fn read(&self, program: &Program, at: u32) -> Read<'e> {
        let (path, origin) = self.place(program, at, 0);
        let node = &self.nodes[at as usize];
        // A read through an optional hands on the optional; what stands behind it is meant.
        let value = match (node.value, &node.result) {
            (Some(value), _) => Some(value),
            (None, Some(Ok(Value::Ext(Ext::Optional(inner))))) => *inner,
            (None, Some(Ok(value))) if node.key.is_none() => Some(*value),
            _ => None,
        };
        Read { path, value, origin }
    }

    /// The path that a node stands for and the nearest origin on the way to it.
    pub(crate) fn place(
        &self,
        program: &Program,
        at: u32,
        depth: u32,
    ) -> (String, Option<&'e Origin<'e>>) {
        let node = &self.nodes[at as usize];
        if depth > 64 {
            return (String::new(), None);
        }
        let child = |n: usize| match self.children(at).nth(n) {
            Some(child) => self.place(program, child, depth + 1),
            None => (String::new(), None),
        };
        let Some(expr) = node.expr else {
            return self.place_iteration(program, at, depth);
        };
        match program.expr(expr) {
            Expr::Get(_, key, _) | Expr::Has(_, key) => {
                let (base, outer) = child(0);
                (base + &step(Some(program.constant(key))), node.origin.or(outer))
            }
            Expr::Index(..) => {
                let (base, outer) = child(0);
                (base + &step(node.key), node.origin.or(outer))
            }
            Expr::Slot(slot) => match self.binding(program, at, slot) {
                Some(bound) => self.place(program, bound, depth + 1),
                None => (String::new(), None),
            },
            Expr::Let(..) => child(1),
            // What was chosen, not what chose it.
            Expr::Cond(..) => child(self.children(at).count().saturating_sub(1)),
            Expr::Root(root) if root.0 > 0 => (format!("@{}", root.0), None),
            // A rule stands for what its solution was made of.
            Expr::CallFunc(..) if self.runs_blocks(at) => match self.maker_of(at, node.result) {
                Some(maker) => self.place(program, maker, depth + 1),
                None => (String::new(), None),
            },
            _ => child(0),
        }
    }

    /// An iteration stands for what it iterates over and the key; where a condition or a variable
    /// made the list, for that which made this element of it.
    fn place_iteration(
        &self,
        program: &Program,
        at: u32,
        depth: u32,
    ) -> (String, Option<&'e Origin<'e>>) {
        let node = &self.nodes[at as usize];
        let range = node.parent.and_then(|p| self.children(p).next());
        let Some(range) = range else { return (step(node.key), node.origin) };
        if node.origin.is_none()
            && let Some(maker) = self.element_maker(program, at)
        {
            return self.place(program, maker, depth + 1);
        }
        if node.origin.is_none()
            && let Some(Value::Int(n)) = node.key
            && let Some(maker) = self.maker(program, range, usize::try_from(n).unwrap_or(0), 0)
        {
            return self.place(program, maker, depth + 1);
        }
        let (base, outer) = self.place(program, range, depth + 1);
        (base + &step(node.key), node.origin.or(outer))
    }

    /// The node that made the n-th element of a list, where the list was built by the policy.
    fn maker(&self, program: &Program, list: u32, n: usize, depth: u32) -> Option<u32> {
        let node = &self.nodes[list as usize];
        if depth > 16 {
            return None;
        }
        match program.expr(node.expr?) {
            Expr::Array(_) => self.children(list).nth(n),
            Expr::CallFunc(..) | Expr::Memo(..) | Expr::Keyed(..) => {
                self.maker(program, self.children(list).next()?, n, depth + 1)
            }
            Expr::Cond(..) => self.maker(program, self.children(list).last()?, n, depth + 1),
            Expr::Let(..) => self.maker(program, self.children(list).nth(1)?, n, depth + 1),
            Expr::Slot(slot) => {
                let bound = self.binding(program, list, slot)?;
                self.maker(program, bound, n, depth + 1)
            }
            Expr::Loop(index) if program.loops[index as usize].quantifier == Quantifier::List => {
                let conditional = program.loops[index as usize].condition.is_some();
                let mut made = self.children(list).skip(1).filter(|i| {
                    !conditional || self.children(*i).next().is_some_and(|c| self.is(c, true))
                });
                let iteration = made.nth(n)?;
                self.children(iteration).nth(usize::from(conditional)).or(Some(iteration))
            }
            _ => None,
        }
    }
}

pub(crate) fn step(key: Option<Value<'_>>) -> String {
    match key {
        Some(Value::Str(name)) if !name.is_empty() && !name.contains(['.', '[', ']', ' ']) => {
            format!(".{name}")
        }
        Some(key) => format!("[{key:?}]"),
        None => String::new(),
    }
}

/// Each path once.
pub(crate) fn once<'e>(mut reads: Vec<Read<'e>>) -> Vec<Read<'e>> {
    let mut seen = std::collections::HashSet::new();
    reads.retain(|r: &Read<'_>| seen.insert(r.path.clone()));
    reads
}

/// Whether what is below a node is needed, whatever it comes to.
fn keeps(kind: NodeKind) -> bool {
    matches!(kind, NodeKind::Expr | NodeKind::Statement(Role::Not | Role::Every(..)))
}

impl<'e> Recorder<'e> for Trace<'e> {
    const ON: bool = true;
    const EXHAUSTIVE: bool = true;

    fn enter(&mut self, expr: ExprId) {
        self.push(NodeKind::Expr, Some(expr), None, None);
    }

    fn exit(&mut self, _: ExprId, result: &Eval<'e>) {
        // A limit ends all open nodes at once; they keep no result.
        if let Some(node) = self.pop()
            && !matches!(result, Err(Stop::Limit(_)))
        {
            node.result = Some(*result);
        }
    }

    fn read(&mut self, key: Value<'e>, value: Option<Value<'e>>, origin: Option<&'e Origin<'e>>) {
        if self.skipped == 0
            && let Some(open) = self.open.last()
        {
            let node = &mut self.nodes[*open as usize];
            (node.key, node.value, node.origin) = (Some(key), value, origin);
        }
    }

    fn iteration(&mut self, key: Value<'e>, origin: Option<&'e Origin<'e>>) {
        self.push(NodeKind::Iteration, None, Some(key), origin);
    }

    fn iteration_end(&mut self) {
        let last = self.open.last().copied().filter(|_| self.skipped == 0);
        self.pop();
        if self.lean
            && self.keeping == 0
            && let Some(last) = last
            && self.nodes.get(last as usize).is_some_and(|n| !n.solved)
        {
            self.nodes.truncate(last as usize);
            while self.solutions.last().is_some_and(|s| s.owner.is_some_and(|o| o >= last)) {
                self.solutions.pop();
            }
        }
    }

    fn block(&mut self) {
        self.push(NodeKind::Block, None, None, None);
    }

    fn block_end(&mut self) {
        self.pop();
    }

    fn statement(&mut self, role: Role) {
        self.push(NodeKind::Statement(role), None, None, None);
    }

    fn statement_end(&mut self) {
        self.pop();
    }

    fn gives(&mut self, value: Value<'e>, keyed: bool, maybe: bool) {
        if self.solutions.len() >= MOST_SOLUTIONS {
            return;
        }
        let is_owner = |n: &u32| self.nodes.get(*n as usize).is_some_and(|n| keeps(n.kind));
        let start = self.open.iter().rposition(is_owner);
        let path: Vec<u32> = self.open.get(start.map_or(0, |s| s + 1)..).unwrap_or(&[]).to_vec();
        let made_by = path.last().filter(|_| self.skipped == 0);
        let made_by = made_by.and_then(|last| self.open_children(*last).nth(usize::from(keyed)));
        for node in &path {
            if let Some(node) = self.nodes.get_mut(*node as usize) {
                node.solved = true;
            }
        }
        let owner = start.and_then(|s| self.open.get(s).copied());
        self.solutions.push(Solution { value, certain: !maybe, owner, path, made_by });
    }
}
