//! The machine on programs built by hand: what CEL, the native form and Rego lower to.
#![expect(clippy::unwrap_used, reason = "helpers of tests may fail loudly")]

use palisade_ir::{
    Access, Chain, Expr, ExprId, Func, FuncKind, Generate, LimitKind, Limits, NoRecord, Op,
    Options, Override, Program, ProgramBuilder, Quantifier, Root, RuleKind, Slot, Stmt, Stop,
    Trace, Vm,
};
use palisade_value::{Arena, JsonOptions, Unknown, UnknownKind, Value, parse_json};

fn json<'a>(arena: &'a Arena, text: &str) -> Value<'a> {
    let value = parse_json(arena, text, JsonOptions::default()).unwrap();
    mark(arena, value)
}

/// Turns every text `?` into an unknown.
fn mark<'a>(arena: &'a Arena, value: Value<'a>) -> Value<'a> {
    match value {
        Value::Str("?") => Value::unknown(
            arena,
            Unknown {
                kind: UnknownKind::UnsetVariable,
                subject: "var.x",
                location: None,
                partial: None,
                nullable: true,
            },
        ),
        Value::Array(a) => {
            let items: Vec<_> = a.items().iter().map(|v| mark(arena, *v)).collect();
            Value::array(arena, &items)
        }
        Value::Object(o) => {
            let mut builder = palisade_value::ObjectBuilder::new();
            o.entries().iter().for_each(|(k, v)| builder.insert(*k, mark(arena, *v)));
            builder.finish(arena)
        }
        other => other,
    }
}

struct Builder<'b>(ProgramBuilder<'b>);

impl Builder<'_> {
    fn path(&mut self, keys: &[&str]) -> ExprId {
        let mut at = self.0.expr(Expr::Root(Root(0)), None);
        for key in keys {
            let key = self.0.text(key);
            at = self.0.expr(Expr::Get(at, key, Access::Undefined), None);
        }
        at
    }

    fn slot(&mut self, n: u16) -> ExprId {
        self.0.expr(Expr::Slot(Slot(n)), None)
    }

    fn field(&mut self, base: ExprId, key: &str) -> ExprId {
        let key = self.0.text(key);
        self.0.expr(Expr::Get(base, key, Access::Undefined), None)
    }

    fn op(&mut self, op: Op, a: ExprId, b: ExprId) -> ExprId {
        self.0.expr(Expr::Binary(op, a, b), None)
    }

    fn text(&mut self, text: &str) -> ExprId {
        self.0.value(Value::Str(text), None)
    }

    fn rule(
        &mut self,
        name: &str,
        kind: RuleKind,
        slots: u16,
        bodies: Vec<Chain>,
    ) -> palisade_ir::FuncId {
        let memo = Some(self.0.memo());
        let kind = FuncKind::Rules { kind, bodies, default: None, index: None };
        self.0.func(Func { name: name.into(), params: 0, slots, kind, memo, location: None })
    }

    fn expression(&mut self, body: ExprId, slots: u16) -> palisade_ir::FuncId {
        let kind = FuncKind::Expr(body);
        self.0.func(Func {
            name: "main".into(),
            params: 0,
            slots,
            kind,
            memo: None,
            location: None,
        })
    }
}

/// Runs the last function of a program on an input and shows what comes of it.
fn run(program: &Program, input: &str) -> String {
    run_limited(program, input, Limits::default()).0
}

fn run_limited(program: &Program, input: &str, limits: Limits) -> (String, u64) {
    let arena = Arena::new();
    let options = Options { limits, ..Options::default() };
    let mut vm = Vm::new(program, &arena, options, NoRecord);
    vm.start(&[Some(json(&arena, input))]);
    let last = palisade_ir::FuncId(u32::try_from(program.funcs().len() - 1).unwrap());
    let shown = match vm.call(last, &[]) {
        Ok(value) => format!("{value:?}"),
        Err(Stop::Undefined) => "undefined".into(),
        Err(Stop::Error(fault)) => format!("error: {fault}"),
        Err(Stop::Limit(kind)) => format!("limit: {kind:?}"),
    };
    (shown, vm.steps())
}

