//! Rule indexes: what bodies ask of document paths, and which of them can hold at all.
//!
//! A body may ask that a path has one of some literals, or that it is a text that begins with one
//! of some texts. The first is looked up by hash; the second among sorted texts, each of which
//! knows the longest other one that it begins with. An index only leaves bodies out: those that it
//! keeps still run whole.

use crate::ir::{Arm, Dispatch, DispatchId, PrefixArm};
use crate::optimize::{Base, Paths, constant};
use crate::{
    Block, BlockId, Chain, ConstId, Expr, ExprId, FuncKind, Op, ProgramBuilder, Slot, Stmt,
};
use palisade_value::Value;
use rustc_hash::FxHashMap;

/// Groups of at least so many bodies get an index.
pub(crate) const MANY_BODIES: usize = 3;
/// Levels of a rule index.
const INDEX_DEPTH: u32 = 4;
/// No level of an index names bodies more often than this: it would be larger than of use.
const LARGEST: usize = 1 << 22;

/// What one body asks of a path.
pub(crate) enum Want {
    /// That it is one of these literals.
    OneOf(Vec<ConstId>),
    /// That it is a text that begins with one of these.
    Starts(Vec<Box<str>>),
}

/// What one body asks of document paths.
pub(crate) type Conditions = FxHashMap<ExprId, Want>;

/// What a block asks of paths below documents and below registers that are set before it.
pub(crate) fn conditions(
    program: &ProgramBuilder<'_>,
    paths: &Paths,
    Block(statements): &Block,
    set: &[Slot],
) -> Conditions {
    let path = |id: ExprId| {
        let path = paths.get(id.0 as usize).copied().flatten();
        let of_use = path.filter(|p| match p.base {
            Base::Fixed => p.keys > 0,
            Base::Slot(slot) => set.contains(&slot),
        });
        of_use.map(|p| p.first)
    };
    let literal = |id| constant(program, id).map(|c| program.consts[c.0 as usize]);
    let mut found = Conditions::default();
    // Literals tell more than beginnings do.
    let mut one_of = |path: ExprId, literals: Vec<ConstId>| match found.get_mut(&path) {
        Some(Want::OneOf(_)) => {}
        Some(starts) => *starts = Want::OneOf(literals),
        None => {
            found.insert(path, Want::OneOf(literals));
        }
    };
    let mut beginnings = Vec::new();
    for statement in statements {
        let Stmt::Test(test) = statement else { continue };
        match program.exprs[test.0 as usize] {
            Expr::Binary(Op::Eq, a, b) => {
                for (side, other) in [(a, b), (b, a)] {
                    if let (Some(path), Some(literal)) = (path(side), constant(program, other))
                        && is_scalar(program.consts[literal.0 as usize])
                    {
                        one_of(path, vec![literal]);
                    }
                }
            }
            Expr::Binary(Op::In | Op::Member, item, collection) => {
                if let (Some(path), Some(few)) = (path(item), literal(collection)) {
                    let items = match few {
                        Value::Array(a) => a.items(),
                        Value::Set(s) => s.items(),
                        _ => continue,
                    };
                    let literals: Option<Vec<ConstId>> = items
                        .iter()
                        .map(|item| program.known(*item).filter(|_| is_scalar(*item)))
                        .collect();
                    if let Some(literals) = literals.filter(|l| !l.is_empty()) {
                        one_of(path, literals);
                    }
                }
            }
            Expr::InTable(item, table) => {
                if let Some(path) = path(item) {
                    let literals = program.tables[table as usize].values().flatten().copied();
                    one_of(path, literals.collect());
                }
            }
            Expr::Call { builtin, arguments, .. } => {
                let arguments = &program.lists[arguments.range()];
                let asked = match (program.builtin(builtin).name, arguments) {
                    ("startswith", [text, start]) => {
                        literal(*start).and_then(|l| texts(l, str::to_owned)).map(|l| (text, l))
                    }
                    ("strings.any_prefix_match", [text, starts]) => {
                        literal(*starts).and_then(|l| texts(l, str::to_owned)).map(|l| (text, l))
                    }
                    ("glob.match", [pattern, _, text]) => {
                        let start = literal(*pattern).and_then(|l| texts(l, beginning));
                        start.map(|l| (text, l))
                    }
                    _ => None,
                };
                if let Some((text, starts)) = asked
                    && let Some(path) = path(*text)
                {
                    beginnings.push((path, starts));
                }
            }
            _ => {}
        }
    }
    for (path, starts) in beginnings {
        found.entry(path).or_insert(Want::Starts(starts));
    }
    found
}

/// A text, or the texts of a collection, made beginnings; none where one of them is of no use.
fn texts(value: Value<'_>, start: impl Fn(&str) -> String) -> Option<Vec<Box<str>>> {
    let items = match &value {
        Value::Str(_) => std::slice::from_ref(&value),
        Value::Array(a) => a.items(),
        Value::Set(s) => s.items(),
        _ => return None,
    };
    let start = |item: &Value<'_>| item.as_str().map(&start).filter(|text| !text.is_empty());
    let starts: Option<Vec<Box<str>>> =
        items.iter().map(|item| start(item).map(String::into_boxed_str)).collect();
    starts.filter(|starts| !starts.is_empty())
}

