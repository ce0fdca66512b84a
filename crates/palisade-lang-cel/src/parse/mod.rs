//! The parser: total, it always returns a tree, and tells all it found wrong.

mod lexer;
mod literal;
mod macros;
#[cfg(test)]
mod tests;

use crate::ast::{Ast, BinaryOp, Entry, EntryKey, ExprId, Kind, Name, UnaryOp, Var};
use crate::problem::Problem;
use lexer::{Bad, Lexer, Token};
use palisade_source::Span;

/// How deep expressions may nest in the text.
const MAX_NESTING: u16 = 160;
/// How high the tree may grow (chains of `a + b + c …` and `a.b.c…` lean to the left).
const MAX_HEIGHT: u16 = 200;
/// How long an expression may be, in bytes.
const MAX_LENGTH: usize = 1 << 20;
/// How many problems of one expression are told.
const MAX_PROBLEMS: usize = 20;

/// Parses an expression; whatever could not be understood is [`Kind::Error`] in the tree.
pub(crate) fn parse(text: &str) -> (Ast<'_>, Vec<Problem>) {
    let mut parser = Parser::new(text);
    if text.len() > MAX_LENGTH {
        let message = format!("expression of {} bytes is longer than {MAX_LENGTH}", text.len());
        let help = "split it into several rules or variables";
        parser.problems.push(Problem::syntax(Span::default(), message).help(help));
        return (parser.ast, parser.problems);
    }
    let root = if parser.token == Token::End {
        let span = Span::at(0, text.len());
        parser.problem(Problem::syntax(span, "expression is empty"));
        parser.ast.push_leaf(Kind::Error, span)
    } else {
        parser.expr()
    };
    if parser.token != Token::End && parser.problems.is_empty() {
        parser.unexpected("the end of the expression");
    }
    parser.ast.set_root(root);
    (parser.ast, parser.problems)
}

struct Parser<'s> {
    text: &'s str,
    lexer: Lexer<'s>,
    token: Token,
    span: Span,
    /// Where the token in front of the current one ended.
    last_end: u32,
    nesting: u16,
    ast: Ast<'s>,
    problems: Vec<Problem>,
}

impl<'s> Parser<'s> {
    fn new(text: &'s str) -> Self {
        let mut lexer = Lexer::new(if text.len() > MAX_LENGTH { "" } else { text });
        let (token, span) = lexer.next_token();
        let (ast, problems) = (Ast::new(), Vec::new());
        Self { text, lexer, token, span, last_end: 0, nesting: 0, ast, problems }
    }

    fn advance(&mut self) {
        self.last_end = self.span.end;
        (self.token, self.span) = self.lexer.next_token();
    }

