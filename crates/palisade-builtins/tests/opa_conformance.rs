//! OPA's own cases, as far as they are single calls of builtins on constants.
//!
//! The cases are modules; what is read here is a small part of Rego: rules of one body whose
//! statements are calls, equalities and assignments of terms without iteration. All other cases
//! are left to the front end of Rego. Without the corpus the test says that it was skipped.

#![expect(clippy::disallowed_methods, reason = "tests read the corpus")]
#![expect(clippy::expect_used, clippy::panic, reason = "a test")]

use palisade_builtins::opa;
use palisade_ir::{Cache, CallContext, FaultKind, Stop};
use palisade_value::{Arena, JsonOptions, Number, ObjectBuilder, Value, parse_json};
use std::collections::BTreeMap;

/// Builtins of these families are declared elsewhere or need more than their arguments.
const ELSEWHERE: &[&str] =
    &["crypto.", "io.", "net.", "graphql.", "time.", "uuid.", "http.", "providers.", "rego."];

/// A term of a module.
#[derive(Clone, Debug)]
enum Term<'e> {
    Value(Value<'e>),
    Var(String),
    Ref(Box<Term<'e>>, Vec<Term<'e>>),
    Call(String, Vec<Term<'e>>),
    Array(Vec<Term<'e>>),
    Set(Vec<Term<'e>>),
    Object(Vec<(Term<'e>, Term<'e>)>),
}

#[derive(Debug)]
enum Statement<'e> {
    Holds(Term<'e>),
    Equal(Term<'e>, Term<'e>),
}

struct Parser<'t, 'e> {
    arena: &'e Arena,
    rest: &'t str,
}

impl<'e> Parser<'_, 'e> {
    fn space(&mut self) {
        loop {
            self.rest = self.rest.trim_start();
            match self.rest.strip_prefix('#') {
                Some(comment) => self.rest = comment.split_once('\n').map_or("", |(_, r)| r),
                None => return,
            }
        }
    }

    fn eat(&mut self, text: &str) -> bool {
        self.space();
        self.rest.strip_prefix(text).inspect(|rest| self.rest = rest).is_some()
    }

    fn name(&mut self) -> Option<String> {
        self.space();
        let end = self
            .rest
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        self.rest = rest;
        Some(name.to_owned())
    }

    fn list(&mut self, close: &str) -> Option<Vec<Term<'e>>> {
        let mut items = Vec::new();
        while !self.eat(close) {
            items.push(self.term()?);
            if !self.eat(",")
                && !{
                    self.space();
                    self.rest.starts_with(close)
                }
            {
                return None;
            }
        }
        Some(items)
    }

    fn term(&mut self) -> Option<Term<'e>> {
        self.space();
        let first = self.rest.chars().next()?;
        Some(match first {
            '"' => {
                let mut end = 1;
                while !self.rest[end..].starts_with('"') {
                    end += if self.rest[end..].starts_with('\\') { 2 } else { 1 };
                    while !self.rest.is_char_boundary(end) {
                        end += 1;
                    }
                }
                let (text, rest) = self.rest.split_at(end + 1);
                self.rest = rest;
                Term::Value(parse_json(self.arena, text, JsonOptions::default()).ok()?)
            }
            '`' => {
                let (text, rest) = self.rest[1..].split_once('`')?;
                self.rest = rest;
                Term::Value(Value::str(self.arena, text))
            }
            '-' | '0'..='9' => {
                let end = self
                    .rest
                    .find(|c: char| !c.is_ascii_digit() && !"+-.eE".contains(c))
                    .unwrap_or(self.rest.len());
                let (text, rest) = self.rest.split_at(end);
                self.rest = rest;
                Term::Value(Number::parse(self.arena, text)?)
            }
            '[' => {
                self.eat("[");
                Term::Array(self.list("]")?)
            }
            '{' => {
                self.eat("{");
                if self.eat("}") {
                    return Some(Term::Object(Vec::new()));
                }
                let key = self.term()?;
                if !self.eat(":") {
                    let mut items = vec![key];
                    if !self.eat("}") {
                        if !self.eat(",") {
                            return None;
                        }
                        items.extend(self.list("}")?);
                    }
                    return Some(Term::Set(items));
                }
                let mut entries = vec![(key, self.term()?)];
                while !self.eat("}") {
                    if !self.eat(",") {
                        return None;
                    }
                    if self.eat("}") {
                        break;
                    }
                    let key = self.term()?;
                    if !self.eat(":") {
                        return None;
                    }
                    entries.push((key, self.term()?));
                }
                Term::Object(entries)
            }
            _ => return self.named(),
        })
    }

    fn named(&mut self) -> Option<Term<'e>> {
        let name = self.name()?;
        let mut path = name.clone();
        let mut term = match name.as_str() {
            "null" => return Some(Term::Value(Value::Null)),
            "true" => return Some(Term::Value(Value::Bool(true))),
            "false" => return Some(Term::Value(Value::Bool(false))),
            "not" | "some" | "every" | "import" | "default" | "else" => return None,
            _ => Term::Var(name),
        };
        let mut keys = Vec::new();
        loop {
            if self.rest.starts_with('(') {
                self.eat("(");
                let arguments = self.list(")")?;
                if path == "set" && arguments.is_empty() {
                    return Some(Term::Set(Vec::new()));
                }
                return Some(Term::Call(path, arguments));
            } else if self.rest.starts_with('.') {
                self.rest = &self.rest[1..];
                let key = self.name()?;
                path = format!("{path}.{key}");
                keys.push(Term::Value(Value::str(self.arena, &key)));
            } else if self.rest.starts_with('[') {
                self.rest = &self.rest[1..];
                keys.push(self.term()?);
                if !self.eat("]") {
                    return None;
                }
            } else {
                break;
            }
        }
        if !keys.is_empty() {
            term = Term::Ref(Box::new(term), keys);
        }
        Some(term)
    }

    fn statement(&mut self) -> Option<Statement<'e>> {
        let left = self.term()?;
        let equal = (self.eat(":=") || self.eat("==") || self.eat("=")).then(|| self.term());
        let statement = match equal {
            Some(right) => Statement::Equal(left, right?),
            None => Statement::Holds(left),
        };
        // What a statement is evaluated with is up to the front end.
        if self.eat("with ") { None } else { Some(statement) }
    }
}

