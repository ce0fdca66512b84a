//! URIs, taken apart.

use super::args::Args;
use super::url::Url;
use super::{Declared, declare};
use palisade_ir::{CallContext, Eval};
use palisade_value::{ObjectBuilder, Value};

pub(super) static FUNCTIONS: &[Declared] = &[
    declare!("uri.parse", parse, "(uri: string) => object<string: string>"),
    declare!("uri.is_valid", is_valid, "(uri: string) => boolean"),
];

/// The parts of a URI that are there. The port is a text; the path stands there without escapes, and
/// beside it as it is written where its escapes are needed.
fn parse<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "uri.parse", values);
    let url = Url::parse(args.text(0)?).map_err(|why| args.refuse(why))?;
    let (hostname, port) = url.hostname();
    let (path, raw_path) = url.paths();
    let mut parts = ObjectBuilder::new();
    let named = [
        ("scheme", url.scheme.as_str()),
        ("hostname", hostname),
        ("port", port),
        ("path", &path),
        ("raw_path", &raw_path),
        ("raw_query", &url.query),
        ("fragment", &url.fragment),
    ];
    for (name, part) in named {
        if !part.is_empty() {
            parts.field(name, Value::str(context.arena, part));
        }
    }
    Ok(parts.finish(context.arena))
}

fn is_valid<'e>(_: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let text = values.first().and_then(Value::as_str).filter(|text| !text.is_empty());
    Ok(Value::Bool(text.is_some_and(|text| Url::parse(text).is_ok())))
}
