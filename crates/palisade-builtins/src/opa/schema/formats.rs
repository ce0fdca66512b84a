//! `format`: what texts are of a kind. A kind that is not known fits any text.

use super::super::time;
use super::super::url::Url;
use regex::{Regex, RegexBuilder};
use std::net::IpAddr;
use std::sync::OnceLock;

/// Whether a text is of a format.
pub(super) fn fits(format: &str, text: &str) -> bool {
    match format {
        "date" => time::fits("2006-01-02", text),
        "time" => ["15:04:05Z07:00", "15:04:05"].iter().any(|layout| time::fits(layout, text)),
        "date-time" => ["15:04:05", "15:04:05Z07:00", "2006-01-02", "2006-01-02T15:04:05Z07:00"]
            .iter()
            .any(|layout| time::fits(layout, text)),
        "hostname" => text.len() < 256 && text.split('.').all(is_label),
        "email" | "idn-email" => is_address(text),
        "ipv4" => text.contains('.') && text.parse::<IpAddr>().is_ok(),
        "ipv6" => text.contains(':') && text.parse::<IpAddr>().is_ok(),
        "uri" | "iri" => {
            !text.contains('\\') && Url::parse(text).is_ok_and(|url| !url.scheme.is_empty())
        }
        "uri-reference" | "iri-reference" => !text.contains('\\') && Url::parse(text).is_ok(),
        "uri-template" => {
            !text.contains('\\')
                && Url::parse(text).is_ok()
                && is_balanced(text.split(['?', '#']).next().unwrap_or(""))
        }
        "uuid" => is_uuid(text),
        "regex" => RegexBuilder::new(text).size_limit(1 << 21).build().is_ok(),
        "json-pointer" => is_pointer(text),
        "relative-json-pointer" => {
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            let (number, rest) = text.split_at_checked(digits).unwrap_or((text, ""));
            let plain = number == "0" || !number.is_empty() && !number.starts_with('0');
            plain && (rest == "#" || is_pointer(rest))
        }
        _ => true,
    }
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn is_pointer(text: &str) -> bool {
    let escaped =
        |token: &str| token.split('~').skip(1).all(|behind| behind.starts_with(['0', '1']));
    text.is_empty() || text.starts_with('/') && text.split('/').all(escaped)
}

fn is_balanced(text: &str) -> bool {
    let mut open = false;
    for c in text.chars() {
        match c {
            '{' if open => {}
            '{' => open = true,
            '}' => open = false,
            _ => {}
        }
    }
    !open
}

/// An address of mail, plain or as `name <address>` (RFC 5322).
fn is_address(text: &str) -> bool {
    static PLAIN: OnceLock<Option<Regex>> = OnceLock::new();
    // An atom or a quoted text, `@`, and a domain of atoms or in brackets.
    let plain = PLAIN.get_or_init(|| {
        let atom = r"[^\x00-\x20\x7f()<>\[\]:;@\\,.\x22]+";
        let quoted = r#""(?:[^"\\\x00-\x08\x0a-\x1f\x7f]|\\[^\x00-\x1f\x7f])*""#;
        let domain = format!(r"(?:{atom}(?:\.{atom})*|\[[^\[\]\\\x00-\x20]*\])");
        Regex::new(&format!(r"^(?:{atom}(?:\.{atom})*|{quoted})@{domain}$")).ok()
    });
    let text = text.trim_matches([' ', '\t']);
    let inner = match text.strip_suffix('>').and_then(|rest| rest.rsplit_once('<')) {
        Some((_, inner)) => inner,
        None => text,
    };
    plain.as_ref().is_some_and(|plain| plain.is_match(inner))
}
