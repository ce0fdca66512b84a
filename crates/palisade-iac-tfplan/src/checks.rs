//! What a plan or state says beside its resources: which of its checks fail, and which actions it
//! would run.

use crate::read::value_at;
use palisade_arena::Arena;
use palisade_source::Span;
use palisade_value::{JsonError, Value};

/// What is told of a part of a document, and where.
#[derive(Debug, PartialEq)]
pub(crate) struct Note {
    pub(crate) span: Span,
    pub(crate) message: String,
}

/// No more than so many names stand in a message.
const NAMED: usize = 5;

/// The checks that fail or could not be run: conditions of resources and outputs, validations of
/// variables and `check` blocks. Their messages are not repeated, for they may hold values.
pub(crate) fn failing(text: &str, span: Span) -> Result<Vec<Note>, JsonError> {
    let scratch = Arena::new();
    let all = value_at(&scratch, text, span, None)?;
    let mut notes = Vec::new();
    for check in all.as_array().map_or(&[][..], |array| array.items()) {
        let status = check.field("status").and_then(|status| status.as_str()).unwrap_or_default();
        let verb = match status {
            "fail" => "does not hold",
            "error" => "could not be evaluated",
            _ => continue,
        };
        let name = check
            .path(&["address", "to_display"])
            .or(check.field("config_addr"))
            .and_then(|name| name.as_str())
            .unwrap_or("a check");
        notes.push(Note { span, message: format!("a condition of `{name}` {verb}") });
    }
    Ok(notes)
}

/// The actions that the plan runs beside its changes; none where there is no action.
pub(crate) fn invoked(text: &str, span: Span) -> Result<Option<Note>, JsonError> {
    let scratch = Arena::new();
    let all = value_at(&scratch, text, span, None)?;
    let Value::Array(all) = all else { return Ok(None) };
    let name = |one: &Value<'_>| {
        let one = one.field("action_invocation").unwrap_or(*one);
        let name = one.field("address").and_then(|address| address.as_str());
        name.unwrap_or("an action without an address").to_owned()
    };
    let mut names: Vec<String> = all.items().iter().map(name).collect();
    names.dedup();
    if names.is_empty() {
        return Ok(None);
    }
    let more = names.len().saturating_sub(NAMED);
    let mut listed = names.into_iter().take(NAMED).collect::<Vec<_>>().join("`, `");
    if more > 0 {
        listed = format!("{listed}` and {more} more");
    } else {
        listed.push('`');
    }
    let message = format!("what the actions of the plan do is not examined: `{listed}");
    Ok(Some(Note { span, message }))
}
