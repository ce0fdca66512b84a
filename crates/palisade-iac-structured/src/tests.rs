use crate::make::Make;
use crate::{Format, formats};
use palisade_arena::Arena;
use palisade_source::SourceMap;
use palisade_value::{Value, write_json};
use std::path::Path;

/// The documents of a text as JSON, a line each, or what is wrong with it and in which line.
#[track_caller]
fn read(format: Format, text: &str) -> String {
    let (arena, sources) = (Arena::new(), SourceMap::new());
    let file = sources.add("input", text);
    let mut make = Make::new(&arena, file);
    match formats::read(format, &mut make, text) {
        Ok(read) => {
            let mut out = String::new();
            for (value, _) in read.documents {
                write_json(&mut out, value);
                out.push('\n');
            }
            out.trim_end().to_owned()
        }
        Err(error) => {
            let at = error.location.map_or(0, |l| sources.get(l.file).line(l.span.start));
            format!("{at}: {}", error.message)
        }
    }
}

/// The text at the place of a slot.
#[track_caller]
fn place(format: Format, text: &str, path: &[&str]) -> String {
    let (arena, sources) = (Arena::new(), SourceMap::new());
    let file = sources.add("input", text);
    let mut make = Make::new(&arena, file);
    let read = formats::read(format, &mut make, text).map_err(|e| e.message).unwrap();
    let mut value = read.documents[0].0;
    let mut origin = None;
    for step in path {
        (value, origin) = match value {
            Value::Array(array) => {
                let at: usize = step.parse().unwrap();
                (array.items()[at], array.origin(at))
            }
            Value::Object(object) => (object.field(step).unwrap(), object.field_origin(step)),
            other => panic!("{other:?} has no {step}"),
        };
    }
    text[origin.unwrap().location.span.range()].to_owned()
}

