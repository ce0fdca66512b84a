//! URLs, taken apart as Go's `net/url` does.

use super::operands::quoted;
use std::fmt::Write;

/// The parts of a URL.
#[derive(PartialEq, Eq, Debug)]
pub(crate) struct Url {
    /// In lower case; empty where there is none.
    pub(crate) scheme: String,
    /// With the port.
    pub(crate) host: String,
    /// Escaped where it has to be.
    pub(super) path: String,
    pub(crate) query: String,
    /// Without escapes.
    pub(super) fragment: String,
    /// The path as it is written; empty where what is behind the scheme is no path.
    written: String,
}

impl Url {
    /// Takes a text apart; the error is in Go's words.
    pub(crate) fn parse(whole: &str) -> Result<Self, String> {
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
        let escapes_done = host_escapes(host)
            .map_err(|bad| wrong(&format!("invalid URL escape {}", quoted(bad))))?;
        let host_char = |c: &char| {
            !c.is_ascii() || c.is_ascii_alphanumeric() || "-_.~!$&'()*+,;=:[]<>\"%".contains(*c)
        };
        if let Some(bad) = host.chars().find(|c| !host_char(c)) {
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
        let opaque = scheme.is_some() && !rest.starts_with('/');
        Ok(Self {
            scheme: scheme.and_then(|at| text.get(..at)).unwrap_or("").to_ascii_lowercase(),
            host: escapes_done,
            path: escape(path)?,
            query: query.to_owned(),
            fragment: unescaped(fragment),
            written: if opaque { String::new() } else { path.to_owned() },
        })
    }

    /// The host without brackets, and the port; both empty where there is none.
    pub(crate) fn hostname(&self) -> (&str, &str) {
        let digits = |(_, port): &(&str, &str)| port.bytes().all(|b| b.is_ascii_digit());
        let (name, port) = self.host.rsplit_once(':').filter(digits).unwrap_or((&self.host, ""));
        let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
        (bare.unwrap_or(name), port)
    }

    /// The path as it stands in a URL; empty where what is behind the scheme is no path.
    pub(crate) fn written_path(&self) -> &str {
        if self.written.is_empty() { "" } else { &self.path }
    }

    /// The path without escapes, and as it is written where that is not how it would be escaped.
    pub(super) fn paths(&self) -> (String, String) {
        let plain = unescaped(&self.written);
        let usual = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~$&+,/:;=@".contains(&byte);
        let mut escaped = String::with_capacity(self.written.len());
        for byte in plain.bytes() {
            if usual(byte) {
                escaped.push(char::from(byte));
            } else {
                _ = write!(escaped, "%{byte:02X}");
            }
        }
        let raw = if escaped == self.written { plain.clone() } else { self.written.clone() };
        (plain, raw)
    }
}

/// A host without escapes; else the escape that is wrong. Only what is not ASCII may be escaped,
/// and the sign before the zone of an address.
fn host_escapes(host: &str) -> Result<String, &str> {
    let zone = if host.starts_with('[') { host.find("%25") } else { None };
    for (at, _) in host.match_indices('%') {
        let digits = host.get(at + 1..at + 3);
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte {
            Some(byte) if byte >= 0x80 => {}
            Some(_) if zone.is_some_and(|zone| at >= zone) => {}
            _ => {
                let end =
                    host.char_indices().map(|(at, c)| at + c.len_utf8()).filter(|end| *end > at);
                let end = end.take(3).last().unwrap_or(host.len());
                return Err(host.get(at..end).unwrap_or_default());
            }
        }
    }
    Ok(unescaped(host))
}

/// A text with its escapes resolved.
fn unescaped(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.as_bytes().iter();
    while let Some(&byte) = bytes.next() {
        let ahead = bytes.as_slice().get(..2).filter(|_| byte == b'%');
        let digits = ahead.and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(made) => {
                out.push(made);
                bytes.nth(1);
            }
            None => out.push(byte),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
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
