//! Imports.

use super::walk::Node;
use super::{Context, Lint};
use crate::ast::{Import, Term, TermKind};
use palisade_source::Level;
use rustc_hash::FxHashSet;

pub(super) const LINTS: &[Lint] = &[
    Lint {
        code: "unused-import",
        level: Level::Warning,
        on: true,
        regal: None,
        asks: "imports are used",
        why: "An import that nothing uses is a leftover, and readers look for its use.",
        bad: "import data.users\n\nallow if input.admin\n",
        good: "import data.users\n\nallow if users.admin\n",
        run: unused_import,
    },
    Lint {
        code: "redundant-alias",
        level: Level::Note,
        on: true,
        regal: None,
        asks: "an import is given another name than its own",
        why: "`as` with the name that the import has anyway says nothing.",
        bad: "import data.users as users\n\nallow if users.admin\n",
        good: "import data.users\n\nallow if users.admin\n",
        run: redundant_alias,
    },
    Lint {
        code: "redundant-data-import",
        level: Level::Note,
        on: true,
        regal: None,
        asks: "`data` and `input` are not imported",
        why: "Both are there without an import.",
        bad: "import data\n\nallow if data.users.admin\n",
        good: "allow if data.users.admin\n",
        run: redundant_data_import,
    },
    Lint {
        code: "avoid-importing-input",
        level: Level::Note,
        on: true,
        regal: None,
        asks: "parts of `input` are not imported",
        why: "A path that starts with `input` shows where a value comes from.",
        bad: "import input.user\n\nallow if user.admin\n",
        good: "allow if input.user.admin\n",
        run: avoid_importing_input,
    },
    Lint {
        code: "implicit-future-keywords",
        level: Level::Note,
        on: true,
        regal: None,
        asks: "keywords are imported by name",
        why: "`import future.keywords` brings in whatever a version of OPA has, and a name that is \
              used today may be a keyword tomorrow. `import rego.v1` brings in a fixed set.",
        bad: "import future.keywords\n\nallow if input.admin\n",
        good: "import rego.v1\n\nallow if input.admin\n",
        run: implicit_future_keywords,
    },
];

fn texts(import: &Import) -> Vec<&str> {
    import.path.iter().map(|k| k.text.as_str()).collect()
}

fn unused_import(context: &mut Context<'_>) {
    let mut used: FxHashSet<&str> = FxHashSet::default();
    context.walk(|node| {
        if let Node::Term(Term { kind: TermKind::Var(name), .. }) = node {
            used.insert(name);
        }
    });
    let mut found = Vec::new();
    for import in &context.module.imports {
        let Some(name) = import.alias.as_ref().or(import.path.last()) else { continue };
        let path = texts(import);
        let counts = matches!(path.first(), Some(&("data" | "input"))) && path.len() > 1;
        if counts && !used.contains(name.text.as_str()) {
            found.push((import.span, name.text.to_string()));
        }
    }
    for (span, name) in found {
        context.tell(span, format!("import `{name}` is not used"), "leave it out");
    }
}

fn redundant_alias(context: &mut Context<'_>) {
    let same = |i: &&Import| match (&i.alias, i.path.last()) {
        (Some(alias), Some(last)) => alias.text == last.text,
        _ => false,
    };
    let spans = context.module.imports.iter().filter(same).map(|i| i.span);
    for span in spans.collect::<Vec<_>>() {
        context.tell(span, "an import with its own name behind `as`", "leave out `as`");
    }
}

fn redundant_data_import(context: &mut Context<'_>) {
    let whole =
        |i: &&Import| matches!(texts(i).as_slice(), ["data" | "input"]) && i.alias.is_none();
    let spans = context.module.imports.iter().filter(whole).map(|i| i.span);
    for span in spans.collect::<Vec<_>>() {
        context.tell(span, "an import of what is there anyway", "leave it out");
    }
}

fn avoid_importing_input(context: &mut Context<'_>) {
    let part = |i: &&Import| matches!(texts(i).as_slice(), ["input", _, ..]);
    let spans = context.module.imports.iter().filter(part).map(|i| i.span);
    for span in spans.collect::<Vec<_>>() {
        context.tell(span, "an import of a part of `input`", "write the whole path");
    }
}

fn implicit_future_keywords(context: &mut Context<'_>) {
    let all = |i: &&Import| texts(i) == ["future", "keywords"];
    let spans = context.module.imports.iter().filter(all).map(|i| i.span);
    for span in spans.collect::<Vec<_>>() {
        context.tell(span, "an import of all keywords to come", "write `import rego.v1`");
    }
}
