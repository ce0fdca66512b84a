//! What happened in an evaluation, as a tree: for the reasons of failed tests and for traces.

use palisade_ir::{BlockId, Eval, ExprId, Recorder, Stop};
use palisade_value::{Origin, Value};

/// Most nodes of one recording; what comes behind is not recorded.
const MOST: usize = 200_000;

/// What a node is about.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Event<'e> {
    /// An expression was evaluated.
    Expr(ExprId),
    /// An iteration over the element of a key.
    Iteration(Value<'e>),
    /// A block came to its end.
    Solution(BlockId),
}

#[derive(Clone, Debug)]
pub(crate) struct Node<'e> {
    pub(crate) event: Event<'e>,
    /// What the expression came to; none where a limit ended it.
    pub(crate) result: Option<Eval<'e>>,
    /// The node behind the last one of its parts, which follow it.
    pub(crate) end: u32,
}

/// Records an evaluation, with the memos of a plain one, of a program that is not optimized.
#[derive(Clone, Default, Debug)]
pub struct Watch<'e> {
    nodes: Vec<Node<'e>>,
    open: Vec<u32>,
    skipped: usize,
    cut: bool,
}

impl<'e> Watch<'e> {
    /// An empty recording.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether the evaluation was too long for all of it to be recorded.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.cut
    }

    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.nodes.len()).unwrap_or(u32::MAX)
    }

    pub(crate) fn node(&self, at: u32) -> &Node<'e> {
        &self.nodes[at as usize]
    }

    pub(crate) fn expr(&self, at: u32) -> Option<ExprId> {
        match self.node(at).event {
            Event::Expr(expr) => Some(expr),
            _ => None,
        }
    }

    /// The direct parts of a node in order.
    pub(crate) fn children(&self, at: u32) -> impl Iterator<Item = u32> + '_ {
        self.between(at + 1, self.node(at).end)
    }

    /// The nodes of one level from one place to another.
    pub(crate) fn between(&self, from: u32, end: u32) -> impl Iterator<Item = u32> + '_ {
        let mut next = from;
        std::iter::from_fn(move || {
            let at = next;
            if at >= end || at >= self.len() {
                return None;
            }
            next = self.node(at).end.max(at + 1);
            Some(at)
        })
    }

    fn push(&mut self, event: Event<'e>, stays_open: bool) {
        if self.nodes.len() >= MOST {
            self.cut = true;
            self.skipped += usize::from(stays_open);
            return;
        }
        let new = self.len();
        self.nodes.push(Node { event, result: None, end: new + 1 });
        if stays_open {
            self.open.push(new);
        }
    }

    fn pop(&mut self) -> Option<&mut Node<'e>> {
        if self.skipped > 0 {
            self.skipped -= 1;
            return None;
        }
        let last = self.open.pop()?;
        let end = self.len();
        let node = self.nodes.get_mut(last as usize)?;
        node.end = end;
        Some(node)
    }
}

impl<'e> Recorder<'e> for Watch<'e> {
    const ON: bool = true;
    const MEMOS: bool = true;

    fn enter(&mut self, expr: ExprId) {
        self.push(Event::Expr(expr), true);
    }

    fn exit(&mut self, _: ExprId, result: &Eval<'e>) {
        if let Some(node) = self.pop()
            && !matches!(result, Err(Stop::Limit(_)))
        {
            node.result = Some(*result);
        }
    }

    fn read(&mut self, _: Value<'e>, _: Option<Value<'e>>, _: Option<&'e Origin<'e>>) {}

    fn iteration(&mut self, key: Value<'e>, _: Option<&'e Origin<'e>>) {
        self.push(Event::Iteration(key), true);
    }

    fn iteration_end(&mut self) {
        self.pop();
    }

    fn solution(&mut self, block: BlockId) {
        self.push(Event::Solution(block), false);
    }
}
