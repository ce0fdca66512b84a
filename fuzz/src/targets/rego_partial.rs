//! Rego text to what remains of its rules where the input is not known.

use super::rego_compile::{check, modules};
use super::{Target, rego_compile, text};
use palisade_arena::Arena;
use palisade_ir::{Limits as VmLimits, NoRecord, Options as VmOptions, Stop, Vm};
use palisade_lang_rego::ast::{Dialect, Module};
use palisade_lang_rego::parse::{ParseOptions, parse_query};
use palisade_lang_rego::partial::{
    Dialect as Sql, Given, Limits, Mapping, Options as PartialOptions, Unknown, Written, partial,
    to_sql, to_ucast,
};
use palisade_lang_rego::{Compiled, Options, Query, Source, compile_with, parse_module};
use palisade_source::FileId;
use palisade_value::{JsonOptions, Value, parse_json};

/// This target.
pub const TARGET: Target = Target {
    name: "rego_partial",
    run: target,
    dictionary: rego_compile::TARGET.dictionary,
    more_seeds: &[],
};

const DATA: &str = r#"{"d": {"n": 1, "xs": [1, 2, 3], "roles": {"x": ["read"]}}}"#;

/// Inputs that what remains is asked about.
const INPUTS: &[&str] = &[
    r#"{"a": 1, "b": "x", "xs": [3, 1, 2], "o": {"a": {"x": 1}, "b": [1, 2]}}"#,
    r#"{"a": "x", "c": null, "xs": ["a"], "o": {}}"#,
    "{}",
    "[]",
];

const LIMITS: Limits = Limits { steps: 20_000, alternatives: 64, queries: 64, depth: 40 };

/// What remains of a rule can be written, read and compiled again, and holds where the rule does.
pub fn target(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let Some(modules) = modules(&[text], Dialect::V1) else { return };
    let Some(module) = modules.first() else { return };
    let mut seen = Vec::new();
    for rule in &module.rules {
        let name = &rule.head.name.text;
        if rule.head.args.is_some() || seen.contains(&name) || seen.len() == 6 {
            continue;
        }
        seen.push(name);
        let mut path = String::from("data");
        for key in module.package.iter().map(|k| &k.text).chain([name]) {
            path.push_str(&format!("[{}]", serde_json::Value::from(key.as_str())));
        }
        remains(text, module, &path);
    }
}

fn remains(text: &str, module: &Module, query: &str) {
    let Some(compiled) = compiled(&[text], &[module], query) else { return };
    let unknowns: Vec<Unknown> = Unknown::parse("input").into_iter().collect();
    let arena = Arena::new();
    let data = parse_json(&arena, DATA, JsonOptions::default()).unwrap_or(Value::Null);
    let given = Given {
        input: None,
        data,
        unknowns: &unknowns,
        now: Some(1_767_225_600_000_000_000),
        strict: false,
        limits: LIMITS,
        options: PartialOptions::default(),
        world: None,
    };
    let residual = match partial(&compiled, &arena, &given) {
        Ok(residual) => residual,
        Err(wrong) => return check(&[text], &[*wrong]),
    };
    match residual.to_json() {
        Ok(json) => drop(json.to_string()),
        Err(wrong) => check(&[text], &[*wrong]),
    }
    match residual.filter(&Mapping::new(&unknowns)) {
        Ok(filter) => {
            for dialect in [Sql::Postgresql, Sql::Mysql, Sql::Sqlite, Sql::Sqlserver] {
                let _ = to_sql(&filter, dialect);
            }
            let _ = to_ucast(&filter);
        }
        Err(wrong) => check(&[text], &[*wrong]),
    }
    match residual.write() {
        Ok(written) => agrees(text, module, query, &written),
        Err(wrong) => check(&[text], &[*wrong]),
    }
}

/// What was written has to be Rego that holds where the rule does.
fn agrees(text: &str, module: &Module, query: &str, written: &Written) {
    let mut residual = String::from("package residual\n");
    for query in &written.queries {
        let lines = if query.is_empty() { "true".to_owned() } else { query.join("\n\t") };
        residual.push_str(&format!("\nallow if {{\n\t{lines}\n}}\n"));
    }
    let support = written.modules.join("\n");
    let mut texts = vec![residual.as_str()];
    texts.extend(written.modules.iter().map(String::as_str));
    let read: Vec<Module> = texts
        .iter()
        .filter_map(|text| {
            let parsed = parse_module(text, FileId(0), ParseOptions::default());
            assert!(parsed.diagnostics.is_empty(), "{text}\n{:?}", parsed.diagnostics);
            parsed.module
        })
        .collect();
    let sources: Vec<&Module> = read.iter().collect();
    // Constants in what remains can have types that the policy's own terms do not.
    let Some(remains) = compiled(&texts, &sources, "data.residual.allow") else { return };
    let Some(whole) = compiled(&[text], &[module], query) else { return };
    for input in INPUTS {
        let (Some(expected), Some(got)) = (holds(&whole, input), holds(&remains, input)) else {
            continue;
        };
        assert_eq!(expected, got, "{query} of\n{text}\nleaves\n{residual}\n{support}\non {input}");
    }
}

fn compiled(texts: &[&str], modules: &[&Module], query: &str) -> Option<Compiled> {
    let sources: Vec<Source<'_>> =
        modules.iter().zip(0..).map(|(module, n)| Source { module, file: FileId(n) }).collect();
    let file = FileId(1000);
    let (literals, wrong) = parse_query(query, file, ParseOptions::default());
    assert!(wrong.is_empty(), "{query}: {wrong:?}");
    let query = Query { literals: &literals, file, imports: &[], package: &[] };
    match compile_with(&sources, &[query], Options { optimize: false, ..Options::default() }) {
        Ok(compiled) => Some(compiled),
        Err(wrong) => {
            let ours: Vec<_> =
                wrong.into_iter().filter(|d| d.location.is_none_or(|l| l.file != file)).collect();
            if !ours.is_empty() {
                check(texts, &ours);
            }
            None
        }
    }
}

/// Whether a query has a solution that is not false; none where the evaluation fails.
fn holds(compiled: &Compiled, input: &str) -> Option<bool> {
    let arena = Arena::new();
    let json = |text| parse_json(&arena, text, JsonOptions::default()).unwrap_or(Value::Null);
    let limits = VmLimits { steps: 20_000, memory: 4 << 20, depth: 100 };
    let options =
        VmOptions { limits, now: Some(1_767_225_600_000_000_000), ..VmOptions::default() };
    let mut vm = Vm::new(&compiled.program, &arena, options, NoRecord);
    vm.start(&[Some(json(input)), Some(json(DATA))]);
    match vm.call(compiled.queries.first()?.func, &[]) {
        Ok(Value::Array(solutions)) => Some(solutions.items().iter().any(|solution| {
            let values = solution.field("values").and_then(|v| v.as_array());
            values.is_some_and(|v| v.items().iter().all(|v| !v.same(&Value::Bool(false))))
        })),
        Ok(_) | Err(Stop::Undefined) => Some(false),
        Err(_) => None,
    }
}
