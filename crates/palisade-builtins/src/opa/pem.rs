//! Base64 and PEM as Go reads them.

/// An alphabet of base64.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Alphabet {
    Standard,
    /// With `-` and `_`.
    Url,
}

impl Alphabet {
    fn digit(self, byte: u8) -> Option<u32> {
        let digit = match (byte, self) {
            (b'A'..=b'Z', _) => byte - b'A',
            (b'a'..=b'z', _) => byte - b'a' + 26,
            (b'0'..=b'9', _) => byte - b'0' + 52,
            (b'+', Alphabet::Standard) | (b'-', Alphabet::Url) => 62,
            (b'/', Alphabet::Standard) | (b'_', Alphabet::Url) => 63,
            _ => return None,
        };
        Some(u32::from(digit))
    }

    /// Reads padded base64 with line breaks in it; the error names the byte that Go names.
    pub(super) fn decode(self, text: &str) -> Result<Vec<u8>, String> {
        let illegal = |at: usize| format!("illegal base64 data at input byte {at}");
        let mut out = Vec::with_capacity(text.len() / 4 * 3);
        let mut bytes =
            text.bytes().enumerate().filter(|(_, b)| !matches!(b, b'\r' | b'\n')).peekable();
        // A position behind the last byte that was looked at, line breaks behind it not counted.
        while bytes.peek().is_some() {
            let (mut group, mut digits) = (0_u32, 0);
            while digits < 4 {
                let Some((at, byte)) = bytes.next() else {
                    return Err(illegal(text.len() - digits));
                };
                if let Some(digit) = self.digit(byte) {
                    group = group << 6 | digit;
                    digits += 1;
                    continue;
                }
                if byte != b'=' || digits < 2 {
                    return Err(illegal(at));
                }
                if digits == 2 {
                    match bytes.next() {
                        Some((_, b'=')) => {}
                        Some((at, _)) => return Err(illegal(at)),
                        None => return Err(illegal(text.len())),
                    }
                }
                if let Some((at, _)) = bytes.next() {
                    return Err(illegal(at));
                }
                let all = (group << (6 * (4 - digits))).to_be_bytes();
                out.extend_from_slice(all.get(1..digits).unwrap_or_default());
                return Ok(out);
            }
            out.extend_from_slice(group.to_be_bytes().get(1..).unwrap_or_default());
        }
        Ok(out)
    }
}

/// Reads base64url with or without padding, as OPA does.
pub(super) fn decode_url(text: &str) -> Result<Vec<u8>, String> {
    let padding = match (text.ends_with('='), text.len() % 4) {
        (true, _) | (_, 0) => "",
        (false, 2) => "==",
        (false, 3) => "=",
        (false, _) => return Err(format!("illegal base64url string: {text}")),
    };
    Alphabet::Url.decode(&format!("{text}{padding}"))
}

/// A block of PEM.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Pem<'t> {
    /// What stands behind `BEGIN`.
    pub(super) kind: &'t str,
    pub(super) data: Vec<u8>,
}

/// The first block of PEM in a text, and the text behind it; blocks that are broken are passed
/// over.
pub(super) fn next_pem(text: &str) -> Option<(Pem<'_>, &str)> {
    const BEGIN: &str = "-----BEGIN ";
    let mut rest = text;
    loop {
        let at = match rest.strip_prefix(BEGIN) {
            Some(_) => 0,
            None => rest.find("\n-----BEGIN ")? + 1,
        };
        let inside = rest.get(at + BEGIN.len()..)?;
        if let Some(found) = pem_block(inside) {
            return Some(found);
        }
        rest = inside;
    }
}

/// The block whose text starts behind `BEGIN`.
fn pem_block(inside: &str) -> Option<(Pem<'_>, &str)> {
    let (head, mut body) = inside.split_once('\n')?;
    let kind = head.trim_end_matches([' ', '\t', '\r']).strip_suffix("-----")?;
    // Headers stand before the data.
    while let Some((line, behind)) = body.split_once('\n') {
        if !line.contains(':') {
            break;
        }
        body = behind;
    }
    let end = format!("-----END {kind}-----");
    let at = if body.starts_with(&end) { 0 } else { body.find(&format!("\n{end}"))? + 1 };
    let (data, behind) = body.split_at_checked(at)?;
    let behind = behind.get(end.len()..)?;
    // Nothing but blanks may follow in the line.
    let (line, rest) = behind.split_once('\n').unwrap_or((behind, ""));
    if !line.trim_matches([' ', '\t', '\r']).is_empty() {
        return None;
    }
    let data: String = data.chars().filter(|c| !matches!(c, ' ' | '\t')).collect();
    Some((Pem { kind, data: Alphabet::Standard.decode(&data).ok()? }, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

    #[test]
    fn base64_goes_there_and_back() {
        for len in 0..40_u8 {
            let data: Vec<u8> = (0..len).map(|b| b.wrapping_mul(97)).collect();
            assert_eq!(Alphabet::Standard.decode(&STANDARD.encode(&data)), Ok(data.clone()));
            assert_eq!(decode_url(&URL_SAFE_NO_PAD.encode(&data)), Ok(data));
        }
        assert_eq!(Alphabet::Standard.decode("AAEC\r\nAw==\n"), Ok(vec![0, 1, 2, 3]));
    }

    #[test]
    fn what_is_no_base64_is_told_with_the_byte() {
        for (text, at) in
            [("foobar", 4), ("A", 0), ("AA=A", 3), ("AA==A", 4), ("=", 0), ("AA=", 3), ("AA*A", 2)]
        {
            let want = format!("illegal base64 data at input byte {at}");
            assert_eq!(Alphabet::Standard.decode(text), Err(want), "{text}");
        }
    }

    #[test]
    fn pem_is_found_between_other_text() {
        let label = "THING";
        let text = format!(
            "before\n-----BEGIN {label}-----\nbroken\n-----BEGIN {label}-----\nA: b\n\nAAEC\nAw==\n-----END {label}-----\nafter"
        );
        let (pem, rest) = next_pem(&text).unwrap();
        assert_eq!((pem.kind, pem.data, rest), (label, vec![0, 1, 2, 3], "after"));
        for text in ["", "-----BEGIN ", "-----BEGIN X-----", "-----BEGIN X-----\n-----END Y-----"] {
            assert_eq!(next_pem(text), None, "{text}");
        }
    }
}
