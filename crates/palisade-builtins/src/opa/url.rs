//! URLs, taken apart as Go's `net/url` does.

use super::operands::quoted;
use std::fmt::Write;

/// The parts of a URL.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Url {
    /// In lower case; empty where there is none.
    pub(super) scheme: String,
    /// With the port.
    pub(super) host: String,
    /// Escaped where it has to be.
    pub(super) path: String,
    pub(super) query: String,
}

impl Url {
    /// Takes a text apart; the error is in Go's words.
    pub(super) fn parse(whole: &str) -> Result<Self, String> {
        let wrong = |why: &str| format!("parse {}: {why}", quoted(whole));
        if whole.bytes().any(|b| b < b' ' || b == 0x7f) {
            return Err(wrong("net/url: invalid control character in URL"));
        }
        let (text, fragment) = whole.split_once('#').unwrap_or((whole, ""));
        let (text, query) = text.split_once('?').unwrap_or((text, ""));
        if text.starts_with(':') {
            return Err(wrong("missing protocol scheme"));
        }
        let scheme = text.find(':').filter(|at| {
            text.bytes().next().is_some_and(|b| b.is_ascii_alphabetic())
                && text.bytes().take(*at).all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
        });
        let rest = scheme.and_then(|at| text.get(at + 1..)).unwrap_or(text);
        let first = rest.split('/').next().unwrap_or("");
        if scheme.is_none() && first.contains(':') {
            return Err(wrong("first path segment in URL cannot contain colon"));
        }
        let (host, path) = match rest.strip_prefix("//") {
            Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
            None => ("", rest),
        };
        let (user, host) = host.rsplit_once('@').unwrap_or(("", host));
        let user_char = |b: u8| b.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(&b);
        if !user.bytes().all(user_char) {
            return Err(wrong("net/url: invalid userinfo"));
        }
        if let Some(bad) = host.chars().find(|c| matches!(c, ' ' | '"' | '\\' | '^' | '`')) {
            let why = format!("invalid character {} in host name", quoted(&bad.to_string()));
            return Err(wrong(&why));
        }
        if host.starts_with('[') && !host.contains(']') {
            return Err(wrong("missing ']' in host"));
        }
        let behind = host.rfind(']').map_or(host, |at| host.get(at + 1..).unwrap_or(""));
        if let Some((_, port)) = behind.rsplit_once(':')
            && !port.bytes().all(|b| b.is_ascii_digit())
        {
            let why = format!("invalid port {} after host", quoted(&format!(":{port}")));
            return Err(wrong(&why));
        }
        let escape = |text: &str| {
            escaped_path(text).map_err(|bad| wrong(&format!("invalid URL escape {}", quoted(&bad))))
        };
        escape(fragment)?;
        Ok(Self {
            scheme: scheme.and_then(|at| text.get(..at)).unwrap_or("").to_ascii_lowercase(),
            host: host.to_owned(),
            path: escape(path)?,
            query: query.to_owned(),
        })
    }
}

/// A path with what needs it escaped; what is escaped already stays.
fn escaped_path(path: &str) -> Result<String, String> {
    let mut out = String::with_capacity(path.len());
    let bytes = path.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        if *byte == b'%' {
            let digits = bytes.get(at + 1..at + 3);
            if !digits.is_some_and(|d| d.iter().all(u8::is_ascii_hexdigit)) {
                let shown = bytes.get(at..(at + 3).min(bytes.len())).unwrap_or_default();
                return Err(String::from_utf8_lossy(shown).into_owned());
            }
        }
        if byte.is_ascii_alphanumeric() || b"-_.~!$&'()*+,;=:@[]/%".contains(byte) {
            out.push(char::from(*byte));
        } else {
            _ = write!(out, "%{byte:02X}");
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_taken_apart() {
        let url = Url::parse("HTTPS://me:pw@example.com:8080/a b/%20?x=1&y#top").unwrap();
        assert_eq!(url.scheme, "https");
        assert_eq!(url.host, "example.com:8080");
        assert_eq!(url.path, "/a%20b/%20");
        assert_eq!(url.query, "x=1&y");
        assert_eq!(Url::parse("a/b:c").unwrap().scheme, "");
        for bad in [
            "http://a/%zz",
            "http://a b/",
            ":x",
            "http://a/\n",
            "1:b",
            "http://a:b/",
            "http://[::1",
        ] {
            assert!(Url::parse(bad).is_err(), "{bad}");
        }
    }
}
