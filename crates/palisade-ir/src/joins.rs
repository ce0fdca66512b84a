//! Walks that look for the elements with one value under a key.
//!
//! `some r in data.resources; r.id == x`, run for one `x` after the other, would go over all of the
//! resources each time. Where the same collection is walked again and again, an index from what
//! stands at the path to the elements is made, and only those are looked at that may have the
//! value. It is kept as long as the machine, and used wherever the very same collection is walked.

use crate::optimize::{Base, Path, Paths};
use crate::{BlockId, Expr, ExprId, Op, ProgramBuilder, Recorder, Slot, Stmt, Stop, Vm};
use palisade_value::{Object, Value};
use rustc_hash::FxHashMap;

/// So often a collection is walked before an index is made of it.
const PATIENCE: u32 = 2;
/// A collection of fewer elements is walked.
const WORTH: usize = 16;

/// What a walk looks for.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Join {
    /// A path below the element.
    on: ExprId,
    /// What is to stand there; it hangs on nothing that the walk sets.
    equals: ExprId,
}

/// What a machine knows of the collection that was walked last.
pub(crate) struct Walked<'e> {
    range: Value<'e>,
    times: u32,
    index: Option<FxHashMap<u32, Vec<u32>>>,
}

/// Notes the walks of a program that look for elements; `joins` says for each block which.
pub(crate) fn note(program: &mut ProgramBuilder<'_>, paths: &Paths) {
    for at in 0..program.blocks.len() {
        for n in 0..program.blocks[at].0.len() {
            let Stmt::Scan { key, value: Some(value), block, .. } = program.blocks[at].0[n] else {
                continue;
            };
            if let Some(join) = join(program, paths, key, value, block) {
                program.joins.insert(block.0, program.join_list.len());
                program.join_list.push(join);
            }
        }
    }
}

fn join(
    program: &ProgramBuilder<'_>,
    paths: &Paths,
    key: Option<Slot>,
    value: Slot,
    block: BlockId,
) -> Option<Join> {
    let Some(Stmt::Test(test)) = program.blocks.get(block.0 as usize)?.0.first() else {
        return None;
    };
    let Expr::Binary(Op::Eq, a, b) = program.peek(*test) else { return None };
    let path = |id: ExprId| -> Option<Path> { paths.get(id.0 as usize).copied().flatten() };
    let below = |id| path(id).is_some_and(|p| p.base == Base::Slot(value));
    let apart = |id| match path(id).map(|p| p.base) {
        Some(Base::Fixed) => true,
        Some(Base::Slot(slot)) => slot != value && Some(slot) != key,
        None => false,
    };
    let found = [(a, b), (b, a)].into_iter().find(|(on, equals)| below(*on) && apart(*equals));
    found.map(|(on, equals)| Join { on, equals })
}

impl<'e, R: Recorder<'e>> Vm<'e, R> {
    /// The elements, by position, that a walk need look at; none where it is to look at all.
    pub(crate) fn candidates(
        &mut self,
        at: usize,
        range: Value<'e>,
        value: Option<Slot>,
    ) -> Result<Option<Vec<u32>>, Stop<'e>> {
        let program = self.program;
        let Join { on, equals } = program.join_list[at];
        let items = match range {
            Value::Array(array) if array.len() >= WORTH && array.rest().is_none() => array.len(),
            Value::Object(object) if object.len() >= WORTH && Object::missing(object).is_none() => {
                object.len()
            }
            _ => return Ok(None),
        };
        let walked = self.walked.entry(at).or_insert(Walked { range, times: 0, index: None });
        if !same_place(walked.range, range) {
            *walked = Walked { range, times: 0, index: None };
        }
        walked.times = walked.times.saturating_add(1);
        if walked.times <= PATIENCE {
            return Ok(None);
        }
        let wanted = match self.eval(equals) {
            Ok(Value::Unknown(_)) | Err(Stop::Undefined | Stop::Error(_)) => return Ok(None),
            Ok(wanted) => wanted.hash32(),
            Err(stop) => return Err(stop),
        };
        if self.walked.get(&at).is_some_and(|w| w.index.is_none()) {
            let mut index: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
            for n in 0..items {
                self.tick()?;
                self.bind(range, n, None, value, false);
                match self.eval(on) {
                    Ok(Value::Unknown(_)) | Err(Stop::Error(_)) => return Ok(None),
                    Ok(found) => {
                        let position = u32::try_from(n).unwrap_or(u32::MAX);
                        index.entry(found.hash32()).or_default().push(position);
                    }
                    Err(Stop::Undefined) => {}
                    Err(stop) => return Err(stop),
                }
            }
            self.charge(items.saturating_mul(48))?;
            if let Some(walked) = self.walked.get_mut(&at) {
                walked.index = Some(index);
            }
        }
        let index = self.walked.get(&at).and_then(|w| w.index.as_ref());
        Ok(index.map(|index| index.get(&wanted).cloned().unwrap_or_default()))
    }
}

/// Whether two collections are the very same one.
fn same_place(a: Value<'_>, b: Value<'_>) -> bool {
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => {
            std::ptr::eq(a.items().as_ptr(), b.items().as_ptr()) && a.len() == b.len()
        }
        (Value::Object(a), Value::Object(b)) => {
            std::ptr::eq(a.entries().as_ptr(), b.entries().as_ptr()) && a.len() == b.len()
        }
        _ => false,
    }
}
