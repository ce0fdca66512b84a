//! Base64, hexadecimal digits and query strings.

use super::args::Args;
use super::marshal::key_text;
use super::values::{Bounded, lossy};
use super::{Declared, declare};
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, Engine, GeneralPurpose, GeneralPurposeConfig};
use base64::{DecodeError, alphabet::Alphabet};
use palisade_ir::{CallContext, Eval, Stop};
use palisade_value::{ObjectBuilder, Value};
use std::collections::BTreeMap;
use std::fmt::Write;

pub(super) static FUNCTIONS: &[Declared] = &[
    declare!("base64.encode", encode, "(x: string) => string"),
    declare!("base64.decode", decode, "(x: string) => string"),
    declare!("base64.is_valid", is_valid, "(x: any) => boolean"),
    declare!("base64url.encode", encode_url, "(x: string) => string"),
    declare!("base64url.encode_no_pad", encode_url_bare, "(x: string) => string"),
    declare!("base64url.decode", decode_url, "(x: string) => string"),
    declare!("hex.encode", hex_encode, "(x: string) => string"),
    declare!("hex.decode", hex_decode, "(x: string) => string"),
    declare!("urlquery.encode", query_encode, "(x: string) => string"),
    declare!("urlquery.decode", query_decode, "(x: string) => string"),
    declare!(
        "urlquery.encode_object",
        query_encode_object,
        "(object: object<string: string|array<string>|set<string>>) => string"
    ),
    declare!(
        "urlquery.decode_object",
        query_decode_object,
        "(x: string) => object<string: array<string>>"
    ),
];

/// As Go has it: padding is needed, bits behind the last byte are not looked at.
fn engine(alphabet: &Alphabet, pad: bool) -> GeneralPurpose {
    let padding =
        if pad { DecodePaddingMode::RequireCanonical } else { DecodePaddingMode::RequireNone };
    let config = GeneralPurposeConfig::new()
        .with_encode_padding(pad)
        .with_decode_padding_mode(padding)
        .with_decode_allow_trailing_bits(true);
    GeneralPurpose::new(alphabet, config)
}

/// The bytes of base64 text; line breaks do not count. Else the position that is wrong.
fn base64_bytes(engine: &GeneralPurpose, text: &str) -> Result<Vec<u8>, usize> {
    let breaks = ['\r', '\n'];
    let bare;
    let plain = if text.contains(breaks) {
        bare = text.replace(breaks, "");
        bare.as_str()
    } else {
        text
    };
    engine.decode(plain).map_err(|error| match error {
        DecodeError::InvalidByte(at, _) | DecodeError::InvalidLastSymbol { offset: at, .. } => at,
        _ => plain.len(),
    })
}

/// The text of base64 text.
pub(super) fn decode_base64(text: &str) -> Option<String> {
    base64_bytes(&engine(&STANDARD, true), text).ok().map(|bytes| lossy(&bytes))
}

fn encode<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "base64.encode", values);
    args.new_text(&engine(&STANDARD, true).encode(args.text(0)?))
}

fn decode<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "base64.decode", values);
    match base64_bytes(&engine(&STANDARD, true), args.text(0)?) {
        Ok(bytes) => args.new_text(&lossy(&bytes)),
        Err(at) => Err(args.refuse(format!("illegal base64 data at input byte {at}"))),
    }
}

fn is_valid<'e>(_: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let text = values.first().and_then(Value::as_str);
    let engine = engine(&STANDARD, true);
    Ok(Value::Bool(text.is_some_and(|text| base64_bytes(&engine, text).is_ok())))
}

fn encode_url<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "base64url.encode", values);
    args.new_text(&engine(&URL_SAFE, true).encode(args.text(0)?))
}

fn encode_url_bare<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "base64url.encode_no_pad", values);
    args.new_text(&engine(&URL_SAFE, false).encode(args.text(0)?))
}

fn decode_url<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "base64url.decode", values);
    let text = args.text(0)?;
    let padding = match text.len() % 4 {
        _ if text.ends_with('=') => "",
        0 => "",
        2 => "==",
        3 => "=",
        _ => return Err(args.refuse(format!("illegal base64url string: {text}"))),
    };
    match base64_bytes(&engine(&URL_SAFE, true), &format!("{text}{padding}")) {
        Ok(bytes) => args.new_text(&lossy(&bytes)),
        Err(at) => Err(args.refuse(format!("illegal base64 data at input byte {at}"))),
    }
}

