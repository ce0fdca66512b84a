//! Which resources are joined: by the value, for each instance on its own.

use super::*;

/// The links of `y.y…` in one text, doubtful ones with a `?`.
fn links(files: &[(&str, &str)], kind: &str) -> String {
    let case = Case::new(files);
    let arena = Arena::new();
    let units = case.load(&arena);
    let resources = &units[0].1.resources;
    let users = resources.iter().filter(|r| r.kind == kind);
    let each = users.map(|user| {
        let name = |at: &u32| {
            let sure = !user.perhaps.iter().any(|(perhaps, _)| perhaps == at);
            let address = resources[*at as usize].address.replace("aws_s3_bucket.", "");
            format!("{address}{}", if sure { "" } else { "?" })
        };
        user.links.iter().map(name).collect::<Vec<String>>().join(" ")
    });
    each.collect::<Vec<String>>().join(", ")
}

const BUCKETS: &str = "variable \"v\" {}\nresource \"aws_s3_bucket\" \"a\" {\n  bucket = \"a\"\n  tags = { t = \"a\" }\n}\nresource \"aws_s3_bucket\" \"b\" {\n  bucket = var.v\n}\nresource \"aws_s3_bucket\" \"n\" {\n  for_each = { a = 1, b = 2 }\n}\nresource \"aws_s3_bucket\" \"c\" {\n  count = 2\n}\nlocals {\n  ids = { a = aws_s3_bucket.a.id, b = aws_s3_bucket.b.id }\n  list = [aws_s3_bucket.a.id, aws_s3_bucket.b.id]\n}\n";

const MODULES: &[(&str, &str)] = &[
    (
        "b/main.tf",
        "resource \"aws_s3_bucket\" \"x\" {\n  for_each = { a = 1, b = 2 }\n}\noutput \"ids\" {\n  value = { for k, v in aws_s3_bucket.x : k => v.id }\n}\noutput \"id\" {\n  value = aws_s3_bucket.x[\"a\"].id\n}\n",
    ),
    (
        "v/main.tf",
        "variable \"all\" {\n  type = map(object({ id = string, on = optional(bool) }))\n}\nvariable \"id\" {\n  type = string\n  default = null\n}\nresource \"aws_s3_bucket_versioning\" \"v\" {\n  for_each = var.all\n  bucket = each.value.id\n}\n",
    ),
];

fn versioning(body: &str) -> String {
    let main = format!("{BUCKETS}resource \"aws_s3_bucket_versioning\" \"v\" {{\n  {body}\n}}\n");
    links(&[("main.tf", &main)], "aws_s3_bucket_versioning")
}

#[test]
fn the_value_says_which_instance_is_meant() {
    for (body, wanted) in [
        ("bucket = aws_s3_bucket.a.id", "a"),
        ("bucket = aws_s3_bucket.a.bucket", "a"),
        ("bucket = aws_s3_bucket.b.bucket", "b"),
        ("bucket = \"${aws_s3_bucket.a.id}\"", "a"),
        ("bucket = {a = aws_s3_bucket.a.id, b = aws_s3_bucket.b.id}[\"a\"]", "a"),
        ("bucket = lookup({a = aws_s3_bucket.a.id, b = aws_s3_bucket.b.id}, \"a\")", "a"),
        ("bucket = [aws_s3_bucket.b.id, aws_s3_bucket.a.id][1]", "a"),
        ("bucket = element([aws_s3_bucket.a.id, aws_s3_bucket.b.id], 2)", "a"),
        ("bucket = element(concat(aws_s3_bucket.c[*].id, [\"\"]), 0)", "c[0]"),
        ("bucket = coalesce(aws_s3_bucket.a.id, aws_s3_bucket.b.id)", "a"),
        ("bucket = try(aws_s3_bucket.a.id, aws_s3_bucket.b.id)", "a"),
        ("bucket = values({a = aws_s3_bucket.a.id, b = aws_s3_bucket.b.id})[0]", "a"),
        ("bucket = merge({a = aws_s3_bucket.b.id}, {a = aws_s3_bucket.a.id})[\"a\"]", "a"),
        ("bucket = slice([aws_s3_bucket.a.id, aws_s3_bucket.b.id], 0, 1)[0]", "a"),
        ("bucket = reverse([aws_s3_bucket.b.id, aws_s3_bucket.a.id])[0]", "a"),
        ("bucket = true ? aws_s3_bucket.a.id : aws_s3_bucket.b.id", "a"),
        ("bucket = var.v ? aws_s3_bucket.a.id : aws_s3_bucket.a.bucket", "a"),
        ("bucket = join(\"\", [aws_s3_bucket.a.id])", "a"),
        ("bucket = join(\"\", aws_s3_bucket.c[*].id)", "c[0]? c[1]?"),
        ("bucket = tostring(aws_s3_bucket.a.id)", "a"),
        ("bucket = one([aws_s3_bucket.a.id])", "a"),
        ("bucket = local.ids[\"a\"]", "a"),
        ("bucket = local.list[0]", "a"),
        ("bucket = aws_s3_bucket.n[\"b\"].id", "n[\"b\"]"),
        ("bucket = values(aws_s3_bucket.n)[0].id", "n[\"a\"]"),
        ("for_each = aws_s3_bucket.n\n  bucket = each.value.id", "n[\"a\"], n[\"b\"]"),
        (
            "for_each = { for k, b in aws_s3_bucket.n : k => b if k == \"b\" }\n  bucket = each.value.id",
            "n[\"b\"]",
        ),
        ("for_each = local.ids\n  bucket = each.value", "a, b"),
        ("count = 2\n  bucket = local.list[count.index]", "a, b"),
        ("count = 2\n  bucket = element(aws_s3_bucket.c[*].id, count.index)", "c[0], c[1]"),
        ("count = 2\n  bucket = aws_s3_bucket.c.*.id[count.index]", "c[0], c[1]"),
    ] {
        assert_eq!(versioning(body), wanted, "{body}");
    }
}

