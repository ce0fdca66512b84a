//! Where `print` goes.

use super::json::to_json;
use super::reasons::case_keys;
use crate::compile::{CASE, PRINT};
use palisade_ir::{CallContext, Eval, Host};
use palisade_source::SourceMap;
use palisade_value::Value;
use std::cell::RefCell;

/// Most bytes of what is printed in one evaluation.
const MOST: usize = 1 << 20;
/// Most lines of one call of `print`, whose arguments may have several values each.
const LINES: usize = 1000;

/// Keeps what `print` says and which cases of tests came up.
#[derive(Debug)]
pub struct Printer<'s> {
    sources: &'s SourceMap,
    printed: RefCell<String>,
    cases: RefCell<Vec<Vec<String>>>,
    /// Whether lines start with their place.
    places: bool,
}

impl<'s> Printer<'s> {
    /// Nothing printed yet.
    #[must_use]
    pub fn new(sources: &'s SourceMap) -> Self {
        Self { sources, printed: RefCell::default(), cases: RefCell::default(), places: false }
    }

    /// The same, with the place of each line before it.
    #[must_use]
    pub fn with_places(mut self) -> Self {
        self.places = true;
        self
    }

    /// The lines so far.
    #[must_use]
    pub fn printed(&self) -> String {
        self.printed.borrow().clone()
    }

    pub(crate) fn cases(&self) -> Vec<Vec<String>> {
        self.cases.borrow().clone()
    }

    fn print(&self, context: &CallContext<'_, '_>, arguments: &[Value<'_>]) {
        let place = context.location.filter(|_| self.places).map(|at| {
            let file = self.sources.get(at.file);
            let line = file.line_column(at.span.start).line;
            format!("{}:{line}: ", file.path())
        });
        let mut lines = vec![place.unwrap_or_default()];
        for (n, argument) in arguments.iter().enumerate() {
            let values = match argument {
                Value::Set(set) if !set.is_empty() => {
                    set.items().iter().map(|v| text(*v)).collect()
                }
                _ => vec!["<undefined>".to_owned()],
            };
            let gap = if n > 0 { " " } else { "" };
            let all = lines.iter().flat_map(|l| values.iter().map(move |v| format!("{l}{gap}{v}")));
            lines = all.take(LINES).collect();
        }
        let mut printed = self.printed.borrow_mut();
        for line in lines {
            if printed.len() + line.len() > MOST {
                return;
            }
            printed.push_str(&line);
            printed.push('\n');
        }
    }
}

fn text(value: Value<'_>) -> String {
    value.as_str().map_or_else(|| to_json(value), str::to_owned)
}

impl<'e> Host<'e> for Printer<'_> {
    fn call(
        &self,
        name: &str,
        context: &CallContext<'_, 'e>,
        arguments: &[Value<'e>],
    ) -> Option<Eval<'e>> {
        match name {
            PRINT => self.print(context, arguments),
            CASE => {
                let keys = arguments.first().map(|k| case_keys(*k)).unwrap_or_default();
                self.cases.borrow_mut().push(keys);
            }
            _ => return None,
        }
        Some(Ok(Value::Bool(true)))
    }
}
