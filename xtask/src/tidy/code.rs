//! Rust text with comments and literals blanked out, so that words in them are not taken for code.

/// The same text, line for line, with the content of comments and literals replaced by spaces.
pub(super) fn code_only(source: &str) -> String {
    let bytes = source.as_bytes();
    let mut out = String::with_capacity(source.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let length = skipped(bytes, at);
        if length > 0 {
            let end = (at + length).min(bytes.len());
            for &skipped in &bytes[at..end] {
                out.push(if skipped == b'\n' { '\n' } else { ' ' });
            }
            at = end;
        } else {
            out.push(if byte.is_ascii() { byte as char } else { ' ' });
            at += 1;
        }
    }
    out
}

/// The length of the comment or literal that starts here, or zero.
fn skipped(bytes: &[u8], at: usize) -> usize {
    let rest = &bytes[at..];
    let after_word = at > 0 && is_word(bytes[at - 1]);
    match rest {
        [b'/', b'/', ..] => rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len()),
        [b'/', b'*', ..] => block_comment(rest),
        [b'"', ..] => string(rest),
        [b'r', b'"' | b'#', ..] if !after_word => raw_string(rest, 1),
        [b'b', b'r', b'"' | b'#', ..] if !after_word => raw_string(rest, 2),
        [b'\'', b'\\', ..] => {
            rest.iter().skip(3).position(|b| *b == b'\'').map_or(rest.len(), |end| end + 4)
        }
        [b'\'', ..] => character(rest),
        _ => 0,
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn block_comment(rest: &[u8]) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at + 1 < rest.len() {
        match (rest[at], rest[at + 1]) {
            (b'/', b'*') => {
                depth += 1;
                at += 2;
            }
            (b'*', b'/') => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    rest.len()
}

fn string(rest: &[u8]) -> usize {
    let mut at = 1;
    while at < rest.len() {
        match rest[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

fn raw_string(rest: &[u8], prefix: usize) -> usize {
    let hashes = rest[prefix..].iter().take_while(|b| **b == b'#').count();
    if rest.get(prefix + hashes) != Some(&b'"') {
        return 0;
    }
    let mut close = vec![b'"'];
    close.resize(hashes + 1, b'#');
    let body = prefix + hashes + 1;
    rest[body..]
        .windows(close.len())
        .position(|window| window == close)
        .map_or(rest.len(), |end| body + end + close.len())
}

/// A character literal; a lifetime has no closing quote after one character.
fn character(rest: &[u8]) -> usize {
    let width = match rest.get(1) {
        Some(0xf0..) => 4,
        Some(0xe0..) => 3,
        Some(0xc0..) => 2,
        _ => 1,
    };
    if rest.get(1 + width) == Some(&b'\'') { width + 2 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::code_only;

    #[track_caller]
    fn check(source: &str, expect: &str) {
        let got: String = code_only(source).split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(got, expect, "in `{source}`");
    }

    #[test]
    fn comments_and_literals_are_blanked() {
        check("a // b\nc", "a c");
        check("a /* b /* c */ d */ e", "a e");
        check(r#"a("b \" c") d"#, "a( ) d");
        check("a r#\"b \" c\"# d", "a d");
        check("a br\"b\" d", "a d");
        check(r"a '\'' b '\u{1f600}' c 'x' d '\\' e", "a b c d e");
        check("fn f<'a>(x: &'a str) {}", "fn f<'a>(x: &'a str) {}");
        check("var\"b\"", "var");
        check("a '…' b", "a b");
    }

    #[test]
    fn lines_stay_where_they_are() {
        let source = "a\n/* b\n c */ d\n\"e\nf\" g";
        assert_eq!(code_only(source).lines().count(), source.lines().count());
    }

    #[test]
    fn what_does_not_close_reaches_to_the_end() {
        for source in ["a /* b", "a \"b", "a r#\"b", "a '\\", "a '", "\"\\"] {
            assert_eq!(code_only(source).len(), source.len(), "in `{source}`");
        }
    }
}
