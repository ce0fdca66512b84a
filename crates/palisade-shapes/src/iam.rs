//! Policy documents of IAM that a data source of Terraform writes: `aws_iam_policy_document`.

use palisade_arena::Arena;
use palisade_source::Location;
use palisade_value::{
    HOLE_END, HOLE_START, JsonOptions, ObjectBuilder, Origin, OriginKind, Unknown, Value,
    fill_holes, parse_json, write_json, write_text_of_go,
};
use std::collections::HashMap;

/// The data source, as Terraform names it.
pub const DOCUMENT: &str = "aws_iam_policy_document";

/// What it answers: the same document with line breaks and without.
const ANSWERS: [(&str, bool); 2] = [("json", true), ("minified_json", false)];

/// No document is longer, in bytes, with its line breaks: ten times what any service takes.
pub const LONGEST: usize = 256 << 10;

/// The documents that go into one have no more bytes than so many times what it may have.
const SOURCES: usize = 4;

/// Adds the document that an `aws_iam_policy_document` writes, as `json` and `minified_json`, to
/// its attributes; it is known but for the parts that are not. What is known already stays.
///
/// # Errors
/// That the document is too large to be written.
pub fn complete<'a>(
    arena: &'a Arena,
    header: Location,
    attributes: Value<'a>,
) -> Result<Value<'a>, TooLarge> {
    complete_within(arena, header, attributes, LONGEST).0
}

/// The same for a document of no more than so many bytes; and how many bytes were read and written
/// on the way, also where it is too large.
pub fn complete_within<'a>(
    arena: &'a Arena,
    header: Location,
    attributes: Value<'a>,
    longest: usize,
) -> (Result<Value<'a>, TooLarge>, usize) {
    let mut document = Document { arena, longest, bytes: 0 };
    let made = document.complete(header, attributes);
    (made, document.bytes)
}

impl<'a> Document<'a> {
    fn complete(&mut self, header: Location, attributes: Value<'a>) -> Result<Value<'a>, TooLarge> {
        let arena = self.arena;
        let Some(object) = attributes.as_object() else { return Ok(attributes) };
        let document = self.read(attributes)?;
        let secret = holds_secret(attributes, 0);
        let kind = if secret { OriginKind::Sensitive } else { OriginKind::Schema };
        let origin = Origin { location: header, kind, name: "", sources: &[] };
        let is_open = |name: &str| matches!(attributes.field(name), None | Some(Value::Unknown(_)));
        let mut builder = ObjectBuilder::with_capacity(object.len() + 2);
        for (n, (key, value)) in object.entries().iter().enumerate() {
            let is_answer =
                ANSWERS.iter().any(|(name, _)| key.as_str() == Some(name) && is_open(name));
            if !is_answer {
                builder.insert_at(*key, *value, object.origin(n).copied().unwrap_or(origin));
            }
        }
        for (name, pretty) in ANSWERS.into_iter().filter(|(name, _)| is_open(name)) {
            let mut json = Json { out: String::new(), unknown: None, longest: self.longest };
            let written = write(&mut json, &document, pretty, 0);
            self.bytes += json.out.len();
            written?;
            builder.insert_at(Value::Str(name), json.finish(arena), origin);
        }
        Ok(builder.finish(arena))
    }
}

/// Whether a slot anywhere is sensitive, and with it a text that is made of all of them.
fn holds_secret(value: Value<'_>, depth: usize) -> bool {
    let is_secret = |origin: Option<&Origin<'_>>| {
        origin.is_some_and(|origin| origin.kind == OriginKind::Sensitive)
    };
    match value {
        _ if depth > 200 => true,
        Value::Array(array) => array
            .items()
            .iter()
            .enumerate()
            .any(|(at, item)| is_secret(array.origin(at)) || holds_secret(*item, depth + 1)),
        Value::Object(object) => object
            .entries()
            .iter()
            .enumerate()
            .any(|(at, (_, v))| is_secret(object.origin(at)) || holds_secret(*v, depth + 1)),
        _ => false,
    }
}

/// A document is longer than it may be ([`LONGEST`]), or deeper than 100 levels.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TooLarge;

/// JSON as it is written, with holes where values are unknown.
struct Json<'a> {
    out: String,
    /// The first that is unknown.
    unknown: Option<&'a Unknown<'a>>,
    /// No text is longer, in bytes.
    longest: usize,
}

