//! `strings.render_template`: templates of Go's `text/template` and what comes of them.
//!
//! As in OPA the data are those of JSON: numbers are kept as texts, sets are lists. A key that is
//! not there is printed as `<undefined>`.

use super::args::Args;
use super::sprintf::{Arg, plain_float, print};
use super::template::{Node, Operand, Pipeline, Template, parse, spend};
use super::values::{Bounded, number_text};
use super::{Declared, declare};
use palisade_ir::{CallContext, Eval, Stop};
use palisade_value::Value;
use std::cmp::Ordering;
use std::fmt::Write;

pub(super) static FUNCTIONS: &[Declared] = &[declare!(
    "strings.render_template",
    render_template,
    "(value: string, vars: object<string: any>) => string"
)];

/// How many pieces of templates may be run.
const MAX_STEPS: usize = 1 << 20;
/// How deep templates may call each other.
const MAX_CALLS: usize = 100;

fn render_template<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "strings.render_template", values);
    let (text, data) = (args.text(0)?, args.object(1)?);
    let cached = context.cache.get("opa.template_text", text, parse);
    let template =
        cached.map_err(|why: String| args.refuse(format!("template: template: {why}")))?;
    let dot = Datum::Value(Value::Object(data));
    let mut run = Run {
        args,
        template: &template,
        out: Bounded::default(),
        variables: vec![(String::new(), dot.clone())],
        budget: MAX_STEPS,
        calls: 0,
    };
    run.nodes(&template.nodes, &dot)?;
    args.new_text(&run.out.text)
}

/// What a pipeline comes to.
#[derive(Clone, Debug)]
enum Datum<'e> {
    /// A key that is not there.
    Missing,
    Value(Value<'e>),
    Text(String),
    Int(i64),
    Float(f64),
    Bool(bool),
}

impl<'e> Datum<'e> {
    /// The text, if it is one; numbers of the data are.
    fn text(&self) -> Option<String> {
        match self {
            Datum::Text(text) => Some(text.clone()),
            Datum::Value(Value::Str(text)) => Some((*text).to_owned()),
            Datum::Value(number) if number.is_number() => Some(number_text(*number)),
            _ => None,
        }
    }

    fn is_true(&self) -> bool {
        match self {
            Datum::Missing | Datum::Value(Value::Null) => false,
            Datum::Value(Value::Bool(b)) | Datum::Bool(b) => *b,
            Datum::Value(Value::Array(array)) => !array.is_empty(),
            Datum::Value(Value::Set(set)) => !set.is_empty(),
            Datum::Value(Value::Object(object)) => !object.is_empty(),
            Datum::Int(int) => *int != 0,
            Datum::Float(float) => *float != 0.0,
            other => other.text().is_some_and(|text| !text.is_empty()),
        }
    }

    fn items(&self) -> Option<&'e [Value<'e>]> {
        match self {
            Datum::Value(Value::Array(array)) => Some(array.items()),
            Datum::Value(Value::Set(set)) => Some(set.items()),
            _ => None,
        }
    }

    /// Writes it as Go prints values; `inside` other values nothing is `<nil>`.
    fn print(&self, out: &mut Bounded, inside: bool) -> Result<(), Stop<'e>> {
        if let Some(text) = self.text() {
            return out.push(&text);
        }
        match self {
            Datum::Missing => out.push("<undefined>"),
            Datum::Bool(b) | Datum::Value(Value::Bool(b)) => {
                out.push(if *b { "true" } else { "false" })
            }
            Datum::Int(int) => out.push(&int.to_string()),
            Datum::Float(float) => out.push(&plain_float(*float)),
            Datum::Value(Value::Object(object)) => {
                out.push("map[")?;
                for (n, (key, value)) in object.entries().iter().enumerate() {
                    out.push(if n > 0 { " " } else { "" })?;
                    out.push(&super::marshal::key_text(*key))?;
                    out.push(":")?;
                    Datum::Value(*value).print(out, true)?;
                }
                out.push("]")
            }
            other => match other.items() {
                Some(items) => {
                    out.push("[")?;
                    for (n, item) in items.iter().enumerate() {
                        out.push(if n > 0 { " " } else { "" })?;
                        Datum::Value(*item).print(out, true)?;
                    }
                    out.push("]")
                }
                None => out.push(if inside { "<nil>" } else { "<no value>" }),
            },
        }
    }

    fn printed(&self) -> Result<String, Stop<'e>> {
        let mut out = Bounded::default();
        self.print(&mut out, true)?;
        Ok(out.text)
    }
}

