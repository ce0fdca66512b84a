//! What stands beside the result of a query: coverage, profile, metrics, trace.

use super::clock::{nanos, shown};
use super::eval::SortKey;
use super::shared::location;
use super::test::coverage_json;
use palisade_lang_rego::workspace::{FileCoverage, ProfileEntry, TraceLine};
use palisade_source::SourceMap;
use serde_json::{Value as Json, json};
use std::cmp::Ordering;
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

/// Sorts a profile by what comes first, ties by time.
pub(super) fn sort(entries: &mut [ProfileEntry], keys: &[SortKey], sources: &SourceMap) {
    let place = |entry: &ProfileEntry| {
        let file = sources.get(entry.location.file);
        (file.path().to_string(), file.line(entry.location.span.start))
    };
    entries.sort_by(|a, b| {
        let by = |key: &SortKey| match key {
            SortKey::TotalTimeNs => b.nanos.cmp(&a.nanos),
            SortKey::NumEval => b.evaluations.cmp(&a.evaluations),
            SortKey::NumSteps => b.steps.cmp(&a.steps),
            SortKey::File => place(a).0.cmp(&place(b).0),
            SortKey::Line => place(a).1.cmp(&place(b).1),
        };
        keys.iter().map(by).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    });
}

/// What an evaluation took beside its own time.
#[derive(Debug)]
pub(super) struct Spent {
    pub(super) loaded: Duration,
    pub(super) compiled: Duration,
    /// Making documents of what was loaded.
    pub(super) built: Duration,
    /// Reading the input.
    pub(super) parsed: Duration,
    /// Bytes of values.
    pub(super) memory: usize,
    /// Whether all is told.
    pub(super) all: bool,
}

/// One run is told as it was, several by their spread: the name of the part, JSON and text.
pub(super) fn metrics(
    spent: &Spent,
    runs: &[Duration],
    steps: u64,
) -> (&'static str, Json, String) {
    const EVALUATION: &str = "timer_rego_query_eval_ns";
    let mut values = vec![
        ("timer_rego_load_files_ns", nanos(spent.loaded)),
        ("timer_rego_module_compile_ns", nanos(spent.compiled)),
        ("timer_rego_input_parse_ns", nanos(spent.parsed)),
    ];
    if spent.all {
        values.push(("timer_rego_data_parse_ns", nanos(spent.built)));
    }
    if let [once] = runs {
        values.push((EVALUATION, nanos(*once)));
    }
    values.push(("counter_rego_steps", steps));
    if spent.all {
        values.push(("counter_rego_value_bytes", u64::try_from(spent.memory).unwrap_or(u64::MAX)));
        values.push(("counter_rego_runs", u64::try_from(runs.len()).unwrap_or(u64::MAX)));
    }
    if runs.len() < 2 {
        let mut rows = vec![["metric", "value"].map(str::to_owned).to_vec()];
        rows.extend(values.iter().map(|(name, n)| vec![(*name).to_owned(), n.to_string()]));
        let json = values.iter().map(|(name, n)| ((*name).to_owned(), json!(n)));
        return ("metrics", Json::Object(json.collect()), table(&rows));
    }
    let mut times: Vec<u64> = runs.iter().map(|t| nanos(*t)).collect();
    times.sort_unstable();
    let of = |times: &[u64]| {
        let at = |percent: usize| {
            let last = times.len().saturating_sub(1);
            times.get((times.len() * percent / 100).min(last)).copied().unwrap_or(0)
        };
        let mean = times.iter().sum::<u64>() / u64::try_from(times.len()).unwrap_or(1).max(1);
        let last = times.last().copied().unwrap_or(0);
        [("min", at(0)), ("max", last), ("mean", mean), ("90%", at(90)), ("99%", at(99))]
    };
    let mut all: Vec<(&str, [(&str, u64); 5])> =
        values.iter().map(|(name, n)| (*name, of(&[*n]))).collect();
    all.push((EVALUATION, of(&times)));
    let head = ["metric", "min", "max", "mean", "90%", "99%"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    let mut json = serde_json::Map::new();
    for (name, spread) in all {
        let numbers = spread.iter().map(|(_, n)| n.to_string());
        rows.push(std::iter::once(name.to_owned()).chain(numbers).collect());
        let spread = spread.iter().map(|(key, n)| ((*key).to_owned(), json!(n)));
        json.insert(name.to_owned(), Json::Object(spread.collect()));
    }
    ("aggregated_metrics", Json::Object(json), table(&rows))
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
