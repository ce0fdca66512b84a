use crate::{Eval, Expr, ExprId, Program, Quantifier, Recorder, Slot, Stop};
use palisade_value::{Ext, Origin, Value};

/// Most nodes of one trace; what comes behind is not recorded.
const MOST: usize = 20_000;

/// One expression that was evaluated, or one iteration of a loop.
#[derive(Clone, Debug)]
pub struct TraceNode<'e> {
    /// The expression; none for an iteration.
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
}

/// The tree of one evaluation: every expression that ran with its value and the slots it read.
#[derive(Clone, Default, Debug)]
pub struct Trace<'e> {
    nodes: Vec<TraceNode<'e>>,
    open: Vec<u32>,
    skipped: usize,
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

    /// The nodes; the first is the whole evaluation.
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

    fn push(
        &mut self,
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
        self.nodes.push(TraceNode {
            expr,
            result: None,
            key,
            value: None,
            origin,
            parent,
            end: new + 1,
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
        Some(node)
    }

    /// The slots of the input that decided the result, the weightiest first.
    #[must_use]
    pub fn decisive(&self, program: &Program) -> Vec<Read<'e>> {
        let mut reads = Vec::new();
        if !self.nodes.is_empty() {
            self.walk(program, 0, &mut reads);
        }
        let mut seen = std::collections::HashSet::new();
        reads.retain(|r: &Read<'_>| seen.insert(r.path.clone()));
        reads
    }

    fn is(&self, node: u32, wanted: bool) -> bool {
        matches!(self.nodes[node as usize].result, Some(Ok(Value::Bool(b))) if b == wanted)
    }

    fn walk(&self, program: &Program, at: u32, reads: &mut Vec<Read<'e>>) {
        let node = &self.nodes[at as usize];
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
                    self.walk(program, bound, reads);
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
            _ => self.children(at).for_each(|c| self.walk(program, c, reads)),
        }
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
    fn binding(&self, program: &Program, from: u32, slot: Slot) -> Option<u32> {
        let mut at = from;
        while let Some(parent) = self.nodes[at as usize].parent {
            let node = &self.nodes[parent as usize];
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
                // Registers belong to one function.
                Some(Expr::CallFunc(..)) => return None,
                _ => {}
            }
            at = parent;
        }
        None
    }

    fn read(&self, program: &Program, at: u32) -> Read<'e> {
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
    fn place(&self, program: &Program, at: u32, depth: u32) -> (String, Option<&'e Origin<'e>>) {
        let node = &self.nodes[at as usize];
        if depth > 64 {
            return (String::new(), None);
        }
        let child = |n: usize| match self.children(at).nth(n) {
            Some(child) => self.place(program, child, depth + 1),
            None => (String::new(), None),
        };
        let Some(expr) = node.expr else {
            return self.place_iteration(program, node, depth);
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
            _ => child(0),
        }
    }

    /// An iteration stands for what it iterates over and the key; where a condition or a variable
    /// made the list, for that which made this element of it.
    fn place_iteration(
        &self,
        program: &Program,
        node: &TraceNode<'e>,
        depth: u32,
    ) -> (String, Option<&'e Origin<'e>>) {
        let range = node.parent.and_then(|p| self.children(p).next());
        let Some(range) = range else { return (step(node.key), node.origin) };
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
            Expr::CallFunc(..) | Expr::Memo(..) => {
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

fn step(key: Option<Value<'_>>) -> String {
    match key {
        Some(Value::Str(name)) if !name.is_empty() && !name.contains(['.', '[', ']', ' ']) => {
            format!(".{name}")
        }
        Some(key) => format!("[{key:?}]"),
        None => String::new(),
    }
}

impl<'e> Recorder<'e> for Trace<'e> {
    const ON: bool = true;
    const EXHAUSTIVE: bool = true;

    fn enter(&mut self, expr: ExprId) {
        self.push(Some(expr), None, None);
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
        self.push(None, Some(key), origin);
    }

    fn iteration_end(&mut self) {
        self.pop();
    }
}
