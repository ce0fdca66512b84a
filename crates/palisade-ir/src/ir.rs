//! The shapes of the IR.

use crate::Builtin;
use palisade_arena::Frozen;
use palisade_source::Location;
use palisade_value::{Value, ValuesFamily};
use rustc_hash::FxHashMap;

macro_rules! index {
    ($($(#[$doc:meta])* $name:ident($int:ty);)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        pub struct $name(pub $int);
    )*};
}

index! {
    /// Names an expression of a program.
    ExprId(u32);
    /// Names a block of statements.
    BlockId(u32);
    /// Names a function or rule.
    FuncId(u32);
    /// Names a constant.
    ConstId(u32);
    /// Names a level of a rule index.
    DispatchId(u32);
    /// A register of the running function.
    Slot(u16);
    /// A document handed to an evaluation: the input, the parameters, the data.
    Root(u8);
    /// Something that `with` may put another thing in place of: a function or a virtual document.
    MockId(u16);
}

/// A run of entries in [`Program`]'s list of expressions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct List {
    pub(crate) start: u32,
    pub(crate) len: u32,
}

impl List {
    /// How many entries.
    #[must_use]
    pub const fn len(self) -> usize {
        self.len as usize
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.len == 0
    }

    pub(crate) const fn range(self) -> std::ops::Range<usize> {
        self.start as usize..(self.start + self.len) as usize
    }
}

/// What happens where a key is absent.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Access {
    /// An error (CEL).
    Error,
    /// Undefined (Rego).
    Undefined,
    /// `optional.none()`; what is there comes as `optional.of(…)` (CEL's `?.`).
    Optional,
    /// As [`Access::Optional`], but without the wrapping: undefined where nothing is there. For
    /// the inside of [`Expr::OrElse`].
    Maybe,
}

/// Two operands in, one value out.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Op {
    /// Equal; numbers by value whatever their kind.
    Eq,
    /// Not equal.
    Ne,
    /// Less; operands of different types are an error.
    Lt,
    /// Less or equal.
    Le,
    /// Greater.
    Gt,
    /// Greater or equal.
    Ge,
    /// Less in the total order of all values.
    TotalLt,
    /// Less or equal in the total order.
    TotalLe,
    /// Greater in the total order.
    TotalGt,
    /// Greater or equal in the total order.
    TotalGe,
    /// Element of an array or set, key of an object.
    In,
    /// Element of an array or set, value of an object; false for anything else.
    Member,
    /// Sum of fixed-size numbers, or concatenation; overflow is an error.
    Add,
    /// Difference of fixed-size numbers.
    Sub,
    /// Product of fixed-size numbers.
    Mul,
    /// Quotient of fixed-size numbers; whole for whole numbers.
    Div,
    /// Remainder of whole numbers.
    Rem,
    /// Sum of exact numbers.
    ExactAdd,
    /// Difference of exact numbers, or of sets.
    ExactSub,
    /// Product of exact numbers.
    ExactMul,
    /// Quotient of exact numbers.
    ExactDiv,
    /// Remainder of exact whole numbers.
    ExactRem,
}

/// How a quantified expression combines its iterations.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Quantifier {
    /// True if the condition holds for all; stops at the first that is false.
    All,
    /// True if it holds for one at least; stops there.
    Exists,
    /// True if it holds for exactly one; an error in any iteration is an error.
    ExistsOne,
    /// An array of the steps of the iterations whose condition holds.
    List,
    /// An object of the same keys and the steps of the iterations whose condition holds.
    Map,
    /// An object merged from the objects that the steps give; a key twice is an error.
    Entries,
}

/// An element of an array that is built.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ArrayItem {
    /// Its value.
    pub value: ExprId,
    /// Whether it is an optional that adds nothing where it is none.
    pub optional: bool,
}

/// An entry of an object that is built.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BuildItem {
    /// Its key.
    pub key: ExprId,
    /// Its value.
    pub value: ExprId,
    /// Whether the value is an optional that adds nothing where it is none.
    pub optional: bool,
}

/// What a block of statements generates when it is used as an expression.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Generate {
    /// Whether it has a solution.
    Exists,
    /// The array of the yielded values in order.
    Array,
    /// The set of the yielded values.
    Set,
    /// The object of the yielded keys and values; a key with two values is an error.
    Object,
}

