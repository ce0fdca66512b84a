//! The parts of a program for those that read it rather than run it.

use crate::{BuildItem, List, Program};

impl Program {
    /// The entries of an object that is built.
    #[must_use]
    pub fn entries(&self, list: List) -> &[BuildItem] {
        &self.build_items[list.range()]
    }

    /// How many things `with` may put others in place of.
    #[must_use]
    pub fn replaceable(&self) -> usize {
        usize::from(self.mocks)
    }
}
