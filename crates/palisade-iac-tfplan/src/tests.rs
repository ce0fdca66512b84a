use super::*;
use palisade_model::Inputs;
use palisade_source::{MemorySystem, SourceMap};
use palisade_value::{Object, Origin, OriginKind, UnknownKind, Value, write_json};
use std::collections::HashMap;
use std::path::PathBuf;

mod links;
mod unknowns;

/// Loads one text as a file and looks at what came of it.
#[track_caller]
fn with<R>(text: &str, look: impl FnOnce(&SourceMap, &Loaded<'_>) -> R) -> R {
    let sources = SourceMap::new();
    let path = PathBuf::from("plan.json");
    let file = sources.add("plan.json", text);
    let system = MemorySystem::new().with_file("plan.json", text);
    let files = HashMap::from([(path.clone(), file)]);
    let inputs = Inputs::default();
    let roots = [PathBuf::from("")];
    let context = LoadContext {
        system: &system,
        sources: &sources,
        files: &files,
        inputs: &inputs,
        roots: &roots,
    };
    let arena = Arena::new();
    let unit = Unit { root: path.clone(), files: vec![ScannedFile { path, file }] };
    look(&sources, &TerraformPlan.load(&arena, &context, &unit))
}

/// Each resource as `type address attributes`.
#[track_caller]
fn resources(text: &str) -> Vec<String> {
    with(text, |_, loaded| {
        assert_eq!(loaded.diagnostics, []);
        assert_eq!(loaded.unscanned, []);
        let one = |r: &palisade_model::Resource<'_>| {
            let mut out = format!("{} {} ", r.kind, r.address);
            write_json(&mut out, r.attributes);
            out
        };
        loaded.resources.iter().map(one).collect()
    })
}

/// What was told: diagnostics with their place, then what is not examined.
fn told(text: &str) -> Vec<String> {
    with(text, |sources, loaded| {
        let place = |at: Option<palisade_source::Location>| {
            at.map_or(String::new(), |at| format!("{} ", sources.describe(at)))
        };
        let diagnostics =
            loaded.diagnostics.iter().map(|d| format!("{}{}", place(d.location), d.message));
        let unscanned = loaded.unscanned.iter().map(|u| format!("unscanned {}", u.reason));
        diagnostics.chain(unscanned).collect()
    })
}

fn plan(changes: &str, configuration: &str) -> String {
    format!(
        r#"{{"format_version":"1.2","terraform_version":"1.9.0","resource_changes":[{changes}],
"configuration":{{"root_module":{configuration}}}}}"#
    )
}

fn change(name: &str, change: &str) -> String {
    format!(
        r#"{{"address":"a_b.{name}","mode":"managed","type":"a_b","name":"{name}","change":{change}}}"#
    )
}

fn expressions(name: &str, expressions: &str) -> String {
    format!(
        r#"{{"resources":[{{"mode":"managed","type":"a_b","name":"{name}","expressions":{expressions}}}]}}"#
    )
}