    fn slice(&self, span: Span) -> &'s str {
        self.text.get(span.range()).unwrap_or("")
    }

    fn eat(&mut self, token: Token) -> bool {
        let found = self.token == token;
        if found {
            self.advance();
        }
        found
    }

    fn is_word(&self, word: &str) -> bool {
        self.token == Token::Ident && self.slice(self.span) == word
    }

    /// Tells a problem; a second one at the same place says nothing new.
    fn problem(&mut self, problem: Problem) {
        let same = self.problems.iter().any(|p| p.span.start == problem.span.start);
        if !same && self.problems.len() < MAX_PROBLEMS {
            self.problems.push(problem);
        }
    }

    /// A node above `children`, refused when the tree grows too high.
    fn node(&mut self, kind: Kind<'s>, span: Span, children: &[ExprId]) -> ExprId {
        let id = self.ast.push(kind, span, children);
        if self.ast.height(id) > MAX_HEIGHT {
            let message = format!("expression chains more than {MAX_HEIGHT} operations");
            let help = "group it with parentheses, or split it into several rules or variables";
            if self.ast.height(id) == MAX_HEIGHT + 1 {
                self.problem(Problem::syntax(span, message).help(help));
            }
            return self.ast.push_leaf(Kind::Error, span);
        }
        id
    }

    fn error_node(&mut self, span: Span) -> ExprId {
        self.ast.push_leaf(Kind::Error, span)
    }

    fn span_from(&self, start: u32) -> Span {
        Span::new(start, self.last_end.max(start))
    }

    /// Tells that the current token does not belong here.
    fn unexpected(&mut self, wanted: &str) {
        let span = self.span;
        let text = self.slice(span);
        let problem = match self.token {
            Token::Bad(bad) => bad_token(bad, span, text),
            Token::End => {
                Problem::syntax(span, format!("expected {wanted}, found the end of the expression"))
            }
            _ => {
                let problem = Problem::syntax(span, format!("expected {wanted}, found `{text}`"));
                match text {
                    "and" => problem.help("write `&&`"),
                    "or" => problem.help("write `||`"),
                    "not" => problem.help("write `!`"),
                    "is" => problem.help("write `==`"),
                    _ => problem,
                }
            }
        };
        self.problem(problem);
    }

    /// Skips to a token that can follow an expression, over whole brackets.
    fn recover(&mut self) {
        let mut open = 0_usize;
        loop {
            match self.token {
                Token::End => return,
                Token::LeftParen | Token::LeftBracket | Token::LeftBrace => open += 1,
                Token::RightParen | Token::RightBracket | Token::RightBrace => {
                    if open == 0 {
                        return;
                    }
                    open -= 1;
                }
                Token::Comma | Token::Colon if open == 0 => return,
                _ => {}
            }
            self.advance();
        }
    }

    /// Eats the bracket that closes the one at `open`.
    fn close(&mut self, token: Token, text: &str, open: Span) {
        if self.eat(token) {
            return;
        }
        let before = self.problems.len();
        self.unexpected(&format!("`{text}`"));
        if self.problems.len() > before
            && let Some(problem) = self.problems.last_mut()
        {
            problem.label = Some((open, "opened here".to_owned()));
        }
        self.recover();
        while matches!(self.token, Token::Comma | Token::Colon) {
            self.advance();
            self.recover();
        }
        self.eat(token);
    }

    fn expr(&mut self) -> ExprId {
        if self.nesting >= MAX_NESTING {
            let span = self.span;
            let message = format!("expression nests deeper than {MAX_NESTING} levels");
            self.problem(Problem::syntax(span, message).help("split it into several variables"));
            // What follows cannot be told apart any more: read no further.
            while self.token != Token::End {
                self.advance();
            }
            return self.error_node(span);
        }
        self.nesting += 1;
        let id = self.conditional();
        self.nesting -= 1;
        id
    }

    fn conditional(&mut self) -> ExprId {
        let test = self.chain(Token::OrOr);
        if !self.eat(Token::Question) {
            return test;
        }
        let then = self.chain(Token::OrOr);
        if !self.eat(Token::Colon) {
            self.unexpected("`:` of `condition ? a : b`");
            self.recover();
            if !self.eat(Token::Colon) {
                return self.error_node(self.span_from(self.ast.span(test).start));
            }
        }
        let other = self.expr();
        let span = self.ast.span(test).to(self.ast.span(other));
        self.node(Kind::Cond { test, then, other }, span, &[test, then, other])
    }

    /// `a || b || c` or, one level below, `a && b && c`: one node however long.
    fn chain(&mut self, joiner: Token) -> ExprId {
        let operand = |p: &mut Self| match joiner {
            Token::OrOr => p.chain(Token::AndAnd),
            _ => p.binary(0),
        };
        let first = operand(self);
        if self.token != joiner {
            return first;
        }
        let mut operands = vec![first];
        while self.eat(joiner) {
            operands.push(operand(self));
        }
        let list = self.ast.push_list(&operands);
        let kind = if joiner == Token::OrOr { Kind::Or(list) } else { Kind::And(list) };
        let span = self.span_from(self.ast.span(first).start);
        self.node(kind, span, &operands)
    }

    fn operator(&self) -> Option<(BinaryOp, u8)> {
        Some(match self.token {
            Token::EqEq => (BinaryOp::Eq, 1),
            Token::NotEq => (BinaryOp::Ne, 1),
            Token::Less => (BinaryOp::Lt, 1),
            Token::LessEq => (BinaryOp::Le, 1),
            Token::Greater => (BinaryOp::Gt, 1),
            Token::GreaterEq => (BinaryOp::Ge, 1),
            Token::Ident if self.is_word("in") => (BinaryOp::In, 1),
            Token::Plus => (BinaryOp::Add, 2),
            Token::Minus => (BinaryOp::Sub, 2),
            Token::Star => (BinaryOp::Mul, 3),
            Token::Slash => (BinaryOp::Div, 3),
            Token::Percent => (BinaryOp::Rem, 3),
            _ => return None,
        })
    }

    /// Operators that bind tighter than `above`, all of them grouping to the left.
    fn binary(&mut self, above: u8) -> ExprId {
        let mut left = self.unary();
        while let Some((op, level)) = self.operator() {
            if level <= above {
                break;
            }
            self.advance();
            let right = self.binary(level);
            let span = self.ast.span(left).to(self.ast.span(right));
            left = self.node(Kind::Binary { op, left, right }, span, &[left, right]);
        }
        left
    }

    /// `!!x`, `--x`: a run of one operator, then what it applies to.
    fn unary(&mut self) -> ExprId {
        let token = self.token;
        let op = match token {
            Token::Not => UnaryOp::Not,
            Token::Minus => UnaryOp::Neg,
            _ => return self.postfix(None),
        };
        let mut starts = Vec::new();
        while self.token == token {
            starts.push(self.span.start);
            self.advance();
        }
        let number = matches!(self.token, Token::Int | Token::Float);
        let signed = if op == UnaryOp::Neg && number { starts.pop() } else { None };
        let mut operand = self.postfix(signed);
        for start in starts.into_iter().rev() {
            let span = Span::new(start, self.ast.span(operand).end);
            operand = self.node(Kind::Unary { op, operand }, span, &[operand]);
        }
        operand
    }

    fn postfix(&mut self, signed: Option<u32>) -> ExprId {
        let start = signed.unwrap_or(self.span.start);
        let mut base = self.primary(signed);
        loop {
            match self.token {
                Token::Dot => {
                    self.advance();
                    base = self.member(base, start);
                }
                Token::LeftBracket => {
                    let open = self.span;
                    self.advance();
                    let optional = self.eat(Token::Question);
                    let index = self.expr();
                    self.close(Token::RightBracket, "]", open);
                    let span = self.span_from(start);
                    base = self.node(Kind::Index { base, index, optional }, span, &[base, index]);
                }
                Token::LeftBrace => base = self.message(base, start),
                _ => return base,
            }
        }
    }

    /// `base.name` or `base.name(args)`, behind the dot.
    fn member(&mut self, base: ExprId, start: u32) -> ExprId {
        let optional = self.eat(Token::Question);
        let Some(name) = self.field_name() else {
            self.unexpected("a field or function name");
            self.recover();
            return self.error_node(self.span_from(start));
        };
        if self.token != Token::LeftParen {
            let kind = Kind::Select { base, field: name, optional };
            return self.node(kind, self.span_from(start), &[base]);
        }
        if optional {
            let problem = Problem::syntax(name.span, "a function cannot be called with `.?`")
                .help("`.?` reads a field that may be absent; call functions with `.`");
            self.problem(problem);
        }
        let (args, end) = self.arguments();
        self.call(Some(base), name, false, &args, Span::new(start, end))
    }

    /// A name behind a dot or in a message, where reserved words are allowed.
    fn field_name(&mut self) -> Option<Name<'s>> {
        let (span, text) = (self.span, self.slice(self.span));
        let name = match self.token {
            Token::Ident if !matches!(text, "true" | "false" | "null" | "in") => text,
            Token::Quoted => {
                let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or("");
                let allowed = |b: u8| {
                    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-' | b'/' | b' ')
                };
                if inner.is_empty() || !inner.bytes().all(allowed) {
                    let help = "between backticks stand letters, digits, `_`, `.`, `-`, `/` and blanks; \
                                use `value['key']` for other keys";
                    let message = "a quoted field name has characters that are not allowed";
                    self.problem(Problem::syntax(span, message).help(help));
                }
                inner
            }
            _ => return None,
        };
        self.advance();
        Some(Name { text: name, span })
    }

    fn arguments(&mut self) -> (Vec<ExprId>, u32) {
        let open = self.span;
        self.advance();
        let mut args = Vec::new();
        while !matches!(self.token, Token::RightParen | Token::End) {
            args.push(self.expr());
            if !self.eat(Token::Comma) {
                break;
            }
            if self.token == Token::RightParen {
                self.unexpected("an argument");
            }
        }
        self.close(Token::RightParen, ")", open);
        (args, self.last_end)
    }

    fn call(
        &mut self,
        target: Option<ExprId>,
        name: Name<'s>,
        rooted: bool,
        args: &[ExprId],
        span: Span,
    ) -> ExprId {
        if !rooted && let Some(id) = self.expand(target, name, args, span) {
            return id;
        }
        let list = self.ast.push_list(args);
        let children: Vec<ExprId> = target.iter().chain(args).copied().collect();
        self.node(Kind::Call { target, name, rooted, args: list }, span, &children)
    }

    fn message(&mut self, name: ExprId, start: u32) -> ExprId {
        let mut part = name;
        let plain = loop {
            match self.ast.kind(part) {
                Kind::Ident { .. } => break true,
                Kind::Select { base, optional: false, .. } => part = base,
                _ => break false,
            }
        };
        if !plain {
            self.unexpected("an operator");
            self.recover();
            return self.error_node(self.span_from(start));
        }
        let open = self.span;
        self.advance();
        let mut fields = Vec::new();
        while !matches!(self.token, Token::RightBrace | Token::End) {
            let optional = self.eat(Token::Question);
            let Some(field) = self.field_name() else {
                self.unexpected("a field name");
                self.recover();
                break;
            };
            if !self.eat(Token::Colon) {
                self.unexpected("`:`");
                self.recover();
                break;
            }
            let value = self.expr();
            fields.push(Entry { key: EntryKey::Field(field), value, optional });
            if !self.eat(Token::Comma) {
                break;
            }
        }
        self.close(Token::RightBrace, "}", open);
        let children: Vec<ExprId> = fields.iter().map(|f| f.value).chain([name]).collect();
        let fields = self.ast.push_entries(&fields);
        self.node(Kind::Message { name, fields }, self.span_from(start), &children)
    }

    fn primary(&mut self, signed: Option<u32>) -> ExprId {
        let (token, span) = (self.token, self.span);
        match token {
            Token::Int | Token::Uint | Token::Float => self.number(signed),
            Token::String(flavour) => {
                self.advance();
                match literal::text(&mut self.ast, self.text, span, flavour) {
                    Ok(text) if flavour.bytes => self.ast.push_leaf(Kind::Bytes(text), span),
                    Ok(text) => self.ast.push_leaf(Kind::String(text), span),
                    Err(e) => {
                        self.problem(Problem::syntax(e.span, e.message).help(e.help));
                        self.error_node(span)
                    }
                }
            }
            Token::Ident => self.identifier(false, span.start),
            Token::Dot => {
                self.advance();
                if self.token == Token::Ident {
                    return self.identifier(true, span.start);
                }
                self.unexpected("a name");
                self.recover();
                self.error_node(span)
            }
            Token::LeftParen => {
                self.advance();
                let id = self.expr();
                self.close(Token::RightParen, ")", span);
                id
            }
            Token::LeftBracket => self.list(),
            Token::LeftBrace => self.map(),
            _ => {
                self.unexpected("an expression");
                self.recover();
                self.error_node(span)
            }
        }
    }

    fn number(&mut self, signed: Option<u32>) -> ExprId {
        let (token, span) = (self.token, self.span);
        let text = self.slice(span);
        self.advance();
        let kind = match token {
            Token::Int => literal::int(text, signed.is_some()).map(Kind::Int),
            Token::Uint => literal::uint(text.trim_end_matches(['u', 'U'])).map(Kind::Uint),
            _ => text
                .parse::<f64>()
                .ok()
                .map(|f| Kind::Double(if signed.is_some() { -f } else { f })),
        };
        let span = Span::new(signed.unwrap_or(span.start), span.end);
        let kind = kind.unwrap_or_else(|| {
            let message = format!("number `{}` is out of range", self.slice(span));
            let help = "an int holds -9223372036854775808 to 9223372036854775807, a uint 0u to 18446744073709551615u";
            self.problem(Problem::syntax(span, message).help(help));
            Kind::Error
        });
        self.ast.push_leaf(kind, span)
    }

    fn identifier(&mut self, rooted: bool, start: u32) -> ExprId {
        let text = self.slice(self.span);
        let name = Name { text, span: self.span };
        let span = Span::new(start, self.span.end);
        let literal = match text {
            "true" => Some(Kind::Bool(true)),
            "false" => Some(Kind::Bool(false)),
            "null" => Some(Kind::Null),
            _ => None,
        };
        if let (Some(kind), false) = (literal, rooted) {
            self.advance();
            return self.ast.push_leaf(kind, span);
        }
        if literal.is_some() || text == "in" {
            self.unexpected("an expression");
            self.recover();
            return self.error_node(span);
        }
        if is_reserved(text) {
            let message = format!("`{text}` is a reserved word and cannot be a name");
            let problem = Problem::syntax(self.span, message);
            self.problem(match text {
                "if" => problem.help("write `condition ? a : b`"),
                "let" | "var" | "const" => {
                    problem.help("write `cel.bind(name, value, expression)`")
                }
                "for" | "loop" | "while" => problem.help("use `all`, `exists`, `map` or `filter`"),
                _ => problem,
            });
        }
        self.advance();
        if text == "not" && !rooted && self.token == Token::Ident {
            let problem = Problem::syntax(name.span, "`not` is no operator").help("write `!`");
            self.problem(problem);
        }
        if self.token == Token::LeftParen {
            let (args, end) = self.arguments();
            return self.call(None, name, rooted, &args, Span::new(start, end));
        }
        self.ast.push_leaf(Kind::Ident { name: Var::Named(text), rooted }, span)
    }

    fn list(&mut self) -> ExprId {
        let open = self.span;
        self.advance();
        let mut items = Vec::new();
        while !matches!(self.token, Token::RightBracket | Token::End) {
            let optional = self.eat(Token::Question);
            let value = self.expr();
            items.push(Entry { key: EntryKey::None, value, optional });
            if !self.eat(Token::Comma) {
                break;
            }
        }
        self.close(Token::RightBracket, "]", open);
        let children: Vec<ExprId> = items.iter().map(|i| i.value).collect();
        let items = self.ast.push_entries(&items);
        self.node(Kind::List(items), self.span_from(open.start), &children)
    }

    fn map(&mut self) -> ExprId {
        let open = self.span;
        self.advance();
        let (mut items, mut children) = (Vec::new(), Vec::new());
        while !matches!(self.token, Token::RightBrace | Token::End) {
            let optional = self.eat(Token::Question);
            let key = self.expr();
            if !self.eat(Token::Colon) {
                self.unexpected("`:` between key and value");
                self.recover();
                if !self.eat(Token::Colon) {
                    break;
                }
            }
            let value = self.expr();
            items.push(Entry { key: EntryKey::Expr(key), value, optional });
            children.extend([key, value]);
            if !self.eat(Token::Comma) {
                break;
            }
        }
        self.close(Token::RightBrace, "}", open);
        let items = self.ast.push_entries(&items);
        self.node(Kind::Map(items), self.span_from(open.start), &children)
    }
}

