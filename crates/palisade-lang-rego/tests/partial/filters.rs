//! Filters: what they select, how they are written, what is refused.

use crate::{Case, body, holds};
use palisade_lang_rego::partial::{Column, Dialect, Filter, Operand, Test, to_sql, to_ucast};
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use std::fmt::Write;

const DIALECTS: [Dialect; 4] =
    [Dialect::Postgresql, Dialect::Mysql, Dialect::Sqlite, Dialect::Sqlserver];

#[track_caller]
fn sql(text: &str) -> String {
    let case = Case { policy: &body(text), ..Case::default() };
    to_sql(&case.filter(&[]).expect("filter"), Dialect::Postgresql).expect("SQL")
}

#[test]
fn conditions_are_written_as_sql() {
    for (text, expected) in [
        ("input.a == 1", r#""a" = 1"#),
        ("1 < input.a", r#""a" > 1"#),
        ("input.t.a != \"x'y\"", r#""t"."a" <> 'x''y'"#),
        ("not input.a == 1", r#""a" <> 1 OR "a" IS NULL"#),
        ("not input.a < 1.5", r#""a" >= 1.5"#),
        ("input.a == null", r#""a" IS NULL"#),
        ("input.a != null", r#""a" IS NOT NULL"#),
        ("input.a in {1, 2}", r#""a" IN (1, 2)"#),
        ("not input.a in {1, 2}", r#""a" NOT IN (1, 2)"#),
        ("input.a in [null, 1]", r#""a" IN (1) OR "a" IS NULL"#),
        ("input.flag", r#""flag" = TRUE"#),
        ("not input.flag", r#""flag" = FALSE OR "flag" IS NULL"#),
        ("input.a == input.b", r#""a" = "b""#),
        ("not input.a == input.b", r#""a" <> "b" OR "a" IS NULL OR "b" IS NULL"#),
        ("startswith(input.a, \"50%\")", r#"LEFT("a", 3) = '50%'"#),
        ("not endswith(input.a, \"x\")", r#"NOT (RIGHT("a", 1) = 'x')"#),
        ("contains(input.a, \"x\")", r#"STRPOS("a", 'x') > 0"#),
        ("input.a > 1\ninput.b == true", r#""a" > 1 AND "b" = TRUE"#),
        ("x := input.a\nx > data.none.y", "FALSE"),
        ("not data.none", "TRUE"),
    ] {
        assert_eq!(sql(text), expected, "{text}");
    }
}

#[test]
fn dialects_differ_in_quotes_truth_and_functions() {
    let text = "input.t.a\ncontains(input.b, \"x\\\\\")\nstartswith(input.b, \"é\")";
    let case = Case { policy: &body(text), ..Case::default() };
    let filter = case.filter(&[]).expect("filter");
    let all = DIALECTS.map(|d| to_sql(&filter, d).expect("SQL"));
    assert_eq!(
        all,
        [
            r#""t"."a" = TRUE AND STRPOS("b", E'x\\') > 0 AND LEFT("b", 1) = 'é'"#,
            "`t`.`a` = TRUE AND LOCATE(_utf8mb4 0x785c, `b`) > 0 AND LEFT(`b`, 1) = 'é'",
            r"`t`.`a` = 1 AND INSTR(`b`, 'x\') > 0 AND SUBSTR(`b`, 1, 1) = 'é'",
            r"[t].[a] = 1 AND CHARINDEX(N'x\', [b]) > 0 AND LEFT([b], 1) = N'é'",
        ]
    );
}

#[test]
fn conditions_are_written_as_ucast() {
    let text = "input.a == 1\nnot startswith(input.b, \"x\")\ninput.c != 2";
    let case = Case { policy: &body(text), ..Case::default() };
    let field = |operator: &str, field: &str, value: Json| json!({"type": "field", "operator": operator, "field": field, "value": value});
    let compound = |operator: &str, value: &[Json]| json!({"type": "compound", "operator": operator, "value": value});
    let there = |name: &str| field("ne", name, Json::Null);
    let not = compound("not", &[field("startswith", "docs.b", json!("x"))]);
    assert_eq!(
        to_ucast(&case.filter(&["input=docs"]).expect("filter")),
        compound(
            "and",
            &[
                field("eq", "docs.a", json!(1)),
                compound("and", &[not, there("docs.b")]),
                compound("and", &[field("ne", "docs.c", json!(2)), there("docs.c")]),
            ]
        )
    );
}

#[test]
fn comparisons_have_the_names_that_readers_of_ucast_know() {
    let text = "input.a <= 1\ninput.a >= 2\ninput.a < 3\ninput.a > 4";
    let case = Case { policy: &body(text), ..Case::default() };
    let written = to_ucast(&case.filter(&[]).expect("filter"));
    let operators: Vec<&Json> =
        written["value"].as_array().expect("parts").iter().map(|p| &p["operator"]).collect();
    assert_eq!(operators, ["lte", "gte", "lt", "gt"]);
}

#[test]
fn paths_are_mapped_to_names() {
    let text = "input.doc.owner == 1\ninput.doc.meta.kind == 2\ninput.doc.id == 3";
    let case = Case { policy: &body(text), unknowns: &["input.doc"], ..Case::default() };
    let mappings =
        ["input.doc=app.documents", "input.doc.meta.kind=kinds.name", "input.doc.id=documents.key"];
    assert_eq!(
        to_sql(&case.filter(&mappings).expect("filter"), Dialect::Postgresql).expect("SQL"),
        r#""app"."documents"."owner" = 1 AND "kinds"."name" = 2 AND "documents"."key" = 3"#
    );
}

#[test]
fn rows_are_no_columns() {
    let (unknowns, mappings) = (&["input.doc"][..], ["input.doc=documents"]);
    for text in ["input.doc", "input.doc == 1", "input.doc\ninput.doc.owner == 1"] {
        let policy = &body(text);
        let case = Case { policy, unknowns, ..Case::default() };
        let error = case.filter(&mappings).expect_err(text);
        let what = "`input.doc`, which stands for no column,";
        assert!(error.message.contains(what), "{text}: {}", error.message);
    }
    // What has the name of a column is none: it may be absent.
    let policy = &body("x := input.doc.owner\nnot x < 5");
    let case = Case { policy, unknowns, ..Case::default() };
    let filter = case.filter(&["input.doc.owner=documents.key"]).expect("filter");
    let written = to_sql(&filter, Dialect::Postgresql).expect("SQL");
    assert_eq!(written, r#""documents"."key" >= 5"#);
}

#[test]
fn a_known_value_that_is_null_does_not_ask_for_absent_ones() {
    let input = Some(r#"{"user": {"name": null, "teams": ["a", null]}}"#);
    let filter = |text: &str| {
        let policy = &body(text);
        let case = Case { policy, input, unknowns: &["input.doc"], ..Case::default() };
        case.filter(&[]).map(|f| to_sql(&f, Dialect::Postgresql).expect("SQL"))
    };
    for text in [
        "input.doc.owner == input.user.name",
        "not input.doc.owner == input.user.name",
        "input.user.name == input.doc.owner",
        "name := input.user.name\ninput.doc.owner != name",
        "input.doc.team in input.user.teams",
    ] {
        let error = filter(text).expect_err(text);
        assert!(error.message.contains("a known value and not written"), "{}", error.message);
        assert!(error.location.is_some(), "{text}");
    }
    let guarded = "input.user.name != null\ninput.doc.owner == input.user.name";
    assert_eq!(filter(guarded).expect("filter"), "FALSE");
    let written = "input.user.name == null\nnull == input.doc.owner";
    assert_eq!(filter(written).expect("filter"), r#""owner" IS NULL"#);
}

#[test]
fn what_no_filter_says_is_named_with_its_place() {
    for (text, what) in [
        ("some x in input.xs\nx == 1", "an iteration over `input.xs`"),
        ("every x in input.xs { x == 1 }", "an iteration over `input.xs`"),
        ("lower(input.a) == \"x\"", "`lower(input.a) == \"x\"`"),
        ("input.a + 1 == 2", "`(input.a + 1) == 2`"),
        ("\"x\" in input.tags", "`\"x\" in input.tags`"),
        ("input.a == [1]", "`input.a == [1]`"),
        ("input.a.b.c.d == 1", "`input.a.b.c.d`, which stands for no column,"),
        ("count([x | some x in input.xs]) == 1", "`count([v1 | some v1 in input.xs]) == 1`"),
    ] {
        let policy = body(text);
        let error = Case { policy: &policy, ..Case::default() }.filter(&[]).expect_err(text);
        assert_eq!(error.code, "rego-partial-filter", "{text}");
        assert!(error.message.contains(what), "{text}: {}", error.message);
        let at = error.location.expect("a place");
        assert!(at.span.start > 0, "{text}");
    }
}

/// A row of a table as SQL sees it: no value for what is absent.
type Row<'r> = &'r [(&'r str, Option<Json>)];

fn cell(column: &Column, row: Row<'_>) -> Option<Json> {
    let name = column.names.last().expect("a name");
    row.iter().find(|(n, _)| n == name).and_then(|(_, v)| v.clone())
}

fn of(operand: &Operand, row: Row<'_>) -> Option<Json> {
    match operand {
        Operand::Column(column) => cell(column, row),
        Operand::Bool(b) => Some(json!(b)),
        Operand::Number(digits) => Some(serde_json::from_str(digits).expect("a number")),
        Operand::Text(text) => Some(json!(text)),
    }
}

fn compare(a: &Json, b: &Json) -> Option<std::cmp::Ordering> {
    match (a, b) {
        (Json::Number(a), Json::Number(b)) => a.as_f64()?.partial_cmp(&b.as_f64()?),
        (Json::String(a), Json::String(b)) => Some(a.cmp(b)),
        (Json::Bool(a), Json::Bool(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

/// The logic of SQL, with its third value.
fn selects(filter: &Filter, row: Row<'_>) -> Option<bool> {
    match filter {
        Filter::And(parts) => {
            let all: Vec<_> = parts.iter().map(|p| selects(p, row)).collect();
            let no = all.contains(&Some(false));
            if no { Some(false) } else { (!all.contains(&None)).then_some(true) }
        }
        Filter::Or(parts) => {
            let all: Vec<_> = parts.iter().map(|p| selects(p, row)).collect();
            let yes = all.contains(&Some(true));
            if yes { Some(true) } else { (!all.contains(&None)).then_some(false) }
        }
        Filter::IsNull(column) => Some(cell(column, row).is_none()),
        Filter::NotNull(column) => Some(cell(column, row).is_some()),
        Filter::In { column, values, negated } => {
            let value = cell(column, row)?;
            let found = values.iter().any(|v| of(v, row).as_ref() == Some(&value));
            Some(found != *negated)
        }
        Filter::Test { column, test, with, negated } => {
            let (a, b) = (cell(column, row)?, of(with, row)?);
            let order = compare(&a, &b);
            let texts = a.as_str().zip(b.as_str());
            let holds = match test {
                Test::Eq => order?.is_eq(),
                Test::Ne => order?.is_ne(),
                Test::Lt => order?.is_lt(),
                Test::Le => order?.is_le(),
                Test::Gt => order?.is_gt(),
                Test::Ge => order?.is_ge(),
                Test::Starts => texts?.0.starts_with(texts?.1),
                Test::Ends => texts?.0.ends_with(texts?.1),
                Test::Contains => texts?.0.contains(texts?.1),
            };
            Some(holds != *negated)
        }
    }
}

/// A test of columns of one type each: `n` and `m` of numbers, `s` of texts, `f` of truth values.
fn literal() -> BoxedStrategy<String> {
    let op = || prop_oneof![Just("=="), Just("!="), Just("<"), Just("<="), Just(">"), Just(">=")];
    let plain = prop_oneof![
        (op(), 0..3_i32).prop_map(|(op, n)| format!("input.n {op} {n}")),
        (op(), 0..3_i32).prop_map(|(op, n)| format!("{n} {op} input.m")),
        op().prop_map(|op| format!("input.n {op} input.m")),
        (op(), "[ab]{0,2}").prop_map(|(op, s)| format!("input.s {op} \"{s}\"")),
        Just("input.f".to_owned()),
        Just("input.f == false".to_owned()),
        Just("input.n in {0, 2}".to_owned()),
        Just("(input.n == 1) == false".to_owned()),
        "[ab]{0,2}".prop_map(|s| format!("startswith(input.s, \"{s}\")")),
        "[ab]{0,2}".prop_map(|s| format!("endswith(input.s, \"{s}\")")),
        "[ab]{0,2}".prop_map(|s| format!("contains(input.s, \"{s}\")")),
        Just("level == 2".to_owned()),
        Just("level != 2".to_owned()),
        Just("count(deny) == 0".to_owned()),
        Just("\"two\" in deny".to_owned()),
        Just("g(input.s)".to_owned()),
    ];
    let negated = plain.clone().prop_map(|l| format!("not {l}"));
    prop_oneof![plain, negated].boxed()
}

/// A test that no rule stands in.
fn small() -> impl Strategy<Value = String> {
    literal()
        .prop_filter("no rule", |l| !["level", "deny", "g("].iter().any(|rule| l.contains(rule)))
}

fn policy() -> impl Strategy<Value = String> {
    let bodies = prop::collection::vec(prop::collection::vec(literal(), 1..4), 1..3);
    (bodies, prop::collection::vec(small(), 5)).prop_map(|(bodies, b)| {
        let mut out = String::from("package t\n\ndefault level := 0\n\n");
        _ = write!(out, "level := 1 if {{\n\t{}\n}} else := 2 if {{\n\t{}\n}}\n\n", b[0], b[1]);
        _ = write!(out, "deny contains \"one\" if {{\n\t{}\n\t{}\n}}\n\n", b[2], b[3]);
        _ = write!(out, "deny contains \"two\" if {{\n\t{}\n}}\n\n", b[4]);
        out.push_str("g(x) if x != \"a\"\n\n");
        for body in bodies {
            _ = write!(out, "allow if {{\n\t{}\n}}\n\n", body.join("\n\t"));
        }
        out
    })
}

type Cells = (Option<i32>, Option<i32>, Option<String>, Option<bool>);

fn row() -> impl Strategy<Value = Cells> {
    (
        prop::option::of(0..3_i32),
        prop::option::of(0..3_i32),
        prop::option::of("[ab]{0,3}"),
        prop::option::of(any::<bool>()),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn filters_select_what_the_policy_allows(
        policy in policy(),
        rows in prop::collection::vec(row(), 8),
    ) {
        let filter = Case { policy: &policy, ..Case::default() }.filter(&[]);
        let filter = filter.map_err(|e| TestCaseError::fail(format!("{}\n{policy}", e.message)))?;
        for (n, m, s, f) in rows {
            let row = [
                ("n", n.map(|n| json!(n))),
                ("m", m.map(|m| json!(m))),
                ("s", s.map(|s| json!(s))),
                ("f", f.map(|f| json!(f))),
            ];
            let there = row.iter().filter_map(|(k, v)| Some(((*k).to_owned(), v.clone()?)));
            let input = Json::Object(there.collect()).to_string();
            let Some(expected) = holds(&[&policy], "data.t.allow == true", &input, "{}") else {
                continue;
            };
            let got = selects(&filter, &row) == Some(true);
            prop_assert_eq!(got, expected, "{}\n{:?}\n{}", policy, filter, input);
        }
    }

    #[test]
    fn no_text_leaves_its_quotes(
        text in "[\\PC'\"`\\\\\\[\\];%_\n-]{1,12}",
        name in "[a-z'\"`\\\\\\[\\]; -]{1,8}",
    ) {
        for dialect in DIALECTS {
            let filter = Filter::Test {
                column: Column { names: vec![name.clone()] },
                test: Test::Eq,
                with: Operand::Text(text.clone()),
                negated: false,
            };
            let written = to_sql(&filter, dialect).map_err(TestCaseError::fail)?;
            let (read_name, rest) = identifier(&written, dialect);
            prop_assert_eq!(&read_name, &name);
            let rest = rest.strip_prefix(" = ").expect("=");
            prop_assert_eq!(string(rest, dialect), text.clone(), "{}", written);
        }
    }
}

/// Reads a name back as the database does.
fn identifier(text: &str, dialect: Dialect) -> (String, &str) {
    let close = match dialect {
        Dialect::Postgresql => '"',
        Dialect::Mysql | Dialect::Sqlite => '`',
        Dialect::Sqlserver => ']',
    };
    until(text.get(1..).expect("a quote"), close, false)
}

/// Reads what stands before a quote that is not doubled.
fn until(text: &str, close: char, escapes: bool) -> (String, &str) {
    let mut out = String::new();
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if escapes && c == '\\' {
            out.push(chars.next().expect("an escape").1);
        } else if c != close {
            out.push(c);
        } else if chars.peek().is_some_and(|(_, next)| *next == close) {
            chars.next();
            out.push(c);
        } else {
            return (out, text.get(at + 1..).expect("the rest"));
        }
    }
    panic!("no end of quotes: {text}");
}

/// Reads a text back; nothing may follow it.
fn string(text: &str, dialect: Dialect) -> String {
    if let Some(hex) = text.strip_prefix("_utf8mb4 0x") {
        let bytes: Vec<u8> = (0..hex.len())
            .step_by(2)
            .map(|n| u8::from_str_radix(hex.get(n..n + 2).expect("two"), 16).expect("hex"))
            .collect();
        return String::from_utf8(bytes).expect("UTF-8");
    }
    let escapes = text.starts_with("E'") || dialect == Dialect::Mysql;
    let inner = text.trim_start_matches(['E', 'N']).strip_prefix('\'').expect("a quote");
    let (read, rest) = until(inner, '\'', escapes);
    assert_eq!(rest, "", "{text}");
    read
}

#[test]
fn what_sql_cannot_hold_is_refused() {
    let filter = |name: &str, text: &str| Filter::Test {
        column: Column { names: vec![name.to_owned()] },
        test: Test::Eq,
        with: Operand::Text(text.to_owned()),
        negated: false,
    };
    for dialect in DIALECTS {
        to_sql(&filter("a", "x\0y"), dialect).expect_err("NUL in a text");
        to_sql(&filter("a\0", "x"), dialect).expect_err("NUL in a name");
        to_sql(&filter("", "x"), dialect).expect_err("no name");
    }
}
