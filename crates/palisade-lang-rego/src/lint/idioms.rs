//! What Rego has a better way to say.

use super::walk::{self, Node, assigned, bare, called, declared, is_constant, root, variables};
use super::{Context, Lint};
use crate::ast::{BinaryOp, Dialect, Literal, LiteralKind, Term, TermKind};
use palisade_source::{Level, Span};
use rustc_hash::{FxHashMap, FxHashSet};

pub(super) const LINTS: &[Lint] = &[
    Lint {
        code: "use-assignment-operator",
        level: Level::Warning,
        on: true,
        regal: None,
        asks: "rules get their value with `:=`",
        why: "`=` in the head of a rule reads like unification, which it is not.",
        bad: "limit = 5\n",
        good: "limit := 5\n",
        run: use_assignment_operator,
    },
    Lint {
        code: "assign-or-compare",
        level: Level::Warning,
        on: true,
        regal: None,
        asks: "bodies use `:=` and `==` rather than `=`",
        why: "`=` binds variables or compares, whichever the names around it make of it. `:=` and \
              `==` say which one is meant, and a misspelt name is an error.",
        bad: "allow if {\n\tuser = input.user\n\tuser.role = \"admin\"\n}\n",
        good: "allow if {\n\tuser := input.user\n\tuser.role == \"admin\"\n}\n",
        run: assign_or_compare,
    },
    Lint {
        code: "prefer-some-in",
        level: Level::Note,
        on: true,
        regal: Some("prefer-some-in-iteration"),
        asks: "iteration is written with `some … in`",
        why: "`x := xs[_]` hides a loop in a path. `some x in xs` shows it.",
        bad: "names contains name if {\n\tuser := input.users[_]\n\tname := user.name\n}\n",
        good: "names contains user.name if some user in input.users\n",
        run: prefer_some_in,
    },
    Lint {
        code: "use-some-for-output-vars",
        level: Level::Warning,
        on: true,
        regal: None,
        asks: "variables in a path are declared with `some`",
        why: "Without `some`, a rule of the same name added anywhere in the package changes what \
              the path means.",
        bad: "names contains input.users[i].name if input.users[i].active\n",
        good: "names contains input.users[i].name if {\n\tsome i\n\tinput.users[i].active\n}\n",
        run: use_some_for_output_vars,
    },
    Lint {
        code: "use-in-operator",
        level: Level::Note,
        on: true,
        regal: None,
        asks: "membership is asked for with `in`",
        why: "`\"a\" == xs[_]` is a loop with a comparison; `\"a\" in xs` says what is meant and is \
              quicker on sets.",
        bad: "allow if \"admin\" == input.roles[_]\n",
        good: "allow if \"admin\" in input.roles\n",
        run: use_in_operator,
    },
    Lint {
        code: "use-contains",
        level: Level::Note,
        on: true,
        regal: None,
        asks: "partial sets are written with `contains`",
        why: "`p[x]` is a partial set or a path, depending on what follows. `contains` tells them \
              apart, and Rego v1 asks for it.",
        bad: "import future.keywords.contains\n\ndeny[msg] {\n\tmsg := input.a\n}\n",
        good: "import future.keywords.contains\n\ndeny contains msg {\n\tmsg := input.a\n}\n",
        run: use_contains,
    },
    Lint {
        code: "use-if",
        level: Level::Note,
        on: true,
        regal: None,
        asks: "bodies stand behind `if`",
        why: "`if` makes a rule read as what it is, and Rego v1 asks for it.",
        bad: "import future.keywords.if\n\nallow {\n\tinput.admin\n}\n",
        good: "import future.keywords.if\n\nallow if {\n\tinput.admin\n}\n",
        run: use_if,
    },
    Lint {
        code: "use-rego-v1",
        level: Level::Note,
        on: true,
        regal: None,
        asks: "modules for OPA before 1.0 have `import rego.v1`",
        why: "With it a module means the same to OPA before and after 1.0, and its stricter checks \
              are made.",
        bad: "# v0\nallow {\n\tinput.admin\n}\n",
        good: "# v0\nimport rego.v1\n\nallow if input.admin\n",
        run: use_rego_v1,
    },
    Lint {
        code: "non-raw-regex",
        level: Level::Warning,
        on: true,
        regal: Some("non-raw-regex-pattern"),
        asks: "patterns of regular expressions stand in backticks",
        why: "In double quotes each backslash of a pattern has to be doubled, and one that is \
              forgotten is another pattern.",
        bad: "valid if regex.match(\"^\\\\d+$\", input.id)\n",
        good: "valid if regex.match(`^\\d+$`, input.id)\n",
        run: non_raw_regex,
    },
    Lint {
        code: "boolean-assignment",
        level: Level::Note,
        on: true,
        regal: None,
        asks: "a comparison is a condition and not a value",
        why: "`p := a == b` is undefined where `a` or `b` is, and false where they differ. A \
              condition behind `if` is never false, which is what `not p` expects.",
        bad: "admin := input.role == \"admin\"\n",
        good: "admin if input.role == \"admin\"\n",
        run: boolean_assignment,
    },
    Lint {
        code: "default-over-else",
        level: Level::Note,
        on: true,
        regal: None,
        asks: "a constant in the last `else` is a default",
        why: "A default stands beside the name of the rule, and holds however many rules there are.",
        bad: "level := \"high\" if input.admin\n\nelse := \"low\"\n",
        good: "default level := \"low\"\n\nlevel := \"high\" if input.admin\n",
        run: default_over_else,
    },
    Lint {
        code: "external-reference",
        level: Level::Note,
        on: true,
        regal: None,
        asks: "functions depend on their arguments alone",
        why: "A function that reads `input` can be called with arguments only where the input is \
              right too, and is hard to test.",
        bad: "owner(name) if input.owner == name\n",
        good: "owner(object, name) if object.owner == name\n",
        run: external_reference,
    },
    Lint {
        code: "argument-always-wildcard",
        level: Level::Note,
        on: true,
        regal: None,
        asks: "every argument of a function is used by some rule of it",
        why: "An argument that every rule of a function calls `_` is not needed.",
        bad: "f(_, x) := x + 1\n",
        good: "f(x) := x + 1\n",
        run: argument_always_wildcard,
    },
    Lint {
        code: "zero-arity-function",
        level: Level::Note,
        on: true,
        regal: None,
        asks: "functions have arguments",
        why: "A function without arguments is a rule, and its value as a rule is kept.",
        bad: "limit() := 5\n",
        good: "limit := 5\n",
        run: zero_arity_function,
    },
    Lint {
        code: "yoda-condition",
        level: Level::Note,
        on: true,
        regal: None,
        asks: "in comparisons the constant stands to the right",
        why: "What is compared is read first, what it is compared with second.",
        bad: "allow if \"admin\" == input.role\n",
        good: "allow if input.role == \"admin\"\n",
        run: yoda_condition,
    },
    Lint {
        code: "pointless-reassignment",
        level: Level::Note,
        on: true,
        regal: None,
        asks: "variables are not given a second name",
        why: "A second name for the same value is one more to keep in mind.",
        bad: "f(x) := z if {\n\ty := x\n\tz := y + 1\n}\n",
        good: "f(x) := x + 1\n",
        run: pointless_reassignment,
    },
    Lint {
        code: "unnecessary-some",
        level: Level::Note,
        on: true,
        regal: None,
        asks: "`some … in` declares something",
        why: "`some` before a constant declares nothing; `in` alone asks the same.",
        bad: "allow if some \"admin\" in input.roles\n",
        good: "allow if \"admin\" in input.roles\n",
        run: unnecessary_some,
    },
];

