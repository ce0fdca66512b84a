//! Every key of the configuration.

/// The version of the format.
pub const API_VERSION: &str = "palisade.dev/config/v1";

/// The formats of reports, by name.
pub const FORMATS: &[&str] = &["text", "json", "sarif", "junit", "github", "markdown"];

/// From the mildest to the gravest.
pub(crate) const SEVERITIES: &[&str] = &["info", "low", "medium", "high", "critical"];

const FAIL_ON: &[&str] = &["info", "low", "medium", "high", "critical", "none"];

/// What may stand as a value.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape {
    /// A text that is not empty.
    Text,
    /// `true` or `false`.
    Bool,
    /// A whole number from the first to the second.
    Whole(u64, u64),
    /// One of these words.
    Word(&'static [&'static str]),
    /// A report format, or `FORMAT=FILE`.
    Format,
    /// A list of these.
    List(&'static Shape),
    /// These keys and no others.
    Keys(&'static [Key]),
    /// Keys that the user chooses, named by what they are, each with such a value.
    Map(&'static str, &'static Shape),
    /// Anything, kept as JSON text.
    Json,
    /// The value of a variable: a text as it is, anything else as JSON text.
    Variable,
}

/// One key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key {
    /// As written.
    pub(crate) name: &'static str,
    /// What may stand as its value.
    pub(crate) shape: Shape,
    /// What holds without it, as YAML; empty where nothing does.
    pub(crate) default: &'static str,
    /// What it is for: a sentence or two.
    pub(crate) about: &'static str,
}

const fn key(name: &'static str, shape: Shape, default: &'static str, about: &'static str) -> Key {
    Key { name, shape, default, about }
}

/// The keys of a file.
pub(crate) const ROOT: &[Key] = &[
    key("apiVersion", Shape::Word(&[API_VERSION]), "", "The version of this format."),
    key(
        "paths",
        Shape::List(&Shape::Text),
        "[.]",
        "The files and folders to examine if the command line names none, relative to this file.",
    ),
    key(
        "exclude",
        Shape::List(&Shape::Text),
        "[]",
        "Patterns of paths to leave out, seen from the examined folder. `*` stands for a part of a \
         name, `**` for any folders; a name without `/` is one in any folder (`./name` only in \
         this one); a folder's name leaves out all that is in it. Folders of tools (`.git`, `.terraform`, \
         `.terragrunt-cache`, `node_modules`, `.venv`, `__pycache__`) are left out anyway.",
    ),
    key("gitignore", Shape::Bool, "true", "Whether paths that `.gitignore` names are left out."),
    key(
        "max-file-size",
        Shape::Whole(1, 4095),
        "64",
        "The largest file to read, in MiB. Larger ones are listed as not examined.",
    ),
    key("policies", Shape::Keys(POLICIES), "{}", "Which policies run, and how."),
    key(
        "severity-at-least",
        Shape::Word(SEVERITIES),
        "",
        "Runs only policies of this severity or graver.",
    ),
    key(
        "fail-on",
        Shape::Word(FAIL_ON),
        "info",
        "The mildest severity of which a finding fails the run; with `none`, no finding does.",
    ),
    key(
        "fail-on-unscanned",
        Shape::Bool,
        "false",
        "Whether the run fails if something could not be examined.",
    ),
    key(
        "baseline",
        Shape::Text,
        "",
        "A file of recorded findings that do not count, relative to this file.",
    ),
    key(
        "formats",
        Shape::List(&Shape::Format),
        "[text]",
        "The reports to write: a format, or `FORMAT=FILE` to write it to a file. Formats are \
         `text`, `json`, `sarif`, `junit`, `github` and `markdown`.",
    ),
    key("terraform", Shape::Keys(TERRAFORM), "{}", "What Terraform code is read with."),
];

const POLICIES: &[Key] = &[
    key(
        "folders",
        Shape::List(&Shape::Text),
        "[]",
        "Folders of own policies, relative to this file.",
    ),
    key("builtin", Shape::Bool, "true", "Whether the built-in policies run."),
    key(
        "only",
        Shape::List(&Shape::Text),
        "[]",
        "Runs only these policies: ids, other tools' ids, or patterns with `*`.",
    ),
    key(
        "except",
        Shape::List(&Shape::Text),
        "[]",
        "Leaves these policies out: ids, other tools' ids, or patterns with `*`.",
    ),
    key(
        "settings",
        Shape::Map("POLICY_ID", &Shape::Keys(SETTINGS)),
        "{}",
        "Settings of single policies, by id.",
    ),
];

const SETTINGS: &[Key] = &[
    key("enabled", Shape::Bool, "", "`false` leaves the policy out."),
    key(
        "severity",
        Shape::Word(SEVERITIES),
        "",
        "The severity of its findings, in place of the policy's own.",
    ),
    key(
        "parameters",
        Shape::Map("PARAMETER", &Shape::Json),
        "{}",
        "Values of the policy's parameters.",
    ),
];

const TERRAFORM: &[Key] = &[
    key(
        "var-files",
        Shape::List(&Shape::Text),
        "[]",
        "Files of variables, relative to this file. A later one wins; \
         `--var-file` and `--var` win over all.",
    ),
    key(
        "vars",
        Shape::Map("VARIABLE", &Shape::Variable),
        "{}",
        "Values of variables of root modules.",
    ),
];
