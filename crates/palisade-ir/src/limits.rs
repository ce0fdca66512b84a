/// How much one evaluation may take.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Iterations and calls.
    pub steps: u64,
    /// Bytes of new values.
    pub memory: usize,
    /// Calls inside calls.
    pub depth: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { steps: 1_000_000, memory: 64 << 20, depth: 200 }
    }
}