fn hex_encode<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "hex.encode", values);
    let mut made = String::new();
    args.text(0)?.bytes().for_each(|byte| _ = write!(made, "{byte:02x}"));
    args.new_text(&made)
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

fn hex_decode<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "hex.decode", values);
    let text = args.text(0)?.as_bytes();
    if let Some(wrong) = text.iter().find(|byte| hex_digit(**byte).is_none()) {
        let shown = char::from(*wrong).escape_debug();
        return Err(args.refuse(format!("encoding/hex: invalid byte: U+{wrong:04X} '{shown}'")));
    }
    if text.len() % 2 == 1 {
        return Err(args.refuse("encoding/hex: odd length hex string"));
    }
    let pairs = text.chunks_exact(2).filter_map(|pair| match pair {
        [high, low] => Some((hex_digit(*high)? << 4) | hex_digit(*low)?),
        _ => None,
    });
    args.new_text(&lossy(&pairs.collect::<Vec<u8>>()))
}

/// Text for a query: spaces are pluses.
pub(super) fn query_escape(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                made.push(char::from(byte));
            }
            b' ' => made.push('+'),
            _ => _ = write!(made, "%{byte:02X}"),
        }
    }
    made
}

/// The text that was escaped, or the message about what is none.
fn query_unescape(text: &str) -> Result<String, String> {
    let bytes = text.as_bytes();
    let mut made = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'+' => made.push(b' '),
            b'%' => {
                let digits = bytes.get(at..at + 2).and_then(|pair| match pair {
                    [high, low] => Some((hex_digit(*high)? << 4) | hex_digit(*low)?),
                    _ => None,
                });
                let Some(byte) = digits else {
                    let rest = bytes.get(at - 1..).unwrap_or_default();
                    let shown = lossy(rest.get(..3).unwrap_or(rest));
                    return Err(format!("invalid URL escape \"{shown}\""));
                };
                made.push(byte);
                at += 2;
            }
            byte => made.push(*byte),
        }
    }
    Ok(lossy(&made))
}

fn query_encode<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "urlquery.encode", values);
    args.new_text(&query_escape(args.text(0)?))
}

fn query_decode<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "urlquery.decode", values);
    let text = query_unescape(args.text(0)?).map_err(|why| args.refuse(why))?;
    args.new_text(&text)
}

fn query_encode_object<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "urlquery.encode_object", values);
    let wrong = || args.operand(0, "values must be string, array[string], or set[string]");
    let mut parameters: BTreeMap<String, Vec<&'e str>> = BTreeMap::new();
    for (key, value) in args.object(0)?.entries() {
        let items = match value {
            Value::Str(_) => std::slice::from_ref(value),
            Value::Array(array) => array.items(),
            Value::Set(set) => set.items(),
            _ => return Err(wrong()),
        };
        let texts = items.iter().map(|item| item.as_str().ok_or_else(wrong));
        parameters.insert(key_text(*key), texts.collect::<Result<_, Stop<'e>>>()?);
    }
    let mut made = Bounded::default();
    for (key, texts) in &parameters {
        for text in texts {
            if !made.text.is_empty() {
                made.push("&")?;
            }
            made.push(&query_escape(key))?;
            made.push("=")?;
            made.push(&query_escape(text))?;
        }
    }
    args.new_text(&made.text)
}

fn query_decode_object<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "urlquery.decode_object", values);
    let mut parameters: BTreeMap<String, Vec<Value<'e>>> = BTreeMap::new();
    for part in args.text(0)?.split('&').filter(|part| !part.is_empty()) {
        if part.contains(';') {
            return Err(args.refuse("invalid semicolon separator in query"));
        }
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        let key = query_unescape(key).map_err(|why| args.refuse(why))?;
        let value = query_unescape(value).map_err(|why| args.refuse(why))?;
        parameters.entry(key).or_default().push(Value::str(context.arena, &value));
    }
    let mut object = ObjectBuilder::with_capacity(parameters.len());
    for (key, texts) in &parameters {
        object.insert(Value::str(context.arena, key), Value::array(context.arena, texts));
    }
    Ok(object.finish(context.arena))
}