fn use_assignment_operator(context: &mut Context<'_>) {
    let mut found = Vec::new();
    for rule in context.module.rules.iter().filter(|r| !r.chained) {
        if rule.head.value.is_some() && !rule.head.assign {
            found.push(rule.head.span);
        }
        let branches = rule.elses.iter().filter(|e| !e.assign);
        found.extend(
            branches.filter_map(|e| Some(Span::new(e.span.start, e.value.as_ref()?.span.end))),
        );
    }
    for span in found {
        context.tell(span, "a value is given with `=`", "write `:=`");
    }
}

fn assign_or_compare(context: &mut Context<'_>) {
    let mut found = Vec::new();
    for rule in &context.module.rules {
        walk::rule(rule, &mut |node| {
            let Node::Literal(literal) = node else { return };
            let Some((BinaryOp::Unify, left, right)) = assigned(literal) else { return };
            // Two patterns that are matched with each other have no other form.
            let pattern = |t: &Term| {
                let mut names = Vec::new();
                variables(bare(t), &mut names);
                !names.is_empty() && !matches!(bare(t).kind, TermKind::Var(_))
            };
            if !pattern(left) && !pattern(right) {
                found.push(literal.span);
            }
        });
    }
    for span in found {
        context.tell(span, "`=` binds or compares", "write `:=` to bind, `==` to compare");
    }
}