#[test]
fn what_may_be_one_of_several_is_doubtful() {
    for (body, wanted) in [
        ("bucket = var.v ? aws_s3_bucket.a.id : aws_s3_bucket.b.id", "a? b?"),
        ("bucket = aws_s3_bucket.n[var.v].id", "n[\"a\"]? n[\"b\"]?"),
        ("bucket = local.ids[var.v]", "a? b?"),
        ("bucket = lower(aws_s3_bucket.a.id)", "a?"),
        ("bucket = jsondecode(jsonencode(local.ids)).a", "a? b?"),
        ("bucket = split(\",\", \"${aws_s3_bucket.a.id},${aws_s3_bucket.b.id}\")[0]", "a? b?"),
        ("bucket = replace(aws_s3_bucket.a.id, aws_s3_bucket.b.id, \"x\")", "a? b?"),
    ] {
        assert_eq!(versioning(body), wanted, "{body}");
    }
}

#[test]
fn what_is_only_mentioned_joins_nothing() {
    for body in [
        "bucket = \"${aws_s3_bucket.a.id}-logs\"",
        "bucket = format(\"%s-logs\", aws_s3_bucket.a.id)",
        "bucket = \"x\"\n  expected_bucket_owner = aws_s3_bucket.a.arn",
        "bucket = \"x\"\n  depends_on = [aws_s3_bucket.a]",
        "bucket = \"x\"\n  lifecycle {\n    replace_triggered_by = [aws_s3_bucket.a]\n  }",
        "bucket = \"x\"\n  tags = { a = aws_s3_bucket.a.id }",
        "bucket = \"x\"\n  versioning_configuration {\n    mfa_delete = aws_s3_bucket.a.id\n  }",
        "bucket = aws_s3_bucket.a.tags[\"t\"]",
        "bucket = aws_s3_bucket.a.tags_all[\"t\"]",
        "bucket = aws_s3_bucket.a.hosted_zone_id",
        "count = length(aws_s3_bucket.c)\n  bucket = \"x\"",
        "for_each = aws_s3_bucket.n\n  bucket = each.key",
    ] {
        let found = versioning(body);
        assert!(found.chars().all(|c| matches!(c, ',' | ' ')), "{body}: {found}");
    }
    // Nor the other way round.
    let main = "resource \"aws_s3_bucket\" \"a\" {}\nresource \"aws_s3_bucket\" \"b\" {\n  bucket = \"${aws_s3_bucket_versioning.v.id}-b\"\n}\nresource \"aws_s3_bucket_versioning\" \"v\" {\n  bucket = aws_s3_bucket.a.id\n}\n";
    assert_eq!(links(&[("main.tf", main)], "aws_s3_bucket_versioning"), "a");
}

