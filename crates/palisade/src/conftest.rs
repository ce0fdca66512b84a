//! The functions that Conftest adds to OPA's: structured texts and files, read by policies.

use crate::system::{RealSystem, reason};
use palisade_builtins::opa::Declared;
use palisade_iac_structured::{Format, parse};
use palisade_ir::{Builtin, CallContext, Eval, FaultKind, Stop, UnknownArguments};
use palisade_source::{FileId, System, did_you_mean};
use palisade_value::{ObjectBuilder, Value};
use rustc_hash::FxHashMap;
use std::path::{Component, Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};

/// All of them.
pub(crate) static FUNCTIONS: &[Declared] = &[
    Declared {
        builtin: Builtin {
            name: "parse_config",
            run: parse_config,
            unknown: UnknownArguments::Deep,
            pure: true,
        },
        signature: "(parser: string, configuration: string) => any",
    },
    Declared {
        builtin: Builtin {
            name: "parse_config_file",
            run: parse_config_file,
            unknown: UnknownArguments::Deep,
            pure: false,
        },
        signature: "(path: string) => any",
    },
    Declared {
        builtin: Builtin {
            name: "parse_combined_config_files",
            run: parse_combined_config_files,
            unknown: UnknownArguments::Deep,
            pure: false,
        },
        signature: "(paths: array<string>) => array<any>",
    },
];

/// The modules of this run: paths that they name are relative to their folders.
static MODULES: LazyLock<Mutex<FxHashMap<FileId, PathBuf>>> = LazyLock::new(Mutex::default);

/// Notes where a module stands.
pub(crate) fn note_module(file: FileId, path: &Path) {
    MODULES.lock().unwrap_or_else(PoisonError::into_inner).insert(file, path.to_owned());
}

/// A call with its name, for what it says.
struct Call<'x, 'c, 'e> {
    name: &'static str,
    context: &'x CallContext<'c, 'e>,
}

impl<'e> Call<'_, '_, 'e> {
    fn wrong(&self, why: impl std::fmt::Display) -> Stop<'e> {
        self.context.error(FaultKind::BadArgument, format!("{}: {why}", self.name))
    }

    fn text(&self, values: &[Value<'e>], at: usize) -> Result<&'e str, Stop<'e>> {
        match values.get(at) {
            Some(Value::Str(text)) => Ok(text),
            _ => {
                let message = format!("{}: operand {} must be string", self.name, at + 1);
                Err(self.context.error(FaultKind::WrongType, message))
            }
        }
    }

    fn read(&self, format: Format, text: &str) -> Eval<'e> {
        parse(self.context.arena, format, text)
            .map_err(|why| self.wrong(format!("the {} text: {why}", format.name())))
    }

    /// The content of a file that a module names.
    fn file(&self, written: &str) -> Eval<'e> {
        let module = self.context.location.and_then(|at| {
            MODULES.lock().unwrap_or_else(PoisonError::into_inner).get(&at.file).cloned()
        });
        let folder = module.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
        let path = normal(&folder.join(written));
        let shown = path.to_string_lossy().replace('\\', "/");
        let wrong = |why: String| self.wrong(format!("`{shown}`: {why}"));
        let format = Format::of(&path)
            .ok_or_else(|| wrong("the name tells no format that is read".to_owned()))?;
        let told = |error: std::io::Error| wrong(reason(&error));
        // Policies may come from others: what they read is what they stand beside, or what is
        // examined.
        let real = RealSystem.canonical(&path).map_err(told)?;
        let within = [Path::new("."), folder].into_iter().any(|root| {
            let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
            RealSystem.canonical(root).is_ok_and(|root| real.starts_with(root))
        });
        if !within {
            let why = "it lies neither below the present folder nor below that of the policy";
            return Err(wrong(why.to_owned()));
        }
        let text = String::from_utf8(RealSystem.read(&real).map_err(told)?)
            .map_err(|_| wrong("it is not UTF-8 text".to_owned()))?;
        parse(self.context.arena, format, &text).map_err(|why| self.wrong(format!("{shown}:{why}")))
    }
}

fn parse_config<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let call = Call { name: "parse_config", context };
    let (parser, text) = (call.text(values, 0)?, call.text(values, 1)?);
    let Some(format) = Format::named(parser) else {
        let names = Format::ALL.iter().map(|format| format.name());
        let help = did_you_mean(parser, names).map_or(String::new(), |help| format!("; {help}"));
        return Err(call.wrong(format!("unknown parser `{parser}`{help}")));
    };
    call.read(format, text)
}

fn parse_config_file<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let call = Call { name: "parse_config_file", context };
    call.file(call.text(values, 0)?)
}

/// An array of objects with `path` and `contents`, as `--combine` gives them.
fn parse_combined_config_files<'e>(
    context: &CallContext<'_, 'e>,
    values: &[Value<'e>],
) -> Eval<'e> {
    let call = Call { name: "parse_combined_config_files", context };
    let Some(Value::Array(paths)) = values.first() else {
        let message = format!("{}: operand 1 must be array", call.name);
        return Err(context.error(FaultKind::WrongType, message));
    };
    let mut all = Vec::with_capacity(paths.items().len());
    for at in 0..paths.items().len() {
        let path = call.text(paths.items(), at)?;
        let mut one = ObjectBuilder::new();
        one.field("path", Value::Str(path));
        one.field("contents", call.file(path)?);
        all.push(one.finish(context.arena));
    }
    Ok(Value::array(context.arena, &all))
}

/// A path without `.` and, where that can be told, `..`.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(out.components().next_back(), Some(Component::Normal(_))) =>
            {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}
