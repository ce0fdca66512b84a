//! The layout of `opa fmt`.
//!
//! The lines of the source decide where lists, bodies and modifiers are broken; spaces, tabs,
//! empty lines and the order of imports are made anew. Comments stay where they are. A term with a
//! comment in a place where no layout can hold it is left as it was written.

mod logic;
mod term;
mod write;

pub use logic::drop_v0_imports;

use crate::ast::{
    Dialect, Else, Import, Key, Literal, LiteralKind, Module, RefPart, Rule, Term, TermKind,
};
use crate::lex::{Keywords, Kind, Lexer};
use crate::parse::{ParseOptions, parse_module};
use palisade_source::{Diagnostic, FileId, Span};
use write::Writer;

#[cfg(test)]
pub(crate) use term::sign;

/// A module laid out as `opa fmt` does, in its own language.
///
/// `source` is the text that the module was read from, without errors.
#[must_use]
pub fn format(source: &str, module: &Module) -> String {
    Formatter::new(source, module, false).module(module)
}

/// A V0 module in words that V0 and V1 read alike: with `import rego.v1`, `if` and `contains`.
///
/// # Errors
/// Where V1 does not read the outcome, such as a rule with the name of a keyword: what it says,
/// at the places of the given module where they are known.
pub fn format_as_v1(source: &str, module: &Module) -> Result<String, Vec<Diagnostic>> {
    let text = Formatter::new(source, module, true).module(module);
    let options = ParseOptions { dialect: Dialect::V0 };
    let parsed = parse_module(&text, FileId::default(), options);
    if parsed.diagnostics.is_empty() {
        return Ok(text);
    }
    // The places are those of a text that nobody sees.
    let placeless = |mut d: Diagnostic| {
        d.location = None;
        d.labels.clear();
        d.message = format!("not in Rego v1: {}", d.message);
        d
    };
    Err(parsed.diagnostics.into_iter().map(placeless).collect())
}

/// A statement of a module.
#[derive(Clone, Copy)]
enum Item<'m> {
    Import(&'m Import),
    Rule(&'m Rule),
}

impl Item<'_> {
    fn start(self) -> u32 {
        match self {
            Self::Import(import) => import.span.start,
            Self::Rule(rule) => rule.span.start,
        }
    }
}

struct Formatter<'s> {
    w: Writer<'s>,
    /// Whether rules have `:=` and values as in V1.
    v1: bool,
    /// Whether bodies stand behind `if`.
    ifs: bool,
    /// Whether partial sets are written with `contains`.
    contains: bool,
    /// Whether imports of keywords are replaced with `import rego.v1`.
    convert: bool,
    keywords: Lexer<'s>,
    /// Where the first literal behind the last `if {` starts.
    guarded: Option<u32>,
    /// Whether the present line goes on with the conditions of one before it.
    continued: bool,
    /// Keywords to import beside those of V1.
    needed: Vec<&'static str>,
}

impl<'s> Formatter<'s> {
    fn new(source: &'s str, module: &'s Module, convert: bool) -> Self {
        let convert = convert && module.dialect == Dialect::V0;
        let v1 = convert || module.dialect == Dialect::V1;
        let imports = |word: &str| {
            module.imports.iter().any(|i| {
                let path: Vec<&str> = i.path.iter().map(|k| k.text.as_str()).collect();
                path == ["future", "keywords"] || path == ["future", "keywords", word]
            })
        };
        let (ifs, contains) = (v1 || imports("if"), v1 || imports("contains"));
        let mut words = if v1 { Keywords::ALL } else { Keywords::NONE };
        for (word, keyword) in [("in", Keywords::IN), ("every", Keywords::EVERY.with(Keywords::IN))]
        {
            if imports(word) {
                words = words.with(keyword);
            }
        }
        if ifs {
            words = words.with(Keywords::IF);
        }
        if contains {
            words = words.with(Keywords::CONTAINS);
        }
        let w = Writer::new(source, &module.comments);
        let keywords = Lexer::new("", words);
        let needed = if convert { logic::needed(module) } else { Vec::new() };
        let (guarded, continued) = (None, false);
        Self { w, v1, ifs, contains, convert, keywords, guarded, continued, needed }
    }

