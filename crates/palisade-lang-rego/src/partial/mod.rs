//! Partial evaluation: what remains of a query where parts of its documents are not known yet.
//!
//! A small symbolic interpreter walks the program with values of which parts may be unknown and
//! gives one condition on them ([`Residual`]). That is written as queries of Rego, in OPA's form,
//! or as a filter for a database. Rules are worked out where they are used, unless [`Options`] say
//! that they stay rules.

mod apply;
mod compare;
mod filter;
mod keep;
mod leaves;
mod machine;
mod patch;
mod print;
mod print_json;
mod rules;
mod sql;
mod sym;
mod ucast;

pub use filter::{Column, Filter, Mapping, Operand, Test};
pub use print::Written;
pub use sql::{Dialect, to_sql};
pub use ucast::to_ucast;

use crate::{Compiled, DATA, INPUT};
use keep::Saved;
use machine::Machine;
use palisade_arena::Arena;
use palisade_ir::{Root, World};
use palisade_source::{Diagnostic, Location};
use palisade_value::Value;
use std::collections::BTreeSet;
use sym::{Base, Cond};

/// A part of the documents that is not known: `input`, `input.resource`, `data.tables.users`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unknown {
    root: Root,
    keys: Vec<String>,
}

impl Unknown {
    /// All of the input.
    #[must_use]
    pub fn input() -> Self {
        Self { root: INPUT, keys: Vec::new() }
    }

    /// Reads a path: `input` or `data` with keys after dots or in brackets and quotes
    /// (`input["a-b"].c`).
    ///
    /// # Errors
    /// What is wrong with the path.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "`{text}` is no path: write `input` or `data` and keys, such as `input.resource`"
            )
        };
        let (root, mut rest) = if let Some(rest) = text.strip_prefix("input") {
            (INPUT, rest)
        } else if let Some(rest) = text.strip_prefix("data") {
            (DATA, rest)
        } else {
            return Err(wrong());
        };
        let mut keys = Vec::new();
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix('.') {
                let end = after.find(['.', '[']).unwrap_or(after.len());
                let (key, more) = after.split_at(end);
                if key.is_empty() || key.contains([']', '"', ' ']) {
                    return Err(wrong());
                }
                keys.push(key.to_owned());
                rest = more;
            } else if rest.starts_with("[\"") {
                let inner = rest.get(1..).unwrap_or_default();
                let mut stream = serde_json::Deserializer::from_str(inner).into_iter::<String>();
                let Some(Ok(key)) = stream.next() else { return Err(wrong()) };
                let after = inner.get(stream.byte_offset()..).unwrap_or_default();
                rest = after.strip_prefix(']').ok_or_else(wrong)?;
                keys.push(key);
            } else {
                return Err(wrong());
            }
        }
        if root == DATA && keys.is_empty() {
            return Err("`data` as a whole cannot be unknown: name what is below it".to_owned());
        }
        Ok(Self { root, keys })
    }

    fn base(&self) -> Base {
        if self.root == INPUT { Base::Input } else { Base::Data }
    }
}

impl std::fmt::Display for Unknown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.root == INPUT { "input" } else { "data" })?;
        for key in &self.keys {
            if print::is_name(key) {
                write!(f, ".{key}")?;
            } else {
                write!(f, "[{}]", crate::workspace::to_json(Value::Str(key)))?;
            }
        }
        Ok(())
    }
}

/// What is worked out, and what stays as it is although it could be.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Options {
    /// Paths below `data` of rules, functions and packages that stay rules beside the queries.
    pub kept: Vec<Vec<String>>,
    /// Whether every rule and function that hangs on something unknown stays one.
    pub shallow: bool,
    /// Whether functions that may give something else each time, such as `time.now_ns`, are
    /// called where their arguments are known; else they stay calls.
    pub nondeterministic: bool,
}

impl Options {
    /// Adds a rule that stays one: a path such as `data.app.allow`.
    ///
    /// # Errors
    /// What is wrong with the path.
    pub fn keep(&mut self, path: &str) -> Result<(), String> {
        let wrong = || format!("`{path}` is no path of a rule: write it as `data.app.allow`");
        let read = Unknown::parse(path).map_err(|_| wrong())?;
        if read.root != DATA {
            return Err(wrong());
        }
        self.kept.push(read.keys);
        Ok(())
    }
}

/// What a partial evaluation starts with.
#[derive(Clone)]
pub struct Given<'r, 'e> {
    /// What is known of the input.
    pub input: Option<Value<'e>>,
    /// The documents below `data`.
    pub data: Value<'e>,
    /// What is not known, whatever the documents say there.
    pub unknowns: &'r [Unknown],
    /// The moment that the evaluation is about, in nanoseconds since 1970.
    pub now: Option<i64>,
    /// Whether an error of a builtin is an error where it would else be undefined.
    pub strict: bool,
    /// How much it may take.
    pub limits: Limits,
    /// What stays as it is.
    pub options: Options,
    /// What answers for functions that reach outside, where they are called.
    pub world: Option<&'r dyn World>,
}

/// How much a partial evaluation may take.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Steps: expressions, iterations and calls.
    pub steps: u64,
    /// Most values that one expression may have, each under its condition: what has more stays an
    /// iteration.
    pub alternatives: usize,
    /// Most queries that alternatives are multiplied out to: others are rules beside them.
    pub queries: usize,
    /// Calls inside calls.
    pub depth: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { steps: 1_000_000, alternatives: 1024, queries: 1024, depth: 60 }
    }
}

/// What remains: a condition on what is unknown.
#[derive(Clone, Debug)]
pub struct Residual<'e> {
    cond: Cond<'e>,
    names: Vec<String>,
    limits: Limits,
    saved: Vec<Saved<'e>>,
    /// Where something is compared with a `null` that is written there.
    nulls: BTreeSet<Location>,
}

/// Evaluates the query of a compiled program as far as the known documents go. The program must
/// be compiled without optimization.
///
/// # Errors
/// An error of the policy that does not hang on anything unknown, a limit, or a construct that is
/// not evaluated partially, with its place.
pub fn partial<'e>(
    compiled: &'e Compiled,
    arena: &'e Arena,
    given: &Given<'_, 'e>,
) -> Result<Residual<'e>, Box<Diagnostic>> {
    let Some(query) = compiled.queries.first() else {
        return Err(Box::new(Diagnostic::error("rego-partial", "there is no query to evaluate")));
    };
    let mut machine = Machine::new(compiled, arena, given);
    let cond = machine.query(query.func)?;
    let saved = machine.keeper.needed(&cond);
    let (names, limits, nulls) = (query.names.clone(), given.limits, machine.nulls);
    Ok(Residual { cond, names, limits, saved, nulls })
}

impl Residual<'_> {
    /// Whether it holds whatever the unknown parts are.
    #[must_use]
    pub fn is_always(&self) -> bool {
        matches!(self.cond, Cond::True)
    }

    /// Whether it holds for no value of the unknown parts.
    #[must_use]
    pub fn is_never(&self) -> bool {
        matches!(self.cond, Cond::False)
    }
}