fn ends_in_wildcard(term: &Term) -> bool {
    let TermKind::Ref(r) = &bare(term).kind else { return false };
    let last = r.parts.last().is_some_and(|p| is_wildcard(&p.term));
    last && r.parts.iter().filter(|p| is_wildcard(&p.term)).count() == 1
}

fn is_wildcard(term: &Term) -> bool {
    matches!(&term.kind, TermKind::Var(name) if name == "_")
}

fn prefer_some_in(context: &mut Context<'_>) {
    let mut found = Vec::new();
    context.walk(|node| {
        let Node::Literal(literal) = node else { return };
        if let Some((BinaryOp::Assign, left, right)) = assigned(literal)
            && matches!(left.kind, TermKind::Var(_))
            && ends_in_wildcard(right)
        {
            found.push(literal.span);
        }
    });
    for span in found {
        context.tell(span, "an iteration inside of a path", "write `some x in xs`");
    }
}

fn use_some_for_output_vars(context: &mut Context<'_>) {
    let imports: FxHashSet<&str> = context
        .module
        .imports
        .iter()
        .filter_map(|i| i.alias.as_ref().or(i.path.last()))
        .map(|k| k.text.as_str())
        .collect();
    let mut found: Vec<(String, Span)> = Vec::new();
    for rule in &context.module.rules {
        let mut known: FxHashSet<&str> = declared(rule).into_iter().collect();
        walk::rule(rule, &mut |node| {
            let Node::Term(Term { kind: TermKind::Ref(r), .. }) = node else { return };
            for part in r.parts.iter().filter(|p| !p.dotted) {
                let mut names = Vec::new();
                variables(&part.term, &mut names);
                for (name, term) in names {
                    let free = name != "_"
                        && !matches!(name, "input" | "data")
                        && !context.rules.contains(name)
                        && !imports.contains(name);
                    // Each name is told of once for each rule.
                    if free && known.insert(name) {
                        found.push((name.to_owned(), term.span));
                    }
                }
            }
        });
    }
    for (name, span) in found {
        let message = format!("variable `{name}` is not declared");
        context.tell(
            span,
            message,
            format!("write `some {name}` before, or `some {name}, x in …`"),
        );
    }
}

fn use_in_operator(context: &mut Context<'_>) {
    let mut found = Vec::new();
    context.walk(|node| {
        let Node::Literal(Literal { kind: LiteralKind::Expr(term), span, .. }) = node else {
            return;
        };
        let TermKind::Binary { op: BinaryOp::Eq | BinaryOp::Unify, left, right } = &bare(term).kind
        else {
            return;
        };
        let one = |a: &Term, b: &Term| is_constant(a) && ends_in_wildcard(b);
        if one(left, right) || one(right, left) {
            found.push(*span);
        }
    });
    for span in found {
        context.tell(span, "a loop that asks for membership", "write `x in xs`");
    }
}

