//! `uuid.*`, `rand.intn`.
//!
//! What looks random is the SHA-256 of the function's name, the moment that the evaluation is
//! about and the argument: the same argument gives the same result all through an evaluation, and
//! an evaluation can be repeated. None of it is a secret.

use super::args::Args;
use super::operands::{hex, impure};
use super::{Declared, declare};
use palisade_ir::{CallContext, Eval, Stop};
use palisade_value::{ObjectBuilder, Value};
use sha2::{Digest, Sha256};

pub(super) static FUNCTIONS: &[Declared] = &[
    impure(declare!("uuid.rfc4122", rfc4122, "(k: string) => string")),
    declare!("uuid.parse", parse, "(uuid: string) => object<string: any>"),
    impure(declare!("rand.intn", intn, "(str: string, n: number) => number")),
];

/// 32 bytes that follow from an argument and the moment.
fn derive(args: &Args<'_, '_, '_>, argument: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(args.name.as_bytes());
    hash.update([0]);
    hash.update(args.context.now.unwrap_or(0).to_le_bytes());
    hash.update(argument.as_bytes());
    hash.finalize().into()
}

fn rfc4122<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "uuid.rfc4122", values);
    let [a, b, c, d, e, f, g, h, i, rest @ ..] = derive(&args, args.text(0)?);
    // Version 4, variant RFC 4122.
    let (g, i) = (g & 0x0f | 0x40, i & 0x3f | 0x80);
    let rest = rest.get(..7).unwrap_or_default();
    let all = hex(&[&[a, b, c, d, e, f, g, h, i], rest].concat());
    let part = |from: usize, to: usize| all.get(from..to).unwrap_or("");
    let parts = [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)];
    Ok(args.string(&parts.join("-")))
}

fn intn<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "rand.intn", values);
    let text = args.text(0)?;
    let n = args.int(1)?.unsigned_abs();
    if n == 0 {
        return Ok(Value::Int(0));
    }
    let [a, b, c, d, e, f, g, h, ..] = derive(&args, &format!("{n}\0{text}"));
    let number = u64::from_le_bytes([a, b, c, d, e, f, g, h]) % n;
    Ok(i64::try_from(number).map_or(Value::Uint(number), Value::Int))
}

/// The 16 bytes of a UUID in one of its four spellings.
fn read(text: &str) -> Option<[u8; 16]> {
    let text = text.as_bytes();
    let text = match text.len() {
        32 => {
            return read_digits(text);
        }
        36 => text,
        38 => text.get(1..37)?,
        45 => {
            let (prefix, rest) = text.split_at_checked(9)?;
            prefix.eq_ignore_ascii_case(b"urn:uuid:").then_some(rest)?
        }
        _ => return None,
    };
    let mut digits = Vec::with_capacity(32);
    for (at, byte) in text.iter().enumerate() {
        match (at, byte) {
            (8 | 13 | 18 | 23, b'-') => {}
            (8 | 13 | 18 | 23, _) => return None,
            _ => digits.push(*byte),
        }
    }
    read_digits(&digits)
}

fn read_digits(digits: &[u8]) -> Option<[u8; 16]> {
    let number = digits.iter().try_fold(0_u128, |number, byte| {
        let digit = char::from(*byte).to_digit(16)?;
        Some(number << 4 | u128::from(digit))
    })?;
    Some(number.to_be_bytes())
}

/// 100 nanoseconds from 1582-10-15 to 1970-01-01.
const GREGORIAN: i64 = 122_192_928_000_000_000;

fn parse<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "uuid.parse", values);
    let uuid = read(args.text(0)?).ok_or(Stop::Undefined)?;
    let [a, b, c, d, e, f, g, h, i, j, node @ ..] = uuid;
    let version = i64::from(g >> 4);
    let mut object = ObjectBuilder::new();
    object.field("version", Value::Int(version));
    object.field(
        "variant",
        Value::Str(match i >> 5 {
            0b100 | 0b101 => "RFC4122",
            0b110 => "Microsoft",
            0b111 => "Future",
            _ => "Reserved",
        }),
    );
    if matches!(version, 1 | 2) {
        let low = u32::from_be_bytes([a, b, c, d]);
        let high = u64::from(u16::from_be_bytes([g, h]) & 0x0fff);
        let time = u64::from(low) | u64::from(u16::from_be_bytes([e, f])) << 32 | high << 48;
        // 60 bits, so that the difference fits; the nanoseconds may not and wrap, as in Go.
        let time = i64::try_from(time).unwrap_or(0) - GREGORIAN;
        object.field("time", Value::Int(time.wrapping_mul(100)));
        let nodes: Vec<String> = node.iter().map(|byte| format!("{byte:02x}")).collect();
        object.field("nodeid", args.string(&nodes.join("-")));
        let [first, ..] = node;
        object.field(
            "macvariables",
            Value::Str(match first & 3 {
                3 => "local:multicast",
                1 => "global:multicast",
                2 => "local:unicast",
                _ => "global:unicast",
            }),
        );
        let sequence = u16::from_be_bytes([i, j]) & 0x3fff;
        object.field("clocksequence", Value::Int(i64::from(sequence)));
        if version == 2 {
            object.field("id", Value::Int(i64::from(low)));
            let domain = match j {
                0 => "Person".to_owned(),
                1 => "Group".to_owned(),
                2 => "Org".to_owned(),
                other => format!("Domain{other}"),
            };
            object.field("domain", args.string(&domain));
        }
    }
    Ok(object.finish(context.arena))
}
