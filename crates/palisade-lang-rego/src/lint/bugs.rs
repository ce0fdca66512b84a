//! What is most likely a mistake.

use super::walk::{self, Node, assigned, bare, called, is_constant, root, variables};
use super::{Context, Lint};
use crate::ast::{BinaryOp, Literal, LiteralKind, Rule, Term, TermKind};
use palisade_builtins::opa;
use palisade_source::{Level, Span};
use rustc_hash::{FxHashMap, FxHashSet};

pub(super) const LINTS: &[Lint] = &[
    Lint {
        code: "not-with-undefined-argument",
        level: Level::Warning,
        on: true,
        regal: None,
        asks: "a negated call has arguments that are there",
        why: "Arguments of a call are looked up before `not` is applied. Where one is undefined the \
              whole body is, and the rule does not fire: the very case that it was written for.",
        bad: "deny contains \"no owner\" if not startswith(input.labels.owner, \"team-\")\n",
        good: "deny contains \"no owner\" if not owned\n\nowned if startswith(input.labels.owner, \
               \"team-\")\n",
        run: not_with_undefined_argument,
    },
    Lint {
        code: "constant-condition",
        level: Level::Warning,
        on: true,
        regal: None,
        asks: "conditions depend on something",
        why: "A condition of constants is always true, and says nothing, or always false, and the \
              rule never fires.",
        bad: "allow if {\n\tinput.user\n\t1 == 1\n}\n",
        good: "allow if input.user\n",
        run: constant_condition,
    },
    Lint {
        code: "unused-variable",
        level: Level::Warning,
        on: true,
        regal: Some("unused-output-variable"),
        asks: "variables that are declared are used",
        why: "A variable that nothing reads is a leftover, or the sign of a misspelt name \
              elsewhere. `_` says that a value is not of interest.",
        bad: "allow if {\n\tuser := input.user\n\tinput.role == \"admin\"\n}\n",
        good: "allow if {\n\tsome _, role in input.roles\n\trole == \"admin\"\n}\n",
        run: unused_variable,
    },
    Lint {
        code: "shadowed-builtin",
        level: Level::Warning,
        on: true,
        regal: Some("rule-shadows-builtin"),
        asks: "names are not those of functions that Rego has",
        why: "A rule or variable of that name takes the function away from the rest of its scope, \
              and readers do not expect it.",
        bad: "count := 1\n",
        good: "total := 1\n",
        run: shadowed_builtin,
    },
    Lint {
        code: "deprecated-builtin",
        level: Level::Warning,
        on: true,
        regal: None,
        asks: "functions are not deprecated",
        why: "OPA 1.0 refuses these functions. Each has a successor.",
        bad: "allow if re_match(`^a`, input.name)\n",
        good: "allow if regex.match(`^a`, input.name)\n",
        run: deprecated_builtin,
    },
    Lint {
        code: "deny-without-message",
        level: Level::Warning,
        on: true,
        regal: None,
        asks: "rules named `deny` or `violation` give a message",
        why: "A rule that is only true says that something was denied, and not what or why. Who is \
              stopped needs to know how to go on.",
        bad: "deny if input.privileged\n",
        good: "deny contains \"privileged containers are not allowed\" if input.privileged\n",
        run: deny_without_message,
    },
    Lint {
        code: "not-equals-in-loop",
        level: Level::Warning,
        on: true,
        regal: None,
        asks: "`!=` is not used on elements of a collection",
        why: "`xs[_] != \"a\"` holds where some element is another one, and not where none is `\"a\"`.",
        bad: "deny contains \"no admin\" if input.roles[_] != \"admin\"\n",
        good: "deny contains \"no admin\" if not \"admin\" in input.roles\n",
        run: not_equals_in_loop,
    },
    Lint {
        code: "impossible-not",
        level: Level::Warning,
        on: true,
        regal: None,
        asks: "partial sets and objects are not negated as wholes",
        why: "A partial rule is a set or object, an empty one where nothing is in it, and therefore \
              never undefined: `not` in front of it never holds.",
        bad: "allow if not deny\n\ndeny contains \"a\" if input.a\n",
        good: "allow if count(deny) == 0\n\ndeny contains \"a\" if input.a\n",
        run: impossible_not,
    },
    Lint {
        code: "top-level-iteration",
        level: Level::Warning,
        on: true,
        regal: None,
        asks: "the value of a rule is not taken from an iteration",
        why: "A complete rule has one value. With `[_]` it has as many as there are elements, and \
              evaluation fails as soon as two of them differ.",
        bad: "user := input.users[_].name\n",
        good: "users contains user.name if some user in input.users\n",
        run: top_level_iteration,
    },
    Lint {
        code: "unassigned-return-value",
        level: Level::Warning,
        on: true,
        regal: None,
        asks: "results of functions that are no conditions are used",
        why: "A call that gives a text or number holds as a condition whatever it gives. The result \
              was likely meant to be assigned or compared.",
        bad: "allow if lower(input.name)\n",
        good: "allow if lower(input.name) == \"admin\"\n",
        run: unassigned_return_value,
    },
    Lint {
        code: "sprintf-arguments-mismatch",
        level: Level::Warning,
        on: true,
        regal: None,
        asks: "`sprintf` has as many values as its text has places for them",
        why: "Values without a place, and places without a value, show up as `%!` in the outcome.",
        bad: "msg := sprintf(\"%s is not %s\", [input.name])\n",
        good: "msg := sprintf(\"%s is not %s\", [input.name, \"admin\"])\n",
        run: sprintf_arguments_mismatch,
    },
    Lint {
        code: "if-object-literal",
        level: Level::Warning,
        on: true,
        regal: None,
        asks: "`if` is not followed by an object",
        why: "Braces behind `if` with `:` inside, or with nothing, are an object, which always \
              holds, and no body.",
        bad: "allow if {}\n",
        good: "allow if input.user == \"admin\"\n",
        run: if_object_literal,
    },
    Lint {
        code: "duplicate-rule",
        level: Level::Warning,
        on: true,
        regal: None,
        asks: "no rule is there twice",
        why: "A second copy changes nothing, and is likely a copy that was to be edited.",
        bad: "allow if input.admin\n\nallow if input.admin\n",
        good: "allow if input.admin\n\nallow if input.owner\n",
        run: duplicate_rule,
    },
    Lint {
        code: "leaked-internal-reference",
        level: Level::Note,
        on: true,
        regal: None,
        asks: "rules of other packages that start with `_` are not referred to",
        why: "A leading underscore says that a rule is an internal matter of its package.",
        bad: "allow if data.users._admin\n",
        good: "allow if data.users.admin\n",
        run: leaked_internal_reference,
    },
];

