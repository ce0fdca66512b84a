//! Whether a run fails, and the baseline of findings that are not to fail it.
//!
//! Pure: it reads and writes no file, and knows no exit code. The binary maps a [`Verdict`] to
//! its exit code.

mod baseline;
mod gate;

pub use baseline::{Applied, Baseline, Folders, render_baseline, render_baseline_with};
pub use gate::{Examined, Gate, Ruling, Verdict};
