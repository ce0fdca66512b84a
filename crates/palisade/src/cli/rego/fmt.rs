use super::shared::{Ignore, tell};
use crate::exit::{Exit, Failure};
use crate::system;
use anyhow::Result;
use clap::Args;
use palisade_lang_rego::ast::{Dialect, Module};
use palisade_lang_rego::fmt;
use palisade_lang_rego::workspace::{LoadOptions, load};
use palisade_source::{Diagnostic, Level, SourceMap};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Lay out modules in Rego the one way.
#[derive(Args, Debug)]
pub(crate) struct Fmt {
    /// Modules and folders of them; the standard input where there is none, or `-`
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Write the files
    #[arg(short, long, conflicts_with_all = ["diff", "check", "list"])]
    write: bool,
    /// Show what would change; exit with 1 if anything would
    #[arg(short, long)]
    diff: bool,
    /// Exit with 1 if a file is laid out otherwise, and name it
    #[arg(short, long)]
    check: bool,
    /// Name the files that would change
    #[arg(short, long)]
    list: bool,
    /// Exit with 1 if a file is laid out otherwise, whatever else is done
    #[arg(long)]
    fail: bool,
    /// Rewrite modules of OPA before 1.0 in the language of OPA 1.0
    #[arg(long, visible_alias = "rego-v1")]
    v0_v1: bool,
    /// Read modules as OPA before 1.0 did
    #[arg(long)]
    v0_compatible: bool,
    /// Read modules as OPA 1.0 does, as always
    #[arg(long, hide = true)]
    v1_compatible: bool,
    /// Leave out imports that OPA 1.0 has no use for: `rego.v1`, and `future.keywords` unless it
    /// brings in `and`, `or` or the newer `not`
    #[arg(long, conflicts_with = "v0_compatible")]
    drop_v0_imports: bool,
    /// Whether what was laid out is read again before it is written
    #[arg(
        long,
        value_name = "BOOL",
        default_value_t = true,
        action = clap::ArgAction::Set,
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true"
    )]
    check_result: bool,
    #[command(flatten)]
    ignore: Ignore,
}

impl Fmt {
    pub(crate) fn run(self) -> Result<Exit> {
        let dialect = if self.v0_compatible || self.v0_v1 { Dialect::V0 } else { Dialect::V1 };
        if self.paths.is_empty() || self.paths.iter().map(PathBuf::as_path).eq([Path::new("-")]) {
            return self.stdin(dialect);
        }
        let sources = SourceMap::new();
        let options = LoadOptions { dialect, bundle: true };
        // What is written must stand where it was asked for.
        let help = "name the file or folder itself to format it";
        let system = Ignore { without_links: Some(help), ..self.ignore.clone() }.system()?;
        let workspace = load(&system, &sources, &self.paths, options);
        system.tell(&sources);
        tell(&workspace.diagnostics, &sources);
        let mut broken = workspace.diagnostics.iter().any(|d| d.level == Level::Error);
        let mut out = String::new();
        let mut changed = false;
        for module in &workspace.modules {
            let file = sources.get(module.file);
            let wrong = workspace.diagnostics.iter().any(|d| {
                d.level == Level::Error && d.location.is_some_and(|l| l.file == module.file)
            });
            if wrong {
                // What could not be read to its end is not written anew.
                continue;
            }
            let text = match self.laid_out(file.path(), file.text(), &module.module) {
                Ok(text) => text,
                Err(diagnostics) => {
                    tell(&diagnostics, &sources);
                    broken = true;
                    continue;
                }
            };
            let same = *text == **file.text();
            changed |= !same;
            if self.write {
                if !same {
                    system::write(&module.path, &text).map_err(|error| {
                        let why = system::reason(&error);
                        Failure::because(Exit::Usage, format!("{}: {why}", file.path()))
                    })?;
                    system::talk(&format!("wrote {}", file.path()));
                }
            } else if self.list || self.check || self.diff {
                if !same && (self.list || self.check) {
                    // Writing to a string does not fail.
                    _ = writeln!(out, "{}", file.path());
                }
                if !same && self.diff {
                    out.push_str(&difference(file.path(), file.text(), &text));
                }
            } else {
                out.push_str(&text);
            }
        }
        system::print(&out)?;
        if broken {
            return Err(Failure::because(Exit::Invalid, "not all modules can be laid out"));
        }
        let fails = changed && (self.check || self.diff || self.fail);
        Ok(if fails { Exit::Findings } else { Exit::Clean })
    }

    /// A module laid out, in the language that was asked for.
    fn laid_out(&self, path: &str, text: &str, module: &Module) -> Result<String, Vec<Diagnostic>> {
        let mut module = module.clone();
        if self.drop_v0_imports {
            fmt::drop_v0_imports(&mut module);
        }
        let laid =
            if self.v0_v1 { fmt::format_as_v1(text, &module)? } else { fmt::format(text, &module) };
        if self.check_result {
            let dialect = if self.v0_compatible { Dialect::V0 } else { Dialect::V1 };
            let sources = SourceMap::new();
            let file = sources.add(path, laid.as_str());
            let options = palisade_lang_rego::ParseOptions { dialect };
            let parsed = palisade_lang_rego::parse_module(&laid, file, options);
            if let Some(error) = parsed.diagnostics.iter().find(|d| d.level == Level::Error) {
                let message = format!(
                    "{path}: what it is laid out as is no module: {error}",
                    error = error.message
                );
                let wrong = Diagnostic::error("rego-fmt-error", message);
                return Err(vec![wrong.help("--check-result=false shows it")]);
            }
        }
        Ok(laid)
    }