/// Functions that OPA 1.0 does away with, and what stands in for them.
pub(crate) const DEPRECATED: &[(&str, &str)] = &[
    ("all", "write `every`, or a rule of its own"),
    ("any", "write `some … in …`, or a rule of its own"),
    ("cast_array", "check the type with `is_array`"),
    ("cast_boolean", "check the type with `is_boolean`"),
    ("cast_null", "check the type with `is_null`"),
    ("cast_object", "check the type with `is_object`"),
    ("cast_set", "check the type with `is_set`"),
    ("cast_string", "check the type with `is_string`"),
    ("net.cidr_overlap", "write `net.cidr_contains`"),
    ("re_match", "write `regex.match`"),
    ("set_diff", "write `a - b`"),
];

/// Whether a term looks something up that need not be there.
fn may_be_undefined(term: &Term, known: &[&str], context: &Context<'_>) -> Option<Span> {
    match &term.kind {
        TermKind::Ref(r) => {
            let text = context.slice(term.span);
            // What was asked for before is there.
            if known.contains(&text) || root(&r.base).is_none() {
                return None;
            }
            Some(term.span)
        }
        TermKind::Array(items) | TermKind::Set(items) => {
            items.iter().find_map(|t| may_be_undefined(t, known, context))
        }
        TermKind::Object(pairs) => {
            pairs.iter().find_map(|(_, v)| may_be_undefined(v, known, context))
        }
        TermKind::Parens(inner) => may_be_undefined(inner, known, context),
        TermKind::Binary { left, right, .. } => may_be_undefined(left, known, context)
            .or_else(|| may_be_undefined(right, known, context)),
        TermKind::Call { args, .. } => {
            args.iter().find_map(|t| may_be_undefined(t, known, context))
        }
        // Comprehensions are always defined.
        _ => None,
    }
}