/// A rule: its name, its value (true if it has none), whether it collects values, its body.
struct Rule<'e> {
    name: String,
    value: Term<'e>,
    collects: bool,
    body: Vec<Statement<'e>>,
}

fn module<'e>(arena: &'e Arena, text: &str) -> Option<(String, Vec<Rule<'e>>)> {
    let mut parser = Parser { arena, rest: text };
    if !parser.eat("package") {
        return None;
    }
    let package = parser.name()?;
    let mut rules = Vec::new();
    while {
        parser.space();
        !parser.rest.is_empty()
    } {
        if parser.eat("import rego.v1") {
            continue;
        }
        let name = parser.name()?;
        let collects = parser.eat("contains ");
        let value = if collects || parser.eat(":=") || parser.eat("=") {
            parser.term()?
        } else {
            Term::Value(Value::Bool(true))
        };
        let mut body = Vec::new();
        if parser.eat("if ") {
            if parser.eat("{") {
                while !parser.eat("}") {
                    body.push(parser.statement()?);
                    parser.eat(";");
                }
            } else {
                body.push(parser.statement()?);
            }
        }
        rules.push(Rule { name, value, collects, body });
    }
    Some((package, rules))
}

/// Why there is no value.
enum Miss {
    Undefined,
    Error(FaultKind, String),
    /// It is beyond this evaluator.
    Beyond,
}

