//! Resources joined by a name that both write out.
//!
//! Beside references, a provider joins resources by names: `bucket = "logs"` here and
//! `bucket = "logs"` there mean one bucket. Which attribute names a resource, and which of others
//! repeats it, stands in the table of joins.

use palisade_model::Resource;
use palisade_shapes::joins;
use palisade_value::Value;
use rustc_hash::{FxHashMap, FxHashSet};

/// A name is joined to this many of those that bear it: instances of one block under one name are
/// a mistake, and all of them with all that repeat it would be too many.
const NAMESAKES: usize = 64;

/// For each resource that a name joins to others, their positions, in order. Only texts that are
/// known join, and only where no reference says what is meant: a reference is surer.
pub(crate) fn joined(resources: &[Resource<'_>]) -> FxHashMap<usize, Vec<u32>> {
    let named = Bearers::new(resources);
    let mut found: FxHashMap<usize, Vec<u32>> = FxHashMap::default();
    join_everywhere(resources, &mut found);
    let mut kinds: FxHashMap<&str, Vec<(usize, &[String])>> = FxHashMap::default();
    let all = if named.all.is_empty() { &[][..] } else { resources };
    for (at, resource) in all.iter().enumerate() {
        let used = kinds.entry(resource.kind).or_insert_with(|| {
            let rows = joins::rows().iter().enumerate().filter(|(row, _)| named.rows.contains(row));
            rows.filter_map(|(n, row)| Some((n, row.attributes(resource.kind)?))).collect()
        });
        for (row, attributes) in used.iter() {
            let Some(of) = joins::rows().get(*row).map(|row| row.of.as_str()) else { continue };
            let mut names = Vec::new();
            for path in attributes.iter() {
                texts(resource.attributes, path, &mut names);
            }
            for text in names {
                let meant = named.meant(*row, text, resource);
                if meant.is_empty() || refers_to(resource, of, resources) {
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

/// Joins settings of a whole account and region to all that they are for.
fn join_everywhere(resources: &[Resource<'_>], found: &mut FxHashMap<usize, Vec<u32>>) {
    for row in joins::rows().iter().filter(|row| row.is_everywhere) {
        let settings = resources.iter().enumerate().filter(|(_, r)| r.kind == row.of);
        for (at, setting) in settings.take(NAMESAKES) {
            let users = resources.iter().enumerate().filter(|(_, r)| {
                r.provider == setting.provider && row.attributes(r.kind).is_some()
            });
            for (user, _) in users {
                join(found, at, user);
                join(found, user, at);
            }
        }
    }
}

/// Who bears a name: by the row of the table and the name, in a module and everywhere.
#[derive(Default)]
struct Bearers<'a> {
    near: FxHashMap<(usize, &'a str, &'a str), Vec<usize>>,
    /// Everywhere one provider has the same configuration.
    all: FxHashMap<(usize, &'a str, &'a str), Vec<usize>>,
    /// The rows that anybody bears a name in.
    rows: FxHashSet<usize>,
}

impl<'a> Bearers<'a> {
    fn new(resources: &[Resource<'a>]) -> Self {
        let mut bearers = Self::default();
        let rows: FxHashMap<&str, usize> =
            joins::rows().iter().enumerate().map(|(n, row)| (row.of.as_str(), n)).collect();
        for (at, resource) in resources.iter().enumerate() {
            let Some(row) = rows.get(resource.kind).copied() else { continue };
            for by in joins::rows().get(row).map_or(&[][..], |row| &row.by) {
                let Some(Value::Str(text)) = resource.attributes.field(by) else { continue };
                if text.is_empty() {
                    continue;
                }
                bearers.rows.insert(row);
                for (map, place) in
                    [(&mut bearers.near, module(resource)), (&mut bearers.all, resource.provider)]
                {
                    let all = map.entry((row, text, place)).or_default();
                    // An id is often the name once more.
                    if all.last() != Some(&at) {
                        all.push(at);
                    }
                }
            }
        }
        bearers
    }

    /// Those that a resource means by a name, among what its provider makes: the ones of its own
    /// module, else the only one.
    fn meant(&self, row: usize, name: &'a str, resource: &Resource<'a>) -> Vec<usize> {
        let all = self.all.get(&(row, name, resource.provider)).map_or(&[][..], Vec::as_slice);
        if all.len() < 2 {
            return all.to_vec();
        }
        let near = self.near.get(&(row, name, module(resource))).map_or(&[][..], Vec::as_slice);
        near.iter()
            .filter(|at| all.binary_search(at).is_ok())
            .take(NAMESAKES + 1)
            .copied()
            .collect()
    }
}

/// Whether a reference already says which one is meant.
fn refers_to(resource: &Resource<'_>, kind: &str, resources: &[Resource<'_>]) -> bool {
    let linked = resource.links.iter().filter_map(|at| resources.get(*at as usize));
    linked.map(|other| other.kind).any(|other| other == kind)
}

/// The part of an address in front of the type: `module.site.`.
fn module<'a>(resource: &Resource<'a>) -> &'a str {
    let own = resource.address.strip_prefix(resource.kind);
    if own.is_some_and(|rest| rest.starts_with('.')) {
        return "";
    }
    let end = resource.address.rfind(&format!("{}.", resource.kind)).unwrap_or(0);
    resource.address.get(..end).unwrap_or_default()
}

fn join(found: &mut FxHashMap<usize, Vec<u32>>, from: usize, to: usize) {
    found.entry(from).or_default().extend(u32::try_from(to));
}

/// The texts at a path through nested blocks: one, or those of a list.
fn texts<'a>(value: Value<'a>, path: &str, out: &mut Vec<&'a str>) {
    // Names are short: going through them byte by byte is quicker than searching.
    let dot = path.bytes().position(|byte| byte == b'.').unwrap_or(path.len());
    let (name, below) = (&path[..dot], path.get(dot + 1..).unwrap_or(""));
    let mut each = |item: &Value<'a>| match item {
        Value::Str(text) if below.is_empty() => out.push(text),
        Value::Object(_) if !below.is_empty() => texts(*item, below, out),
        _ => {}
    };
    match value.field(name) {
        Some(Value::Array(items)) => items.items().iter().for_each(each),
        Some(one) => each(&one),
        None => {}
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
            provider: "",
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
    fn a_setting_of_a_region_joins_all_that_it_is_for() {
        let arena = Arena::new();
        let nothing = parse_json(&arena, "{}", JsonOptions::default()).unwrap();
        let east = |kind| Resource { provider: "aws.east", ..resource(kind, nothing) };
        let resources = [
            resource("aws_ebs_encryption_by_default", nothing),
            resource("aws_ebs_volume", nothing),
            east("aws_ebs_volume"),
            resource("aws_s3_bucket", nothing),
            resource("aws_instance", nothing),
        ];
        let found = joined(&resources);
        let of = |at: usize| found.get(&at).cloned().unwrap_or_default();
        let all: Vec<Vec<u32>> = (0..resources.len()).map(of).collect();
        assert_eq!(all, [vec![1, 4], vec![0], vec![], vec![], vec![0]].to_vec());
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
    fn names_join_inside_of_one_provider() {
        let arena = Arena::new();
        let logs = parse_json(&arena, r#"{"bucket": "logs"}"#, JsonOptions::default()).unwrap();
        let at = |kind, provider| Resource { provider, ..resource(kind, logs) };
        let resources = [
            at("aws_s3_bucket", "aws.one"),
            at("aws_s3_bucket_acl", "aws."),
            at("aws_s3_bucket_acl", "aws.one"),
        ];
        let found = joined(&resources);
        assert_eq!((found.get(&0), found.get(&1)), (Some(&vec![2]), None));
    }

    #[test]
    fn ids_and_nested_blocks_join_as_well() {
        let arena = Arena::new();
        let read = |json: &str| parse_json(&arena, json, JsonOptions::default()).unwrap();
        let resources = [
            resource("aws_vpc", read(r#"{"id": "vpc-1"}"#)),
            resource("aws_flow_log", read(r#"{"vpc_id": "vpc-1"}"#)),
            resource("aws_flow_log", read(r#"{"subnet_id": "vpc-1"}"#)),
            resource("aws_s3_bucket", read(r#"{"bucket": "logs", "id": "logs"}"#)),
            resource("aws_lb", read(r#"{"access_logs": [{"bucket": "logs"}]}"#)),
        ];
        let found = joined(&resources);
        assert_eq!(found.get(&0), Some(&vec![1]));
        assert_eq!(found.get(&3), Some(&vec![4]));
        assert_eq!(found.len(), 4, "{found:?}");
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
