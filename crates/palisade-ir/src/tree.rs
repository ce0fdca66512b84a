//! The machine: objects inside objects that the bodies of a rule grow together.

use crate::statements::Sink;
use crate::{Eval, ExprId, FaultKind, Recorder, Stop, Vm};
use palisade_value::{ObjectBuilder, Value};
use std::cmp::Ordering;

/// One solution: its path, its value, and whether that is an element of a set.
type Leaf<'e> = (&'e [Value<'e>], Value<'e>, bool);

impl<'e, R: Recorder<'e>> Vm<'e, R> {
    /// The object of all solutions.
    pub(crate) fn tree_of(&self, sink: &Sink<'e>) -> Eval<'e> {
        if let Some(unknown) = sink.maybe {
            return Ok(Value::Unknown(unknown));
        }
        let mut leaves: Vec<Leaf<'e>> = sink
            .keys
            .iter()
            .zip(&sink.values)
            .map(|(path, value)| (path.as_array().map_or(&[][..], |a| a.items()), *value, false))
            .collect();
        for at in &sink.members {
            if let Some(leaf) = leaves.get_mut(*at) {
                leaf.2 = true;
            }
        }
        leaves.sort_by(|a, b| order(a.0, b.0));
        self.branch_of(&leaves, 0)
    }

    /// What grows at one place: all leaves share the first `depth` keys.
    fn branch_of(&self, leaves: &[Leaf<'e>], depth: usize) -> Eval<'e> {
        let ends = leaves.iter().take_while(|l| l.0.len() == depth).count();
        if let Some(first) = leaves[..ends].first() {
            let members = leaves[..ends].iter().all(|l| l.2);
            if ends == leaves.len() && members {
                let items: Vec<Value<'e>> = leaves.iter().map(|l| l.1).collect();
                return Ok(Value::set(self.arena, &items));
            }
            let one = leaves[..ends].iter().all(|l| !l.2 && l.1.same(&first.1));
            if ends == leaves.len() && one {
                return Ok(first.1);
            }
            return Err(self.clash(leaves));
        }
        let mut builder = ObjectBuilder::new();
        let mut rest = leaves;
        while let Some(key) = rest.first().and_then(|l| l.0.get(depth)).copied() {
            let same = rest.iter().take_while(|l| l.0[depth].same(&key)).count();
            builder.insert(key, self.branch_of(&rest[..same], depth + 1)?);
            rest = &rest[same..];
        }
        Ok(builder.finish(self.arena))
    }

    #[cold]
    fn clash(&self, leaves: &[Leaf<'e>]) -> Stop<'e> {
        let path = leaves.first().map_or(&[][..], |l| l.0);
        let shown: Vec<String> = path.iter().map(|k| format!("{k:?}")).collect();
        let message = format!("object keys must be unique: [{}] has two values", shown.join(", "));
        self.fault(ExprId(u32::MAX), FaultKind::Conflict, &message)
    }
}

fn order(a: &[Value<'_>], b: &[Value<'_>]) -> Ordering {
    let unequal = a.iter().zip(b).map(|(x, y)| x.order(y)).find(|o| o.is_ne());
    unequal.unwrap_or_else(|| a.len().cmp(&b.len()))
}