impl<'a> Json<'a> {
    /// The text, or an unknown that has what is known of it.
    fn finish(self, arena: &'a Arena) -> Value<'a> {
        let text = arena.alloc_str(&self.out);
        match self.unknown {
            Some(unknown) => {
                let partial = Some(text);
                Value::unknown(arena, Unknown { partial, nullable: false, ..*unknown })
            }
            None => Value::Str(text),
        }
    }

    /// Writes what is neither list nor object.
    fn plain(&mut self, value: Value<'a>) -> Result<(), TooLarge> {
        if self.out.len() > self.longest {
            return Err(TooLarge);
        }
        match value {
            Value::Str(text) => self.text(text),
            Value::Unknown(unknown) => {
                self.unknown = self.unknown.or(Some(unknown));
                match unknown.partial {
                    Some(partial) => self.text(partial),
                    None => self.text(&format!("{HOLE_START}{}{HOLE_END}", unknown.subject)),
                }
            }
            other => write_json(&mut self.out, other),
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        write_text_of_go(&mut self.out, text, true);
    }
}

/// JSON with keys in the order given.
#[derive(Clone)]
enum Tree<'a> {
    Value(Value<'a>),
    List(Vec<Tree<'a>>),
    Object(Vec<(&'a str, Tree<'a>)>),
    /// A tree with keys of which a part is not known.
    Holes(&'a Unknown<'a>, Box<Tree<'a>>),
}

fn write<'a>(
    json: &mut Json<'a>,
    tree: &Tree<'a>,
    pretty: bool,
    depth: usize,
) -> Result<(), TooLarge> {
    let line = |json: &mut Json<'a>, depth: usize| {
        if pretty {
            json.out.push('\n');
            json.out.push_str(&"  ".repeat(depth));
        }
    };
    match tree {
        Tree::Value(Value::Array(array)) => {
            let items = array.items().iter().map(|item| Tree::Value(*item)).collect();
            write(json, &Tree::List(items), pretty, depth)
        }
        Tree::Value(Value::Object(object)) => {
            let entries = object.entries().iter();
            let entries = entries.map(|(k, v)| (k.as_str().unwrap_or(""), Tree::Value(*v)));
            let mut entries: Vec<_> = entries.collect();
            match object.missing().map(|missing| (missing, missing.partial)) {
                None => {}
                // One hole as key and value stands for entries that are not known.
                Some((missing, Some(hole))) => {
                    entries.push((hole, Tree::Value(Value::Unknown(missing))));
                }
                Some((missing, None)) => return json.plain(Value::Unknown(missing)),
            }
            write(json, &Tree::Object(entries), pretty, depth)
        }
        Tree::Value(Value::Set(set)) => {
            let items = set.items().iter().map(|item| Tree::Value(*item)).collect();
            write(json, &Tree::List(items), pretty, depth)
        }
        Tree::Value(value) => json.plain(*value),
        Tree::Holes(unknown, tree) => {
            json.unknown = json.unknown.or(Some(unknown));
            write(json, tree, pretty, depth)
        }
        Tree::List(items) if items.is_empty() => {
            json.out.push_str("[]");
            Ok(())
        }
        Tree::Object(entries) if entries.is_empty() => {
            json.out.push_str("{}");
            Ok(())
        }
        _ if depth > 100 => Err(TooLarge),
        Tree::List(items) => {
            json.out.push('[');
            for (n, item) in items.iter().enumerate() {
                if n > 0 {
                    json.out.push(',');
                }
                line(json, depth + 1);
                write(json, item, pretty, depth + 1)?;
            }
            line(json, depth);
            json.out.push(']');
            Ok(())
        }
        Tree::Object(entries) => {
            json.out.push('{');
            for (n, (key, item)) in entries.iter().enumerate() {
                if n > 0 {
                    json.out.push(',');
                }
                line(json, depth + 1);
                json.text(key);
                json.out.push_str(if pretty { ": " } else { ":" });
                write(json, item, pretty, depth + 1)?;
            }
            line(json, depth);
            json.out.push('}');
            Ok(())
        }
    }
}

/// Builds the policy document that the provider would write.
struct Document<'a> {
    arena: &'a Arena,
    /// No document is longer, in bytes.
    longest: usize,
    /// What was read and written so far.
    bytes: usize,
}

/// Statements in their order, and where each id is, by which later ones replace earlier ones.
#[derive(Default)]
struct Statements<'a> {
    all: Vec<Tree<'a>>,
    by_id: HashMap<&'a str, usize>,
}

