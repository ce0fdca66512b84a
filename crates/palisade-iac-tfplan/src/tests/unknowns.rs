//! What a plan does not say: dynamic blocks over unknown collections, documents that are read late.

use super::{resources, with};
use palisade_value::Value;

/// A plan of one resource, with what else its document holds.
fn plan(kind: &str, change: &str, expressions: &str, more: &str) -> String {
    format!(
        r#"{{"format_version":"1.2","resource_changes":[{{"address":"{kind}.x","mode":"managed",
        "type":"{kind}","name":"x","change":{change}}}{more},
        "configuration":{{"root_module":{{"resources":[{{"mode":"managed","type":"{kind}",
        "name":"x","expressions":{expressions}}}]}}}}}}"#
    )
}

#[test]
fn a_list_that_nobody_sets_and_no_provider_fills_in_is_made_by_a_dynamic_block() {
    let unknown = |name: &str| format!(r#"{{"$unknown":"`{name}` is known only after apply"}}"#);
    let create = |after: &str, open: &str, kinds: &str| {
        format!(
            r#"{{"actions":["create"],"after":{after},"after_unknown":{open},"after_sensitive":{kinds}}}"#
        )
    };
    // Lists alone may be blocks.
    let change = create(
        r#"{"name":"n"}"#,
        r#"{"arn":true,"id":true,"tags_all":true,"access_logs":true,"subnets":true}"#,
        r#"{"tags_all":{},"access_logs":[],"subnets":[]}"#,
    );
    let name = r#"{"name":{"constant_value":"n"}}"#;
    let wanted = format!(r#"aws_lb aws_lb.x {{"access_logs":{},"#, unknown("aws_lb.x.access_logs"));
    let seen = resources(&plan("aws_lb", &change, name, "]"));
    assert!(seen[0].starts_with(&wanted) && !seen[0].contains("subnets"), "{seen:?}");
    // Inside of blocks that are written, too.
    let change = create(
        r#"{"rule":[{"id":"r"}]}"#,
        r#"{"rule":[{"transition":true,"prefix":true}]}"#,
        r#"{"rule":[{"transition":[]}]}"#,
    );
    let rule = r#"{"rule":[{"id":{"constant_value":"r"}}]}"#;
    assert_eq!(
        resources(&plan("aws_x", &change, rule, "]")),
        [format!(
            r#"aws_x aws_x.x {{"rule":[{{"id":"r","transition":{}}}]}}"#,
            unknown("aws_x.x.rule[0].transition")
        )]
    );
    // What a provider fills in is left out as nobody set it; a change does not fill it in anew.
    let change = create("{}", r#"{"ingress":true}"#, r#"{"ingress":[]}"#);
    let group = "aws_security_group";
    assert_eq!(
        resources(&plan(group, &change, "{}", "]")),
        ["aws_security_group aws_security_group.x {}"]
    );
    let change = change.replace("create", "update");
    let open = format!(
        r#"aws_security_group aws_security_group.x {{"ingress":{}}}"#,
        unknown("aws_security_group.x.ingress")
    );
    assert_eq!(resources(&plan(group, &change, "{}", "]")), [open]);
}

#[test]
fn an_attribute_that_no_expression_refers_to_is_what_a_dynamic_block_hangs_on() {
    let change = r#"{"actions":["create"],"after":{},"after_unknown":{"ingress":true,"arn":true},
        "after_sensitive":{"ingress":[]}}"#;
    let other = |open: &str| {
        format!(
            r#",{{"address":"aws_q.q","mode":"managed","type":"aws_q","name":"q","change":{{
            "actions":["create"],"after":{{"id":"i"}},"after_unknown":{open}}}}}],
            "relevant_attributes":[{{"resource":"aws_q.q","attribute":["ids"]}}]"#
        )
    };
    let seen =
        |open: &str| resources(&plan("aws_security_group", change, "{}", &other(open)))[0].clone();
    assert_eq!(
        seen(r#"{"ids":true}"#),
        r#"aws_security_group aws_security_group.x {"ingress":{"$unknown":"`aws_q.q.ids` is known only after apply"}}"#
    );
    assert_eq!(seen("{}"), "aws_security_group aws_security_group.x {}");
}

