//! Values of number, string and bytes literals.

use super::lexer::Flavour;
use crate::ast::{Ast, Text};
use palisade_source::Span;

/// A wrong escape: its place in the source and what is wrong.
pub(super) struct EscapeError {
    pub(super) span: Span,
    pub(super) message: String,
    pub(super) help: &'static str,
}

const ESCAPES: &str = "known escapes: \\\\ \\' \\\" \\` \\? \\a \\b \\f \\n \\r \\t \\v, \\xHH, \\ooo, \\uHHHH, \\UHHHHHHHH; \
                       in a raw string r'…' a backslash stands for itself";

/// The text of the literal at `span`, unescaped into the tree's buffer where needed.
pub(super) fn text<'s>(
    ast: &mut Ast<'s>,
    source: &'s str,
    span: Span,
    flavour: Flavour,
) -> Result<Text<'s>, EscapeError> {
    let quotes = if flavour.triple { 3 } else { 1 };
    let start = span.start as usize + usize::from(flavour.prefix) + quotes;
    let end = (span.end as usize).saturating_sub(quotes);
    let inner = source.get(start..end).unwrap_or("");
    let plain = |b: &u8| *b != b'\r' && (flavour.raw || *b != b'\\');
    if inner.as_bytes().iter().all(plain) {
        return Ok(Text::Source(inner));
    }
    let buffer = ast.buffer_mut();
    let from = buffer.len();
    unescape(inner, start, flavour, buffer)?;
    let clamp = |n| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(Text::Buffer(clamp(from), clamp(buffer.len())))
}

fn unescape(
    inner: &str,
    offset: usize,
    flavour: Flavour,
    out: &mut Vec<u8>,
) -> Result<(), EscapeError> {
    let mut chars = inner.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\r' => {
                // Line ends are one line feed whatever the file's convention.
                chars.next_if(|(_, next)| *next == '\n');
                out.push(b'\n');
            }
            '\\' if !flavour.raw => {
                let rest = inner.get(at + 1..).unwrap_or("");
                let len = escape(rest, flavour.bytes, out).map_err(|message| {
                    let len = rest.chars().next().map_or(0, char::len_utf8);
                    let span = Span::at(offset + at, offset + at + 1 + len);
                    EscapeError { span, message, help: ESCAPES }
                })?;
                while chars.next_if(|(i, _)| *i <= at + len).is_some() {}
            }
            c => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    Ok(())
}

/// Writes what the escape behind a backslash stands for; how many bytes it took.
fn escape(rest: &str, bytes: bool, out: &mut Vec<u8>) -> Result<usize, String> {
    let Some(first) = rest.chars().next() else {
        return Err("a backslash at the end escapes nothing".to_owned());
    };
    let simple = match first {
        '\\' | '\'' | '"' | '`' | '?' => u8::try_from(first).ok(),
        'a' => Some(0x07),
        'b' => Some(0x08),
        'f' => Some(0x0c),
        'n' => Some(b'\n'),
        'r' => Some(b'\r'),
        't' => Some(b'\t'),
        'v' => Some(0x0b),
        _ => None,
    };
    if let Some(byte) = simple {
        out.push(byte);
        return Ok(1);
    }
    let (skip, len, radix) = match first {
        'x' | 'X' => (1, 2, 16),
        'u' if !bytes => (1, 4, 16),
        'U' if !bytes => (1, 8, 16),
        '0'..='3' => (0, 3, 8),
        'u' | 'U' => return Err(format!("escape `\\{first}` is not allowed in bytes")),
        _ => return Err(format!("unknown escape `\\{first}`")),
    };
    let digits = rest.get(skip..skip + len).filter(|d| d.chars().all(|c| c.is_digit(radix)));
    let Some(digits) = digits else {
        return Err(format!("escape `\\{first}` needs {len} digits of base {radix}"));
    };
    let code = u32::from_str_radix(digits, radix).unwrap_or(u32::MAX);
    if bytes {
        out.push(u8::try_from(code).map_err(|_| format!("`\\{digits}` is over 255"))?);
    } else {
        let c = char::from_u32(code)
            .ok_or_else(|| format!("`\\{first}{digits}` is no Unicode character"))?;
        out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }
    Ok(skip + len)
}

/// The value of an integer literal, its sign included.
pub(super) fn int(text: &str, negative: bool) -> Option<i64> {
    let magnitude = i128::from(uint(text)?);
    i64::try_from(if negative { -magnitude } else { magnitude }).ok()
}

/// The value of an unsigned literal without its suffix.
pub(super) fn uint(text: &str) -> Option<u64> {
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(hex) => u64::from_str_radix(hex, 16).ok(),
        None => text.parse().ok(),
    }
}
