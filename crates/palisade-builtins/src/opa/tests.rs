//! Calls and what comes of them.

use super::values::rego_text;
use super::{all, find};
use palisade_ir::{Cache, CallContext, Stop};
use palisade_value::{Arena, JsonOptions, ObjectBuilder, Unknown, UnknownKind, Value, parse_json};

/// Arguments as JSON; a list that begins with `"$set"` is a set, the text `$unknown` an unknown.
fn argument<'e>(arena: &'e Arena, value: Value<'e>) -> Value<'e> {
    match value {
        Value::Str("$unknown") => {
            let kind = UnknownKind::AfterApply;
            Value::unknown(
                arena,
                Unknown {
                    kind,
                    subject: "x",
                    location: None,
                    partial: None,
                    nullable: kind.is_nullable(),
                },
            )
        }
        Value::Array(array) => {
            let items: Vec<_> = array.items().iter().map(|v| argument(arena, *v)).collect();
            match items.split_first() {
                Some((Value::Str("$set"), items)) => Value::set(arena, items),
                _ => Value::array(arena, &items),
            }
        }
        Value::Object(object) => {
            let mut made = ObjectBuilder::new();
            for (key, value) in object.entries() {
                made.insert(*key, argument(arena, *value));
            }
            made.finish(arena)
        }
        other => other,
    }
}

fn shown(value: Value<'_>) -> String {
    rego_text(value).unwrap_or_else(|_| "too long to be shown".to_owned())
}

/// What a call comes to, in the notation of Rego, or its error.
fn call(name: &str, arguments: &str) -> String {
    let arena = Arena::new();
    let options = JsonOptions::default();
    let arguments = parse_json(&arena, &format!("[{arguments}]"), options).expect(arguments);
    let declared = find(name).unwrap_or_else(|| panic!("no builtin {name}"));
    let Value::Array(array) = arguments else { panic!("{arguments:?}") };
    let arguments: Vec<_> = array.items().iter().map(|v| argument(&arena, *v)).collect();
    assert_eq!(declared.arity(), arguments.len(), "{name}");
    let cache = Cache::default();
    let context =
        CallContext { arena: &arena, cache: &cache, kept: None, location: None, now: None };
    match (declared.builtin.run)(&context, &arguments) {
        Ok(value) => shown(value),
        Err(Stop::Error(fault)) => format!("! {}", fault.message),
        Err(Stop::Undefined) => "undefined".to_owned(),
        Err(Stop::Limit(limit)) => format!("limit: {limit}"),
    }
}

fn check(cases: &[(&str, &str, &str)]) {
    for (name, arguments, want) in cases {
        assert_eq!(call(name, arguments), *want, "{name}({arguments})");
    }
}

#[test]
fn every_function_stands_once_and_has_a_signature() {
    let mut names: Vec<_> = all().map(|declared| declared.builtin.name).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
    for declared in all() {
        assert!(declared.signature.contains(") => "), "{}", declared.builtin.name);
    }
}

