//! JSON Schemas as types.

use super::table::{ANY, BOOLEAN, Key, Kind, NUMBER, STRING, Table, Ty};
use rustc_hash::FxHashMap;
use serde_json::{Map, Value as Json};
use std::fmt;

/// The schemas that annotations may name, and that of `input`.
#[derive(Clone, Default, Debug)]
pub struct Schemas {
    root: Option<Json>,
    named: FxHashMap<Vec<String>, Json>,
}

impl Schemas {
    /// Makes a schema that of `input` in all modules.
    pub fn set_root(&mut self, schema: Json) {
        self.root = Some(schema);
    }

    /// Adds a schema; `schema.a["b"]` has the path `["a", "b"]`.
    pub fn insert(&mut self, path: Vec<String>, schema: Json) {
        self.named.insert(path, schema);
    }

    pub(super) fn root(&self) -> Option<&Json> {
        self.root.as_ref()
    }

    pub(super) fn get(&self, path: &[String]) -> Option<&Json> {
        if path.is_empty() { self.root.as_ref() } else { self.named.get(path) }
    }
}

/// A path behind `schema` as Rego.
pub(super) fn reference(path: &[String]) -> String {
    let plain = |key: &String| {
        let mut chars = key.chars();
        chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
            && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let part = |key: &String| if plain(key) { format!(".{key}") } else { format!("[{key:?}]") };
    format!("schema{}", path.iter().map(part).collect::<String>())
}

/// Why a schema is none, or none that types can be made of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SchemaError(String);

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SchemaError {}

fn wrong<T>(why: impl fmt::Display) -> Result<T, SchemaError> {
    Err(SchemaError(format!("unable to compile the schema: {why}")))
}

/// How deep schemas stand in each other.
const MAX_DEPTH: usize = 100;

/// The type of what a schema allows.
pub(super) fn convert(schema: &Json, table: &mut Table) -> Result<Ty, SchemaError> {
    Converter { root: schema, table, known: FxHashMap::default() }.schema(schema, 0)
}

/// The type of a schema that is referred to.
enum Known {
    /// It is looked at: whether its name was used.
    Open {
        name: usize,
        ty: Ty,
    },
    Done(Ty),
}

struct Converter<'s, 't> {
    root: &'s Json,
    table: &'t mut Table,
    known: FxHashMap<String, Known>,
}

impl<'s> Converter<'s, '_> {
    fn schema(&mut self, schema: &'s Json, depth: usize) -> Result<Ty, SchemaError> {
        if depth > MAX_DEPTH {
            return wrong(format_args!("it nests deeper than {MAX_DEPTH} levels"));
        }
        let map = match schema {
            Json::Bool(_) => return Ok(ANY),
            Json::Object(map) => map,
            _ => return wrong("a schema is an object or a boolean"),
        };
        if let Some(target) = map.get("$ref") {
            let Json::String(target) = target else { return wrong("`$ref` is no text") };
            return self.reference(target, depth);
        }
        let types = types(map)?;
        if let Some(any) = map.get("anyOf") {
            let mut all = Vec::new();
            if !types.is_empty() {
                let core = self.typed(map, &types, depth)?;
                // What has nothing but a type says no more than its alternatives.
                if let Kind::Object(fixed, None) = &*self.table.kind(core)
                    && !fixed.is_empty()
                {
                    all.push(core);
                }
            }
            for one in list("anyOf", any)? {
                all.push(self.schema(one, depth + 1)?);
            }
            return Ok(self.table.or_all(all));
        }
        if let Some(all) = map.get("allOf") {
            let mut whole = ANY;
            for one in list("allOf", all)? {
                let ty = self.schema(one, depth + 1)?;
                whole = self.both(whole, ty)?;
            }
            let own = self.typed(map, &types, depth)?;
            return self.both(whole, own);
        }
        self.typed(map, &types, depth)
    }

    fn typed(
        &mut self,
        map: &'s Map<String, Json>,
        types: &[&str],
        depth: usize,
    ) -> Result<Ty, SchemaError> {
        if types.is_empty() {
            if map.get("properties").and_then(Json::as_object).is_some_and(|p| !p.is_empty()) {
                return self.object(map, depth);
            }
            return if map.contains_key("items") { self.array(map, depth) } else { Ok(ANY) };
        }
        let mut all = Vec::with_capacity(types.len());
        for name in types {
            all.push(match *name {
                "boolean" => BOOLEAN,
                "string" => STRING,
                "integer" | "number" => NUMBER,
                "object" => self.object(map, depth)?,
                "array" => self.array(map, depth)?,
                // What may be null is there or not: OPA takes it for what else it may be.
                _ if types.len() > 1 => continue,
                _ => ANY,
            });
        }
        Ok(self.table.or_all(all))
    }

    fn object(&mut self, map: &'s Map<String, Json>, depth: usize) -> Result<Ty, SchemaError> {
        let mut fixed = Vec::new();
        if let Some(properties) = map.get("properties") {
            let Json::Object(properties) = properties else {
                return wrong("`properties` is no object");
            };
            for (key, schema) in properties {
                fixed.push((Key::text(key), self.schema(schema, depth + 1)?));
            }
        }
        if fixed.is_empty() {
            return Ok(self.table.object(fixed, Some((ANY, ANY))));
        }
        let mut rest = None;
        if let Some(more @ Json::Object(_)) = map.get("additionalProperties") {
            rest = Some((STRING, self.schema(more, depth + 1)?));
        }
        if map.contains_key("patternProperties") {
            rest = Some((STRING, ANY));
        }
        Ok(self.table.object(fixed, rest))
    }

    fn array(&mut self, map: &'s Map<String, Json>, depth: usize) -> Result<Ty, SchemaError> {
        match map.get("items") {
            Some(Json::Array(items)) if !items.is_empty() => {
                let mut fixed = Vec::with_capacity(items.len());
                for item in items {
                    fixed.push(self.schema(item, depth + 1)?);
                }
                let mut rest = None;
                if let Some(more @ Json::Object(_)) = map.get("additionalItems") {
                    rest = Some(self.schema(more, depth + 1)?);
                }
                Ok(self.table.array(fixed, rest))
            }
            Some(item @ (Json::Object(_) | Json::Bool(_))) => {
                let item = self.schema(item, depth + 1)?;
                Ok(self.table.array(Vec::new(), Some(item)))
            }
            None | Some(Json::Array(_)) => Ok(self.table.array(Vec::new(), Some(ANY))),
            Some(_) => wrong("`items` is neither a schema nor a list of them"),
        }
    }

    fn reference(&mut self, target: &str, depth: usize) -> Result<Ty, SchemaError> {
        match self.known.get(target) {
            Some(Known::Done(ty) | Known::Open { ty, .. }) => return Ok(*ty),
            None => {}
        }
        let own = |id: &str| self.root.get(id).and_then(Json::as_str);
        let inside = match target.split_once('#') {
            Some((file, pointer)) if file.is_empty() || own("$id") == Some(file) => Some(pointer),
            None if own("$id") == Some(target) => Some(""),
            _ => None,
        };
        let Some(pointer) = inside else {
            return wrong(format_args!("remote reference loading disabled: `{target}`"));
        };
        let found = if pointer.is_empty() || pointer.starts_with('/') {
            self.root.pointer(&pointer.replace("%25", "%").replace("%22", "\""))
        } else {
            None
        };
        let Some(found) = found else {
            return wrong(format_args!("`{target}` is not in it"));
        };
        let (name, ty) = self.table.reserve();
        self.known.insert(target.to_owned(), Known::Open { name, ty });
        let ty = self.schema(found, depth + 1)?;
        if let Some(Known::Open { name, .. }) =
            self.known.insert(target.to_owned(), Known::Done(ty))
        {
            self.table.define(name, ty);
        }
        Ok(ty)
    }

    /// What two types allow together.
    fn both(&mut self, a: Ty, b: Ty) -> Result<Ty, SchemaError> {
        if a == ANY || a == b {
            return Ok(b);
        }
        if b == ANY {
            return Ok(a);
        }
        let (x, y) = (self.table.kind(a), self.table.kind(b));
        match (&*x, &*y) {
            (Kind::Object(f, r), Kind::Object(g, s)) => {
                let mut fixed = f.to_vec();
                for (key, ty) in g {
                    match fixed.iter_mut().find(|(k, _)| k == key) {
                        Some((_, slot)) => {
                            let before = *slot;
                            *slot = self.both(before, *ty)?;
                        }
                        None => fixed.push((key.clone(), *ty)),
                    }
                }
                Ok(self.table.object(fixed, r.or(*s)))
            }
            (Kind::Array(f, r), Kind::Array(g, s)) => {
                let mut fixed = Vec::new();
                for n in 0..f.len().max(g.len()) {
                    let (x, y) = (f.get(n).copied().or(*r), g.get(n).copied().or(*s));
                    fixed.push(self.both(x.unwrap_or(ANY), y.unwrap_or(ANY))?);
                }
                let rest = match (r, s) {
                    (Some(x), Some(y)) => Some(self.both(*x, *y)?),
                    (one, other) => one.or(*other),
                };
                Ok(self.table.array(fixed, rest))
            }
            // Of alternatives those stay that agree.
            (Kind::Any(all), _) => self.agreeing(all, b),
            (_, Kind::Any(all)) => self.agreeing(all, a),
            _ => self.conflict(a, b),
        }
    }

    fn agreeing(&mut self, all: &[Ty], other: Ty) -> Result<Ty, SchemaError> {
        let mut found = Vec::new();
        let mut failed = None;
        for ty in all {
            match self.both(*ty, other) {
                Ok(ty) => found.push(ty),
                Err(error) => failed = Some(error),
            }
        }
        match failed {
            Some(error) if found.is_empty() => Err(error),
            _ => Ok(self.table.or_all(found)),
        }
    }

    fn conflict(&self, a: Ty, b: Ty) -> Result<Ty, SchemaError> {
        Err(SchemaError(format!(
            "unable to merge these schemas: type mismatch: {} and {}",
            self.table.show(a),
            self.table.show(b)
        )))
    }
}

fn list<'s>(name: &str, schemas: &'s Json) -> Result<&'s [Json], SchemaError> {
    match schemas {
        Json::Array(all) if !all.is_empty() => Ok(all),
        _ => wrong(format_args!("`{name}` is no list of schemas")),
    }
}

/// The names under `type`.
fn types(map: &Map<String, Json>) -> Result<Vec<&str>, SchemaError> {
    const KNOWN: [&str; 7] = ["array", "boolean", "integer", "null", "number", "object", "string"];
    let names: Vec<&Json> = match map.get("type") {
        None => return Ok(Vec::new()),
        Some(Json::Array(all)) => all.iter().collect(),
        Some(one) => vec![one],
    };
    let mut found = Vec::with_capacity(names.len());
    for name in names {
        match name.as_str() {
            Some(name) if KNOWN.contains(&name) => found.push(name),
            Some(name) => {
                let known = KNOWN.join(", ");
                return wrong(format_args!("`{name}` is no type; known are {known}"));
            }
            None => return wrong("`type` is neither a name nor a list of names"),
        }
    }
    Ok(found)
}