/// One expression. Ids point into the tables of the [`Program`].
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Expr {
    /// A constant.
    Const(ConstId),
    /// A register.
    Slot(Slot),
    /// A document.
    Root(Root),
    /// The field of a constant text key.
    Get(ExprId, ConstId, Access),
    /// The element of a computed key or index.
    Index(ExprId, ExprId, Access),
    /// Whether a field is there.
    Has(ExprId, ConstId),
    /// Truth turned round.
    Not(ExprId),
    /// A number with the other sign.
    Neg(ExprId),
    /// Two operands.
    Binary(Op, ExprId, ExprId),
    /// Whether the value is in a constant collection of more than a few scalars.
    InTable(ExprId, u32),
    /// True if all are; false as soon as one is, whatever the others are.
    And(List),
    /// True as soon as one is, whatever the others are; false if all are.
    Or(List),
    /// The second if the first is true, the third if it is false.
    Cond(ExprId, ExprId, ExprId),
    /// An array.
    Array(List),
    /// A set.
    Set(List),
    /// An array of which elements may be left out; a run of `Program::array_items`.
    OptionalArray(List),
    /// An object; a run of `Program::build_items`.
    Object(List),
    /// A builtin function.
    Call {
        /// Its index in the program.
        builtin: u32,
        /// Its arguments.
        arguments: List,
        /// Whether an error of it is undefined.
        soft: bool,
    },
    /// A function of the surroundings, by name.
    HostCall(ConstId, List),
    /// A function or rule of the program.
    CallFunc(FuncId, List),
    /// The first while something stands in the place of the document, else the second.
    IfMocked(MockId, ExprId, ExprId),
    /// A call of a function that something may stand in the place of: what to call else is the
    /// last one.
    CallMock(MockId, List, ExprId),
    /// A register set for an expression.
    Let(Slot, ExprId, ExprId),
    /// An iteration over an array or object; an index into `Program::loops`.
    Loop(u32),
    /// Evaluated once in an evaluation, however often it stands: an index of memos.
    Memo(u32, ExprId),
    /// The lookup of a key in what a rule gives, for that key alone where it is the only one
    /// asked for; made by the optimizer of the lookup in all of it.
    Keyed(u32, ExprId),
    /// A block of statements.
    Generate(Generate, BlockId),
    /// The first, or the second where the first is undefined.
    OrElse(ExprId, ExprId),
    /// The first of these that is neither undefined nor an error.
    FirstDefined(List),
    /// Constant keys into a document or register, one after the other; an index of
    /// `Program::paths`. This and those below are made by the optimizer, for machines without a
    /// recorder alone.
    Path(u32),
    /// Whether a value is the same as a constant text, truth value or whole number, or is not.
    Is(ExprId, ConstId, bool),
    /// Whether a value is one of few constant scalars.
    IsAny(ExprId, ConstId),
    /// Whether a constant text is an element or key of a collection.
    Holds(ConstId, ExprId),
    /// Evaluated once in an evaluation, however often it stands: an index of memos, and one of
    /// `Program::bodies`.
    Shared(u32, u32),
    /// Evaluated once in an iteration of a loop around it: a place that the loop empties, and an
    /// index of `Program::bodies`.
    Once(u32, u32),
}

/// The parts of [`Expr::Loop`].
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Loop {
    /// How iterations combine.
    pub quantifier: Quantifier,
    /// What is iterated over.
    pub range: ExprId,
    /// Set to the index or key of each iteration.
    pub key: Option<Slot>,
    /// Set to the element or value; with no `key`, to the keys of an object.
    pub value: Option<Slot>,
    /// The condition.
    pub condition: Option<ExprId>,
    /// What an iteration gives.
    pub step: Option<ExprId>,
    /// The places for what is evaluated once in an iteration.
    pub(crate) places: (u32, u32),
}

/// The parts of [`Expr::Path`].
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Walk {
    /// A document or register.
    pub(crate) base: Start,
    /// A run of `Program::steps`.
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// What stands for what is not there, where only the last expression says so.
    pub(crate) other: Option<ExprId>,
}

/// Where a [`Walk`] begins.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Start {
    Root(Root),
    Slot(Slot),
}

/// A step of a [`Walk`].
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Step {
    /// The field of a key, with the key's hash.
    Field(ConstId, u32, Access),
    /// The element at a position.
    Element(u32, Access),
}

/// One statement of a body. What follows an iteration stands inside it, so that running a block
/// backtracks by itself.
#[derive(Clone, PartialEq, Debug)]
pub enum Stmt {
    /// Goes on if the value is defined and not false.
    Test(ExprId),
    /// Goes on if the value is defined.
    Assign(Slot, ExprId),
    /// Runs the block for every element with its key.
    Scan {
        /// What is iterated over.
        source: ExprId,
        /// Set to the key or index.
        key: Option<Slot>,
        /// Set to the element.
        value: Option<Slot>,
        /// Run for each.
        block: BlockId,
    },
    /// Goes on if the block has no solution.
    Not(BlockId),
    /// Goes on if for every element the block has a solution.
    Every {
        /// What is iterated over.
        source: ExprId,
        /// Set to the key or index.
        key: Option<Slot>,
        /// Set to the element.
        value: Option<Slot>,
        /// Run for each.
        block: BlockId,
    },
    /// Runs each of the blocks.
    Any(Vec<BlockId>),
    /// Runs those of the blocks that an index leaves; made by the optimizer.
    Select(Vec<BlockId>, DispatchId),
    /// Runs the block with other documents.
    With {
        /// What is put in place of what.
        overrides: Vec<Override>,
        /// Run with them.
        block: BlockId,
    },
    /// Runs the block as outside of the innermost [`Stmt::With`]: for what follows the statement
    /// that the overrides are for, and yet needs the registers that it set.
    Outside(BlockId),
    /// A solution of a [`RuleKind::Tree`].
    Grow {
        /// The keys from the root on, as an array.
        path: ExprId,
        /// What stands there.
        value: ExprId,
        /// Whether it is an element of a set that stands there.
        member: bool,
    },
    /// A solution, with what it gives.
    Yield {
        /// The key, for objects.
        key: Option<ExprId>,
        /// The value; true where there is none.
        value: Option<ExprId>,
    },
}

