//! Runs policies over folders in tests, wired as the binary wires them.
//!
//! For tests only: it stands beside the binary and nothing depends on it outside of tests. Paths
//! are relative to the root of a [`Disk`], so that what is compared reads the same on every
//! machine.

mod disk;
mod findings;
mod library;

pub use disk::{Disk, corpora, workspace};
pub use findings::findings;
pub use library::{Library, PolicyFolder, Run, policy_folders};
