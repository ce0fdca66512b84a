//! Attributes whose type is the same whatever the provider, or that few resources have otherwise.

use crate::types::Type;

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