/// Whether a module brings in a keyword of V1.
fn imports_keyword(context: &Context<'_>, word: &str) -> bool {
    context.module.imports.iter().any(|i| {
        let path: Vec<&str> = i.path.iter().map(|k| k.text.as_str()).collect();
        path == ["future", "keywords"] || path == ["future", "keywords", word]
    })
}

fn use_contains(context: &mut Context<'_>) {
    if !imports_keyword(context, "contains") {
        return;
    }
    let rules = context.module.rules.iter().filter(|r| !r.chained && r.head.old_set);
    for span in rules.map(|r| r.head.span).collect::<Vec<_>>() {
        context.tell(span, "a partial set without `contains`", "write `p contains x`");
    }
}

fn use_if(context: &mut Context<'_>) {
    if !imports_keyword(context, "if") {
        return;
    }
    let rules = context.module.rules.iter();
    // Behind `p[x]`, `if` makes another rule of it: that is for `use-contains`.
    let plain = rules.filter(|r| !r.chained && !r.body.is_empty() && !r.head.old_set);
    for span in plain.filter(|r| !r.head.has_if).map(|r| r.head.span).collect::<Vec<_>>() {
        context.tell(span, "a body without `if`", "write `if` before it");
    }
}

fn use_rego_v1(context: &mut Context<'_>) {
    if context.module.dialect == Dialect::V0 {
        let span = context.module.package_span;
        context.tell(span, "a module in Rego v0", "add `import rego.v1`");
    }
}

fn non_raw_regex(context: &mut Context<'_>) {
    let mut found = Vec::new();
    context.walk(|node| {
        let Node::Term(Term { kind: TermKind::Call { function, args }, .. }) = node else { return };
        let Some(name) = called(function) else { return };
        let position = match name.as_str() {
            "regex.match"
            | "regex.is_valid"
            | "regex.find_n"
            | "regex.split"
            | "re_match"
            | "regex.find_all_string_submatch_n"
            | "regex.template_match" => 0,
            "regex.replace" => 1,
            _ => return,
        };
        if let Some(Term { kind: TermKind::Str { raw: false, .. }, span }) = args.get(position)
            && context.slice(*span).contains('\\')
        {
            found.push(*span);
        }
    });
    for span in found {
        context.tell(span, "a pattern in double quotes", "write it in backticks");
    }
}

fn boolean_assignment(context: &mut Context<'_>) {
    let mut found = Vec::new();
    for rule in context.module.rules.iter().filter(|r| !r.chained && !r.default) {
        let Some(value) = &rule.head.value else { continue };
        let compares = match &bare(value).kind {
            TermKind::Binary { op, .. } => matches!(
                op,
                BinaryOp::Eq
                    | BinaryOp::Ne
                    | BinaryOp::Lt
                    | BinaryOp::Le
                    | BinaryOp::Gt
                    | BinaryOp::Ge
            ),
            TermKind::In { .. } => true,
            _ => false,
        };
        if compares && rule.body.is_empty() {
            found.push(rule.head.span);
        }
    }
    for span in found {
        context.tell(span, "a comparison as a value", "write `p if a == b`");
    }
}

fn default_over_else(context: &mut Context<'_>) {
    let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
    for rule in &context.module.rules {
        *counts.entry(&rule.head.name.text).or_default() += 1;
    }
    let mut found = Vec::new();
    for rule in &context.module.rules {
        // Where several rules have the name, the last `else` of one is not that of all.
        let name = rule.head.name.text.as_str();
        if rule.head.args.is_some() || counts.get(name) != Some(&1) {
            continue;
        }
        if let Some(last) = rule.elses.last()
            && last.body.is_empty()
            && last.value.as_ref().is_some_and(is_constant)
        {
            found.push((last.span, name));
        }
    }
    for (span, name) in found {
        let help = format!("write `default {name} := …`");
        context.tell(span, "a constant that holds where nothing else does", help);
    }
}

