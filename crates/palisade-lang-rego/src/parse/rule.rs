//! Statements: `package`, `import` and rules, and the way to the next one behind an error.

use super::{Parser, Read, annotation};
use crate::ast::{Dialect, Else, Head, Import, Key, Module, RefPart, Rule, Term, TermKind};
use crate::lex::{Keywords, Kind, Token};
use palisade_source::{Span, did_you_mean};

/// A file with more errors than this is not read to its end.
const GIVE_UP: usize = 1000;

impl Parser<'_> {
    pub(super) fn module(&mut self) -> Option<Module> {
        let mut module = Module {
            dialect: self.dialect,
            package: Vec::new(),
            package_span: Span::default(),
            imports: Vec::new(),
            rules: Vec::new(),
            comments: Vec::new(),
            annotations: Vec::new(),
        };
        let first = self.token.span();
        let mut found = false;
        while !self.at(Kind::End) && self.diagnostics.len() < GIVE_UP {
            self.depth = 0;
            self.opened.clear();
            let start = self.token;
            if self.statement(&mut module, &mut found).is_err() {
                self.recover(start);
            }
        }
        if !found && self.diagnostics.is_empty() {
            let help = "start the file with `package name`";
            self.report(first, "the file has no `package` statement", help);
        }
        self.check_imports(&module.imports);
        module.dialect = self.dialect;
        module.comments = self.comments();
        module.annotations = annotation::collect(self.lexer.source(), &module);
        found.then_some(module)
    }

    fn statement(&mut self, module: &mut Module, found: &mut bool) -> Read<()> {
        let named = self.names_document();
        let token = self.token;
        if token.kind == Kind::Package && !named {
            self.bump();
            let second = *found;
            *found = true;
            let path = self.package()?;
            if second {
                let help = "put the rules of another package in another file";
                return self.fail(token.span(), "a second `package` statement", help);
            }
            module.package = path;
            module.package_span = self.since(token.start);
            return Ok(());
        }
        if !*found {
            // Told once; what follows is looked at all the same.
            *found = true;
            let help = "start the file with `package name`";
            self.report(token.span(), "the file does not start with `package`", help);
        }
        match token.kind {
            Kind::Import if !named => {
                self.bump();
                let import = self.import(token.start)?;
                module.imports.push(import);
                Ok(())
            }
            Kind::Ident | Kind::Default => self.rule(&mut module.rules),
            _ if named => self.rule(&mut module.rules),
            _ => self.unexpected("a rule or an `import`"),
        }
    }

    /// Goes to the next statement behind an error in the one that starts with `first`.
    fn recover(&mut self, first: Token) {
        let column = self.column(first);
        if self.token.start == first.start && !self.at(Kind::End) {
            self.bump();
        }
        // A bracket that is not closed makes the error appear in the statement behind. That one
        // deserves to be read from its start.
        if let Some(start) = self.line_start(column).filter(|start| *start > first.start) {
            self.lexer.go_to(start);
            self.token = self.lexer.next();
            self.token.newline = true;
        }
        while !self.at(Kind::End) {
            let starts =
                matches!(self.kind(), Kind::Ident | Kind::Default | Kind::Import | Kind::Package)
                    || self.names_document();
            if self.token.newline && starts && self.column(self.token) <= column {
                return;
            }
            self.bump();
        }
    }

    /// Where the line of the present token starts with a name that is indented no more than
    /// `column`, if it is not the present token that it starts with.
    fn line_start(&self, column: usize) -> Option<u32> {
        let before = self.lexer.source().get(..self.token.start as usize)?;
        let line = before.rfind('\n').map_or(0, |n| n + 1);
        let text = before.get(line..)?;
        let indent = text.len() - text.trim_start_matches([' ', '\t']).len();
        let starts = text.as_bytes().get(indent).is_some_and(u8::is_ascii_alphabetic);
        (starts && indent <= column).then(|| Span::at(line + indent, line).start)
    }

    /// How many bytes stand before a token on its line.
    fn column(&self, token: Token) -> usize {
        let before = self.lexer.source().get(..token.start as usize).unwrap_or("");
        before.bytes().rev().take_while(|b| *b != b'\n').count()
    }

    fn package(&mut self) -> Read<Vec<Key>> {
        let mut path = vec![self.word("the path of the package")?];
        self.constant_parts(&mut path)?;
        Ok(path)
    }

    /// A name, also one that is a keyword elsewhere.
    fn word(&mut self, expected: &str) -> Read<Key> {
        if self.at(Kind::Ident) || self.kind().is_keyword() {
            Ok(self.key())
        } else {
            self.unexpected(expected)
        }
    }

    /// The rest of a path of names and texts.
    fn constant_parts(&mut self, path: &mut Vec<Key>) -> Read<()> {
        for part in self.parts()? {
            match part.term.kind {
                TermKind::Str { text, .. } => path.push(Key { text, span: part.term.span }),
                _ => {
                    let help = "write `.name` or `[\"name\"]`";
                    return self.fail(part.term.span, "expected a text in this path", help);
                }
            }
        }
        Ok(())
    }

    fn import(&mut self, start: u32) -> Read<Import> {
        let mut path = vec![self.word("a path")?];
        self.constant_parts(&mut path)?;
        let mut alias = None;
        if self.at_keyword(Kind::As) {
            self.bump();
            if self.kind().is_keyword() {
                let word = self.text(self.token.span());
                let message = format!("the keyword `{word}` cannot be the name of an import");
                return self.fail(self.token.span(), message, "give it another name");
            }
            if !self.at(Kind::Ident) {
                return self.unexpected("a name");
            }
            alias = Some(self.key());
        }
        let span = self.since(start);
        let import = Import { path, alias, span };
        self.check_path(&import)?;
        self.switch_keywords();
        Ok(import)
    }

    fn check_path(&mut self, import: &Import) -> Read<()> {
        let texts: Vec<&str> = import.path.iter().map(|k| k.text.as_str()).collect();
        let path_span = match (import.path.first(), import.path.last()) {
            (Some(first), Some(last)) => first.span.to(last.span),
            _ => import.span,
        };
        match texts.as_slice() {
            ["input" | "data"] => Ok(()),
            ["input" | "data", .., last] => {
                let keyword = self.lexer.word(last.as_bytes()).is_keyword();
                if keyword && import.alias.is_none() {
                    let message = format!("the keyword `{last}` cannot be the name of an import");
                    return self.fail(path_span, message, "give it a name with `as`");
                }
                Ok(())
            }
            ["rego" | "future", ..] if import.alias.is_some() => {
                let message = "an import of keywords cannot have a name";
                self.fail(import.span, message, "leave out `as`")
            }
            ["rego", "v1"] => {
                self.lexer.keywords = self.lexer.keywords.with(Keywords::ALL);
                self.dialect = Dialect::V1;
                Ok(())
            }
            ["rego", ..] => self.fail(path_span, "unknown import", "write `import rego.v1`"),
            ["future", "keywords"] => {
                self.lexer.keywords = Keywords::EVERY_ONE;
                Ok(())
            }
            ["future", "keywords", word] => {
                let added = match *word {
                    "and" => Keywords::AND,
                    "contains" => Keywords::CONTAINS,
                    "every" => Keywords::EVERY.with(Keywords::IN),
                    "if" => Keywords::IF,
                    "in" => Keywords::IN,
                    "not" => Keywords::NOT,
                    "or" => Keywords::OR,
                    word => {
                        let known = ["and", "contains", "every", "if", "in", "not", "or"];
                        let help = did_you_mean(word, known);
                        let message = format!("unknown keyword `{word}`");
                        return self.fail(path_span, message, help.as_deref().unwrap_or(""));
                    }
                };
                self.lexer.keywords = self.lexer.keywords.with(added);
                Ok(())
            }
            ["future", ..] => {
                self.fail(path_span, "unknown import", "write `import future.keywords`")
            }
            [first, ..] => {
                let message = format!("an import cannot start with `{first}`");
                let help = "it starts with `data`, `input`, `rego` or `future`";
                self.fail(path_span, message, help)
            }
            [] => Ok(()),
        }
    }

    /// Reads the present token anew, which was read before an import made keywords.
    fn switch_keywords(&mut self) {
        if self.at(Kind::Ident) {
            let word = self.text(self.token.span());
            self.token.kind = self.lexer.word(word.as_bytes());
        }
    }

    fn rule(&mut self, rules: &mut Vec<Rule>) -> Read<()> {
        let start = self.token.start;
        let default = self.at(Kind::Default) && !self.names_document();
        if default {
            self.bump();
        }
        let mut rule = Rule {
            default,
            head: self.head()?,
            body: Vec::new(),
            braces: false,
            elses: Vec::new(),
            chained: false,
            span: Span::default(),
        };
        if default {
            if self.at(Kind::LBrace) || self.at_keyword(Kind::If) && !self.token.newline {
                let help = "write the rule with a body beside the default";
                return self.fail(self.token.span(), "a default rule has no body", help);
            }
            rule.span = self.since(start);
            self.check_rule(&rule);
            rules.push(rule);
            return Ok(());
        }
        if self.at_keyword(Kind::If) {
            rule.head.has_if = true;
            self.bump();
            (rule.body, rule.braces) = self.if_body()?;
        } else if self.at(Kind::LBrace) {
            rule.body = self.braces()?;
            rule.braces = true;
        }
        old_set(&mut rule.head);
        if !rule.body.is_empty() {
            while self.at_keyword(Kind::Else) {
                let branch = self.else_branch()?;
                rule.elses.push(branch);
            }
        }
        rule.span = self.since(start);
        self.check_rule(&rule);
        let mut chain = Vec::new();
        while !rule.body.is_empty() && self.at(Kind::LBrace) {
            if !rule.elses.is_empty() {
                return self.unexpected("`else` before a further body");
            }
            let start = self.token.start;
            let body = self.braces()?;
            let head = rule.head.clone();
            let span = self.since(start);
            let elses = Vec::new();
            chain.push(Rule { default, head, body, braces: true, elses, chained: true, span });
        }
        rules.push(rule);
        rules.append(&mut chain);
        Ok(())
    }

    fn head(&mut self) -> Read<Head> {
        let start = self.token.start;
        if !self.at(Kind::Ident) && !self.names_document() {
            return self.unexpected("the name of a rule");
        }
        let name = self.key();
        // OPA allows space here, and only here.
        if matches!(self.kind(), Kind::LBrack | Kind::LParen) && !self.token.newline {
            self.token.space = false;
        }
        let path = self.parts()?;
        let args =
            if self.at(Kind::LParen) && !self.token.space { Some(self.arguments()?) } else { None };
        let mut head = Head {
            name,
            path,
            args,
            contains: None,
            value: None,
            assign: false,
            has_if: false,
            old_set: false,
            span: self.since(start),
        };
        if self.at_keyword(Kind::Contains) {
            if head.args.is_some() {
                let help = "a function has one value; return a set";
                return self.fail(self.token.span(), "`contains` behind a function", help);
            }
            self.bump();
            head.contains = Some(self.expression()?);
        } else {
            self.value(&mut head.value, &mut head.assign)?;
        }
        head.span = self.since(start);
        if self.at_keyword(Kind::With) {
            let help = "write `with` behind an expression in the body";
            return self.fail(self.token.span(), "`with` behind the head of a rule", help);
        }
        let goes_on = super::term::is_operator(self.kind())
            || matches!(self.kind(), Kind::Comma | Kind::Semicolon | Kind::Colon | Kind::Dot)
            || matches!(self.kind(), Kind::Assign | Kind::Unify);
        if goes_on {
            let expected = match self.dialect {
                _ if head.value.is_some() || head.contains.is_some() => "a body or another rule",
                Dialect::V1 => "`:=`, `contains` or `if` behind the name of a rule",
                Dialect::V0 => "`=`, `:=`, `[…]` or a body behind the name of a rule",
            };
            return self.unexpected(expected);
        }
        Ok(head)
    }

    /// `:= value` or `= value`, if there is any.
    fn value(&mut self, value: &mut Option<Term>, assign: &mut bool) -> Read<()> {
        if matches!(self.kind(), Kind::Assign | Kind::Unify) {
            *assign = self.bump().kind == Kind::Assign;
            *value = Some(self.expression()?);
        }
        Ok(())
    }

    fn else_branch(&mut self) -> Read<Else> {
        let start = self.bump().start;
        let mut branch = Else {
            value: None,
            assign: false,
            has_if: false,
            body: Vec::new(),
            braces: false,
            span: Span::default(),
        };
        self.value(&mut branch.value, &mut branch.assign)?;
        let newline = self.token.newline;
        if self.at_keyword(Kind::If) {
            branch.has_if = true;
            self.bump();
            (branch.body, branch.braces) = self.if_body()?;
        } else if self.at(Kind::LBrace) && !(newline && branch.value.is_some()) {
            branch.body = self.braces()?;
            branch.braces = true;
        } else if branch.value.is_none() {
            return self.unexpected("a value or a body behind `else`");
        }
        branch.span = self.since(start);
        Ok(branch)
    }
}

/// Makes a partial set of `p[x]` without `if` and value.
fn old_set(head: &mut Head) {
    let plain = !head.has_if && head.contains.is_none() && head.value.is_none();
    if plain && head.args.is_none() && head.path.len() == 1 {
        head.contains = head.path.pop().map(|RefPart { term, .. }| term);
        head.old_set = true;
    }
}
