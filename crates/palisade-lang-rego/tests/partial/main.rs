//! What remains of queries: the texts, and that it means what the policy means.
#![expect(clippy::expect_used, clippy::panic, reason = "tests may fail")]

mod filters;
mod meaning;

use palisade_arena::Arena;
use palisade_ir::{NoRecord, Options as VmOptions, Stop, Vm};
use palisade_lang_rego::partial::{
    Filter, Given, Limits, Mapping, Options, Unknown, Written, partial,
};
use palisade_lang_rego::{
    Compiled, Options as CompileOptions, ParseOptions, Query, Source, compile_with, parse_module,
    parse_query,
};
use palisade_source::{Diagnostic, FileId};
use palisade_value::{JsonOptions, Value, parse_json};
use std::fmt::Write;

/// Modules with a query.
pub(crate) fn compiled(modules: &[&str], query: &str) -> Compiled {
    let parsed: Vec<_> = modules
        .iter()
        .enumerate()
        .map(|(n, text)| {
            let file = FileId(u32::try_from(n).expect("few"));
            let parsed = parse_module(text, file, ParseOptions::default());
            assert!(parsed.diagnostics.is_empty(), "{:?}\n{text}", parsed.diagnostics);
            (parsed.module.expect("module"), file)
        })
        .collect();
    let sources: Vec<Source<'_>> =
        parsed.iter().map(|(module, file)| Source { module, file: *file }).collect();
    let file = FileId(99);
    let (literals, wrong) = parse_query(query, file, ParseOptions::default());
    assert!(wrong.is_empty(), "{wrong:?}");
    let query = Query { literals: &literals, file, imports: &[], package: &[] };
    let options = CompileOptions { optimize: false, ..CompileOptions::default() };
    compile_with(&sources, &[query], options)
        .unwrap_or_else(|wrong| panic!("{wrong:?}\n{}", modules.join("\n")))
}

fn json<'a>(arena: &'a Arena, text: &str) -> Value<'a> {
    parse_json(arena, text, JsonOptions::default()).expect("JSON")
}

/// A question about a policy.
pub(crate) struct Case<'c> {
    pub(crate) policy: &'c str,
    pub(crate) query: &'c str,
    pub(crate) input: Option<&'c str>,
    pub(crate) data: &'c str,
    pub(crate) unknowns: &'c [&'c str],
    pub(crate) options: Options,
}

impl Default for Case<'_> {
    fn default() -> Self {
        Self {
            policy: "package t\n",
            query: "data.t.allow == true",
            input: None,
            data: "{}",
            unknowns: &["input"],
            options: Options::default(),
        }
    }
}

impl Case<'_> {
    fn unknowns(&self) -> Vec<Unknown> {
        self.unknowns.iter().map(|u| Unknown::parse(u).expect("path")).collect()
    }

    fn with<T>(
        &self,
        see: impl FnOnce(palisade_lang_rego::partial::Residual<'_>) -> Result<T, Box<Diagnostic>>,
    ) -> Result<T, Box<Diagnostic>> {
        let compiled = compiled(&[self.policy], self.query);
        let arena = Arena::new();
        let unknowns = self.unknowns();
        let given = Given {
            input: self.input.map(|text| json(&arena, text)),
            data: json(&arena, self.data),
            unknowns: &unknowns,
            now: Some(0),
            strict: false,
            limits: Limits::default(),
            options: self.options.clone(),
            world: None,
        };
        partial(&compiled, &arena, &given).and_then(see)
    }

    pub(crate) fn written(&self) -> Result<Written, Box<Diagnostic>> {
        self.with(|residual| residual.write())
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        self.with(|residual| residual.to_json()).expect("JSON")
    }

    pub(crate) fn filter(&self, mappings: &[&str]) -> Result<Filter, Box<Diagnostic>> {
        let mut mapping = Mapping::new(&self.unknowns());
        for text in mappings {
            mapping.add(text).expect("mapping");
        }
        self.with(|residual| residual.filter(&mapping))
    }

    /// The queries, the expressions of each joined.
    #[track_caller]
    fn queries(&self) -> Vec<String> {
        let written = self.written().expect("evaluates");
        assert_eq!(written.modules, [""; 0]);
        written.queries.iter().map(|q| q.join("; ")).collect()
    }
}