#[test]
fn what_is_left_after_apply_is_a_resource() {
    let changes: Vec<String> = [
        ("made", r#"["create"]"#),
        ("kept", r#"["no-op"]"#),
        ("changed", r#"["update"]"#),
        ("replaced", r#"["delete","create"]"#),
        ("gone", r#"["delete"]"#),
        ("forgotten", r#"["forget"]"#),
    ]
    .iter()
    .map(|(name, actions)| {
        change(name, &format!(r#"{{"actions":{actions},"before":{{"x":0}},"after":{{"x":1}}}}"#))
    })
    .collect();
    assert_eq!(
        resources(&plan(&changes.join(","), "{}")),
        [
            r#"a_b a_b.made {"x":1}"#,
            r#"a_b a_b.kept {"x":1}"#,
            r#"a_b a_b.changed {"x":1}"#,
            r#"a_b a_b.replaced {"x":1}"#,
        ]
    );
}

#[test]
fn what_nobody_set_is_left_out() {
    let after = r#"{"actions":["create"],"after":{
        "null":null,"empty":"","list":[],"map":{},"zero":0,"no":false,
        "set_empty":"","set_list":[],"nulled":"",
        "block":[{"a":null,"b":"","c":"x"}],"tags":{"k":"","n":null}},
        "after_unknown":{"id":true,"arn":true,"late":true,"nulled_late":true,
          "block":[{"d":true,"e":true}]}}"#;
    let configuration = expressions(
        "x",
        r#"{"set_empty":{"constant_value":""},"set_list":{"references":["local.l"]},
            "nulled":{"constant_value":null},"late":{"references":["a_b.y.id","a_b.y"]},
            "nulled_late":{"constant_value":null},
            "block":[{"c":{"constant_value":"x"},"d":{"references":["var.z"]}}],
            "tags":{"references":["var.tags"]}}"#,
    );
    assert_eq!(
        resources(&plan(&change("x", after), &configuration)),
        [concat!(
            r#"a_b a_b.x {"block":[{"c":"x","d":{"$unknown":"`a_b.x.block[0].d` is known only "#,
            r#"after apply"}}],"late":{"$unknown":"`a_b.y.id` is known only after apply"},"#,
            r#""no":false,"set_empty":"","set_list":[],"tags":{"k":""},"zero":0}"#
        )]
    );
}

#[test]
fn without_a_configuration_the_unknown_stays_unknown() {
    let after = r#"{"actions":["create"],"after":{"list":[null,"k"],"set":["k"]},
        "after_unknown":{"id":true,"list":[true,false],"set":[false,true]}}"#;
    let text = format!(
        r#"{{"format_version":"1.2","planned_values":{{}},"resource_changes":[{}]}}"#,
        change("x", after)
    );
    with(&text, |sources, loaded| {
        let Value::Object(attributes) = loaded.resources[0].attributes else { panic!() };
        let Some(Value::Unknown(id)) = attributes.field("id") else { panic!() };
        assert_eq!((id.kind, id.subject), (UnknownKind::AfterApply, "a_b.x.id"));
        let text = sources.get(id.location.unwrap().file);
        assert_eq!(text.slice(id.location.unwrap().span), r#""id":true"#);
        let items = |key| attributes.field(key).and_then(|v| v.as_array()).unwrap().items();
        assert!(matches!(items("list"), [Value::Unknown(u), Value::Str("k")]
            if u.subject == "a_b.x.list[0]"));
        assert!(matches!(items("set"), [Value::Str("k"), Value::Unknown(u)]
            if u.subject == "a_b.x.set[1]"));
    });
}

#[test]
fn every_value_has_its_place() {
    let text = plan(
        &change(
            "x",
            "{\"actions\":[\"create\"],\"after\":{\n  \"name\" : \"n\",\n  \"rule\": [\n    {\n      \"port\": 22\n    }\n  ]\n}}",
        ),
        "{}",
    );
    with(&text, |sources, loaded| {
        let resource = &loaded.resources[0];
        let Value::Object(attributes) = resource.attributes else { panic!() };
        let shown = |origin: Option<&Origin<'_>>| {
            let at = origin.unwrap().location;
            (sources.describe(at), sources.get(at.file).slice(at.span).to_owned())
        };
        let place = |line: u32, column: u32, text: &str| {
            (format!("plan.json:{line}:{column}"), text.to_owned())
        };
        assert_eq!(shown(attributes.field_origin("name")), place(2, 3, r#""name" : "n""#));
        assert_eq!(shown(attributes.field_origin("rule")), place(3, 3, r#""rule""#));
        let rules = attributes.field("rule").and_then(|v| v.as_array()).unwrap();
        assert_eq!(shown(rules.origin(0)), place(4, 5, "{"));
        let rule: &Object<'_> = rules.items()[0].as_object().unwrap();
        assert_eq!(shown(rule.field_origin("port")), place(5, 7, r#""port": 22"#));
        let header = sources.get(resource.header.file);
        assert_eq!(header.slice(resource.header.span), r#""address":"a_b.x""#);
        assert!(header.slice(resource.location.span).ends_with("}}"));
    });
}

#[test]
fn sensitive_values_are_marked_and_their_places_hidden() {
    let word = ["hun", "ter2"].concat();
    let after = format!(
        r#"{{"actions":["update"],"before":{{"word":"old{word}"}},"before_sensitive":{{"word":true}},
        "after":{{"word":"{word}","open":"x","deep":[{{"a":"{word}","b":1}}],"whole":{{"c":"{word}"}}}},
        "after_sensitive":{{"word":true,"deep":[{{"a":true}}],"whole":true}}}}"#
    );
    with(&plan(&change("x", &after), "{}"), |sources, loaded| {
        let resource = &loaded.resources[0];
        let Value::Object(attributes) = resource.attributes else { panic!() };
        assert_eq!(attributes.field("word").and_then(|v| v.as_str()), Some(word.as_str()));
        let kind = |origin: Option<&Origin<'_>>| origin.unwrap().kind;
        assert_eq!(kind(attributes.field_origin("word")), OriginKind::Sensitive);
        assert_eq!(kind(attributes.field_origin("open")), OriginKind::Literal);
        assert_eq!(kind(attributes.field_origin("deep")), OriginKind::Literal);
        let deep = attributes.field("deep").and_then(|v| v.as_array()).unwrap().items()[0];
        assert_eq!(kind(deep.as_object().unwrap().field_origin("a")), OriginKind::Sensitive);
        assert_eq!(kind(deep.as_object().unwrap().field_origin("b")), OriginKind::Literal);
        let whole = attributes.field("whole").and_then(|v| v.as_object()).unwrap();
        assert_eq!(kind(whole.field_origin("c")), OriginKind::Sensitive);
        let file = sources.get(resource.header.file);
        let hidden: Vec<&str> = file.hidden().iter().map(|span| file.slice(*span)).collect();
        let plain = format!("\"{word}\"");
        let whole = format!("{{\"c\":{plain}}}");
        let configuration = "\"root_module\":{}".to_owned();
        let wanted = [format!("\"old{word}\""), plain.clone(), plain, whole, configuration];
        assert_eq!(hidden, wanted);
    });
}

/// `address: linked addresses` of the resources that have any.
fn links(text: &str) -> Vec<String> {
    with(text, |_, loaded| {
        assert_eq!(loaded.diagnostics, []);
        let joined = loaded.resources.iter().filter(|r| !r.links.is_empty());
        joined
            .map(|r| {
                let to = r.links.iter().map(|at| loaded.resources[*at as usize].address);
                format!("{}: {}", r.address, to.collect::<Vec<_>>().join(" "))
            })
            .collect()
    })
}

fn keyed(module: &str, name: &str, key: &str) -> String {
    let prefix = if module.is_empty() { String::new() } else { format!("{module}.") };
    let index = if key.is_empty() { String::new() } else { format!(r#","index":{key}"#) };
    let brackets = if key.is_empty() { String::new() } else { format!("[{key}]") };
    let address = format!("{prefix}a_b.{name}{brackets}").replace('"', "\\\"");
    let module = module.replace('"', "\\\"");
    format!(
        r#"{{"address":"{address}","module_address":"{module}","type":"a_b","name":"{name}"{index},
        "change":{{"actions":["create"],"after":{{}}}}}}"#
    )
}

#[test]
fn resources_are_joined_by_the_references_of_the_configuration() {
    let changes = [
        keyed("", "one", ""),
        keyed("", "each", r#""p""#),
        keyed("", "each", r#""q""#),
        keyed("", "pair", r#""p""#),
        keyed("", "pair", r#""q""#),
        keyed("", "literal", ""),
        keyed("", "user", ""),
        keyed(r#"module.m["z"]"#, "inner", ""),
        keyed(r#"module.m["z"].module.n"#, "deep", ""),
    ];
    let resource = |name: &str, expressions: &str| {
        format!(r#"{{"mode":"managed","type":"a_b","name":"{name}","expressions":{expressions}}}"#)
    };
    let configuration = format!(
        r#"{{"resources":[{},{},{},{}],"module_calls":{{"m":{{
            "expressions":{{"in":{{"references":["a_b.one.id","a_b.one"]}}}},
            "module":{{"resources":[{}],
              "outputs":{{"out":{{"expression":{{"references":["a_b.inner.id","a_b.inner"]}}}},
                "deep":{{"expression":{{"references":["module.n.out","module.n"]}}}}}},
              "module_calls":{{"n":{{"expressions":{{"in":{{"references":["var.in"]}}}},
                "module":{{"resources":[{}],
                  "outputs":{{"out":{{"expression":{{"references":["a_b.deep"]}}}}}}}}}}}}}}}}}}}}"#,
        resource("each", "{}"),
        resource("pair", r#"{"x":{"references":["a_b.each","each.key"]}}"#),
        resource(
            "literal",
            r#"{"x":{"references":["a_b.each[\"q\"].id","a_b.each[\"q\"]","a_b.each"]}}"#
        ),
        resource(
            "user",
            r#"{"b":[{"x":{"references":["module.m[\"z\"].deep","module.m[\"z\"]","module.m"]}}]}"#
        ),
        resource("inner", "{}"),
        resource("deep", r#"{"x":{"references":["var.in"]}}"#),
    );
    assert_eq!(
        links(&plan(&changes.join(","), &configuration)),
        [
            r#"a_b.one: module.m["z"].module.n.a_b.deep"#,
            r#"a_b.each["p"]: a_b.pair["p"]"#,
            r#"a_b.each["q"]: a_b.pair["q"] a_b.literal"#,
            r#"a_b.pair["p"]: a_b.each["p"]"#,
            r#"a_b.pair["q"]: a_b.each["q"]"#,
            r#"a_b.literal: a_b.each["q"]"#,
            r#"a_b.user: module.m["z"].module.n.a_b.deep"#,
            r#"module.m["z"].module.n.a_b.deep: a_b.one a_b.user"#,
        ]
    );
}

#[test]
fn references_in_circles_end() {
    let configuration = r#"{"resources":[{"type":"a_b","name":"one","expressions":{"x":{"references":["module.m.out"]}}}],
        "module_calls":{"m":{"expressions":{"in":{"references":["module.m.out"]}},
        "module":{"outputs":{"out":{"expression":{"references":["var.in"]}}}}}}}"#;
    assert_eq!(links(&plan(&keyed("", "one", ""), configuration)), Vec::<String>::new());
}

#[test]
fn data_sources_are_taken_from_where_they_were_read() {
    let text = r#"{"format_version":"1.2","resource_changes":[
        {"address":"data.a_d.late","mode":"data","type":"a_d","name":"late",
         "change":{"actions":["read"],"after":{"q":1},"after_unknown":{"answer":true}}},
        {"address":"a_b.old","mode":"managed","type":"a_b","name":"old",
         "change":{"actions":["delete"],"before":{"x":1},"after":null}}],
      "prior_state":{"format_version":"1.0","values":{"root_module":{"resources":[
        {"address":"data.a_d.now","mode":"data","type":"a_d","name":"now","values":{"answer":42}},
        {"address":"a_b.old","mode":"managed","type":"a_b","name":"old","values":{"x":1}}]}}},
      "configuration":{"root_module":{"resources":[
        {"mode":"data","type":"a_d","name":"late","expressions":{"q":{"constant_value":1}}}]}}}"#;
    assert_eq!(
        resources(text),
        [
            "data.a_d data.a_d.late {\"answer\":{\"$unknown\":\"`data.a_d.late.answer` is known \
             only after apply\"},\"q\":1}",
            r#"data.a_d data.a_d.now {"answer":42}"#,
        ]
    );
}

#[test]
fn what_a_plan_leaves_without_a_word_is_there_afterwards() {
    let state = r#""prior_state":{"format_version":"1.0","values":{"root_module":{"resources":[
        {"address":"a_b.x","mode":"managed","type":"a_b","name":"x","values":{"n":1}}],
      "child_modules":[{"address":"module.m","resources":[
        {"address":"module.m.a_b.y","mode":"managed","type":"a_b","name":"y","values":{"n":2}}]}]}}}"#;
    let head = r#"{"format_version":"1.2","planned_values":{"root_module":{}}"#;
    // A plan that only refreshes has no changes.
    let refresh = format!("{head},{state}}}");
    assert_eq!(resources(&refresh), [r#"a_b a_b.x {"n":1}"#, r#"a_b module.m.a_b.y {"n":2}"#]);
    // One of chosen targets says of what it leaves out nothing but that.
    let change = change("x", r#"{"actions":["update"],"before":{"n":1},"after":{"n":3}}"#);
    let part = format!(r#"{head},"resource_changes":[{change}],"complete":false,{state}}}"#);
    with(&part, |_, loaded| {
        let seen: Vec<&str> = loaded.resources.iter().map(|r| r.address).collect();
        assert_eq!(seen, ["a_b.x", "module.m.a_b.y"]);
    });
    assert_eq!(
        told(&part)[1],
        "unscanned the plan is not complete: it was made with `-target`, or changes were put off; \
         check a plan of everything as well, or the configuration"
    );
}

#[test]
fn parts_that_stand_there_twice_are_told() {
    for text in [
        plan(&change("x", r#"{"after":{"n":1},"after":{"n":2}}"#), "{}"),
        plan(&change("x", r#"{"actions":["create"],"after":{"n":1,"m":2,"n":null}}"#), "{}"),
        plan(&change("x", r#"{"actions":["create"],"after":{"b":[{"n":1,"n":1}]}}"#), "{}"),
        r#"{"format_version":"1.0","values":{"root_module":{"resources":[],"resources":[]}}}"#
            .into(),
    ] {
        let said = told(&text);
        assert!(said[0].contains("stands there twice"), "{said:?}");
        assert!(said[1].starts_with("unscanned"), "{said:?}");
    }
}

#[test]
fn checks_that_fail_and_actions_are_told() {
    let text = r#"{"format_version":"1.2","planned_values":{},"checks":[
        {"address":{"kind":"check","to_display":"check.good"},"status":"pass"},
        {"address":{"kind":"check","to_display":"check.bad"},"status":"fail","instances":[
          {"status":"fail","problems":[{"message":"hidden"}]}]},
        {"address":{"kind":"resource","to_display":"a_b.x"},"status":"error"},
        {"address":{"kind":"resource","to_display":"a_b.y"},"status":"unknown"}],
        "action_invocations":[{"address":"action.aws_lambda_invoke.x","type":"aws_lambda_invoke"}],
        "deferred_action_invocations":[{"reason":"r","action_invocation":{"address":"action.b.y"}}]}"#;
    let said = told(text);
    assert_eq!(
        said,
        [
            "plan.json:1:54 a condition of `check.bad` does not hold",
            "plan.json:1:54 a condition of `a_b.x` could not be evaluated",
            "unscanned what the actions of the plan do is not examined: \
             `action.aws_lambda_invoke.x`",
            "unscanned what the actions of the plan do is not examined: `action.b.y`",
        ]
    );
    let state = r#"{"version":4,"terraform_version":"1.9.0","lineage":"l","resources":[],
        "check_results":[{"object_kind":"check","config_addr":"check.c","status":"fail"}]}"#;
    assert_eq!(told(state), ["plan.json:2:25 a condition of `check.c` does not hold"]);
    // Nothing to tell.
    let text =
        r#"{"format_version":"1.2","planned_values":{},"checks":null,"action_invocations":[]}"#;
    assert_eq!(told(text), [""; 0]);
}

#[test]
fn planned_values_stand_in_where_there_are_no_changes() {
    let text = r#"{"format_version":"0.1","planned_values":{"root_module":{
        "resources":[{"address":"a_b.x","mode":"managed","type":"a_b","name":"x","values":{"n":1}}],
        "child_modules":[{"resources":[{"address":"module.m[0].a_b.y","mode":"managed",
          "type":"a_b","name":"y","values":{"n":2}}],"address":"module.m[0]"}]}}}"#;
    assert_eq!(resources(text), [r#"a_b a_b.x {"n":1}"#, r#"a_b module.m[0].a_b.y {"n":2}"#]);
}

#[test]
fn states_are_read_in_both_forms() {
    let shown = r#"{"format_version":"1.0","terraform_version":"1.9.0","values":{"root_module":{
        "resources":[
          {"address":"a_b.x","mode":"managed","type":"a_b","name":"x",
           "values":{"id":"i-1","e":"","n":null,"tags":{"k":""}},"sensitive_values":{}},
          {"address":"a_b.y[0]","mode":"managed","type":"a_b","name":"y","index":0,
           "values":{"to":"i-1"},"depends_on":["a_b.x"]}]}}}"#;
    let raw = r#"{"version":4,"terraform_version":"1.9.0","serial":1,"lineage":"l","resources":[
        {"mode":"managed","type":"a_b","name":"x","instances":[
          {"attributes":{"id":"i-1","e":"","n":null,"tags":{"k":""}},"sensitive_attributes":[]},
          {"deposed":"00000000","attributes":{"id":"i-0"}}]},
        {"mode":"managed","type":"a_b","name":"y","instances":[
          {"index_key":0,"attributes":{"to":"i-1"},"dependencies":["a_b.x"]}]}]}"#;
    for text in [shown, raw] {
        assert_eq!(
            resources(text),
            [r#"a_b a_b.x {"id":"i-1","tags":{"k":""}}"#, r#"a_b a_b.y[0] {"to":"i-1"}"#]
        );
        assert_eq!(links(text), ["a_b.x: a_b.y[0]", "a_b.y[0]: a_b.x"]);
    }
    let raw = r#"{"version":4,"terraform_version":"1.9.0","serial":1,"resources":[
        {"module":"module.m[\"k\"]","mode":"data","type":"a_d","name":"x","instances":[
          {"index_key":"a\"b","attributes":{"w":"s"},
           "sensitive_attributes":[[{"type":"get_attr","value":"w"}]]}]}]}"#;
    assert_eq!(resources(raw), [r#"data.a_d module.m["k"].data.a_d.x["a\"b"] {"w":"s"}"#]);
    with(raw, |sources, loaded| {
        let file = sources.get(loaded.resources[0].header.file);
        assert_eq!(file.slice(file.hidden()[0]), "\"s\"");
        assert_eq!(file.slice(loaded.resources[0].header.span), r#""index_key":"a\"b""#);
    });
}

#[test]
fn in_a_state_what_is_hung_on_by_way_of_others_is_not_joined() {
    let raw = r#"{"version":4,"terraform_version":"1.9.0","serial":1,"resources":[
        {"mode":"managed","type":"a_b","name":"x","instances":[{"attributes":{"id":"1"}}]},
        {"mode":"managed","type":"a_b","name":"y","instances":[{"attributes":{"id":"2","to":"1"},
          "dependencies":["a_b.x"]}]},
        {"mode":"managed","type":"a_b","name":"z","instances":[{"attributes":{"id":"3","to":"2"},
          "dependencies":["a_b.x","a_b.y"]}]},
        {"mode":"managed","type":"a_b","name":"both","instances":[
          {"attributes":{"id":"4","to":["2","1"]},"dependencies":["a_b.x","a_b.y"]}]}]}"#;
    assert_eq!(
        links(raw),
        [
            "a_b.x: a_b.y a_b.both",
            "a_b.y: a_b.x a_b.z a_b.both",
            "a_b.z: a_b.y",
            "a_b.both: a_b.x a_b.y"
        ]
    );
}

#[test]
fn what_contradicts_itself_is_told_or_known() {
    let change = |more: &str, acl: &str, unknown: &str| {
        format!(
            r#"{{"address":"a_b.x","mode":"managed","type":"a_b","name":"x"{more},"change":{{
            "actions":["create"],"after":{{"acl":{acl}}},"after_unknown":{{{unknown}}}}}}}"#
        )
    };
    let one = change("", r#""private""#, "");
    let twice = plan(&format!("{one},{}", change("", r#""public-read""#, "")), "{}");
    let wanted = "`a_b.x` stands there more than once; the first is examined";
    assert!(told(&twice).iter().any(|said| said.ends_with(wanted)), "{:?}", told(&twice));
    assert!(told(&twice).contains(&format!("unscanned {wanted}")));
    let doubled = plan(&change(r#","type":"c_d""#, "1", ""), "{}");
    let said = told(&doubled);
    assert!(said.iter().any(|s| s.contains("the key `type` stands there twice")), "{said:?}");
    // A value that is there is known.
    let known = plan(&change("", r#""public-read""#, r#""acl":true"#), "{}");
    assert_eq!(resources(&known), [r#"a_b a_b.x {"acl":"public-read"}"#]);
}

#[test]
fn what_cannot_be_read_is_told() {
    let reason = "write it anew with `terraform show -json`; it may have been cut off";
    for (text, wanted) in [
        (
            r#"{"format_version":"2.0","planned_values":{}}"#,
            vec![
                "plan.json:1:19 `format_version` 2.0 is not known; known are 0.x and 1.x"
                    .to_owned(),
                "unscanned `format_version` 2.0 is not known; known are 0.x and 1.x; update \
                 Palisade, or write the file with a Terraform that it knows"
                    .to_owned(),
            ],
        ),
        (
            r#"{"version":3,"serial":1,"modules":[]}"#,
            vec![
                "plan.json:1:12 a state of version 3 is not read".to_owned(),
                "unscanned a state of version 3 is not read; a run of Terraform 0.12 or later \
                 writes version 4"
                    .to_owned(),
            ],
        ),
        (
            r#"{"format_version":"1.2","resource_changes":[{"address":"a.b","#,
            vec![
                "plan.json:1:62 the file is no whole JSON: expected a key in double quotes"
                    .to_owned(),
                format!("unscanned it is no whole JSON: expected a key in double quotes; {reason}"),
            ],
        ),
        (
            r#"{"format_version":"1.2","resource_changes":[],"configuration":{"a":tru}}"#,
            vec![
                "plan.json:1:68 the file is no whole JSON: expected `true`".to_owned(),
                format!("unscanned it is no whole JSON: expected `true`; {reason}"),
            ],
        ),
        (
            r#"{"format_version":"1.2","resource_changes":[],"errored":true}"#,
            vec![
                "plan.json:1:47 the plan ended with an error and is not complete".to_owned(),
                "unscanned the plan ended with an error and is not complete".to_owned(),
            ],
        ),
        (
            r#"{"format_version":"1.2","resource_changes":{}}"#,
            vec![
                "plan.json:1:44 `resource_changes` is not a list".to_owned(),
                "unscanned `resource_changes` is not a list".to_owned(),
            ],
        ),
        (
            r#"{"format_version":"1.2","resource_changes":[{"change":{"after":{}}},
                {"address":"a_b.x","type":"a_b","name":"x","change":{"after":1}}]}"#,
            vec![
                "plan.json:1:45 an entry names no resource".to_owned(),
                "plan.json:2:17 `a_b.x` has no values".to_owned(),
                "unscanned an entry names no resource".to_owned(),
                "unscanned `a_b.x` has no values".to_owned(),
            ],
        ),
        (
            r#"{"serial":1,"lineage":"x","encrypted_data":"a"}"#,
            vec!["unscanned is an encrypted state; check what `tofu show -json` writes".to_owned()],
        ),
        (
            "{\"@level\":\"info\",\"@module\":\"terraform.ui\"}\n{}",
            vec![
                "unscanned is the log of a run; make a plan with `-out=FILE` and check what \
                 `terraform show -json FILE` writes"
                    .to_owned(),
            ],
        ),
        (r#"{"format_version":"1.0","terraform_version":"1","values":{}}"#, vec![]),
    ] {
        assert_eq!(told(text), wanted, "{text}");
    }
}

#[test]
fn a_block_that_stands_alone_is_a_list_of_one() {
    let after = r#"{"actions":["create"],"after":{"timeouts":{"create":"5m","delete":null}}}"#;
    let configuration = expressions("x", r#"{"timeouts":{"create":{"constant_value":"5m"}}}"#);
    assert_eq!(
        resources(&plan(&change("x", after), &configuration)),
        [r#"a_b a_b.x {"timeouts":[{"create":"5m"}]}"#]
    );
}

#[test]
fn broken_texts_are_survived() {
    let whole = plan(
        &change(
            "x",
            r#"{"actions":["create"],"after":{"a":[{"b":"\u00e4"}]},"after_unknown":{"c":true}}"#,
        ),
        &expressions("x", r#"{"c":{"references":["var.c"]}}"#),
    );
    for end in (0..whole.len()).filter(|end| whole.is_char_boundary(*end)) {
        let said = told(&whole[..end]);
        assert!(said.iter().any(|line| line.starts_with("unscanned")), "{said:?}");
    }
}

#[test]
fn values_of_varying_type_are_taken_out_of_their_wrapping() {
    let raw = r#"{"version":4,"terraform_version":"1.9.0","serial":1,"resources":[
        {"mode":"managed","type":"terraform_data","name":"x","instances":[{"attributes":{
          "input":{"value":{"a":[1,"b"],"value":{"value":1,"type":"number"}},
                   "type":["object",{"a":["tuple",["number","string"]]}]},
          "output":{"value":"w","type":"string"},
          "triggers_replace":null},
          "sensitive_attributes":[[{"type":"get_attr","value":"input"},
                                   {"type":"get_attr","value":"a"}]]}]},
        {"mode":"managed","type":"kubernetes_manifest","name":"y","instances":[{"attributes":{
          "manifest":{"type":["object",{"kind":"string"}],"value":{"apiVersion":"x/v1","kind":"Odd"}}}}]},
        {"mode":"managed","type":"a_b","name":"z","instances":[{"attributes":{
          "plain":{"type":"string","value":"v"},
          "more":{"type":["list","x"],"value":"v","name":"n"},
          "list":{"type":["list"],"value":"v"}}}]}]}"#;
    assert_eq!(
        resources(raw),
        [
            r#"terraform_data terraform_data.x {"input":{"a":[1,"b"],"value":{"type":"number","value":1}},"output":"w"}"#,
            r#"kubernetes_manifest kubernetes_manifest.y {"manifest":{"apiVersion":"x/v1","kind":"Odd"}}"#,
            r#"a_b a_b.z {"list":{"type":["list"],"value":"v"},"more":{"name":"n","type":["list","x"],"value":"v"},"plain":{"type":"string","value":"v"}}"#,
            r#"Odd kubernetes_manifest.y {"apiVersion":"x/v1","kind":"Odd"}"#,
        ]
    );
    with(raw, |sources, loaded| {
        let file = sources.get(loaded.resources[0].header.file);
        assert_eq!(file.slice(file.hidden()[0]), r#"[1,"b"]"#);
    });
}
