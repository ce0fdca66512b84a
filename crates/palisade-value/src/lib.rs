//! The one value that every language and framework speaks.
//!
//! A [`Value`] is `Copy`, 24 bytes, and points into an [`Arena`]; it is JSON with exact numbers,
//! sets, the scalars of CEL and [`Unknown`]. Cloning copies a pointer, sub-trees are shared, keys
//! carry their hash. Where a slot of an array or object was set stands beside the value as an
//! [`Origin`] and never takes part in comparison. This crate evaluates nothing.

mod build;
mod compare;
mod cursor;
mod extension;
mod json;
mod number;
mod origin;
mod unknown;
mod value;

pub use build::{Interner, ObjectBuilder, Shape, object_of};
pub use compare::{Equality, hash_str};
pub use cursor::{JsonCursor, JsonKind};
pub use extension::{Duration, Ext, Timestamp};
pub use json::{JsonError, JsonOptions, parse_json, write_json, write_text_of_go};
pub use number::Number;
pub use origin::{Origin, OriginKind};
pub use palisade_arena::{Arena, Family, Frozen};
pub use unknown::{HOLE_END, HOLE_START, Unknown, UnknownKind, fill_holes};
pub use value::{Array, Object, Set, Value, ValueFamily, ValuesFamily};