    fn stdin(&self, dialect: Dialect) -> Result<Exit> {
        let bytes = system::read_stdin().map_err(|error| {
            let why = system::reason(&error);
            Failure::because(Exit::Usage, format!("the standard input: {why}"))
        })?;
        let Ok(text) = String::from_utf8(bytes) else {
            return Err(Failure::because(Exit::Usage, "the standard input is not UTF-8 text"));
        };
        let sources = SourceMap::new();
        let file = sources.add("stdin", text.as_str());
        let options = palisade_lang_rego::ParseOptions { dialect };
        let parsed = palisade_lang_rego::parse_module(&text, file, options);
        tell(&parsed.diagnostics, &sources);
        let broken = parsed.diagnostics.iter().any(|d| d.level == Level::Error);
        let Some(module) = parsed.module.filter(|_| !broken) else {
            return Err(Failure::because(Exit::Invalid, "the module cannot be laid out"));
        };
        let laid = self.laid_out("stdin", &text, &module).map_err(|diagnostics| {
            tell(&diagnostics, &sources);
            Failure::because(Exit::Invalid, "the module cannot be laid out")
        })?;
        let same = laid == text;
        if self.diff {
            if !same {
                system::print(&difference("stdin", &text, &laid))?;
            }
        } else if !self.check && !self.list {
            system::print(&laid)?;
        }
        let fails = !same && (self.check || self.diff || self.fail);
        Ok(if fails { Exit::Findings } else { Exit::Clean })
    }
}

/// Lines around a change that are shown.
const AROUND: usize = 3;
/// Most lines that are compared one by one.
const COMPARED: usize = 4000;

/// What changes, as a unified diff of one piece for each change.
fn difference(path: &str, before: &str, after: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let mut out = format!("--- {path}\n+++ {path}\n");
    let edits = edits(&old, &new);
    let mut at = 0;
    while at < edits.len() {
        let Some(first) = edits[at..].iter().position(|e| e.0 != ' ').map(|n| at + n) else {
            break;
        };
        // A piece goes on until nothing changes for a while.
        let mut last = first;
        for (n, edit) in edits.iter().enumerate().skip(first) {
            if edit.0 != ' ' {
                last = n;
            } else if n - last > 2 * AROUND {
                break;
            }
        }
        let (from, end) =
            (first.saturating_sub(AROUND).max(at), (last + AROUND + 1).min(edits.len()));
        let count = |signs: &str, part: &[(char, &str)]| {
            part.iter().filter(|e| signs.contains(e.0)).count()
        };
        let (old_start, new_start) = (count(" -", &edits[..from]), count(" +", &edits[..from]));
        let piece = &edits[from..end];
        let (old_len, new_len) = (count(" -", piece), count(" +", piece));
        // Writing to a string does not fail.
        _ = writeln!(out, "@@ -{},{old_len} +{},{new_len} @@", old_start + 1, new_start + 1);
        for (sign, line) in piece {
            _ = writeln!(out, "{sign}{line}");
        }
        at = end;
    }
    if edits.iter().all(|e| e.0 == ' ') {
        out.push_str("\\ the line breaks change\n");
    }
    out
}

/// Lines that stay, go and come, by their longest common run.
fn edits<'t>(old: &[&'t str], new: &[&'t str]) -> Vec<(char, &'t str)> {
    let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (a, b) = (&old[start..], &new[start..]);
    let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[..a.len() - tail], &b[..b.len() - tail]);
    let mut out: Vec<(char, &str)> = old[..start].iter().map(|l| (' ', *l)).collect();
    if a.len() > COMPARED || b.len() > COMPARED {
        out.extend(a.iter().map(|l| ('-', *l)));
        out.extend(b.iter().map(|l| ('+', *l)));
    } else {
        let width = b.len() + 1;
        let mut longest = vec![0_u16; (a.len() + 1) * width];
        for i in (0..a.len()).rev() {
            for j in (0..b.len()).rev() {
                longest[i * width + j] = if a[i] == b[j] {
                    longest[(i + 1) * width + j + 1] + 1
                } else {
                    longest[(i + 1) * width + j].max(longest[i * width + j + 1])
                };
            }
        }
        let (mut i, mut j) = (0, 0);
        while i < a.len() || j < b.len() {
            if i < a.len() && j < b.len() && a[i] == b[j] {
                out.push((' ', a[i]));
                (i, j) = (i + 1, j + 1);
            } else if j >= b.len()
                || (i < a.len() && longest[(i + 1) * width + j] >= longest[i * width + j + 1])
            {
                out.push(('-', a[i]));
                i += 1;
            } else {
                out.push(('+', b[j]));
                j += 1;
            }
        }
    }
    out.extend(old[old.len() - tail..].iter().map(|l| (' ', *l)));
    out
}