#[test]
fn json_and_yaml_give_a_document_for_each_thing() {
    assert_eq!(read(Format::Json, r#"{"a": null, "b": 1.50}"#), r#"{"a":null,"b":1.5}"#);
    assert_eq!(read(Format::Json, r#"[{"a": 1}, 2]"#), "{\"a\":1}\n2");
    assert_eq!(read(Format::Json, "{\n\"a\": }"), "2: expected a value");
    assert_eq!(
        read(Format::Jsonc, "// one\n{\"a\": [1, 2,], /* two */ \"b\": \"//\",}"),
        r#"{"a":[1,2],"b":"//"}"#
    );
    assert_eq!(read(Format::Yaml, "a: yes\n---\n---\nb: [1]\n"), "{\"a\":true}\n{\"b\":[1]}");
    assert_eq!(read(Format::Yaml, "- a: 1\n- b: null\n"), "{\"a\":1}\n{\"b\":null}");
    assert_eq!(read(Format::Yaml, "a: 1\nb: [\n"), "2: `[` is not closed");
    assert_eq!(place(Format::Yaml, "a:\n  b: true\n", &["a", "b"]), "b: true");
    assert_eq!(place(Format::Yaml, "a:\n- x\n- y\n", &["a", "1"]), "y");
}

#[test]
fn toml_keeps_places_and_writes_dates_as_texts() {
    let text = "title = \"a\" # c\nday = 2024-05-01\nhex = 0xff\n[server]\nport = 8_080\n\
                [[hosts]]\nname = \"x\"\n";
    assert_eq!(
        read(Format::Toml, text),
        r#"{"day":"2024-05-01","hex":255,"hosts":[{"name":"x"}],"server":{"port":8080},"title":"a"}"#
    );
    assert_eq!(place(Format::Toml, text, &["server", "port"]), "port = 8_080");
    assert!(read(Format::Toml, "a = 1\nb = \n").starts_with("2: "));
}

#[test]
fn hcl_has_the_shape_that_conftest_users_know() {
    let text = "resource \"aws_s3_bucket\" \"a\" {\n  acl  = \"private\"\n  tags = { Name = var.name }\n\
                \x20 rule {\n    days = -3\n  }\n}\nresource \"aws_s3_bucket\" \"b\" {\n  \
                name = \"x-${var.n}\"\n}\nlocals {\n  on = true\n}\n";
    assert_eq!(
        read(Format::Hcl2, text),
        "{\"locals\":[{\"on\":true}],\"resource\":{\"aws_s3_bucket\":{\"a\":[{\"acl\":\"private\",\
         \"rule\":[{\"days\":-3}],\"tags\":{\"Name\":\"${var.name}\"}}],\"b\":[{\"name\":\
         \"x-${var.n}\"}]}}}"
    );
    let path = ["resource", "aws_s3_bucket", "a", "0", "acl"];
    assert_eq!(place(Format::Hcl2, text, &path), "acl  = \"private\"");
    assert_eq!(
        read(Format::Hcl1, "provider \"google\" {\n  version = \"2\"\n  labels = { a = 1 }\n}\n"),
        r#"{"provider":[{"google":[{"labels":[{"a":1}],"version":"2"}]}]}"#
    );
    assert_eq!(
        read(Format::Hcl2, "a = 1\nb = \n"),
        "2: expected an expression, found the end of the line"
    );
}

#[test]
fn lines_of_keys_and_values() {
    let ini = "top = 1\n; note\n[Local Variables]\nName = name ; first\nDelay=10\nOn: true\n\
               Quoted = \"a ; b\"\n[Other]\n[Local Variables]\nMore = 007\n";
    assert_eq!(
        read(Format::Ini, ini),
        r#"{"DEFAULT":{"top":1},"Local Variables":{"Delay":10,"More":7,"Name":"name","On":true,"Quoted":"a ; b"},"Other":{}}"#
    );
    assert_eq!(read(Format::Ini, "[a\n"), "1: the name of the section is never closed");
    assert_eq!(
        read(Format::Ini, "[a]\nb\n"),
        "2: the line is neither a section nor a key with a value"
    );
    assert_eq!(
        read(Format::Dotenv, "# c\nexport A=1 # no\nB=\"x\\ny\"\nC='a\nb'\nD=\n"),
        r#"{"A":"1","B":"x\ny","C":"a\nb","D":""}"#
    );
    assert_eq!(
        read(Format::Dotenv, "A=1\nnothing\n"),
        "2: the line sets no variable; write `NAME=value`"
    );
    assert_eq!(
        read(Format::Properties, "# c\na.b = 1\nc:2\nd 3\nlong = x\\\n   y\nkey\\ k = \\u0041\n"),
        r#"{"a.b":"1","c":"2","d":"3","key k":"A","long":"xy"}"#
    );
    assert_eq!(place(Format::Properties, "a=1\nb=2\n", &["b"]), "b=2");
}

#[test]
fn xml_is_an_object_of_texts() {
    let text = "<?xml version=\"1.0\"?>\n<!DOCTYPE note [<!ENTITY x \"y\">]>\n<note a='1 &lt; 2'>\n \
                <to>foo</to>\n <to/>\n <body><![CDATA[<b>]]> &amp; &#65;</body>text</note>\n";
    assert_eq!(
        read(Format::Xml, text),
        "{\"note\":{\"#content\":\"text\",\"-a\":\"1 < 2\",\"body\":\"<b> & A\",\
         \"to\":[\"foo\",\"\"]}}"
    );
    assert_eq!(place(Format::Xml, text, &["note", "-a"]), "a='1 &lt; 2'");
    assert_eq!(read(Format::Xml, "<a>\n<b></a>"), "2: `</a>` where `</b>` is wanted");
    assert_eq!(read(Format::Xml, "<a>\n<b>"), "2: `<b>` is never closed");
    assert_eq!(read(Format::Xml, "<a x=1/>"), "1: the value of an attribute stands in quotes");
    assert_eq!(read(Format::Xml, "<a/><b/>"), "1: a document has one outermost element");
    assert_eq!(read(Format::Xml, ""), "1: there is no element");
}

#[test]
fn csv_rows_are_objects() {
    let text = "name,note\na,\"x, \"\"y\"\"\nz\"\r\nb,\n\n";
    let rows = "[{\"name\":\"a\",\"note\":\"x, \\\"y\\\"\\nz\"},{\"name\":\"b\",\"note\":\"\"}]";
    assert_eq!(read(Format::Csv, text), rows);
    assert_eq!(place(Format::Csv, text, &["1", "name"]), "b");
    assert_eq!(read(Format::Csv, "a,b\n1\n"), "2: the row has 1 values where the first row has 2");
    assert_eq!(read(Format::Csv, "a\n\"x"), "2: the quoted value is never closed");
}

#[test]
fn dockerfiles_are_lists_of_instructions() {
    let text = "# syntax=docker/dockerfile:1\nARG V=1\nFROM golang:${V} AS build\nRUN apt-get update && \\\n    \
                # why\n    apt-get install -y curl\nCOPY --chown=1 a b /x/\nFROM scratch\n\
                ENV A=1 B=\"c d\"\nENTRYPOINT [\"/app\", \"-v\"]\nRUN <<EOF\necho hi\nEOF\nUSER nobody\n\
                ONBUILD RUN ls\n";
    let all = read(Format::Dockerfile, text);
    for wanted in [
        r#"{"Cmd":"comment","Flags":[],"JSON":false,"Stage":0,"SubCmd":"","Value":["syntax=docker/dockerfile:1"]}"#,
        r#""Cmd":"arg","Flags":[],"JSON":false,"Stage":0,"SubCmd":"","Value":["V=1"]"#,
        r#""Cmd":"from","Flags":[],"JSON":false,"Stage":0,"SubCmd":"","Value":["golang:${V}","AS","build"]"#,
        r#""Value":["apt-get update &&     apt-get install -y curl"]"#,
        r#""Cmd":"copy","Flags":["--chown=1"],"JSON":false,"Stage":0,"SubCmd":"","Value":["a","b","/x/"]"#,
        r#""Cmd":"env","Flags":[],"JSON":false,"Stage":1,"SubCmd":"","Value":["A","1","=","B","\"c d\"","="]"#,
        r#""Cmd":"entrypoint","Flags":[],"JSON":true,"Stage":1,"SubCmd":"","Value":["/app","-v"]"#,
        r#""Heredocs":["echo hi\n"]"#,
        r#""Cmd":"user","Flags":[],"JSON":false,"Stage":1,"SubCmd":"","Value":["nobody"]"#,
        r#""Cmd":"onbuild","Flags":[],"JSON":false,"Stage":1,"SubCmd":"run","Value":["ls"]"#,
    ] {
        assert!(all.contains(wanted), "{wanted}\n{all}");
    }
    assert_eq!(place(Format::Dockerfile, text, &["2", "Value", "0"]), "FROM golang:${V} AS build");
    assert_eq!(read(Format::Dockerfile, "FROM a\nRUM x\n"), "2: `RUM` is no instruction");
    assert_eq!(
        read(Format::Dockerfile, "FROM a\nRUN <<X\na\n"),
        "2: the text `<<X` is never closed"
    );
}

#[test]
fn ignore_files_are_lists_of_lines() {
    assert_eq!(
        read(Format::Ignore, "# c\n\n!a\n.git\n"),
        "[{\"Kind\":\"Comment\",\"Original\":\"# c\",\"Value\":\" c\"},\
         {\"Kind\":\"Empty\",\"Original\":\"\",\"Value\":\"\"},\
         {\"Kind\":\"NegatedPath\",\"Original\":\"!a\",\"Value\":\"a\"},\
         {\"Kind\":\"Path\",\"Original\":\".git\",\"Value\":\".git\"}]"
    );
}

#[test]
fn names_of_files_tell_formats() {
    for (name, format) in [
        ("a/Dockerfile", Some("dockerfile")),
        ("Dockerfile.dev", Some("dockerfile")),
        ("x.dockerfile", Some("dockerfile")),
        (".env", Some("dotenv")),
        (".env.local", Some("dotenv")),
        ("main.tf", Some("hcl2")),
        ("a.tf.json", Some("json")),
        (".gitignore", Some("ignore")),
        ("a.jsonnet", Some("jsonnet")),
        ("README.md", None),
        ("LICENSE", None),
    ] {
        assert_eq!(Format::of(Path::new(name)).map(Format::name), format, "{name}");
    }
    for format in Format::ALL {
        assert_eq!(Format::named(format.name()), Some(*format));
    }
}

#[test]
fn mistakes_are_at_whole_characters() {
    for (format, text, wrong) in [
        (Format::Xml, "\u{e9}d", "\u{e9}"),
        (Format::Xml, "<a>\u{e9}</a>\u{6f22}", "\u{6f22}"),
        (Format::Csv, "a\n\"b\"\u{6f22}", "\u{6f22}"),
    ] {
        let (arena, sources) = (Arena::new(), SourceMap::new());
        let mut make = Make::new(&arena, sources.add("input", text));
        let error = formats::read(format, &mut make, text).err().unwrap();
        assert_eq!(text.get(error.location.unwrap().span.range()), Some(wrong), "{text}");
    }
}

#[test]
fn labels_without_end_are_refused() {
    let many = format!("a = 1\nb{} {{}}\n", " c".repeat(5000));
    let nested = format!("{}{}", "a b {\n".repeat(60), "}\n".repeat(60));
    for format in [Format::Hcl1, Format::Hcl2] {
        assert_eq!(read(format, &many), "2: blocks and their labels nest more than 100 deep");
        assert_eq!(read(format, &nested), "51: blocks and their labels nest more than 100 deep");
        assert!(read(format, &format!("b{} {{}}\n", " c".repeat(90))).starts_with('{'));
    }
}
