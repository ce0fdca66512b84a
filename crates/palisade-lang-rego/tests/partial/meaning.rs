//! What remains means what the policy means: generated policies and inputs.

use crate::{Case, holds};
use proptest::prelude::*;
use std::fmt::Write;

/// A test of a body; variables are named after a number that is used once.
fn literal(level: u8) -> BoxedStrategy<String> {
    let path = prop_oneof![Just("input.a"), Just("input.b"), Just("input.c.d"), Just("input.k")];
    let other = prop_oneof![Just("input.a"), Just("input.b"), Just("data.n"), Just("\"x\"")];
    let op = prop_oneof![Just("=="), Just("!="), Just("<"), Just("<="), Just(">"), Just(">=")];
    let n = 0..3_i32;
    let small = prop_oneof![
        (path.clone(), op.clone(), n.clone()).prop_map(|(p, op, n)| format!("{p} {op} {n}")),
        (path.clone(), op, other).prop_map(|(p, op, o)| format!("{p} {op} {o}")),
        path.clone().prop_map(str::to_owned),
        path.clone().prop_map(|p| format!("{p} in {{1, 2, \"x\"}}")),
        path.clone().prop_map(|p| format!("{p} in input.xs")),
        path.clone().prop_map(|p| format!("data.table[{p}] == 1")),
        path.clone().prop_map(|p| format!("({p} == 1) == false")),
        path.clone().prop_map(|p| format!("startswith({p}, \"x\")")),
        (path.clone(), n.clone()).prop_map(|(p, n)| format!("{p} + 1 > {n}")),
        (path.clone(), n.clone()).prop_map(|(p, n)| format!("[{p}, 1] == [{n}, 1]")),
        (path.clone(), 0..1000_i32).prop_map(|(p, id)| format!("y{id} := {p}\n\ty{id} != 1")),
        (n.clone(), 0..1000_i32)
            .prop_map(|(n, id)| format!("some x{id} in input.xs\n\tx{id} > {n}")),
        (n.clone(), 0..1000_i32)
            .prop_map(|(n, id)| format!("every z{id} in input.xs {{ z{id} > {n} }}")),
        n.prop_map(|n| format!("count([w | some w in input.xs; w > {n}]) == 1")),
    ];
    let negated = small.clone().prop_filter_map("one line", |l| {
        (!l.contains('\n') && !l.starts_with("every")).then(|| format!("not {l}"))
    });
    if level == 0 {
        return prop_oneof![4 => small, 1 => negated].boxed();
    }
    let rules = prop_oneof![
        Just("r".to_owned()),
        Just("not r".to_owned()),
        Just("grade == \"low\"".to_owned()),
        Just("not grade == \"high\"".to_owned()),
        Just("count(set) == 0".to_owned()),
        Just("count(set) > 0".to_owned()),
        Just("1 in set".to_owned()),
        Just("set[input.a]".to_owned()),
        Just("some e in set\n\te == input.b".to_owned()),
        Just("not set[\"x\"]".to_owned()),
        Just("object[input.a] == 1".to_owned()),
        Just("f(input.b) == 1".to_owned()),
        Just("not f(input.a)".to_owned()),
        Just("r with input.a as 1".to_owned()),
        Just("r with input as {\"a\": input.b, \"xs\": [1, 2]}".to_owned()),
        Just("every q in set { q != input.k }".to_owned()),
    ];
    prop_oneof![2 => small, 1 => negated, 4 => rules].boxed()
}

fn body(level: u8) -> BoxedStrategy<String> {
    let all = prop::collection::vec(literal(level), 1..3);
    // The same one twice would declare its variables twice.
    all.prop_map(|mut all| {
        all.dedup();
        all.join("\n\t")
    })
    .boxed()
}

