//! Residuals in the JSON form of OPA: queries and support modules as syntax trees.

use super::Residual;
use super::keep::{KeptRule, Says};
use super::print::{Body, Literal, LiteralKind, Writer};
use super::sym::{Base, Gathered, Shape, Sym};
use crate::workspace::to_json;
use palisade_ir::Op;
use palisade_source::Diagnostic;
use palisade_value::Value;
use serde_json::{Value as Json, json};
use std::rc::Rc;

type Failed = Box<Diagnostic>;

impl Residual<'_> {
    /// Writes it as `{"queries": […], "modules": […]}` with syntax trees as OPA has them: no
    /// queries where it never holds, an empty one where it always does.
    ///
    /// # Errors
    /// That there would be too many queries.
    pub fn to_json(&self) -> Result<Json, Box<Diagnostic>> {
        let mut writer = Writer::new(self);
        let bodies = writer.bodies(&self.cond)?;
        let mut queries = Vec::with_capacity(bodies.len());
        for body in &bodies {
            queries.push(writer.body_json(body)?);
        }
        let mut modules = Vec::new();
        for (path, rules) in &writer.packages(self)? {
            let mut all = Vec::with_capacity(rules.len());
            for rule in rules {
                all.push(writer.kept_json(rule)?);
            }
            modules.push(module(path, all));
        }
        let mut rules = Vec::new();
        let mut at = 0;
        while let Some(rule) = writer.support.get(at).cloned() {
            at += 1;
            for body in &rule.bodies {
                let mut head = json!({
                    "name": rule.name,
                    "value": {"type": "boolean", "value": true},
                    "ref": [{"type": "var", "value": rule.name}],
                });
                if !rule.parameters.is_empty() {
                    let args: Vec<Json> =
                        rule.parameters.iter().map(|p| var(&writer.variable(*p))).collect();
                    head["args"] = Json::Array(args);
                }
                let mut body = writer.body_json(body)?;
                if body.as_array().is_some_and(Vec::is_empty) {
                    body = always();
                }
                rules.push(object([("head", head), ("body", body)]));
            }
        }
        let mut all = json!({});
        if !queries.is_empty() {
            all["queries"] = Json::Array(queries);
        }
        if !rules.is_empty() {
            modules.push(module(&["partial".to_owned()], rules));
        }
        if !modules.is_empty() {
            all["modules"] = Json::Array(modules);
        }
        Ok(all)
    }
}

/// An object of parts, which are moved: what `json!` is given is copied.
fn object<const N: usize>(parts: [(&str, Json); N]) -> Json {
    Json::Object(parts.into_iter().map(|(key, part)| (key.to_owned(), part)).collect())
}

fn typed(kind: &str, value: impl Into<Json>) -> Json {
    object([("type", Json::from(kind)), ("value", value.into())])
}

fn list<const N: usize>(items: [Json; N]) -> Json {
    Json::Array(items.into())
}

/// The body of a rule that always holds.
fn always() -> Json {
    list([object([("index", Json::from(0)), ("terms", typed("boolean", true))])])
}

fn text(text: &str) -> Json {
    typed("string", text)
}

/// A module of a package.
fn module(path: &[String], rules: Vec<Json>) -> Json {
    let path: Vec<Json> = [var("data")].into_iter().chain(path.iter().map(|k| text(k))).collect();
    object([("package", object([("path", Json::Array(path))])), ("rules", Json::Array(rules))])
}

fn var(name: &str) -> Json {
    typed("var", name)
}

/// A reference to a function by its dotted name.
fn function(name: &str) -> Json {
    let mut parts = name.split('.');
    let mut path = vec![var(parts.next().unwrap_or_default())];
    path.extend(parts.map(text));
    typed("ref", path)
}

fn operator(op: Op) -> &'static str {
    match op {
        Op::Eq => "equal",
        Op::Ne => "neq",
        Op::Lt | Op::TotalLt => "lt",
        Op::Le | Op::TotalLe => "lte",
        Op::Gt | Op::TotalGt => "gt",
        Op::Ge | Op::TotalGe => "gte",
        Op::In | Op::Member => "internal.member_2",
        Op::Add | Op::ExactAdd => "plus",
        Op::Sub | Op::ExactSub => "minus",
        Op::Mul | Op::ExactMul => "mul",
        Op::Div | Op::ExactDiv => "div",
        Op::Rem | Op::ExactRem => "rem",
    }
}

