//! What Palisade makes of a case.

use crate::Outcome;
use palisade_arena::Arena;
use palisade_ir::{NoRecord, Options as VmOptions, Stop, Vm};
use palisade_lang_rego::ast::{Dialect, Literal, Module};
use palisade_lang_rego::{
    Compiled, Options, ParseOptions, Query, Source, compile_with, parse_module, parse_query,
};
use palisade_second::Case;
use palisade_source::{Diagnostic, FileId};
use palisade_value::{JsonOptions, Value, parse_json, write_json};

/// The moment of all evaluations, in nanoseconds since 1970.
pub(crate) const NOW: i64 = 1_767_225_600_000_000_000;

/// Modules that are compiled with a query for each rule asked for.
pub(crate) struct Program {
    pub(crate) compiled: Compiled,
}

fn told(diagnostics: &[Diagnostic]) -> String {
    let all: Vec<String> =
        diagnostics.iter().map(|d| format!("{}: {}", d.code, d.message)).collect();
    all.join("; ")
}

fn dialect(old: bool) -> ParseOptions {
    ParseOptions { dialect: if old { Dialect::V0 } else { Dialect::V1 } }
}

pub(crate) fn parsed(texts: &[String], old: bool) -> Result<Vec<Module>, String> {
    let mut modules = Vec::with_capacity(texts.len());
    for (text, n) in texts.iter().zip(0..) {
        let parsed = parse_module(text, FileId(n), dialect(old));
        if !parsed.diagnostics.is_empty() {
            return Err(told(&parsed.diagnostics));
        }
        modules.extend(parsed.module);
    }
    Ok(modules)
}

pub(crate) fn program(
    texts: &[String],
    asked: &[String],
    old: bool,
    optimize: bool,
) -> Result<Program, String> {
    let modules = parsed(texts, old)?;
    let sources: Vec<Source<'_>> =
        modules.iter().zip(0..).map(|(module, n)| Source { module, file: FileId(n) }).collect();
    let file = FileId(1000);
    let literals: Vec<Vec<Literal>> =
        asked.iter().map(|path| parse_query(path, file, ParseOptions::default()).0).collect();
    let queries: Vec<Query<'_>> = literals
        .iter()
        .map(|literals| Query { literals, file, imports: &[], package: &[] })
        .collect();
    let options = Options { optimize, ..Options::default() };
    let compiled = compile_with(&sources, &queries, options).map_err(|wrong| told(&wrong))?;
    Ok(Program { compiled })
}

impl Program {
    /// What each path comes to.
    pub(crate) fn run(&self, input: &str, data: &str) -> Vec<Outcome> {
        let queries = self.compiled.queries.iter();
        queries.map(|query| self.one(query.func, input, data)).collect()
    }

    fn one(&self, func: palisade_ir::FuncId, input: &str, data: &str) -> Outcome {
        let arena = Arena::new();
        let json = |text| parse_json(&arena, text, JsonOptions::default()).unwrap_or(Value::Null);
        let options = VmOptions { now: Some(NOW), ..VmOptions::default() };
        let mut vm = Vm::new(&self.compiled.program, &arena, options, NoRecord);
        vm.start(&[Some(json(input)), Some(json(data))]);
        match vm.call(func, &[]) {
            Ok(Value::Array(solutions)) => {
                let first = solutions.items().first().and_then(|s| s.field("values"));
                let value = first.and_then(|v| v.as_array()?.items().first().copied());
                value.map_or(Outcome::Undefined, |value| {
                    let mut text = String::new();
                    write_json(&mut text, value);
                    Outcome::Value(text)
                })
            }
            Ok(other) => Outcome::Error(format!("no solutions but {other:?}")),
            Err(Stop::Undefined) => Outcome::Undefined,
            Err(Stop::Error(fault)) => {
                Outcome::Error(format!("{:?}: {}", fault.kind, fault.message))
            }
            Err(Stop::Limit(limit)) => Outcome::Limit(limit.to_string()),
        }
    }
}

pub(crate) fn run(case: &Case) -> Vec<Outcome> {
    let (input, data) = (case.input.to_string(), case.data.to_string());
    texts(&case.texts(), &case.asked(), case.is_old(), &input, &data)
}

pub(crate) fn texts(
    texts: &[String],
    asked: &[String],
    old: bool,
    input: &str,
    data: &str,
) -> Vec<Outcome> {
    match program(texts, asked, old, true) {
        Ok(program) => program.run(input, data),
        Err(wrong) => vec![Outcome::Refused(wrong); asked.len()],
    }
}