fn not_with_undefined_argument(context: &mut Context<'_>) {
    let mut found = Vec::new();
    context.walk(|node| {
        let Node::Body(body) = node else { return };
        let mut known: Vec<&str> = Vec::new();
        for literal in body {
            if let LiteralKind::Not(term) = &literal.kind {
                let place = negated(bare(term), &known, context);
                found.extend(place.filter(|_| literal.with.is_empty()));
                continue;
            }
            walk::literal(literal, &mut |node| {
                if let Node::Term(term) = node
                    && matches!(term.kind, TermKind::Ref(_))
                {
                    known.push(context.slice(term.span));
                }
            });
        }
    });
    for span in found {
        let text = context.slice(span);
        let message = format!("the rule does not fire where `{text}` is undefined");
        let help = "put the call into a rule of its own and negate that rule, or give a default \
                    with `object.get`";
        context.tell(span, message, help);
    }
}

/// An argument of a call that is negated, or of one beside an operator there.
fn negated(term: &Term, known: &[&str], context: &Context<'_>) -> Option<Span> {
    match &term.kind {
        TermKind::Call { args, .. } => {
            args.iter().find_map(|t| may_be_undefined(t, known, context))
        }
        TermKind::Binary { left, right, .. } => {
            negated(bare(left), known, context).or_else(|| negated(bare(right), known, context))
        }
        _ => None,
    }
}

fn constant_condition(context: &mut Context<'_>) {
    let mut found = Vec::new();
    context.walk(|node| {
        let Node::Body(body) = node else { return };
        for literal in body {
            let (LiteralKind::Expr(term) | LiteralKind::Not(term)) = &literal.kind else {
                continue;
            };
            let constant = match &bare(term).kind {
                TermKind::Binary { op: BinaryOp::Assign | BinaryOp::Unify, .. } => false,
                TermKind::Binary { left, right, .. } => is_constant(left) && is_constant(right),
                // `true` alone is a body that asks for nothing, as formatters and V0 write it.
                TermKind::Bool(true) => body.len() > 1,
                TermKind::Object(_) if body.len() == 1 => false,
                _ => is_constant(term),
            };
            if constant {
                found.push(literal.span);
            }
        }
    });
    for span in found {
        let help = "leave it out, or ask for what was meant";
        context.tell(span, "a condition that does not depend on anything", help);
    }
}

fn unused_variable(context: &mut Context<'_>) {
    let mut found: Vec<(String, Span)> = Vec::new();
    for (n, rule) in context.module.rules.iter().enumerate() {
        if rule.chained {
            continue;
        }
        let behind = context.module.rules.iter().skip(n + 1).take_while(|r| r.chained);
        let all: Vec<&Rule> = std::iter::once(rule).chain(behind).collect();
        let mut uses: FxHashMap<&str, usize> = FxHashMap::default();
        let mut declared: Vec<(&str, Span)> = Vec::new();
        for rule in &all {
            walk::rule(rule, &mut |node| match node {
                Node::Term(Term { kind: TermKind::Var(name), .. }) => {
                    *uses.entry(name).or_default() += 1;
                }
                Node::Literal(literal) => declare(literal, &mut declared, &mut uses),
                _ => {}
            });
        }
        for (name, span) in declared {
            if uses.get(name) == Some(&1) && !name.starts_with('_') {
                found.push((name.to_owned(), span));
            }
        }
    }
    for (name, span) in found {
        let message = format!("variable `{name}` is not used");
        context.tell(span, message, "leave it out, or write `_` for it");
    }
}

