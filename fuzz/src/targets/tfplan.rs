//! Plans and states of Terraform to resources.

use super::{Target, resources, text};
use palisade_iac_tfplan::TerraformPlan;

/// This target.
pub const TARGET: Target = Target {
    name: "tfplan",
    run: target,
    dictionary: &[
        "{\"format_version\":\"1.2\",\"resource_changes\":[",
        "{\"format_version\":\"1.0\",\"values\":{\"root_module\":{\"resources\":[",
        "{\"version\":4,\"serial\":1,\"lineage\":\"a\",\"resources\":[",
        "{\"address\":\"a_b.c\",\"type\":\"a_b\",\"name\":\"c\",\"change\":{\"after\":{",
        "\"module_address\":\"module.m[\\\"x\\\"].module.n[0]\"",
        "\"index\":0",
        "\"mode\":\"data\"",
        "\"actions\":[\"delete\"]",
        "\"after_unknown\":{",
        "\"after_sensitive\":{",
        "\"before_sensitive\":true",
        "\"configuration\":{\"root_module\":{",
        "\"module_calls\":{\"m\":{\"module\":{",
        "\"expressions\":{",
        "\"references\":[\"var.a\",\"module.m.o\",\"each.key\"]",
        "\"constant_value\":null",
        "\"outputs\":{\"o\":{\"expression\":{",
        "\"prior_state\":{\"values\":",
        "\"instances\":[{\"attributes\":{",
        "\"sensitive_attributes\":[[{\"value\":\"a\"}]]",
        "\"dependencies\":[\"a_b.c\"]",
        "true",
        "null",
        "\\u0000",
        "[",
        "{",
        "}",
        "]",
    ],
    more_seeds: &[],
};

/// Every resource, diagnostic and note has a place in the text, and so has what is hidden.
pub fn target(data: &[u8]) {
    let Some(text) = text(data) else { return };
    resources::check(&TerraformPlan, "a/plan.json", text);
}
