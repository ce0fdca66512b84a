/// A stable name for a finding: 128-bit FNV-1a over its parts, as 32 hexadecimal digits.
///
/// It is no security boundary: two findings of one name would be counted as one in a baseline, and
/// whoever writes the input could as well write a suppression. Parts are kept apart by their
/// lengths.
#[must_use]
pub fn fingerprint<'p>(parts: impl IntoIterator<Item = &'p str>) -> String {
    const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let mut hash = OFFSET;
    let mut eat = |bytes: &[u8]| {
        for byte in bytes {
            hash = (hash ^ u128::from(*byte)).wrapping_mul(PRIME);
        }
    };
    for part in parts {
        eat(&(part.len() as u64).to_le_bytes());
        eat(part.as_bytes());
    }
    format!("{hash:032x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_kept_apart_and_the_name_is_stable() {
        assert_ne!(fingerprint(["ab", "c"]), fingerprint(["a", "bc"]));
        assert_eq!(fingerprint(["a"]), fingerprint(["a"]));
        assert_eq!(fingerprint([]), "6c62272e07bb014262b821756295c58d");
    }
}
