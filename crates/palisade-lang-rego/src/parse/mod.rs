//! From text to syntax tree.
//!
//! The parser takes one token at a time and goes back only where the language asks for it: at
//! `{x | …` and `[x | …`, and at `if {`. It reports what is wrong and goes on with the next rule.

mod annotation;
mod check;
mod literal;
mod logic;
mod rule;
mod term;

use crate::ast::{Comment, Dialect, Key, Literal, Module, Term};
use crate::lex::{Illegal, Keywords, Kind, Lexer, Mark, Token};
use palisade_source::{Diagnostic, FileId, Location, Span};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// How many terms and bodies may be open inside each other; bounds the stack of the parser.
pub const MAX_DEPTH: u32 = 200;

/// How deep a tree may be, chains of operators included; bounds the stack of those who walk it.
pub const MAX_HEIGHT: u32 = 400;

/// After so many errors in one file the rest is not told.
const MAX_ERRORS: usize = 100;

const CODE: &str = "rego-parse-error";

/// How a text is to be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ParseOptions {
    /// The language that a module starts in; `import rego.v1` makes V1 of V0.
    pub dialect: Dialect,
}

impl Default for ParseOptions {
    fn default() -> Self {
        Self { dialect: Dialect::V1 }
    }
}

/// What was read of a module, and what was wrong with it.
#[derive(Clone, PartialEq, Debug)]
pub struct Parsed {
    /// The module; none where there is no `package` statement. Rules with errors are left out.
    pub module: Option<Module>,
    /// What is wrong, in order of place.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a module.
#[must_use]
pub fn parse_module(source: &str, file: FileId, options: ParseOptions) -> Parsed {
    let mut parser = Parser::new(source, file, options);
    let module = if parser.fits() { parser.module() } else { None };
    Parsed { module, diagnostics: parser.finish() }
}

/// Texts of fewer bytes than this are read where they are asked for.
const MANY_BYTES: usize = 64 << 10;

/// Reads modules, many of them on all threads; in the order given.
#[must_use]
pub fn parse_modules(sources: &[(&str, FileId)], options: ParseOptions) -> Vec<Parsed> {
    let bytes: usize = sources.iter().map(|(text, _)| text.len()).sum();
    let read = |(text, file): &(&str, FileId)| parse_module(text, *file, options);
    if bytes < MANY_BYTES {
        return sources.iter().map(read).collect();
    }
    sources.par_iter().map(read).collect()
}

/// Reads a query: literals with `;` or a line break between them, as `opa eval` takes it.
#[must_use]
pub fn parse_query(
    source: &str,
    file: FileId,
    options: ParseOptions,
) -> (Vec<Literal>, Vec<Diagnostic>) {
    let mut parser = Parser::new(source, file, options);
    let body = if parser.fits() { parser.query().unwrap_or_default() } else { Vec::new() };
    (body, parser.finish())
}

/// Reads a term, and nothing behind it.
#[must_use]
pub fn parse_term(
    source: &str,
    file: FileId,
    options: ParseOptions,
) -> (Option<Term>, Vec<Diagnostic>) {
    let mut parser = Parser::new(source, file, options);
    let term = if parser.fits() { parser.only_term().ok() } else { None };
    (term, parser.finish())
}

/// An error was reported.
#[derive(Clone, Copy, Debug)]
struct Failed;

type Read<T> = Result<T, Failed>;

/// Where the parser stands, to come back to.
#[derive(Clone, Copy, Debug)]
struct Place {
    lexer: Mark,
    token: Token,
    end: u32,
    depth: u32,
    errors: usize,
}

#[derive(Debug)]
struct Parser<'s> {
    lexer: Lexer<'s>,
    /// The token to look at next.
    token: Token,
    /// Where the token before it ends.
    end: u32,
    file: FileId,
    dialect: Dialect,
    diagnostics: Vec<Diagnostic>,
    /// How many terms and bodies are open.
    depth: u32,
    /// How deep the term is that was read last.
    height: u32,
    /// Where brackets open that hold no comprehension though `|` follows the first term.
    lists: FxHashSet<u32>,
    /// What was opened and not closed, for the label of an error.
    opened: Vec<Span>,
    /// Whether the bracket at an offset opens an operand of `and` or `or`, once it was looked at.
    operands: FxHashMap<u32, bool>,
}

impl<'s> Parser<'s> {
    fn new(source: &'s str, file: FileId, options: ParseOptions) -> Self {
        let keywords = match options.dialect {
            Dialect::V0 => Keywords::NONE,
            Dialect::V1 => Keywords::ALL,
        };
        let mut lexer = Lexer::new(source, keywords);
        let token = lexer.next();
        Self {
            lexer,
            token,
            end: 0,
            file,
            dialect: options.dialect,
            diagnostics: Vec::new(),
            depth: 0,
            height: 0,
            lists: FxHashSet::default(),
            opened: Vec::new(),
            operands: FxHashMap::default(),
        }
    }

