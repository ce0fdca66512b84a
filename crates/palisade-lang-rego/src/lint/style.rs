//! Layout, names, comments and tests.

use super::walk::{Node, called};
use super::{Context, Lint};
use crate::ast::{AnnotationTarget, Term, TermKind};
use crate::fmt::format;
use palisade_source::{Level, Span};
use rustc_hash::FxHashSet;

pub(super) const LINTS: &[Lint] = &[
    Lint {
        code: "not-formatted",
        level: Level::Note,
        on: true,
        regal: Some("opa-fmt"),
        asks: "files have the layout of `opa fmt`",
        why: "One layout for all files keeps differences between versions down to what changed.",
        bad: "allow   if input.admin\n",
        good: "allow if input.admin\n",
        run: not_formatted,
    },
    Lint {
        code: "rule-length",
        level: Level::Note,
        on: true,
        regal: None,
        asks: "rules are short",
        why: "A rule of more than 30 lines does more than one thing. Its parts deserve names.",
        bad: "allow if {\n\tinput.a01\n\tinput.a02\n\tinput.a03\n\tinput.a04\n\tinput.a05\n\t\
              input.a06\n\tinput.a07\n\tinput.a08\n\tinput.a09\n\tinput.a10\n\tinput.a11\n\t\
              input.a12\n\tinput.a13\n\tinput.a14\n\tinput.a15\n\tinput.a16\n\tinput.a17\n\t\
              input.a18\n\tinput.a19\n\tinput.a20\n\tinput.a21\n\tinput.a22\n\tinput.a23\n\t\
              input.a24\n\tinput.a25\n\tinput.a26\n\tinput.a27\n\tinput.a28\n\tinput.a29\n\t\
              input.a30\n}\n",
        good: "allow if {\n\tknown\n\tcomplete\n}\n\nknown if input.user\n\ncomplete if input.name\n",
        run: rule_length,
    },
    Lint {
        code: "line-length",
        level: Level::Note,
        on: true,
        regal: None,
        asks: "lines are not long",
        why: "Lines of more than 120 characters are wrapped in reviews, and their ends not read.",
        bad: "message := \"a line that goes on and on and on, long beyond what anybody would want \
              to read in one go, and then on for yet another while\"\n",
        good: "message := concat(\" \", [\n\t\"a line\",\n\t\"and another one\",\n])\n",
        run: line_length,
    },
    Lint {
        code: "file-length",
        level: Level::Note,
        on: true,
        regal: None,
        asks: "files are not long",
        why: "A file of more than 500 lines is more than one thing. Rules of a package may stand in \
              several files.",
        bad: "",
        good: "allow if input.admin\n",
        run: file_length,
    },
    Lint {
        code: "print-left",
        level: Level::Warning,
        on: true,
        regal: Some("print-or-trace-call"),
        asks: "calls of `print` and `trace` do not stay",
        why: "They are for looking for a mistake, and cost time in every evaluation.",
        bad: "allow if {\n\tprint(input)\n\tinput.admin\n}\n",
        good: "allow if input.admin\n",
        run: print_left,
    },
    Lint {
        code: "todo-comment",
        level: Level::Note,
        on: true,
        regal: None,
        asks: "comments do not say what is still to be done",
        why: "What is to be done is forgotten in a comment, and kept in mind in a list of issues.",
        bad: "# TODO: check the group\nallow if input.admin\n",
        good: "# the group does not matter for administrators\nallow if input.admin\n",
        run: todo_comment,
    },
    Lint {
        code: "todo-test",
        level: Level::Warning,
        on: true,
        regal: None,
        asks: "tests are not put off",
        why: "A rule `todo_test_…` is skipped by `opa test`: what it tests is not tested.",
        bad: "todo_test_allow if data.app.allow\n",
        good: "allow if data.app.allow\n",
        run: todo_test,
    },
    Lint {
        code: "test-outside-test-package",
        level: Level::Note,
        on: true,
        regal: None,
        asks: "tests stand in a package whose name ends with `_test`",
        why: "Tests in the package itself are loaded in production, and their helpers are part of \
              its documents.",
        bad: "test_allow if data.app.allow\n",
        good: "tested if data.app.allow\n",
        run: test_outside_test_package,
    },
    Lint {
        code: "missing-metadata",
        level: Level::Note,
        on: false,
        regal: None,
        asks: "packages and public rules have a `METADATA` comment",
        why: "Title, description and severity in the annotation are what reports show of a rule.",
        bad: "allow if input.admin\n",
        good: "# METADATA\n# title: Administrators\nallow if input.admin\n",
        run: missing_metadata,
    },
    Lint {
        code: "detached-metadata",
        level: Level::Warning,
        on: true,
        regal: None,
        asks: "annotations stand right above what they are about",
        why: "With an empty line between, readers take the annotation for a comment of its own, and \
              the next edit puts something else below it.",
        bad: "# METADATA\n# title: Administrators\n\nallow if input.admin\n",
        good: "# METADATA\n# title: Administrators\nallow if input.admin\n",
        run: detached_metadata,
    },
    Lint {
        code: "prefer-snake-case",
        level: Level::Note,
        on: true,
        regal: None,
        asks: "names of rules are in snake case",
        why: "All functions of Rego are, and so are most policies.",
        bad: "isAdmin if input.admin\n",
        good: "is_admin if input.admin\n",
        run: prefer_snake_case,
    },
    Lint {
        code: "get-or-list-prefix",
        level: Level::Note,
        on: true,
        regal: Some("avoid-get-and-list-prefix"),
        asks: "names say what a rule is and not that it is fetched",
        why: "Rules are values. `get_` and `list_` speak of something that is done.",
        bad: "get_owner(x) := x.owner\n",
        good: "owner(x) := x.owner\n",
        run: get_or_list_prefix,
    },
    Lint {
        code: "comment-without-space",
        level: Level::Note,
        on: true,
        regal: Some("no-whitespace-comment"),
        asks: "comments start with a space",
        why: "`# text` is easier to read than `#text`.",
        bad: "#administrators\nallow if input.admin\n",
        good: "# administrators\nallow if input.admin\n",
        run: comment_without_space,
    },
    Lint {
        code: "chained-rule-body",
        level: Level::Note,
        on: true,
        regal: None,
        asks: "each body has a head of its own",
        why: "A second body without a head is easily taken for a part of the first one.",
        bad: "allow if {\n\tinput.admin\n} {\n\tinput.owner\n}\n",
        good: "allow if input.admin\n\nallow if input.owner\n",
        run: chained_rule_body,
    },
];

