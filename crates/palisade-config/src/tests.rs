use crate::page::EXAMPLE;
use crate::table::{Key, ROOT, SEVERITIES, Shape};
use crate::*;
use palisade_model::Severity;
use palisade_source::{Diagnostic, SourceMap};
use serde_json::Value;
use std::collections::BTreeSet;

fn parse(text: &str) -> (Config, Vec<Diagnostic>, SourceMap) {
    let sources = SourceMap::new();
    let file = sources.add("palisade.yaml", text);
    let (config, diagnostics) = read(&sources, file);
    (config, diagnostics, sources)
}

/// What is told, one line each: place, message, help.
fn told(text: &str) -> String {
    let (_, diagnostics, sources) = parse(text);
    let mut out = String::new();
    for d in &diagnostics {
        let at = sources.describe(d.location.unwrap()).replace("palisade.yaml:", "");
        out += &format!("{at} {}", d.message);
        if let Some(help) = &d.help {
            out += &format!(" | {help}");
        }
        out.push('\n');
    }
    out
}

#[test]
fn everything_wrong_is_told_with_its_place() {
    for (text, want) in [
        ("", ""),
        ("# nothing\n", ""),
        ("paths:\npolicies:\n", ""),
        ("apiVersion: palisade.dev/config/v1\n", ""),
        (
            "apiVersion: palisade.dev/config/v2\n",
            "1:13 unknown value `palisade.dev/config/v2` of `apiVersion` | did you mean \
             `palisade.dev/config/v1`?\n",
        ),
        ("[a]", "1:1 a configuration is a mapping, not a list\n"),
        ("fail_on: high\n", "1:1 unknown key `fail_on` | did you mean `fail-on`?\n"),
        ("fail-on: hihg\n", "1:10 unknown value `hihg` of `fail-on` | did you mean `high`?\n"),
        (
            "policies:\n  sever: x\n  only: s3-*\n",
            "2:3 unknown key `sever` in `policies` | known here: `folders`, `builtin`, `only`, \
             `except`, `settings`\n\
             3:9 `policies.only` is a list of texts, not a text | write `[s3-*]`\n",
        ),
        (
            "paths: [infra, 5, '']\n",
            "1:16 `paths[1]` is a text, not a number | put it in quotes if it is meant: `\"5\"`\n\
             1:19 `paths[2]` is a text, not an empty text\n",
        ),
        (
            "gitignore: yes\n",
            "1:12 `gitignore` is true or false, not a text | write `true` or `false`\n",
        ),
        ("max-file-size: 0\n", "1:16 `max-file-size` is a whole number from 1 to 4095\n"),
        (
            "max-file-size: 1.5\n",
            "1:16 `max-file-size` is a whole number from 1 to 4095, not a number\n",
        ),
        (
            "policies: {settings: {a: {severity: bad, on: true}, b: 1}}\n",
            "1:37 unknown value `bad` of `policies.settings.a.severity` | known here: `info`, \
             `low`, `medium`, `high`, `critical`\n\
             1:42 unknown key `on` in `policies.settings.a` | known here: `enabled`, `severity`, \
             `parameters`\n\
             1:56 `policies.settings.b` is a mapping, not a number\n",
        ),
        (
            "formats: [yaml, sarif=, jsn=a]\n",
            "1:11 unknown format `yaml` | known here: `text`, `json`, `sarif`, `junit`, \
             `github`, `markdown`\n\
             1:17 `sarif=` names no file behind `=` | write `sarif=FILE`\n\
             1:25 unknown format `jsn` | did you mean `json`?\n",
        ),
        (
            "terraform: {vars: {a: .nan}}\n",
            "1:23 `.nan` is no number that JSON has | write a number, or a text in quotes\n",
        ),
        (
            "paths: [a]\n---\npaths: [b]\n",
            "3:1 a configuration is one document | remove `---` and what follows\n",
        ),
    ] {
        assert_eq!(told(text), want, "{text}");
    }
    for broken in ["paths: [a\nfail-on: high\n", "paths: \"a", "\ta: 1", "a: 1\na: 2\n", "a: *b"] {
        assert!(!told(broken).is_empty(), "{broken}");
    }
}

