//! Bundles: built, listed, signed and verified, and refused where they are not what they say.

use crate::project::Project;
use flate2::Compression;
use flate2::write::GzEncoder;

const APP: &str = r#"# METADATA
# title: Who may do what
# scope: package
package app

# METADATA
# title: The door
allow if input.user in data.people
"#;

fn source() -> Project {
    Project::new(&[
        ("src/app.rego", APP),
        ("src/data.json", r#"{"people": ["ann", "bob"]}"#),
        ("input.json", r#"{"user": "ann"}"#),
    ])
}

const EVAL: &str = "eval data.app.allow -i input.json -f raw";

/// Files by name.
type Named = Vec<(String, String)>;

/// An archive of files under any names, right or wrong.
fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut tar = Vec::new();
    for (name, text) in files {
        let mut header = tar::Header::new_gnu();
        // The library refuses names that lead out of the archive.
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        tar.extend_from_slice(header.as_bytes());
        tar.extend_from_slice(text.as_bytes());
        tar.resize(tar.len().next_multiple_of(512), 0);
    }
    tar.resize(tar.len() + 1024, 0);
    let mut zip = GzEncoder::new(Vec::new(), Compression::fast());
    std::io::Write::write_all(&mut zip, &tar).unwrap();
    zip.finish().unwrap()
}

#[test]
fn a_bundle_is_built_listed_and_evaluated() {
    let project = source();
    project.run("build src -o a.tar.gz --revision r7").exits(0);
    project.run("build src -o b.tar.gz --revision r7").exits(0);
    let bytes = |name: &str| std::fs::read(project.at(name)).unwrap();
    assert_eq!(bytes("a.tar.gz"), bytes("b.tar.gz"), "the same in, the same out");
    let said = project.run(&format!("{EVAL} -b a.tar.gz")).exits(0);
    assert_eq!(said.out, "true\n");
    let json = project.run("inspect a.tar.gz --format json --annotations").exits(0).json();
    assert_eq!(json["manifest"]["revision"], "r7");
    assert_eq!(json["manifest"]["rego_version"], 1);
    assert_eq!(json["manifest"]["roots"][0], "");
    assert_eq!(json["namespaces"]["data.app"][0], "a.tar.gz/src/app.rego");
    assert_eq!(json["namespaces"]["data"][0], "a.tar.gz/data.json");
    let titles: Vec<&str> = json["annotations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| a["annotations"]["title"].as_str().unwrap())
        .collect();
    assert_eq!(titles, ["Who may do what", "The door"]);
    project.run("inspect a.tar.gz -a").exits(0).says(&[
        "| revision | r7 |",
        "| signed | no |",
        "| data.app | a.tar.gz/src/app.rego |",
        "data.app.allow",
    ]);
    // A bundle made of a bundle keeps what it said of itself.
    project.run("build -b a.tar.gz -o c.tar.gz").exits(0);
    let json = project.run("inspect c.tar.gz --format json").exits(0).json();
    assert_eq!(json["manifest"]["revision"], "r7");
}

#[test]
fn what_does_not_compile_is_no_bundle() {
    let project = Project::new(&[("src/a.rego", "package a\n\np if nope(1)\n")]);
    project.run("build src -o a.tar.gz").exits(4).says(&["src/a.rego:3:6", "undefined function"]);
    assert!(!project.at("a.tar.gz").exists());
}

#[test]
fn signatures_are_made_and_checked() {
    let project = source();
    let key: String = ["a", "test", "secret"].join("-");
    project.write("key", format!("{key}\n"));
    let build = "build src -o a.tar.gz --signing-alg HS256 --scope read --signing-key";
    project.run(&format!("{build} key")).exits(0);
    let trust = "-b a.tar.gz --signing-alg HS256 --verification-key";
    project.run(&format!("{EVAL} {trust} {key} --scope read")).exits(0);
    project
        .run(&format!("eval 1 -f pretty {trust} other"))
        .exits(6)
        .says(&["rego-bundle-unverified", "the signature is not by this key"]);
    project
        .run(&format!("eval 1 -f pretty {trust} key --scope write"))
        .exits(6)
        .says(&["the signature is for the scope `read`, not `write`"]);
    // One for a scope is none for all.
    let said = project.run(&format!("eval 1 -f pretty {trust} key"));
    said.says(&["the signature is for the scope `read`; name it to trust it"]);
    project
        .run("eval 1 -f pretty -b a.tar.gz --verification-key key --signing-alg HS512")
        .exits(6)
        .says(&["the signature is by HS256, and HS512 is asked for"]);
    project.run("build src -o plain.tar.gz").exits(0);
    project
        .run("eval 1 -f pretty -b plain.tar.gz --signing-alg HS256 --verification-key key")
        .exits(6)
        .says(&["the bundle is not signed"]);
}

#[test]
fn a_file_that_was_changed_or_added_is_found() {
    let project = source();
    project.run("build src -o a.tar.gz --signing-alg HS256 --signing-key s3").exits(0);
    let bytes = std::fs::read(project.at("a.tar.gz")).unwrap();
    let mut tar = tar::Archive::new(flate2::read::GzDecoder::new(bytes.as_slice()));
    let mut files = Vec::new();
    for entry in tar.entries().unwrap() {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().to_string_lossy().into_owned();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut entry, &mut text).unwrap();
        files.push((name, text));
    }
    let trust = "--signing-alg HS256 --verification-key s3";
    let with = |change: &dyn Fn(&mut Named)| {
        let mut files = files.clone();
        change(&mut files);
        let files: Vec<(&str, &str)> = files.iter().map(|(n, t)| (&**n, &**t)).collect();
        project.write("x.tar.gz", archive(&files));
    };
    // JSON is signed by what it says, not by how it is laid out.
    with(&|files| {
        let data = files.iter_mut().find(|(name, _)| name == "data.json").unwrap();
        data.1 = "{ \"people\" : [\"ann\",\n\"bob\"] }".to_owned();
    });
    project.run(&format!("{EVAL} -b x.tar.gz {trust}")).exits(0);
    with(&|files| {
        let data = files.iter_mut().find(|(name, _)| name == "data.json").unwrap();
        data.1 = r#"{"people": ["eve"]}"#.to_owned();
    });
    let eval = format!("eval 1 -f pretty -b x.tar.gz {trust}");
    project.run(&eval).exits(6).says(&["`data.json` is not what was signed"]);
    with(&|files| files.push(("more.rego".to_owned(), "package more".to_owned())));
    project.run(&eval).exits(6).says(&["`more.rego` is not signed"]);
    project.run(&format!("{eval} --exclude-files-verify more.*")).exits(0);
    with(&|files| files.retain(|(name, _)| name != "src/app.rego"));
    project.run(&eval).exits(6).says(&["`src/app.rego` was signed, but is not there"]);
}

#[test]
fn roots_are_kept_to() {
    let manifest = r#"{"roots": ["app", "people"]}"#;
    let project = source();
    project.write("src/.manifest", manifest);
    project.run(&format!("{EVAL} -b src")).exits(0);
    project.write("src/.manifest", r#"{"roots": ["app"]}"#);
    project
        .run("eval 1 -f pretty -b src")
        .exits(4)
        .says(&["src/data.json: the roots of the bundle (app) do not have `people` in them"]);
    project.write("src/.manifest", r#"{"roots": ["people"]}"#);
    project
        .run("eval 1 -f pretty -b src")
        .exits(4)
        .says(&["do not have `app` in them", "src/app.rego:4:1"]);
    project.write("src/.manifest", r#"{"roots": ["app", "app/x"]}"#);
    project.run("inspect src").exits(4).says(&["the roots `app` and `app/x` overlap"]);
    project.write("src/.manifest", "{");
    project.run("inspect src").exits(4).says(&["src: .manifest: "]);
    project.write("src/.manifest", manifest);
    project.write("other/.manifest", r#"{"roots": ["app/lib"]}"#);
    project.write("other/lib.rego", "package app.lib");
    project
        .run("eval 1 -f pretty -b src -b other")
        .exits(4)
        .says(&["other: its root `app/lib` overlaps the root `app` of src"]);
    // A root that the rules are not in is no bundle.
    project
        .run("build src/app.rego -o a.tar.gz --root elsewhere")
        .exits(4)
        .says(&["do not have `app` in them"]);
}

#[test]
fn deltas_are_read() {
    let project = source();
    let patch = r#"{"data": [{"op": "upsert", "path": "/extra/n", "value": 3}]}"#;
    project.write("delta.tar.gz", archive(&[("patch.json", patch)]));
    let json = project.run("inspect delta.tar.gz --format json").exits(0).json();
    assert_eq!(json["changes"][0]["path"], "/extra/n");
    assert_eq!(json["changes"][0]["value"], 3);
    let said = project.run("eval data.extra.n -f raw -b src -b delta.tar.gz").exits(0);
    assert_eq!(said.out, "3\n");
    // What is there is replaced and taken away, whatever the order on the command line.
    project.write("base/data.json", r#"{"m": {"a": 1, "b": 2}}"#);
    let changes = r#"{"data": [{"op": "replace", "path": "/m/a", "value": 7},
        {"op": "remove", "path": "/m/b"}, {"op": "upsert", "path": "/m/c/d", "value": []}]}"#;
    project.write("changes.tar.gz", archive(&[("patch.json", changes)]));
    let said = project.run("eval data.m -f raw -b changes.tar.gz -b base").exits(0);
    assert_eq!(said.out, "{\"a\":7,\"c\":{\"d\":[]}}\n");
    project.run("eval data.m -f pretty -b changes.tar.gz").exits(4).says(&[
        "data.m.a cannot be changed: there is no `m`",
        "load the bundle that the delta is for",
    ]);
    let both = archive(&[("patch.json", patch), ("a.rego", "package a")]);
    project.write("both.tar.gz", both);
    project.run("inspect both.tar.gz").exits(4).says(&["a delta bundle holds patch.json alone"]);
    let unknown = archive(&[("patch.json", r#"{"data": [{"op": "move", "path": "/a"}]}"#)]);
    project.write("unknown.tar.gz", unknown);
    project.run("inspect unknown.tar.gz").exits(4).says(&["unknown `op` `move`"]);
}

#[test]
fn archives_that_are_broken_or_lead_out_are_refused() {
    let project = source();
    project.write("out.tar.gz", archive(&[("../../evil.rego", "package evil")]));
    project
        .run("inspect out.tar.gz")
        .exits(4)
        .says(&["`../../evil.rego` in the archive leads out of the bundle"]);
    project.write("twice.tar.gz", archive(&[("a.rego", "package a"), ("./a.rego", "package a")]));
    project.run("inspect twice.tar.gz").exits(4).says(&["`a.rego` stands twice"]);
    let whole = archive(&[("a.rego", "package a")]);
    project.write("cut.tar.gz", &whole[..whole.len() / 2]);
    project.run("inspect cut.tar.gz").exits(4).says(&["the archive is broken"]);
    project.write("text.tar.gz", "no archive");
    project.run("inspect text.tar.gz").exits(4).says(&["neither a folder nor a .tar.gz"]);
    project.run("inspect nothing").exits(4).says(&["nothing"]);
}