fn not_formatted(context: &mut Context<'_>) {
    let text = format(context.source, context.module);
    let source = context.source.replace("\r\n", "\n");
    if text == source {
        return;
    }
    let row = text.lines().zip(source.lines()).take_while(|(a, b)| a == b).count();
    let start = context.lines.get(row).copied().unwrap_or(0);
    let end = context.source.get(start as usize..).and_then(|t| t.find('\n'));
    let end = end.map_or(context.source.len(), |n| start as usize + n);
    let span = Span::at(start as usize, end.max(start as usize));
    context.tell(span, "the layout is not that of `opa fmt`", "format the file");
}

fn rule_length(context: &mut Context<'_>) {
    let limit = context.options.rule_length;
    let mut found = Vec::new();
    for rule in &context.module.rules {
        let first = context.row(rule.span.start);
        let last = context.row(rule.span.end.saturating_sub(1));
        let lines = last - first + 1;
        // A table of constants may be long.
        if lines > limit && !rule.body.is_empty() {
            found.push((rule.head.span, lines));
        }
    }
    for (span, lines) in found {
        let message = format!("a rule of {lines} lines, more than {limit}");
        context.tell(span, message, "give parts of it names of their own");
    }
}

fn line_length(context: &mut Context<'_>) {
    let limit = context.options.line_length;
    let mut at = 0;
    let mut found = Vec::new();
    for line in context.source.split_inclusive('\n') {
        let text = line.trim_end_matches(['\n', '\r']);
        let length = text.chars().count();
        // What cannot be broken, such as an address, may be long.
        let longest = text.split_whitespace().map(|w| w.chars().count()).max().unwrap_or(0);
        if length > limit && longest <= limit {
            found.push((Span::at(at, at + text.len()), length));
        }
        at += line.len();
    }
    for (span, length) in found {
        let message = format!("a line of {length} characters, more than {limit}");
        context.tell(span, message, "break it");
    }
}

fn file_length(context: &mut Context<'_>) {
    let limit = context.options.file_length;
    let lines = context.source.lines().count();
    if lines > limit {
        let message = format!("a file of {lines} lines, more than {limit}");
        context.tell(context.module.package_span, message, "spread its rules over several files");
    }
}

fn print_left(context: &mut Context<'_>) {
    let mut found = Vec::new();
    context.walk(|node| {
        let Node::Term(Term { kind: TermKind::Call { function, .. }, span }) = node else { return };
        if let Some(name) = called(function).filter(|n| matches!(n.as_str(), "print" | "trace")) {
            found.push((*span, name));
        }
    });
    for (span, name) in found {
        context.tell(span, format!("a call of `{name}`"), "leave it out");
    }
}

