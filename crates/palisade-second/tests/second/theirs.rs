//! What `regorus` makes of a case.

use crate::Outcome;
use palisade_second::Case;
use regorus::Engine;
use std::panic::{AssertUnwindSafe, catch_unwind};

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
    let make = || -> Result<Engine, String> {
        let mut engine = Engine::new();
        engine.set_rego_v0(old);
        engine.set_strict_builtin_errors(false);
        for (text, n) in texts.iter().zip(0..) {
            engine.add_policy(format!("{n}.rego"), text.clone()).map_err(|e| e.to_string())?;
        }
        engine.add_data_json(data).map_err(|e| e.to_string())?;
        engine.set_input_json(input).map_err(|e| e.to_string())?;
        Ok(engine)
    };
    let mut engine = make();
    let mut outcomes = Vec::with_capacity(asked.len());
    for path in asked {
        let outcome = match &mut engine {
            Ok(engine) => one(engine, path),
            Err(wrong) => Outcome::Refused(wrong.clone()),
        };
        // What failed once is not asked again: rules that were under way are undefined then.
        if matches!(outcome, Outcome::Error(_)) {
            engine = make();
        }
        outcomes.push(outcome);
    }
    outcomes
}

fn one(engine: &mut Engine, path: &str) -> Outcome {
    // It panics on some arguments of builtins; that is an answer, too.
    let results = catch_unwind(AssertUnwindSafe(|| engine.eval_query(path.to_owned(), false)));
    let results = match results {
        Ok(Ok(results)) => results,
        Ok(Err(wrong)) => return Outcome::Error(wrong.to_string()),
        Err(_) => return Outcome::Error("panic".to_owned()),
    };
    let value = results.result.first().and_then(|r| r.expressions.first()).map(|e| &e.value);
    match value {
        None | Some(regorus::Value::Undefined) => Outcome::Undefined,
        Some(value) => match value.to_json_str() {
            Ok(text) => Outcome::Value(text),
            Err(wrong) => Outcome::Error(wrong.to_string()),
        },
    }
}
