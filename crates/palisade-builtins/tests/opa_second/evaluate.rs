//! A plain evaluator for such modules: every term has a list of values, each with what it binds.

use super::syntax::{Result, Rule, Step, Term, module, query};
use palisade_builtins::opa;
use palisade_ir::{Cache, CallContext, FaultKind, Stop};
use palisade_value::{Arena, Number, ObjectBuilder, Value};

/// Why there is no result.
#[derive(Debug)]
pub enum Trouble {
    /// The evaluator does not know it.
    Unknown(String),
    /// A function failed.
    Failed { code: &'static str, message: String },
}

impl From<String> for Trouble {
    fn from(text: String) -> Self {
        Self::Unknown(text)
    }
}

pub type Eval<T> = std::result::Result<T, Trouble>;

type Bound<'e> = Vec<(String, Value<'e>)>;

pub struct Evaluator<'e> {
    arena: &'e Arena,
    cache: Cache,
    packages: Vec<(String, Vec<Rule>)>,
    data: Value<'e>,
    input: Value<'e>,
    /// Whether an error of a function ends it all.
    strict: bool,
    now: i64,
}

impl<'e> Evaluator<'e> {
    pub fn new(
        arena: &'e Arena,
        modules: &[&str],
        (data, input): (Value<'e>, Value<'e>),
        strict: bool,
    ) -> Result<Self> {
        let packages = modules.iter().map(|text| module(text)).collect::<Result<Vec<_>>>()?;
        // 2026-01-01.
        let now = 1_767_225_600_000_000_000;
        Ok(Self { arena, cache: Cache::default(), packages, data, input, strict, now })
    }