fn declare<'m>(
    literal: &'m Literal,
    declared: &mut Vec<(&'m str, Span)>,
    uses: &mut FxHashMap<&'m str, usize>,
) {
    let mut terms = Vec::new();
    match &literal.kind {
        LiteralKind::Some(keys) => {
            for key in keys {
                declared.push((&key.text, key.span));
                *uses.entry(&key.text).or_default() += 1;
            }
        }
        LiteralKind::SomeIn { key, value, .. } => {
            key.iter().for_each(|t| variables(t, &mut terms));
            variables(value, &mut terms);
        }
        LiteralKind::Every { key, value, .. } => {
            for key in key.iter().chain([value]) {
                declared.push((&key.text, key.span));
                *uses.entry(&key.text).or_default() += 1;
            }
        }
        _ => {
            if let Some((BinaryOp::Assign, left, _)) = assigned(literal) {
                variables(left, &mut terms);
            }
        }
    }
    declared.extend(terms.into_iter().map(|(name, term)| (name, term.span)));
}

fn shadowed_builtin(context: &mut Context<'_>) {
    let namespaces: FxHashSet<&str> =
        opa::all().filter_map(|d| d.builtin.name.split('.').next()).collect();
    let mut found: Vec<(String, Span)> = Vec::new();
    for rule in context.module.rules.iter().filter(|r| !r.chained) {
        // A path below such a name, as `object.x`, takes nothing away but hides the functions.
        if namespaces.contains(rule.head.name.text.as_str()) {
            found.push((rule.head.name.text.to_string(), rule.head.name.span));
        }
        let mut terms = Vec::new();
        rule.head.args.iter().flatten().for_each(|t| variables(t, &mut terms));
        let mut declared = Vec::new();
        walk::rule(rule, &mut |node| {
            if let Node::Literal(literal) = node {
                declare(literal, &mut declared, &mut FxHashMap::default());
            }
        });
        declared.extend(terms.into_iter().map(|(name, term)| (name, term.span)));
        for (name, span) in declared {
            if namespaces.contains(name) {
                found.push((name.to_owned(), span));
            }
        }
    }
    for import in &context.module.imports {
        let Some(name) = import.alias.as_ref().or(import.path.last()) else { continue };
        let keywords =
            import.path.first().is_some_and(|k| matches!(k.text.as_str(), "future" | "rego"));
        if !keywords && namespaces.contains(name.text.as_str()) {
            found.push((name.text.to_string(), name.span));
        }
    }
    for (name, span) in found {
        let what =
            if opa::find(&name).is_some() { "a builtin function" } else { "builtin functions" };
        let message = format!("`{name}` shadows {what} of that name");
        context.tell(span, message, "give it another name");
    }
}

fn deprecated_builtin(context: &mut Context<'_>) {
    let mut found = Vec::new();
    context.walk(|node| {
        let Node::Term(Term { kind: TermKind::Call { function, .. }, .. }) = node else { return };
        let Some(name) = called(function) else { return };
        let entry = DEPRECATED.iter().find(|(old, _)| *old == name);
        if let Some((old, instead)) = entry.filter(|_| !context.rules.contains(name.as_str())) {
            found.push((function.span, *old, *instead));
        }
    });
    for (span, old, instead) in found {
        context.tell(span, format!("`{old}` is deprecated"), instead);
    }
}

fn deny_without_message(context: &mut Context<'_>) {
    let mut found = Vec::new();
    for rule in context.module.rules.iter().filter(|r| !r.chained && !r.default) {
        let head = &rule.head;
        let denies = matches!(head.name.text.as_str(), "deny" | "violation" | "warn");
        if !denies || head.args.is_some() || !head.path.is_empty() {
            continue;
        }
        let silent = match (&head.contains, &head.value) {
            (Some(element), _) => matches!(element.kind, TermKind::Bool(_) | TermKind::Null),
            (None, Some(value)) => matches!(value.kind, TermKind::Bool(true)),
            (None, None) => true,
        };
        if silent {
            found.push((head.name.text.to_string(), head.span));
        }
    }
    for (name, span) in found {
        let message = format!("`{name}` does not say what is wrong");
        let help = format!("write `{name} contains \"…\" if …` with a message");
        context.tell(span, message, help);
    }
}

