//! What decided the bodies of rules: which tests of the statements around a solution, and which
//! statement left a body without one.

use crate::trace::{FUEL, Parts, once, step};
use crate::{Eval, Expr, NodeKind, Program, Read, Role, Slot, Solution, Trace};
use palisade_value::{Origin, Value};

/// Rules inside rules are followed this deep for what made an element.
const DEPTH: u32 = 16;
/// So many solutions of a rule are looked at for what made it hold.
const SOLUTIONS: usize = 8;

impl<'e> Trace<'e> {
    /// The solutions of the function that was called, in the order in which they were found.
    pub fn solutions(&self) -> impl Iterator<Item = &Solution<'e>> {
        self.solutions.iter().filter(|s| s.owner.is_none())
    }

    /// The slots of the input that decided that a solution is one, the weightiest first: what the
    /// last tests before it read.
    #[must_use]
    pub fn decisive_for(&self, program: &Program, solution: &Solution<'e>) -> Vec<Read<'e>> {
        let mut reads = Vec::new();
        self.fuel.set(FUEL);
        self.walk_solution(program, solution, &mut reads);
        once(reads)
    }

    fn kind(&self, node: u32) -> Option<NodeKind> {
        self.nodes.get(node as usize).map(|n| n.kind)
    }

    fn parts_of(&self, node: Option<u32>) -> Parts<'_, 'e> {
        node.map_or_else(|| self.roots(), |node| self.children(node))
    }

    fn blocks_of(&self, node: Option<u32>) -> impl Iterator<Item = u32> {
        self.parts_of(node).filter(|c| self.kind(*c) == Some(NodeKind::Block))
    }

    /// Whether an expression runs statements.
    pub(crate) fn runs_blocks(&self, at: u32) -> bool {
        self.blocks_of(Some(at)).next().is_some()
    }

    /// The node that gave a register its value, if `parent`, around `at`, holds it.
    pub(crate) fn binding_statement(&self, parent: u32, at: u32, slot: Slot) -> Option<u32> {
        match self.kind(parent)? {
            NodeKind::Block => {
                let sets = |c: &u32| self.kind(*c) == Some(NodeKind::Statement(Role::Assign(slot)));
                let before = self.children(parent).take_while(|c| *c < at);
                before.filter(sets).last().and_then(|s| self.children(s).next())
            }
            NodeKind::Statement(Role::Scan(key, value) | Role::Every(key, value)) => {
                let binds = key == Some(slot) || value == Some(slot);
                (binds && self.kind(at) == Some(NodeKind::Iteration)).then_some(at)
            }
            _ => None,
        }
    }

    /// What decided the bodies that a node runs; of the function that was called for none.
    pub(crate) fn walk_blocks(
        &self,
        program: &Program,
        owner: Option<u32>,
        reads: &mut Vec<Read<'e>>,
    ) {
        let result = owner.and_then(|o| self.nodes.get(o as usize)).and_then(|n| n.result);
        let mut found: Vec<&Solution<'e>> =
            self.solutions.iter().filter(|s| s.owner == owner).collect();
        match result {
            Some(Ok(Value::Unknown(_))) => found.retain(|s| !s.certain),
            Some(Ok(value)) => {
                // Of one value, what gave it; of a collection, everything in it.
                if let Some(one) = found.iter().find(|s| s.value.same(&value)) {
                    found = vec![*one];
                }
            }
            _ => {}
        }
        if found.is_empty() {
            for block in self.blocks_of(owner) {
                self.walk_unsolved(program, block, reads);
            }
        }
        for solution in found.into_iter().take(SOLUTIONS) {
            self.walk_solution(program, solution, reads);
        }
    }

    fn walk_parts(&self, program: &Program, at: u32, reads: &mut Vec<Read<'e>>) {
        let exprs = self.children(at).filter(|c| self.kind(*c) == Some(NodeKind::Expr));
        exprs.for_each(|c| self.walk(program, c, reads));
    }

    /// The statements that were passed on the way to a solution, each with the iteration that it
    /// was in.
    fn passed(&self, solution: &Solution<'e>) -> Vec<(u32, Role, Option<u32>)> {
        let mut all = Vec::new();
        for (n, node) in solution.path.iter().enumerate() {
            let next = solution.path.get(n + 1).copied();
            match self.kind(*node) {
                Some(NodeKind::Block) => {
                    for child in self.children(*node).take_while(|c| Some(*c) != next) {
                        if let Some(NodeKind::Statement(role)) = self.kind(child) {
                            all.push((child, role, None));
                        }
                    }
                }
                Some(NodeKind::Statement(role @ Role::Scan(..))) => all.push((*node, role, next)),
                _ => {}
            }
        }
        all
    }

    fn walk_solution(&self, program: &Program, solution: &Solution<'e>, reads: &mut Vec<Read<'e>>) {
        let (before, passed) = (reads.len(), self.passed(solution));
        // What comes last is mostly what is wrong; what comes first is what it is about.
        for (at, role, inside) in passed.iter().rev() {
            match role {
                Role::Test => self.walk_parts(program, *at, reads),
                Role::Not => {
                    self.blocks_of(Some(*at)).for_each(|b| self.walk_unsolved(program, b, reads));
                }
                Role::Every(..) => {
                    let held = self.solutions.iter().filter(|s| s.owner == Some(*at));
                    held.take(SOLUTIONS).for_each(|s| self.walk_solution(program, s, reads));
                }
                Role::Scan(..) => {
                    if let Some(made) = inside.and_then(|i| self.element(program, i)) {
                        self.walk_solution(program, made, reads);
                    }
                }
                _ => {}
            }
        }
        if reads.len() > before {
            return;
        }
        for (_, role, inside) in passed.iter().rev() {
            if let (Role::Scan(..), Some(iteration)) = (role, inside) {
                reads.push(self.read_iteration(program, *iteration));
            }
        }
        if reads.len() > before {
            return;
        }
        for (at, role, _) in passed.iter().rev() {
            if let Role::Assign(_) = role {
                self.walk_parts(program, *at, reads);
            }
        }
        if reads.len() == before
            && let Some(maker) = solution.made_by
        {
            self.walk(program, maker, reads);
        }
    }

    /// What left a block without a solution: its last statement.
    fn walk_unsolved(&self, program: &Program, block: u32, reads: &mut Vec<Read<'e>>) {
        let Some(last) = self.children(block).last() else { return };
        let Some(NodeKind::Statement(role)) = self.kind(last) else { return };
        let before = reads.len();
        match role {
            Role::Test | Role::Assign(_) | Role::Yield => self.walk_parts(program, last, reads),
            Role::Not => {
                let held = self.solutions.iter().filter(|s| s.owner == Some(last));
                held.take(SOLUTIONS).for_each(|s| self.walk_solution(program, s, reads));
            }
            Role::Scan(..) | Role::Every(..) | Role::Nest => {
                for child in self.children(last) {
                    let block = match self.kind(child) {
                        Some(NodeKind::Block) => Some(child),
                        Some(NodeKind::Iteration) => self.blocks_of(Some(child)).next(),
                        _ => None,
                    };
                    let open = |b: &u32| self.nodes.get(*b as usize).is_some_and(|n| !n.solved);
                    if let Some(block) = block.filter(open) {
                        self.walk_unsolved(program, block, reads);
                    }
                }
                if reads.len() == before {
                    self.walk_parts(program, last, reads);
                }
            }
        }
    }

    /// The element that an iteration is about.
    fn element_of(&self, iteration: u32) -> Option<(u32, Value<'e>)> {
        let node = self.nodes.get(iteration as usize)?;
        let range = self.children(node.parent?).next()?;
        let key = node.key?;
        let element = match self.nodes.get(range as usize)?.result? {
            Ok(Value::Array(array)) => *array.items().get(usize::try_from(key.as_i64()?).ok()?)?,
            Ok(Value::Object(object)) => object.get(&key)?,
            Ok(Value::Set(_)) => key,
            _ => return None,
        };
        Some((range, element))
    }

    /// The solution that gave the element of an iteration, where rules of the policy made it.
    fn element(&self, program: &Program, iteration: u32) -> Option<&Solution<'e>> {
        let (range, element) = self.element_of(iteration)?;
        self.made(program, range, element, 0)
    }

    /// The solution that gave an element of the collection that a node came to.
    fn made(
        &self,
        program: &Program,
        at: u32,
        element: Value<'e>,
        depth: u32,
    ) -> Option<&Solution<'e>> {
        let node = self.nodes.get(at as usize)?;
        if depth > DEPTH {
            return None;
        }
        match program.expr(node.expr?) {
            Expr::CallFunc(..) | Expr::Generate(..) if self.runs_blocks(at) => {
                let mut mine = self.solutions.iter().filter(|s| s.owner == Some(at));
                if let Some(exact) = mine.clone().find(|s| s.value.same(&element)) {
                    return Some(exact);
                }
                let Some(Ok(whole)) = node.result else { return None };
                let maker = mine.find(|s| s.value.same(&whole))?.made_by?;
                self.made(program, maker, element, depth + 1)
            }
            Expr::Slot(slot) => {
                let bound = self.binding(program, at, slot)?;
                self.made(program, bound, element, depth + 1)
            }
            Expr::CallFunc(..) | Expr::Memo(..) | Expr::Keyed(..) | Expr::IfMocked(..) => {
                self.made(program, self.children(at).last()?, element, depth + 1)
            }
            _ => None,
        }
    }

    /// The node that made the element of an iteration over what `range` came to.
    pub(crate) fn element_maker(&self, program: &Program, iteration: u32) -> Option<u32> {
        self.element(program, iteration)?.made_by
    }

    /// The node that gave the value of an expression that runs statements.
    pub(crate) fn maker_of(&self, at: u32, result: Option<Eval<'e>>) -> Option<u32> {
        let Some(Ok(value)) = result else { return None };
        let mut mine = self.solutions.iter().filter(|s| s.owner == Some(at));
        mine.find(|s| s.value.same(&value))?.made_by
    }

    fn read_iteration(&self, program: &Program, iteration: u32) -> Read<'e> {
        let (path, origin) = self.place(program, iteration, 0);
        Read { path, value: self.element_of(iteration).map(|(_, e)| e), origin }
    }

    /// `object.get(object, path, default)`, which reads without an expression for each step; false
    /// for anything else.
    pub(crate) fn walk_lookup(
        &self,
        program: &Program,
        at: u32,
        reads: &mut Vec<Read<'e>>,
    ) -> bool {
        let Some(Expr::Call { builtin, .. }) =
            self.nodes[at as usize].expr.map(|e| program.expr(e))
        else {
            return false;
        };
        if program.builtins.get(builtin as usize).is_none_or(|b| b.name != "object.get") {
            return false;
        }
        let mut parts = self.children(at);
        let (Some(object), Some(path)) = (parts.next(), parts.next()) else { return false };
        let result = |node: u32| self.nodes.get(node as usize).and_then(|n| n.result);
        let (Some(Ok(mut value)), Some(Ok(wanted))) = (result(object), result(path)) else {
            return false;
        };
        let (mut text, mut origin) = self.place(program, object, 0);
        let is_root = |e| matches!(program.expr(e), Expr::Root(_));
        if text.is_empty() && !self.nodes[object as usize].expr.is_some_and(is_root) {
            return false;
        }
        let one = [wanted];
        let keys = wanted.as_array().map_or(&one[..], |a| a.items());
        let mut found = true;
        for key in keys {
            text.push_str(&step(Some(*key)));
            let (next, nearer): (Option<Value<'e>>, Option<&'e Origin<'e>>) = match value {
                Value::Object(object) => match object.position(key) {
                    Some(at) => (object.entries().get(at).map(|e| e.1), object.origin(at)),
                    None => (None, None),
                },
                Value::Array(array) => {
                    let at = key.as_i64().and_then(|n| usize::try_from(n).ok());
                    let item = at.and_then(|at| array.items().get(at)).copied();
                    (item, at.and_then(|at| array.origin(at)))
                }
                _ => (None, None),
            };
            origin = nearer.or(origin);
            match next {
                Some(next) if found => value = next,
                _ => found = false,
            }
        }
        reads.push(Read { path: text, value: found.then_some(value), origin });
        true
    }
}
