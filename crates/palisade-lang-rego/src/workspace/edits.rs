//! Changes of data, as delta bundles hold them.

use palisade_arena::Arena;
use palisade_value::{ObjectBuilder, Value};

/// What a change does with the value at a path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Edit {
    /// Puts it there, with the objects on the way; into an array before the element of an index,
    /// and behind all with `-`.
    Upsert,
    /// Puts it in the place of what is there.
    Replace,
    /// Takes away what is there.
    Remove,
}

/// A document with a change made.
///
/// # Errors
/// Why it cannot be made.
pub(super) fn change<'a>(
    arena: &'a Arena,
    root: Value<'a>,
    path: &[String],
    edit: Edit,
    value: Value<'a>,
) -> Result<Value<'a>, String> {
    let Some((key, below)) = path.split_first() else {
        return match (edit, value) {
            (Edit::Upsert | Edit::Replace, Value::Object(_)) => Ok(value),
            (Edit::Remove, _) => Ok(ObjectBuilder::new().finish(arena)),
            _ => Err("the root of data must be an object".to_owned()),
        };
    };
    step(arena, root, key, below, edit, value)
}

fn step<'a>(
    arena: &'a Arena,
    at: Value<'a>,
    key: &str,
    below: &[String],
    edit: Edit,
    value: Value<'a>,
) -> Result<Value<'a>, String> {
    let absent = || format!("there is no `{key}`");
    // What comes to stand at the key; nothing where it is taken away.
    let changed = |old: Option<Value<'a>>| match (below.split_first(), old, edit) {
        (None, None, Edit::Replace | Edit::Remove) => Err(absent()),
        (None, _, Edit::Remove) => Ok(None),
        (None, _, _) => Ok(Some(value)),
        (Some((next, rest)), Some(old), _) => step(arena, old, next, rest, edit, value).map(Some),
        (Some((next, rest)), None, Edit::Upsert) => {
            let empty = ObjectBuilder::new().finish(arena);
            step(arena, empty, next, rest, edit, value).map(Some)
        }
        (Some(_), None, _) => Err(absent()),
    };
    match at {
        Value::Object(object) => {
            let name = Value::str(arena, key);
            let new = changed(object.get(&name))?;
            let mut made = ObjectBuilder::with_capacity(object.len() + 1);
            let mut seen = false;
            for (n, (own, old)) in object.entries().iter().enumerate() {
                let here = *own == name;
                seen |= here;
                match (here, new, object.origin(n)) {
                    (true, Some(new), _) => made.insert(*own, new),
                    (true, None, _) => {}
                    (false, _, Some(origin)) => made.insert_at(*own, *old, *origin),
                    (false, _, None) => made.insert(*own, *old),
                }
            }
            if let Some(new) = new.filter(|_| !seen) {
                made.insert(name, new);
            }
            Ok(made.finish(arena))
        }
        Value::Array(array) => {
            let mut items = array.items().to_vec();
            let last = key == "-";
            let index = if last { Some(items.len()) } else { key.parse::<usize>().ok() };
            let index = index.ok_or_else(|| format!("`{key}` is no index of an array"))?;
            if below.is_empty() && edit == Edit::Upsert && index <= items.len() {
                items.insert(index, value);
            } else {
                let old = items.get(index).copied().ok_or_else(absent)?;
                match changed(Some(old))? {
                    Some(new) => items[index] = new,
                    None => _ = items.remove(index),
                }
            }
            Ok(Value::array(arena, &items))
        }
        _ => Err(format!("`{key}` is asked for of a value without parts")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use palisade_value::{JsonOptions, parse_json};

    fn changed(root: &str, path: &str, edit: Edit, value: &str) -> String {
        let arena = Arena::new();
        let json = |text: &str| parse_json(&arena, text, JsonOptions::default()).unwrap();
        let path: Vec<String> =
            path.split('/').filter(|k| !k.is_empty()).map(str::to_owned).collect();
        match change(&arena, json(root), &path, edit, json(value)) {
            Ok(value) => crate::workspace::to_json(value),
            Err(why) => why,
        }
    }

    #[test]
    fn values_are_put_replaced_and_taken_away() {
        let root = r#"{"a":{"b":1,"c":[1,2]}}"#;
        assert_eq!(
            changed(root, "a/x/y", Edit::Upsert, "3"),
            r#"{"a":{"b":1,"c":[1,2],"x":{"y":3}}}"#
        );
        assert_eq!(changed(root, "a/b", Edit::Upsert, "3"), r#"{"a":{"b":3,"c":[1,2]}}"#);
        assert_eq!(changed(root, "a/b", Edit::Replace, "null"), r#"{"a":{"b":null,"c":[1,2]}}"#);
        assert_eq!(changed(root, "a/b", Edit::Remove, "null"), r#"{"a":{"c":[1,2]}}"#);
        assert_eq!(changed(root, "a/c/0", Edit::Upsert, "0"), r#"{"a":{"b":1,"c":[0,1,2]}}"#);
        assert_eq!(changed(root, "a/c/-", Edit::Upsert, "0"), r#"{"a":{"b":1,"c":[1,2,0]}}"#);
        assert_eq!(changed(root, "a/c/1", Edit::Replace, "0"), r#"{"a":{"b":1,"c":[1,0]}}"#);
        assert_eq!(changed(root, "a/c/0", Edit::Remove, "null"), r#"{"a":{"b":1,"c":[2]}}"#);
        assert_eq!(changed(root, "", Edit::Remove, "null"), "{}");
        assert_eq!(changed(root, "", Edit::Upsert, r#"{"z":1}"#), r#"{"z":1}"#);
    }

    #[test]
    fn what_is_not_there_is_told() {
        let root = r#"{"a":{"b":1,"c":[1]}}"#;
        assert_eq!(changed(root, "a/x", Edit::Remove, "null"), "there is no `x`");
        assert_eq!(changed(root, "x/y", Edit::Replace, "1"), "there is no `x`");
        assert_eq!(changed(root, "a/c/1", Edit::Replace, "1"), "there is no `1`");
        assert_eq!(changed(root, "a/c/2", Edit::Upsert, "1"), "there is no `2`");
        assert_eq!(changed(root, "a/c/x", Edit::Upsert, "1"), "`x` is no index of an array");
        assert_eq!(
            changed(root, "a/b/c", Edit::Upsert, "1"),
            "`c` is asked for of a value without parts"
        );
        assert_eq!(changed(root, "", Edit::Replace, "1"), "the root of data must be an object");
    }
}