/// Whether a path goes through all elements of something: with `_`.
fn iterates(term: &Term) -> bool {
    let TermKind::Ref(r) = &bare(term).kind else { return false };
    r.parts.iter().any(|p| matches!(&p.term.kind, TermKind::Var(name) if name == "_"))
}

fn not_equals_in_loop(context: &mut Context<'_>) {
    let mut found = Vec::new();
    context.walk(|node| {
        let Node::Literal(Literal { kind: LiteralKind::Expr(term), span, .. }) = node else {
            return;
        };
        if let TermKind::Binary { op: BinaryOp::Ne, left, right } = &bare(term).kind
            && (iterates(left) || iterates(right))
        {
            found.push(*span);
        }
    });
    for span in found {
        let help = "write `not x in xs`, or `every x in xs { x != y }`";
        context.tell(span, "holds as soon as one element is another one", help);
    }
}

/// What a literal negates, if it is a term.
fn negated_term(literal: &Literal) -> Option<&Term> {
    match &literal.kind {
        LiteralKind::Not(term) => Some(term),
        LiteralKind::NotBody(operand) => match operand.body.as_slice() {
            [Literal { kind: LiteralKind::Expr(term), .. }] => Some(term),
            _ => None,
        },
        _ => None,
    }
}

fn impossible_not(context: &mut Context<'_>) {
    let rules = &context.module.rules;
    let partial: FxHashSet<&str> = rules
        .iter()
        .filter(|r| {
            let dynamic = r.head.path.iter().any(|p| !is_constant(&p.term));
            r.head.contains.is_some() && r.head.path.is_empty() || dynamic
        })
        .map(|r| r.head.name.text.as_str())
        .collect();
    let mut found = Vec::new();
    context.walk(|node| {
        let Node::Literal(literal) = node else { return };
        let Some(term) = negated_term(literal) else { return };
        if let TermKind::Var(name) = &bare(term).kind
            && partial.contains(name.as_str())
        {
            found.push((literal.span, name.clone()));
        }
    });
    for (span, name) in found {
        let message = format!("`{name}` is a set or object and always defined");
        context.tell(span, message, format!("write `count({name}) == 0`"));
    }
}

fn top_level_iteration(context: &mut Context<'_>) {
    let mut found = Vec::new();
    for rule in context.module.rules.iter().filter(|r| !r.chained && !r.default) {
        let head = &rule.head;
        let complete = head.contains.is_none() && head.path.iter().all(|p| is_constant(&p.term));
        let values = head.value.iter().chain(rule.elses.iter().filter_map(|e| e.value.as_ref()));
        if complete && rule.head.args.is_none() {
            found.extend(values.filter(|v| iterates(v)).map(|v| v.span));
        }
    }
    for span in found {
        let help = "collect the values with `contains`, or in a comprehension";
        context.tell(span, "a rule with as many values as there are elements", help);
    }
}

fn unassigned_return_value(context: &mut Context<'_>) {
    let mut found = Vec::new();
    context.walk(|node| {
        let Node::Literal(Literal { kind: LiteralKind::Expr(term), .. }) = node else { return };
        let term = bare(term);
        let TermKind::Call { function, args } = &term.kind else { return };
        let Some(name) = called(function) else { return };
        let Some(known) = opa::find(&name) else { return };
        let result = known.signature.rsplit("=>").next().unwrap_or("").trim();
        let plain = !matches!(result, "boolean" | "any" | "") && !result.contains("boolean");
        // With one argument more, the last one takes the result.
        if plain && args.len() == known.arity() && !matches!(name.as_str(), "print" | "trace") {
            found.push((term.span, name));
        }
    });
    for (span, name) in found {
        let message = format!("the result of `{name}` is not used");
        context.tell(span, message, "assign it with `:=`, or compare it");
    }
}