fn bad_token(bad: Bad, span: Span, text: &str) -> Problem {
    match bad {
        Bad::Unterminated => Problem::syntax(span, "string is not closed")
            .help("close it with the quote it began with; use ''' for text over several lines"),
        Bad::UnterminatedName => Problem::syntax(span, "quoted name is not closed"),
        Bad::SingleAnd => Problem::syntax(span, "`&` is no operator").help("write `&&`"),
        Bad::SingleOr => Problem::syntax(span, "`|` is no operator").help("write `||`"),
        Bad::SingleEq => Problem::syntax(span, "`=` is no operator").help("write `==`"),
        Bad::Number => Problem::syntax(span, format!("`{text}` is no number"))
            .help("numbers look like 12, 0x1f, 12u, 1.5 or 1e3"),
        Bad::SmartQuote => {
            Problem::syntax(span, format!("`{text}` is a typographic quote")).help("write ' or \"")
        }
        Bad::Other => Problem::syntax(span, format!("unexpected character `{text}`")),
    }
}

fn is_reserved(text: &str) -> bool {
    matches!(
        text,
        "as" | "break"
            | "const"
            | "continue"
            | "else"
            | "for"
            | "function"
            | "if"
            | "import"
            | "let"
            | "loop"
            | "package"
            | "namespace"
            | "return"
            | "var"
            | "void"
            | "while"
    )
}
