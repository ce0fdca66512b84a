//! The arena that values live in, and the frozen form that threads share.
//!
//! Values of the engine are `Copy` and point into an [`Arena`]; a whole document or the constants
//! of a compiled program are freed at once with it. [`Frozen`] holds an arena together with what
//! was built in it, closed for good, so that it can be kept and shared between threads. [`Text`] is
//! a text that stands in itself where it is short. This is the only crate of the workspace with
//! unsafe code, and these two are the only uses.

mod text;

use bumpalo::Bump;
use std::fmt;

pub use text::Text;

/// A region that grows and is freed as a whole; nothing in it is ever dropped.
#[derive(Default)]
pub struct Arena {
    bump: Bump,
}

impl fmt::Debug for Arena {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arena").field("bytes", &self.bytes()).finish()
    }
}

impl Arena {
    /// An empty arena; allocates nothing until used.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a value in the arena.
    pub fn alloc<T: Copy>(&self, value: T) -> &T {
        self.bump.alloc(value)
    }

    /// Copies a text into the arena.
    pub fn alloc_str(&self, text: &str) -> &str {
        if text.is_empty() { "" } else { self.bump.alloc_str(text) }
    }

    /// Copies a slice into the arena.
    pub fn alloc_slice<T: Copy>(&self, items: &[T]) -> &[T] {
        if items.is_empty() { &[] } else { self.bump.alloc_slice_copy(items) }
    }

    /// Puts the items of an iterator of known length into the arena.
    pub fn alloc_iter<T: Copy, I>(&self, items: I) -> &[T]
    where
        I: IntoIterator<Item = T>,
        I::IntoIter: ExactSizeIterator,
    {
        self.bump.alloc_slice_fill_iter(items)
    }

    /// Bytes held, in use or reserved.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bump.allocated_bytes()
    }

    /// Forgets all contents and keeps the largest chunk for reuse.
    pub fn reset(&mut self) {
        self.bump.reset();
    }

    /// The arena underneath, for its growable collections.
    #[must_use]
    pub fn bump(&self) -> &Bump {
        &self.bump
    }
}

/// A type constructor over the lifetime of an arena.
///
/// `shorten` is written `value` by every implementation; that it compiles proves the type
/// covariant, which [`Frozen`] relies on.
pub trait Family: 'static {
    /// The type at one lifetime. `Send + Sync` keeps references to the arena itself out of it.
    type Of<'a>: Copy + Send + Sync;

    /// Views a value at a shorter lifetime.
    fn shorten<'s, 'l: 's>(value: Self::Of<'l>) -> Self::Of<'s>;
}

/// An arena and what was built in it, immutable from then on and shareable between threads.
pub struct Frozen<F: Family> {
    // Lives exactly as long as `arena`; the `'static` is never handed out.
    root: F::Of<'static>,
    arena: Box<Arena>,
}

// SAFETY: after `build` nobody can reach the arena to allocate in it: it is private, no method
// hands it out, and `Of: Sync` means that `root` cannot hold a reference to it (`Arena` is not
// `Sync`, so `&Arena` is neither `Send` nor `Sync`). What remains shared is `root`, which is
// `Sync` itself, and memory that no one writes.
unsafe impl<F: Family> Sync for Frozen<F> {}

// SAFETY: `Arena` is `Send` (a bump allocator without thread affinity) and `root` is `Send`.
unsafe impl<F: Family> Send for Frozen<F> {}

impl<F: Family> Frozen<F> {
    /// Builds a value in a fresh arena and closes the arena.
    ///
    /// # Errors
    /// What `build` returns.
    pub fn try_build<E>(
        build: impl for<'a> FnOnce(&'a Arena) -> Result<F::Of<'a>, E>,
    ) -> Result<Self, E> {
        let arena = Box::new(Arena::new());
        let root = build(&arena)?;
        // SAFETY: source and target are the same type but for the lifetime, so size and layout
        // agree, and the type is `Copy`, so nothing is dropped twice. What `root` points to lives
        // in chunks owned by `*arena`, which is boxed, stored beside it, never touched again and
        // freed only with it; `get` never lets a reference outlive `self`.
        let root = unsafe { std::mem::transmute_copy::<F::Of<'_>, F::Of<'static>>(&root) };
        Ok(Self { root, arena })
    }

    /// Builds a value in a fresh arena and closes the arena.
    pub fn build(build: impl for<'a> FnOnce(&'a Arena) -> F::Of<'a>) -> Self {
        match Self::try_build(|arena| Ok::<_, std::convert::Infallible>(build(arena))) {
            Ok(frozen) => frozen,
            Err(never) => match never {},
        }
    }

    /// What was built.
    #[must_use]
    pub fn get(&self) -> F::Of<'_> {
        F::shorten(self.root)
    }

    /// Bytes that the arena holds.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.arena.bytes()
    }
}

impl<F: Family> fmt::Debug for Frozen<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Frozen").field("bytes", &self.bytes()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Words;
    impl Family for Words {
        type Of<'a> = &'a [&'a str];
        fn shorten<'s, 'l: 's>(value: Self::Of<'l>) -> Self::Of<'s> {
            value
        }
    }

    #[test]
    fn frozen_contents_survive_moves_and_threads() {
        let frozen = Frozen::<Words>::build(|arena| {
            let words: Vec<&str> = (0..1000).map(|n| arena.alloc_str(&format!("w{n}"))).collect();
            arena.alloc_slice(&words)
        });
        let moved = std::sync::Arc::new(frozen);
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let frozen = std::sync::Arc::clone(&moved);
                std::thread::spawn(move || frozen.get()[999].to_owned())
            })
            .collect();
        drop(moved);
        for thread in threads {
            assert_eq!(thread.join().unwrap(), "w999");
        }
    }

    #[test]
    fn a_failed_build_is_an_error() {
        assert_eq!(Frozen::<Words>::try_build(|_| Err("no")).err(), Some("no"));
    }
}