#[test]
fn of_blocks_that_are_not_all_written_nothing_is_called_unset() {
    let change = |items: &str| {
        format!(
            r#"{{"actions":["create"],"after":{{"rule":[{items}]}},
            "after_unknown":{{"rule":[{{"port":true}},{{"port":true}}]}}}}"#
        )
    };
    let rule = r#"{"rule":[{"cidr":{"constant_value":"c"}}]}"#;
    let seen = |items: &str| resources(&plan("aws_x", &change(items), rule, "]"))[0].clone();
    assert_eq!(seen(r#"{"cidr":"c"}"#), r#"aws_x aws_x.x {"rule":[{"cidr":"c"}]}"#);
    assert!(seen(r#"{"cidr":"c"},{"cidr":""}"#).contains(r#"{"port":{"$unknown":"#));
}

/// A bucket policy, and the late document that it comes of by way of a module.
const DOCUMENTS: &str = r#"{"format_version":"1.2","resource_changes":[
  {"address":"module.p[\"k\"].aws_s3_bucket_policy.x","module_address":"module.p[\"k\"]",
   "mode":"managed","type":"aws_s3_bucket_policy","name":"x","change":{"actions":["create"],
   "after":{"bucket":"b"},"after_unknown":{"policy":true,"id":true}}},
  {"address":"module.d.data.aws_iam_policy_document.all","module_address":"module.d","mode":"data",
   "type":"aws_iam_policy_document","name":"all","change":{"actions":["read"],
   "after":{"source_policy_documents":[null],"override_policy_documents":null},
   "after_unknown":{"id":true,"json":true,"minified_json":true,"source_policy_documents":[true]}}},
  {"address":"module.d.data.aws_iam_policy_document.one[\"k\"]","module_address":"module.d",
   "mode":"data","type":"aws_iam_policy_document","name":"one","index":"k",
   "change":{"actions":["read"],"after":{"version":null,"statement":[{"sid":"a","effect":null,
     "actions":["s3:*"],"resources":[null],"condition":[],"not_actions":null,
     "principals":[{"identifiers":["*"],"type":"AWS"}]}]},
   "after_unknown":{"id":true,"json":true,"minified_json":true,
     "statement":[{"actions":[false],"resources":[true],"condition":[],
       "principals":[{"identifiers":[false]}]}]}}}],
 "configuration":{"root_module":{"module_calls":{
  "p":{"expressions":{"text":{"references":["module.d.text","module.d"]}},
    "for_each_expression":{"references":["var.x"]},
    "module":{"resources":[{"mode":"managed","type":"aws_s3_bucket_policy","name":"x",
     "expressions":{"policy":{"references":["var.text"]},"bucket":{"constant_value":"b"}}}]}},
  "d":{"module":{"outputs":{"text":{"expression":{"references":
      ["data.aws_iam_policy_document.all.json","data.aws_iam_policy_document.all"]}}},
    "resources":[
     {"mode":"data","type":"aws_iam_policy_document","name":"all","expressions":{
       "source_policy_documents":{"references":["data.aws_iam_policy_document.one[\"k\"].json",
        "data.aws_iam_policy_document.one[\"k\"]","data.aws_iam_policy_document.one"]}}},
     {"mode":"data","type":"aws_iam_policy_document","name":"one","expressions":{
       "statement":[{"sid":{"constant_value":"a"},"actions":{"constant_value":["s3:*"]},
        "resources":{"references":["aws_s3_bucket.b.arn","aws_s3_bucket.b"]},
        "principals":[{"identifiers":{"constant_value":["*"]},"type":{"constant_value":"AWS"}}]}]},
      "for_each_expression":{"references":["var.x"]}}]}}}}}}"#;

#[test]
fn a_document_that_is_read_late_is_known_but_for_its_unknown_parts() {
    let text = |address: &str, name: &str| {
        with(DOCUMENTS, |_, loaded| {
            assert_eq!(loaded.diagnostics, []);
            let found = loaded.resources.iter().find(|r| r.address.ends_with(address)).unwrap();
            match found.attributes.field(name).unwrap() {
                Value::Unknown(unknown) => {
                    let text = unknown.partial.unwrap_or("nothing");
                    assert_eq!(unknown.subject, "aws_s3_bucket.b.arn", "{address}.{name}");
                    text.split_whitespace().collect::<Vec<_>>().join("")
                }
                other => format!("{other:?}"),
            }
        })
    };
    let wanted = concat!(
        r#"{"Version":"2012-10-17","Statement":[{"Sid":"a","Effect":"Allow","Action":"s3:*","#,
        "\"Resource\":\"\u{e000}aws_s3_bucket.b.arn\u{e001}\",",
    );
    let one = text("one[\"k\"]", "json");
    assert!(one.starts_with(wanted), "{one}");
    assert!(one.contains(r#""Principal":"#), "{one}");
    assert!(text("one[\"k\"]", "minified_json").starts_with(wanted));
    let merged = concat!(
        r#"{"Version":"2012-10-17","Statement":[{"Action":"s3:*","Effect":"Allow","#,
        r#""Principal":{"AWS":"*"},"#,
        "\"Resource\":\"\u{e000}aws_s3_bucket.b.arn\u{e001}\",\"Sid\":\"a\"}]}",
    );
    assert_eq!(text("all", "json"), merged);
    assert_eq!(text("aws_s3_bucket_policy.x", "policy"), merged);
}

#[test]
fn what_may_be_more_than_the_document_stays_unknown() {
    let more = DOCUMENTS.replace(
        r#""policy":{"references":["var.text"]}"#,
        r#""policy":{"references":["var.text","var.other"]}"#,
    );
    with(&more, |_, loaded| {
        let policy = loaded.resources[0].attributes.field("policy").unwrap();
        let Value::Unknown(unknown) = policy else { panic!("{policy:?}") };
        assert_eq!(unknown.partial, None);
    });
    // A document of one's own making ends.
    let circle = DOCUMENTS
        .replace("one[\\\"k\\\"]", "all")
        .replace(r#""references":["var.text"]"#, r#""references":["module.d.text","module.d"]"#);
    with(&circle, |_, loaded| assert_eq!(loaded.diagnostics, []));
}

#[test]
fn what_is_set_to_nothing_is_left_out_as_in_a_configuration() {
    let change = r#"{"actions":["create"],"after":{"kms_key_id":"","names":[""],"tags":{"a":""},
        "kept":"x","rule":[{"id":"","list":[],"n":0}]},"after_unknown":{},"after_sensitive":{}}"#;
    let set = r#"{"kms_key_id":{"references":["var.key"]},"names":{"constant_value":[""]},
        "tags":{"constant_value":{"a":""}},"kept":{"constant_value":"x"},
        "rule":[{"id":{"constant_value":""},"list":{"references":["var.l"]},"n":{"constant_value":0}}]}"#;
    assert_eq!(
        resources(&plan("aws_x", change, set, "]")),
        [r#"aws_x aws_x.x {"kept":"x","names":[""],"rule":[{"n":0}],"tags":{"a":""}}"#]
    );
    // Of other providers what somebody wrote stays.
    let seen = resources(&plan("other_x", change, set, "]"));
    assert!(seen[0].contains(r#""kms_key_id":"""#), "{seen:?}");
}

#[test]
fn a_text_that_stands_for_a_truth_value_is_one_as_in_a_configuration() {
    let change = r#"{"actions":["create"],"after":{"encrypted":"1","tags":{"enabled":"1"},
        "rule":[{"self":"false"}]},"after_unknown":{},"after_sensitive":{}}"#;
    assert_eq!(
        resources(&plan("aws_x", change, "{}", "]")),
        [r#"aws_x aws_x.x {"encrypted":true,"rule":[{"self":false}],"tags":{"enabled":"1"}}"#]
    );
}
