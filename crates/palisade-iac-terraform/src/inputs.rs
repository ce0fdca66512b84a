//! Values that a root module is given from outside: files, the environment, the command line.

use palisade_arena::Arena;
use palisade_hcl::Parsed;
use palisade_model::{GivenVariables, LEADS_OUT, LoadContext, Unscanned};
use palisade_source::{Diagnostic, EntryKind, FileId, Location, did_you_mean};
use palisade_value::OriginKind;
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};

use crate::decl::{Attr, Module};
use crate::eval::literals;
use crate::json_syntax;
use crate::tree::Told;

/// A value for a variable.
#[derive(Clone, Debug)]
pub(crate) enum Given<'s> {
    /// From a file of variables.
    File(Attr<'s>),
    /// From the environment, the command line or the configuration, not yet read.
    Text { text: String, from: OriginKind },
    /// Supposed: an expression, whatever the type.
    Supposed(String),
}

/// Collects the values for a root's variables in Terraform's order: the environment,
/// `terraform.tfvars`, `*.auto.tfvars` by name, then files and values from the configuration, then
/// those from the command line in the order in which they stand there.
pub(crate) fn given<'s>(
    arena: &'s Arena,
    context: &LoadContext<'_>,
    modules: &[Module<'s>],
    told: &mut Told,
) -> FxHashMap<String, Given<'s>> {
    let mut given = FxHashMap::default();
    let Some(root) = modules.first() else { return given };
    for (name, value) in context.system.variables("TF_VAR_") {
        if let Some(name) = name.strip_prefix("TF_VAR_") {
            given.insert(
                name.to_owned(),
                Given::Text { text: value, from: OriginKind::Environment },
            );
        }
    }
    let mut reader = Reader { arena, context, root, modules, told, given };
    for (path, link) in automatic_files(context, &root.dir) {
        if link && !context.may_follow(&path, &[&root.dir]) {
            let subject = path.to_string_lossy().into_owned();
            let reason = LEADS_OUT.to_owned();
            reader.told.unscanned.push(Unscanned { subject, reason, location: None });
            continue;
        }
        reader.file(&path, true);
    }
    let inputs = context.inputs;
    for path in &inputs.configured_files {
        reader.file(path, false);
    }
    for (name, text) in &inputs.configured {
        let from = OriginKind::Configuration;
        reader.given.insert(name.clone(), Given::Text { text: text.clone(), from });
    }
    for given in &inputs.given {
        match given {
            GivenVariables::File(path) => reader.file(path, false),
            GivenVariables::Value { name, text } => {
                let from = OriginKind::CommandLine;
                reader.given.insert(name.clone(), Given::Text { text: text.clone(), from });
            }
        }
    }
    for (name, value) in &context.inputs.supposed {
        reader.given.insert(name.clone(), Given::Supposed(value.clone()));
    }
    reader.given
}

/// The files of variables that Terraform reads by itself, and which of them are links.
fn automatic_files(context: &LoadContext<'_>, dir: &Path) -> Vec<(PathBuf, bool)> {
    let listed = if dir.as_os_str().is_empty() { Path::new(".") } else { dir };
    let entries = context.system.list(listed).unwrap_or_default();
    let mut ranked: Vec<(u8, String, PathBuf, bool)> = entries
        .into_iter()
        .filter(|entry| entry.kind == EntryKind::File)
        .filter_map(|entry| {
            let name = entry.path.file_name()?.to_str()?.to_owned();
            let rank = match name.as_str() {
                "terraform.tfvars" => 0,
                "terraform.tfvars.json" => 1,
                n if n.ends_with(".auto.tfvars") || n.ends_with(".auto.tfvars.json") => 2,
                _ => return None,
            };
            Some((rank, name, entry.path, entry.link))
        })
        .collect();
    ranked.sort();
    ranked.into_iter().map(|(.., path, link)| (path, link)).collect()
}

