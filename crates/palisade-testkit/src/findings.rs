//! Findings as text that stays the same where nothing changed.

use crate::Run;
use palisade_model::OutcomeKind;
use palisade_source::{Location, SourceMap};
use std::fmt::Write;

/// The fails of a run, one paragraph each: rule, address, place, attribute, message and where
/// the value came from. Paths are relative to `folder`.
#[must_use]
pub fn findings(run: &Run, folder: &str) -> String {
    let mut text = String::new();
    for outcome in &run.examined.outcomes {
        if outcome.kind != OutcomeKind::Fail {
            continue;
        }
        let place = place(&run.sources, outcome.location, folder);
        _ = writeln!(text, "{} {} {place}", outcome.rule, outcome.resource.address);
        if !outcome.attribute.is_empty() {
            _ = writeln!(text, "  at {}", outcome.attribute);
        }
        _ = writeln!(text, "  {}", outcome.message);
        for step in &outcome.trail {
            let from = self::place(&run.sources, step.location, folder);
            _ = writeln!(text, "  from {from} {}", step.text);
        }
    }
    text
}

fn place(sources: &SourceMap, location: Location, folder: &str) -> String {
    let text = sources.describe(location);
    text.strip_prefix(folder).map_or(text.clone(), |t| t.trim_start_matches('/').to_owned())
}