impl<'a> Statements<'a> {
    /// Adds a statement, in the place of one of the same id if there is one.
    fn place(&mut self, sid: Option<&'a str>, statement: Tree<'a>) {
        if let Some(sid) = sid {
            let at = *self.by_id.entry(sid).or_insert(self.all.len());
            if let Some(known) = self.all.get_mut(at) {
                *known = statement;
                return;
            }
        }
        self.all.push(statement);
    }
}

impl<'a> Document<'a> {
    fn read(&mut self, attributes: Value<'a>) -> Result<Tree<'a>, TooLarge> {
        let field = |name: &str| attributes.field(name).filter(|v| !matches!(v, Value::Null));
        let mut statements = Statements::default();
        self.merge(&mut statements, field("source_json"))?;
        self.merge(&mut statements, field("source_policy_documents"))?;
        let mut id = field("policy_id");
        let mut version = field("version");
        let own = match field("statement") {
            Some(Value::Array(array)) => array.items().to_vec(),
            Some(Value::Set(set)) => set.items().to_vec(),
            // How many there are is not known, so there may be any.
            Some(unknown @ Value::Unknown(_)) => vec![unknown],
            _ => Vec::new(),
        };
        for block in &own {
            let sid = block.field("sid").and_then(|v| v.as_str()).filter(|sid| !sid.is_empty());
            statements.place(sid, self.statement(*block));
        }
        self.merge(&mut statements, field("override_json"))?;
        self.merge(&mut statements, field("override_policy_documents"))?;
        version.get_or_insert(Value::Str("2012-10-17"));
        let mut entries = vec![("Version", Tree::Value(version.take().unwrap_or(Value::Null)))];
        if let Some(id) = id.take() {
            entries.push(("Id", Tree::Value(id)));
        }
        if !statements.all.is_empty() {
            entries.push(("Statement", Tree::List(statements.all)));
        }
        Ok(Tree::Object(entries))
    }

    /// Takes over the statements of documents given as text.
    fn merge(
        &mut self,
        statements: &mut Statements<'a>,
        documents: Option<Value<'a>>,
    ) -> Result<(), TooLarge> {
        let documents = match documents {
            None => return Ok(()),
            Some(Value::Array(array)) => array.items().to_vec(),
            Some(one) => vec![one],
        };
        for document in documents {
            let text = match document {
                Value::Str("") | Value::Null => continue,
                Value::Str(text) => Some((text, None)),
                Value::Unknown(unknown) => unknown.partial.map(|text| (text, Some(unknown))),
                _ => None,
            };
            // One that is empty or not known costs a little as well.
            self.bytes += text.map_or(0, |(text, _)| text.len()).max(64);
            if self.bytes > SOURCES * self.longest {
                return Err(TooLarge);
            }
            let parsed = text.and_then(|(text, unknown)| {
                let parsed = parse_json(self.arena, text, JsonOptions::default()).ok()?;
                let parsed = fill_holes(self.arena, parsed, unknown);
                let missing = parsed.as_object().and_then(|object| object.missing());
                Some(match parsed.field("Statement") {
                    Some(Value::Array(array)) => array.items().to_vec(),
                    Some(one @ (Value::Object(_) | Value::Unknown(_))) => vec![one],
                    _ => missing.into_iter().map(Value::Unknown).collect(),
                })
            });
            let Some(parsed) = parsed else {
                // Nothing is known of it but that it may say anything.
                statements.place(None, Tree::Value(document));
                continue;
            };
            for statement in parsed {
                let sid = statement.field("Sid").and_then(|v| v.as_str());
                statements.place(sid.filter(|sid| !sid.is_empty()), Tree::Value(statement));
            }
        }
        Ok(())
    }

    fn statement(&self, block: Value<'a>) -> Tree<'a> {
        if let Value::Unknown(_) = block {
            return Tree::Value(block);
        }
        let field = |name: &str| block.field(name).filter(|v| !matches!(v, Value::Null));
        let mut entries: Vec<(&'a str, Tree<'a>)> = Vec::new();
        if let Some(sid) = field("sid").filter(|sid| sid.as_str() != Some("")) {
            entries.push(("Sid", Tree::Value(sid)));
        }
        entries.push(("Effect", Tree::Value(field("effect").unwrap_or(Value::Str("Allow")))));
        for (name, key) in [
            ("actions", "Action"),
            ("not_actions", "NotAction"),
            ("resources", "Resource"),
            ("not_resources", "NotResource"),
        ] {
            if let Some(list) = field(name).and_then(|value| self.list(value)) {
                entries.push((key, list));
            }
        }
        for (name, key) in [("principals", "Principal"), ("not_principals", "NotPrincipal")] {
            if let Some(blocks) = field(name) {
                entries.push((key, self.principals(blocks)));
            }
        }
        if let Some(blocks) = field("condition") {
            entries.push(("Condition", self.conditions(blocks)));
        }
        Tree::Object(entries)
    }

    /// One text alone, several as a list in falling order.
    fn list(&self, value: Value<'a>) -> Option<Tree<'a>> {
        let items = match value {
            Value::Array(array) => array.items(),
            Value::Set(set) => set.items(),
            other => return Some(Tree::Value(other)),
        };
        let mut texts: Vec<Value<'a>> = items.iter().map(|item| self.text(*item)).collect();
        if texts.is_empty() {
            return None;
        }
        if let [one] = texts.as_slice() {
            return Some(Tree::Value(*one));
        }
        texts.sort_by(|a, b| b.order(a));
        Some(Tree::List(texts.into_iter().map(Tree::Value).collect()))
    }

    /// A text with `&{` turned into the `${` that IAM reads.
    fn text(&self, value: Value<'a>) -> Value<'a> {
        match value {
            Value::Str(text) if text.contains("&{") => {
                Value::str(self.arena, &text.replace("&{", "${"))
            }
            Value::Unknown(unknown) => match unknown.partial {
                Some(text) if text.contains("&{") => {
                    let partial = Some(self.arena.alloc_str(&text.replace("&{", "${")));
                    Value::unknown(self.arena, Unknown { partial, ..*unknown })
                }
                _ => value,
            },
            Value::Int(_) | Value::Bool(_) | Value::Float(_) => {
                let mut text = String::new();
                write_json(&mut text, value);
                Value::str(self.arena, &text)
            }
            other => other,
        }
    }

    fn principals(&self, blocks: Value<'a>) -> Tree<'a> {
        let Value::Array(blocks) = blocks else { return Tree::Value(blocks) };
        let mut found: Vec<(&'a str, Vec<Tree<'a>>)> = Vec::new();
        for block in blocks.items() {
            let kind = match block.field("type") {
                Some(Value::Str(kind)) => kind,
                Some(unknown @ Value::Unknown(_)) => return Tree::Value(unknown),
                _ if matches!(block, Value::Unknown(_)) => return Tree::Value(*block),
                _ => continue,
            };
            let ids = block.field("identifiers").and_then(|ids| self.list(ids));
            let ids = match ids {
                Some(Tree::List(ids)) => ids,
                Some(one) => vec![one],
                None => Vec::new(),
            };
            match found.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, known)) => known.extend(ids),
                None => found.push((kind, ids)),
            }
        }
        if let [("*", ids)] = found.as_slice()
            && let [Tree::Value(Value::Str("*"))] = ids.as_slice()
        {
            return Tree::Value(Value::Str("*"));
        }
        found.sort_by(|a, b| a.0.cmp(b.0));
        Tree::Object(found.into_iter().map(|(kind, ids)| (kind, single(ids))).collect())
    }

    fn conditions(&self, blocks: Value<'a>) -> Tree<'a> {
        let Value::Array(blocks) = blocks else { return Tree::Value(blocks) };
        let mut found: Vec<(&'a str, Vec<(&'a str, Tree<'a>)>)> = Vec::new();
        let mut holes = None;
        for block in blocks.items() {
            let test = block.field("test").unwrap_or(*block);
            // A key such as `${provider}:sub` still says what it is about.
            let variable = match block.field("variable").unwrap_or(*block) {
                Value::Unknown(unknown) => match unknown.partial {
                    Some(partial) => {
                        holes = holes.or(Some(unknown));
                        Value::Str(partial)
                    }
                    None => Value::Unknown(unknown),
                },
                known => known,
            };
            let (test, variable) = match (test, variable) {
                (Value::Str(test), Value::Str(variable)) => (test, variable),
                (unknown @ Value::Unknown(_), _) | (_, unknown @ Value::Unknown(_)) => {
                    return Tree::Value(unknown);
                }
                _ => continue,
            };
            let values = block.field("values").and_then(|values| self.list(values));
            let entry = (variable, values.unwrap_or(Tree::List(Vec::new())));
            match found.iter_mut().find(|(known, _)| *known == test) {
                Some((_, known)) => match known.iter_mut().find(|(name, _)| *name == variable) {
                    Some(old) => *old = entry,
                    None => known.push(entry),
                },
                None => found.push((test, vec![entry])),
            }
        }
        found.sort_by(|a, b| a.0.cmp(b.0));
        let sorted = |mut entries: Vec<(&'a str, Tree<'a>)>| {
            entries.sort_by(|a, b| a.0.cmp(b.0));
            Tree::Object(entries)
        };
        let found = found.into_iter().map(|(test, entries)| (test, sorted(entries)));
        let tree = Tree::Object(found.collect());
        match holes {
            Some(unknown) => Tree::Holes(unknown, Box::new(tree)),
            None => tree,
        }
    }
}

fn single(mut list: Vec<Tree<'_>>) -> Tree<'_> {
    if list.len() == 1 { list.pop().unwrap_or(Tree::List(Vec::new())) } else { Tree::List(list) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use palisade_source::{SourceMap, Span};
    use palisade_value::UnknownKind;

    /// Completes attributes given as JSON, in which `"?"` stands for what is not known.
    fn completed(text: &str) -> String {
        let arena = Arena::new();
        let header = Location::new(SourceMap::new().add("a.tf", ""), Span::default());
        let unknown = Unknown {
            kind: UnknownKind::AfterApply,
            subject: "aws_x.y.arn",
            location: None,
            partial: Some("?"),
            nullable: false,
        };
        let given = parse_json(&arena, text, JsonOptions::default()).unwrap();
        let opened = open(&arena, given, &unknown);
        let json = complete(&arena, header, opened).unwrap().field("minified_json");
        match json.unwrap() {
            Value::Str(text) => text.to_owned(),
            Value::Unknown(unknown) => format!("unknown {}", unknown.partial.unwrap_or("whole")),
            other => format!("{other:?}"),
        }
    }

    fn open<'a>(arena: &'a Arena, value: Value<'a>, unknown: &Unknown<'a>) -> Value<'a> {
        match value {
            Value::Str("?") => Value::unknown(arena, Unknown { partial: None, ..*unknown }),
            Value::Array(array) => {
                let items: Vec<_> =
                    array.items().iter().map(|item| open(arena, *item, unknown)).collect();
                Value::array(arena, &items)
            }
            Value::Object(object) => {
                let mut builder = ObjectBuilder::new();
                for (key, value) in object.entries() {
                    builder.insert(*key, open(arena, *value, unknown));
                }
                builder.finish(arena)
            }
            other => other,
        }
    }

    #[test]
    fn what_is_known_of_a_document_is_written_around_what_is_not() {
        for (attributes, wanted) in [
            (
                r#"{"statement": [{"actions": ["s3:Get*", "s3:<x>"], "resources": ["*"]}]}"#,
                r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:Get*","s3:\u003cx\u003e"],"Resource":"*"}]}"#,
            ),
            (
                r#"{"json": "?", "minified_json": "?", "statement": [{"actions": ["s3:*"], "resources": ["?"]}]}"#,
                "unknown {\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"\u{e000}aws_x.y.arn\u{e001}\"}]}",
            ),
            (
                r#"{"minified_json": "?", "statement": "?"}"#,
                "unknown {\"Version\":\"2012-10-17\",\"Statement\":[\"\u{e000}aws_x.y.arn\u{e001}\"]}",
            ),
            // What the provider said already is taken as it is.
            (r#"{"minified_json": "{}", "statement": [{"actions": ["s3:*"]}]}"#, "{}"),
        ] {
            assert_eq!(completed(attributes), wanted);
        }
    }
}
