//! Addresses: `module.a["x"].module.b[0]`, and keys of instances.

use palisade_value::{Arena, JsonCursor, Value, write_json};

/// The key of an instance of a resource or module.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) enum Key<'a> {
    /// There is only one.
    One,
    /// Its number, of `count`.
    Number(i64),
    /// Its key, of `for_each`.
    Text(&'a str),
}

impl<'a> Key<'a> {
    /// The key that an `index` or `index_key` holds.
    pub(crate) fn of(value: Value<'a>) -> Self {
        match value {
            Value::Str(text) => Key::Text(text),
            value => value.as_i64().map_or(Key::One, Key::Number),
        }
    }

    /// Writes `["x"]`, `[0]` or nothing.
    pub(crate) fn write(self, out: &mut String) {
        match self {
            Key::One => {}
            Key::Number(n) => out.push_str(&format!("[{n}]")),
            Key::Text(text) => {
                out.push('[');
                write_json(out, Value::Str(text));
                out.push(']');
            }
        }
    }
}

/// The text before the next `.` or `[`, and the rest.
pub(crate) fn word(text: &str) -> (&str, &str) {
    text.split_at(text.find(['.', '[']).unwrap_or(text.len()))
}

/// The key in brackets that a text starts with, and what is behind it. A key that is no literal
/// gives none, and nothing behind it.
pub(crate) fn key<'a>(arena: &'a Arena, text: &str) -> (Option<Key<'a>>, usize) {
    let Some(inside) = text.strip_prefix('[') else { return (None, 0) };
    if inside.starts_with('"') {
        let mut cursor = JsonCursor::at(inside, 0);
        let read = cursor.text().ok().flatten();
        let end = cursor.offset();
        let closed = inside.get(end..).is_some_and(|rest| rest.starts_with(']'));
        return match read {
            Some(read) if closed => (Some(Key::Text(arena.alloc_str(&read))), end + 2),
            _ => (None, text.len()),
        };
    }
    let end = inside.find(']').unwrap_or(inside.len());
    let number = inside.get(..end).and_then(|digits| digits.parse().ok());
    (number.map(Key::Number), (end + 2).min(text.len()))
}

/// The steps of a module address, outermost first.
pub(crate) fn modules<'a>(arena: &'a Arena, address: &str) -> Vec<(&'a str, Key<'a>)> {
    split(arena, address).0
}

/// The modules at the beginning of an address, outermost first, and what is behind them.
pub(crate) fn split<'a, 't>(
    arena: &'a Arena,
    address: &'t str,
) -> (Vec<(&'a str, Key<'a>)>, &'t str) {
    let mut steps = Vec::new();
    let mut rest = address;
    while let Some(behind) = rest.trim_start_matches('.').strip_prefix("module.") {
        let (name, behind) = word(behind);
        let (found, length) = key(arena, behind);
        steps.push((arena.alloc_str(name), found.unwrap_or(Key::One)));
        rest = behind.get(length..).unwrap_or("");
    }
    (steps, rest.trim_start_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn module_addresses_are_taken_apart() {
        let arena = Arena::new();
        assert_eq!(modules(&arena, ""), []);
        assert_eq!(
            modules(&arena, r#"module.a["x.y]\"z"].module.b[10].module.c"#),
            [("a", Key::Text("x.y]\"z")), ("b", Key::Number(10)), ("c", Key::One)]
        );
        let (steps, rest) = split(&arena, r#"module.a["x.y"].data.b_c.d[0]"#);
        assert_eq!((steps.len(), rest), (1, "data.b_c.d[0]"));
        assert_eq!(split(&arena, "b_c.d").1, "b_c.d");
        // Whatever stands there, it ends.
        for odd in ["module.", "module.a[", "module.a[\"x", "module.a[x", "module.a[\"x\"", "x.y"] {
            modules(&arena, odd);
        }
    }

    #[test]
    fn keys_are_written_as_addresses_have_them() {
        let mut text = String::new();
        Key::Text("a\"b").write(&mut text);
        Key::Number(3).write(&mut text);
        Key::One.write(&mut text);
        assert_eq!(text, r#"["a\"b"][3]"#);
    }
}
