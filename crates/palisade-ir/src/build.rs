use crate::ir::{Loop, Program};
use crate::{
    Access, ArrayItem, Block, BlockId, BuildItem, Builtin, ConstId, Expr, ExprId, Func, FuncId,
    FuncKind, List, Quantifier, Slot, Stmt, optimize,
};
use palisade_arena::{Arena, Frozen};
use palisade_source::Location;
use palisade_value::Value;
use rustc_hash::FxHashMap;

/// Expressions nested deeper than this are refused, so that the machine never runs out of stack.
const MAX_DEPTH: u16 = 400;

/// Collects the parts of a [`Program`]. Front ends lower into it; several may share one.
pub struct ProgramBuilder<'b> {
    arena: &'b Arena,
    pub(crate) exprs: Vec<Expr>,
    pub(crate) spans: Vec<Option<Location>>,
    depths: Vec<u16>,
    pub(crate) lists: Vec<ExprId>,
    pub(crate) array_items: Vec<ArrayItem>,
    pub(crate) build_items: Vec<BuildItem>,
    pub(crate) loops: Vec<Loop>,
    pub(crate) blocks: Vec<Block>,
    pub(crate) funcs: Vec<Func>,
    pub(crate) dispatches: Vec<crate::ir::Dispatch>,
    pub(crate) consts: Vec<Value<'b>>,
    /// The last constant of each hash, and for each constant the one before it of the same hash.
    known: FxHashMap<u32, ConstId>,
    before: Vec<Option<ConstId>>,
    pub(crate) tables: Vec<FxHashMap<u32, Vec<ConstId>>>,
    builtins: Vec<&'static Builtin>,
    pub(crate) keyed: Vec<crate::keyed::Keyed>,
    pub(crate) join_list: Vec<crate::joins::Join>,
    pub(crate) joins: FxHashMap<u32, usize>,
    pub(crate) memos: u32,
    mocks: u16,
    block_depths: Vec<u16>,
    too_deep: Option<ExprId>,
}