struct Evaluator<'r, 'e> {
    arena: &'e Arena,
    cache: Cache,
    strict: bool,
    input: Option<Value<'e>>,
    data: Value<'e>,
    package: String,
    rules: &'r [Rule<'e>],
    called: std::cell::Cell<bool>,
}

type Bindings<'e> = BTreeMap<String, Value<'e>>;

impl<'e> Evaluator<'_, 'e> {
    fn rule(&self, name: &str) -> Result<Value<'e>, Miss> {
        let mut rules = self.rules.iter().filter(|r| r.name == name);
        let (Some(rule), None) = (rules.next(), rules.next()) else { return Err(Miss::Beyond) };
        let mut bindings = Bindings::new();
        let body = rule.body.iter().try_for_each(|s| self.run(s, &mut bindings));
        let value = body.and_then(|()| self.eval(&rule.value, &mut bindings));
        match value {
            Ok(value) if rule.collects => Ok(Value::set(self.arena, &[value])),
            Err(Miss::Undefined) if rule.collects => Ok(Value::set(self.arena, &[])),
            other => other,
        }
    }

    fn run(&self, statement: &Statement<'e>, bindings: &mut Bindings<'e>) -> Result<(), Miss> {
        match statement {
            Statement::Holds(Term::Call(name, arguments)) => {
                let arity = opa::find(name).ok_or(Miss::Beyond)?.arity();
                if arguments.len() == arity + 1 {
                    let (out, given) = arguments.split_last().ok_or(Miss::Beyond)?;
                    let value = self.call(name, given, bindings)?;
                    return self.unify(out, value, bindings);
                }
                self.holds(self.call(name, arguments, bindings)?)
            }
            Statement::Holds(term) => self.holds(self.eval(term, bindings)?),
            Statement::Equal(left, right) => match self.eval(right, bindings) {
                Ok(value) => self.unify(left, value, bindings),
                Err(Miss::Beyond) => {
                    let value = self.eval(left, bindings)?;
                    self.unify(right, value, bindings)
                }
                Err(other) => Err(other),
            },
        }
    }

    fn holds(&self, value: Value<'e>) -> Result<(), Miss> {
        if let Value::Bool(false) = value { Err(Miss::Undefined) } else { Ok(()) }
    }

    fn unify(
        &self,
        term: &Term<'e>,
        value: Value<'e>,
        bindings: &mut Bindings<'e>,
    ) -> Result<(), Miss> {
        match term {
            Term::Var(name) if name == "_" => Ok(()),
            Term::Var(name) if !bindings.contains_key(name) && !self.is_known(name) => {
                bindings.insert(name.clone(), value);
                Ok(())
            }
            Term::Array(items) => {
                let Value::Array(array) = value else { return Err(Miss::Undefined) };
                if array.len() != items.len() {
                    return Err(Miss::Undefined);
                }
                let mut pairs = items.iter().zip(array.items());
                pairs.try_for_each(|(item, value)| self.unify(item, *value, bindings))
            }
            other => {
                if self.eval(other, bindings)?.same(&value) {
                    Ok(())
                } else {
                    Err(Miss::Undefined)
                }
            }
        }
    }

    fn is_known(&self, name: &str) -> bool {
        name == "input" || name == "data" || self.rules.iter().any(|r| r.name == name)
    }

    fn all(&self, terms: &[Term<'e>], b: &mut Bindings<'e>) -> Result<Vec<Value<'e>>, Miss> {
        terms.iter().map(|term| self.eval(term, b)).collect()
    }

    fn eval(&self, term: &Term<'e>, bindings: &mut Bindings<'e>) -> Result<Value<'e>, Miss> {
        Ok(match term {
            Term::Value(value) => *value,
            Term::Var(name) => match bindings.get(name) {
                Some(value) => *value,
                None if name == "input" => self.input.ok_or(Miss::Undefined)?,
                None if name != "data" && self.is_known(name) => self.rule(name)?,
                None => return Err(Miss::Beyond),
            },
            Term::Ref(root, keys) => {
                let keys = self.all(keys, bindings)?;
                let (mut value, mut keys) = match &**root {
                    Term::Var(name) if name == "data" => match keys.as_slice() {
                        [Value::Str(package), Value::Str(rule), rest @ ..]
                            if *package == self.package =>
                        {
                            (self.rule(rule)?, rest)
                        }
                        keys => (self.data, keys),
                    },
                    root => (self.eval(root, bindings)?, keys.as_slice()),
                };
                while let Some((key, rest)) = keys.split_first() {
                    value = match value {
                        Value::Object(object) => object.get(key),
                        Value::Set(set) => set.contains(key).then_some(*key),
                        Value::Array(array) => key
                            .as_i64()
                            .and_then(|at| array.items().get(usize::try_from(at).ok()?))
                            .copied(),
                        _ => None,
                    }
                    .ok_or(Miss::Undefined)?;
                    keys = rest;
                }
                value
            }
            Term::Call(name, arguments) => self.call(name, arguments, bindings)?,
            Term::Array(items) => Value::array(self.arena, &self.all(items, bindings)?),
            Term::Set(items) => Value::set(self.arena, &self.all(items, bindings)?),
            Term::Object(entries) => {
                let mut object = ObjectBuilder::new();
                for (key, value) in entries {
                    object.insert(self.eval(key, bindings)?, self.eval(value, bindings)?);
                }
                object.finish(self.arena)
            }
        })
    }

    fn call(
        &self,
        name: &str,
        arguments: &[Term<'e>],
        bindings: &mut Bindings<'e>,
    ) -> Result<Value<'e>, Miss> {
        if ELSEWHERE.iter().any(|prefix| name.starts_with(prefix)) {
            return Err(Miss::Beyond);
        }
        let Some(declared) = opa::find(name) else { return Err(Miss::Beyond) };
        if declared.arity() != arguments.len() {
            return Err(Miss::Beyond);
        }
        let values = self.all(arguments, bindings)?;
        let context = CallContext {
            arena: self.arena,
            cache: &self.cache,
            kept: None,
            location: None,
            now: None,
        };
        self.called.set(true);
        match (declared.builtin.run)(&context, &values) {
            // A call of `walk` has many results.
            Ok(_) if name == "walk" => Err(Miss::Beyond),
            Ok(value) => Ok(value),
            Err(Stop::Error(fault)) if self.strict => {
                Err(Miss::Error(fault.kind, fault.message.to_owned()))
            }
            Err(Stop::Limit(limit)) => panic!("{name}: {limit}"),
            Err(_) => Err(Miss::Undefined),
        }
    }
}