/// Whether a query has a solution; none where the evaluation fails.
pub(crate) fn holds(modules: &[&str], query: &str, input: &str, data: &str) -> Option<bool> {
    let compiled = compiled(modules, query);
    let arena = Arena::new();
    let mut vm = Vm::new(&compiled.program, &arena, VmOptions::default(), NoRecord);
    vm.start(&[Some(json(&arena, input)), Some(json(&arena, data))]);
    match vm.call(compiled.queries.first()?.func, &[]) {
        // A query may have a solution in which an expression is false.
        Ok(Value::Array(solutions)) => Some(solutions.items().iter().any(|solution| {
            let values = solution.field("values").and_then(|v| v.as_array());
            values.is_some_and(|v| v.items().iter().all(|v| v.as_bool() != Some(false)))
        })),
        Ok(_) | Err(Stop::Undefined) => Some(false),
        Err(_) => None,
    }
}

fn body(body: &str) -> String {
    format!("package t\n\nallow if {{\n{body}\n}}\n")
}

#[track_caller]
fn remains(text: &str, queries: &[&str]) {
    assert_eq!(Case { policy: &body(text), ..Case::default() }.queries(), queries, "{text}");
}

#[test]
fn known_parts_are_computed_and_unknown_ones_stay() {
    let policy = "package t\n\ndefault allow := false\n\nallow if input.user.admin\n\n\
                  allow if input.resource.owner == input.user.name\n\n\
                  allow if input.resource.team in data.teams[input.user.name]\n";
    let case = Case {
        policy,
        input: Some(r#"{"user": {"name": "ann", "admin": false}}"#),
        data: r#"{"teams": {"ann": ["red", "blue"]}}"#,
        unknowns: &["input.resource"],
        ..Case::default()
    };
    assert_eq!(
        case.queries(),
        [r#"input.resource.owner == "ann""#, r#"input.resource.team in ["red", "blue"]"#]
    );
    let admin = r#"{"user": {"name": "ann", "admin": true}}"#;
    assert_eq!(Case { input: Some(admin), ..case }.queries(), [""]);
}

#[test]
fn nothing_remains_of_what_cannot_hold() {
    let case = Case {
        policy: "package t\n\nallow if {\n\tinput.a == 1\n\tdata.off\n}\n",
        data: r#"{"off": false}"#,
        ..Case::default()
    };
    assert_eq!(case.queries(), [""; 0]);
    assert_eq!(case.json(), serde_json::json!({}));
}

#[test]
fn functions_and_rules_are_inlined() {
    let policy = "package t\n\nallow if level(input.role) >= 2\n\n\
                  level(\"admin\") := 3\n\nlevel(\"editor\") := 2\n\nlevel(\"guest\") := 1\n";
    assert_eq!(
        Case { policy, ..Case::default() }.queries(),
        [r#"input.role == "admin""#, r#"input.role == "editor""#]
    );
}

#[test]
fn negation_says_what_is_not_so() {
    remains("not input.a == 1", &["not input.a == 1"]);
    remains("not input.a", &["not input.a"]);
    // Rego evaluates the arguments before the negation, so this is not what is absent.
    remains("not input.a < 1", &["not input.a < 1"]);
    let policy = "package t\n\nallow if not denied\n\ndenied if {\n\tinput.a == 1\n\tinput.b\n}\n";
    let written = Case { policy, ..Case::default() }.written().expect("evaluates");
    assert_eq!(written.queries, [["not data.partial.__not1__"]]);
    let support = "package partial\n\n__not1__ if {\n\tinput.a == 1\n\tinput.b\n}\n";
    assert_eq!(written.modules, [support]);
}

#[test]
fn what_is_never_of_one_type_is_not_compared() {
    let policy = "package t\n\ns contains input.y\n\ns contains \"a\" if input.x == 1\n\n\
                  s contains 2 if input.z\n\nallow if count(input.l) in s\n";
    assert_eq!(
        Case { policy, ..Case::default() }.queries(),
        ["count(input.l) == input.y", "input.z; count(input.l) == 2"]
    );
}

#[test]
fn what_is_computed_before_a_negation_may_be_undefined() {
    let policy = "package t\n\nallow if g(input.a) == \"none\"\n\n\
                  g(x) := y if y := x + 1\n\nelse := \"none\"\n";
    let written = Case { policy, ..Case::default() }.written().expect("evaluates");
    // A sum is no text.
    assert_eq!(written.queries, [["input.a == input.a", "not data.partial.__not1__"]]);
    let support = "package partial\n\n__not1__ if {\n\t(input.a + 1) == (input.a + 1)\n}\n";
    assert_eq!(written.modules, [support]);
}

#[test]
fn the_branches_before_an_else_are_excluded() {
    let policy = "package t\n\nallow if grade == \"low\"\n\n\
                  grade := \"high\" if input.a > 5\n\nelse := \"low\" if input.a > 2\n";
    assert_eq!(Case { policy, ..Case::default() }.queries(), ["not input.a > 5; input.a > 2"]);
}

#[test]
fn a_lookup_before_a_negated_equality_has_to_find_something() {
    remains(
        "x := input.o[input.k]\nnot x == \"a\"",
        &["input.o[input.k] == input.o[input.k]; not input.o[input.k] == \"a\""],
    );
    remains(
        "some i in input.l\nx := input.o[i]\nnot x == \"a\"",
        &["some v1 in input.l; input.o[v1] == input.o[v1]; not input.o[v1] == \"a\""],
    );
    // Rego evaluates the key before the negation, the lookup behind it.
    remains("not input.o[input.k] == \"a\"", &["not input.o[input.k] == \"a\""]);
    remains("x := input.o\nnot x[input.k]", &["input.o == input.o; not input.o[input.k]"]);
}

/// A rule of so many branches, each excluding those before it.
fn chain(branches: usize) -> String {
    let mut policy = String::from("package t\n\np := 0 if input.x == 0\n");
    for n in 1..branches {
        _ = writeln!(policy, "\nelse := {n} if input.x == {n}");
    }
    policy
}

#[test]
fn branches_of_else_are_steps() {
    let policy = &chain(40);
    let query = "data.t.p == 39";
    let written = Case { policy, query, ..Case::default() }.written().expect("evaluates");
    assert_eq!(written.queries.len(), 1);
    assert_eq!(written.queries[0].len(), 40);
    assert_eq!(written.queries[0][38], "not input.x == 38");
    assert_eq!(written.queries[0][39], "input.x == 39");
    // What each branch says of those before it counts, so that a chain cannot take all memory.
    let policy = &chain(3000);
    let error = Case { policy, query, ..Case::default() }.written().expect_err("too long");
    assert_eq!(error.code, "rego-partial-limit");
    assert!(error.message.contains("1000000 steps"), "{}", error.message);
}

#[test]
fn iterations_over_the_unknown_stay_iterations() {
    remains("some x in input.xs\nx.a == 1", &["some v1 in input.xs; v1.a == 1"]);
    remains("input.xs[i].a == i", &["some v1, v2 in input.xs; v2.a == v1"]);
    remains(
        "count([x | some x in input.xs; x > 1]) > 2",
        &["count([v1 | some v1 in input.xs; v1 > 1]) > 2"],
    );
}

#[test]
fn sets_of_what_is_unknown_are_asked_for_elements() {
    let rules = "\n\ndeny contains \"a\" if input.a == 1\n\ndeny contains \"b\" if input.b == 1\n";
    let policy = |test: &str| format!("package t\n\nallow if {test}{rules}");
    let queries = |test: &str| Case { policy: &policy(test), ..Case::default() }.queries();
    assert_eq!(queries("count(deny) == 0"), ["not input.a == 1; not input.b == 1"]);
    assert_eq!(queries("count(deny) > 0"), ["input.a == 1", "input.b == 1"]);
    assert_eq!(queries("\"b\" in deny"), ["input.b == 1"]);
    assert_eq!(queries("deny == set()"), ["not input.a == 1; not input.b == 1"]);
}

#[test]
fn variables_of_the_query_are_told() {
    let case = Case { query: "input.a == 1; x := input.b", ..Case::default() };
    assert_eq!(case.queries(), ["input.a == 1; x = input.b"]);
}

#[test]
fn with_replaces_documents_and_functions() {
    let policy = "package t\n\nallow if inner with input as {\"a\": input.b}\n\n\
                  inner if input.a == 1\n";
    assert_eq!(Case { policy, ..Case::default() }.queries(), ["input.b == 1"]);
}

#[test]
fn the_form_of_opa_is_a_tree() {
    let policy = &body("not input.a == 1\nstartswith(input.b.c, \"x\")");
    let expected = serde_json::json!({"queries": [[
        {"index": 0, "negated": true, "terms": [
            {"type": "ref", "value": [{"type": "var", "value": "eq"}]},
            {"type": "ref", "value": [
                {"type": "var", "value": "input"}, {"type": "string", "value": "a"}]},
            {"type": "number", "value": 1}]},
        {"index": 1, "terms": [
            {"type": "ref", "value": [{"type": "var", "value": "startswith"}]},
            {"type": "ref", "value": [
                {"type": "var", "value": "input"}, {"type": "string", "value": "b"},
                {"type": "string", "value": "c"}]},
            {"type": "string", "value": "x"}]},
    ]]});
    assert_eq!(Case { policy, ..Case::default() }.json(), expected);
}

#[test]
fn what_would_be_too_many_queries_is_written_as_rules() {
    let lines: Vec<String> = (0..12).map(|n| format!("input.a{n} == v{n}(input.b{n})")).collect();
    let mut policy = body(&lines.join("\n"));
    for n in 0..12 {
        policy.push_str(&format!("\nv{n}(x) := 1 if x == 1\n\nv{n}(x) := 2 if x == 2\n"));
    }
    let case = Case { policy: &policy, ..Case::default() };
    let written = case.written().expect("evaluates");
    assert_eq!(written.queries.len(), 1024);
    assert!(written.queries.iter().all(|q| q.iter().any(|l| l == "data.partial.__any1__")));
    let support = "package partial\n\n\
                   __any1__ if {\n\tinput.b10 == 1\n\tinput.a10 == 1\n}\n\n\
                   __any1__ if {\n\tinput.b10 == 2\n\tinput.a10 == 2\n}\n";
    assert!(written.modules[0].starts_with(support), "{}", written.modules[0]);
}

#[test]
fn a_large_table_stays_a_table() {
    let rows: Vec<String> = (0..2000).map(|n| format!("\"k{n}\": {n}")).collect();
    let data = format!("{{\"table\": {{{}}}}}", rows.join(", "));
    let policy = &body("data.table[input.k] > 1990");
    let queries = Case { policy, data: &data, ..Case::default() }.queries();
    assert_eq!(queries.len(), 1);
    assert!(queries[0].ends_with("[input.k] > 1990"), "{}", &queries[0][..80]);
}

#[test]
fn with_may_change_a_part_of_what_is_unknown() {
    let policy = "package t\n\nallow if inner with input.a as 1\n\ninner if input.a == input.b\n";
    assert_eq!(Case { policy, ..Case::default() }.queries(), ["input.b == 1"]);
    let policy = "package t\n\nallow if inner with input.a.b as 1\n\n\
                  inner if {\n\tinput.a.b == 1\n\tinput.a.c == 2\n}\n";
    assert_eq!(Case { policy, ..Case::default() }.queries(), ["input.a.c == 2"]);
    let policy = "package t\n\nallow if inner with input.a as 1\n\ninner if count(input) > 2\n";
    assert_eq!(
        Case { policy, ..Case::default() }.queries(),
        [
            "is_object(input); count(object.union(object.remove(input, [\"a\"]), {\"a\": 1})) > 2",
            // Whatever is no object is one of a single key.
        ]
    );
}

#[test]
fn whole_packages_are_objects() {
    let policy = "package t\n\nallow if data.lib.p == 1\n\npick if data.lib[input.k]\n\n\
                  all := data.t.sub\n\nsub.x := input.a\n\nsub.y := 2\n";
    let whole = Case { policy, query: "data.t.sub = found", ..Case::default() };
    assert_eq!(
        whole.queries(),
        [r#"found = object.union({"x": input.a | input.a == input.a}, {"y": 2 | true})"#]
    );
}

#[test]
fn keys_of_rules_may_be_unknown() {
    let policy = "package t\n\np[x][y] := 1 if {\n\tsome x in input.xs\n\tsome y in input.ys\n}\n\n\
                  allow if p[input.k].b == 1\n";
    assert_eq!(Case { policy, ..Case::default() }.queries().len(), 1,);
}

#[test]
fn rules_that_are_named_stay_rules() {
    let policy = "package t\n\ndefault allow := false\n\nallow if {\n\tdeny == set()\n\tlevel(input.role) > data.least\n}\n\n\
                  deny contains input.a if input.b\n\nlevel(\"admin\") := 3\n\nlevel(\"guest\") := 1\n";
    let mut options = Options::default();
    for path in ["data.t.deny", "data.t.level"] {
        options.keep(path).expect("a path");
    }
    let case = Case { policy, data: r#"{"least": 1}"#, options, ..Case::default() };
    let written = case.written().expect("evaluates");
    assert_eq!(
        written.queries,
        [["data.partial.t.deny == set()", "data.partial.t.level(input.role) > 1"]]
    );
    assert_eq!(
        written.modules,
        ["package partial.t\n\ndeny contains input.a if {\n\tinput.b\n}\n\n\
          level(v1) := 3 if {\n\tv1 == \"admin\"\n}\n\nlevel(v1) := 1 if {\n\tv1 == \"guest\"\n}\n"]
    );
    let rules = &case.json()["modules"][0];
    assert_eq!(rules["package"]["path"][2], serde_json::json!({"type": "string", "value": "t"}));
    assert_eq!(
        rules["rules"][1]["head"]["args"],
        serde_json::json!([{"type": "var", "value": "v1"}])
    );
    for wrong in ["input.a", "data", "t.deny"] {
        Options::default().keep(wrong).expect_err(wrong);
    }
}

#[test]
fn every_rule_may_stay_a_rule() {
    let policy = "package t\n\nallow if {\n\tadmin\n\tready\n}\n\nadmin if input.role == \"admin\"\n\n\
                  ready if data.n == 1\n";
    let options = Options { shallow: true, ..Options::default() };
    let case = Case { policy, data: r#"{"n": 1}"#, options, ..Case::default() };
    let written = case.written().expect("evaluates");
    assert_eq!(written.queries, [["data.partial.t.allow == true"]]);
    assert_eq!(
        written.modules,
        ["package partial.t\n\nadmin if {\n\tinput.role == \"admin\"\n}\n\n\
          allow if {\n\tdata.partial.t.admin\n}\n"]
    );
}

#[test]
fn what_changes_from_call_to_call_stays_a_call() {
    let policy = &body("input.at < time.now_ns()");
    let case = Case { policy, ..Case::default() };
    assert_eq!(case.queries(), ["input.at < time.now_ns()"]);
    let options = Options { nondeterministic: true, ..Options::default() };
    assert_eq!(Case { options, ..case }.queries(), ["input.at < 0"]);
}

#[test]
fn a_request_that_fails_is_not_taken_for_an_answer() {
    let policy = "package t\n\nallow if {\n\tinput.a\n\tnot blocked\n}\n\n\
                  blocked if http.send({\"method\": \"GET\", \"url\": \"http://a.example\"}).body.x\n";
    let options = Options { nondeterministic: true, ..Options::default() };
    let case = Case { policy, options, ..Case::default() };
    let error = case.written().expect_err("nobody answers");
    assert!(error.message.contains("http.send"), "{}", error.message);
    assert!(error.location.is_some());
    assert!(Case { options: Options::default(), ..case }.written().is_ok());
}

#[test]
fn unknowns_are_read_as_paths() {
    for (path, shown) in [
        ("input", "input"),
        ("input.a.b", "input.a.b"),
        (r#"data["a-b"].c"#, r#"data["a-b"].c"#),
        (r#"input["a]\".b"]"#, r#"input["a]\".b"]"#),
    ] {
        assert_eq!(Unknown::parse(path).expect(path).to_string(), shown);
    }
    for wrong in ["", "inputs", "data", "input.", "input..a", "input[0]", "input[\"a\"", "foo.a"] {
        Unknown::parse(wrong).expect_err(wrong);
    }
}