fn known(value: Value<'_>) -> Json {
    let all = |items: &[Value<'_>]| items.iter().map(|i| known(*i)).collect::<Vec<Json>>();
    match value {
        Value::Null => typed("null", Json::Null),
        Value::Bool(b) => typed("boolean", b),
        Value::Str(text) => typed("string", text),
        Value::Array(items) => typed("array", all(items.items())),
        Value::Set(items) => typed("set", all(items.items())),
        Value::Object(object) => {
            let pairs: Vec<Json> =
                object.entries().iter().map(|(k, v)| list([known(*k), known(*v)])).collect();
            typed("object", pairs)
        }
        number => {
            let value: Json = serde_json::from_str(&to_json(number)).unwrap_or(Json::Null);
            typed("number", value)
        }
    }
}

impl<'e> Writer<'e> {
    /// A rule that stays one.
    fn kept_json(&mut self, rule: &KeptRule<'e>) -> Result<Json, Failed> {
        let name = rule.name.first().map_or("_", String::as_str);
        let mut reference = vec![var(name)];
        reference.extend(rule.name.iter().skip(1).map(|k| text(k)));
        let mut head = json!({"name": name});
        if !rule.parameters.is_empty() {
            let args: Vec<Json> = rule.parameters.iter().map(|p| var(&self.variable(*p))).collect();
            head["args"] = Json::Array(args);
        }
        match &rule.says {
            Says::Value(value) => head["value"] = self.term_json(value)?,
            Says::Contains(value) => head["key"] = self.term_json(value)?,
            Says::Entry(key, value) => {
                let key = self.term_json(key)?;
                head["value"] = self.term_json(value)?;
                head["key"] = key.clone();
                reference.push(key);
            }
        }
        head["ref"] = Json::Array(reference);
        let mut body = self.body_json(&rule.body)?;
        if body.as_array().is_some_and(Vec::is_empty) {
            body = always();
        }
        Ok(object([("head", head), ("body", body)]))
    }

    fn body_json(&mut self, body: &Body<'e>) -> Result<Json, Failed> {
        let all: Result<Vec<Json>, Failed> =
            body.iter().enumerate().map(|(n, l)| self.literal_json(n, l)).collect();
        Ok(Json::Array(all?))
    }

    fn literal_json(&mut self, index: usize, literal: &Literal<'e>) -> Result<Json, Failed> {
        let terms = match &literal.kind {
            LiteralKind::Holds(Sym::Op(op, parts)) => {
                let (a, b) = (self.term_json(&parts.0)?, self.term_json(&parts.1)?);
                // An expression that compares is a unification once OPA has compiled it; what
                // reads residuals looks for that.
                let name = if *op == Op::Eq { "eq" } else { operator(*op) };
                list([function(name), a, b])
            }
            LiteralKind::Holds(Sym::Apply(path, arguments)) if !arguments.is_empty() => {
                let mut all = vec![self.term_json(&Sym::Apply(Rc::clone(path), Rc::default()))?];
                all.extend(self.terms_json(arguments)?);
                Json::Array(all)
            }
            LiteralKind::Holds(Sym::Call(builtin, arguments)) => {
                let mut all = vec![function(builtin.name)];
                for argument in arguments.iter() {
                    all.push(self.term_json(argument)?);
                }
                Json::Array(all)
            }
            LiteralKind::Holds(sym) => self.term_json(sym)?,
            LiteralKind::Defined(sym) => {
                let term = self.term_json(sym)?;
                list([function("eq"), term.clone(), term])
            }
            LiteralKind::Bind(name, sym) => list([function("eq"), var(name), self.term_json(sym)?]),
            LiteralKind::Some(_, value, Sym::Call(builtin, arguments))
                if builtin.name == "walk" && arguments.len() == 1 =>
            {
                let argument = self.term_json(&arguments[0])?;
                list([function("walk"), argument, var(&self.variable(*value))])
            }
            LiteralKind::Some(key, value, source) => {
                // `v = source[k]`
                let key = key.map_or_else(|| "_".to_owned(), |k| self.variable(k));
                let place = path(self.term_json(source)?, var(&key));
                list([function("eq"), var(&self.variable(*value)), place])
            }
            LiteralKind::Support(name, parameters) => {
                let called = function(&format!("data.partial.{name}"));
                if parameters.is_empty() {
                    called
                } else {
                    let mut all = vec![called];
                    all.extend(parameters.iter().map(|p| var(&self.variable(*p))));
                    Json::Array(all)
                }
            }
        };
        let mut expression = object([("index", Json::from(index)), ("terms", terms)]);
        if literal.negated {
            expression["negated"] = Json::Bool(true);
        }
        Ok(expression)
    }

    fn terms_json(&mut self, terms: &[Sym<'e>]) -> Result<Vec<Json>, Failed> {
        terms.iter().map(|t| self.term_json(t)).collect()
    }

    fn term_json(&mut self, sym: &Sym<'e>) -> Result<Json, Failed> {
        self.step()?;
        Ok(match sym {
            Sym::Known(value) => known(*value),
            Sym::Base(Base::Input) => typed("ref", list([var("input")])),
            Sym::Base(Base::Data) => typed("ref", list([var("data")])),
            Sym::Base(Base::Var(id)) => var(&self.variable(*id)),
            Sym::Ref(parts) => path(self.term_json(&parts.0)?, self.term_json(&parts.1)?),
            Sym::Op(op, parts) => {
                let (a, b) = (self.term_json(&parts.0)?, self.term_json(&parts.1)?);
                typed("call", list([function(operator(*op)), a, b]))
            }
            Sym::Call(builtin, arguments) => {
                let mut all = vec![function(builtin.name)];
                all.extend(self.terms_json(arguments)?);
                typed("call", all)
            }
            Sym::Apply(path, arguments) => {
                let mut keys = vec![var("data"), text("partial")];
                keys.extend(path.iter().map(|k| text(k)));
                let path = typed("ref", keys);
                if arguments.is_empty() {
                    return Ok(path);
                }
                let mut all = vec![path];
                all.extend(self.terms_json(arguments)?);
                typed("call", all)
            }
            Sym::Patched(parts) => {
                let base = match &parts.base {
                    Some(base) => self.term_json(base)?,
                    None => typed("object", list([])),
                };
                let keys = typed("array", list([known(parts.key)]));
                let less = typed("call", list([function("object.remove"), base, keys]));
                let pair = list([known(parts.key), self.term_json(&parts.value)?]);
                let new = typed("object", list([pair]));
                typed("call", list([function("object.union"), less, new]))
            }
            Sym::Array(items) => typed("array", self.terms_json(items)?),
            Sym::Set(items) => typed("set", self.terms_json(items)?),
            Sym::Object(pairs) => {
                let mut all = Vec::with_capacity(pairs.len());
                for (key, value) in pairs.iter() {
                    all.push(list([self.term_json(key)?, self.term_json(value)?]));
                }
                typed("object", all)
            }
            Sym::Gathered(inner) => self.gathered_json(inner)?,
        })
    }

    fn gathered_json(&mut self, inner: &Gathered<'e>) -> Result<Json, Failed> {
        let mut joined: Option<Json> = None;
        for part in &inner.parts {
            let body = self.part_body(&part.cond)?;
            let mut body = self.body_json(&body)?;
            if body.as_array().is_some_and(Vec::is_empty) {
                body = always();
            }
            let value = self.term_json(&part.value)?;
            let (next, join) = match (inner.shape, &part.key) {
                (Shape::Array, _) => (
                    typed("arraycomprehension", object([("term", value), ("body", body)])),
                    "array.concat",
                ),
                (Shape::Object, Some(key)) => {
                    let key = self.term_json(key)?;
                    let parts = object([("key", key), ("value", value), ("body", body)]);
                    (typed("objectcomprehension", parts), "object.union")
                }
                _ => (typed("setcomprehension", object([("term", value), ("body", body)])), "or"),
            };
            joined = Some(match joined {
                None => next,
                Some(all) => typed("call", list([function(join), all, next])),
            });
        }
        Ok(joined.unwrap_or_else(|| typed("set", list([]))))
    }
}

/// A reference with one more key.
fn path(mut base: Json, key: Json) -> Json {
    let is_path = base.get("type").and_then(Json::as_str) == Some("ref");
    // A reference inside a reference stands as one; a single key as what it is.
    if is_path && let Some(Json::Array(parts)) = base.get_mut("value") {
        parts.push(key);
        return base;
    }
    typed("ref", list([base, key]))
}