fn external_reference(context: &mut Context<'_>) {
    let mut found = Vec::new();
    for rule in context.module.rules.iter().filter(|r| r.head.args.is_some()) {
        let mut replaced = false;
        let mut places = Vec::new();
        walk::rule(rule, &mut |node| match node {
            Node::Literal(literal) => replaced |= !literal.with.is_empty(),
            Node::Term(Term { kind: TermKind::Var(name), span }) if name == "input" => {
                places.push(*span);
            }
            _ => {}
        });
        if let Some(first) = places.first().filter(|_| !replaced) {
            found.push((*first, rule.head.name.text.to_string()));
        }
    }
    for (span, name) in found {
        let message = format!("function `{name}` reads `input`");
        context.tell(span, message, "hand over what it needs as an argument");
    }
}

fn argument_always_wildcard(context: &mut Context<'_>) {
    // For each function, the arguments that every rule so far calls `_`.
    let mut unused: FxHashMap<&str, Vec<Option<Span>>> = FxHashMap::default();
    for rule in context.module.rules.iter().filter(|r| !r.default) {
        let Some(args) = &rule.head.args else { continue };
        let first = || args.iter().map(|a| is_wildcard(a).then_some(a.span)).collect();
        let seen = unused.entry(&rule.head.name.text).or_insert_with(first);
        for (position, place) in seen.iter_mut().enumerate() {
            if args.get(position).is_none_or(|arg| !is_wildcard(arg)) {
                *place = None;
            }
        }
    }
    unused.retain(|name, _| !name.starts_with("mock"));
    for span in unused.into_values().flatten().flatten() {
        context.tell(span, "an argument that is never used", "leave it out");
    }
}

fn zero_arity_function(context: &mut Context<'_>) {
    let rules = context.module.rules.iter().filter(|r| !r.chained);
    let empty = rules.filter(|r| r.head.args.as_ref().is_some_and(Vec::is_empty));
    for span in empty.map(|r| r.head.span).collect::<Vec<_>>() {
        context.tell(span, "a function without arguments", "leave out the parentheses");
    }
}

fn yoda_condition(context: &mut Context<'_>) {
    let mut found = Vec::new();
    context.walk(|node| {
        let Node::Literal(Literal { kind: LiteralKind::Expr(term), span, .. }) = node else {
            return;
        };
        if let TermKind::Binary { op, left, right } = &bare(term).kind
            && matches!(
                op,
                BinaryOp::Eq
                    | BinaryOp::Ne
                    | BinaryOp::Lt
                    | BinaryOp::Le
                    | BinaryOp::Gt
                    | BinaryOp::Ge
            )
            && is_constant(left)
            && !is_constant(right)
            && !ends_in_wildcard(right)
        {
            found.push(*span);
        }
    });
    for span in found {
        context.tell(span, "a comparison that starts with the constant", "turn it round");
    }
}

fn pointless_reassignment(context: &mut Context<'_>) {
    let mut found = Vec::new();
    for rule in &context.module.rules {
        walk::rule(rule, &mut |node| {
            let Node::Literal(literal) = node else { return };
            if let Some((BinaryOp::Assign, left, right)) = assigned(literal)
                && let (TermKind::Var(left), TermKind::Var(right)) = (&left.kind, &right.kind)
                && literal.with.is_empty()
                && !matches!(right.as_str(), "input" | "data" | "_")
                && left != "_"
                && !context.rules.contains(right.as_str())
            {
                found.push(literal.span);
            }
        });
    }
    for span in found {
        context.tell(span, "a second name for a variable", "use the first one");
    }
}

fn unnecessary_some(context: &mut Context<'_>) {
    let mut found = Vec::new();
    context.walk(|node| {
        let Node::Literal(literal) = node else { return };
        let LiteralKind::SomeIn { key, value, .. } = &literal.kind else { return };
        let constant = key.as_ref().is_none_or(is_constant) && is_constant(value);
        if constant || key.is_none() && root(value).is_some_and(|name| name == "_") {
            found.push(literal.span);
        }
    });
    for span in found {
        context.tell(span, "`some` that declares nothing", "leave out `some`");
    }
}