/// How many values a format takes; none where it counts for itself, as in `%[1]d`.
fn places(format: &str) -> Option<usize> {
    let mut count = 0;
    let mut rest = format;
    while let Some((_, behind)) = rest.split_once('%') {
        let flags = behind.len() - behind.trim_start_matches(['+', '-', '#', ' ', '0']).len();
        let behind = behind.get(flags..).unwrap_or("");
        let width = behind.len()
            - behind.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        let behind = behind.get(width..).unwrap_or("");
        let verb = behind.chars().next()?;
        match verb {
            '[' | '*' => return None,
            '%' => {}
            _ => count += 1,
        }
        rest = behind.get(verb.len_utf8()..).unwrap_or("");
    }
    Some(count)
}

fn sprintf_arguments_mismatch(context: &mut Context<'_>) {
    let mut found = Vec::new();
    context.walk(|node| {
        let Node::Term(term) = node else { return };
        let TermKind::Call { function, args } = &term.kind else { return };
        let [format, values, ..] = args.as_slice() else { return };
        let (TermKind::Str { text, .. }, TermKind::Array(values)) = (&format.kind, &values.kind)
        else {
            return;
        };
        if called(function).is_none_or(|name| name != "sprintf") {
            return;
        }
        if let Some(count) = places(text).filter(|n| *n != values.len()) {
            found.push((term.span, count, values.len()));
        }
    });
    for (span, places, values) in found {
        let message = format!("{values} values for {places} places in the text");
        context.tell(span, message, "give each place one value");
    }
}

fn if_object_literal(context: &mut Context<'_>) {
    let mut found = Vec::new();
    for rule in &context.module.rules {
        if let [Literal { kind: LiteralKind::Expr(term), span, .. }] = rule.body.as_slice()
            && matches!(term.kind, TermKind::Object(_))
            && !rule.braces
        {
            found.push(*span);
        }
    }
    for span in found {
        context.tell(span, "an object behind `if`, which always holds", "write conditions");
    }
}

fn duplicate_rule(context: &mut Context<'_>) {
    let mut seen: FxHashMap<String, Span> = FxHashMap::default();
    let mut found = Vec::new();
    for rule in context.module.rules.iter().filter(|r| !r.chained) {
        let text = context.slice(rule.span).split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some(first) = seen.insert(text, rule.span) {
            found.push((rule.head.span, first));
        }
    }
    for (span, first) in found {
        let row = context.row(first.start);
        let message = format!("the same rule stands in line {row}");
        context.tell(span, message, "leave one of them out, or say what is to be different");
    }
}

fn leaked_internal_reference(context: &mut Context<'_>) {
    let mut roots: FxHashSet<&str> = FxHashSet::default();
    roots.insert("data");
    for import in &context.module.imports {
        if import.path.first().is_some_and(|k| k.text == "data") {
            roots.extend(import.alias.as_ref().or(import.path.last()).map(|k| k.text.as_str()));
        }
    }
    let own: Vec<&str> = context.module.package.iter().map(|k| k.text.as_str()).collect();
    let mut found = Vec::new();
    context.walk(|node| {
        let Node::Term(term) = node else { return };
        let TermKind::Ref(r) = &term.kind else { return };
        let Some(base) = root(&r.base).filter(|b| roots.contains(b)) else { return };
        let texts: Vec<&str> = r
            .parts
            .iter()
            .map_while(|p| match &p.term.kind {
                TermKind::Str { text, .. } => Some(text.as_str()),
                _ => None,
            })
            .collect();
        let inside = base == "data" && texts.starts_with(&own);
        if !inside && texts.iter().any(|t| t.starts_with('_')) {
            found.push(term.span);
        }
    });
    for span in found {
        let help = "refer to what the other package means to be used";
        context.tell(span, "an internal rule of another package", help);
    }
}
