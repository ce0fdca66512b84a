//! A baseline takes known findings out of the count and hides nothing else.

use crate::project::{BUCKET, OWN, with_policies};

#[test]
fn known_findings_do_not_count_and_new_ones_do() {
    let project = with_policies(&[("main.tf", BUCKET)]);
    let args = format!("check main.tf {OWN}");
    project
        .run(&format!("{args} --write-baseline known.json"))
        .exits(0)
        .says(&["recorded 1 finding in `known.json`", "0 findings, 1 in the baseline"]);
    let check = || project.run(&format!("{args} --baseline known.json"));
    check().exits(0).says(&["0 findings, 1 in the baseline"]);

    // Other lines, same finding.
    project.write("main.tf", format!("# a comment\n\n\n{BUCKET}"));
    check().exits(0);

    // The same line, another problem.
    project.write("main.tf", BUCKET.replace("public-read", "public-read-write"));
    check().exits(1).says(&["bucket ACL is `public-read-write`", "1 finding"]);

    // A second resource with the same problem.
    project.write("main.tf", format!("{BUCKET}{}", BUCKET.replace("assets", "second")));
    check().exits(1).says(&["aws_s3_bucket_acl.second", "1 finding, 1 in the baseline"]);

    // Both go into the next version of the file.
    project.run(&format!("{args} --baseline known.json --write-baseline both.json")).exits(0);
    project.run(&format!("{args} --baseline both.json")).exits(0).says(&["0 findings, 2 in"]);

    // What was mended is told, so that the file does not grow old.
    project.write("main.tf", BUCKET.replace("public-read", "private"));
    insta::assert_snapshot!(check().all(), @r#"
exit 0
warning[baseline-stale]: `bucket-public-acl` no longer finds this on `aws_s3_bucket_acl.assets`
  --> known.json:14:23
   |
14 |       "fingerprint": "6ca73e1c56ec36928ec0520dd17d859a"
   |                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   |
   = help: remove the entry, or write the baseline again with `--write-baseline`

checked 1 file, 1 resource, 2 policies in N s: 0 findings, 1 passed
gate: passed: no finding
no findings in 1 file, 1 resource, 2 policies
"#);
}

#[test]
fn a_baseline_from_the_configuration_is_found_beside_it() {
    let project = with_policies(&[("main.tf", BUCKET)]);
    project.run(&format!("check main.tf {OWN} --write-baseline known.json")).exits(0);
    project.write("palisade.yaml", "baseline: known.json\n");
    project.run(&format!("check main.tf {OWN}")).exits(0);
}

#[test]
fn a_damaged_baseline_is_no_baseline() {
    let project = with_policies(&[("main.tf", BUCKET)]);
    let damaged: [&[u8]; 6] = [
        b"",
        b"{\"schema\": 3",
        b"[]",
        b"\xff\xfe",
        b"{}",
        b"{\"schema\": \"palisade.dev/baseline/v9\", \"entries\": []}",
    ];
    for bytes in damaged {
        project.write("known.json", bytes);
        // The finding is reported all the same.
        project.run(&format!("check main.tf {OWN} --baseline known.json")).exits(4).says(&[
            "error[baseline-",
            "known.json:1:",
            "bucket ACL is `public-read`",
        ]);
    }
    project.run(&format!("check main.tf {OWN} --baseline nowhere.json")).exits(2).says(&[
        "error: the baseline `nowhere.json` cannot be read: no such file or directory; make it \
         with `--write-baseline nowhere.json`",
    ]);
}

#[test]
fn a_second_offender_in_a_recorded_resource_is_new() {
    let container = |name: &str| {
        format!(
            "  - name: {name}\n    image: r.example/{name}:1\n    securityContext: {{privileged: true}}\n"
        )
    };
    let pod = |containers: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: x}}\nspec:\n  containers:\n{containers}"
        )
    };
    let first = pod(&container("a"));
    let both = pod(&(container("a") + &container("b")));
    let project = with_policies(&[("one.yaml", &first), ("two.yaml", &both)]);
    let args = "--only k8s-privileged-container";
    // The other way round it got better, and nothing is new.
    project.run(&format!("check two.yaml {args} --write-baseline both.json")).exits(0);
    project
        .run(&format!("check one.yaml {args} --baseline both.json"))
        .exits(0)
        .says(&["1 in the baseline"]);
    project.run(&format!("check one.yaml {args} --write-baseline known.json")).exits(0);
    project.run(&format!("check one.yaml {args} --baseline known.json")).exits(0);
    project
        .run(&format!("check two.yaml {args} --baseline known.json"))
        .exits(1)
        .says(&["1 finding"]);
}
