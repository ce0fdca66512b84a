//! Message templates: words with CEL between braces.

/// A part of a template, as a range of its text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Part {
    /// Words from here to there.
    Words(usize, usize),
    /// An expression from here to there.
    Expression(usize, usize),
}

/// Splits a template. `{{` and `}}` are braces; the words between `Words` parts carry one brace
/// of each pair.
///
/// # Errors
/// The range that is wrong, and why.
pub(crate) fn split(text: &str) -> Result<Vec<Part>, (usize, usize, &'static str)> {
    let bytes = text.as_bytes();
    let mut parts = Vec::new();
    let (mut from, mut at) = (0, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'{' | b'}' if bytes.get(at + 1) == Some(&bytes[at]) => {
                parts.push(Part::Words(from, at + 1));
                at += 2;
                from = at;
            }
            b'{' => {
                parts.push(Part::Words(from, at));
                let end =
                    expression_end(bytes, at + 1).ok_or((at, text.len(), "`{` without its `}`"))?;
                if text[at + 1..end].trim().is_empty() {
                    return Err((at, end + 1, "no expression between the braces"));
                }
                parts.push(Part::Expression(at + 1, end));
                at = end + 1;
                from = at;
            }
            b'}' => return Err((at, at + 1, "`}` without its `{`; write `}}` for a brace")),
            _ => at += 1,
        }
    }
    parts.push(Part::Words(from, text.len()));
    parts.retain(|p| !matches!(p, Part::Words(a, b) if a == b));
    Ok(parts)
}

/// The closing brace of an expression: not inside texts, and with inner braces in pairs.
fn expression_end(bytes: &[u8], from: usize) -> Option<usize> {
    let (mut depth, mut quote, mut at) = (0_usize, None, from);
    while at < bytes.len() {
        match (bytes[at], quote) {
            (b'\\', Some(_)) => at += 1,
            (b, Some(q)) if b == q => quote = None,
            (_, Some(_)) => {}
            (b @ (b'"' | b'\''), None) => quote = Some(b),
            (b'{', None) => depth += 1,
            (b'}', None) if depth == 0 => return Some(at),
            (b'}', None) => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match split(text) {
            Ok(parts) => parts
                .iter()
                .map(|p| match p {
                    Part::Words(a, b) => format!("w:{}", &text[*a..*b]),
                    Part::Expression(a, b) => format!("e:{}", &text[*a..*b]),
                })
                .collect::<Vec<_>>()
                .join("|"),
            Err((a, b, why)) => format!("{a}..{b} {why}"),
        }
    }

    #[test]
    fn braces_hold_expressions() {
        assert_eq!(shown("port {p} of {q.r}"), "w:port |e:p|w: of |e:q.r");
        assert_eq!(shown("a {{b}} c"), "w:a {|w:b}|w: c");
        assert_eq!(shown("{ {'}': 1}['}'] }"), "e: {'}': 1}['}'] ");
        assert_eq!(shown("{a"), "0..2 `{` without its `}`");
        assert_eq!(shown("a}"), "1..2 `}` without its `{`; write `}}` for a brace");
        assert_eq!(shown("{ }"), "0..3 no expression between the braces");
    }
}
