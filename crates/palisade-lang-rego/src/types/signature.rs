//! What builtins take and give, read from the notation that they declare it in.

use super::table::{ANY, BOOLEAN, Key, Kind, NUMBER, STRING, Table, Ty};
use super::table::{NIL, NULL};
use serde_json::{Map, Value as Json, json};

/// A signature.
#[derive(Clone, Debug)]
pub(super) struct Signature {
    pub(super) names: Vec<&'static str>,
    pub(super) args: Vec<Ty>,
    pub(super) result: Ty,
}

/// Reads `(a: T, b: U) => V`.
pub(super) fn read(text: &'static str, table: &mut Table) -> Signature {
    let mut reader = Reader { rest: text, table };
    let (mut names, mut args) = (Vec::new(), Vec::new());
    reader.eat("(");
    while !reader.eat(")") && !reader.rest.is_empty() {
        names.push(reader.word());
        reader.eat(":");
        args.push(reader.union());
        reader.eat(",");
    }
    reader.eat("=>");
    let result = reader.union();
    Signature { names, args, result }
}

/// A signature as OPA's capabilities have it.
pub(crate) fn signature_json(text: &'static str) -> Json {
    let mut table = Table::new();
    let signature = read(text, &mut table);
    let args: Vec<Json> = signature.args.iter().map(|ty| type_json(&table, *ty)).collect();
    let mut out = Map::new();
    if !args.is_empty() {
        out.insert("args".to_owned(), Json::Array(args));
    }
    out.insert("result".to_owned(), type_json(&table, signature.result));
    out.insert("type".to_owned(), json!("function"));
    Json::Object(out)
}

fn type_json(table: &Table, ty: Ty) -> Json {
    let inner = |ty: &Ty| type_json(table, *ty);
    let name = match &*table.kind(ty) {
        Kind::Null => "null",
        Kind::Boolean => "boolean",
        Kind::Number => "number",
        Kind::String => "string",
        Kind::Set(of) => return json!({"of": inner(of), "type": "set"}),
        Kind::Array(fixed, rest) => {
            let mut out = json!({"type": "array"});
            if !fixed.is_empty() {
                out["static"] = fixed.iter().map(inner).collect();
            }
            if let Some(of) = rest {
                out["dynamic"] = inner(of);
            }
            return out;
        }
        Kind::Object(fixed, rest) => {
            let mut out = json!({"type": "object"});
            if !fixed.is_empty() {
                let one = |(key, value): &(Key, Ty)| {
                    let key = match key {
                        Key::Str(text) => json!(text),
                        other => json!(other.shown()),
                    };
                    json!({"key": key, "value": inner(value)})
                };
                out["static"] = fixed.iter().map(one).collect();
            }
            if let Some((key, value)) = rest {
                out["dynamic"] = json!({"key": inner(key), "value": inner(value)});
            }
            return out;
        }
        Kind::Any(all) if !all.is_empty() => {
            let all: Vec<Json> = all.iter().map(inner).collect();
            return json!({"of": all, "type": "any"});
        }
        Kind::Any(_) | Kind::Nil | Kind::Function(..) | Kind::Named(_) => "any",
    };
    json!({"type": name})
}

struct Reader<'t> {
    rest: &'static str,
    table: &'t mut Table,
}

impl Reader<'_> {
    fn eat(&mut self, text: &str) -> bool {
        self.rest = self.rest.trim_start();
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn word(&mut self) -> &'static str {
        self.rest = self.rest.trim_start();
        let end = self.rest.find(|c: char| !c.is_alphanumeric() && c != '_');
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        word
    }

    fn union(&mut self) -> Ty {
        let mut ty = self.one();
        while self.eat("|") {
            let more = self.one();
            ty = self.table.or(ty, more);
        }
        ty
    }

    fn one(&mut self) -> Ty {
        match self.word() {
            "null" => NULL,
            "boolean" => BOOLEAN,
            "number" => NUMBER,
            "string" => STRING,
            "set" => {
                let of = self.list().first().copied().unwrap_or(ANY);
                self.table.set(of)
            }
            "array" => match self.list().as_slice() {
                [] => self.table.array(Vec::new(), Some(ANY)),
                [one] => self.table.array(Vec::new(), Some(*one)),
                many => self.table.array(many.to_vec(), None),
            },
            "object" => self.object(),
            _ => ANY,
        }
    }

    fn list(&mut self) -> Vec<Ty> {
        let mut found = Vec::new();
        if self.eat("<") {
            while !self.eat(">") && !self.rest.is_empty() {
                found.push(self.union());
                self.eat(",");
            }
        }
        found
    }

    /// `object<K: V>`, or one whose keys are no types: `object<desc: string, …>`.
    fn object(&mut self) -> Ty {
        let (mut fixed, mut rest) = (Vec::new(), None);
        if self.eat("<") {
            while !self.eat(">") && !self.rest.is_empty() {
                let before = self.rest;
                let word = self.word();
                let is_type = matches!(word, "any" | "string" | "number" | "boolean" | "null");
                let key = if is_type {
                    self.rest = before;
                    self.union()
                } else {
                    NIL
                };
                self.eat(":");
                let value = self.union();
                if is_type {
                    rest = Some((key, value));
                } else {
                    fixed.push((Key::text(word), value));
                }
                self.eat(",");
            }
        } else {
            rest = Some((ANY, ANY));
        }
        self.table.object(fixed, rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_declared_signature_is_read_whole() {
        let mut table = Table::new();
        for declared in palisade_builtins::opa::all() {
            let signature = read(declared.signature, &mut table);
            assert_eq!(signature.args.len(), declared.arity(), "{}", declared.builtin.name);
            let shown: Vec<String> = signature
                .names
                .iter()
                .zip(&signature.args)
                .map(|(name, ty)| format!("{name}: {}", table.show(*ty)))
                .collect();
            assert!(!shown.iter().any(|s| s.contains("???")), "{shown:?}");
            assert_ne!(signature.result, NIL);
        }
        let read = |text, table: &mut Table| read(text, table).result;
        let ty = read("() => array<boolean, null|string>", &mut table);
        assert_eq!(table.show(ty), "array<boolean, any<null, string>>");
        let ty = read("() => object<a: string, b: set<any>>", &mut table);
        assert_eq!(table.show(ty), "object<a: string, b: set[any]>");
        let ty = read("() => object<any: array<any>|set<any>>", &mut table);
        assert_eq!(table.show(ty), "object[any: any<array[any], set[any]>]");
    }
}