#[test]
fn modules_hand_on_what_a_value_is() {
    let with = |main: &str, kind: &str| {
        let main = format!("{BUCKETS}{main}");
        let mut files = vec![("main.tf", main.as_str())];
        files.extend(MODULES);
        links(&files, kind)
    };
    let of = |body: &str| {
        let module = "module \"b\" {\n  source = \"./b\"\n  for_each = { p = 1, q = 2 }\n}\n";
        with(
            &format!("{module}resource \"aws_s3_bucket_versioning\" \"v\" {{\n  {body}\n}}\n"),
            "aws_s3_bucket_versioning",
        )
    };
    assert_eq!(of("bucket = module.b[\"p\"].ids[\"b\"]"), "module.b[\"p\"].x[\"b\"]");
    assert_eq!(
        of("for_each = module.b\n  bucket = each.value.id"),
        "module.b[\"p\"].x[\"a\"], module.b[\"q\"].x[\"a\"]"
    );
    assert_eq!(
        of(
            "for_each = { for k, v in module.b[\"q\"].ids : k => v if k == \"a\" }\n  bucket = each.value"
        ),
        "module.b[\"q\"].x[\"a\"]"
    );
    let all = |value: &str| {
        with(
            &format!("module \"v\" {{\n  source = \"./v\"\n  all = {value}\n}}\n"),
            "aws_s3_bucket_versioning",
        )
    };
    assert_eq!(all("{ for k, id in local.ids : k => { id = id } }"), "a, b");
    assert_eq!(all("aws_s3_bucket.n"), "n[\"a\"], n[\"b\"]");
}

#[test]
fn the_id_of_what_is_joined_leads_on() {
    let chain = |attribute: &str| {
        let main = format!(
            "{BUCKETS}resource \"aws_s3_bucket_acl\" \"x\" {{\n  bucket = aws_s3_bucket.a.id\n}}\nresource \
             \"aws_s3_bucket_versioning\" \"v\" {{\n  bucket = aws_s3_bucket_acl.x.{attribute}\n}}\n"
        );
        links(&[("main.tf", &main)], "aws_s3_bucket_versioning")
    };
    assert_eq!(chain("bucket"), "a aws_s3_bucket_acl.x");
    assert_eq!(chain("id"), "a aws_s3_bucket_acl.x");
    assert_eq!(chain("acl"), "aws_s3_bucket_acl.x");
}

#[test]
fn documents_are_joined_to_what_they_are_the_policy_of() {
    let main = "resource \"aws_s3_bucket\" \"a\" {}\nresource \"aws_s3_bucket\" \"b\" {}\ndata \
                \"aws_iam_policy_document\" \"d\" {\n  statement {\n    resources = \
                [aws_s3_bucket.b.arn]\n  }\n}\nresource \"aws_s3_bucket_policy\" \"p\" {\n  bucket = \
                aws_s3_bucket.a.id\n  policy = data.aws_iam_policy_document.d.json\n}\n";
    assert_eq!(
        links(&[("main.tf", main)], "aws_s3_bucket_policy"),
        "a data.aws_iam_policy_document.d"
    );
    assert_eq!(links(&[("main.tf", main)], "aws_s3_bucket"), "aws_s3_bucket_policy.p, ");
}

#[test]
fn many_instances_are_few_links() {
    let main = "resource \"x\" \"b\" {\n  count = 1500\n}\nresource \"y\" \"v\" {\n  count = 1500\n  w = \
                element(x.b[*].id, count.index)\n}\n";
    let case = Case::new(&[("main.tf", main)]);
    let arena = Arena::new();
    let units = case.load(&arena);
    let loaded = &units[0].1;
    assert_eq!(loaded.diagnostics, []);
    assert!(loaded.resources.iter().all(|r| r.links.len() == 1));
    // Where nobody knows which one, there is an end to it, and it is told.
    let main = main.replace("count.index", "var.n") + "variable \"n\" {}\n";
    let case = Case::new(&[("main.tf", &main)]);
    let units = case.load(&arena);
    let loaded = &units[0].1;
    let all: usize = loaded.resources.iter().map(|r| r.links.len()).sum();
    assert_eq!(all, 40_000);
    assert!(loaded.diagnostics.iter().any(|d| d.message.contains("joins more resources")));
    assert_eq!(loaded.unscanned.len(), 1);
}
