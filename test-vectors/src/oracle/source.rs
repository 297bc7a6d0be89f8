//! Where choices come from: a seed, the same on every machine, or the bytes of a fuzzer.

/// A sequence of choices.
#[derive(Clone, Debug)]
pub struct Source<'b> {
    bytes: Option<&'b [u8]>,
    state: u64,
}

impl Source<'static> {
    /// The endless choices that `seed` stands for.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self { bytes: None, state: seed }
    }
}

impl<'b> Source<'b> {
    /// The choices that `bytes` make; after them always the first.
    #[must_use]
    pub fn of(bytes: &'b [u8]) -> Self {
        Self { bytes: Some(bytes), state: 0 }
    }

    /// A number below `bound`; zero if there is none.
    pub fn below(&mut self, bound: usize) -> usize {
        let wide = u64::try_from(bound.max(1)).expect("a small number");
        let number = match self.bytes {
            Some(_) if bound <= 256 => self.byte(),
            Some(_) => self.byte() << 8 | self.byte(),
            None => self.next() >> 16,
        };
        usize::try_from(number % wide).expect("below the bound")
    }

    /// Yes, once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        // The last choice, not the first: bytes that came to an end choose nothing more.
        self.below(times) + 1 == times
    }

    /// One of `items`.
    pub fn pick<'i, T>(&mut self, items: &'i [T]) -> Option<&'i T> {
        items.get(self.below(items.len()))
    }

    fn byte(&mut self) -> u64 {
        let Some((first, rest)) = self.bytes.and_then(<[u8]>::split_first) else { return 0 };
        self.bytes = Some(rest);
        u64::from(*first)
    }

    /// `SplitMix64`.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}
