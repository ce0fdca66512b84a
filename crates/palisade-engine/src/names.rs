//! Resources joined by a name that both write out.
//!
//! Beside references, a provider joins resources by names: `bucket = "logs"` here and
//! `bucket = "logs"` there mean one bucket. Which attribute names a resource, and which of others
//! repeats it, is no secret of a language: it stands in the table below.

use palisade_model::Resource;
use palisade_value::Value;
use rustc_hash::FxHashMap;

/// A name is joined to this many of those that bear it: instances of one block under one name are
/// a mistake, and all of them with all that repeat it would be too many.
const NAMESAKES: usize = 256;

/// A type of resource with the attribute that names it, and those that repeat the name.
struct Name {
    /// The type that is named.
    of: &'static str,
    /// The attribute that names it.
    by: &'static str,
    /// Beginnings of types, or whole types, with the attribute that repeats the name.
    users: &'static [(&'static str, &'static str)],
}

const NAMES: &[Name] = &[
    Name { of: "aws_s3_bucket", by: "bucket", users: &[("aws_s3_bucket_", "bucket")] },
    Name {
        of: "aws_iam_role",
        by: "name",
        users: &[
            ("aws_iam_role_", "role"),
            ("aws_iam_instance_profile", "role"),
            ("aws_iam_policy_attachment", "roles"),
        ],
    },
    Name {
        of: "aws_iam_user",
        by: "name",
        users: &[
            ("aws_iam_user_", "user"),
            ("aws_iam_access_key", "user"),
            ("aws_iam_policy_attachment", "users"),
        ],
    },
    Name {
        of: "aws_iam_group",
        by: "name",
        users: &[("aws_iam_group_", "group"), ("aws_iam_policy_attachment", "groups")],
    },
    Name { of: "aws_ecr_repository", by: "name", users: &[("aws_ecr_", "repository")] },
    Name { of: "aws_eks_cluster", by: "name", users: &[("aws_eks_", "cluster_name")] },
    Name {
        of: "aws_lambda_function",
        by: "function_name",
        users: &[("aws_lambda_", "function_name")],
    },
    Name {
        of: "aws_rds_cluster",
        by: "cluster_identifier",
        users: &[("aws_rds_cluster_", "cluster_identifier")],
    },
    Name {
        of: "aws_cloudwatch_log_group",
        by: "name",
        users: &[("aws_cloudwatch_log_", "log_group_name"), ("aws_flow_log", "log_group_name")],
    },
    Name { of: "aws_dynamodb_table", by: "name", users: &[("aws_dynamodb_", "table_name")] },
];

/// For each resource that a name joins to others, their positions, in order. Only texts that are
/// known join, and only where no reference says what is meant: a reference is surer.
pub(crate) fn joined(resources: &[Resource<'_>]) -> FxHashMap<usize, Vec<u32>> {
    let named = Bearers::new(resources);
    let mut found: FxHashMap<usize, Vec<u32>> = FxHashMap::default();
    if named.all.is_empty() {
        return found;
    }
    for (at, resource) in resources.iter().enumerate() {
        for (row, name) in NAMES.iter().enumerate() {
            let users = name.users.iter().filter(|(kind, _)| resource.kind.starts_with(kind));
            for text in users.flat_map(|(_, attribute)| texts(resource, attribute)) {
                let meant = named.meant(row, text, resource);
                if meant.is_empty() || refers_to(resource, name.of, resources) {
                    continue;
                }
                for other in meant.iter().take(NAMESAKES).filter(|other| **other != at) {
                    join(&mut found, at, *other);
                    join(&mut found, *other, at);
                }
            }
        }
    }
    for positions in found.values_mut() {
        positions.sort_unstable();
        positions.dedup();
    }
    found
}

/// Who bears a name: by the row of the table and the name, in a module and everywhere.
#[derive(Default)]
struct Bearers<'a> {
    near: FxHashMap<(usize, &'a str, &'a str), Vec<usize>>,
    all: FxHashMap<(usize, &'a str), Vec<usize>>,
}

impl<'a> Bearers<'a> {
    fn new(resources: &[Resource<'a>]) -> Self {
        let mut bearers = Self::default();
        for (at, resource) in resources.iter().enumerate() {
            let rows = NAMES.iter().enumerate().filter(|(_, name)| name.of == resource.kind);
            for (row, name) in rows {
                if let Some(Value::Str(text)) = resource.attributes.field(name.by)
                    && !text.is_empty()
                {
                    bearers.near.entry((row, text, module(resource))).or_default().push(at);
                    bearers.all.entry((row, text)).or_default().push(at);
                }
            }
        }
        bearers
    }

    /// Those that a resource means by a name: the ones of its own module, else the only one.
    fn meant(&self, row: usize, name: &'a str, resource: &Resource<'a>) -> &[usize] {
        match self.all.get(&(row, name)).map(Vec::as_slice) {
            None => &[],
            Some(one @ [_]) => one,
            Some(_) => self.near.get(&(row, name, module(resource))).map_or(&[], Vec::as_slice),
        }
    }
}

/// Whether a reference already says which one is meant.
fn refers_to(resource: &Resource<'_>, kind: &str, resources: &[Resource<'_>]) -> bool {
    let linked = resource.links.iter().filter_map(|at| resources.get(*at as usize));
    linked.map(|other| other.kind).any(|other| other == kind)
}

/// The part of an address in front of the type: `module.site.`.
fn module<'a>(resource: &Resource<'a>) -> &'a str {
    let end = resource.address.rfind(&format!("{}.", resource.kind)).unwrap_or(0);
    resource.address.get(..end).unwrap_or_default()
}