#[test]
fn no_function_panics_on_arguments_of_wrong_types() {
    let odd =
        ["null", "true", "-1", "1.5", "1e400", r#""é""#, "[[]]", r#"{"a":1}"#, r#"["$set",[1]]"#];
    for declared in all() {
        for first in odd {
            for other in odd {
                let rest = (1..declared.arity()).map(|_| format!(",{other}"));
                let arguments = if declared.arity() == 0 {
                    String::new()
                } else {
                    format!("{first}{}", rest.collect::<String>())
                };
                call(declared.builtin.name, &arguments);
            }
        }
    }
}

#[test]
fn numbers_stay_exact() {
    check(&[
        (
            "sum",
            "[[9223372036854775807, 1]]",
            "! sum: operand 1 must be array of numbers but got array containing array",
        ),
        ("sum", "[9223372036854775807, 1]", "9223372036854775808"),
        ("sum", "[0.1, 0.2]", "0.3"),
        ("sum", r#"["$set"]"#, "0"),
        ("product", "[4294967296, 4294967296, 2]", "36893488147419103232"),
        ("product", "[0.5, 4]", "2"),
        ("plus", "18446744073709551615, 1", "18446744073709551616"),
        ("minus", r#"["$set",1,2], ["$set",2]"#, "{1}"),
        ("minus", "null, 1", "! minus: operand 1 must be one of {number, set} but got null"),
        ("rem", "-7, 3", "-1"),
        ("rem", "7, 0", "! rem: modulo by zero"),
        ("rem", "1.5, 1", "! rem: modulo on floating-point number"),
        ("div", "7, 0", "! div: divide by zero"),
        ("abs", "-9223372036854775808", "9223372036854775808"),
        ("abs", "-1.5", "1.5"),
        ("abs", "-2.0", "2"),
        ("abs", "-0.0", "0"),
        ("abs", "1e300", "1e300"),
        ("abs", "-123456789012345678901234567890", "123456789012345678901234567890"),
        ("round", "2.5", "3"),
        ("round", "-2.5", "-3"),
        ("round", "0.49999999999999994", "0"),
        ("ceil", "-0.5", "0"),
        ("floor", "-0.5", "-1"),
        ("floor", "12345678901234567890.5", "12345678901234567890"),
        ("round", "1e-4000000", "0"),
        ("max", "[]", "undefined"),
        ("max", r#"[1, "a", null]"#, r#""a""#),
        ("min", r#"["$set", 3, 2]"#, "2"),
        ("bits.lsh", "9223372036854775807, 70", "10889035741470030829647395817099171463168"),
        ("bits.lsh", "1, 1e300", "limit: the evaluation needed more memory than its limit allows"),
        ("bits.rsh", "-5, 1e300", "-1"),
        ("bits.rsh", "-5, 1", "-3"),
        ("bits.and", "-1, 255.0", "255"),
        ("bits.xor", r#"1, "a""#, "! bits.xor: operand 2 must be integer but got string"),
        (
            "numbers.range",
            "9223372036854775806, 9223372036854775808",
            "[9223372036854775806, 9223372036854775807, 9223372036854775808]",
        ),
        (
            "numbers.range",
            "0, 1000000000000",
            "limit: the evaluation needed more memory than its limit allows",
        ),
    ]);
    assert!(call("numbers.range_step", "0, 1e30, 1e29").starts_with("[0, "));
    assert_eq!(call("count", &call("numbers.range_step", "0, 1e30, 1e29")), "11");
}

#[test]
fn texts_to_numbers() {
    check(&[
        ("to_number", r#""-42.0""#, "-42.0"),
        ("to_number", r#""+007""#, "7"),
        ("to_number", r#""007""#, "7"),
        ("to_number", r#"".5""#, "0.5"),
        ("to_number", r#""5.""#, "5"),
        ("to_number", r#""1e3""#, "1000.0"),
        ("to_number", r#""0x1p4""#, "16"),
        (
            "to_number",
            r#""1e400""#,
            "! to_number: strconv.ParseFloat: parsing \"1e400\": invalid syntax",
        ),
        (
            "to_number",
            r#""-Inf""#,
            "! to_number: operand 1 must be valid number string but got string",
        ),
        ("to_number", r#""1 ""#, "! to_number: strconv.ParseFloat: parsing \"1 \": invalid syntax"),
        ("to_number", r#""""#, "! to_number: strconv.ParseFloat: parsing \"\": invalid syntax"),
        (
            "to_number",
            "[]",
            "! to_number: operand 1 must be one of {null, boolean, number, string} but got array",
        ),
        ("format_int", "-255.9, 16", r#""-ff""#),
        ("format_int", "1e30, 10", r#""1000000000000000000000000000000""#),
        ("format_int", "1e9000, 10", "! format_int: the number is too large to be written out"),
    ]);
}

#[test]
fn sprintf_is_that_of_go() {
    for (format, values, want) in [
        ("%d|%5d|%-5d|%05d|%+d|% d", "42,42,42,42,42,42", "42|   42|42   |00042|+42| 42"),
        ("%x|%X|%#x|%o|%#o|%O|%b|%#b", "255,255,255,8,8,8,5,5", "ff|FF|0xff|10|010|0o10|101|0b101"),
        ("%.3d|%8.3d|%-8.3dx|%08.3d", "7,7,7,7", "007|     007|007     x|     007"),
        ("%+06d|%06d", "42,-42", "+00042|-00042"),
        ("%.0d|%3.0dx", "0,0", "|   x"),
        ("%c|%q|%U|%#U", "228,39,228,228", r"ä|'\''|U+00E4|U+00E4 'ä'"),
        (
            "%s|%10s|%-6sx|%.2s|%06s",
            r#""hä","hi","hi","höm","hi""#,
            "hä|        hi|hi    x|hö|0000hi",
        ),
        (
            "%q|%+q|%#q|%x|% X|%#x|%# x",
            r#""a\"b\n","ä","raw","hi","hi","hi","hi""#,
            r#""a\"b\n"|"\u00e4"|`raw`|6869|68 69|0x6869|0x68 0x69"#,
        ),
        (
            "%v|%v|%v|%v",
            r#"true,null,[1,"a",{"b":2}],["$set"]"#,
            r#"true|null|[1, "a", {"b": 2}]|set()"#,
        ),
        (
            "%#v|%T|%T|%T|%T",
            r#""a",1,"a",1.5,123456789012345678901"#,
            r#""a"|int|string|float64|*big.Int"#,
        ),
        (
            "%f|%.2f|%8.2f|%-8.2fx|%08.2f|%+.1f",
            "1.5,3.14159,3.14159,3.14159,-3.14159,2.25",
            "1.500000|3.14|    3.14|3.14    x|-0003.14|+2.2",
        ),
        (
            "%e|%.2E|%g|%g|%g|%G",
            "1234.5678,0.000012345,1234567.5,0.00001234,100000.5,1e-7",
            "1.234568e+03|1.23E-05|1.2345675e+06|1.234e-05|100000.5|1E-07",
        ),
        (
            "%.3g|%.10g|%#g|%#.3g|%g",
            "1234.5678,1234.5678,1.5,100.5,1e100",
            "1.23e+03|1234.5678|1.50000|100.|1e+100",
        ),
        ("%v|%v|%d", "1.0,1e6,1.5", "1|1e+06|%!d(float64=1.5)"),
        (
            "%b|%x|%.2x|%X",
            "1.5,1.5,1.5,-3.1416015625",
            "6755399441055744p-52|0x1.8p+00|0x1.80p+00|-0X1.922P+01",
        ),
        (
            "%s|%d|%x|%+d|%030d",
            "123456789012345678901,123456789012345678901,123456789012345678901,123456789012345678901,123456789012345678901",
            "123456789012345678901|123456789012345678901|6b14e9f812f366c35|+123456789012345678901|000000000123456789012345678901",
        ),
        ("%q", "123456789012345678901", "%!q(big.Int=123456789012345678901)"),
        ("%d", r#""x""#, "%!d(string=x)"),
        ("%z|%!", "1", "%!z(int=1)|%!!(MISSING)"),
        ("%s", "5", "%!s(int=5)"),
        ("%d %d", "1", "1 %!d(MISSING)"),
        ("%d", r#"1,"x",2.5"#, "1%!(EXTRA string=x, float64=2.5)"),
        ("%[2]d %[1]d", "1,2", "2 1"),
        ("%[2]*[1]d|", "7,4", "   7|"),
        ("%[3]d", "1", "%!d(BADINDEX)"),
        ("%[x]d", "1", "%!d(BADINDEX)"),
        ("%*d|%-*d|%.*f", "4,7,4,7,2,1.005", "   7|7   |1.00"),
        ("%*d", r#""a",7"#, "%!(BADWIDTH)7"),
        ("%.*d", "-1,7", "%!(BADPREC)7"),
        ("100%%|%", "", "100%|%!(NOVERB)"),
        ("%!", "1", "%!!(int=1)"),
        ("%5t|%t", "true,1", "%!t(string= true)|%!t(int=1)"),
        ("%.60f", "0.1", "0.100000000000000005551115123125782702118158340454101562500000"),
        ("%v %v", "2e308,-0.0", "2e308 -0"),
    ] {
        let quoted = format!("{format:?}");
        assert_eq!(
            call("sprintf", &format!("{quoted}, [{values}]")),
            format!("{want:?}"),
            "{format}"
        );
    }
    assert!(call("sprintf", r#""%1000000d%1000000d", [1, 2]"#).len() > 2_000_000);
    let wide = format!("\"{}\", []", "%1000000d".repeat(20));
    assert!(call("sprintf", &wide).contains("MISSING"));
    let many = format!("\"{}\", [{}1]", "%1000000d".repeat(20), "1,".repeat(19));
    assert!(call("sprintf", &many).starts_with("limit"));
    assert_eq!(call("sprintf", r#""%1000001d", [1]"#), r#""%!(NOVERB)%!(EXTRA int=1)""#);
}

#[test]
fn texts_count_characters() {
    check(&[
        ("indexof_n", r#""aaa", "aa""#, "[0, 1]"),
        ("indexof", r#""a", """#, "! indexof: empty search character"),
        ("substring", r#""żółw", 1, 2"#, r#""ół""#),
        (
            "substring",
            r#""abc", 1.0, 1"#,
            "! substring: operand 2 must be integer number but got floating-point number",
        ),
        ("upper", r#""straße ŉ ᾳ""#, r#""STRAßE ŉ ᾼ""#),
        ("lower", r#""İΣ""#, r#""iσ""#),
        ("replace", r#""aé", "", "-""#, r#""-a-é-""#),
        ("strings.replace_n", r#"{"a": "b", "b": "a"}, "abc""#, r#""bac""#),
        ("strings.replace_n", r#"{"": "-", "a": "b"}, "ab""#, r#""-b-b-""#),
        (
            "concat",
            r#"",", [1]"#,
            "! concat: operand 2 must be array of strings but got array containing number",
        ),
        ("concat", r#"",", 1"#, "! concat: operand 2 must be one of {set, array} but got number"),
        ("strings.any_prefix_match", r#"["abc", "b"], ["$set", "ab"]"#, "true"),
        ("strings.any_suffix_match", r#""abc", ["x", "bc"]"#, "true"),
        ("strings.any_prefix_match", r#"[], [""]"#, "false"),
        ("trim", r#""xaxbx", "x""#, r#""axb""#),
        ("split", r#""a,b", """#, r#"["a", ",", "b"]"#),
    ]);
    let long = format!(r#""{}", "a", "{}""#, "a".repeat(100_000), "b".repeat(1000));
    assert!(call("replace", &long).starts_with("limit"));
}

#[test]
fn counts_inside_of_counts_multiply() {
    for (expression, valid) in [
        ("(x{500}){2}", "true"),
        ("(x{500}){3}", "false"),
        ("((x{10}){10}){10}", "true"),
        ("((((x{10}){10}){10}){10})", "false"),
        ("(a(bx{3}|c)d){333}", "true"),
        ("(a(bx{3}|c)d){334}", "false"),
        ("(x{2,}){500}y{1000}", "true"),
        ("(x{2,}){501}", "false"),
        ("((x{0,}){1000})*", "true"),
        // What is there no times is not looked into.
        ("((x{1000}){0}){2}", "true"),
        ("x{1001}", "false"),
    ] {
        let found = call("regex.is_valid", &format!("{expression:?}"));
        assert_eq!(found, valid, "{expression}");
    }
    assert_eq!(
        call("regex.match", r#""(x{500}){3}", "x""#),
        "! regex.match: error parsing regexp: invalid repeat count: `{3}`"
    );
}

#[test]
fn expressions_find_and_replace_as_in_go() {
    check(&[
        ("regex.find_n", r#""x*", "axb", -1"#, r#"["", "x", ""]"#),
        ("regex.split", r#""", "ab""#, r#"["a", "b"]"#),
        ("regex.split", r#""x*", "axb""#, r#"["a", "b"]"#),
        (
            "regex.replace",
            r#""abc", "(?P<x>b)", "[$x|${x}|$1|$1x|$$|$|${1x]""#,
            r#""a[b|b|b||$|$|${1x]c""#,
        ),
        ("regex.replace", r#""abc", "x*", "-""#, r#""-a-b-c-""#),
        (
            "regex.match",
            r#""[", "a""#,
            "! regex.match: error parsing regexp: missing closing ]: `[`",
        ),
        ("regex.template_match", r#""a.b<[0-9]+>", "a.b12", "<", ">""#, "true"),
        ("regex.template_match", r#""a.b<[0-9]+>", "axb12", "<", ">""#, "false"),
        (
            "regex.template_match",
            r#""a<b", "a", "<", ">""#,
            "! regex.template_match: unbalanced braces in \"a<b\"",
        ),
        (
            "regex.template_match",
            r#""a", "a", "<<", ">""#,
            "! regex.template_match: start delimiter has to be exactly one character long but is 2 long",
        ),
        ("regex.globs_match", r#""a*", "b*""#, "false"),
        ("regex.globs_match", r#""a*b+[x-z]", "ab*.""#, "true"),
        (
            "regex.globs_match",
            r#""[z-a]", "a""#,
            "! regex.globs_match: input:[z-a], pos:4, range is out of order: 'a' comes before 'z' in Unicode: the input provided is invalid",
        ),
        ("glob.match", r#""{a,b{c,d}}*", ["/"], "bdx""#, "true"),
        ("glob.match", r#""[!a-c]", [], "d""#, "true"),
        ("glob.match", r#""[abc", [], "d""#, "! glob.match: unexpected end of input"),
        ("glob.match", r#""a\\*", [], "a*""#, "true"),
        ("glob.match", r#""a/**/c", ["/"], "a/b/x/c""#, "true"),
        ("glob.match", r#""a/*/c", ["/"], "a/b/x/c""#, "false"),
        (
            "glob.match",
            r#""a", ["ab"], "a""#,
            "! glob.match: operand 2 must be array of runes but got array containing string",
        ),
        (
            "glob.match",
            r#""a", 1, "a""#,
            "! glob.match: operand 2 must be one of {array, null} but got number",
        ),
    ]);
}

#[test]
fn encodings() {
    check(&[
        ("base64.decode", r#""aGk""#, "! base64.decode: illegal base64 data at input byte 3"),
        ("base64.decode", r#""aG\nk=""#, r#""hi""#),
        ("base64.decode", r#""/w==""#, "\"\u{fffd}\""),
        ("base64url.decode", r#""_-8""#, "\"\u{fffd}\u{fffd}\""),
        ("base64url.decode", r#""a""#, "! base64url.decode: illegal base64url string: a"),
        ("hex.decode", r#""abc""#, "! hex.decode: encoding/hex: odd length hex string"),
        ("urlquery.decode", r#""a%zz""#, "! urlquery.decode: invalid URL escape \"%zz\""),
        ("urlquery.encode", r#""é b~/""#, r#""%C3%A9+b~%2F""#),
        (
            "urlquery.encode_object",
            r#"{"a": 1}"#,
            "! urlquery.encode_object: operand 1 values must be string, array[string], or set[string]",
        ),
        (
            "urlquery.decode_object",
            r#""a=1;b=2""#,
            "! urlquery.decode_object: invalid semicolon separator in query",
        ),
        (
            "json.marshal",
            r#"{"<a>": "\u0008\u2028", "b": ["$set", 1.0, 1e3]}"#,
            r#""{\"\\u003ca\\u003e\":\"\\b\\u2028\",\"b\":[1.0,1000.0]}""#,
        ),
        ("json.unmarshal", r#""[1""#, "! json.unmarshal: expected `,` or `]` at byte 2"),
        ("json.is_valid", r#""01""#, "false"),
        ("semver.compare", r#""1.0.0-alpha.2", "1.0.0-alpha.10""#, "-1"),
        ("semver.compare", r#""v1.0.0", "1.0.0-rc.1""#, "1"),
        ("semver.compare", r#""1.0.0+a", "1.0.0+b""#, "0"),
        ("semver.is_valid", r#""1.0.0-a..b""#, "false"),
        ("units.parse", r#""1500m""#, "1.5"),
        ("units.parse", r#""1.5Ki""#, "1536"),
        ("units.parse", r#""1x""#, "! units.parse: unit x not recognized"),
        ("units.parse", r#""1e99999""#, "! units.parse: exponent too large"),
        ("units.parse_bytes", r#""0.1KiB""#, "102"),
        ("units.parse_bytes", r#""1e-3kb""#, "1"),
    ]);
}

#[test]
fn yaml_is_written_and_read() {
    for (value, want) in [
        (
            r#"{"b": [1, {"c": "x", "d": []}], "a10": null, "a9": {}}"#,
            "a9: {}\na10: null\nb:\n- 1\n- c: x\n  d: []\n",
        ),
        (
            r#"["yes", "1", "1.5", "", " a", "a: b", "a #b", "- a", "-a", "2001-01-01", "12:30", "a'b", "'a"]"#,
            "- \"yes\"\n- \"1\"\n- \"1.5\"\n- \"\"\n- ' a'\n- 'a: b'\n- 'a #b'\n- '- a'\n- -a\n- \"2001-01-01\"\n- \"12:30\"\n- a'b\n- '''a'\n",
        ),
        (
            r#"{"t": "a\nb\n", "u": "a\n\nb", "v": "\u0001", "w": "a\n\n"}"#,
            "t: |\n  a\n  b\nu: |-\n  a\n\n  b\nv: \"\\x01\"\nw: |+\n  a\n\n",
        ),
        (r#"[[1, 2], [[3]]]"#, "- - 1\n  - 2\n- - - 3\n"),
        (r#""a""#, "a\n"),
        ("1.0", "1\n"),
        ("1234567.5", "1.2345675e+06\n"),
    ] {
        assert_eq!(call("yaml.marshal", value), shown(Value::Str(want)), "{value}");
        let arena = Arena::new();
        let back = call("yaml.unmarshal", &{
            let mut quoted = String::new();
            palisade_value::write_json(&mut quoted, Value::Str(want));
            quoted
        });
        let given = parse_json(&arena, value, JsonOptions::default()).expect("JSON");
        let back = parse_json(&arena, &back.replace("\\x01", "\\u0001"), JsonOptions::default());
        assert!(back.expect("JSON").same(&given), "{value}");
    }
    check(&[
        (
            "yaml.unmarshal",
            r#""a: yes\n1: 0o7\n2.5: 0x1f\ntrue: ~\n""#,
            r#"{"1": 7, "2.5": 31, "a": true, "true": null}"#,
        ),
        ("yaml.unmarshal", r#""a: .inf""#, "! yaml.unmarshal: json: unsupported value: .inf"),
        ("yaml.unmarshal", r#""a: 1\n---\nb: [""#, r#"{"a": 1}"#),
        (
            "yaml.unmarshal",
            r#""? [a]\n: b""#,
            "! yaml.unmarshal: yaml: unsupported map key: a list",
        ),
        ("yaml.is_valid", r#""a: [""#, "false"),
    ]);
}

#[test]
fn documents_are_patched() {
    check(&[
        (
            "json.patch",
            r#"{"a": [1, 2]}, [{"op": "add", "path": "a/-", "value": 3}]"#,
            r#"{"a": [1, 2, 3]}"#,
        ),
        (
            "json.patch",
            r#"{"a": [1, 2]}, [{"op": "move", "from": "/a/0", "path": "/a/1"}]"#,
            r#"{"a": [2, 1]}"#,
        ),
        (
            "json.patch",
            r#"{"a": 1}, [{"op": "copy", "from": "a", "path": "b~1c"}]"#,
            r#"{"a": 1, "b/c": 1}"#,
        ),
        ("json.patch", r#"{"a": 1}, [{"op": "test", "path": "a", "value": 2}]"#, "undefined"),
        ("json.patch", r#"{"a": 1}, [{"op": "remove", "path": ""}]"#, "undefined"),
        ("json.patch", r#"{"a": 1}, [{"op": "replace", "path": "", "value": 5}]"#, "5"),
        ("json.patch", r#"[1], [{"op": "add", "path": "01", "value": 5}]"#, "undefined"),
        (
            "json.patch",
            r#"["$set", [0], 1], [{"op": "add", "path": [[0], 1], "value": 9}]"#,
            "{1, [0, 9]}",
        ),
        ("json.patch", r#"["$set", 1], [{"op": "remove", "path": [1]}]"#, "set()"),
        ("json.patch", r#"["$set", 1], [{"op": "add", "path": [2], "value": 3}]"#, "undefined"),
        ("json.patch", r#"{}, 1"#, "! json.patch: operand 2 must be array but got number"),
        ("json.filter", r#"{"a": 1, "b": {"c": 2, "d": 3}}, ["b/c", "x"]"#, r#"{"b": {"c": 2}}"#),
        (
            "json.filter",
            r#"{"a": 1}, [1]"#,
            "! json.filter: operand 2 must be one of {set, array} containing string paths or array of path segments but got number",
        ),
        ("json.remove", r#"{"a": [0, 1, 2]}, ["a/0", "a/2"]"#, r#"{"a": [1]}"#),
        ("object.union_n", r#"[{"a": {"b": 2}}, {"a": 4}, {"a": {"c": 3}}]"#, r#"{"a": {"c": 3}}"#),
        (
            "object.union_n",
            "[1]",
            "! object.union_n: operand 1 must be array of objects but got array containing number",
        ),
        ("object.subset", "[1, 1, 2], [1, 2]", "true"),
        ("object.subset", "[1, 2, 1, 2, 3], [1, 2, 3]", "true"),
        ("object.subset", r#"[], ["$set"]"#, "false"),
        (
            "object.subset",
            "1, []",
            "! object.subset: both arguments object.subset must be of the same type or array and set",
        ),
        ("walk", r#"{"a": [1]}"#, r#"[[[], {"a": [1]}], [["a"], [1]], [["a", 0], 1]]"#),
    ]);
    // Copying a document into itself doubles it each time, as text, not in memory.
    let doubling =
        r#"{"op": "copy", "from": "", "path": "b"}, {"op": "copy", "from": "", "path": "c"},"#;
    let arguments =
        format!("{{}}, [{}{{\"op\": \"remove\", \"path\": \"b\"}}]", doubling.repeat(40));
    assert_eq!(call("json.patch", &arguments), "too long to be shown");
}

#[test]
fn unknown_parts_do_not_hide_what_is_known() {
    let unknown = r#"{"$unknown":"`x` is known only after apply"}"#;
    check(&[
        ("count", r#"["$unknown", 1]"#, "2"),
        ("count", r#"["$set", "$unknown", 1]"#, unknown),
        ("object.get", r#"{"a": 1, "b": "$unknown"}, "a", 0"#, "1"),
        ("object.get", r#"{"b": "$unknown"}, ["b", "c"], 0"#, unknown),
        ("object.get", r#"{"a": 1}, ["$unknown"], 0"#, unknown),
        ("object.remove", r#"{"a": 1, "b": "$unknown"}, ["b"]"#, r#"{"a": 1}"#),
        ("json.filter", r#"{"a": 1, "b": "$unknown"}, ["a"]"#, r#"{"a": 1}"#),
        ("array.flatten", r#"[[1], "$unknown"]"#, unknown),
    ]);
}

#[test]
fn templates_are_rendered() {
    let data = r#"{"n": 0, "s": "a<b", "l": ["x", "y"], "e": [], "m": {"k": {"v": 1}}, "z": null}"#;
    for (template, want) in [
        (
            "{{.s}} {{ .m.k.v }} {{.m}} {{.l}} {{.z}} {{.no}} {{.no.deeper}}",
            "a<b 1 map[k:map[v:1]] [x y] <no value> <undefined> <undefined>",
        ),
        ("a  {{- .n -}}  b {{/* c */}}c {{- /* d */ -}} e", "a0b ce"),
        ("{{if .e}}1{{else if .n}}2{{else}}3{{end}}{{if not .z}}4{{end}}", "24"),
        ("{{range $i, $x := .l}}{{if $i}},{{end}}{{$i}}={{$x}}{{end}}", "0=x,1=y"),
        ("{{range .l}}{{.}}{{$.n}}{{else}}no{{end}}|{{range .e}}{{.}}{{else}}no{{end}}", "x0y0|no"),
        (
            "{{range .l}}{{if eq . \"y\"}}{{break}}{{end}}{{.}}{{end}}{{range $k, $v := .m}}{{$k}}{{end}}",
            "xk",
        ),
        ("{{with .m.k}}{{.v}}{{end}}{{with .no}}{{.}}{{else}}none{{end}}", "1none"),
        ("{{$x := 1}}{{if true}}{{$x = 2}}{{end}}{{$x}}", "2"),
        ("{{len .l}} {{index .l 1}} {{index .m \"k\" \"v\"}} {{slice \"abcd\" 1 3}}", "2 y 1 bc"),
        (
            "{{printf \"%05.1f|%q|%s\" 2.25 .s .n}} {{print 1 2 \"a\" 3}} {{.s | html}} {{\"a b\" | urlquery | printf \"%s!\"}}",
            "002.2|\"a<b\"|0 1 2a3 a&lt;b a+b!",
        ),
        (
            "{{and .e .s}}{{or .e .s}}{{and 1 (lt 1 2)}}{{eq .n \"0\"}}{{ne 1 2}}{{ge \"b\" \"a\"}}",
            "[]a<btruetruetruetrue",
        ),
        (
            "{{define \"t\"}}<{{.}}>{{end}}{{template \"t\" .s}}{{block \"u\" 5}}[{{.}}]{{end}}",
            "<a<b>[5]",
        ),
        ("{{range 3}}{{.}}{{end}}", "012"),
        ("{{js \"a'b\"}}{{(index .l 0)}}{{`raw`}}{{'a'}}", "a\\'bxraw97"),
    ] {
        let mut quoted = String::new();
        palisade_value::write_json(&mut quoted, Value::Str(template));
        let rendered = call("strings.render_template", &format!("{quoted}, {data}"));
        assert_eq!(rendered, shown(Value::Str(want)), "{template}");
    }
    for (template, why) in [
        ("{{", "unclosed action"),
        ("{{if .x}}", "missing {{end}} of if"),
        ("{{end}}", "unexpected {{end}}"),
        ("{{.s.x}}", "can't evaluate field x of a<b"),
        ("{{nope 1}}", "function \"nope\" not defined"),
        ("{{$y}}", "undefined variable \"$y\""),
        ("{{eq 1 .s}}", "error calling eq: incompatible types for comparison"),
        ("{{template \"template\" .}}", "exceeded maximum template depth"),
        ("{{index .l 9}}", "error calling index: index out of range: 9"),
    ] {
        let mut quoted = String::new();
        palisade_value::write_json(&mut quoted, Value::Str(template));
        let rendered = call("strings.render_template", &format!("{quoted}, {data}"));
        let want = format!("! strings.render_template: template: template: {why}");
        assert_eq!(rendered, want, "{template}");
    }
    let nested = "{{range 1000}}{{range 1000}}{{range 1000}}{{end}}{{end}}{{end}}";
    assert!(call("strings.render_template", &format!("\"{nested}\", {{}}")).starts_with("limit"));
}

#[test]
fn texts_are_split_into_a_few_parts() {
    assert_eq!(call("strings.split_n", r#""a;b;c", ";", 2"#), r#"["a", "b"]"#);
    assert_eq!(call("strings.split_n", r#""a;b;c", ";", -2"#), r#"["b", "c"]"#);
    assert_eq!(call("strings.split_n", r#""a;b;c", ";", 9"#), r#"["a", "b", "c"]"#);
    assert_eq!(call("strings.split_n", r#""a;b;c", ";", -9"#), r#"["a", "b", "c"]"#);
    assert_eq!(call("strings.split_n", r#""a;b;c", ";", 0"#), "[]");
    assert_eq!(call("strings.split_n", r#""äb", "", 1"#), r#"["ä"]"#);
    assert!(call("strings.split_n", r#""a", ";", 1.5"#).starts_with('!'));
}

#[test]
fn uris_are_taken_apart() {
    let parse = |uri: &str| call("uri.parse", &format!("{uri:?}"));
    assert_eq!(
        parse("HTTPS://me@example.com:8080/a%2Fb?q=1#to%70"),
        r#"{"fragment": "top", "hostname": "example.com", "path": "/a/b", "port": "8080", "raw_path": "/a%2Fb", "raw_query": "q=1", "scheme": "https"}"#
    );
    assert_eq!(
        parse("http://[::1]:80/a%21b"),
        r#"{"hostname": "::1", "path": "/a!b", "port": "80", "raw_path": "/a!b", "scheme": "http"}"#
    );
    assert_eq!(parse("http://foo]bar"), r#"{"hostname": "foo]bar", "scheme": "http"}"#);
    assert_eq!(parse("mailto:ann@example.com"), r#"{"scheme": "mailto"}"#);
    assert_eq!(parse("/a b?"), r#"{"path": "/a b", "raw_path": "/a b"}"#);
    assert_eq!(parse(""), "{}");
    assert_eq!(
        parse("http://exa%6dple.com/"),
        r#"! uri.parse: parse "http://exa%6dple.com/": invalid URL escape "%6d""#
    );
    assert_eq!(
        parse("http://a<b@example.com/"),
        r#"! uri.parse: parse "http://a<b@example.com/": net/url: invalid userinfo"#
    );
    let valid = |uri: &str| call("uri.is_valid", uri);
    assert_eq!(valid(r#""http://example.com:٣٤/""#), "false");
    assert_eq!(valid(r#""https://example.com""#), "true");
    assert_eq!(valid(r#""http://[fe80::1%25eth0]/""#), "true");
    assert_eq!(valid(r#""""#), "false");
    assert_eq!(valid("1"), "false");
    assert_eq!(valid(r#""http://a%""#), "false");
}