#[test]
fn the_example_says_what_it_seems_to() {
    let (config, diagnostics, sources) = parse(EXAMPLE);
    assert_eq!(diagnostics, []);
    assert_eq!(config.paths, ["infra", "k8s"]);
    assert_eq!(config.fail_on(), Some(Severity::High));
    assert_eq!(config.policies.dirs, ["security/policies"]);
    assert!(config.policies.builtin);
    let logs = &config.policies.settings["s3-bucket-without-access-logs"];
    assert_eq!(logs.severity, Some(Severity::Info));
    let backups = &config.policies.settings["rds-without-backups"];
    assert_eq!(backups.parameters["days"], "14");
    assert_eq!(config.terraform.vars["image_tag"], "2.14.1");
    let at = |path: &str| config.location(path).map(|at| sources.describe(at));
    assert_eq!(at("policies.except[0]").as_deref(), Some("palisade.yaml:9:12"));
    assert_eq!(at("policies.settings.rds-without-backups").as_deref(), Some("palisade.yaml:12:5"));
    assert_eq!(
        at("policies.settings.rds-without-backups.parameters.days").as_deref(),
        Some("palisade.yaml:13:20")
    );
    assert_eq!(at("severity-at-least"), None);
}

#[test]
fn the_rest_of_a_wrong_file_holds() {
    let (config, diagnostics, _) = parse("fail-on: none\npaths: [a, {}]\nnonsense: 1\n");
    assert_eq!(diagnostics.len(), 2);
    assert_eq!(config.paths, ["a"]);
    assert_eq!((config.fail_on, config.fail_on()), (Some(FailOn::None), None));
    assert_eq!(Config::default().fail_on(), Some(Severity::Info));
}

