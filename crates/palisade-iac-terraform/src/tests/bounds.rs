//! What bounds evaluation, and what is told where something was not read.

use super::{Case, check};
use palisade_arena::Arena;
use palisade_value::Value;

#[test]
fn for_each_takes_maps_and_sets_of_texts_only() {
    check(
        r#"
resource "b" "list" { for_each = ["a"] }
resource "b" "empty" { for_each = [] }
resource "b" "numbers" { for_each = toset([1]) }
resource "b" "set" { for_each = toset(["a"]) }
"#,
        r#"
b.list[*] symbolic {}
b.empty[*] symbolic {}
b.numbers[*] symbolic {}
b.set["a"] {}
Warning main.tf:2:23 `for_each` is a list (give `for_each` a map or a set of texts, for example with `toset(…)`)
Warning main.tf:3:24 `for_each` is a list (give `for_each` a map or a set of texts, for example with `toset(…)`)
Warning main.tf:4:26 `for_each` is a set of something else than texts (give `for_each` a map or a set of texts, for example with `toset(…)`)
"#,
    );
}

#[test]
fn many_dynamic_blocks_are_one_that_is_not_known() {
    let text = "resource \"r\" \"x\" {\n  a = 1\n  dynamic \"b\" {\n    for_each = setproduct(range(200), range(200))\n    content { v = b.value }\n  }\n}\n";
    let shown = Case::new(&[("main.tf", text)]).show();
    assert!(shown.contains("\"a\":1") && shown.contains("reached a limit"), "{shown}");
    assert!(shown.contains("unscanned r.x: dynamic blocks `b`"), "{shown}");
    assert!(shown.len() < 2000, "{}", shown.len());
}

/// What is not in a block that was cut short may have been behind the cut.
#[test]
fn absent_attributes_of_a_block_that_is_never_closed_are_not_known() {
    let case = Case::new(&[(
        "main.tf",
        "resource \"r\" \"open\" {\n  a = 1\n\nresource \"r\" \"closed\" {\n  a = 1\n}\n",
    )]);
    let arena = Arena::new();
    let units = case.load(&arena);
    let missing = |name: &str| {
        let resource = units[0].1.resources.iter().find(|r| r.address == name).expect("there");
        let object = resource.attributes.as_object().expect("an object");
        assert_eq!(object.field("a"), Some(Value::Int(1)));
        object.missing().map(palisade_value::Unknown::describe)
    };
    assert_eq!(missing("r.open").as_deref(), Some("`r.open` could not be evaluated"));
    assert_eq!(missing("r.closed"), None);
}

#[test]
fn files_elsewhere_are_read_only_where_that_is_allowed() {
    let files = [
        ("root/main.tf", "resource \"r\" \"x\" { v = file(\"../other/a.txt\") }\n"),
        ("other/a.txt", "text"),
        ("third/a.txt", "text"),
    ];
    let shown = |allowed: &[&str]| {
        let mut case = Case::new(&files);
        case.roots = vec!["root".into()];
        case.inputs.file_access = allowed.iter().map(Into::into).collect();
        case.show()
    };
    let refused = shown(&["third"]);
    assert!(refused.contains("outside of the scanned folders"), "{refused}");
    assert!(refused.contains("--allow-file-access"), "{refused}");
    assert_eq!(shown(&["third", "other"]), "r.x {\"v\":\"text\"}\n");
}

/// A few lines that take ages, as a local value.
const AGES: &str = "[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : a]]]";

