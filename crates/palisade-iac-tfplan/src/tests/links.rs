//! Which resources of a plan or state are joined where the table says by what.

use super::*;

const BUCKET: &str = "aws_s3_bucket";
const USER: &str = "aws_s3_bucket_versioning";

/// A change that makes one instance.
fn change(module: &str, kind: &str, index: &str, after: &str, unknown: &str) -> String {
    let name = if kind == BUCKET { "b" } else { "v" };
    let (prefix, key) = match (module, index) {
        ("", index) => (String::new(), index),
        (module, index) => (format!("{module}."), index),
    };
    let (brackets, index) = match key {
        "" => (String::new(), String::new()),
        key => (format!("[{key}]").replace('"', "\\\""), format!(r#","index":{key}"#)),
    };
    format!(
        r#"{{"address":"{prefix}{kind}.{name}{brackets}","module_address":"{module}","mode":"managed",
        "type":"{kind}","name":"{name}"{index},"change":{{"actions":["create"],"after":{after},
        "after_unknown":{unknown}}}}}"#
    )
}

fn declared(kind: &str, bucket: &str, for_each: &str) -> String {
    let name = if kind == BUCKET { "b" } else { "v" };
    format!(
        r#"{{"mode":"managed","type":"{kind}","name":"{name}","expressions":{{"bucket":{bucket}}}
        {for_each}}}"#
    )
}

/// What each versioning is joined to, doubtful links with a `?`.
fn joined(text: &str) -> Vec<String> {
    with(text, |_, loaded| {
        let users = loaded.resources.iter().filter(|r| r.kind == USER);
        let each = users.map(|user| {
            let name = |at: &u32| {
                let sure = !user.perhaps.iter().any(|(perhaps, _)| perhaps == at);
                let address = loaded.resources[*at as usize].address.replace("aws_s3_bucket.", "");
                format!("{address}{}", if sure { "" } else { "?" })
            };
            user.links.iter().map(name).collect::<Vec<_>>().join(" ")
        });
        each.collect()
    })
}

