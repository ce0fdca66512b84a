//! `crypto.md5`, `crypto.hmac.*` and the like.

use super::args::Args;
use super::operands::hex;
use super::{Declared, declare};
use md5::Md5;
use palisade_ir::{CallContext, Eval};
use palisade_value::Value;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

pub(super) static FUNCTIONS: &[Declared] = &[
    declare!("crypto.md5", |c, v| digest(c, v, "crypto.md5", Hash::Md5), "(x: string) => string"),
    declare!(
        "crypto.sha1",
        |c, v| digest(c, v, "crypto.sha1", Hash::Sha1),
        "(x: string) => string"
    ),
    declare!(
        "crypto.sha256",
        |c, v| digest(c, v, "crypto.sha256", Hash::Sha256),
        "(x: string) => string"
    ),
    declare!(
        "crypto.hmac.md5",
        |c, v| mac(c, v, "crypto.hmac.md5", Hash::Md5),
        "(x: string, key: string) => string"
    ),
    declare!(
        "crypto.hmac.sha1",
        |c, v| mac(c, v, "crypto.hmac.sha1", Hash::Sha1),
        "(x: string, key: string) => string"
    ),
    declare!(
        "crypto.hmac.sha256",
        |c, v| mac(c, v, "crypto.hmac.sha256", Hash::Sha256),
        "(x: string, key: string) => string"
    ),
    declare!(
        "crypto.hmac.sha512",
        |c, v| mac(c, v, "crypto.hmac.sha512", Hash::Sha512),
        "(x: string, key: string) => string"
    ),
    declare!("crypto.hmac.equal", mac_equal, "(mac1: string, mac2: string) => boolean"),
];

/// A hash function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Hash {
    Md5,
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    pub(super) fn digest(self, data: &[u8]) -> Vec<u8> {
        match self {
            Hash::Md5 => Md5::digest(data).to_vec(),
            Hash::Sha1 => Sha1::digest(data).to_vec(),
            Hash::Sha256 => Sha256::digest(data).to_vec(),
            Hash::Sha384 => Sha384::digest(data).to_vec(),
            Hash::Sha512 => Sha512::digest(data).to_vec(),
        }
    }

    const fn block(self) -> usize {
        match self {
            Hash::Md5 | Hash::Sha1 | Hash::Sha256 => 64,
            Hash::Sha384 | Hash::Sha512 => 128,
        }
    }

    /// The code that a key makes of a message (RFC 2104).
    pub(super) fn hmac(self, key: &[u8], message: &[u8]) -> Vec<u8> {
        let mut key = if key.len() > self.block() { self.digest(key) } else { key.to_vec() };
        key.resize(self.block(), 0);
        let pad = |with: u8| key.iter().map(|b| b ^ with).collect::<Vec<u8>>();
        let inner = self.digest(&[pad(0x36), message.to_vec()].concat());
        self.digest(&[pad(0x5c), inner].concat())
    }
}

/// Whether two codes are the same; the time that it takes tells nothing of where they differ.
pub(super) fn same_code(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}

fn digest<'e>(
    context: &CallContext<'_, 'e>,
    values: &[Value<'e>],
    name: &'static str,
    hash: Hash,
) -> Eval<'e> {
    let args = Args::new(context, name, values);
    Ok(args.string(&hex(&hash.digest(args.text(0)?.as_bytes()))))
}

fn mac<'e>(
    context: &CallContext<'_, 'e>,
    values: &[Value<'e>],
    name: &'static str,
    hash: Hash,
) -> Eval<'e> {
    let args = Args::new(context, name, values);
    let (message, key) = (args.text(0)?, args.text(1)?);
    Ok(args.string(&hex(&hash.hmac(key.as_bytes(), message.as_bytes()))))
}

fn mac_equal<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "crypto.hmac.equal", values);
    Ok(Value::Bool(same_code(args.text(0)?.as_bytes(), args.text(1)?.as_bytes())))
}