/// What all texts begin with that a glob matches.
fn beginning(pattern: &str) -> String {
    let special = |c: char| matches!(c, '*' | '?' | '[' | ']' | '{' | '}' | '\\' | ',' | '!');
    pattern.split(special).next().unwrap_or("").to_owned()
}

fn is_scalar(value: Value<'_>) -> bool {
    matches!(value, Value::Null | Value::Bool(_) | Value::Str(_)) || value.is_number()
}

pub(crate) fn index_rules(program: &mut ProgramBuilder<'_>, paths: &Paths) {
    for at in 0..program.funcs.len() {
        let FuncKind::Rules { bodies, .. } = &program.funcs[at].kind else { continue };
        if bodies.len() < MANY_BODIES {
            continue;
        }
        let set: Vec<Slot> = (0..program.funcs[at].params).map(Slot).collect();
        let wanted: Vec<Conditions> = bodies
            .iter()
            .map(|Chain(branches)| match branches.as_slice() {
                [BlockId(only)] => {
                    conditions(program, paths, &program.blocks[*only as usize], &set)
                }
                _ => Conditions::default(),
            })
            .collect();
        let all: Vec<u32> = (0..u32::try_from(bodies.len()).unwrap_or(0)).collect();
        let found = index_of(program, &wanted, all);
        if let FuncKind::Rules { index, .. } = &mut program.funcs[at].kind {
            *index = found;
        }
    }
}

/// An index over what bodies ask for, if it leaves any out.
pub(crate) fn index_of(
    program: &mut ProgramBuilder<'_>,
    wanted: &[Conditions],
    all: Vec<u32>,
) -> Option<DispatchId> {
    let dispatch = level(program, wanted, all, &[], INDEX_DEPTH);
    let is_flat = matches!(program.dispatches[dispatch.0 as usize], Dispatch::Bodies(_));
    (!is_flat).then_some(dispatch)
}

fn dispatch(program: &mut ProgramBuilder<'_>, new: Dispatch) -> DispatchId {
    program.dispatches.push(new);
    DispatchId(u32::try_from(program.dispatches.len() - 1).unwrap_or(u32::MAX))
}

/// A level of an index over some bodies.
fn level(
    program: &mut ProgramBuilder<'_>,
    wanted: &[Conditions],
    bodies: Vec<u32>,
    used: &[ExprId],
    depth: u32,
) -> DispatchId {
    let mut counts: FxHashMap<ExprId, usize> = FxHashMap::default();
    for body in &bodies {
        for path in wanted[*body as usize].keys().filter(|p| !used.contains(p)) {
            *counts.entry(*path).or_default() += 1;
        }
    }
    // The path that most bodies ask about; of equals the one that stands first in the source.
    let best = counts.into_iter().max_by_key(|(path, n)| (*n, std::cmp::Reverse(path.0)));
    let Some((on, _)) = best.filter(|(_, n)| depth > 0 && *n >= MANY_BODIES) else {
        return dispatch(program, Dispatch::Bodies(bodies));
    };
    let mut by_value: Vec<(ConstId, Vec<u32>)> = Vec::new();
    let mut position: FxHashMap<ConstId, usize> = FxHashMap::default();
    let (mut starts, mut anyway) = (Vec::new(), Vec::new());
    for body in &bodies {
        let literals = match wanted[*body as usize].get(&on) {
            None => {
                anyway.push(*body);
                continue;
            }
            Some(Want::Starts(texts)) => {
                starts.extend(texts.iter().map(|text| (&**text, *body)));
                continue;
            }
            Some(Want::OneOf(literals)) => literals,
        };
        for literal in literals {
            // One and the same value may be written as two constants: 1 and 1.0.
            let value = program.consts[literal.0 as usize];
            let at = *position.entry(*literal).or_insert_with(|| {
                let same = by_value.iter().position(|(c, _)| {
                    value.is_number() && program.consts[c.0 as usize].same(&value)
                });
                same.unwrap_or_else(|| {
                    by_value.push((*literal, Vec::new()));
                    by_value.len() - 1
                })
            });
            if by_value[at].1.last() != Some(body) {
                by_value[at].1.push(*body);
            }
        }
    }
    let prefixes = Prefixes::new(starts);
    let named = by_value.len().saturating_mul(anyway.len()).saturating_add(prefixes.named);
    if named.saturating_add(prefixes.entries.len().saturating_mul(anyway.len())) > LARGEST {
        return dispatch(program, Dispatch::Bodies(bodies));
    }
    let mut used = used.to_vec();
    used.push(on);
    let mut arms = Vec::with_capacity(by_value.len());
    let mut table: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for (value, mut selected) in by_value {
        selected.extend_from_slice(&anyway);
        match program.consts[value.0 as usize] {
            Value::Str(text) => selected.extend_from_slice(prefixes.of(text)),
            // What asks how this begins goes wrong, and may have to say so.
            _ => selected.extend_from_slice(&prefixes.all),
        }
        let then = sorted_level(program, wanted, selected, &used, depth - 1);
        let hash = program.consts[value.0 as usize].hash32();
        table.entry(hash).or_default().push(u32::try_from(arms.len()).unwrap_or(u32::MAX));
        arms.push(Arm { value, then });
    }
    let unknown = dispatch(program, Dispatch::Bodies(bodies));
    let none = level(program, wanted, anyway.clone(), &used, depth - 1);
    let otherwise = if prefixes.entries.is_empty() {
        none
    } else {
        let mut starts = Vec::with_capacity(prefixes.entries.len());
        for entry in &prefixes.entries {
            let selected = entry.bodies.iter().chain(&anyway).copied().collect();
            let then = sorted_level(program, wanted, selected, &used, depth - 1);
            starts.push(PrefixArm { text: entry.text.into(), above: entry.above, then });
        }
        dispatch(program, Dispatch::Prefix { on, arms: starts, otherwise: none, unknown })
    };
    if arms.is_empty() {
        return otherwise;
    }
    dispatch(program, Dispatch::Switch { on, arms, table, otherwise, unknown })
}