    /// Whether places in the text can be told; reports it where they cannot.
    fn fits(&mut self) -> bool {
        let fits = u32::try_from(self.lexer.source().len()).is_ok();
        if fits {
            self.tell_illegal();
        } else {
            self.report(Span::default(), "the file is larger than 4 GiB", "split it");
        }
        fits
    }

    /// Tells of characters that no policy may hold, not even its texts and comments.
    fn tell_illegal(&mut self) {
        let source = self.lexer.source();
        if !source.bytes().any(|byte| byte == 0 || byte == 0xef) {
            return;
        }
        // At the start a byte-order mark is none of the text.
        let is_illegal = |(at, c): &(usize, char)| *c == '\0' || (*c == '\u{feff}' && *at > 0);
        let Some((at, c)) = source.char_indices().find(is_illegal) else { return };
        let span = Span::at(at, at + c.len_utf8());
        match c {
            '\0' => self.report(span, "illegal null character", "write it as `\\u0000`"),
            _ => self.report(span, "illegal byte-order mark", "write it as `\\ufeff`"),
        }
    }

    fn finish(mut self) -> Vec<Diagnostic> {
        let place = |d: &Diagnostic| d.location.map_or(0, |l| l.span.start);
        self.diagnostics.sort_by_key(place);
        self.diagnostics.dedup_by_key(|d| (d.location, d.message.clone()));
        let more = self.diagnostics.len().saturating_sub(MAX_ERRORS);
        if more > 0 {
            self.diagnostics.truncate(MAX_ERRORS);
            let text = format!("{more} more errors in this file are not shown");
            let location = self.diagnostics.last().and_then(|d| d.location);
            let mut last = Diagnostic::error(CODE, text);
            last.location = location;
            self.diagnostics.push(last);
        }
        self.diagnostics
    }

    // Tokens.

    fn kind(&self) -> Kind {
        self.token.kind
    }

    fn at(&self, kind: Kind) -> bool {
        self.token.kind == kind
    }

    fn bump(&mut self) -> Token {
        let token = self.token;
        self.end = token.end;
        self.token = self.lexer.next();
        token
    }

    fn eat(&mut self, kind: Kind) -> bool {
        let there = self.at(kind);
        if there {
            self.bump();
        }
        there
    }

    fn mark(&self) -> Place {
        Place {
            lexer: self.lexer.mark(),
            token: self.token,
            end: self.end,
            depth: self.depth,
            errors: self.diagnostics.len(),
        }
    }

    fn reset(&mut self, place: Place) {
        self.lexer.reset(place.lexer);
        self.token = place.token;
        self.end = place.end;
        self.depth = place.depth;
        self.diagnostics.truncate(place.errors);
    }

