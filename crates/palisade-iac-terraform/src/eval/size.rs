//! How large values are: parts of values are shared, so a few lines can make a value that takes
//! ages to walk through or that nests without end. Everything behind evaluation walks values.

use palisade_source::Location;
use palisade_value::Value;

use super::{Evaluator, Problem};

/// Values nest no deeper than this.
const DEPTH: u32 = 128;

/// Values have no more parts than this, shared ones counted wherever they stand.
const PARTS: u64 = 5_000_000;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    depth: u32,
    parts: u64,
}

impl<'a> Evaluator<'a, '_, '_> {
    /// The value, or an unknown in its place if it is too large.
    pub(super) fn bounded(
        &mut self,
        value: Value<'a>,
        location: Location,
        name: &str,
    ) -> Value<'a> {
        let size = self.size_of(value, 0);
        let message = if size.depth > DEPTH {
            format!("the value of `{name}` nests over {DEPTH} deep")
        } else if size.parts > PARTS {
            format!("the value of `{name}` has over {PARTS} parts")
        } else {
            return value;
        };
        self.give_up(*Problem::limit(message), location, name)
    }

    fn size_of(&mut self, value: Value<'a>, level: u32) -> Size {
        let (place, items): (usize, Box<dyn Iterator<Item = Value<'a>>>) = match value {
            Value::Array(array) => {
                (std::ptr::from_ref(array).addr(), Box::new(array.items().iter().copied()))
            }
            Value::Set(set) => {
                (std::ptr::from_ref(set).addr(), Box::new(set.items().iter().copied()))
            }
            Value::Object(object) => (
                std::ptr::from_ref(object).addr(),
                Box::new(object.entries().iter().map(|(_, value)| *value)),
            ),
            _ => return Size { depth: 0, parts: 1 },
        };
        if let Some(known) = self.sizes.get(&place) {
            return *known;
        }
        if level > DEPTH {
            return Size { depth: DEPTH + 1, parts: 1 };
        }
        let mut size = Size { depth: 1, parts: 1 };
        for item in items {
            let inner = self.size_of(item, level + 1);
            size.depth = size.depth.max(inner.depth + 1);
            size.parts = size.parts.saturating_add(inner.parts);
        }
        self.sizes.insert(place, size);
        size
    }
}