/// What `with` puts in place of something.
#[derive(Clone, PartialEq, Debug)]
pub enum Override {
    /// A value at a path of a document.
    Document(Root, Vec<ConstId>, ExprId),
    /// A mark that a virtual document is replaced by what stands in the document of its path.
    Mark(MockId),
    /// A value in place of what a function gives.
    Value(MockId, ExprId),
    /// A function in place of another.
    Function(MockId, FuncId),
}

/// Statements that run one after the other.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct Block(pub Vec<Stmt>);

/// How the bodies of a rule combine.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RuleKind {
    /// One value; two different ones are an error.
    Complete,
    /// One value, which is the same constant in all bodies: the first solution ends the search.
    Once,
    /// The set of all values.
    Set,
    /// The object of all keys and values.
    Object,
    /// The objects inside objects of all paths, sets at their ends among them.
    Tree,
}

/// The body of a rule and its `else` branches: the first with a solution counts.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct Chain(pub Vec<BlockId>);

/// What a function is made of.
#[derive(Clone, PartialEq, Debug)]
pub enum FuncKind {
    /// One expression.
    Expr(ExprId),
    /// A group of bodies.
    Rules {
        /// How they combine.
        kind: RuleKind,
        /// The bodies.
        bodies: Vec<Chain>,
        /// The value where no body has a solution.
        default: Option<ExprId>,
        /// Which bodies need running at all; made by the optimizer.
        index: Option<DispatchId>,
    },
}

/// A function, rule or condition.
#[derive(Clone, PartialEq, Debug)]
pub struct Func {
    /// Its name for people.
    pub name: String,
    /// How many arguments; they come in the first registers.
    pub params: u16,
    /// How many registers, arguments included.
    pub slots: u16,
    /// Its parts.
    pub kind: FuncKind,
    /// The memo that keeps its value during an evaluation, if it has no arguments.
    pub memo: Option<u32>,
    /// Where it is written.
    pub location: Option<Location>,
}

/// One level of a rule index.
#[derive(Clone, PartialEq, Debug)]
pub enum Dispatch {
    /// Run these bodies, by position.
    Bodies(Vec<u32>),
    /// Look at a document path first.
    Switch {
        /// The path.
        on: ExprId,
        /// What to do for the values that bodies ask for.
        arms: Vec<Arm>,
        /// `hash32` of the values to the arms that share it.
        table: FxHashMap<u32, Vec<u32>>,
        /// What to do for any other value or none.
        otherwise: DispatchId,
        /// What to do where the value is unknown: all bodies.
        unknown: DispatchId,
    },
    /// Look at how the text at a document path begins.
    Prefix {
        /// The path.
        on: ExprId,
        /// What to do by the longest text that it begins with, in order of these.
        arms: Vec<PrefixArm>,
        /// What to do for any other text or none.
        otherwise: DispatchId,
        /// What to do where the value is unknown or no text: all bodies.
        unknown: DispatchId,
    },
}

/// One arm of a [`Dispatch::Prefix`].
#[derive(Clone, PartialEq, Debug)]
pub struct PrefixArm {
    /// What the value begins with.
    pub text: Box<str>,
    /// The arm of the longest other text that this one begins with.
    pub above: Option<u32>,
    /// What to do for it.
    pub then: DispatchId,
}

/// One arm of a [`Dispatch::Switch`].
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Arm {
    /// The value.
    pub value: ConstId,
    /// What to do for it.
    pub then: DispatchId,
}