/// The value as JSON has it: sets as arrays, keys as texts.
fn jsoned<'e>(arena: &'e Arena, value: Value<'e>) -> Value<'e> {
    let mut text = String::new();
    palisade_value::write_json(&mut text, value);
    parse_json(arena, &text, JsonOptions::default()).expect("written JSON")
}

fn sorted<'e>(arena: &'e Arena, value: Value<'e>) -> Value<'e> {
    match value {
        Value::Array(array) => {
            let mut items = array.items().to_vec();
            items.sort_by(Value::order);
            Value::array(arena, &items)
        }
        other => other,
    }
}

/// What came of a case: none if it is beyond this evaluator, else what is wrong with it, if
/// something is.
fn check<'e>(arena: &'e Arena, case: Value<'e>) -> Option<Result<(), String>> {
    let texts = case.field("modules")?.as_array()?;
    let [text] = texts.items() else { return None };
    let (package, rules) = module(arena, text.as_str()?)?;
    let query = case.field("query")?.as_str()?;
    let rule = query.strip_prefix(&format!("data.{package}."))?.strip_suffix(" = x")?;
    let input = match case.field("input_term").and_then(|t| t.as_str()) {
        Some(term) => {
            let term = Parser { arena, rest: term }.term()?;
            Some(constant(arena, &term)?)
        }
        None => case.field("input"),
    };
    let evaluator = Evaluator {
        arena,
        cache: Cache::default(),
        strict: case.field("strict_error").and_then(|v| v.as_bool()).unwrap_or(false),
        input,
        data: case.field("data").unwrap_or_else(|| ObjectBuilder::new().finish(arena)),
        package,
        rules: &rules,
        called: false.into(),
    };
    let result = evaluator.rule(rule);
    if !evaluator.called.get() {
        return None;
    }
    let want_error = case.field("want_error").and_then(|v| v.as_str());
    let want_code = case.field("want_error_code").and_then(|v| v.as_str());
    let want = case.field("want_result").and_then(|v| v.as_array());
    Some(match result {
        Err(Miss::Beyond) => return None,
        Err(Miss::Error(kind, message)) => {
            let code = match kind {
                FaultKind::WrongType => "eval_type_error",
                _ => "eval_builtin_error",
            };
            // Where in the module it is, is none of the builtin's business.
            let want = want_error.map(|w| w.rsplit_once("_error: ").map_or(w, |(_, w)| w));
            if want.is_none_or(|want| message.contains(want))
                && want_code.is_none_or(|want| want == code)
                && (want.is_some() || want_code.is_some())
            {
                Ok(())
            } else {
                Err(format!("error {code} {message:?}, want {want_code:?} {want:?}"))
            }
        }
        Err(Miss::Undefined) => {
            if want.is_some_and(|w| w.is_empty()) {
                Ok(())
            } else {
                Err("undefined".into())
            }
        }
        Ok(value) => {
            let wanted = want.and_then(|w| w.items().first()?.field("x"));
            let given = jsoned(arena, value);
            let collects = matches!(value, Value::Set(_));
            match wanted {
                Some(wanted) if given.same(&wanted) => Ok(()),
                Some(wanted) if collects && sorted(arena, given).same(&sorted(arena, wanted)) => {
                    Ok(())
                }
                wanted => Err(format!("{value:?}, want {wanted:?} {want_error:?}")),
            }
        }
    })
}

