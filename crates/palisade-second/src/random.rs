/// A generator of numbers that follow from its seed, the same on every machine.
#[derive(Clone, Debug)]
pub struct Random {
    state: u64,
}

impl Random {
    /// A generator whose numbers follow from the seed alone.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut bits = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Self { state: (bits ^ (bits >> 31)) | 1 }
    }

    /// A number from zero up to, not including, `end`; zero where `end` is zero.
    pub fn below(&mut self, end: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        let bits = self.state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16;
        let end = u64::try_from(end).unwrap_or(u64::MAX);
        usize::try_from(bits % end.max(1)).unwrap_or(0)
    }

    /// True in `percent` of a hundred cases.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of the items.
    ///
    /// # Panics
    /// Where there is none.
    pub fn pick<'i, T>(&mut self, items: &'i [T]) -> &'i T {
        &items[self.below(items.len())]
    }
}