fn todo_comment(context: &mut Context<'_>) {
    let todo = |text: &str| {
        let text = text.trim_start().to_ascii_lowercase();
        ["todo", "fixme"].iter().any(|word| {
            text.strip_prefix(word).is_some_and(|rest| {
                rest.chars().next().is_none_or(|c| !c.is_alphanumeric() && c != '_')
            })
        })
    };
    let comments = context.module.comments.iter().filter(|c| todo(&c.text));
    for span in comments.map(|c| c.span).collect::<Vec<_>>() {
        context.tell(span, "something is still to be done", "do it, or open an issue");
    }
}

fn named<'m>(context: &Context<'m>, wanted: impl Fn(&str) -> bool) -> Vec<(Span, &'m str)> {
    let mut found: Vec<(Span, &'m str)> = Vec::new();
    let mut seen: FxHashSet<&str> = FxHashSet::default();
    for rule in context.module.rules.iter().filter(|r| !r.chained) {
        let name = rule.head.name.text.as_str();
        // One name is told of once.
        if wanted(name) && seen.insert(name) {
            found.push((rule.head.name.span, name));
        }
    }
    found
}

fn todo_test(context: &mut Context<'_>) {
    for (span, name) in named(context, |name| name.starts_with("todo_test_")) {
        context.tell(span, format!("test `{name}` is skipped"), "make it pass and rename it");
    }
}

fn test_outside_test_package(context: &mut Context<'_>) {
    if context.module.package.last().is_some_and(|k| k.text.ends_with("_test")) {
        return;
    }
    let package: Vec<&str> = context.module.package.iter().map(|k| k.text.as_str()).collect();
    let help = format!("move it to a package such as `{}_test`", package.join("."));
    for (span, name) in named(context, |name| name.starts_with("test_")) {
        let message = format!("test `{name}` in a package that is no package of tests");
        context.tell(span, message, help.clone());
    }
}

fn missing_metadata(context: &mut Context<'_>) {
    let targets: FxHashSet<AnnotationTarget> =
        context.module.annotations.iter().map(|a| a.target).collect();
    let mut found = Vec::new();
    let mut seen: FxHashSet<&str> = FxHashSet::default();
    for (n, rule) in context.module.rules.iter().enumerate() {
        let name = rule.head.name.text.as_str();
        let public = !rule.chained && !name.starts_with('_') && !name.starts_with("test_");
        let annotated = targets.contains(&AnnotationTarget::Rule(n));
        if annotated {
            seen.insert(name);
        }
        if public && !annotated && !rule.default && seen.insert(name) {
            found.push((rule.head.name.span, name.to_owned()));
        }
    }
    for (span, name) in found {
        let message = format!("rule `{name}` has no annotation");
        context.tell(span, message, "write a `# METADATA` comment with a `title` above it");
    }
}

fn detached_metadata(context: &mut Context<'_>) {
    let mut found = Vec::new();
    for annotation in &context.module.annotations {
        let next = match annotation.target {
            AnnotationTarget::Package => Some(context.module.package_span.start),
            AnnotationTarget::Rule(n) => context.module.rules.get(n).map(|r| r.span.start),
            AnnotationTarget::Import | AnnotationTarget::None => None,
        };
        let last = context.row(annotation.span.end.saturating_sub(1));
        if next.is_none_or(|next| context.row(next) > last + 1) {
            found.push(annotation.span);
        }
    }
    for span in found {
        let help = "put it right above the rule or the package";
        context.tell(span, "an annotation with nothing right below it", help);
    }
}

fn prefer_snake_case(context: &mut Context<'_>) {
    for (span, name) in named(context, |name| name.bytes().any(|b| b.is_ascii_uppercase())) {
        let mut snake = String::new();
        for (n, c) in name.chars().enumerate() {
            if c.is_ascii_uppercase() && n > 0 && !snake.ends_with('_') {
                snake.push('_');
            }
            snake.push(c.to_ascii_lowercase());
        }
        context.tell(span, format!("`{name}` is not in snake case"), format!("write `{snake}`"));
    }
}

fn get_or_list_prefix(context: &mut Context<'_>) {
    let prefixed = |name: &str| name.starts_with("get_") || name.starts_with("list_");
    for (span, name) in named(context, prefixed) {
        let short = name.split_once('_').map_or(name, |(_, rest)| rest);
        context.tell(span, format!("`{name}` names an action"), format!("write `{short}`"));
    }
}

fn comment_without_space(context: &mut Context<'_>) {
    let close = |text: &str| text.starts_with(|c: char| !c.is_whitespace() && c != '#');
    let comments = context.module.comments.iter().filter(|c| close(&c.text));
    for span in comments.map(|c| c.span).collect::<Vec<_>>() {
        context.tell(span, "a comment without a space behind `#`", "put one there");
    }
}

fn chained_rule_body(context: &mut Context<'_>) {
    let chained = context.module.rules.iter().filter(|r| r.chained);
    for span in chained.map(|r| r.span).collect::<Vec<_>>() {
        context.tell(span, "a further body without a head", "repeat the head before it");
    }
}
