//! DER (X.690), as far as keys and certificates need it: lengths are definite and minimal, tags
//! are of one byte, and nothing is copied.

pub(super) const BOOLEAN: u8 = 0x01;
pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const NULL: u8 = 0x05;
pub(super) const OID: u8 = 0x06;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;

/// One value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Item<'d> {
    pub(super) tag: u8,
    pub(super) body: &'d [u8],
    /// With tag and length.
    pub(super) raw: &'d [u8],
}

/// Values one behind the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'d> {
    rest: &'d [u8],
}

impl<'d> Reader<'d> {
    pub(super) const fn new(data: &'d [u8]) -> Self {
        Self { rest: data }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The tag of the next value.
    pub(super) fn tag(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// The next value; none where there is none or it is broken.
    pub(super) fn next(&mut self) -> Option<Item<'d>> {
        let (tag, first) = match self.rest {
            [tag, first, ..] if tag & 0x1f != 0x1f => (*tag, *first),
            _ => return None,
        };
        let (header, length) = if first < 0x80 {
            (2, usize::from(first))
        } else {
            let count = usize::from(first & 0x7f);
            let bytes = self.rest.get(2..2 + count).filter(|_| (1..=4).contains(&count))?;
            let length = bytes.iter().fold(0_usize, |length, b| length << 8 | usize::from(*b));
            let minimal = length >= 0x80 && bytes.first().is_some_and(|b| *b != 0);
            (2 + count, Some(length).filter(|_| minimal)?)
        };
        let end = header.checked_add(length)?;
        let (raw, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        Some(Item { tag, body: raw.get(header..)?, raw })
    }

    /// The body of the next value, which has to have a tag.
    pub(super) fn expect(&mut self, tag: u8) -> Option<&'d [u8]> {
        self.next().filter(|item| item.tag == tag).map(|item| item.body)
    }

    /// The body of the next value, if it has a tag.
    pub(super) fn optional(&mut self, tag: u8) -> Option<Option<&'d [u8]>> {
        if self.tag() == Some(tag) { self.expect(tag).map(Some) } else { Some(None) }
    }

    pub(super) fn sequence(&mut self) -> Option<Reader<'d>> {
        self.expect(SEQUENCE).map(Reader::new)
    }

    /// A whole number that is not negative, without zeros in front.
    pub(super) fn unsigned(&mut self) -> Option<&'d [u8]> {
        match self.expect(INTEGER)? {
            [] | [0x80..=0xff, ..] => None,
            [0, rest @ ..] => Some(rest),
            all => Some(all),
        }
    }

    /// A small whole number that is not negative.
    pub(super) fn small(&mut self) -> Option<i64> {
        let bytes = self.unsigned().filter(|bytes| bytes.len() < 8)?;
        Some(bytes.iter().fold(0, |number, b| number << 8 | i64::from(*b)))
    }

    /// A bit string of whole bytes.
    pub(super) fn bits(&mut self) -> Option<&'d [u8]> {
        match self.expect(BIT_STRING)? {
            [0, bits @ ..] => Some(bits),
            _ => None,
        }
    }
}

/// All values of a body, or none where one is broken.
pub(super) fn all(body: &[u8]) -> Option<Vec<Item<'_>>> {
    let mut reader = Reader::new(body);
    let mut items = Vec::new();
    while !reader.is_empty() {
        items.push(reader.next()?);
    }
    Some(items)
}

/// The numbers of an object identifier.
pub(super) fn oid(body: &[u8]) -> Option<Vec<u64>> {
    let mut numbers = Vec::new();
    let mut number: u64 = 0;
    let mut open = false;
    for byte in body {
        number = number.checked_mul(128)? | u64::from(byte & 0x7f);
        open = byte & 0x80 != 0;
        if !open {
            if numbers.is_empty() {
                let first = (number / 40).min(2);
                numbers.extend([first, number - first * 40]);
            } else {
                numbers.push(number);
            }
            number = 0;
        }
    }
    (!open && !numbers.is_empty()).then_some(numbers)
}

/// Writes a value.
pub(super) fn write(tag: u8, body: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    match u8::try_from(body.len()) {
        Ok(short) if short < 0x80 => out.push(short),
        _ => {
            let length = body.len().to_be_bytes();
            let length: Vec<u8> = length.into_iter().skip_while(|b| *b == 0).collect();
            out.push(0x80 | u8::try_from(length.len()).unwrap_or(0));
            out.extend(length);
        }
    }
    out.extend_from_slice(body);
    out
}

/// Writes a whole number that is not negative.
pub(super) fn write_unsigned(bytes: &[u8]) -> Vec<u8> {
    let zeros = bytes.iter().take_while(|b| **b == 0).count();
    let bytes = bytes.get(zeros..).unwrap_or_default();
    let sign = bytes.first().is_none_or(|b| *b >= 0x80);
    write(INTEGER, &[if sign { &[0][..] } else { &[] }, bytes].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for length in [0, 1, 127, 128, 300, 70_000] {
            let body = vec![7; length];
            let text = write(OCTET_STRING, &body);
            let mut reader = Reader::new(&text);
            assert_eq!(reader.expect(OCTET_STRING), Some(&*body));
            assert!(reader.is_empty());
            for cut in 0..text.len().min(20) {
                assert_eq!(Reader::new(&text[..cut]).next(), None);
            }
        }
        let number = write_unsigned(&[0, 0, 0x80]);
        assert_eq!(number, [2, 2, 0, 0x80]);
        assert_eq!(Reader::new(&number).unsigned(), Some(&[0x80][..]));
    }

    #[test]
    fn broken_values_are_none() {
        for text in
            [&[0x30, 0x80][..], &[0x30, 0x81, 0x01, 0], &[0x1f, 1, 0], &[4, 0x85, 1, 1, 1, 1, 1]]
        {
            assert_eq!(Reader::new(text).next(), None, "{text:?}");
        }
        assert_eq!(oid(&[0x2a, 0x86, 0x48]), Some(vec![1, 2, 840]));
        assert_eq!(oid(&[0x88, 0x37]), Some(vec![2, 999]));
        assert_eq!(oid(&[0x86]), None);
        assert_eq!(oid(&[0x2a, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 127]), None);
    }
}