/// How a list of nodes ended.
#[derive(Clone, Copy, PartialEq)]
enum Flow {
    On,
    Break,
    Continue,
}

struct Run<'t, 'x, 'c, 'e> {
    args: Args<'x, 'c, 'e>,
    template: &'t Template,
    out: Bounded,
    /// Variables by name, the innermost last; the one without a name is the whole data.
    variables: Vec<(String, Datum<'e>)>,
    budget: usize,
    calls: usize,
}

impl<'e> Run<'_, '_, '_, 'e> {
    fn fail(&self, why: impl std::fmt::Display) -> Stop<'e> {
        self.args.refuse(format!("template: template: {why}"))
    }

    fn nodes(&mut self, nodes: &[Node], dot: &Datum<'e>) -> Result<Flow, Stop<'e>> {
        let outside = self.variables.len();
        let mut flow = Flow::On;
        for node in nodes {
            flow = self.node(node, dot)?;
            if flow != Flow::On {
                break;
            }
        }
        self.variables.truncate(outside);
        Ok(flow)
    }

    fn node(&mut self, node: &Node, dot: &Datum<'e>) -> Result<Flow, Stop<'e>> {
        spend(&mut self.budget)?;
        match node {
            Node::Text(text) => self.out.push(text)?,
            Node::Action(pipeline) => {
                let value = self.pipeline(pipeline, dot)?;
                if pipeline.variables.is_empty() {
                    value.print(&mut self.out, false)?;
                }
            }
            Node::If(condition, then, otherwise) | Node::With(condition, then, otherwise) => {
                let outside = self.variables.len();
                let value = self.pipeline(condition, dot)?;
                let inner = if let Node::With(..) = node { &value } else { dot };
                let flow = if value.is_true() {
                    self.nodes(then, inner)
                } else {
                    self.nodes(otherwise, dot)
                }?;
                self.variables.truncate(outside);
                return Ok(flow);
            }
            Node::Range(over, body, otherwise) => return self.range(over, body, otherwise, dot),
            Node::Template(name, given) => {
                let dot = match given {
                    Some(given) => self.pipeline(given, dot)?,
                    None => Datum::Value(Value::Null),
                };
                self.call(name, &dot)?;
            }
            Node::Break => return Ok(Flow::Break),
            Node::Continue => return Ok(Flow::Continue),
        }
        Ok(Flow::On)
    }

    fn call(&mut self, name: &str, dot: &Datum<'e>) -> Result<(), Stop<'e>> {
        // Of several definitions the last one counts.
        let template = self.template;
        let defined = template.defined.iter().rev().find(|(known, _)| known == name);
        let body = match defined {
            Some((_, body)) => body,
            None if name == "template" => &template.nodes,
            None => return Err(self.fail(format!("template {name:?} not defined"))),
        };
        self.calls += 1;
        if self.calls > MAX_CALLS {
            return Err(self.fail("exceeded maximum template depth"));
        }
        let outside = std::mem::replace(&mut self.variables, vec![(String::new(), dot.clone())]);
        self.nodes(body, dot)?;
        self.variables = outside;
        self.calls -= 1;
        Ok(())
    }

    fn range(
        &mut self,
        over: &Pipeline,
        body: &[Node],
        otherwise: &[Node],
        dot: &Datum<'e>,
    ) -> Result<Flow, Stop<'e>> {
        let outside = self.variables.len();
        let value = self.commands(over, dot)?;
        let pairs: Vec<(Datum<'e>, Datum<'e>)> = match &value {
            Datum::Value(Value::Object(object)) => {
                let entries = object.entries().iter();
                entries.map(|(key, value)| (Datum::Value(*key), Datum::Value(*value))).collect()
            }
            Datum::Missing | Datum::Value(Value::Null) => Vec::new(),
            Datum::Int(count) => {
                let count = (*count).min(i64::try_from(MAX_STEPS).unwrap_or(i64::MAX));
                (0..count).map(|n| (Datum::Int(n), Datum::Int(n))).collect()
            }
            other => match other.items() {
                Some(items) => {
                    let items = (0_i64..).zip(items);
                    items.map(|(n, item)| (Datum::Int(n), Datum::Value(*item))).collect()
                }
                None => {
                    let shown = other.printed()?;
                    return Err(self.fail(format!("range can't iterate over {shown}")));
                }
            },
        };
        if pairs.is_empty() {
            return self.nodes(otherwise, dot);
        }
        for (key, item) in pairs {
            spend(&mut self.budget)?;
            match over.variables.as_slice() {
                [one] => self.set(one, item.clone(), over.declares)?,
                [first, second] => {
                    self.set(first, key, over.declares)?;
                    self.set(second, item.clone(), over.declares)?;
                }
                _ => {}
            }
            let flow = self.nodes(body, &item)?;
            self.variables.truncate(outside);
            if flow == Flow::Break {
                break;
            }
        }
        Ok(Flow::On)
    }

    fn set(&mut self, name: &str, value: Datum<'e>, declare: bool) -> Result<(), Stop<'e>> {
        if declare {
            self.variables.push((name.to_owned(), value));
            return Ok(());
        }
        match self.variables.iter_mut().rev().find(|(known, _)| known == name) {
            Some((_, slot)) => {
                *slot = value;
                Ok(())
            }
            None => Err(self.fail(format!("undefined variable \"${name}\""))),
        }
    }

    fn pipeline(&mut self, pipeline: &Pipeline, dot: &Datum<'e>) -> Result<Datum<'e>, Stop<'e>> {
        let value = self.commands(pipeline, dot)?;
        for name in &pipeline.variables {
            self.set(name, value.clone(), pipeline.declares)?;
        }
        Ok(value)
    }

    fn commands(&mut self, pipeline: &Pipeline, dot: &Datum<'e>) -> Result<Datum<'e>, Stop<'e>> {
        let mut value: Option<Datum<'e>> = None;
        for command in &pipeline.commands {
            value = Some(self.command(command, value, dot)?);
        }
        Ok(value.unwrap_or(Datum::Missing))
    }

    fn command(
        &mut self,
        operands: &[Operand],
        last: Option<Datum<'e>>,
        dot: &Datum<'e>,
    ) -> Result<Datum<'e>, Stop<'e>> {
        spend(&mut self.budget)?;
        let Some((first, rest)) = operands.split_first() else { return Ok(Datum::Missing) };
        let Operand::Function(name) = first else {
            if !rest.is_empty() || last.is_some() {
                return Err(self.fail("can't give argument to non-function"));
            }
            return self.operand(first, dot);
        };
        let mut given = Vec::with_capacity(rest.len() + 1);
        for operand in rest {
            let value = self.operand(operand, dot)?;
            // `and` and `or` do not look further than they need to.
            let decided = match name.as_str() {
                "and" => !value.is_true(),
                "or" => value.is_true(),
                _ => false,
            };
            if decided {
                return Ok(value);
            }
            given.push(value);
        }
        given.extend(last);
        self.function(name, &given)
    }

    fn operand(&mut self, operand: &Operand, dot: &Datum<'e>) -> Result<Datum<'e>, Stop<'e>> {
        match operand {
            Operand::Dot(fields) => self.fields(dot.clone(), fields),
            Operand::Variable(name, fields) => {
                let known = self.variables.iter().rev().find(|(known, _)| known == name);
                let Some((_, value)) = known else {
                    return Err(self.fail(format!("undefined variable \"${name}\"")));
                };
                self.fields(value.clone(), fields)
            }
            Operand::Text(text) => Ok(Datum::Text(text.clone())),
            Operand::Int(int) => Ok(Datum::Int(*int)),
            Operand::Float(float) => Ok(Datum::Float(*float)),
            Operand::Bool(b) => Ok(Datum::Bool(*b)),
            Operand::Nil => Ok(Datum::Value(Value::Null)),
            Operand::Function(name) => self.function(name, &[]),
            Operand::Group(pipeline, fields) => {
                let value = self.pipeline(pipeline, dot)?;
                self.fields(value, fields)
            }
        }
    }

    fn fields(&self, value: Datum<'e>, fields: &[String]) -> Result<Datum<'e>, Stop<'e>> {
        fields.iter().try_fold(value, |value, field| match value {
            Datum::Value(Value::Object(object)) => {
                Ok(object.field(field).map_or(Datum::Missing, Datum::Value))
            }
            Datum::Missing | Datum::Value(Value::Null) => Ok(Datum::Missing),
            other => {
                let shown = other.printed()?;
                Err(self.fail(format!("can't evaluate field {field} of {shown}")))
            }
        })
    }

    fn function(&self, name: &str, given: &[Datum<'e>]) -> Result<Datum<'e>, Stop<'e>> {
        let least = match name {
            "print" | "println" | "html" | "js" | "urlquery" => 0,
            "lt" | "le" | "gt" | "ge" | "ne" => 2,
            _ => 1,
        };
        let most = match name {
            "not" | "len" => 1,
            "lt" | "le" | "gt" | "ge" | "ne" => 2,
            _ => usize::MAX,
        };
        let wrong = |why: &str| self.fail(format!("error calling {name}: {why}"));
        if !(least..=most).contains(&given.len()) {
            return Err(wrong(&format!("wrong number of args: {}", given.len())));
        }
        let (first, rest) = given.split_first().unwrap_or((&Datum::Missing, &[]));
        Ok(match name {
            "and" => given.iter().find(|v| !v.is_true()).or(given.last()).unwrap_or(first).clone(),
            "or" => given.iter().find(|v| v.is_true()).or(given.last()).unwrap_or(first).clone(),
            "not" => Datum::Bool(!first.is_true()),
            "len" => {
                let length = match first {
                    Datum::Value(Value::Object(object)) => Some(object.len()),
                    other => {
                        let items = other.items().map(<[_]>::len);
                        items.or_else(|| other.text().map(|text| text.len()))
                    }
                };
                let length = length.ok_or_else(|| wrong("it is neither text nor collection"))?;
                Datum::Int(i64::try_from(length).unwrap_or(i64::MAX))
            }
            "index" => {
                let mut value = first.clone();
                for key in rest {
                    value = index(&value, key).map_err(|why| wrong(&why))?;
                }
                value
            }
            "slice" => slice(first, rest, self.args).map_err(|why| wrong(&why))?,
            "print" => Datum::Text(self.print(given, false)?),
            "println" => Datum::Text(self.print(given, true)? + "\n"),
            "printf" => {
                let format = first.text().ok_or_else(|| wrong("the format is no text"))?;
                let items: Result<Vec<Arg>, _> = rest.iter().map(argument).collect();
                Datum::Text(print(&format, &items?)?)
            }
            "html" => Datum::Text(html(&self.print(given, false)?)),
            "js" => Datum::Text(js(&self.print(given, false)?)),
            "urlquery" => Datum::Text(super::encoding::query_escape(&self.print(given, false)?)),
            "eq" if rest.is_empty() => return Err(wrong("missing argument for comparison")),
            "eq" => {
                for other in rest {
                    if equal(first, other).map_err(&wrong)? {
                        return Ok(Datum::Bool(true));
                    }
                }
                Datum::Bool(false)
            }
            "ne" => match rest.first() {
                Some(other) => Datum::Bool(!equal(first, other).map_err(&wrong)?),
                None => Datum::Missing,
            },
            "lt" | "le" | "gt" | "ge" => {
                let other = rest.first().unwrap_or(first);
                let order = order(first, other).map_err(wrong)?;
                Datum::Bool(match name {
                    "lt" => order.is_lt(),
                    "le" => order.is_le(),
                    "gt" => order.is_gt(),
                    _ => order.is_ge(),
                })
            }
            _ => return Err(self.fail(format!("function {name:?} not defined"))),
        })
    }

    /// Prints values side by side; space stands between two of which none is a text, or between
    /// all.
    fn print(&self, given: &[Datum<'e>], spaces: bool) -> Result<String, Stop<'e>> {
        let mut out = Bounded::default();
        let mut before = true;
        for (n, value) in given.iter().enumerate() {
            let text = value.text().is_some();
            if n > 0 && (spaces || !(before || text)) {
                out.push(" ")?;
            }
            before = text;
            value.print(&mut out, true)?;
        }
        Ok(out.text)
    }
}

fn argument<'e>(value: &Datum<'e>) -> Result<Arg, Stop<'e>> {
    Ok(match value {
        Datum::Int(int) => Arg::Int(*int),
        Datum::Float(float) => Arg::Float(*float),
        other => Arg::Text(other.printed()?),
    })
}

fn index<'e>(value: &Datum<'e>, key: &Datum<'e>) -> Result<Datum<'e>, String> {
    if let Datum::Value(Value::Object(object)) = value {
        let key = key.text().ok_or("the key is no text")?;
        return Ok(object.field(&key).map_or(Datum::Missing, Datum::Value));
    }
    let Datum::Int(at) = key else {
        return Err("cannot index with a value that is no integer".into());
    };
    let at = usize::try_from(*at).map_err(|_| format!("index out of range: {at}"))?;
    let out_of_range = || format!("index out of range: {at}");
    if let Some(items) = value.items() {
        return items.get(at).copied().map(Datum::Value).ok_or_else(out_of_range);
    }
    match value.text() {
        Some(text) => {
            let byte = text.as_bytes().get(at).copied().ok_or_else(out_of_range)?;
            Ok(Datum::Int(i64::from(byte)))
        }
        None => Err("index of a value without items".to_owned()),
    }
}

fn slice<'e>(
    value: &Datum<'e>,
    given: &[Datum<'e>],
    args: Args<'_, '_, 'e>,
) -> Result<Datum<'e>, String> {
    let bound = |n: usize, default: usize| match given.get(n) {
        None => Ok(default),
        Some(Datum::Int(at)) => {
            usize::try_from(*at).map_err(|_| format!("index out of range: {at}"))
        }
        Some(_) => Err("cannot slice with a value that is no integer".to_owned()),
    };
    if given.len() > 2 {
        return Err(format!("too many slice indexes: {}", given.len()));
    }
    if let Some(items) = value.items() {
        let (from, to) = (bound(0, 0)?, bound(1, items.len())?);
        let part = items.get(from..to).ok_or_else(|| format!("index out of range: {to}"))?;
        return Ok(Datum::Value(Value::array(args.context.arena, part)));
    }
    let text = value.text().ok_or("slice of a value without items")?;
    let (from, to) = (bound(0, 0)?, bound(1, text.len())?);
    let part = text.as_bytes().get(from..to).ok_or_else(|| format!("index out of range: {to}"))?;
    Ok(Datum::Text(super::values::lossy(part)))
}

fn equal(a: &Datum<'_>, b: &Datum<'_>) -> Result<bool, &'static str> {
    match (a, b) {
        (Datum::Int(a), Datum::Int(b)) => Ok(a == b),
        (
            Datum::Missing | Datum::Value(Value::Null),
            Datum::Missing | Datum::Value(Value::Null),
        ) => Ok(true),
        (Datum::Missing | Datum::Value(Value::Null), _)
        | (_, Datum::Missing | Datum::Value(Value::Null)) => Ok(false),
        _ => match (truth(a), truth(b)) {
            (Some(a), Some(b)) => Ok(a == b),
            _ => order(a, b).map(Ordering::is_eq),
        },
    }
}

fn truth(value: &Datum<'_>) -> Option<bool> {
    match value {
        Datum::Bool(b) | Datum::Value(Value::Bool(b)) => Some(*b),
        _ => None,
    }
}

fn order(a: &Datum<'_>, b: &Datum<'_>) -> Result<Ordering, &'static str> {
    match (a, b) {
        (Datum::Int(a), Datum::Int(b)) => Ok(a.cmp(b)),
        (Datum::Float(a), Datum::Float(b)) => Ok(a.total_cmp(b)),
        _ => match (a.text(), b.text()) {
            (Some(a), Some(b)) => Ok(a.cmp(&b)),
            _ => Err("incompatible types for comparison"),
        },
    }
}

fn html(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\0' => made.push('\u{fffd}'),
            '"' => made.push_str("&#34;"),
            '\'' => made.push_str("&#39;"),
            '&' => made.push_str("&amp;"),
            '<' => made.push_str("&lt;"),
            '>' => made.push_str("&gt;"),
            c => made.push(c),
        }
    }
    made
}

fn js(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '\'' | '"' => {
                made.push('\\');
                made.push(c);
            }
            '<' | '>' | '&' | '=' | '\0'..=' ' if c != ' ' => {
                _ = write!(made, "\\u{:04X}", u32::from(c));
            }
            c if super::values::is_printable(c) => made.push(c),
            c => _ = write!(made, "\\u{:04X}", u32::from(c)),
        }
    }
    made
}
