//! Compression, and decryption by keys.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use miniz_oxide::inflate::TINFLStatus;
use palisade_value::{Unknown, UnknownKind, Value};

use super::args::{made, text};
use super::{Answer, Context, Entry, limit, shallow};
use crate::eval::TEXT_BYTES;

pub(super) const TABLE: &[Entry] = &[
    ("base64gunzip", shallow(1, 1, gunzip)),
    ("base64gzip", shallow(1, 1, gzip)),
    ("rsadecrypt", shallow(2, 2, rsadecrypt)),
];

fn unsupported<'a>(context: &Context<'a>, subject: &'static str) -> Value<'a> {
    let kind = UnknownKind::Unsupported;
    Value::unknown(
        context.arena,
        Unknown { kind, subject, location: None, partial: None, nullable: kind.is_nullable() },
    )
}

/// Which bytes stand for a text hangs on the compressor, so the result is not known here.
fn gzip<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    text(context, args, 0)?;
    Ok(unsupported(context, "base64gzip()"))
}

/// A text from the gzip format (RFC 1952).
fn gunzip<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let wrong = || "the text is not gzip in base64".to_owned();
    let bytes = STANDARD.decode(text(context, args, 0)?).map_err(|_| wrong())?;
    let body = gzip_body(&bytes).ok_or_else(wrong)?;
    let plain =
        miniz_oxide::inflate::decompress_to_vec_with_limit(body, TEXT_BYTES).map_err(|error| {
            match error.status {
                TINFLStatus::HasMoreOutput => limit("the text grows too long"),
                _ => wrong(),
            }
        })?;
    let plain = String::from_utf8(plain).map_err(|_| "the bytes are not UTF-8 text".to_owned())?;
    Ok(made(context, &plain))
}

/// What follows the header of a gzip member.
fn gzip_body(bytes: &[u8]) -> Option<&[u8]> {
    let (header, mut rest) = bytes.split_at_checked(10)?;
    if header.get(..3)? != [0x1f, 0x8b, 8] {
        return None;
    }
    let flags = *header.get(3)?;
    if flags & 4 != 0 {
        let (length, behind) = rest.split_at_checked(2)?;
        let length = usize::from(u16::from_le_bytes([*length.first()?, *length.get(1)?]));
        rest = behind.get(length..)?;
    }
    // A name and a comment, each ended by zero.
    for flag in [8, 16] {
        if flags & flag != 0 {
            let end = rest.iter().position(|byte| *byte == 0)?;
            rest = rest.get(end + 1..)?;
        }
    }
    if flags & 2 != 0 { rest.get(2..) } else { Some(rest) }
}

/// Private keys are not used here; what no key could open is an error as in Terraform.
fn rsadecrypt<'a>(context: &Context<'a>, args: &[Value<'a>]) -> Answer<'a> {
    let (cipher, key) = (text(context, args, 0)?, text(context, args, 1)?);
    if STANDARD.decode(cipher).is_err() {
        return Err("the text is not base64".to_owned());
    }
    if !key.contains("-----BEGIN") {
        return Err("the second argument is no private key in PEM form".to_owned());
    }
    Ok(unsupported(context, "rsadecrypt()"))
}
