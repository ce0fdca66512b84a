//! JSON text of values, as Go writes it, and values of JSON text.

use super::args::Args;
use super::values::{Bounded, number_text};
use super::{Declared, declare};
use palisade_ir::{CallContext, Eval, Stop};
use palisade_value::{JsonOptions, Value, parse_json, write_json, write_text_of_go};

pub(super) static FUNCTIONS: &[Declared] = &[
    declare!("json.marshal", marshal, "(x: any) => string"),
    declare!(
        "json.marshal_with_options",
        marshal_with_options,
        "(x: any, opts: object<string: any>) => string"
    ),
    declare!("json.unmarshal", unmarshal, "(x: string) => any"),
    declare!("json.is_valid", is_valid, "(x: any) => boolean"),
];

/// How lines are broken and indented.
struct Layout<'e> {
    prefix: &'e str,
    indent: &'e str,
}

impl Layout<'_> {
    fn line<'e>(&self, out: &mut Bounded, depth: usize) -> Result<(), Stop<'e>> {
        out.push("\n")?;
        out.push(self.prefix)?;
        (0..depth).try_for_each(|_| out.push(self.indent))
    }
}

/// A text between quotes, with the characters escaped that mean something in HTML.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    write_text_of_go(&mut out, text, true);
    out
}

/// A key as text: one that is no text is the JSON of it.
pub(super) fn key_text(key: Value<'_>) -> String {
    match key {
        Value::Str(text) => text.to_owned(),
        other => {
            let mut out = Bounded::default();
            // A key too long for a text is cut where it was too long.
            _ = write(&mut out, other, None, 0);
            out.text
        }
    }
}

fn write<'e>(
    out: &mut Bounded,
    value: Value<'_>,
    layout: Option<&Layout<'_>>,
    depth: usize,
) -> Result<(), Stop<'e>> {
    let items = match value {
        Value::Str(text) => return out.push(&quoted(text)),
        Value::Array(array) => array.items(),
        Value::Set(set) => set.items(),
        Value::Object(object) => {
            let mut entries: Vec<_> =
                object.entries().iter().map(|(key, value)| (key_text(*key), *value)).collect();
            // Of keys that become one text, such as `1` and `"1"`, the last one counts.
            entries.reverse();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            entries.dedup_by(|a, b| a.0 == b.0);
            out.push("{")?;
            for (n, (key, value)) in entries.iter().enumerate() {
                if n > 0 {
                    out.push(",")?;
                }
                if let Some(layout) = layout {
                    layout.line(out, depth + 1)?;
                }
                out.push(&quoted(key))?;
                out.push(if layout.is_some() { ": " } else { ":" })?;
                write(out, *value, layout, depth + 1)?;
            }
            if let Some(layout) = layout.filter(|_| !entries.is_empty()) {
                layout.line(out, depth)?;
            }
            return out.push("}");
        }
        number if number.is_number() => return out.push(&number_text(number)),
        other => {
            let mut text = String::new();
            write_json(&mut text, other);
            return out.push(&text);
        }
    };
    out.push("[")?;
    for (n, item) in items.iter().enumerate() {
        if n > 0 {
            out.push(",")?;
        }
        if let Some(layout) = layout {
            layout.line(out, depth + 1)?;
        }
        write(out, *item, layout, depth + 1)?;
    }
    if let Some(layout) = layout.filter(|_| !items.is_empty()) {
        layout.line(out, depth)?;
    }
    out.push("]")
}

fn marshal<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "json.marshal", values);
    let mut out = Bounded::default();
    write(&mut out, args.at(0), None, 0)?;
    args.new_text(&out.text)
}

fn marshal_with_options<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "json.marshal_with_options", values);
    let mut layout = Layout { prefix: "", indent: "\t" };
    let (mut asked, mut pretty) = (false, None);
    for (at, (key, value)) in args.object(1)?.entries().iter().enumerate() {
        let no_text = |value: &Value<'_>| {
            let got = super::args::type_name(value);
            format!("operand {at} must be string but got {got}")
        };
        let Value::Str(name) = key else {
            let shown = super::values::rego_text(*key)?;
            let why = no_text(key);
            return Err(
                args.operand(1, &format!("failed to stringify key {shown} at index {at}: {why}"))
            );
        };
        let quoted = quoted(name);
        let cast =
            || args.operand(1, &format!("key {quoted} failed cast to string: {}", no_text(value)));
        match *name {
            "prefix" => {
                layout.prefix = value.as_str().ok_or_else(cast)?;
                asked = true;
            }
            "indent" => {
                layout.indent = value.as_str().ok_or_else(cast)?;
                asked = true;
            }
            "pretty" => {
                pretty = Some(value.as_bool().ok_or_else(|| {
                    args.operand(1, &format!("key {quoted} failed cast to bool"))
                })?);
            }
            _ => return Err(args.operand(1, &format!("object contained unknown key {quoted}"))),
        }
    }
    let mut out = Bounded::default();
    if pretty.unwrap_or(asked) {
        out.push(layout.prefix)?;
        write(&mut out, args.at(0), Some(&layout), 0)?;
    } else {
        write(&mut out, args.at(0), None, 0)?;
    }
    args.new_text(&out.text)
}

fn unmarshal<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "json.unmarshal", values);
    let text = args.text(0)?;
    if text.starts_with('\u{feff}') {
        return Err(args.refuse("invalid character 'ï' looking for beginning of value"));
    }
    context.once("json.unmarshal", args.at(0), || {
        parse_json(context.arena, text, JsonOptions::default()).map_err(|error| args.refuse(error))
    })
}

fn is_valid<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let valid = values.first().and_then(Value::as_str).is_some_and(|text| {
        !text.starts_with('\u{feff}')
            && parse_json(context.arena, text, JsonOptions::default()).is_ok()
    });
    Ok(Value::Bool(valid))
}
