use palisade_model::Severity;
use palisade_source::Location;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// From which severity on a finding fails the run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FailOn {
    /// From this one on.
    Severity(Severity),
    /// No finding does.
    None,
}

/// What is set of one policy.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct PolicySettings {
    /// Whether it runs.
    pub enabled: Option<bool>,
    /// The severity of its findings.
    pub severity: Option<Severity>,
    /// Values of its parameters, as JSON texts.
    pub parameters: BTreeMap<String, String>,
}

/// Which policies run, and how.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PolicyChoice {
    /// Folders of own policies, relative to the file.
    pub dirs: Vec<String>,
    /// Whether the built-in policies run.
    pub builtin: bool,
    /// Ids, aliases or patterns of those that run; none means all.
    pub only: Vec<String>,
    /// Ids, aliases or patterns of those that do not.
    pub except: Vec<String>,
    /// Settings by policy id.
    pub settings: BTreeMap<String, PolicySettings>,
}

impl Default for PolicyChoice {
    fn default() -> Self {
        let (dirs, only, except) = (Vec::new(), Vec::new(), Vec::new());
        Self { dirs, builtin: true, only, except, settings: BTreeMap::new() }
    }
}

/// What Terraform code is read with.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct TerraformInputs {
    /// Files of variables, relative to the file.
    pub var_files: Vec<String>,
    /// Variables: a text as it is, anything else as JSON text.
    pub vars: BTreeMap<String, String>,
}

/// The configuration of a project. Paths are as written: relative to the folder of the file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Config {
    /// Files and folders to examine; empty if the file names none.
    pub paths: Vec<String>,
    /// Patterns of paths that are left out.
    pub exclude: Vec<String>,
    /// Whether `.gitignore` counts.
    pub gitignore: bool,
    /// The largest file to read, in MiB.
    pub max_file_size: u64,
    /// Which policies run.
    pub policies: PolicyChoice,
    /// The mildest severity of policies that run.
    pub severity_at_least: Option<Severity>,
    /// What fails the run, if the file says so.
    pub fail_on: Option<FailOn>,
    /// Whether what could not be examined fails the run.
    pub fail_on_unscanned: bool,
    /// A file of findings that do not count.
    pub baseline: Option<String>,
    /// Reports: `FORMAT` or `FORMAT=FILE`; empty if the file names none.
    pub formats: Vec<String>,
    /// What Terraform code is read with.
    pub terraform: TerraformInputs,
    pub(crate) locations: BTreeMap<String, Location>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            paths: Vec::new(),
            exclude: Vec::new(),
            gitignore: true,
            max_file_size: 64,
            policies: PolicyChoice::default(),
            severity_at_least: None,
            fail_on: None,
            fail_on_unscanned: false,
            baseline: None,
            formats: Vec::new(),
            terraform: TerraformInputs::default(),
            locations: BTreeMap::new(),
        }
    }
}

impl Config {
    /// The mildest severity of which a finding fails the run; none where no finding does.
    #[must_use]
    pub fn fail_on(&self) -> Option<Severity> {
        match self.fail_on {
            Some(FailOn::Severity(severity)) => Some(severity),
            Some(FailOn::None) => None,
            None => Some(Severity::Info),
        }
    }

    /// Where a setting is written, by its path: `baseline`, `exclude[0]`, `policies.only[1]`; for
    /// what users name, where the name is: `policies.settings.ID`,
    /// `policies.settings.ID.parameters.NAME`.
    #[must_use]
    pub fn location(&self, path: &str) -> Option<Location> {
        self.locations.get(path).copied()
    }

    /// The configuration that a tree says, which has been held against the table.
    pub(crate) fn of(tree: &Value) -> Self {
        let default = Self::default();
        let policies = &tree["policies"];
        let settings = entries(&policies["settings"]).map(|(id, value)| {
            let settings = PolicySettings {
                enabled: value["enabled"].as_bool(),
                severity: severity(&value["severity"]),
                parameters: texts_by_name(&value["parameters"]),
            };
            (id.clone(), settings)
        });
        Self {
            paths: texts(&tree["paths"]),
            exclude: texts(&tree["exclude"]),
            gitignore: tree["gitignore"].as_bool().unwrap_or(default.gitignore),
            max_file_size: tree["max-file-size"].as_u64().unwrap_or(default.max_file_size),
            policies: PolicyChoice {
                dirs: texts(&policies["folders"]),
                builtin: policies["builtin"].as_bool().unwrap_or(default.policies.builtin),
                only: texts(&policies["only"]),
                except: texts(&policies["except"]),
                settings: settings.collect(),
            },
            severity_at_least: severity(&tree["severity-at-least"]),
            fail_on: match tree["fail-on"].as_str() {
                Some("none") => Some(FailOn::None),
                _ => severity(&tree["fail-on"]).map(FailOn::Severity),
            },
            fail_on_unscanned: tree["fail-on-unscanned"].as_bool().unwrap_or_default(),
            baseline: tree["baseline"].as_str().map(str::to_owned),
            formats: texts(&tree["formats"]),
            terraform: TerraformInputs {
                var_files: texts(&tree["terraform"]["var-files"]),
                vars: texts_by_name(&tree["terraform"]["vars"]),
            },
            locations: BTreeMap::new(),
        }
    }

    /// The same as a tree, with what holds by default filled in.
    pub(crate) fn tree(&self) -> Value {
        let word = |severity: Option<Severity>| severity.map(Severity::as_str).into();
        let named = |map: &BTreeMap<String, String>| -> Value {
            let pairs = map.iter().map(|(k, v)| (k.clone(), Value::from(v.as_str())));
            Value::Object(pairs.collect())
        };
        let or = |list: &[String], default: &str| -> Value {
            if list.is_empty() { Value::from(vec![default]) } else { Value::from(list) }
        };
        let settings = self.policies.settings.iter().map(|(id, settings)| {
            let value = object([
                ("enabled", settings.enabled.into()),
                ("severity", word(settings.severity)),
                ("parameters", named(&settings.parameters)),
            ]);
            (id.clone(), value)
        });
        let policies = object([
            ("folders", self.policies.dirs.as_slice().into()),
            ("builtin", self.policies.builtin.into()),
            ("only", self.policies.only.as_slice().into()),
            ("except", self.policies.except.as_slice().into()),
            ("settings", Value::Object(settings.collect())),
        ]);
        let terraform = object([
            ("var-files", self.terraform.var_files.as_slice().into()),
            ("vars", named(&self.terraform.vars)),
        ]);
        object([
            ("apiVersion", crate::API_VERSION.into()),
            ("paths", or(&self.paths, ".")),
            ("exclude", self.exclude.as_slice().into()),
            ("gitignore", self.gitignore.into()),
            ("max-file-size", self.max_file_size.into()),
            ("policies", policies),
            ("severity-at-least", word(self.severity_at_least)),
            ("fail-on", self.fail_on().map_or("none", Severity::as_str).into()),
            ("fail-on-unscanned", self.fail_on_unscanned.into()),
            ("baseline", self.baseline.clone().into()),
            ("formats", or(&self.formats, "text")),
            ("terraform", terraform),
        ])
    }
}

fn object<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Object(entries.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

fn severity(value: &Value) -> Option<Severity> {
    value.as_str().and_then(|text| text.parse().ok())
}

fn texts(value: &Value) -> Vec<String> {
    let items = value.as_array().into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn texts_by_name(value: &Value) -> BTreeMap<String, String> {
    let texts = entries(value).filter_map(|(k, v)| Some((k.clone(), v.as_str()?.to_owned())));
    texts.collect()
}
