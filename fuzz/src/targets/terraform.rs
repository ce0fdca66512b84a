//! Terraform text to resources.

use super::{Target, hcl, resources, text};
use palisade_iac_terraform::Terraform;

/// This target.
pub const TARGET: Target = Target {
    name: "terraform",
    run: target,
    dictionary: &[
        "count = ",
        "for_each = ",
        "dynamic \"a\" {\n content {\n",
        "var.a",
        "local.a",
        "module.m.a",
        "each.value",
        "count.index",
        "aws_s3_bucket.b[\"x\"].id",
        "locals {\n",
        "variable \"a\" {\n default = ",
        "module \"m\" {\n source = \"./\"\n",
        "range(0, 1000000)",
        "repeat(",
        "format(\"%999999d\", 1)",
        "cidrsubnet(\"10.0.0.0/8\", 24, 16777215)",
        "flatten([",
        "setproduct(",
        "jsondecode(",
        "regex(\"(a*)*$\", ",
        "merge(",
        "[for a in ",
        "1e999999999",
        "**",
        "(",
        "[",
        "!",
        "${",
    ],
    more_seeds: hcl::TARGET.more_seeds,
};

/// Every resource, diagnostic and note has a place in the text.
pub fn target(data: &[u8]) {
    let Some(text) = text(data) else { return };
    resources::check(&Terraform, "a/main.tf", text);
}
