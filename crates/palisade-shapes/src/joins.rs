//! Which attributes join resources of two types.

use palisade_value::Value;
use palisade_yaml::Node;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::OnceLock;

/// The text of the table.
const TEXT: &str = include_str!("../../../shapes/joins.yaml");

/// A type that others name by the value of an attribute.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Row {
    /// The type that is named.
    pub of: String,
    /// Its attributes whose value may stand in a user.
    pub by: Vec<String>,
    /// Attributes of users whose value is that of their first joining attribute.
    pub passes: Vec<String>,
    /// Whether it is for all users under the same configuration of the provider, whatever they say.
    pub is_everywhere: bool,
    /// Types, or beginnings of types with a `*` behind, and the attributes of theirs that join.
    users: Vec<(String, Vec<String>)>,
}

impl Row {
    /// The attributes by which resources of a type name those of this row, as paths with a dot
    /// between a nested block and its attribute; none where such resources have no say.
    #[must_use]
    pub fn attributes(&self, user: &str) -> Option<&[String]> {
        let fits = |pattern: &str| match pattern.strip_suffix('*') {
            Some(start) => user.starts_with(start) && user != self.of,
            None => user == pattern,
        };
        let fitting = self.users.iter().filter(|(pattern, _)| fits(pattern));
        let longest = fitting.max_by_key(|(pattern, _)| pattern.len());
        longest.map(|(_, attributes)| attributes.as_slice())
    }

    /// Whether an attribute of the named type is one whose value may stand in a user.
    #[must_use]
    pub fn is_by(&self, attribute: &str) -> bool {
        self.by.iter().any(|by| by == attribute)
    }
}

/// The table.
#[must_use]
pub fn rows() -> &'static [Row] {
    static TABLE: OnceLock<Vec<Row>> = OnceLock::new();
    TABLE.get_or_init(|| read(TEXT))
}

/// Whether it is the table that says what joins resources of two types, and nothing else does.
#[must_use]
pub fn are_listed(one: &str, other: &str) -> bool {
    let named = |of: &str, user: &str| {
        rows().iter().any(|row| row.of == of && row.attributes(user).is_some())
    };
    named(one, other) || named(other, one)
}

/// The attributes that people label resources with: they join nothing.
pub const LABELS: [&str; 4] = ["tags", "tags_all", "labels", "tag"];

/// A row of the table in which a type is a user, with its attributes that join.
type Used = (&'static Row, &'static [String]);

/// What types have to do with one another, found out once for each.
#[derive(Default, Debug)]
pub struct Kinds<'a> {
    rows: HashMap<&'a str, Rc<[Used]>>,
    listed: HashMap<(&'a str, &'a str), bool>,
}

impl<'a> Kinds<'a> {
    /// The rows of the table in which a type is a user, with its attributes.
    pub fn rows(&mut self, kind: &'a str) -> Rc<[Used]> {
        let found = self.rows.entry(kind).or_insert_with(|| {
            rows().iter().filter_map(|row| Some((row, row.attributes(kind)?))).collect()
        });
        Rc::clone(found)
    }

    /// [`are_listed`], remembered.
    pub fn are_listed(&mut self, one: &'a str, other: &'a str) -> bool {
        *self.listed.entry((one, other)).or_insert_with(|| are_listed(one, other))
    }
}

/// The values at the path of a joining attribute: one for each nested block on the way. What is
/// unknown on the way stands for what is below it.
pub fn values_at<'a>(value: Value<'a>, path: &str, out: &mut Vec<Value<'a>>) {
    let (name, below) = path.split_once('.').unwrap_or((path, ""));
    let Some(found) = value.field(name) else { return };
    let mut each = |item: Value<'a>| match item {
        Value::Object(_) if !below.is_empty() => values_at(item, below, out),
        Value::Object(_) => {}
        item => out.push(item),
    };
    match found {
        Value::Array(array) => array.items().iter().for_each(|item| each(*item)),
        Value::Set(set) => set.items().iter().for_each(|item| each(*item)),
        one => each(one),
    }
}

fn read(text: &str) -> Vec<Row> {
    let stream = palisade_yaml::parse(text);
    let root = stream.documents.first().and_then(|d| d.root.as_ref());
    let texts = |node: Option<&Node>| -> Vec<String> {
        let items = node.map_or(&[][..], Node::items);
        items.iter().filter_map(|item| item.text().map(str::to_owned)).collect()
    };
    let mut rows = Vec::new();
    for (of, entry) in root.map_or(&[][..], Node::entries) {
        let users = entry.get("users").map_or(&[][..], Node::entries);
        rows.push(Row {
            of: of.text().unwrap_or_default().to_owned(),
            by: texts(entry.get("by")),
            passes: texts(entry.get("passes")),
            is_everywhere: entry.get("everywhere").is_some(),
            users: users
                .iter()
                .map(|(user, list)| (user.text().unwrap_or_default().to_owned(), texts(Some(list))))
                .collect(),
        });
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_whole() {
        let stream = palisade_yaml::parse(TEXT);
        assert_eq!(stream.errors().count(), 0);
        assert!(rows().len() >= 20);
        for row in rows() {
            assert!(!row.of.is_empty() && !row.by.is_empty() && !row.users.is_empty(), "{row:?}");
            assert!(row.users.iter().all(|(user, _)| !user.is_empty()), "{row:?}");
        }
    }

    #[test]
    fn the_longest_beginning_counts() {
        let row = rows().iter().find(|row| row.of == "aws_s3_bucket").unwrap();
        assert_eq!(row.attributes("aws_s3_bucket_acl"), Some(&["bucket".to_owned()][..]));
        assert_eq!(row.attributes("data.aws_iam_policy_document"), Some(&[][..]));
        assert_eq!(row.attributes("aws_s3_bucket"), None);
        assert!(row.is_by("arn") && !row.is_by("tags"));
        assert!(are_listed("aws_s3_bucket", "aws_s3_bucket_acl"));
        assert!(are_listed("aws_s3_bucket_acl", "aws_s3_bucket"));
        assert!(!are_listed("aws_s3_bucket", "aws_cloudfront_distribution"));
        let everywhere: Vec<_> =
            rows().iter().filter(|row| row.is_everywhere).map(|row| row.of.as_str()).collect();
        assert_eq!(everywhere, ["aws_ebs_encryption_by_default"]);
        assert!(are_listed("aws_instance", "aws_ebs_encryption_by_default"));
        // A document is joined to whatever it is the policy of.
        assert!(are_listed("aws_sqs_queue", "data.aws_iam_policy_document"));
        let own = "data.aws_iam_policy_document";
        assert!(!are_listed(own, own));
    }
}