    fn module(mut self, module: &Module) -> String {
        self.w.leading(module.package_span.start);
        if self.w.loose(module.package_span, &[]) {
            self.w.verbatim(module.package_span);
        } else {
            self.w.put("package ");
            self.path(&module.package);
        }
        let imports = module.imports.iter().map(Item::Import);
        let mut items: Vec<Item<'_>> = imports.chain(module.rules.iter().map(Item::Rule)).collect();
        items.sort_by_key(|item| item.start());
        let behind = items.first().map_or(u32::MAX, |item| item.start());
        self.w.end_line(self.w.end_row(module.package_span), behind);
        self.w.blank_line();
        let mut rest = items.as_slice();
        if self.convert && !matches!(rest.first(), Some(Item::Import(_))) {
            self.w.put("import rego.v1\n\n");
        }
        let mut first = self.convert;
        while let Some(item) = rest.first() {
            let same = |other: &&Item<'_>| {
                matches!(other, Item::Import(_)) == matches!(item, Item::Import(_))
            };
            let count = rest.iter().take_while(same).count();
            let (run, behind) = rest.split_at(count);
            rest = behind;
            let imports: Vec<&Import> = run
                .iter()
                .filter_map(|i| if let Item::Import(i) = i { Some(*i) } else { None })
                .collect();
            let rules: Vec<&Rule> = run
                .iter()
                .filter_map(|i| if let Item::Rule(r) = i { Some(*r) } else { None })
                .collect();
            self.imports(&imports, first);
            self.rules(&rules, rest.first().map_or(u32::MAX, |item| item.start()));
            first = false;
        }
        let end = u32::MAX;
        if self.w.pending(end) {
            self.w.blank_line();
            self.w.leading(end);
        }
        self.w.finish()
    }

    fn is_name(&self, text: &str) -> bool {
        let mut bytes = text.bytes();
        let first = bytes.next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_');
        first && bytes.all(|b| b.is_ascii_alphanumeric() || b == b'_')
    }

    fn is_keyword(&self, text: &str) -> bool {
        self.keywords.word(text.as_bytes()) != Kind::Ident
    }

    /// A path of names and texts.
    fn path(&mut self, path: &[Key]) {
        for (n, key) in path.iter().enumerate() {
            let quoted = self.w.slice(key.span).starts_with(['"', '`']);
            if n == 0 {
                self.w.put(&key.text);
            } else if self.is_name(&key.text) && !(quoted && self.is_keyword(&key.text)) {
                self.w.put(".");
                self.w.put(&key.text);
            } else {
                self.w.put("[");
                self.w.put(self.w.slice(key.span));
                self.w.put("]");
            }
        }
    }

    // Imports.

    /// Imports that follow each other: groups with empty lines between them, each in order.
    fn imports(&mut self, imports: &[&Import], add_v1: bool) {
        let mut rest = imports;
        let mut add = add_v1;
        while let Some(first) = rest.first() {
            let mut row = self.w.row(first.span.start);
            let mut count = 1;
            while let Some(next) = rest.get(count) {
                let at = self.w.row(next.span.start);
                if at > row + 1 {
                    break;
                }
                row = at;
                count += 1;
            }
            let (group, behind) = rest.split_at(count);
            rest = behind;
            self.w.leading(first.span.start);
            // Comments are taken in the order of the source, before the imports are sorted.
            let mut lines: Vec<(&Import, Option<&str>)> = Vec::with_capacity(group.len());
            for (n, import) in group.iter().enumerate() {
                let row = self.w.end_row(import.span);
                while self.w.pending(import.span.end) {
                    // Inside of the import, which is left as it is.
                    self.w.skip();
                }
                let last = group.get(n + 1).is_none_or(|next| self.w.row(next.span.start) > row);
                let comment = if last { self.w.take(row) } else { None };
                lines.push((import, comment.map(|c| c.text.trim_end())));
            }
            let dropped = |i: &Import| {
                let path: Vec<&str> = i.path.iter().map(|k| k.text.as_str()).collect();
                self.convert && path.first() == Some(&"future") && !logic::is_kept(&path)
            };
            let mut kept: Vec<(&Import, Option<&str>)> = Vec::new();
            for line in lines {
                match line {
                    (import, Some(comment)) if dropped(import) => {
                        // The import goes, what was said of it stays.
                        self.w.put(&format!("#{comment}\n"));
                    }
                    (import, None) if dropped(import) => {}
                    line => kept.push(line),
                }
            }
            kept.sort_by(|a, b| {
                let key = |i: &'_ Import| {
                    let path: Vec<String> = i.path.iter().map(|k| k.text.to_string()).collect();
                    (path, i.alias.as_ref().map(|a| a.text.to_string()))
                };
                key(a.0).cmp(&key(b.0))
            });
            for (import, comment) in &kept {
                if self.w.loose(import.span, &[]) {
                    self.w.put(self.w.slice(import.span));
                } else {
                    self.w.put("import ");
                    self.path(&import.path);
                    if let Some(alias) = &import.alias {
                        self.w.put(" as ");
                        self.w.put(&alias.text);
                    }
                }
                if let Some(comment) = comment {
                    self.w.put(" #");
                    self.w.put(comment);
                }
                self.w.put("\n");
            }
            if add {
                for word in &self.needed {
                    self.w.put(&format!("import future.keywords.{word}\n"));
                }
                self.w.put("import rego.v1\n");
                add = false;
            }
            self.w.blank_line();
        }
    }

    // Rules.

    fn rules(&mut self, rules: &[&Rule], behind: u32) {
        let mut index = 0;
        while let Some(rule) = rules.get(index) {
            self.w.leading(rule.span.start);
            let chain = rules.iter().skip(index + 1).take_while(|r| r.chained).count();
            if self.odd_head(rule) {
                let last = rules.get(index + chain).map_or(rule.span, |r| r.span);
                self.w.verbatim(rule.span.to(last));
                let next = rules.get(index + chain + 1).map_or(behind, |r| r.span.start);
                self.w.end_line(self.w.end_row(last), next);
                index += chain;
            } else {
                self.rule(rule);
                let next = rules.get(index + 1).map_or(behind, |r| r.span.start);
                self.w.end_line(self.w.end_row(rule.span), next);
            }
            let next = rules.get(index + 1);
            let near = next.is_some_and(|next| {
                self.groups(rule)
                    && self.groups(next)
                    && self.w.row(next.span.start) == self.w.row(rule.span.start) + 1
                    && self.w.end_row(rule.span) == self.w.row(rule.span.start)
            });
            if !near {
                self.w.blank_line();
            }
            index += 1;
        }
    }

    /// Whether a rule may stand right below another short one.
    fn groups(&self, rule: &Rule) -> bool {
        rule.body.len() <= 1
            && rule.elses.is_empty()
            && !rule.default
            && self.ifs
            && (self.contains || rule.head.contains.is_none())
    }

    /// Whether comments stand between the parts of heads, where no layout can hold them.
    fn odd_head(&self, rule: &Rule) -> bool {
        if rule.chained {
            return false;
        }
        let odd_else = rule
            .elses
            .iter()
            .filter_map(|e| Some((e, e.value.as_ref()?)))
            .any(|(e, v)| self.w.loose(Span::new(e.span.start, v.span.end), &[v.span]));
        if odd_else {
            return true;
        }
        let head = &rule.head;
        let mut parts: Vec<Span> = Vec::new();
        parts.extend(head.value.iter().map(|t| t.span));
        parts.extend(head.contains.iter().filter(|_| !head.old_set).map(|t| t.span));
        if let Some(args) = &head.args {
            // Between the arguments there is room for comments.
            let end = head.value.as_ref().map_or(head.span.end, |v| v.span.start);
            let zone = Span::new(head.name.span.end, end);
            let text = self.w.slice(zone);
            let open = text.find('(').map_or(zone.start, |n| zone.start + Span::at(n, n).start);
            let close = self.closing(open, end, args);
            parts.push(Span::new(open, close));
        }
        self.w.loose(Span::new(rule.span.start, head.span.end), &parts)
    }

    /// The place of the parenthesis behind arguments: the first one that is in no comment.
    fn closing(&self, open: u32, end: u32, args: &[Term]) -> u32 {
        let from = args.last().map_or(open, |a| a.span.end);
        self.first(b')', Span::new(from, end)).unwrap_or(end)
    }

    fn rule(&mut self, rule: &Rule) {
        if rule.default {
            self.w.put("default ");
        }
        let constant = rule.elses.is_empty() && is_true(&rule.body);
        let head = &rule.head;
        let silent = self.v1 || head.value.is_some() || head.contains.is_some();
        let no_body = rule.body.is_empty() || constant && silent && !self.comments_around(rule);
        self.head(rule, no_body);
        let head_end = if rule.chained { rule.span.start } else { head.span.end };
        if no_body {
            return;
        }
        let ifs = self.ifs && (self.contains || head.contains.is_none());
        let mut inline = self.body(&rule.body, ifs, head_end, self.body_end(rule));
        let mut end = self.body_end(rule);
        for (n, branch) in rule.elses.iter().enumerate() {
            let next = rule.elses.get(n + 1).map_or(rule.span.end, |e| e.span.start);
            self.else_branch(branch, inline, end);
            end = if n + 1 < rule.elses.len() { branch.span.end } else { next };
            inline = self.else_body(branch);
        }
    }

    /// Whether a comment stands in the body of a rule.
    fn comments_around(&self, rule: &Rule) -> bool {
        !self.w.inside(Span::new(rule.head.span.end, rule.span.end)).is_empty()
    }

    /// Where the body of a rule ends, its brace included.
    fn body_end(&self, rule: &Rule) -> u32 {
        let Some(first) = rule.elses.first() else { return rule.span.end };
        let from = rule.body.last().map_or(rule.span.start, |l| l.span.end);
        self.brace_before(from, first.span.start)
    }

    /// The place behind the last `}` between two offsets, or the first offset without one.
    fn brace_before(&self, from: u32, to: u32) -> u32 {
        self.first(b'}', Span::new(from, to)).map_or(from, |at| at + 1)
    }

    /// Where a sign stands first in a span, comments left out.
    fn first(&self, sign: u8, span: Span) -> Option<u32> {
        let comments = self.w.inside(span);
        let bytes = (span.start..).zip(self.w.slice(span).bytes());
        let found = bytes.filter(|(_, byte)| *byte == sign).map(|(at, _)| at);
        let commented = |at: u32| comments.iter().any(|c| c.span.start <= at && at < c.span.end);
        found.into_iter().find(|at| !commented(*at))
    }

    /// The head of a rule; with what it is worth where there is no body to say so.
    fn head(&mut self, rule: &Rule, no_body: bool) {
        let head = &rule.head;
        self.w.put(&head.name.text);
        self.head_path(&head.path);
        if let Some(args) = &head.args {
            let open = head.path.last().map_or(head.name.span.end, |p| p.term.span.end);
            let close = self.closing(open, head.span.end, args);
            self.arguments(args, open, close);
        }
        match &head.contains {
            Some(element) if self.contains => {
                self.w.put(" contains ");
                self.term(element);
            }
            Some(element) => {
                self.w.put("[");
                self.term(element);
                self.w.put("]");
            }
            None => {}
        }
        let one_variable = matches!(head.path.as_slice(), [part] if !is_constant(&part.term));
        let told = match &head.value {
            Some(value) => no_body || rule.default || one_variable || !is_true_term(value),
            None => false,
        };
        if told {
            self.value(head.value.as_ref(), head.assign);
        } else if no_body && self.v1 && head.contains.is_none() {
            self.w.put(" := true");
        }
    }

    fn head_path(&mut self, path: &[RefPart]) {
        for part in path {
            if part.dotted {
                self.w.put(".");
                self.w.put(self.w.slice(part.term.span));
            } else {
                self.w.put("[");
                self.term(&part.term);
                self.w.put("]");
            }
        }
    }

    fn value(&mut self, value: Option<&Term>, assign: bool) {
        if let Some(value) = value {
            self.w.put(if assign || self.v1 { " := " } else { " = " });
            self.top(value);
        }
    }

    /// ` if literal`, or ` if {` and so on up to `}`; the line is left open. Says whether a brace
    /// ends it.
    fn body(&mut self, body: &[Literal], ifs: bool, head_end: u32, end: u32) -> bool {
        let head_row = self.w.row(head_end.saturating_sub(1));
        if ifs {
            self.w.put(" if");
            if let [one] = body
                && self.w.row(one.span.start) == head_row
                && !is_bare_set(one)
                && !self.w.pending(one.span.start)
                && self.w.inside(Span::new(one.span.end, end)).is_empty()
            {
                self.w.put(" ");
                self.literal(one);
                return false;
            }
        }
        self.w.put(" {");
        self.guarded = body.first().filter(|_| ifs).map(|l| l.span.start);
        self.block(body, head_row, end);
        self.w.put("}");
        true
    }

    /// The literals between braces, each on its line; the closing one is to follow.
    fn block(&mut self, body: &[Literal], open_row: usize, end: u32) {
        let first = body.first().map_or(end, |l| l.span.start);
        // A comment on the line of the brace stays there.
        let brace_row = self.brace_row(open_row, first);
        self.w.end_line(brace_row, first);
        self.w.indent();
        self.literals(body, end.saturating_sub(1));
        self.w.leading(end.saturating_sub(1));
        self.w.dedent();
        self.w.start_line();
    }

    /// The line whose comment stands behind an opening bracket: that of the next comment, if it
    /// comes before the first part and on a line with something else before it.
    fn brace_row(&self, open_row: usize, first: u32) -> usize {
        let Some(comment) = self.w.peek().filter(|c| c.span.start < first) else { return 0 };
        let row = self.w.row(comment.span.start);
        if row == open_row || self.w.shares_line(comment) { row } else { 0 }
    }

    /// Literals, each on its line, with empty lines where the source has lines between them.
    fn literals(&mut self, body: &[Literal], close: u32) {
        let mut last = None;
        for (n, literal) in body.iter().enumerate() {
            let row = self.w.row(literal.span.start);
            if last.is_some_and(|last| row > last + 1) {
                self.w.blank_line();
            }
            self.w.leading(literal.span.start);
            self.w.start_line();
            self.literal(literal);
            if body.get(n + 1).is_some_and(term::starts_with_sign) {
                self.w.put(";");
            }
            let end = self.w.end_row(literal.span);
            let next = body.get(n + 1).map_or(close, |l| l.span.start);
            self.w.end_line(end, next);
            last = Some(end);
        }
    }

    /// `else` and its value, behind a body that may end with a brace on the present line.
    fn else_branch(&mut self, branch: &Else, brace: bool, before: u32) {
        let start = branch.span.start;
        let inline = brace && !self.w.starts_line(start);
        if inline && !self.w.pending(start) {
            self.w.put(" ");
        } else {
            let row = self.w.row(before.saturating_sub(1));
            self.w.end_line(row, start);
            self.w.blank_line();
            self.w.leading(start);
        }
        self.w.put("else");
        let told =
            branch.value.as_ref().is_some_and(|v| branch.body.is_empty() || !is_true_term(v));
        if told {
            self.value(branch.value.as_ref(), branch.assign);
        }
    }

    fn else_body(&mut self, branch: &Else) -> bool {
        if branch.body.is_empty() {
            return false;
        }
        let head_end = branch.value.as_ref().map_or(branch.span.start + 4, |v| v.span.end);
        self.body(&branch.body, self.ifs, head_end, branch.span.end)
    }
}

/// Whether a body is nothing but `true`.
fn is_true(body: &[Literal]) -> bool {
    let [Literal { kind: LiteralKind::Expr(term), with, .. }] = body else { return false };
    with.is_empty() && is_true_term(term)
}

fn is_true_term(term: &Term) -> bool {
    matches!(term.kind, TermKind::Bool(true))
}

fn is_constant(term: &Term) -> bool {
    matches!(
        term.kind,
        TermKind::Null | TermKind::Bool(_) | TermKind::Number(_) | TermKind::Str { .. }
    )
}

/// Whether braces around a literal would be lost on a set that stands alone.
fn is_bare_set(literal: &Literal) -> bool {
    let LiteralKind::Expr(term) = &literal.kind else { return false };
    let mut inner = term;
    while let TermKind::Parens(next) = &inner.kind {
        inner = next;
    }
    matches!(inner.kind, TermKind::Set(_)) && literal.with.is_empty()
}
