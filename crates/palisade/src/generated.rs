//! What `cargo xtask gen` writes.

mod policies;

pub(crate) use policies::{BuiltinPolicy, POLICIES};
