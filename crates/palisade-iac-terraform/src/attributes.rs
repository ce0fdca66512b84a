//! Attributes whose type is the same whatever the provider, or that few resources have otherwise.

use crate::types::Type;

/// The attributes of what Terraform itself provides.
const OF_DATA: [&str; 4] = ["id", "input", "output", "triggers_replace"];

/// Whether a resource has an attribute, where all that it has are known.
pub(crate) fn has(resource: &str, data: bool, attribute: &str) -> Option<bool> {
    (resource == "terraform_data" && !data).then(|| OF_DATA.contains(&attribute))
}

/// Whether an attribute of a resource can be written, where all that it has are known.
pub(crate) fn takes(resource: &str, data: bool, attribute: &str) -> Option<bool> {
    Some(has(resource, data, attribute)? && !matches!(attribute, "id" | "output"))
}

/// The attributes of a resource, where all are known.
pub(crate) fn all_of(resource: &str) -> &'static [&'static str] {
    if resource == "terraform_data" { &OF_DATA } else { &[] }
}

/// The type of an attribute that is not written, and whether it can never be null.
pub(crate) fn type_of(
    resource: &str,
    data: bool,
    attribute: &str,
) -> Option<(Type<'static>, bool)> {
    let texts = || Type::List(Box::new(Type::String));
    Some(match (resource, attribute) {
        ("terraform_data", "id") => (Type::String, true),
        ("aws_caller_identity", "account_id" | "user_id") if data => (Type::String, false),
        ("aws_region", "endpoint" | "description" | "region") if data => (Type::String, false),
        ("aws_partition", "partition" | "dns_suffix" | "reverse_dns_prefix") if data => {
            (Type::String, false)
        }
        ("aws_availability_zones", "names" | "zone_ids") if data => (texts(), false),
        ("aws_iam_policy_document", "json" | "minified_json") if data => (Type::String, false),
        (_, "id" | "arn" | "name" | "self_link") => (Type::String, false),
        _ => return None,
    })
}