    fn text(&self, span: Span) -> &'s str {
        self.lexer.slice(span)
    }

    /// From an offset to the end of the token before the present one.
    fn since(&self, start: u32) -> Span {
        Span::new(start, self.end.max(start))
    }

    /// Whether the present word stands before `.` or `[` and so is the name of a document, though
    /// it is a keyword elsewhere.
    fn names_document(&self) -> bool {
        self.kind().is_keyword() && matches!(self.lexer.peek(), b'.' | b'[')
    }

    /// Whether the present token is this keyword, and not a document of that name on a new line.
    fn at_keyword(&self, kind: Kind) -> bool {
        self.at(kind) && !(self.token.newline && self.names_document())
    }

    fn key(&mut self) -> Key {
        let token = self.bump();
        Key { text: self.text(token.span()).into(), span: token.span() }
    }

    // Errors.

    fn location(&self, span: Span) -> Location {
        Location::new(self.file, span)
    }

    fn report(&mut self, span: Span, message: impl Into<String>, help: &str) {
        let mut diagnostic = Diagnostic::error(CODE, message).at(self.location(span));
        if !help.is_empty() {
            diagnostic.help = Some(help.to_owned());
        }
        self.diagnostics.push(diagnostic);
    }

    fn fail<T>(&mut self, span: Span, message: impl Into<String>, help: &str) -> Read<T> {
        self.report(span, message, help);
        Err(Failed)
    }

    /// Reports that the present token is not what should stand here.
    fn unexpected<T>(&mut self, expected: &str) -> Read<T> {
        let span = self.token.span();
        if let Kind::Illegal(why) = self.kind() {
            return self.illegal(why);
        }
        let shown: String = self.text(span).chars().take(40).collect();
        let found = match self.kind() {
            Kind::End => "unexpected end of file".to_owned(),
            kind if kind.is_keyword() => format!("unexpected keyword `{shown}`"),
            _ => format!("unexpected `{shown}`"),
        };
        let message = format!("{found}: expected {expected}");
        let mut diagnostic = Diagnostic::error(CODE, message).at(self.location(span));
        diagnostic.help = self.habit().map(str::to_owned);
        if let Some(opened) = self.opened.last().filter(|_| expected.contains("`}`")) {
            diagnostic = diagnostic.label(self.location(*opened), "opened here");
        }
        self.diagnostics.push(diagnostic);
        Err(Failed)
    }

    /// Help for what people bring from other languages.
    fn habit(&self) -> Option<&'static str> {
        let rest = self.lexer.source().get(self.token.start as usize..).unwrap_or("");
        let before = self.text(Span::new(0, self.end));
        Some(match self.kind() {
            Kind::And if rest.starts_with("&&") || before.ends_with('&') => {
                "conditions that must all hold stand on lines of their own, or with `;` between them"
            }
            Kind::Or if rest.starts_with("||") || before.ends_with('|') => {
                "for one of several conditions write several rules of one name, or a function"
            }
            Kind::Div if rest.starts_with("//") || before.ends_with('/') => {
                "a comment starts with `#`"
            }
            Kind::Ident if before.ends_with("every") && self.dialect == Dialect::V0 => {
                "`every` is a keyword only with `import rego.v1`"
            }
            Kind::Eq if self.depth == 0 => "a rule gets its value with `:=`",
            Kind::Ident if rest.starts_with("if") && self.dialect == Dialect::V0 => {
                "`if` is a keyword only with `import rego.v1`"
            }
            Kind::Ident if matches!(self.text(self.token.span()), "and" | "or") => {
                let own = if rest.starts_with("and") { Keywords::AND } else { Keywords::OR };
                match (own, self.lexer.keywords.has(own)) {
                    (_, true) => {
                        "`and` and `or` stand between conditions of a body, and give no value"
                    }
                    (Keywords::AND, false) => {
                        "`and` is a keyword only with `import future.keywords.and`"
                    }
                    _ => "`or` is a keyword only with `import future.keywords.or`",
                }
            }
            Kind::Ident if rest.starts_with("in ") && self.dialect == Dialect::V0 => {
                "`in` is a keyword only with `import rego.v1` or `import future.keywords.in`"
            }
            Kind::Ident if rest.starts_with("contains ") && self.dialect == Dialect::V0 => {
                "`contains` is a keyword only with `import rego.v1`"
            }
            _ => return None,
        })
    }

    fn illegal<T>(&mut self, why: Illegal) -> Read<T> {
        let span = self.token.span();
        let text = self.text(span);
        match why {
            Illegal::Character => {
                let help = match text {
                    "'" => "text stands in double quotes or in backticks",
                    "!" => "`not` negates an expression, and `!=` compares",
                    "\"" | "\u{201c}" | "\u{201d}" => "text stands in straight double quotes",
                    _ => "",
                };
                let shown: String = text.escape_debug().collect();
                self.fail(span, format!("unexpected character `{shown}`"), help)
            }
            Illegal::OpenText => {
                let help = "close it with `\"` on the same line, or write it in backticks";
                self.fail(span, "text without an end", help)
            }
            Illegal::OpenRawText => {
                let start = Span::new(span.start, span.start + 1);
                self.fail(start, "text in backticks without an end", "close it with a backtick")
            }
            Illegal::Number => {
                let message = format!("`{text}` is not a number");
                self.fail(span, message, "numbers are written as in JSON: `1`, `0.5`, `1e3`")
            }
            Illegal::LeadingZero => {
                let message = format!("number `{text}` with a leading zero");
                self.fail(span, message, "leave the zero out")
            }
        }
    }

    fn expect(&mut self, kind: Kind, expected: &str) -> Read<Token> {
        if self.at(kind) { Ok(self.bump()) } else { self.unexpected(expected) }
    }

    /// Goes one level down.
    fn enter(&mut self) -> Read<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH { self.too_deep(self.token.span(), MAX_DEPTH) } else { Ok(()) }
    }

    fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    fn too_deep<T>(&mut self, span: Span, limit: u32) -> Read<T> {
        let message = format!("nested more than {limit} levels deep");
        self.fail(span, message, "name a part of it in a rule of its own")
    }

    // Wholes.

    fn query(&mut self) -> Read<Vec<Literal>> {
        if self.at(Kind::End) {
            return self.fail(self.token.span(), "empty query", "");
        }
        let mut body = Vec::new();
        loop {
            body.push(self.literal()?);
            let more = self.eat(Kind::Semicolon);
            if !more && self.at(Kind::End) {
                return Ok(body);
            }
            if !more && !self.token.newline {
                return self.unexpected("a line break or `;`");
            }
        }
    }

    fn only_term(&mut self) -> Read<Term> {
        let term = self.expression()?;
        if self.at(Kind::End) { Ok(term) } else { self.unexpected("the end") }
    }

    fn comments(&self) -> Vec<Comment> {
        let comment = |span: &Span| {
            let text = self.text(*span);
            let text = text.strip_prefix('#').unwrap_or(text);
            Comment { text: text.strip_suffix('\r').unwrap_or(text).to_owned(), span: *span }
        };
        self.lexer.comments.iter().map(comment).collect()
    }
}
