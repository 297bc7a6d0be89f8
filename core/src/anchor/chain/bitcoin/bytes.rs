//! Reading the wire format: fixed widths, little-endian numbers, and compact sizes in their one shortest form.

/// Bytes not read yet.
#[derive(Clone, Copy)]
pub(super) struct Reader<'b> {
    rest: &'b [u8],
}

/// Why the next value cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReadError {
    /// The bytes end within it.
    End,
    /// A number is written longer than it need be.
    Size,
}

impl<'b> Reader<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) fn rest(&self) -> &'b [u8] {
        self.rest
    }

    pub(super) fn take(&mut self, count: usize) -> Result<&'b [u8], ReadError> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(ReadError::End)?;
        self.rest = rest;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], ReadError> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or(ReadError::End)?;
        self.rest = rest;
        Ok(*taken)
    }

    pub(super) fn u32(&mut self) -> Result<u32, ReadError> {
        self.array().map(u32::from_le_bytes)
    }

    pub(super) fn u64(&mut self) -> Result<u64, ReadError> {
        self.array().map(u64::from_le_bytes)
    }

    /// A count of things of at least `least` bytes each, of which no more can follow than there are bytes.
    pub(super) fn count(&mut self, least: usize) -> Result<usize, ReadError> {
        let count = usize::try_from(self.compact_size()?).map_err(|_| ReadError::End)?;
        if count.saturating_mul(least) > self.rest.len() { Err(ReadError::End) } else { Ok(count) }
    }

    /// Bytes with their length before them.
    pub(super) fn prefixed(&mut self) -> Result<&'b [u8], ReadError> {
        let length = self.count(1)?;
        self.take(length)
    }

    fn compact_size(&mut self) -> Result<u64, ReadError> {
        let (size, least) = match self.array::<1>()? {
            [0xfd] => (u64::from(u16::from_le_bytes(self.array()?)), 0xfd),
            [0xfe] => (u64::from(self.u32()?), 0x1_0000),
            [0xff] => (self.u64()?, 0x1_0000_0000),
            [small] => (u64::from(small), 0),
        };
        if size < least { Err(ReadError::Size) } else { Ok(size) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_shortest_form_of_a_size_only() {
        let cases: [(&[u8], Result<u64, ReadError>); 11] = [
            (&[0], Ok(0)),
            (&[0xfc], Ok(0xfc)),
            (&[0xfd, 0xfd, 0], Ok(0xfd)),
            (&[0xfd, 0xff, 0xff], Ok(0xffff)),
            (&[0xfe, 0, 0, 1, 0], Ok(0x1_0000)),
            (&[0xff, 0, 0, 0, 0, 1, 0, 0, 0], Ok(0x1_0000_0000)),
            (&[0xfd, 0xfc, 0], Err(ReadError::Size)),
            (&[0xfe, 0xff, 0xff, 0, 0], Err(ReadError::Size)),
            (&[0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0], Err(ReadError::Size)),
            (&[0xfe, 0, 0, 1], Err(ReadError::End)),
            (&[], Err(ReadError::End)),
        ];
        for (bytes, want) in cases {
            assert_eq!(Reader::new(bytes).compact_size(), want, "{bytes:?}");
        }
    }

    #[test]
    fn counts_no_more_than_there_is_room_for() {
        assert_eq!(Reader::new(&[2, 0, 0, 0, 0]).count(2), Ok(2));
        assert_eq!(Reader::new(&[3, 0, 0, 0, 0]).count(2), Err(ReadError::End));
        assert_eq!(Reader::new(&[0xff; 9]).count(usize::MAX), Err(ReadError::End));
    }
}