#[test]
fn an_expression_that_takes_too_long_takes_nothing_from_others() {
    let text = format!(
        "locals {{\n  ages = {AGES}\n  ok = upper(\"x\")\n}}\nresource \"r\" \"x\" {{\n  a = \"open\"\n  \
         b = local.ok\n  c = length(local.ages)\n  d = [for x in range(3) : x]\n}}\n"
    );
    let shown = Case::new(&[("main.tf", &text)]).show();
    assert!(shown.contains(r#""a":"open","b":"X""#), "{shown}");
    assert!(shown.contains(r#""d":[0,1,2]"#) && shown.contains("reached a limit"), "{shown}");
    assert!(shown.contains("unscanned local.ages: this expression takes over"), "{shown}");
    assert_eq!(shown.matches("unscanned").count(), 1, "{shown}");
}

#[test]
fn a_bound_is_no_answer_of_try_and_can() {
    let text = format!(
        "resource \"r\" \"x\" {{\n  a = try({AGES}, \"public\")\n  b = can({AGES})\n  \
         c = var.u ? {AGES} : {AGES}\n}}\nvariable \"u\" {{}}\n\
         resource \"r\" \"y\" {{\n  t = {{ a = 1 }}\n}}\n\
         resource \"r\" \"z\" {{\n  a = r.y.t[length({AGES})]\n}}\n"
    );
    let shown = Case::new(&[("main.tf", &text)]).show();
    assert!(!shown.contains("public") && !shown.contains("\"b\":false"), "{shown}");
    for line in 2..5 {
        assert!(shown.contains(&format!("main.tf:{line}:")), "{shown}");
    }
    assert_eq!(shown.matches("unscanned r.x: this expression").count(), 3, "{shown}");
    assert_eq!(shown.matches("unscanned r.z: this expression").count(), 1, "{shown}");
}

/// However much others take: what is written out is seen, what is not is listed.
#[test]
fn a_root_that_takes_too_long_still_has_its_plain_values() {
    let mut text = "resource \"r\" \"last\" {\n  acl = \"public\"\n  tags = { a = [1] }\n  \
                    v = local.plain\n  up = upper(\"x\")\n}\nlocals {\n  plain = \"p\"\n}\n"
        .to_owned();
    for n in 0..40 {
        text.push_str(&format!("resource \"a\" \"a{n}\" {{\n  v = {AGES}\n}}\n"));
    }
    let shown = Case::new(&[("main.tf", &text)]).show();
    let plain = r#"r.last {"acl":"public","tags":{"a":[1]},"up":"X","v":"p"}"#;
    assert!(shown.contains(plain), "{shown}");
    assert_eq!(shown.matches("unscanned a.a").count(), 40, "{shown}");
    assert!(shown.contains("the evaluation of this root takes over"), "{shown}");
    let told = shown.lines().filter(|l| l.starts_with("Error") && l.contains("root takes over"));
    assert_eq!(told.count(), 1, "{shown}");
}

#[test]
fn many_instances_of_one_resource_leave_room_for_those_of_others() {
    let shown = |text: &str| Case::new(&[("main.tf", text)]).show();
    let many =
        "resource \"r\" \"many\" {\n  count = 100000\n  a = \"open\"\n  n = count.index\n}\n";
    let few = "resource \"r\" \"few\" {\n  for_each = toset([\"x\", \"y\"])\n  a = each.key\n}\n";
    let text = shown(&format!("{many}{few}"));
    assert!(text.contains(r#"r.many[*] symbolic {"a":"open","n":"#), "{text}");
    assert!(text.contains(r#"r.few["x"] {"a":"x"}"#), "{text}");
    assert!(text.contains("unscanned r.many: this resource has over 2000 instances"), "{text}");

    // Several, each of which is not too many by itself.
    let mut all = String::new();
    for n in 0..6 {
        all.push_str(&format!("resource \"r\" \"m{n}\" {{\n  count = 1900\n}}\n"));
    }
    let text = shown(&format!("{all}{few}"));
    assert!(text.contains(r#"r.few["x"] {"a":"x"}"#), "{text}");
    assert_eq!(text.matches("symbolic").count(), 4, "{text}");
    assert_eq!(text.matches("brings the root to over 5000 instances").count(), 8, "{text}");
}

/// A chain of modules, each of which calls the next one several times.
fn nested(depth: usize, call: &str) -> Vec<(String, String)> {
    let mut files = vec![("main.tf".to_owned(), call.replace('N', "0"))];
    for n in 0..depth {
        let text = if n + 1 < depth {
            call.replace('N', &(n + 1).to_string()).replace("./m", "../m")
        } else {
            "resource \"r\" \"leaf\" {\n  a = \"open\"\n}\noutput \"o\" {\n  value = 1\n}\n"
                .to_owned()
        };
        files.push((format!("m{n}/main.tf"), text));
    }
    files
}

fn shown(files: &[(String, String)]) -> String {
    let files: Vec<(&str, &str)> = files.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let mut case = Case::new(&files);
    case.roots = vec!["".into()];
    case.show()
}

#[test]
fn modules_beyond_the_bound_have_one_instance_for_all() {
    let text = shown(&nested(12, "module \"a\" {\n  source = \"./mN\"\n  count = 4\n}\n"));
    let leaves = text.matches(".r.leaf").count();
    assert!(leaves >= 4, "{leaves}");
    assert!(text.contains("module.a[*].r.leaf symbolic {\"a\":\"open\"}"), "{text}");
    assert!(text.contains("unscanned module.a"), "{text}");
    assert!(text.contains("more of its instances"), "{text}");

    // Two calls in each: every block is examined at least once.
    let text = shown(&nested(
        14,
        "module \"a\" {\n  source = \"./mN\"\n}\nmodule \"b\" {\n  source = \"./mN\"\n}\nresource \"r\" \"use\" {\n  v = try(module.b.o, 2)\n}\n",
    ));
    assert!(text.contains(".r.leaf {\"a\":\"open\"}"), "{}", text.len());
    assert!(text.contains("is called beyond 500 instances of modules"), "{}", text.len());
}

#[test]
fn what_a_module_that_is_left_out_gives_is_not_known() {
    let mut files = nested(
        70,
        "module \"a\" {\n  source = \"./mN\"\n  count = 1\n}\noutput \"o\" {\n  value = length(module.a)\n}\nresource \"r\" \"x\" {\n  for_each = toset(module.a[*].o)\n}\n",
    );
    files[0].1.push_str("resource \"r\" \"top\" {\n  v = 1\n}\n");
    let text = shown(&files);
    assert!(text.contains("nests over 64 deep (scan its folder by itself"), "{text}");
    assert!(text.contains("r.x[*] symbolic"), "{text}");
    assert!(text.contains("unscanned module.a[0]"), "{text}");
}

/// A root among many has a share of the bounds, and says that it would have liked more.
#[test]
fn roots_that_share_the_bounds_list_what_is_beyond() {
    let text = "resource \"r\" \"a\" { count = 400 }\nresource \"r\" \"b\" { count = 400 }\n\
                resource \"r\" \"c\" { count = 2 }\n";
    let load = |divided: usize| {
        let mut case = Case::new(&[("main.tf", text)]);
        case.inputs.divided = divided;
        let arena = Arena::new();
        let loaded = case.load(&arena).remove(0).1;
        let reasons: Vec<String> = loaded.unscanned.iter().map(|u| u.reason.clone()).collect();
        (loaded.resources.len(), loaded.is_short, loaded.spent, reasons)
    };
    assert_eq!(load(0), (802, false, 160, Vec::new()));
    assert_eq!(load(5), (802, false, 160, Vec::new()));
    let (resources, is_short, _, reasons) = load(10);
    assert_eq!((resources, is_short), (403, true));
    let wanted = "this resource brings the root to over 500 instances, its share among all roots";
    assert_eq!(reasons, [wanted]);
}

/// Each document holds the one before it twice.
#[test]
fn policy_documents_that_double_end() {
    let mut text = "data \"aws_iam_policy_document\" \"d0\" {\n  statement {\n    actions = [\"s3:Get\"]\n    resources = [\"x\"]\n  }\n}\n".to_owned();
    for n in 1..40 {
        let of = format!("data.aws_iam_policy_document.d{}.json", n - 1);
        let kind = if n % 2 == 0 { "source" } else { "override" };
        text.push_str(&format!(
            "data \"aws_iam_policy_document\" \"d{n}\" {{\n  {kind}_policy_documents = [{of}, {of}]\n}}\n"
        ));
    }
    text.push_str("resource \"r\" \"x\" {\n  early = length(jsondecode(data.aws_iam_policy_document.d6.json).Statement)\n  late = data.aws_iam_policy_document.d20.json\n}\n");
    let shown = Case::new(&[("main.tf", &text)]).show();
    let own = shown.lines().find(|line| line.starts_with("r.x ")).expect("there");
    assert!(own.contains("\"early\":64") && own.contains("\"$unknown\""), "{own}");
    assert!(
        shown.contains("unscanned data.aws_iam_policy_document.d12: the document of"),
        "{}",
        shown.lines().filter(|line| line.starts_with("unscanned")).collect::<String>()
    );

    // One document, many times.
    let many = "data \"aws_iam_policy_document\" \"a\" {\n  statement {\n    sid = \"a\"\n    actions = [for i in range(100) : \"s3:Get${i}\"]\n    resources = [\"x\"]\n  }\n}\ndata \"aws_iam_policy_document\" \"b\" {\n  source_policy_documents = [for i in range(N) : data.aws_iam_policy_document.a.json]\n}\n";
    let shown = |n: &str| Case::new(&[("main.tf", &many.replace('N', n))]).show();
    assert!(!shown("100").contains("unscanned"));
    assert!(shown("1000").contains("takes over 256 KiB"));
}

#[test]
fn numbers_of_many_digits_are_not_read() {
    let text = |digits: usize| {
        let number = "9".repeat(digits);
        let text = format!(
            "resource \"r\" \"x\" {{\n  a = {number}\n  b = \"{number}\" + 1\n  c = yamldecode(\"a: {number}\")\n  d = 1\n}}\n"
        );
        Case::new(&[("main.tf", &text)]).show()
    };
    assert!(!text(4000).contains("$unknown"));
    let shown = text(1_000_000);
    assert_eq!(shown.matches("$unknown").count(), 3, "{}", shown.len());
    assert!(shown.contains("main.tf:2:7 a number of over 4096 digits is not read"));
    assert!(shown.contains("unscanned r.x: a number of over 4096 digits"));
    assert!(shown.contains("this text has 1000000 characters"));
    assert!(shown.contains("\"d\":1") && shown.len() < 20_000, "{}", shown.len());
}

/// Fractions cost a multiple of whole numbers, and count as much.
#[test]
fn fractions_count_for_what_they_cost() {
    let shown = |each: &str| {
        let text = format!(
            "resource \"r\" \"x\" {{\n  v = length([for i in range(1024) : [for j in range(16) : {each}]])\n}}\n"
        );
        Case::new(&[("main.tf", &text)]).show()
    };
    assert_eq!(shown("i + j"), "r.x {\"v\":1024}\n");
    assert_eq!(shown("floor(j / 256)"), "r.x {\"v\":1024}\n");
    assert!(shown("(i + 0.5) / 3").contains("this expression takes over 200000 steps"));
}

#[test]
fn an_override_does_not_take_the_count_away() {
    let files = [
        (
            "main.tf",
            "resource \"r\" \"a\" {\n  count = 2\n  acl = \"public\"\n}\nresource \"r\" \"b\" {\n  v = r.a[1].acl\n  n = r.a[*].acl\n}\nmodule \"m\" {\n  source = \"./m\"\n  count = 1\n}\n",
        ),
        (
            "a_override.tf",
            "resource \"r\" \"a\" {\n  for_each = {}\n}\nmodule \"m\" {\n  for_each = {}\n}\n",
        ),
        ("m/main.tf", "resource \"r\" \"in\" {\n  v = 1\n}\n"),
    ];
    let mut case = Case::new(&files);
    case.roots = vec!["".into()];
    let shown = case.show();
    assert!(shown.contains(r#"r.a[0] {"acl":"public"}"#), "{shown}");
    assert!(shown.contains(r#"r.a[1] {"acl":"public"}"#), "{shown}");
    assert!(shown.contains(r#"r.b {"n":["public","public"],"v":"public"}"#), "{shown}");
    assert!(shown.contains(r#"module.m[0].r.in {"v":1}"#), "{shown}");
    assert_eq!(shown.matches("`count` and `for_each` exclude each other").count(), 2, "{shown}");
}