fn join(found: &mut FxHashMap<usize, Vec<u32>>, from: usize, to: usize) {
    found.entry(from).or_default().extend(u32::try_from(to));
}

/// The texts of an attribute: one, or those of a list.
fn texts<'a>(resource: &Resource<'a>, attribute: &str) -> Vec<&'a str> {
    match resource.attributes.field(attribute) {
        Some(Value::Str(text)) => vec![text],
        Some(Value::Array(items)) => items.items().iter().filter_map(|v| v.as_str()).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use palisade_model::FrameworkId;
    use palisade_source::{FileId, Location, Span};
    use palisade_value::{Arena, JsonOptions, Unknown, UnknownKind, parse_json};

    fn resource<'a>(kind: &'a str, attributes: Value<'a>) -> Resource<'a> {
        let here = Location::new(FileId(0), Span::new(0, 0));
        Resource {
            framework: FrameworkId("terraform"),
            kind,
            address: kind,
            attributes,
            location: here,
            header: here,
            parents: &[],
            links: &[],
            perhaps: &[],
            symbolic: None,
        }
    }

    #[test]
    fn equal_names_join_and_nothing_else_does() {
        let arena = Arena::new();
        let read = |json: &str| parse_json(&arena, json, JsonOptions::default()).unwrap();
        let resources = [
            resource("aws_s3_bucket", read(r#"{"bucket": "logs"}"#)),
            resource("aws_s3_bucket_acl", read(r#"{"bucket": "logs"}"#)),
            resource("aws_s3_bucket_acl", read(r#"{"bucket": "data"}"#)),
            resource("aws_s3_bucket", read(r#"{"bucket": ""}"#)),
            resource("aws_s3_bucket_policy", read(r#"{"bucket": ""}"#)),
            // A repository of the same name is another thing.
            resource("aws_ecr_repository", read(r#"{"name": "logs"}"#)),
            resource("aws_iam_role", read(r#"{"name": "web"}"#)),
            resource("aws_iam_policy_attachment", read(r#"{"roles": ["db", "web"]}"#)),
        ];
        let found = joined(&resources);
        let of = |at: usize| found.get(&at).cloned().unwrap_or_default();
        let all: Vec<Vec<u32>> = (0..resources.len()).map(of).collect();
        assert_eq!(
            all,
            [vec![1], vec![0], vec![], vec![], vec![], vec![], vec![7], vec![6]].to_vec()
        );
    }

    #[test]
    fn a_reference_and_the_own_module_are_surer() {
        let arena = Arena::new();
        let logs = parse_json(&arena, r#"{"bucket": "logs"}"#, JsonOptions::default()).unwrap();
        let at = |kind, address, links| Resource { address, links, ..resource(kind, logs) };
        let resources = [
            at("aws_s3_bucket", "module.eu.aws_s3_bucket.a", &[]),
            at("aws_s3_bucket", "module.us.aws_s3_bucket.a", &[3]),
            at("aws_s3_bucket_acl", "module.eu.aws_s3_bucket_acl.a", &[]),
            at("aws_s3_bucket_acl", "module.eu.aws_s3_bucket_acl.b", &[1]),
            at("aws_s3_bucket_acl", "aws_s3_bucket_acl.c", &[]),
        ];
        let found = joined(&resources);
        assert_eq!(found.get(&0), Some(&vec![2]));
        assert_eq!(found.get(&2), Some(&vec![0]));
        assert_eq!(found.len(), 2, "{found:?}");
    }

    #[test]
    fn what_is_not_known_is_no_name() {
        let arena = Arena::new();
        let (kind, partial, location) = (UnknownKind::UnsetVariable, None, None);
        let unknown = Unknown { kind, subject: "var.name", location, partial, nullable: true };
        let mut builder = palisade_value::ObjectBuilder::with_capacity(1);
        builder.field("bucket", Value::unknown(&arena, unknown));
        let open = builder.finish(&arena);
        let resources = [resource("aws_s3_bucket", open), resource("aws_s3_bucket_acl", open)];
        assert!(joined(&resources).is_empty());
    }

    #[test]
    fn many_under_one_name_stay_few_links() {
        let arena = Arena::new();
        let same = parse_json(&arena, r#"{"bucket": "x"}"#, JsonOptions::default()).unwrap();
        let mut resources = vec![resource("aws_s3_bucket", same); 1000];
        resources.extend(vec![resource("aws_s3_bucket_acl", same); 1000]);
        let found = joined(&resources);
        assert_eq!(found.get(&1999).map(Vec::len), Some(NAMESAKES));
        assert_eq!(found.get(&0).map(Vec::len), Some(1000));
    }
}
