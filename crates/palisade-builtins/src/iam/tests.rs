use super::*;
use palisade_ir::Cache;
use palisade_value::{JsonOptions, parse_json};

const KEYS: &str = r#"["aws:principalorgid", "aws:principalorgpaths", "aws:sourcearn",
    "aws:sourceaccount", "aws:sourceip", "aws:sourcevpce", "aws:principalarn", "aws:userid"]"#;

fn run<'e>(arena: &'e Arena, function: &str, arguments: &[Value<'e>]) -> String {
    let cache = Cache::default();
    let context = CallContext { arena, cache: &cache, kept: None, location: None, now: None };
    match (find(function).unwrap().run)(&context, arguments) {
        Ok(value) => format!("{value:?}"),
        Err(stop) => format!("{stop:?}"),
    }
}

fn json<'e>(arena: &'e Arena, text: &'e str) -> Value<'e> {
    parse_json(arena, text, JsonOptions::default()).unwrap()
}

#[test]
fn conditions_tie_a_statement_only_where_a_stranger_cannot_fit_them() {
    for (condition, want) in [
        (r#"{}"#, false),
        (r#"{"StringEquals": {"aws:PrincipalOrgID": "o-abc"}}"#, true),
        (r#"{"stringequals": {"AWS:principalorgid": ["o-abc", "o-def"]}}"#, true),
        (r#"{"Bool": {"aws:SecureTransport": "true"}}"#, false),
        // One of several conditions is enough.
        (
            r#"{"Bool": {"aws:SecureTransport": "true"}, "StringEquals": {"aws:SourceAccount": "111122223333"}}"#,
            true,
        ),
        (r#"{"StringEquals": {"aws:SourceAccount": 111122223333}}"#, true),
        // Whom a condition excludes leaves everybody else.
        (r#"{"StringNotEquals": {"aws:PrincipalOrgID": "o-abc"}}"#, false),
        (r#"{"NotIpAddress": {"aws:SourceIp": "192.0.2.0/24"}}"#, false),
        (r#"{"Null": {"aws:PrincipalOrgID": "false"}}"#, false),
        // Values that were forgotten.
        (r#"{"StringEquals": {"aws:PrincipalOrgID": ""}}"#, false),
        (r#"{"StringEquals": {"aws:PrincipalOrgID": []}}"#, false),
        (r#"{"StringEquals": {"aws:PrincipalOrgID": ["o-abc", " "]}}"#, false),
        (r#"{"IpAddress": {"aws:SourceIp": ""}}"#, false),
        // Values that anybody fits.
        (r#"{"StringLike": {"aws:PrincipalOrgID": "*"}}"#, false),
        (r#"{"StringLike": {"aws:PrincipalOrgID": "o-*"}}"#, false),
        (r#"{"StringLike": {"aws:SourceAccount": "????????????"}}"#, false),
        (r#"{"StringLike": {"aws:SourceVpce": "vpce-*"}}"#, false),
        (r#"{"StringLike": {"aws:SourceVpce": "vpce-1a2b"}}"#, true),
        (r#"{"StringLike": {"aws:userid": ["AROAEXAMPLE:*"]}}"#, true),
        (r#"{"StringLike": {"aws:userid": ["*:me"]}}"#, false),
        (r#"{"StringLike": {"aws:PrincipalOrgID": ["o-abc", "*"]}}"#, false),
        (r#"{"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:*"}}"#, false),
        (r#"{"ArnEquals": {"aws:SourceArn": "arn:aws:sns:*:*:alerts"}}"#, false),
        (r#"{"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:111122223333:*"}}"#, true),
        (r#"{"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/deploy"}}"#, false),
        (r#"{"StringLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:*"}}"#, true),
        (r#"{"StringLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333*"}}"#, true),
        (r#"{"StringLike": {"aws:PrincipalArn": "arn:aws:*"}}"#, false),
        (r#"{"StringLike": {"aws:PrincipalArn": "*"}}"#, false),
        (r#"{"ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}}"#, false),
        (r#"{"ArnLike": {"aws:SourceArn": "arn:aws:s3:::shop-*"}}"#, true),
        (r#"{"ArnLike": {"aws:SourceArn": "arn:aws:s3:*:*:shop"}}"#, false),
        (r#"{"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}"#, false),
        (r#"{"IpAddress": {"aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"]}}"#, false),
        (r#"{"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}"#, true),
        (r#"{"IpAddress": {"aws:SourceIp": "192.0.2.1"}}"#, true),
        (r#"{"IpAddress": {"aws:SourceIp": ["192.0.2.0/24", "::/0"]}}"#, false),
        (r#"{"IpAddress": {"aws:SourceIp": "2001:db8::/32"}}"#, true),
        (r#"{"StringLike": {"aws:SourceIp": "*"}}"#, false),
        // An exact comparison with a star fits nobody.
        (r#"{"StringEquals": {"aws:PrincipalOrgID": "*"}}"#, true),
        // These hold where the key is absent, and so for a stranger.
        (r#"{"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-abc"}}"#, false),
        (r#"{"ForAllValues:StringEquals": {"aws:PrincipalOrgPaths": "o-abc/*"}}"#, false),
        (r#"{"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-abc/*"}}"#, true),
        (r#"{"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-*/*"}}"#, false),
        (
            r#"{"ForAllValues:StringLike": {"aws:PrincipalOrgPaths": "o-abc/*"}, "Null": {"aws:PrincipalOrgPaths": "false"}}"#,
            true,
        ),
        (
            r#"{"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-abc"}, "Null": {"aws:PrincipalOrgID": [true]}}"#,
            false,
        ),
    ] {
        let arena = Arena::new();
        let text = format!(r#"{{"Condition": {condition}}}"#);
        let statement = json(&arena, &text);
        let told = run(&arena, "iam.limited", &[statement, json(&arena, KEYS)]);
        assert_eq!(told, want.to_string(), "{condition}");
    }
}

#[test]
fn blocks_of_a_document_are_read_as_well() {
    for (blocks, want) in [
        (
            r#"[{"test": "StringEquals", "variable": "aws:PrincipalOrgID", "values": ["o-a"]}]"#,
            true,
        ),
        (r#"[{"test": "StringLike", "variable": "aws:PrincipalOrgID", "values": ["*"]}]"#, false),
        (
            r#"[{"test": "ArnLike", "variable": "aws:SourceArn", "values": ["arn:aws:s3:::*"]},
                {"test": "IpAddress", "variable": "aws:SourceIp", "values": ["192.0.2.0/24"]}]"#,
            true,
        ),
        ("[]", false),
    ] {
        let arena = Arena::new();
        let text = format!(r#"{{"condition": {blocks}}}"#);
        let told = run(&arena, "iam.limited", &[json(&arena, &text), json(&arena, KEYS)]);
        assert_eq!(told, want.to_string(), "{blocks}");
    }
}

#[test]
fn unknown_values_are_somebody_where_a_provider_computes_them() {
    let arena = Arena::new();
    let unknown = |kind, partial: Option<&'static str>| {
        Value::unknown(
            &arena,
            Unknown { kind, subject: "x", location: None, partial, nullable: false },
        )
    };
    let open = "{\"$unknown\":\"variable `x` has no value\"}";
    let (after, unset) = (UnknownKind::AfterApply, UnknownKind::UnsetVariable);
    for (value, want) in [
        (unknown(after, None), "true"),
        (unknown(unset, None), open),
        (unknown(unset, Some("arn:aws:sns:eu-west-1:\u{e000}x\u{e001}:alerts-*")), "true"),
        (unknown(unset, Some("arn:aws:sns:\u{e000}x\u{e001}:*:*")), "false"),
        (unknown(after, Some("\u{e000}x\u{e001}/*/*")), "true"),
        (unknown(unset, Some("\u{e000}x\u{e001}/*/*")), "false"),
    ] {
        let mut block = palisade_value::ObjectBuilder::with_capacity(3);
        block.insert(Value::Str("test"), Value::Str("ArnLike"));
        block.insert(Value::Str("variable"), Value::Str("aws:SourceArn"));
        block.insert(Value::Str("values"), Value::array(&arena, &[value]));
        let block = block.finish(&arena);
        let mut statement = palisade_value::ObjectBuilder::with_capacity(1);
        statement.insert(Value::Str("condition"), Value::array(&arena, &[block]));
        let statement = statement.finish(&arena);
        let told = run(&arena, "iam.limited", &[statement, json(&arena, KEYS)]);
        assert_eq!(told, want, "{value:?}");
    }
    let told = run(&arena, "iam.limited", &[unknown(unset, None), json(&arena, KEYS)]);
    assert_eq!(told, open);
    assert!(run(&arena, "iam.limited", &[Value::Null]).contains("overload"));
}

#[test]
fn a_key_known_in_part_is_none_that_it_cannot_be() {
    let arena = Arena::new();
    for (key, want) in [
        ("\u{e000}x\u{e001}:sub", "false"),
        ("aws:\u{e000}x\u{e001}", "{\"$unknown\":\"`x` is known only after apply\"}"),
        ("aws:SourceArn", "true"),
    ] {
        let text = format!(
            r#"{{"Condition": {{"StringEquals": {{"{key}": ["arn:aws:sns:eu-west-1:111122223333:a"]}}}}}}"#
        );
        let told = run(&arena, "iam.limited", &[json(&arena, &text), json(&arena, KEYS)]);
        assert_eq!(told, want, "{key}");
    }
}

#[test]
fn everything_is_told_from_a_pattern_for_some() {
    let arena = Arena::new();
    for (text, want) in [
        ("*", true),
        ("**", true),
        ("*:*", true),
        ("arn:*", true),
        ("arn:aws:*", true),
        ("arn:aws:*:*:*:*", true),
        ("arn:*:*:*:*:*", true),
        ("arn:aws:s3:::*", false),
        ("arn:aws:iam::111122223333:*", false),
        ("s3:*", false),
        ("", false),
        ("arn:aws", false),
    ] {
        let list = Value::array(&arena, &[Value::Str("x"), Value::Str(text)]);
        assert_eq!(run(&arena, "iam.everything", &[list]), want.to_string(), "{text}");
    }
    assert_eq!(run(&arena, "iam.everything", &[Value::Str("*")]), "true");
    let unknown = |kind, partial: Option<&'static str>| {
        Value::unknown(
            &arena,
            Unknown { kind, subject: "x", location: None, partial, nullable: false },
        )
    };
    let unset = UnknownKind::UnsetVariable;
    for (value, want) in [
        (unknown(UnknownKind::AfterApply, None), "false"),
        (unknown(unset, Some("\u{e000}x\u{e001}/*")), "false"),
        (unknown(unset, None), "{\"$unknown\":\"variable `x` has no value\"}"),
    ] {
        assert_eq!(run(&arena, "iam.everything", &[Value::array(&arena, &[value])]), want);
    }
    assert!(run(&arena, "iam.everything", &[Value::Null]).contains("overload"));
}

#[test]
fn whole_accounts_are_told_from_those_in_them() {
    let arena = Arena::new();
    let unknown = |kind, subject: &'static str, partial: Option<&'static str>| {
        Value::unknown(&arena, Unknown { kind, subject, location: None, partial, nullable: false })
    };
    let (after, data, unset) =
        (UnknownKind::AfterApply, UnknownKind::DataSource, UnknownKind::UnsetVariable);
    for (principal, want) in [
        (Value::Str("AWS:111122223333"), "true"),
        (Value::Str("111122223333"), "true"),
        (Value::Str("AWS:arn:aws:iam::111122223333:root"), "true"),
        (Value::Str("arn:aws-cn:iam::111122223333:root"), "true"),
        (Value::Str("AWS:arn:aws:iam::111122223333:role/root"), "false"),
        (Value::Str("AWS:arn:aws:iam::*:root"), "false"),
        (Value::Str("Service:ec2.amazonaws.com"), "false"),
        (Value::Str("*"), "false"),
        (unknown(data, "x", Some("AWS:arn:aws:iam::\u{e000}x\u{e001}:root")), "true"),
        (unknown(unset, "x", Some("arn:\u{e000}p\u{e001}:iam::\u{e000}x\u{e001}:root")), "true"),
        (unknown(unset, "x", Some("AWS:arn:aws:iam::\u{e000}x\u{e001}:role/r")), "false"),
        (unknown(after, "aws_iam_role.r.arn", None), "false"),
        (unknown(data, "data.aws_caller_identity.me.account_id", None), "true"),
        (unknown(unset, "var.x", None), "{\"$unknown\":\"variable `var.x` has no value\"}"),
    ] {
        assert_eq!(run(&arena, "iam.account", &[principal]), want, "{principal:?}");
    }
    assert!(run(&arena, "iam.account", &[]).contains("overload"));
}

#[test]
fn patterns_of_actions_cover_actions() {
    let arena = Arena::new();
    let list = |all: &[&'static str]| {
        Value::array(&arena, &all.iter().map(|text| Value::Str(text)).collect::<Vec<_>>())
    };
    let actions = list(&["iam:passrole", "iam:putuserpolicy"]);
    let hard = "*?j".repeat(2000);
    for (pattern, want) in [
        ("iam:PassRole", true),
        ("iam:Pass*", true),
        ("iam:*Role", true),
        ("IAM:P??S*", true),
        ("*", true),
        ("**", true),
        ("iam:passrole*", true),
        ("iam:p*r*l?", true),
        ("iam:Pass", false),
        ("iam:passrole?", false),
        ("am:passrole", false),
        ("", false),
        ("ec2:*", false),
        (hard.as_str(), false),
    ] {
        let pattern = Value::str(&arena, pattern);
        assert_eq!(run(&arena, "iam.covers", &[pattern, actions]), want.to_string(), "{pattern:?}");
    }
    assert_eq!(run(&arena, "iam.covers", &[Value::Int(1), actions]), "false");
    assert!(run(&arena, "iam.covers", &[Value::Str("*"), Value::Null]).contains("overload"));
}

fn document<'e>(arena: &'e Arena, json: Value<'e>, minified: Value<'e>) -> Value<'e> {
    let mut builder = palisade_value::ObjectBuilder::with_capacity(2);
    builder.insert(Value::Str("json"), json);
    builder.insert(Value::Str("minified_json"), minified);
    builder.finish(arena)
}

#[test]
fn a_text_is_known_as_that_of_a_document() {
    let arena = Arena::new();
    let unknown = |subject: &'static str, partial: Option<&'static str>| {
        let kind = UnknownKind::UnsetVariable;
        Value::unknown(&arena, Unknown { kind, subject, location: None, partial, nullable: false })
    };
    let plain = document(&arena, Value::Str("{\n  \"a\": 1\n}"), Value::Str("{\"a\":1}"));
    let part = document(&arena, unknown("x", Some("{ \u{e000}x\u{e001}}")), unknown("x", None));
    let open = "{\"$unknown\":\"variable `y` has no value\"}";
    for (text, document, want) in [
        (Value::Str("{\n  \"a\": 1\n}"), plain, "true"),
        (Value::Str("{\"a\":1}"), plain, "true"),
        (Value::Str("{\"a\": 1}"), plain, "true"),
        (Value::Str("{\"a\": 2}"), plain, "false"),
        (Value::Str("no JSON"), plain, "false"),
        (Value::Str("{\"a\": 1}"), part, "false"),
        (unknown("z", Some("{ \u{e000}x\u{e001}}")), part, "true"),
        (unknown("x", Some("[ \u{e000}x\u{e001}]")), part, "false"),
        (unknown("x", None), part, "true"),
        (unknown("y", None), part, open),
        (unknown("y", None), plain, open),
        (Value::Str("x"), unknown("y", None), open),
        (Value::Str("x"), Value::Null, "false"),
    ] {
        assert_eq!(run(&arena, "iam.written_by", &[text, document]), want, "{text:?}");
    }
}