#[test]
fn values_of_parameters_and_variables_keep_what_they_are() {
    let text = "policies: {settings: {p: {parameters: {a: 1, b: [x, 1.50, null], c: {d: '5'}, \
                e: 123456789012345678901, f: ~}}}}\n\
                terraform: {vars: {a: 1, b: [x], c: text, d: true, e: '', f:}}\n";
    let (config, diagnostics, _) = parse(text);
    assert_eq!(diagnostics, []);
    let shown = |map: &std::collections::BTreeMap<String, String>| {
        map.iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        shown(&config.policies.settings["p"].parameters),
        r#"a=1 b=["x",1.50,null] c={"d":"5"} e=123456789012345678901 f=null"#
    );
    assert_eq!(shown(&config.terraform.vars), r#"a=1 b=["x"] c=text d=true e= f=null"#);
    let again = parse(&show(&config)).0;
    assert_eq!(again.policies, config.policies);
    assert_eq!(again.terraform, config.terraform);
}

/// A value that differs from the default of every key of a shape.
fn sample(shape: &Shape) -> String {
    match shape {
        Shape::Text | Shape::Json | Shape::Variable => "some".to_owned(),
        Shape::Bool => panic!("a truth value stands under a key, where its default is known"),
        Shape::Whole(least, _) => least.to_string(),
        Shape::Word(words) => words[words.len() - 1].to_owned(),
        Shape::Format => "json=o.json".to_owned(),
        Shape::List(item) => format!("[{}]", sample(item)),
        Shape::Keys(keys) => {
            let entries: Vec<String> = keys
                .iter()
                .map(|key| match key.shape {
                    Shape::Bool => format!("{}: {}", key.name, key.default != "true"),
                    _ => format!("{}: {}", key.name, sample(&key.shape)),
                })
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
        Shape::Map(_, value) => format!("{{NAME: {}}}", sample(value)),
    }
}

/// The dotted paths of the keys of a tree that the table knows; lists and free values are leaves.
fn paths(keys: &[Key], path: &str, found: &mut Vec<(String, Key)>) {
    for key in keys {
        let here = crate::read::join(path, key.name);
        found.push((here.clone(), *key));
        match key.shape {
            Shape::Keys(inner) => paths(inner, &here, found),
            Shape::Map(_, Shape::Keys(inner)) => paths(inner, &format!("{here}.NAME"), found),
            _ => {}
        }
    }
}

#[test]
fn the_reader_the_schema_the_page_and_the_canonical_form_know_the_same_keys() {
    let mut table = Vec::new();
    paths(ROOT, "", &mut table);
    let from_table: BTreeSet<String> = table.iter().map(|(path, _)| path.clone()).collect();

    fn of_schema(schema: &Value, path: &str, found: &mut BTreeSet<String>) {
        for (name, value) in schema["properties"].as_object().into_iter().flatten() {
            let here = crate::read::join(path, name);
            assert!(!value["description"].as_str().unwrap().is_empty(), "{here}");
            of_schema(value, &here, found);
            found.insert(here);
        }
        if schema["additionalProperties"].is_object() {
            of_schema(&schema["additionalProperties"], &format!("{path}.NAME"), found);
        }
    }
    let mut from_schema = BTreeSet::new();
    of_schema(&schema(), "", &mut from_schema);
    assert_eq!(from_schema, from_table);

    // A file that sets every key otherwise than the default is read whole, and shown whole.
    let (config, diagnostics, _) = parse(&sample(&Shape::Keys(ROOT)));
    assert_eq!(diagnostics, []);
    let tree = config.tree();
    let default = Config::default().tree();
    let page = reference();
    for (path, key) in &table {
        let pointer = format!("/{}", path.replace('.', "/"));
        let value = tree.pointer(&pointer).unwrap_or(&Value::Null);
        assert!(!value.is_null(), "`{path}` is read");
        if path != "apiVersion" {
            assert_ne!(Some(value), default.pointer(&pointer), "`{path}` is kept");
        }
        assert!(config.location(path).is_some(), "`{path}` has a place");
        if !matches!(key.shape, Shape::Keys(_) | Shape::Map(..)) {
            let name = path.rsplit('.').next().unwrap();
            assert!(page.contains(&format!("{name}` |")), "`{path}` is on the page");
        }
        assert!(key.about.ends_with('.') && !key.about.contains('|'), "{path}");
    }
    let (again, diagnostics, _) = parse(&show(&config));
    assert_eq!(diagnostics, []);
    assert_eq!(again.tree(), tree);
}

#[test]
fn defaults_are_those_that_the_table_names() {
    let mut table = Vec::new();
    paths(ROOT, "", &mut table);
    let tree = Config::default().tree();
    for (path, key) in table.iter().filter(|(path, _)| !path.contains("NAME")) {
        if matches!(key.shape, Shape::Keys(_)) || path == "apiVersion" {
            continue;
        }
        let mut node = &tree;
        for part in path.split('.') {
            node = &node[part];
        }
        let mut keys = crate::schema()["properties"].clone();
        for (n, part) in path.split('.').enumerate() {
            keys = if n == 0 { keys[part].clone() } else { keys["properties"][part].clone() };
        }
        assert_eq!(node, &keys["default"], "{path}");
    }
    assert_eq!(SEVERITIES, Severity::ALL.map(Severity::as_str));
}

#[test]
fn the_canonical_form_of_the_defaults() {
    assert_eq!(
        show(&Config::default()),
        "apiVersion: palisade.dev/config/v1\n\
         paths: [.]\n\
         exclude: []\n\
         gitignore: true\n\
         max-file-size: 64\n\
         policies:\n  folders: []\n  builtin: true\n  only: []\n  except: []\n  settings: {}\n\
         severity-at-least: null\n\
         fail-on: info\n\
         fail-on-unscanned: false\n\
         baseline: null\n\
         formats: [text]\n\
         terraform:\n  var-files: []\n  vars: {}\n"
    );
    let (config, diagnostics, _) = parse(EXAMPLE);
    assert_eq!(diagnostics, []);
    let shown = show(&config);
    assert!(shown.contains("\n    rds-without-backups:\n      parameters:\n        days: 14\n"));
    assert!(shown.contains("exclude: [\"**/testdata\"]"), "{shown}");
    assert_eq!(show(&parse(&shown).0), shown);
}

#[test]
fn half_a_file_is_told_of_and_never_a_panic() {
    for (at, _) in EXAMPLE.char_indices() {
        let (config, _, _) = parse(&EXAMPLE[..at]);
        _ = show(&config);
        let (config, _, _) = parse(&EXAMPLE[at..]);
        _ = show(&config);
    }
}
