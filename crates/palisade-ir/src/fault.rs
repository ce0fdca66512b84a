use palisade_source::Location;
use palisade_value::Value;
use std::fmt;

/// What went wrong in an evaluation.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FaultKind {
    /// A key or index that is not there.
    NoSuchKey,
    /// An operator or function on types that it is not for.
    WrongType,
    /// A division by zero.
    DivisionByZero,
    /// A number out of range.
    Overflow,
    /// An argument that the function refuses.
    BadArgument,
    /// Two different values for one rule or key.
    Conflict,
    /// A name that is not there.
    NoSuchName,
}

/// An error of an evaluation, with its place in the policy.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Fault<'a> {
    /// What kind.
    pub kind: FaultKind,
    /// What is wrong: a lowercase fragment.
    pub message: &'a str,
    /// The expression, in the policy's source.
    pub location: Option<Location>,
}

impl fmt::Display for Fault<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message)
    }
}

/// Which limit an evaluation reached.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LimitKind {
    /// Steps.
    Steps,
    /// Bytes.
    Memory,
    /// Calls inside calls.
    Depth,
    /// The caller gave up waiting.
    Interrupted,
}

impl fmt::Display for LimitKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LimitKind::Steps => "the evaluation took more steps than its limit allows",
            LimitKind::Memory => "the evaluation needed more memory than its limit allows",
            LimitKind::Depth => "calls nest deeper than the limit allows",
            LimitKind::Interrupted => "the evaluation was interrupted",
        })
    }
}

/// Why an expression has no value.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Stop<'a> {
    /// It has none, and that is no error.
    Undefined,
    /// An error, which `&&`, `||` and the like may still absorb.
    Error(&'a Fault<'a>),
    /// A limit; nothing absorbs it.
    Limit(LimitKind),
}

/// What an expression comes to.
pub type Eval<'a> = Result<Value<'a>, Stop<'a>>;