#[test]
fn bodies_backtrack_over_nested_iterations() {
    // grandchild[g] { some p, c; input.parents[p][_] == c; input.parents[c][_] == g }
    let arena = Arena::new();
    let mut b = Builder(ProgramBuilder::new(&arena));
    let parents = b.path(&["parents"]);
    let (children, c) = (b.slot(0), b.slot(1));
    let of_c = b.0.expr(Expr::Index(parents, c, Access::Undefined), None);
    let g = b.slot(2);
    let yields = b.0.block(vec![Stmt::Yield { key: None, value: Some(g) }]);
    let third = b.0.block(vec![Stmt::Scan {
        source: of_c,
        key: None,
        value: Some(Slot(2)),
        block: yields,
    }]);
    let second = b.0.block(vec![Stmt::Scan {
        source: children,
        key: None,
        value: Some(Slot(1)),
        block: third,
    }]);
    let first = b.0.block(vec![Stmt::Scan {
        source: parents,
        key: None,
        value: Some(Slot(0)),
        block: second,
    }]);
    b.rule("grandchild", RuleKind::Set, 3, vec![Chain(vec![first])]);
    let program = b.0.finish();
    let input =
        r#"{"parents": {"ann": ["bob", "cid"], "bob": ["dan"], "cid": ["eve", "fay"], "zoe": []}}"#;
    assert_eq!(run(&program, input), r#"["dan","eve","fay"]"#);
    assert_eq!(run(&program, "{}"), "[]");
    assert_eq!(
        run(&program, r#"{"parents": {"ann": ["?"]}}"#),
        r#"[{"$unknown":"variable `var.x` has no value"}]"#
    );
}

#[test]
fn negation_and_unknown_branches_are_three_valued() {
    // deny { input.a == 1; not input.b == 2 }
    let arena = Arena::new();
    let mut b = Builder(ProgramBuilder::new(&arena));
    let (a, bb) = (b.path(&["a"]), b.path(&["b"]));
    let (one, two) = (b.0.value(Value::Int(1), None), b.0.value(Value::Int(2), None));
    let (is_one, is_two) = (b.op(Op::Eq, a, one), b.op(Op::Eq, bb, two));
    let found = b.0.block(vec![Stmt::Test(is_two), Stmt::Yield { key: None, value: None }]);
    let body = b.0.block(vec![
        Stmt::Test(is_one),
        Stmt::Not(found),
        Stmt::Yield { key: None, value: None },
    ]);
    b.rule("deny", RuleKind::Complete, 0, vec![Chain(vec![body])]);
    let program = b.0.finish();
    for (input, want) in [
        (r#"{"a": 1, "b": 3}"#, "true"),
        (r#"{"a": 1}"#, "true"),
        (r#"{"a": 1, "b": 2}"#, "undefined"),
        (r#"{"a": "?", "b": 2}"#, "undefined"),
        (r#"{"a": 2, "b": "?"}"#, "undefined"),
        (r#"{"a": 1, "b": "?"}"#, r#"{"$unknown":"variable `var.x` has no value"}"#),
        (r#"{"a": "?", "b": 3}"#, r#"{"$unknown":"variable `var.x` has no value"}"#),
    ] {
        assert_eq!(run(&program, input), want, "{input}");
    }
}

#[test]
fn complete_rules_conflict_and_else_takes_the_first_branch() {
    let arena = Arena::new();
    let mut b = Builder(ProgramBuilder::new(&arena));
    let mut branch = |key: &str, value: &str| {
        let test = b.path(&[key]);
        let value = b.text(value);
        b.0.block(vec![Stmt::Test(test), Stmt::Yield { key: None, value: Some(value) }])
    };
    let (p, q, r) = (branch("p", "one"), branch("q", "two"), branch("r", "three"));
    b.rule("level", RuleKind::Complete, 0, vec![Chain(vec![p, q]), Chain(vec![r])]);
    let program = b.0.finish();
    assert_eq!(run(&program, r#"{"p": true, "q": true}"#), r#""one""#);
    assert_eq!(run(&program, r#"{"q": true}"#), r#""two""#);
    assert_eq!(
        run(&program, r#"{"q": true, "r": true}"#),
        "error: complete rules must not produce multiple outputs"
    );
    assert_eq!(run(&program, r#"{"p": false}"#), "undefined");
}

#[test]
fn comprehensions_collect_and_object_keys_conflict() {
    let arena = Arena::new();
    let mut b = Builder(ProgramBuilder::new(&arena));
    let items = b.path(&["items"]);
    let item = b.slot(0);
    let (key, value) = (b.field(item, "k"), b.field(item, "v"));
    let yields = b.0.block(vec![Stmt::Yield { key: Some(key), value: Some(value) }]);
    let scan = b.0.block(vec![Stmt::Scan {
        source: items,
        key: None,
        value: Some(Slot(0)),
        block: yields,
    }]);
    let object = b.0.expr(Expr::Generate(Generate::Object, scan), None);
    b.expression(object, 1);
    let program = b.0.finish();
    assert_eq!(
        run(
            &program,
            r#"{"items": [{"k": "x", "v": 1}, {"k": "y", "v": 2}, {"k": "x", "v": 1}, {"v": 9}]}"#
        ),
        r#"{"x":1,"y":2}"#
    );
    assert_eq!(
        run(&program, r#"{"items": [{"k": "x", "v": 1}, {"k": "x", "v": 2}]}"#),
        "error: object keys must be unique: \"x\" has two values"
    );
}

fn keyed_rules(count: usize) -> Program {
    let arena = Arena::new();
    let mut b = Builder(ProgramBuilder::new(&arena));
    let mut bodies = Vec::new();
    for n in 0..count {
        let name = b.path(&["request", "action"]);
        let wanted = b.text(&format!("action-{n}"));
        let test = b.op(Op::Eq, name, wanted);
        let message = b.text(&format!("rule {n}"));
        // The part behind the key would be expensive: it is only run where the key fits.
        let list = b.path(&["list"]);
        let yields = b.0.block(vec![Stmt::Yield { key: None, value: Some(message) }]);
        let body = b.0.block(vec![
            Stmt::Test(test),
            Stmt::Scan { source: list, key: None, value: Some(Slot(0)), block: yields },
        ]);
        bodies.push(Chain(vec![body]));
    }
    b.rule("deny", RuleKind::Set, 1, bodies);
    b.0.finish()
}

#[test]
fn the_rule_index_makes_many_keyed_rules_cost_what_one_costs() {
    let input = r#"{"request": {"action": "action-7"}, "list": [1]}"#;
    let steps: Vec<_> =
        [10, 1000, 10_000].map(|n| run_limited(&keyed_rules(n), input, Limits::default())).into();
    assert_eq!(steps[0].0, r#"["rule 7"]"#);
    assert!(steps.iter().all(|s| s == &steps[0]), "{steps:?}");
    assert!(keyed_rules(10).dump().contains("indexed"));
    let unknown = r#"{"request": {"action": "?"}, "list": [1]}"#;
    assert!(run(&keyed_rules(10), unknown).contains("$unknown"));
    assert_eq!(run(&keyed_rules(10), r#"{"list": [1]}"#), "[]");
}

#[test]
fn indexed_and_plain_rules_agree() {
    // The same bodies in one group and one by one, where groups are too small for an index.
    let values = ["\"a\"", "\"b\"", "1", "1.0", "true", "null"];
    let build = |only: Option<usize>| {
        let arena = Arena::new();
        let mut b = Builder(ProgramBuilder::new(&arena));
        let mut bodies = Vec::new();
        for (n, value) in values.iter().enumerate() {
            for second in ["x", "y"] {
                let (p, q) = (b.path(&["p"]), b.path(&["q"]));
                let scratch = Arena::new();
                let wanted = b.0.value(json(&scratch, value), None);
                let (first, other) = (b.op(Op::Eq, p, wanted), b.text(second));
                let then = b.op(Op::Eq, other, q);
                let name = b.text(&format!("{n}{second}"));
                let body = b.0.block(vec![
                    Stmt::Test(first),
                    Stmt::Test(then),
                    Stmt::Yield { key: None, value: Some(name) },
                ]);
                bodies.push(Chain(vec![body]));
            }
        }
        if let Some(only) = only {
            bodies = vec![bodies[only].clone()];
        }
        b.rule("r", RuleKind::Set, 0, bodies);
        b.0.finish()
    };
    let all = build(None);
    assert!(all.dump().contains("indexed"));
    for p in values.iter().chain(&["\"c\"", "[1]"]) {
        for q in ["x", "y", "z"] {
            let input = format!(r#"{{"p": {p}, "q": "{q}"}}"#);
            let mut expected: Vec<String> = (0..12).map(|n| run(&build(Some(n)), &input)).collect();
            expected.retain(|r| r != "[]");
            let expected: Vec<_> = expected.iter().map(|r| r.trim_matches(['[', ']'])).collect();
            assert_eq!(run(&all, &input), format!("[{}]", expected.join(",")), "{input}");
        }
    }
}

#[test]
fn rules_are_evaluated_once_and_with_starts_afresh() {
    let arena = Arena::new();
    let mut b = Builder(ProgramBuilder::new(&arena));
    let list = b.path(&["list"]);
    let item = b.slot(0);
    let yields = b.0.block(vec![Stmt::Yield { key: None, value: Some(item) }]);
    let scan = b.0.block(vec![Stmt::Scan {
        source: list,
        key: None,
        value: Some(Slot(0)),
        block: yields,
    }]);
    let inner = b.rule("inner", RuleKind::Set, 1, vec![Chain(vec![scan])]);
    let none = b.0.list(&[]);
    let calls: Vec<ExprId> = (0..50).map(|_| b.0.expr(Expr::CallFunc(inner, none), None)).collect();
    let all = b.0.list(&calls);
    let array = b.0.expr(Expr::Array(all), None);
    let replaced = b.0.value(Value::Int(7), None);
    let one = b.0.list(&[replaced]);
    let replaced = b.0.expr(Expr::Array(one), None);
    let again = b.0.expr(Expr::CallFunc(inner, none), None);
    let yield_again = b.0.block(vec![Stmt::Yield { key: None, value: Some(again) }]);
    let key = b.0.text("list");
    let with = b.0.block(vec![Stmt::With {
        overrides: vec![Override::Document(Root(0), vec![key], replaced)],
        block: yield_again,
    }]);
    let changed = b.0.expr(Expr::Generate(Generate::Array, with), None);
    let last = calls[0];
    let parts = b.0.list(&[array, changed, last]);
    let main = b.0.expr(Expr::Array(parts), None);
    b.expression(main, 0);
    let program = b.0.finish();
    let (shown, steps) = run_limited(&program, r#"{"list": [1, 2]}"#, Limits::default());
    assert!(shown.ends_with("],[[7]],[1,2]]"), "{shown}");
    assert!(steps < 15, "50 calls took {steps} steps");
}

#[test]
fn quantifiers_absorb_errors_and_unknowns_as_cel_has_it() {
    let arena = Arena::new();
    for (quantifier, input, want) in [
        (Quantifier::All, "[1, 2]", "true"),
        (Quantifier::All, "[1, 9]", "false"),
        (Quantifier::All, r#"["?", 9]"#, "false"),
        (Quantifier::All, r#"["a", 9]"#, "false"),
        (Quantifier::All, r#"["?", 1]"#, r#"{"$unknown":"variable `var.x` has no value"}"#),
        (Quantifier::All, r#"["a", 1]"#, "error: no such overload: `<` on string and number"),
        (Quantifier::Exists, r#"["?", 1]"#, "true"),
        (Quantifier::Exists, r#"["a", 1]"#, "true"),
        (Quantifier::Exists, r#"["a", "?"]"#, r#"{"$unknown":"variable `var.x` has no value"}"#),
        (Quantifier::Exists, "[]", "false"),
        (Quantifier::ExistsOne, "[1, 9]", "true"),
        (Quantifier::ExistsOne, "[1, 2]", "false"),
        (Quantifier::ExistsOne, r#"["?", 1]"#, r#"{"$unknown":"variable `var.x` has no value"}"#),
        (Quantifier::ExistsOne, r#"["?", 1, 2]"#, "false"),
        (Quantifier::List, "[1, 9, 2]", "[1,2]"),
    ] {
        let mut b = Builder(ProgramBuilder::new(&arena));
        let range = b.path(&["in"]);
        let (item, five) = (b.slot(0), b.0.value(Value::Int(5), None));
        let condition = b.op(Op::Lt, item, five);
        let main = b.0.iterate(quantifier, range, None, Some(Slot(0)), Some(condition), None, None);
        b.expression(main, 1);
        assert_eq!(
            run(&b.0.finish(), &format!(r#"{{"in": {input}}}"#)),
            want,
            "{quantifier:?} {input}"
        );
    }
}

#[test]
fn limits_end_an_evaluation_with_their_name() {
    let arena = Arena::new();
    let mut b = Builder(ProgramBuilder::new(&arena));
    // f(x) = f(x): no end.
    let unset =
        FuncKind::Rules { kind: RuleKind::Complete, bodies: vec![], default: None, index: None };
    let f = b.0.func(Func {
        name: "f".into(),
        params: 1,
        slots: 1,
        kind: unset,
        memo: None,
        location: None,
    });
    let x = b.slot(0);
    let arguments = b.0.list(&[x]);
    let call = b.0.expr(Expr::CallFunc(f, arguments), None);
    b.0.define(f, 1, FuncKind::Expr(call));
    let root = b.path(&["in"]);
    let arguments = b.0.list(&[root]);
    let main = b.0.expr(Expr::CallFunc(f, arguments), None);
    b.expression(main, 0);
    assert_eq!(run(&b.0.finish(), r#"{"in": 1}"#), format!("limit: {:?}", LimitKind::Depth));

    let mut b = Builder(ProgramBuilder::new(&arena));
    let range = b.path(&["in"]);
    let mut main = b.slot(3);
    for n in (0..4).rev() {
        main = b.0.iterate(Quantifier::List, range, None, Some(Slot(n)), None, Some(main), None);
    }
    b.expression(main, 4);
    let program = b.0.finish();
    let input = format!(r#"{{"in": {:?}}}"#, vec![1; 100]);
    let few = Limits { steps: 10_000, ..Limits::default() };
    assert_eq!(run_limited(&program, &input, few).0, "limit: Steps");
    let small = Limits { steps: u64::MAX, memory: 100_000, ..Limits::default() };
    assert_eq!(run_limited(&program, &input, small).0, "limit: Memory");
}

#[test]
fn expressions_that_nest_too_deep_are_reported_by_the_builder() {
    let arena = Arena::new();
    let mut b = Builder(ProgramBuilder::new(&arena));
    let mut at = b.path(&[]);
    for _ in 0..1000 {
        at = b.0.expr(Expr::Not(at), None);
    }
    assert!(b.0.too_deep().is_some());
}

#[test]
fn a_trace_names_the_slots_that_decided() {
    // input.list.all(x, x.port < 5) && input.flag
    let arena = Arena::new();
    let mut b = Builder(ProgramBuilder::new(&arena));
    let range = b.path(&["list"]);
    let item = b.slot(0);
    let (port, five) = (b.field(item, "port"), b.0.value(Value::Int(5), None));
    let condition = b.op(Op::Lt, port, five);
    let all = b.0.iterate(Quantifier::All, range, None, Some(Slot(0)), Some(condition), None, None);
    let flag = b.path(&["flag"]);
    let both = b.0.list(&[all, flag]);
    let main = b.0.expr(Expr::And(both), None);
    let main = b.expression(main, 1);
    let program = b.0.finish();
    let arena = Arena::new();
    let decisive = |input: &str| -> Vec<String> {
        let mut vm = Vm::new(&program, &arena, Options::default(), Trace::new());
        vm.start(&[Some(json(&arena, input))]);
        let _ = vm.call(main, &[]);
        let reads = vm.recorder.decisive(&program);
        reads.into_iter().map(|r| format!("{} = {:?}", r.path, r.value)).collect()
    };
    assert_eq!(
        decisive(r#"{"list": [{"port": 1}, {"port": 80}, {"port": 90}], "flag": true}"#),
        [".list[1].port = Some(80)", ".list[2].port = Some(90)"]
    );
    assert_eq!(decisive(r#"{"list": [{"port": 1}], "flag": false}"#), [".flag = Some(false)"]);
}
