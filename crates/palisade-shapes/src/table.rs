//! The table of Kubernetes objects in Terraform, read once.

use palisade_yaml::Node;
use std::collections::HashMap;
use std::sync::OnceLock;

/// The text of the table.
const TEXT: &str = include_str!("../../../shapes/kubernetes.yaml");

/// How a field is shown in the manifest.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Form {
    /// As it stands.
    Plain,
    /// As an object whose keys are the user's own.
    Map,
    /// As a number.
    Number,
    /// As an object of this position.
    One(usize),
    /// As a list of them.
    Many(usize),
    /// As fields beside it.
    Inline(usize),
}

/// What becomes of one field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Field {
    pub(crate) form: Form,
    /// The name in the manifest.
    pub(crate) name: String,
}

/// What becomes of one type of resource.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) struct Entry {
    pub(crate) kind: String,
    pub(crate) api_version: String,
    pub(crate) object: usize,
    /// The name that all resources of the type have.
    pub(crate) name: Option<String>,
}

/// The table.
#[derive(Default, Debug)]
pub(crate) struct Table {
    pub(crate) resources: HashMap<String, Entry>,
    pub(crate) objects: Vec<HashMap<String, Field>>,
    /// What is wrong with it; nothing, as a test sees to.
    pub(crate) problems: Vec<String>,
}

/// The table, read when it is first asked for.
pub(crate) fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| Table::read(TEXT))
}

impl Table {
    pub(crate) fn read(text: &str) -> Self {
        let stream = palisade_yaml::parse(text);
        let mut table = Table::default();
        table.problems.extend(stream.errors().map(|e| e.message.clone()));
        let Some(root) = stream.documents.first().and_then(|d| d.root.as_ref()) else {
            return table;
        };
        let objects = root.get("objects").map_or(&[][..], Node::entries);
        let names: HashMap<&str, usize> = objects
            .iter()
            .enumerate()
            .filter_map(|(at, (name, _))| Some((name.text()?, at)))
            .collect();
        for (name, fields) in objects {
            let mut known = HashMap::new();
            for (field, form) in fields.entries() {
                let (Some(field), Some(form)) = (field.text(), form.text()) else { continue };
                match read_field(field, form, &names) {
                    Some(read) => _ = known.insert(field.to_owned(), read),
                    None => {
                        let object = name.text().unwrap_or_default();
                        table.problems.push(format!("`{object}.{field}`: `{form}`"));
                    }
                }
            }
            table.objects.push(known);
        }
        for (name, entry) in root.get("resources").map_or(&[][..], Node::entries) {
            let text = |key| entry.get(key).and_then(Node::text);
            let object = text("object").and_then(|object| names.get(object));
            let (Some(name), Some(kind), Some(api_version), Some(object)) =
                (name.text(), text("kind"), text("apiVersion"), object)
            else {
                table.problems.push(format!("resource `{}`", name.text().unwrap_or_default()));
                continue;
            };
            let entry = Entry {
                kind: kind.to_owned(),
                api_version: api_version.to_owned(),
                object: *object,
                name: text("name").map(str::to_owned),
            };
            table.resources.insert(name.to_owned(), entry);
        }
        table
    }

    /// What becomes of a resource type, whatever version its name ends with.
    pub(crate) fn entry(&self, kind: &str) -> Option<&Entry> {
        self.resources.get(kind).or_else(|| {
            let (plain, version) = kind.rsplit_once("_v")?;
            let is_version = version.starts_with(|c: char| c.is_ascii_digit())
                && version.chars().all(|c| c.is_ascii_alphanumeric());
            self.resources.get(plain).filter(|_| is_version)
        })
    }
}

fn read_field(field: &str, form: &str, names: &HashMap<&str, usize>) -> Option<Field> {
    let (form, name) = match form.split_once(" as ") {
        Some((form, name)) => (form, name.to_owned()),
        None => (form, camel(field)),
    };
    let object = |name: &str| names.get(name).copied();
    let form = match form.split_once(' ') {
        Some(("one", object_name)) => Form::One(object(object_name)?),
        Some(("many", object_name)) => Form::Many(object(object_name)?),
        Some(("inline", object_name)) => Form::Inline(object(object_name)?),
        Some(_) => return None,
        None => match form {
            "plain" => Form::Plain,
            "map" => Form::Map,
            "number" => Form::Number,
            _ => return None,
        },
    };
    Some(Field { form, name })
}

/// `run_as_user` as `runAsUser`.
pub(crate) fn camel(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut upper = false;
    for c in name.chars() {
        match c {
            '_' if !out.is_empty() => upper = true,
            c if upper => {
                out.extend(c.to_uppercase());
                upper = false;
            }
            c => out.push(c),
        }
    }
    out
}
