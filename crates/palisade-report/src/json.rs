//! `palisade.dev/check/v1`.

use crate::{Options, Report};
use palisade_wire::{Converter, check, to_pretty};
use std::collections::BTreeMap;

pub(crate) fn render(report: &Report<'_>, options: &Options) -> String {
    let converter = Converter::new(report.sources);
    let policies: BTreeMap<_, _> =
        report.shown(options).map(|outcome| (&outcome.policy.id, &outcome.policy)).collect();
    to_pretty(&check::Report {
        schema: check::SCHEMA.to_owned(),
        tool: check::Tool { name: "palisade".to_owned(), version: report.version.to_owned() },
        outcomes: report.shown(options).map(|outcome| converter.outcome(outcome)).collect(),
        unscanned: report.unscanned.iter().map(|u| converter.unscanned(u)).collect(),
        diagnostics: report.diagnostics.iter().map(|d| converter.diagnostic(d)).collect(),
        policies: policies.into_values().map(|policy| (&**policy).into()).collect(),
        summary: report.summary(),
        gate: report.gate.cloned(),
    })
}