/// Parses a file of variables in the syntax that its name tells.
pub(crate) fn parse<'s>(arena: &'s Arena, path: &Path, text: &'s str) -> Parsed<'s> {
    if path.extension().is_some_and(|e| e == "json") {
        json_syntax::parse_values(arena, text)
    } else {
        palisade_hcl::parse(arena, text)
    }
}

struct Reader<'r, 's, 'c> {
    arena: &'s Arena,
    context: &'r LoadContext<'c>,
    root: &'r Module<'s>,
    /// The root and all modules that it calls.
    modules: &'r [Module<'s>],
    told: &'r mut Told,
    given: FxHashMap<String, Given<'s>>,
}

impl Reader<'_, '_, '_> {
    /// Whether a file of another root declares a variable of a name: a file that the user names is
    /// one for all roots.
    fn is_declared_elsewhere(&self, name: &str) -> bool {
        self.context.files.iter().any(|(path, file)| {
            let dir = path.parent().unwrap_or(Path::new(""));
            if self.modules.iter().any(|module| module.dir == dir) {
                return false;
            }
            let source = self.context.sources.get(*file);
            source.text().contains(name) && declares(source.text(), name)
        })
    }

    /// Reads one file and tells the names in it that are not known; of a file that does not belong
    /// to this root alone, those that no other root knows either.
    fn file(&mut self, path: &Path, own: bool) {
        let file: FileId = match self.context.open(path) {
            Ok(file) => file,
            Err(error) => {
                self.told.unscanned.push(Unscanned {
                    subject: path.to_string_lossy().into_owned(),
                    reason: format!("could not be read: {error}"),
                    location: None,
                });
                return;
            }
        };
        let text = self.arena.alloc_str(self.context.sources.get(file).text());
        let parsed = parse(self.arena, path, text);
        for error in &parsed.errors {
            let mut diagnostic = Diagnostic::error("hcl-syntax", error.message.clone())
                .at(Location::new(file, error.span));
            diagnostic.help.clone_from(&error.help);
            self.told.diagnostics.push(diagnostic);
        }
        if !parsed.errors.is_empty() {
            self.told.unscanned.push(Unscanned {
                subject: path.to_string_lossy().into_owned(),
                reason: "some values in it could not be read".to_owned(),
                location: parsed.errors.first().map(|e| Location::new(file, e.span)),
            });
        }
        for attr in parsed.body.attributes() {
            let name = attr.name.name;
            if !self.root.variable_index.contains_key(name)
                && (own || !self.is_declared_elsewhere(name))
            {
                let mut known: Vec<&str> = self.root.variable_index.keys().copied().collect();
                known.sort_unstable();
                let mut diagnostic = Diagnostic::warning(
                    "terraform-variable",
                    format!("variable `{name}` is not declared"),
                )
                .at(Location::new(file, attr.span));
                diagnostic.help = did_you_mean(name, known);
                self.told.diagnostics.push(diagnostic);
            }
            let at = Attr { file, attr };
            let declared = self.root.variable_index.get(name);
            if declared.and_then(|n| self.root.variables.get(*n)).is_some_and(|v| v.sensitive) {
                // Here, for another file or the command line may overrule it.
                let mut spans = Vec::new();
                literals(at.expr(), &mut spans);
                self.context.sources.get(file).hide(spans);
            }
            self.given.insert(name.to_owned(), Given::File(at));
        }
        for block in parsed.body.blocks() {
            let message =
                format!("a block `{}` has no meaning in a file of variables", block.kind.name);
            self.told.diagnostics.push(
                Diagnostic::warning("terraform-variable", message)
                    .at(Location::new(file, block.header_span))
                    .help("write `name = value` lines"),
            );
        }
    }
}

/// Whether a text has a block `variable "name"`, or a key of that name below `variable` in JSON.
fn declares(text: &str, name: &str) -> bool {
    let quoted = format!("\"{name}\"");
    text.match_indices(&quoted).any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default().trim_end();
        let behind = text.get(at + quoted.len()..).unwrap_or_default().trim_start();
        before.ends_with("variable") || (behind.starts_with(':') && text.contains("\"variable\""))
    }) || text.contains(&format!("variable {name} "))
}