/// A compiled policy: immutable, shared between threads.
#[derive(Debug)]
pub struct Program {
    pub(crate) exprs: Vec<Expr>,
    /// The same expressions as a machine without a recorder runs them; empty where those are they.
    pub(crate) quick: Vec<Expr>,
    /// What [`Expr::Shared`] and [`Expr::Once`] evaluate.
    pub(crate) bodies: Vec<Expr>,
    pub(crate) paths: Vec<Walk>,
    pub(crate) steps: Vec<Step>,
    /// How many places loops have in all.
    pub(crate) places: u32,
    pub(crate) spans: Vec<Option<Location>>,
    pub(crate) lists: Vec<ExprId>,
    pub(crate) array_items: Vec<ArrayItem>,
    pub(crate) build_items: Vec<BuildItem>,
    pub(crate) loops: Vec<Loop>,
    pub(crate) blocks: Vec<Block>,
    pub(crate) funcs: Vec<Func>,
    pub(crate) dispatches: Vec<Dispatch>,
    pub(crate) consts: Frozen<ValuesFamily>,
    /// Walks that look for elements, and for some blocks which of them they are run by.
    pub(crate) join_list: Vec<crate::joins::Join>,
    pub(crate) joins: FxHashMap<u32, usize>,
    /// Rules that can give the part under one key.
    pub(crate) keyed: Vec<crate::keyed::Keyed>,
    /// `hash32` of each constant.
    pub(crate) hashes: Vec<u32>,
    /// Constant collections: hash to the constants that share it.
    pub(crate) tables: Vec<FxHashMap<u32, Vec<ConstId>>>,
    pub(crate) builtins: Vec<&'static Builtin>,
    pub(crate) memos: u32,
    /// For each function whether what calls of it came to is kept.
    pub(crate) remembered: Vec<bool>,
    pub(crate) mocks: u16,
    /// A bit for each document that is looked at.
    pub(crate) roots: u8,
    pub(crate) cache: crate::Cache,
}

impl Program {
    /// An expression.
    #[must_use]
    pub fn expr(&self, id: ExprId) -> Expr {
        self.exprs[id.0 as usize]
    }

    /// The expressions as a machine without a recorder runs them.
    pub(crate) fn quick(&self) -> &[Expr] {
        if self.quick.is_empty() { &self.exprs } else { &self.quick }
    }

    /// Where an expression is written.
    #[must_use]
    pub fn location(&self, id: ExprId) -> Option<Location> {
        self.spans.get(id.0 as usize).copied().flatten()
    }

    /// The expressions of a list.
    #[must_use]
    pub fn list(&self, list: List) -> &[ExprId] {
        &self.lists[list.range()]
    }

    /// The parts of a loop.
    #[must_use]
    pub fn loop_parts(&self, index: u32) -> &Loop {
        &self.loops[index as usize]
    }

    /// A constant.
    #[must_use]
    pub fn constant(&self, id: ConstId) -> Value<'_> {
        self.consts.get()[id.0 as usize]
    }

    /// A function.
    #[must_use]
    pub fn func(&self, id: FuncId) -> &Func {
        &self.funcs[id.0 as usize]
    }

    /// The statements of a block.
    #[must_use]
    pub fn block(&self, id: BlockId) -> &[Stmt] {
        &self.blocks[id.0 as usize].0
    }

    /// The builtin that a call names by its index.
    #[must_use]
    pub fn builtin(&self, index: u32) -> &'static Builtin {
        self.builtins[index as usize]
    }

    /// The functions in order.
    #[must_use]
    pub fn funcs(&self) -> &[Func] {
        &self.funcs
    }

    /// The function of a name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<FuncId> {
        let at = self.funcs.iter().position(|f| f.name == name)?;
        u32::try_from(at).ok().map(FuncId)
    }

    /// Whether what calls of a function came to is kept during an evaluation.
    #[must_use]
    pub fn remembers(&self, func: FuncId) -> bool {
        self.remembered.get(func.0 as usize).copied().unwrap_or(false)
    }

    /// Whether any expression looks at a document.
    #[must_use]
    pub fn uses(&self, root: Root) -> bool {
        self.roots & (1 << root.0) != 0
    }

    /// The calls of a function of the surroundings: the text that is its argument at `argument`,
    /// where that is a constant, and where the call is written.
    #[must_use]
    pub fn host_calls(
        &self,
        function: &str,
        argument: usize,
    ) -> Vec<(Option<&str>, Option<Location>)> {
        let calls = self.exprs.iter().zip(&self.spans).filter_map(|(expr, location)| {
            let Expr::HostCall(name, arguments) = expr else { return None };
            if self.constant(*name).as_str() != Some(function) {
                return None;
            }
            let text = self.list(*arguments).get(argument).and_then(|at| match self.expr(*at) {
                Expr::Const(id) => self.constant(id).as_str(),
                _ => None,
            });
            Some((text, *location))
        });
        calls.collect()
    }

    /// How many expressions there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.exprs.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.exprs.is_empty()
    }

    /// Bytes held, roughly.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.consts.bytes()
            + (self.exprs.len() + self.quick.len()) * size_of::<Expr>()
            + self.exprs.len() * size_of::<Option<Location>>()
            + self.lists.len() * size_of::<ExprId>()
    }
}