fn policy() -> impl Strategy<Value = String> {
    let top = prop::collection::vec(body(1), 1..3);
    (top, prop::collection::vec(body(0), 9), any::<bool>()).prop_map(|(top, b, default)| {
        let mut out = String::from("package t\n\n");
        if default {
            out.push_str("default allow := false\n\n");
        }
        for body in top {
            _ = write!(out, "allow if {{\n\t{body}\n}}\n\n");
        }
        _ = write!(out, "r if {{\n\t{}\n}}\n\nr if {{\n\t{}\n}}\n\n", b[0], b[1]);
        _ = write!(
            out,
            "default grade := \"none\"\n\ngrade := \"high\" if {{\n\t{}\n}} else := ",
            b[2]
        );
        _ = write!(out, "\"low\" if {{\n\t{}\n}}\n\n", b[3]);
        _ = write!(out, "set contains 1 if {{\n\t{}\n}}\n\n", b[4]);
        _ = write!(out, "set contains input.b if {{\n\t{}\n}}\n\n", b[5]);
        _ = write!(out, "set contains x if {{\n\tsome x in input.xs\n\t{}\n}}\n\n", b[6]);
        _ = write!(out, "object[\"x\"] := 1 if {{\n\t{}\n}}\n\n", b[7]);
        _ = write!(out, "f(x) := x if {{\n\tx != 2\n\t{}\n}}\n", b[8]);
        out
    })
}

fn scalar() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => (0..3_i32).prop_map(|n| n.to_string()),
        1 => Just("\"x\"".to_owned()),
        1 => Just("null".to_owned()),
        1 => Just("true".to_owned()),
        1 => Just("false".to_owned()),
    ]
}

fn input() -> impl Strategy<Value = String> {
    let field = || prop::option::weighted(0.8, scalar());
    let items = prop::collection::vec((0..4_i32).prop_map(|n| n.to_string()), 0..3)
        .prop_map(|items| format!("[{}]", items.join(", ")));
    let xs = prop::option::weighted(0.9, prop_oneof![5 => items, 1 => scalar()]);
    (field(), field(), field(), xs).prop_map(|(a, b, d, xs)| {
        let mut parts = vec!["\"k\": 1".to_owned()];
        parts.extend(a.map(|v| format!("\"a\": {v}")));
        parts.extend(b.map(|v| format!("\"b\": {v}")));
        parts.extend(d.map(|v| format!("\"c\": {{\"d\": {v}}}")));
        parts.extend(xs.map(|v| format!("\"xs\": {v}")));
        format!("{{{}}}", parts.join(", "))
    })
}

const DATA: &str = r#"{"n": 1, "table": {"x": 1, "y": 2}}"#;

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn what_remains_holds_where_the_policy_does(
        policy in policy(),
        inputs in prop::collection::vec(input(), 6),
        split in any::<bool>(),
    ) {
        let (known, unknowns): (_, &[&str]) = if split {
            (Some(r#"{"k": 1}"#), &["input.a", "input.b", "input.c", "input.xs"])
        } else {
            (None, &["input"])
        };
        let case = Case { policy: &policy, input: known, data: DATA, unknowns, ..Case::default() };
        let written = match case.written() {
            Ok(written) => written,
            // Some things are refused, but none may be wrong.
            Err(error) => {
                let told = error.code == "rego-partial-limit"
                    || error.message.contains("cannot be evaluated partially");
                prop_assert!(told, "{}: {}", error.code, error.message);
                return Ok(());
            }
        };
        let mut residual = String::from("package residual\n");
        for query in &written.queries {
            let lines = if query.is_empty() { "true".to_owned() } else { query.join("\n\t") };
            _ = write!(residual, "\nallow if {{\n\t{lines}\n}}\n");
        }
        if written.queries.is_empty() {
            residual.push_str("\nallow if false\n");
        }
        let support = written.modules.join("\n");
        let mut modules = vec![residual.as_str()];
        modules.extend(written.modules.iter().map(String::as_str));
        for input in &inputs {
            let Some(expected) = holds(&[&policy], "data.t.allow == true", input, DATA) else {
                continue;
            };
            let got = holds(&modules, "data.residual.allow == true", input, DATA);
            prop_assert_eq!(
                got, Some(expected), "{}\n{}\n{}\ninput: {}", policy, residual, support, input
            );
        }
    }
}
