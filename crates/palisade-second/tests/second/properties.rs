//! What holds of every policy, on the generated ones.

use crate::{Outcome, ours};
use palisade_arena::Arena;
use palisade_lang_rego::ast::Dialect;
use palisade_lang_rego::fmt::{format, format_as_v1};
use palisade_lang_rego::parse_module;
use palisade_lang_rego::partial::{Given, Limits, Options, Unknown, partial};
use palisade_second::{Case, case, shrink};
use palisade_source::FileId;
use palisade_value::{JsonOptions, Value, parse_json};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Other cases than the ones that both implementations run.
fn cases() -> std::ops::Range<u64> {
    if crate::all_cases() { 10_000..12_000 } else { 10_000..10_080 }
}

/// Holds a property against every case; shows the smallest one on which it fails.
fn check(property: impl Fn(&Case) -> Result<(), String>) {
    for number in cases() {
        let case = case(number);
        if property(&case).is_ok() {
            continue;
        }
        let small = shrink(&case, 3000, |case| property(case).is_err());
        let wrong = property(&small).err().unwrap_or_default();
        panic!("case {number}:\n{small}\n{wrong}");
    }
}

fn equal(asked: &[String], a: &[Outcome], b: &[Outcome]) -> Result<(), String> {
    let pairs = asked.iter().zip(a.iter().zip(b));
    for (path, (a, b)) in pairs {
        if a != b {
            return Err(format!("{path}\n  first: {a}\n  then:  {b}"));
        }
    }
    Ok(())
}

/// What the rules come to, of modules that compile.
fn outcomes(
    case: &Case,
    texts: &[String],
    old: bool,
    optimize: bool,
) -> Result<Vec<Outcome>, String> {
    let program = ours::program(texts, &case.asked(), old, optimize)?;
    Ok(program.run(&case.input.to_string(), &case.data.to_string()))
}

#[test]
fn formatting_keeps_the_meaning() {
    check(|case| {
        let (texts, old) = (case.texts(), case.is_old());
        let Ok(before) = outcomes(case, &texts, old, true) else { return Ok(()) };
        let modules = ours::parsed(&texts, old)?;
        let laid: Vec<String> =
            texts.iter().zip(&modules).map(|(text, module)| format(text, module)).collect();
        let again = ours::parsed(&laid, old).map_err(|e| format!("{e}\n{}", laid.join("\n")))?;
        for (text, module) in laid.iter().zip(&again) {
            let second = format(text, module);
            if second != *text {
                return Err(format!("a second time:\n{text}\n{second}"));
            }
        }
        let after = outcomes(case, &laid, old, true)?;
        equal(&case.asked(), &before, &after).map_err(|e| format!("{}\n{e}", laid.join("\n")))
    });
}

#[test]
fn rewriting_as_v1_keeps_the_meaning() {
    check(|case| {
        let texts = case.texts();
        let Ok(before) = outcomes(case, &texts, case.is_old(), true) else { return Ok(()) };
        let modules = ours::parsed(&texts, case.is_old())?;
        let mut laid = Vec::new();
        for (text, module) in texts.iter().zip(&modules) {
            // What cannot be said in v1 is refused, with a reason.
            let Ok(new) = format_as_v1(text, module) else { return Ok(()) };
            laid.push(new);
        }
        let after =
            outcomes(case, &laid, false, true).map_err(|e| format!("{e}\n{}", laid.join("\n")))?;
        equal(&case.asked(), &before, &after).map_err(|e| format!("{}\n{e}", laid.join("\n")))
    });
}

#[test]
fn evaluation_is_deterministic() {
    check(|case| {
        let (texts, old, asked) = (case.texts(), case.is_old(), case.asked());
        let (input, data) = (case.input.to_string(), case.data.to_string());
        let Ok(program) = ours::program(&texts, &asked, old, true) else { return Ok(()) };
        let first = program.run(&input, &data);
        equal(&asked, &first, &program.run(&input, &data))?;
        let elsewhere = std::thread::scope(|scope| {
            scope.spawn(|| program.run(&input, &data)).join().unwrap_or_default()
        });
        if elsewhere.len() != asked.len() {
            return Err("the other thread panicked".to_owned());
        }
        equal(&asked, &first, &elsewhere)?;
        let plain = outcomes(case, &texts, old, false)?;
        equal(&asked, &first, &plain).map_err(|e| format!("not optimized:\n{e}"))
    });
}

#[test]
fn an_unrelated_module_changes_nothing() {
    check(|case| {
        let (mut texts, old) = (case.texts(), case.is_old());
        let Ok(before) = outcomes(case, &texts, old, true) else { return Ok(()) };
        let body = if old { "{ input.a == x }" } else { "if input.a == x" };
        texts.insert(
            0,
            format!(
                "package other\n\nimport input.o as count\n\np0 := {{\"a\": [1]}}\n\nf(x) := 2 {body}\n\n\
                 q0 := f(1)\n"
            ),
        );
        let after = outcomes(case, &texts, old, true)?;
        equal(&case.asked(), &before, &after)
    });
}

