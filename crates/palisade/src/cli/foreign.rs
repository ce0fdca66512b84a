//! What users of OPA, Conftest and Regal type, and what there is in its place here.

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// Commands that are not there.
const COMMANDS: &[(&str, &str)] = &[
    ("build-wasm", "`palisade build` makes bundles of modules and documents"),
    ("doc", "`palisade inspect --annotations` lists what modules say of themselves"),
    ("fix", "`palisade fmt --write` lays modules out; `palisade lint` says how to mend the rest"),
    ("format", "`palisade fmt` lays modules out"),
    ("new", "a lint of your own is a policy: `palisade check --policies`"),
    (
        "pull",
        "policies are not fetched from registries: fetch them, and name the folder with \
              `--policies`",
    ),
    ("push", "policies are not sent to registries: `palisade build` makes a bundle to be sent"),
    ("run", "there is no server and no prompt: `palisade eval` and `palisade exec` answer queries"),
    ("scan", "`palisade check` examines files"),
    ("sign", "`palisade build --signing-key` signs a bundle"),
    ("verify", "`palisade test` runs the tests of policies"),
    ("version", "`palisade --version` tells it"),
];

/// Flags that are not there, by command; `*` for all.
const FLAGS: &[(&str, &str, &str)] = &[
    // Conftest.
    ("check", "--policy", "`--policies FOLDER` names them"),
    ("check", "-p", "`--policies FOLDER` names them"),
    ("check", "-n", "`--namespace PACKAGE` is written out"),
    ("check", "-d", "`--data PATH` is written out"),
    (
        "check",
        "--update",
        "policies are not fetched: fetch them, and name the folder with \
                           `--policies`",
    ),
    ("check", "--fail-on-warn", "`--fail-on low` fails the run for warnings too"),
    ("check", "--no-fail", "findings are listed and let pass with `--fail-on none`"),
    (
        "check",
        "--output",
        "`--format` says how results are written: text, json, sarif, junit, \
                           github, markdown",
    ),
    (
        "check",
        "-o",
        "`--format` says how results are written: text, json, sarif, junit, github, \
                     markdown",
    ),
    (
        "check",
        "--trace",
        "`palisade explain ADDRESS` tells how a result came about, and \
                          `palisade eval --explain full` for a query",
    ),
    ("check", "--ignore", "`--exclude GLOB` leaves paths out"),
    (
        "check",
        "--strict",
        "`palisade build --strict` and `palisade test --strict` refuse what OPA's \
                           strict mode refuses",
    ),
    (
        "check",
        "--rego-version",
        "modules before OPA 1.0 that import nothing are told apart by \
                                 themselves; `palisade fmt --v0-v1` rewrites them",
    ),
    ("check", "--suppress-exceptions", "exceptions count as passed and are not listed"),
    (
        "check",
        "--show-builtin-errors",
        "`palisade eval --show-builtin-errors` tells them for a query",
    ),
    ("check", "--bundle", "a bundle is unpacked and its folder named with `--policies`"),
    ("check", "-b", "a bundle is unpacked and its folder named with `--policies`"),
    ("check", "--v0-compatible", "`palisade fmt --v0-v1` rewrites modules from before OPA 1.0"),
    ("test", "--policy", "modules and their tests are named as they stand: `palisade test FOLDER`"),
    ("test", "-p", "modules and their tests are named as they stand: `palisade test FOLDER`"),
    ("test", "--output", "`--format` says how results are written: pretty, json, junit, gobench"),
    ("test", "-o", "`--format` says how results are written: pretty, json, junit, gobench"),
    ("test", "--data", "documents stand beside the modules: `palisade test FOLDER data.json`"),
    ("test", "-d", "documents stand beside the modules: `palisade test FOLDER data.json`"),
    ("test", "--namespace", "`--run 'data\\.package\\.'` picks tests by their full name"),
    ("test", "--report", "`--verbose` names every test, and `--explain` tells how it came out"),
    ("test", "--trace", "`--explain full` tells every expression"),
    ("test", "--target", "tests run on Palisade's own engine"),
    ("test", "--no-fail", "put `|| true` behind the command"),
    // OPA.
    ("eval", "--entrypoint", "it is for programs in WebAssembly: name the rule in the query"),
    ("eval", "-e", "it is for programs in WebAssembly: name the rule in the query"),
    ("eval", "--optimize", "modules are always optimized; `--disable-indexing` turns it off"),
    ("eval", "-O", "modules are always optimized; `--disable-indexing` turns it off"),
    ("eval", "--optimize-store-for-read-speed", "documents are always kept for reading"),
    ("eval", "--nondeterminstic-builtins", "with `--partial` such functions stay as they are"),
    ("build", "--wasm-include-print", "bundles of WebAssembly are not built"),
    ("build", "--partial-namespace", "modules are not rewritten by partial evaluation"),
    ("build", "--exclude-files-verify", "all files of a bundle are verified"),
    ("build", "--verification-key-id", "`--verification-key` is the one key that counts"),
    ("inspect", "--list-annotations", "it is called `--annotations`"),
    ("exec", "--config-file", "`--bundle` and `--data` name what there is"),
    ("exec", "-c", "`--bundle` and `--data` name what there is"),
    ("exec", "--log-level", "there is no log; errors stand on the standard error stream"),
    ("*", "--rego-v1", "modules are read as OPA 1.0 does unless `--v0-compatible` is given"),
    ("*", "--log-format", "there is no log; errors stand on the standard error stream"),
    // Regal.
    ("lint", "--disable", "`--off LINT` leaves a lint out"),
    ("lint", "-d", "`--off LINT` leaves a lint out"),
    ("lint", "--enable", "`--on LINT` runs a lint that is off"),
    ("lint", "-e", "`--on LINT` runs a lint that is off"),
    ("lint", "--disable-all", "lints are left out one by one with `--off LINT`"),
    ("lint", "--enable-all", "lints that are off are run one by one with `--on LINT`"),
    ("lint", "--disable-category", "lints are left out one by one with `--off LINT`"),
    ("lint", "--enable-category", "lints that are off are run one by one with `--on LINT`"),
    ("lint", "--fail-level", "it is called `--fail-on`: note, warning or error"),
    ("lint", "-l", "it is called `--fail-on`: note, warning or error"),
    ("lint", "--ignore-files", "name the files and folders to look at"),
    ("lint", "--config-file", "lints are picked with `--on` and `--off`"),
    ("lint", "--rules", "a lint of your own is a policy: `palisade check --policies`"),
    ("lint", "-r", "a lint of your own is a policy: `palisade check --policies`"),
    ("lint", "--output-file", "the report goes to the standard output: `palisade lint … > FILE`"),
    ("lint", "-o", "the report goes to the standard output: `palisade lint … > FILE`"),
    ("lint", "--timeout", "lints always end"),
    ("lint", "--no-color", "set `NO_COLOR`"),
    ("fmt", "--output", "`--write` writes the files"),
];

/// What to use in the place of what is not there.
pub(super) fn advice(error: &clap::Error, arguments: &[String]) -> Option<&'static str> {
    let given = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let name = given(ContextKind::InvalidSubcommand)?;
            COMMANDS.iter().find(|(known, _)| *known == name).map(|(_, advice)| *advice)
        }
        ErrorKind::UnknownArgument => {
            let flag = given(ContextKind::InvalidArg)?;
            let flag = flag.split('=').next().unwrap_or(flag);
            let command = arguments.iter().skip(1).find(|a| !a.starts_with('-'))?;
            FLAGS
                .iter()
                .find(|(of, known, _)| (*of == command || *of == "*") && *known == flag)
                .map(|(_, _, advice)| *advice)
        }
        _ => None,
    }
}
