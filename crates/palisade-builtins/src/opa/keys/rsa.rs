//! RSA signatures checked (RFC 8017).

use super::super::hashes::{Hash, same_code};
use super::LONGEST_RSA;
use num_bigint::BigUint;

/// What the public key makes of a signature: as many bytes as the key has.
fn open(n: &BigUint, e: &BigUint, signature: &[u8]) -> Option<Vec<u8>> {
    // As in Go, shorter keys verify nothing, and exponents are odd and of 32 bits.
    if !(1024..=LONGEST_RSA).contains(&n.bits()) || e.bits() > 32 || !e.bit(0) || e.bits() < 2 {
        return None;
    }
    let size = usize::try_from(n.bits().div_ceil(8)).ok()?;
    let signature = Some(signature).filter(|s| s.len() == size).map(BigUint::from_bytes_be)?;
    if signature >= *n {
        return None;
    }
    let bytes = signature.modpow(e, n).to_bytes_be();
    let mut all = vec![0; size.checked_sub(bytes.len())?];
    all.extend(bytes);
    Some(all)
}

/// The DER in front of a hash in a signature.
const fn prefix(hash: Hash) -> &'static [u8] {
    match hash {
        Hash::Md5 => {
            &[0x30, 0x20, 0x30, 0x0c, 6, 8, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 5, 5, 0, 4, 0x10]
        }
        Hash::Sha1 => &[0x30, 0x21, 0x30, 9, 6, 5, 0x2b, 0x0e, 3, 2, 0x1a, 5, 0, 4, 0x14],
        Hash::Sha256 => {
            &[0x30, 0x31, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0, 4, 0x20]
        }
        Hash::Sha384 => {
            &[0x30, 0x41, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2, 5, 0, 4, 0x30]
        }
        Hash::Sha512 => {
            &[0x30, 0x51, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3, 5, 0, 4, 0x40]
        }
    }
}

pub(super) fn verify_pkcs1(
    n: &BigUint,
    e: &BigUint,
    hash: Hash,
    message: &[u8],
    signature: &[u8],
) -> bool {
    let Some(opened) = open(n, e, signature) else { return false };
    let end = [prefix(hash), &hash.digest(message)].concat();
    let Some(padding) = opened.len().checked_sub(end.len() + 3).filter(|size| *size >= 8) else {
        return false;
    };
    same_code(&opened, &[&[0, 1][..], &vec![0xff; padding], &[0], &end].concat())
}

pub(super) fn verify_pss(
    n: &BigUint,
    e: &BigUint,
    hash: Hash,
    message: &[u8],
    signature: &[u8],
) -> bool {
    open(n, e, signature)
        .and_then(|opened| check_pss(n.bits() - 1, hash, message, &opened))
        .unwrap_or(false)
}

/// EMSA-PSS; none and false are both no.
fn check_pss(bits: u64, hash: Hash, message: &[u8], opened: &[u8]) -> Option<bool> {
    let digest = hash.digest(message);
    let size = usize::try_from(bits.div_ceil(8)).ok()?;
    let (above, encoded) = opened.split_at_checked(opened.len().checked_sub(size)?)?;
    let masked_size = size.checked_sub(digest.len() + 1)?;
    let (masked, rest) = encoded.split_at_checked(masked_size)?;
    let (code, end) = rest.split_at_checked(digest.len())?;
    if above.iter().any(|b| *b != 0) || end != [0xbc] {
        return None;
    }
    let mut data = masked.to_vec();
    for (at, counter) in (0_u32..).take(masked_size.div_ceil(digest.len())).enumerate() {
        let mask = hash.digest(&[code, &counter.to_be_bytes()[..]].concat());
        let start = at * digest.len();
        for (byte, mask) in data.iter_mut().skip(start).zip(mask) {
            *byte ^= mask;
        }
    }
    let unused = u32::try_from(u64::try_from(size).ok()? * 8 - bits).ok()?;
    let kept = 0xff_u8.checked_shr(unused)?;
    if masked.first().is_some_and(|b| b & !kept != 0) {
        return None;
    }
    if let Some(first) = data.first_mut() {
        *first &= kept;
    }
    let zeros = data.iter().take_while(|b| **b == 0).count();
    let salt = data.get(zeros..)?.strip_prefix(&[1])?;
    Some(same_code(code, &hash.digest(&[&[0; 8][..], &digest, salt].concat())))
}