/// What remains of a rule with the input unknown, as modules with a rule `data.residual.p`; why
/// where it is refused.
fn residual(case: &Case, path: &str, options: &Options) -> Option<Result<Vec<String>, String>> {
    let asked = [format!("{path} = found")];
    let program = ours::program(&case.texts(), &asked, false, false).ok()?;
    let arena = Arena::new();
    let unknowns = [Unknown::input()];
    let given = Given {
        input: None,
        data: parse_json(&arena, &case.data.to_string(), JsonOptions::default())
            .unwrap_or(Value::Null),
        unknowns: &unknowns,
        now: Some(ours::NOW),
        strict: false,
        limits: Limits { steps: 100_000, alternatives: 128, queries: 128, depth: 60 },
        options: options.clone(),
        world: None,
    };
    let written = match partial(&program.compiled, &arena, &given).and_then(|r| r.write()) {
        Ok(written) => written,
        Err(error) => return Some(Err(format!("{}: {}", error.code, error.message))),
    };
    let mut text = String::from("package residual\n");
    for query in &written.queries {
        _ = write!(text, "\np contains found if {{\n\t{}\n}}\n", query.join("\n\t"));
    }
    if written.queries.is_empty() {
        text.push_str("\np contains 1 if false\n");
    }
    let mut texts = vec![text];
    texts.extend(written.modules);
    Some(Ok(texts))
}

/// What became of the rules of all cases.
#[derive(Debug, Default)]
struct Remains {
    /// Those of which something remains, or nothing.
    evaluated: usize,
    /// Those that end with an error of the policy that hangs on nothing unknown, as two values of
    /// a complete rule, whether the rule is reached or not: so it is in OPA.
    conflicts: usize,
    /// Why the others have no residual.
    refused: BTreeMap<String, usize>,
}

/// Holds that what remains of each rule comes to what the rule comes to.
fn remains(options: &Options) -> Remains {
    let all = RefCell::new(Remains::default());
    check(|case| {
        if case.is_old() {
            return Ok(());
        }
        let asked = case.asked();
        let Ok(whole) = outcomes(case, &case.texts(), false, true) else { return Ok(()) };
        for (path, expected) in asked.iter().zip(whole) {
            let texts = match residual(case, path, options) {
                Some(Ok(texts)) => texts,
                Some(Err(why)) if why.starts_with("eval-conflict-error") => {
                    let whole = matches!(expected, Outcome::Value(_) | Outcome::Undefined);
                    all.borrow_mut().conflicts += usize::from(whole);
                    continue;
                }
                Some(Err(why)) => {
                    *all.borrow_mut().refused.entry(why).or_insert(0) += 1;
                    continue;
                }
                None => continue,
            };
            all.borrow_mut().evaluated += 1;
            let input = case.input.to_string();
            let query = ["data.residual.p".to_owned()];
            let got = ours::texts(&texts, &query, false, &input, &case.data.to_string());
            // Constants in what remains can have types that the policy's own terms do not.
            let mistyped =
                |o: &Outcome| matches!(o, Outcome::Refused(why) if why.contains("rego-type-error"));
            if got.first().is_some_and(mistyped) {
                continue;
            }
            let expected = match expected {
                Outcome::Value(value) => Outcome::Value(format!("[{value}]")),
                Outcome::Undefined => Outcome::Value("[]".to_owned()),
                // Errors hang on what is evaluated, and a residual may do without it.
                _ => continue,
            };
            if !got.first().is_some_and(|got| got.agrees(&expected)) {
                return Err(format!(
                    "{path} is {expected}, but what remains {got:?}\n{}",
                    texts.join("\n")
                ));
            }
        }
        Ok(())
    });
    all.into_inner()
}

#[test]
fn what_remains_means_the_same() {
    let all = remains(&Options::default());
    eprintln!("{all:?}");
    assert!(all.evaluated > 100 && all.conflicts * 30 < all.evaluated, "{all:?}");
    assert_eq!(all.refused, BTreeMap::new());
}

#[test]
fn what_remains_of_rules_that_stay_means_the_same() {
    let shallow = Options { shallow: true, ..Options::default() };
    assert_eq!(remains(&shallow).refused, BTreeMap::new());
    let kept = Options { kept: vec![vec!["t".to_owned()]], ..Options::default() };
    assert_eq!(remains(&kept).refused, BTreeMap::new());
}

#[test]
fn generated_modules_are_read() {
    for number in cases() {
        let case = case(number);
        for text in case.texts() {
            let dialect = if case.is_old() { Dialect::V0 } else { Dialect::V1 };
            let options = palisade_lang_rego::ParseOptions { dialect };
            let parsed = parse_module(&text, FileId(0), options);
            assert!(parsed.diagnostics.is_empty(), "{text}\n{:?}", parsed.diagnostics);
        }
    }
}