/// Versionings of some keys and buckets of some keys, with the references of `bucket`.
fn repeated(buckets: &[&str], users: &[&str], references: &str, for_each: &str) -> Vec<String> {
    let made = buckets.iter().map(|key| change("", BUCKET, key, "{}", r#"{"id":true}"#));
    let used = users.iter().map(|key| change("", USER, key, "{}", r#"{"bucket":true}"#));
    let changes: Vec<String> = made.chain(used).collect();
    let for_each = match for_each {
        "" => String::new(),
        references => format!(r#","for_each_expression":{{"references":{references}}}"#),
    };
    let configuration = format!(
        r#"{{"resources":[{},{}]}}"#,
        declared(BUCKET, "{}", ""),
        declared(USER, &format!(r#"{{"references":{references}}}"#), &for_each)
    );
    joined(&plan(&changes.join(","), &configuration))
}

#[test]
fn the_key_says_which_instance_where_nothing_else_may() {
    let two = [r#""x""#, r#""y""#];
    let of = |references: &str, for_each: &str| repeated(&two, &two, references, for_each);
    let own = [r#"b["x"]"#, r#"b["y"]"#];
    let open = [r#"b["x"]? b["y"]?"#, r#"b["x"]? b["y"]?"#];
    let none = ["", ""];
    let whole = r#"["aws_s3_bucket.b"]"#;
    assert_eq!(of(r#"["each.value.id","each.value"]"#, whole), own);
    assert_eq!(of(r#"["each.value.tags","each.value"]"#, whole), none);
    assert_eq!(of(r#"["aws_s3_bucket.b","each.key"]"#, r#"["var.x"]"#), own);
    assert_eq!(of(r#"["aws_s3_bucket.b","local.m","each.key"]"#, whole), open);
    assert_eq!(of(r#"["aws_s3_bucket.b"]"#, whole), open);
    assert_eq!(
        of(r#"["aws_s3_bucket.b[\"x\"].id","aws_s3_bucket.b[\"x\"]","aws_s3_bucket.b"]"#, ""),
        [own[0], own[0]]
    );
    let made = r#"["aws_s3_bucket.b[\"x\"].id","aws_s3_bucket.b[\"y\"].id"]"#;
    assert_eq!(of(r#"["each.value"]"#, made), open);
    // More of them than there are: the index goes round.
    let round = repeated(&["0", "1"], &["0", "1", "2"], r#"["aws_s3_bucket.b","count.index"]"#, "");
    assert_eq!(round, ["b[0]", "b[1]", "b[0]? b[1]?"]);
}

#[test]
fn a_known_value_joins_what_is_equal_alone() {
    let named = |name: &str| format!(r#"{{"bucket":"{name}"}}"#);
    let with_value = |value: &str| {
        let changes = [
            change("", BUCKET, r#""x""#, &named("x"), r#"{"id":true}"#),
            change("", BUCKET, r#""y""#, &named("y"), r#"{"id":true}"#),
            change("", USER, "", &named(value), "{}"),
        ];
        let references = r#"{"references":["aws_s3_bucket.b"]}"#;
        let configuration = format!(
            r#"{{"resources":[{},{}]}}"#,
            declared(BUCKET, "{}", ""),
            declared(USER, references, "")
        );
        joined(&plan(&changes.join(","), &configuration))
    };
    assert_eq!(with_value("y"), [r#"b["y"]"#]);
    assert_eq!(with_value("y-logs"), [""]);
}

#[test]
fn outputs_and_arguments_hand_on_what_is_meant() {
    let bucket = |key: &str| change("module.m", BUCKET, key, "{}", r#"{"id":true}"#);
    let changes =
        [bucket(r#""x""#), bucket(r#""y""#), change("", USER, "", "{}", r#"{"bucket":true}"#)];
    let outer = |references: &str| {
        let configuration = format!(
            r#"{{"resources":[{}],"module_calls":{{"m":{{"module":{{"resources":[{}],"outputs":{{
            "ids":{{"expression":{{"references":["aws_s3_bucket.b"]}}}}}}}}}}}}}}"#,
            declared(USER, &format!(r#"{{"references":{references}}}"#), ""),
            declared(BUCKET, "{}", "")
        );
        joined(&plan(&changes.join(","), &configuration))
    };
    assert_eq!(
        outer(r#"["module.m.ids[\"y\"]","module.m.ids","module.m"]"#),
        [r#"module.m.b["y"]"#]
    );
    assert_eq!(outer(r#"["module.m.ids","module.m"]"#), [r#"module.m.b["x"]? module.m.b["y"]?"#]);
}

#[test]
fn many_instances_are_few_links() {
    let keys: Vec<String> = (0..400).map(|n| n.to_string()).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let found = repeated(&keys, &keys, r#"["aws_s3_bucket.b","count.index"]"#, "");
    assert_eq!(found.len(), 400);
    assert!(found.iter().all(|links| links.split(' ').count() == 1));
    // Where it is open which one is meant there is an end to it.
    let open = repeated(&keys, &keys, r#"["aws_s3_bucket.b"]"#, "");
    let all: usize = open.iter().map(|links| links.split_whitespace().count()).sum();
    assert_eq!(all, 10_000);
}

#[test]
fn states_are_joined_by_their_values() {
    let bucket = |key: &str, id: &str| {
        format!(
            r#"{{"address":"aws_s3_bucket.b[\"{key}\"]","mode":"managed","type":"aws_s3_bucket",
            "name":"b","index":"{key}","values":{{"id":"{id}","bucket":"{id}"}}}}"#
        )
    };
    let text = format!(
        r#"{{"format_version":"1.0","values":{{"root_module":{{"resources":[{},{},
        {{"address":"aws_s3_bucket_versioning.v","mode":"managed","type":"aws_s3_bucket_versioning",
        "name":"v","values":{{"bucket":"i-y","expected_bucket_owner":"i-x"}},
        "depends_on":["aws_s3_bucket.b"]}}]}}}}}}"#,
        bucket("x", "i-x"),
        bucket("y", "i-y")
    );
    // The engine joins what is equal; what it depends on alone joins nothing here.
    assert_eq!(joined(&text), [""]);
}
