//! What stands beside the result of a query: coverage, profile, metrics, trace.

use super::clock::{nanos, shown};
use super::shared::location;
use super::test::coverage_json;
use palisade_lang_rego::workspace::{FileCoverage, ProfileEntry, TraceLine};
use palisade_source::SourceMap;
use serde_json::{Value as Json, json};
use std::fmt::Write;
use std::time::Duration;

/// Puts further keys at the end of an object that is written already.
pub(super) fn splice(text: &mut String, parts: &[(&str, Json)]) {
    for (key, value) in parts {
        let empty = text.trim_end() == "{}";
        let end = text.rfind('}').unwrap_or(0);
        text.truncate(text[..end].trim_end().len());
        let value = format!("{value:#}").replace('\n', "\n  ");
        let comma = if empty { "" } else { "," };
        // Writing to a string does not fail.
        _ = write!(text, "{comma}\n  \"{key}\": {value}\n}}\n");
    }
}

pub(super) fn traced(line: &TraceLine, sources: &SourceMap) -> Json {
    let mut all = json!({
        "op": format!("{:?}", line.happened).to_lowercase(),
        "depth": line.depth,
        "text": line.text,
    });
    if !line.value.is_empty() {
        all["value"] = json!(line.value);
    }
    if let Some(at) = line.location {
        all["location"] = location(at, sources);
    }
    all
}

pub(super) fn covered(files: &[FileCoverage]) -> (Json, String) {
    let (json, _) = coverage_json(files);
    let mut rows = vec![["file", "covered", "not covered", "%"].map(str::to_owned).to_vec()];
    for file in files {
        rows.push(vec![
            file.path.clone(),
            file.covered.len().to_string(),
            file.not_covered.len().to_string(),
            file.percent().to_string(),
        ]);
    }
    (json, table(&rows))
}

pub(super) fn profiled(entries: &[ProfileEntry], sources: &SourceMap) -> (Json, String) {
    let mut all = Vec::with_capacity(entries.len());
    let head = ["time", "evaluations", "steps", "location", "expression"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for entry in entries {
        let at = location(entry.location, sources);
        let place = format!("{}:{}", at["file"].as_str().unwrap_or_default(), at["row"]);
        let place = if place.starts_with(':') { format!("query{place}") } else { place };
        let text: String = entry.text.chars().take(60).collect();
        rows.push(vec![
            shown(Duration::from_nanos(entry.nanos)),
            entry.evaluations.to_string(),
            entry.steps.to_string(),
            place,
            text,
        ]);
        all.push(json!({
            "total_time_ns": entry.nanos,
            "num_eval": entry.evaluations,
            "num_steps": entry.steps,
            "location": at,
            "text": entry.text,
        }));
    }
    (Json::Array(all), table(&rows))
}

pub(super) fn metrics(
    loaded: Duration,
    compiled: Duration,
    runs: &[Duration],
    steps: u64,
) -> (Json, String) {
    let all: u64 = runs.iter().map(|t| nanos(*t)).sum();
    let count = u64::try_from(runs.len()).unwrap_or(1).max(1);
    let mut values = vec![
        ("timer_rego_load_ns", nanos(loaded)),
        ("timer_rego_compile_ns", nanos(compiled)),
        ("timer_rego_query_eval_ns", all / count),
        ("counter_rego_steps", steps),
    ];
    if runs.len() > 1 {
        let of = |best: Option<&Duration>| best.map_or(0, |t| nanos(*t));
        values.push(("timer_rego_query_eval_min_ns", of(runs.iter().min())));
        values.push(("timer_rego_query_eval_max_ns", of(runs.iter().max())));
        values.push(("counter_rego_runs", count));
    }
    let mut rows = vec![["metric", "value"].map(str::to_owned).to_vec()];
    rows.extend(values.iter().map(|(name, n)| vec![(*name).to_owned(), n.to_string()]));
    let json = values.iter().map(|(name, n)| ((*name).to_owned(), json!(n)));
    (Json::Object(json.collect()), table(&rows))
}

/// Rows as a table; the first is its head.
pub(super) fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |n: usize| {
        rows.iter().filter_map(|r| r.get(n)).map(|c| c.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let rule: String =
        widths.iter().map(|w| format!("+{}", "-".repeat(w + 2))).chain(["+".to_owned()]).collect();
    let mut out = format!("{rule}\n");
    for (n, row) in rows.iter().enumerate() {
        for (cell, width) in row.iter().zip(&widths) {
            let padding = width - cell.chars().count();
            // Writing to a string does not fail.
            let _ = write!(out, "| {cell}{} ", " ".repeat(padding));
        }
        out.push_str("|\n");
        if n == 0 || n + 1 == rows.len() {
            out.push_str(&rule);
            out.push('\n');
        }
    }
    out
}
