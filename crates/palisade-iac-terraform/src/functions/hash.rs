//! Digests.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::Md5;
use palisade_value::Value;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};
use std::fmt::Write as _;

use super::args::{made, text};
use super::{Answer, Context, Entry, shallow};

pub(super) const TABLE: &[Entry] = &[
    ("base64sha256", shallow(1, 1, |c, a| base64(c, a, "sha256"))),
    ("base64sha512", shallow(1, 1, |c, a| base64(c, a, "sha512"))),
    ("md5", shallow(1, 1, |c, a| hex(c, a, "md5"))),
    ("sha1", shallow(1, 1, |c, a| hex(c, a, "sha1"))),
    ("sha256", shallow(1, 1, |c, a| hex(c, a, "sha256"))),
    ("sha512", shallow(1, 1, |c, a| hex(c, a, "sha512"))),
    ("uuidv5", shallow(2, 2, uuidv5)),
];

/// The digest of some bytes by the name of the algorithm.
pub(crate) fn digest(algorithm: &str, bytes: &[u8]) -> Vec<u8> {
    match algorithm {
        "md5" => Md5::digest(bytes).to_vec(),
        "sha1" => Sha1::digest(bytes).to_vec(),
        "sha512" => Sha512::digest(bytes).to_vec(),
        _ => Sha256::digest(bytes).to_vec(),
    }
}

/// Bytes in base 16.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 2);
    bytes.iter().for_each(|byte| _ = write!(out, "{byte:02x}"));
    out
}

fn hex<'a>(context: &Context<'a>, args: &[Value<'a>], algorithm: &str) -> Answer<'a> {
    Ok(made(context, &to_hex(&digest(algorithm, text(context, args, 0)?.as_bytes()))))
}

fn base64<'a>(context: &Context<'a>, args: &[Value<'a>], algorithm: &str) -> Answer<'a> {
    let bytes = digest(algorithm, text(context, args, 0)?.as_bytes());
    Ok(made(context, &STANDARD.encode(bytes)))
}

/// A UUID of a name in a namespace (RFC 9562, section 5.5).
fn uuidv5<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let (space, name) = (text(context, args, 0)?, text(context, args, 1)?);
    let known = match space {
        "dns" => "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        "url" => "6ba7b811-9dad-11d1-80b4-00c04fd430c8",
        "oid" => "6ba7b812-9dad-11d1-80b4-00c04fd430c8",
        "x500" => "6ba7b814-9dad-11d1-80b4-00c04fd430c8",
        other => other,
    };
    let digits: Vec<u8> = known
        .chars()
        .filter(|c| *c != '-')
        .filter_map(|c| c.to_digit(16))
        .filter_map(|d| u8::try_from(d).ok())
        .collect();
    if digits.len() != 32 {
        return Err(format!("`{space}` is no namespace"));
    }
    let mut bytes: Vec<u8> = digits.chunks(2).map(|d| d[0] * 16 + d[1]).collect();
    bytes.extend_from_slice(name.as_bytes());
    let mut id = digest("sha1", &bytes);
    id.truncate(16);
    id[6] = id[6] & 0x0f | 0x50;
    id[8] = id[8] & 0x3f | 0x80;
    let hex = to_hex(&id);
    let parts = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
    Ok(made(context, &parts.join("-")))
}