    /// The solutions of a query, as objects.
    pub fn solutions(&self, text: &str) -> Eval<Vec<Value<'e>>> {
        let steps = query(text)?;
        let mut all = Vec::new();
        for bound in self.steps("", &steps, &Vec::new())? {
            let mut object = ObjectBuilder::new();
            for (name, value) in bound.iter().filter(|(name, _)| !name.starts_with('_')) {
                object.insert(Value::str(self.arena, name), *value);
            }
            all.push(object.finish(self.arena));
        }
        Ok(all)
    }

    fn steps(&self, package: &str, steps: &[Step], bound: &Bound<'e>) -> Eval<Vec<Bound<'e>>> {
        let Some((step, rest)) = steps.split_first() else { return Ok(vec![bound.clone()]) };
        let found = match step {
            Step::Holds(term) => (self.term(package, term, bound)?.into_iter())
                .filter(|(value, _)| !matches!(value, Value::Bool(false)))
                .map(|(_, bound)| bound)
                .collect(),
            Step::Not(term) => {
                let found = self.term(package, term, bound)?;
                let holds = found.iter().any(|(value, _)| !matches!(value, Value::Bool(false)));
                if holds { Vec::new() } else { vec![bound.clone()] }
            }
            Step::Equal(left, right) => {
                // The side that is a pattern is matched against the values of the other.
                let free = self.is_free(package, right, bound);
                let (pattern, term) = if free { (right, left) } else { (left, right) };
                let mut all = Vec::new();
                for (value, bound) in self.term(package, term, bound)? {
                    all.extend(self.matching(package, pattern, value, &bound)?);
                }
                all
            }
            Step::In(name, term) => {
                let mut all = Vec::new();
                for (value, bound) in self.term(package, term, bound)? {
                    for item in items(value) {
                        let mut bound = bound.clone();
                        bound.push((name.clone(), item));
                        all.push(bound);
                    }
                }
                all
            }
        };
        let mut all = Vec::new();
        for bound in found {
            all.extend(self.steps(package, rest, &bound)?);
        }
        Ok(all)
    }

    fn rules(&self, package: &str, name: &str) -> Vec<&Rule> {
        (self.packages.iter().filter(|(p, _)| p == package))
            .flat_map(|(_, rules)| rules.iter().filter(|rule| rule.name == name))
            .collect()
    }

    /// Whether a term is a pattern: it holds a name without a value.
    fn is_free(&self, package: &str, term: &Term, bound: &Bound<'e>) -> bool {
        match term {
            Term::Name(name) => {
                !matches!(name.as_str(), "data" | "input")
                    && !bound.iter().any(|(b, _)| b == name)
                    && self.rules(package, name).is_empty()
            }
            Term::Array(items) => items.iter().any(|item| self.is_free(package, item, bound)),
            _ => false,
        }
    }

    fn matching(
        &self,
        package: &str,
        pattern: &Term,
        value: Value<'e>,
        bound: &Bound<'e>,
    ) -> Eval<Vec<Bound<'e>>> {
        match (pattern, value) {
            (Term::Name(name), _) if self.is_free(package, pattern, bound) => {
                let mut bound = bound.clone();
                if name != "_" {
                    bound.push((name.clone(), value));
                }
                Ok(vec![bound])
            }
            (Term::Array(patterns), Value::Array(array)) if patterns.len() == array.len() => {
                let mut all = vec![bound.clone()];
                for (pattern, item) in patterns.iter().zip(array.items()) {
                    let mut next = Vec::new();
                    for bound in &all {
                        next.extend(self.matching(package, pattern, *item, bound)?);
                    }
                    all = next;
                }
                Ok(all)
            }
            (Term::Array(_), _) if self.is_free(package, pattern, bound) => Ok(Vec::new()),
            _ => {
                let found = self.term(package, pattern, bound)?;
                Ok((found.into_iter())
                    .filter(|(other, _)| other.same(&value))
                    .map(|(_, bound)| bound)
                    .collect())
            }
        }
    }

    /// Every combination of the values of terms.
    fn all(
        &self,
        package: &str,
        terms: &[&Term],
        bound: &Bound<'e>,
    ) -> Eval<Vec<(Vec<Value<'e>>, Bound<'e>)>> {
        let mut all = vec![(Vec::new(), bound.clone())];
        for term in terms {
            let mut next = Vec::new();
            for (values, bound) in &all {
                for (value, bound) in self.term(package, term, bound)? {
                    let mut values = values.clone();
                    values.push(value);
                    next.push((values, bound));
                }
            }
            all = next;
        }
        Ok(all)
    }

    fn term(
        &self,
        package: &str,
        term: &Term,
        bound: &Bound<'e>,
    ) -> Eval<Vec<(Value<'e>, Bound<'e>)>> {
        let one = |value| Ok(vec![(value, bound.clone())]);
        let arena = self.arena;
        match term {
            Term::Null => one(Value::Null),
            Term::Bool(b) => one(Value::Bool(*b)),
            Term::Text(text) => one(Value::str(arena, text)),
            Term::Number(text) => one(Number::parse(arena, text).ok_or("number".to_owned())?),
            Term::Name(name) => self.name(package, name, bound),
            Term::Array(items) => {
                let all = self.all(package, &items.iter().collect::<Vec<_>>(), bound)?;
                Ok(all.into_iter().map(|(v, b)| (Value::array(arena, &v), b)).collect())
            }
            Term::Set(items) => {
                let all = self.all(package, &items.iter().collect::<Vec<_>>(), bound)?;
                Ok(all.into_iter().map(|(v, b)| (Value::set(arena, &v), b)).collect())
            }
            Term::Object(entries) => {
                let terms: Vec<&Term> = entries.iter().flat_map(|(k, v)| [k, v]).collect();
                let all = self.all(package, &terms, bound)?;
                let make = |values: Vec<Value<'e>>| {
                    let mut object = ObjectBuilder::new();
                    values.chunks(2).for_each(|pair| object.insert(pair[0], pair[1]));
                    object.finish(arena)
                };
                Ok(all.into_iter().map(|(v, b)| (make(v), b)).collect())
            }
            Term::Collect(set, item, steps) => {
                let mut values = Vec::new();
                for bound in self.steps(package, steps, bound)? {
                    let found = self.term(package, item, &bound)?;
                    values.extend(found.into_iter().map(|(value, _)| value));
                }
                one(if *set { Value::set(arena, &values) } else { Value::array(arena, &values) })
            }
            Term::Binary(mark, left, right) => {
                let all = self.all(package, &[left, right], bound)?;
                Ok((all.into_iter())
                    .map(|(values, bound)| (arithmetic(mark, values[0], values[1]), bound))
                    .collect())
            }
            Term::Get(..) => self.get(package, term, bound),
            Term::Call(name, terms) => self.call(package, name, terms, bound),
        }
    }

    fn name(
        &self,
        package: &str,
        name: &str,
        bound: &Bound<'e>,
    ) -> Eval<Vec<(Value<'e>, Bound<'e>)>> {
        if let Some((_, value)) = bound.iter().find(|(b, _)| b == name) {
            return Ok(vec![(*value, bound.clone())]);
        }
        if name == "input" {
            return Ok(vec![(self.input, bound.clone())]);
        }
        let rules = self.rules(package, name);
        if rules.is_empty() {
            return Err(Trouble::Unknown(format!("name {name}")));
        }
        let mut values = Vec::new();
        let mut object = ObjectBuilder::new();
        let (mut is_set, mut is_object) = (false, false);
        for rule in rules {
            for inner in self.steps(package, &rule.body, &Vec::new())? {
                if let Some(item) = &rule.contains {
                    is_set = true;
                    values.extend(self.term(package, item, &inner)?.into_iter().map(|(v, _)| v));
                } else if let Some(key) = &rule.key {
                    is_object = true;
                    for (pair, _) in self.all(package, &[key, &rule.value], &inner)? {
                        object.insert(pair[0], pair[1]);
                    }
                } else {
                    let found = self.term(package, &rule.value, &inner)?;
                    values.extend(found.into_iter().map(|(v, _)| v));
                }
            }
            is_set |= rule.contains.is_some();
            is_object |= rule.key.is_some();
        }
        let value = match (is_set, is_object) {
            (true, _) => Value::set(self.arena, &values),
            (_, true) => object.finish(self.arena),
            _ => match values.first() {
                Some(value) => *value,
                None => return Ok(Vec::new()),
            },
        };
        Ok(vec![(value, bound.clone())])
    }

    fn get(
        &self,
        package: &str,
        term: &Term,
        bound: &Bound<'e>,
    ) -> Eval<Vec<(Value<'e>, Bound<'e>)>> {
        let Term::Get(base, key) = term else { return Ok(Vec::new()) };
        // `data.package.rule`, or what stands in the data.
        if let (Term::Get(data, wanted), Term::Text(rule)) = (&**base, &**key)
            && let (Term::Name(data), Term::Text(wanted)) = (&**data, &**wanted)
            && data == "data"
            && self.packages.iter().any(|(name, _)| name == wanted)
        {
            return self.name(wanted, rule, bound);
        }
        let bases = match &**base {
            Term::Name(name) if name == "data" => vec![(self.data, bound.clone())],
            base => self.term(package, base, bound)?,
        };
        let mut all = Vec::new();
        for (value, bound) in bases {
            if self.is_free(package, key, &bound) {
                for (key_value, item) in entries(value) {
                    for bound in self.matching(package, key, key_value, &bound)? {
                        all.push((item, bound));
                    }
                }
                continue;
            }
            for (key, bound) in self.term(package, key, &bound)? {
                let found = entries(value).into_iter().find(|(k, _)| k.same(&key));
                all.extend(found.map(|(_, item)| (item, bound)));
            }
        }
        Ok(all)
    }

    fn call(
        &self,
        package: &str,
        name: &str,
        terms: &[Term],
        bound: &Bound<'e>,
    ) -> Eval<Vec<(Value<'e>, Bound<'e>)>> {
        if name == "set" {
            return Ok(vec![(Value::set(self.arena, &[]), bound.clone())]);
        }
        let Some(function) = opa::find(name) else {
            return Err(Trouble::Unknown(format!("function {name}")));
        };
        let arity = function.arity();
        let (arguments, target) = terms.split_at(arity.min(terms.len()));
        let context = CallContext {
            arena: self.arena,
            cache: &self.cache,
            kept: None,
            location: None,
            now: Some(self.now),
        };
        let mut all = Vec::new();
        for (values, bound) in self.all(package, &arguments.iter().collect::<Vec<_>>(), bound)? {
            let value = match (function.builtin.run)(&context, &values) {
                Ok(value) => value,
                Err(Stop::Undefined) => continue,
                Err(Stop::Error(_)) if !self.strict => continue,
                Err(Stop::Error(fault)) => {
                    let code = match fault.kind {
                        FaultKind::WrongType => "eval_type_error",
                        _ => "eval_builtin_error",
                    };
                    return Err(Trouble::Failed { code, message: fault.message.to_owned() });
                }
                Err(Stop::Limit(limit)) => return Err(Trouble::Unknown(limit.to_string())),
            };
            match target {
                [] => all.push((value, bound)),
                [pattern, ..] => {
                    let found = self.matching(package, pattern, value, &bound)?;
                    all.extend(found.into_iter().map(|bound| (Value::Bool(true), bound)));
                }
            }
        }
        Ok(all)
    }
}

fn arithmetic<'e>(mark: &str, left: Value<'e>, right: Value<'e>) -> Value<'e> {
    if let (Value::Int(a), Value::Int(b)) = (left, right) {
        let whole = match mark {
            "+" => a.checked_add(b),
            "-" => a.checked_sub(b),
            "*" => a.checked_mul(b),
            _ => a.checked_rem(b).filter(|rest| *rest == 0).map(|_| a / b),
        };
        if let Some(whole) = whole {
            return Value::Int(whole);
        }
    }
    let (a, b) = (left.as_f64().unwrap_or(0.0), right.as_f64().unwrap_or(0.0));
    Value::Float(match mark {
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        _ => a / b,
    })
}

fn items(value: Value<'_>) -> Vec<Value<'_>> {
    entries(value).into_iter().map(|(_, item)| item).collect()
}

fn entries(value: Value<'_>) -> Vec<(Value<'_>, Value<'_>)> {
    match value {
        Value::Array(array) => (0..).map(Value::Int).zip(array.items().iter().copied()).collect(),
        Value::Set(set) => set.items().iter().map(|item| (*item, *item)).collect(),
        Value::Object(object) => object.entries().to_vec(),
        _ => Vec::new(),
    }
}