fn id(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

impl<'b> ProgramBuilder<'b> {
    /// A builder that keeps constants in `arena` until it is done.
    #[must_use]
    pub fn new(arena: &'b Arena) -> Self {
        Self {
            arena,
            exprs: Vec::new(),
            spans: Vec::new(),
            depths: Vec::new(),
            lists: Vec::new(),
            array_items: Vec::new(),
            build_items: Vec::new(),
            loops: Vec::new(),
            blocks: Vec::new(),
            funcs: Vec::new(),
            dispatches: Vec::new(),
            consts: Vec::new(),
            known: FxHashMap::default(),
            before: Vec::new(),
            tables: Vec::new(),
            builtins: Vec::new(),
            keyed: Vec::new(),
            join_list: Vec::new(),
            joins: FxHashMap::default(),
            memos: 0,
            mocks: 0,
            block_depths: Vec::new(),
            too_deep: None,
        }
    }

    /// The arena that constants are kept in while building.
    #[must_use]
    pub fn arena(&self) -> &'b Arena {
        self.arena
    }

    /// The first expression that nests too deep, if any; its program must not be run.
    #[must_use]
    pub fn too_deep(&self) -> Option<ExprId> {
        self.too_deep
    }

    /// A constant; equal ones of one kind are kept once.
    pub fn constant(&mut self, value: Value<'_>) -> ConstId {
        let same_kind = |a: &Value<'_>, b: &Value<'_>| match (a, b) {
            (Value::Str(a), Value::Str(b)) => a == b,
            _ => {
                std::mem::discriminant(a) == std::mem::discriminant(b)
                    && !matches!(
                        a,
                        Value::Array(_) | Value::Object(_) | Value::Set(_) | Value::Ext(_)
                    )
                    && a.same(b)
                    && !matches!(a, Value::Float(f) if *f == 0.0)
            }
        };
        let hash = value.hash32();
        if let Some(found) = self.with_hash(hash, |constant| same_kind(constant, &value)) {
            return found;
        }
        let new = ConstId(id(self.consts.len()));
        self.consts.push(value.copy_into(self.arena));
        let before = self.known.insert(hash, new);
        self.before.push(before);
        new
    }

    /// The first constant of a hash that is what is looked for.
    #[inline]
    fn with_hash(&self, hash: u32, is_it: impl Fn(&Value<'b>) -> bool) -> Option<ConstId> {
        let (mut next, mut found) = (self.known.get(&hash).copied(), None);
        while let Some(at) = next {
            if self.consts.get(at.0 as usize).is_some_and(&is_it) {
                found = Some(at);
            }
            next = self.before.get(at.0 as usize).copied().flatten();
        }
        found
    }

    /// Makes room for so many expressions and what goes with them.
    pub fn reserve(&mut self, exprs: usize) {
        self.exprs.reserve(exprs);
        self.spans.reserve(exprs);
        self.depths.reserve(exprs);
        self.lists.reserve(exprs / 4);
        self.blocks.reserve(exprs / 8);
        self.block_depths.reserve(exprs / 8);
    }

    /// A constant text.
    pub fn text(&mut self, text: &str) -> ConstId {
        self.constant(Value::Str(text))
    }

    /// An expression with its place.
    pub fn expr(&mut self, expr: Expr, location: Option<Location>) -> ExprId {
        let new = ExprId(id(self.exprs.len()));
        let mut deepest = 0;
        self.children(&expr, &mut |child| deepest = deepest.max(child));
        let depth = deepest.saturating_add(1);
        if depth > MAX_DEPTH && self.too_deep.is_none() {
            self.too_deep = Some(new);
        }
        self.exprs.push(expr);
        self.spans.push(location);
        self.depths.push(depth);
        new
    }

    /// A constant as an expression.
    pub fn value(&mut self, value: Value<'_>, location: Option<Location>) -> ExprId {
        let constant = self.constant(value);
        self.expr(Expr::Const(constant), location)
    }

    /// A list of expressions.
    pub fn list(&mut self, items: &[ExprId]) -> List {
        let start = id(self.lists.len());
        self.lists.extend_from_slice(items);
        List { start, len: id(items.len()) }
    }

    /// An array of which elements may be left out, or a plain one.
    pub fn array(&mut self, items: &[ArrayItem], location: Option<Location>) -> ExprId {
        if items.iter().all(|i| !i.optional) {
            let values: Vec<ExprId> = items.iter().map(|i| i.value).collect();
            let list = self.list(&values);
            return self.expr(Expr::Array(list), location);
        }
        let start = id(self.array_items.len());
        self.array_items.extend_from_slice(items);
        self.expr(Expr::OptionalArray(List { start, len: id(items.len()) }), location)
    }

    /// An object.
    pub fn object(&mut self, items: &[BuildItem], location: Option<Location>) -> ExprId {
        let start = id(self.build_items.len());
        self.build_items.extend_from_slice(items);
        self.expr(Expr::Object(List { start, len: id(items.len()) }), location)
    }

    /// An iteration over an array or object.
    #[expect(clippy::too_many_arguments, reason = "the parts of one node")]
    pub fn iterate(
        &mut self,
        quantifier: Quantifier,
        range: ExprId,
        key: Option<Slot>,
        value: Option<Slot>,
        condition: Option<ExprId>,
        step: Option<ExprId>,
        location: Option<Location>,
    ) -> ExprId {
        let index = id(self.loops.len());
        let places = (0, 0);
        self.loops.push(Loop { quantifier, range, key, value, condition, step, places });
        self.expr(Expr::Loop(index), location)
    }

    /// A call of a builtin.
    pub fn call(
        &mut self,
        builtin: &'static Builtin,
        arguments: &[ExprId],
        soft: bool,
        location: Option<Location>,
    ) -> ExprId {
        let found = self.builtins.iter().position(|b| std::ptr::eq(*b, builtin));
        let builtin = id(found.unwrap_or_else(|| {
            self.builtins.push(builtin);
            self.builtins.len() - 1
        }));
        let arguments = self.list(arguments);
        self.expr(Expr::Call { builtin, arguments, soft }, location)
    }

    /// The value of a chain of optional accesses, or else another value (`a.?b.?c.orValue(d)`):
    /// without making an optional on the way. None where `chain` is no such chain.
    pub fn or_else(
        &mut self,
        chain: ExprId,
        other: ExprId,
        location: Option<Location>,
    ) -> Option<ExprId> {
        let mut links = Vec::new();
        let mut at = chain;
        while let Expr::Get(base, _, access) | Expr::Index(base, _, access) =
            self.exprs[at.0 as usize]
        {
            links.push((at, access));
            at = base;
        }
        // Below the first optional access a missing key is an error, above it is not.
        let last = links.iter().rposition(|(_, access)| *access == Access::Optional)?;
        for (link, _) in &links[..=last] {
            match &mut self.exprs[link.0 as usize] {
                Expr::Get(.., access) | Expr::Index(.., access) => *access = Access::Maybe,
                _ => {}
            }
        }
        Some(self.expr(Expr::OrElse(chain, other), location))
    }

    /// A block of statements.
    pub fn block(&mut self, statements: Vec<Stmt>) -> BlockId {
        let new = BlockId(id(self.blocks.len()));
        let (mut deepest, mut last) = (0, None);
        let mut block = |depths: &[u16], b: &BlockId| {
            deepest = deepest.max(depths.get(b.0 as usize).copied().unwrap_or(0));
        };
        for statement in &statements {
            match statement {
                Stmt::Test(e) | Stmt::Assign(_, e) => {
                    last = last.max(Some(self.depths.get(e.0 as usize).copied().unwrap_or(0)));
                }
                Stmt::Scan { block: b, .. }
                | Stmt::Every { block: b, .. }
                | Stmt::With { block: b, .. }
                | Stmt::Not(b)
                | Stmt::Outside(b) => block(&self.block_depths, b),
                Stmt::Any(blocks) | Stmt::Select(blocks, _) => {
                    blocks.iter().for_each(|b| block(&self.block_depths, b))
                }
                Stmt::Grow { .. } | Stmt::Yield { .. } => {}
            }
        }
        let depth = deepest.max(last.unwrap_or(0)).saturating_add(1);
        if depth > MAX_DEPTH && self.too_deep.is_none() {
            self.too_deep = Some(ExprId(id(self.exprs.len().saturating_sub(1))));
        }
        self.block_depths.push(depth);
        self.blocks.push(Block(statements));
        new
    }

    /// Something new that `with` may put another thing in place of.
    pub fn mock(&mut self) -> crate::MockId {
        self.mocks += 1;
        crate::MockId(self.mocks - 1)
    }

    /// A function. Its body may be set later with [`Self::define`], for recursion through rules.
    pub fn func(&mut self, func: Func) -> FuncId {
        let new = FuncId(id(self.funcs.len()));
        self.funcs.push(func);
        new
    }

    /// Sets the parts of a function that was declared.
    pub fn define(&mut self, func: FuncId, slots: u16, kind: FuncKind) {
        if let Some(declared) = self.funcs.get_mut(func.0 as usize) {
            declared.slots = slots;
            declared.kind = kind;
        }
    }

    /// An expression that was added.
    #[must_use]
    pub fn peek(&self, id: ExprId) -> Expr {
        self.exprs[id.0 as usize]
    }

    /// Where an expression is written.
    #[must_use]
    pub fn location(&self, id: ExprId) -> Option<Location> {
        self.spans.get(id.0 as usize).copied().flatten()
    }

    /// The name of a function.
    #[must_use]
    pub fn name_of(&self, func: FuncId) -> &str {
        self.funcs.get(func.0 as usize).map_or("", |f| &f.name)
    }

    /// Whether a function keeps its value during an evaluation.
    pub(crate) fn is_memoised(&self, func: FuncId) -> bool {
        self.funcs.get(func.0 as usize).is_some_and(|f| f.memo.is_some())
    }

    /// The constant of a value, if there is one.
    pub(crate) fn known(&self, value: Value<'_>) -> Option<ConstId> {
        self.with_hash(value.hash32(), |constant| {
            std::mem::discriminant(constant) == std::mem::discriminant(&value)
                && constant.same(&value)
        })
    }

    pub(crate) fn builtin(&self, index: u32) -> &'static Builtin {
        self.builtins[index as usize]
    }

    /// A new memo.
    pub fn memo(&mut self) -> u32 {
        self.memos += 1;
        self.memos - 1
    }

    fn children(&self, expr: &Expr, see: &mut dyn FnMut(u16)) {
        let mut one = |id: ExprId| see(self.depths.get(id.0 as usize).copied().unwrap_or(0));
        match expr {
            Expr::Const(_) | Expr::Slot(_) | Expr::Root(_) | Expr::Path(_) => {}
            Expr::Shared(..) | Expr::Once(..) => {}
            Expr::Is(a, ..) | Expr::IsAny(a, _) | Expr::Holds(_, a) => one(*a),
            Expr::Generate(_, block) => {
                see(self.block_depths.get(block.0 as usize).copied().unwrap_or(0));
            }
            Expr::Get(a, ..) | Expr::Has(a, _) | Expr::Not(a) | Expr::Neg(a) => one(*a),
            Expr::InTable(a, _) | Expr::Memo(_, a) | Expr::Keyed(_, a) => one(*a),
            Expr::Index(a, b, _)
            | Expr::Binary(_, a, b)
            | Expr::Let(_, a, b)
            | Expr::IfMocked(_, a, b)
            | Expr::OrElse(a, b) => {
                one(*a);
                one(*b);
            }
            Expr::Cond(a, b, c) => [a, b, c].into_iter().for_each(|e| one(*e)),
            Expr::And(l) | Expr::Or(l) | Expr::Array(l) | Expr::Set(l) | Expr::FirstDefined(l) => {
                self.lists[l.range()].iter().for_each(|e| one(*e));
            }
            Expr::HostCall(_, l) | Expr::CallFunc(_, l) | Expr::Call { arguments: l, .. } => {
                self.lists[l.range()].iter().for_each(|e| one(*e));
            }
            Expr::CallMock(_, l, e) => {
                self.lists[l.range()].iter().chain([e]).for_each(|e| one(*e));
            }
            Expr::OptionalArray(l) => {
                self.array_items[l.range()].iter().for_each(|i| one(i.value));
            }
            Expr::Object(l) => self.build_items[l.range()].iter().for_each(|i| {
                one(i.key);
                one(i.value);
            }),
            Expr::Loop(index) => {
                let parts = self.loops[*index as usize];
                one(parts.range);
                [parts.condition, parts.step].into_iter().flatten().for_each(one);
            }
        }
    }

    /// Optimizes and closes the program.
    #[must_use]
    pub fn finish(mut self) -> Program {
        optimize::run(&mut self);
        let quick = crate::quick::make(&mut self);
        self.close(quick)
    }

    /// Closes the program as it was written: every body runs, in its order, so that a record of
    /// an evaluation shows all of them.
    #[must_use]
    pub fn finish_plain(self) -> Program {
        self.close(crate::quick::Quick::default())
    }

    fn close(self, quick: crate::quick::Quick) -> Program {
        let consts = Frozen::build(|arena| {
            let copies: Vec<Value<'_>> = self.consts.iter().map(|c| c.copy_into(arena)).collect();
            arena.alloc_slice(&copies)
        });
        let roots = self.exprs.iter().fold(0, |seen, expr| match expr {
            Expr::Root(root) => seen | (1 << root.0),
            _ => seen,
        });
        let mut program = Program {
            roots,
            hashes: self.consts.iter().map(Value::hash32).collect(),
            exprs: self.exprs,
            quick: quick.exprs,
            bodies: quick.bodies,
            paths: quick.paths,
            steps: quick.steps,
            places: quick.places,
            spans: self.spans,
            lists: self.lists,
            array_items: self.array_items,
            build_items: self.build_items,
            loops: self.loops,
            blocks: self.blocks,
            funcs: self.funcs,
            dispatches: self.dispatches,
            consts,
            tables: self.tables,
            builtins: self.builtins,
            keyed: self.keyed,
            join_list: self.join_list,
            joins: self.joins,
            memos: self.memos,
            remembered: Vec::new(),
            mocks: self.mocks,
            cache: crate::Cache::default(),
        };
        program.remembered = crate::calls::remembered(&program);
        program
    }
}