fn constant<'e>(arena: &'e Arena, term: &Term<'e>) -> Option<Value<'e>> {
    let all = |items: &[Term<'e>]| -> Option<Vec<Value<'e>>> {
        items.iter().map(|item| constant(arena, item)).collect()
    };
    Some(match term {
        Term::Value(value) => *value,
        Term::Array(items) => Value::array(arena, &all(items)?),
        Term::Set(items) => Value::set(arena, &all(items)?),
        Term::Object(entries) => {
            let mut object = ObjectBuilder::new();
            for (key, value) in entries {
                object.insert(constant(arena, key)?, constant(arena, value)?);
            }
            object.finish(arena)
        }
        _ => return None,
    })
}

#[test]
fn single_calls_have_the_results_that_opa_has() {
    let root = std::env::var("PALISADE_CORPORA").map_or_else(
        |_| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora"),
        std::path::PathBuf::from,
    );
    let Ok(text) = std::fs::read_to_string(root.join("rego-conformance/cases.json")) else {
        println!("skipped: no corpus at {}", root.display());
        return;
    };
    let arena = Arena::new();
    let cases = parse_json(&arena, &text, JsonOptions::default()).expect("the corpus is JSON");
    let (mut ran, mut wrong) = (0, Vec::new());
    for case in cases.as_array().expect("a list of cases").items() {
        let note = case.field("note").and_then(|n| n.as_str()).unwrap_or_default();
        match check(&arena, *case) {
            None => {}
            Some(Ok(())) => ran += 1,
            Some(Err(why)) => wrong.push(format!("{note}: {why}")),
        }
    }
    println!("{ran} cases agree");
    assert!(wrong.is_empty(), "{} cases differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(ran >= 670, "only {ran} cases could be read");
}