fn sorted_level(
    program: &mut ProgramBuilder<'_>,
    wanted: &[Conditions],
    mut bodies: Vec<u32>,
    used: &[ExprId],
    depth: u32,
) -> DispatchId {
    bodies.sort_unstable();
    bodies.dedup();
    level(program, wanted, bodies, used, depth)
}

/// The texts that bodies ask a value to begin with.
struct Prefixes<'w> {
    /// In order of their texts.
    entries: Vec<Prefix<'w>>,
    /// All bodies.
    all: Vec<u32>,
    /// How often bodies are named.
    named: usize,
}

struct Prefix<'w> {
    text: &'w str,
    /// The longest other one that it begins with.
    above: Option<u32>,
    /// Those that can hold where this is the longest beginning of a value.
    bodies: Vec<u32>,
}

impl<'w> Prefixes<'w> {
    fn new(mut starts: Vec<(&'w str, u32)>) -> Self {
        starts.sort_unstable();
        starts.dedup();
        let all = starts.iter().map(|s| s.1).collect();
        let mut entries: Vec<Prefix<'w>> = Vec::new();
        let mut named = 0_usize;
        for (text, body) in starts {
            if let Some(last) = entries.last_mut().filter(|last| last.text == text) {
                last.bodies.push(body);
                named += 1;
                continue;
            }
            let above = longest(entries.len(), |n| (entries[n].text, entries[n].above), text);
            let mut bodies = above.map_or_else(Vec::new, |n| entries[n].bodies.clone());
            bodies.push(body);
            named += bodies.len();
            let above = above.and_then(|n| u32::try_from(n).ok());
            entries.push(Prefix { text, above, bodies });
            if named > LARGEST {
                break;
            }
        }
        Self { entries, all, named }
    }

    /// The bodies that a text does not leave out.
    fn of(&self, text: &str) -> &[u32] {
        let entry = |n: usize| (self.entries[n].text, self.entries[n].above);
        // The last one that does not stand behind the text.
        let behind = self.entries.partition_point(|e| e.text <= text);
        longest(behind, entry, text).map_or(&[], |n| &self.entries[n].bodies)
    }
}

/// Of the first so many texts in order the longest that a text begins with, where none of them
/// stands behind that text: the last one begins with it as well, or is it.
fn longest<'t>(
    count: usize,
    entry: impl Fn(usize) -> (&'t str, Option<u32>),
    text: &str,
) -> Option<usize> {
    let mut at = count.checked_sub(1);
    while let Some(n) = at {
        let (start, above) = entry(n);
        if text.starts_with(start) {
            return Some(n);
        }
        at = above.map(|n| n as usize);
    }
    None
}

/// The arm of the longest text that a text begins with.
pub(crate) fn prefix_arm<'p>(arms: &'p [PrefixArm], text: &str) -> Option<&'p PrefixArm> {
    let behind = arms.partition_point(|arm| *arm.text <= *text);
    longest(behind, |n| (&*arms[n].text, arms[n].above), text).map(|n| &arms[n])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_beginning_is_found_among_texts_that_begin_with_each_other() {
        let starts = ["/", "/api", "/api/v1", "/api/v2/x", "/b", "a", "ab", "abc"];
        let prefixes = Prefixes::new(starts.iter().zip(0..).map(|(s, n)| (*s, n)).collect());
        for text in ["", "/", "/ap", "/api", "/api/v1/y", "/api/v3", "/c", "abd", "b", "/api/v2/x"]
        {
            let mut want: Vec<u32> =
                (0..8).filter(|n| text.starts_with(starts[*n as usize])).collect();
            let mut got = prefixes.of(text).to_vec();
            want.sort_unstable();
            got.sort_unstable();
            assert_eq!(got, want, "{text}");
        }
    }

    #[test]
    fn a_glob_begins_with_its_plain_characters() {
        for (glob, start) in [("a/b/*", "a/b/"), ("*", ""), ("a{b,c}", "a"), (r"a\*b", "a")] {
            assert_eq!(beginning(glob), start);
        }
    }
}
