//! Tokens as kinds and offsets; nothing is copied or unescaped here.

use palisade_source::Span;

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Token {
    Ident,
    Quoted,
    Int,
    Uint,
    Float,
    String(Flavour),
    LeftParen,
    RightParen,
    LeftBracket,
    RightBracket,
    LeftBrace,
    RightBrace,
    Dot,
    Comma,
    Colon,
    Question,
    Plus,
    Minus,
    Star,
    Slash,
    Percent,
    Not,
    AndAnd,
    OrOr,
    EqEq,
    NotEq,
    Less,
    LessEq,
    Greater,
    GreaterEq,
    /// A text that is no token; the parser says why.
    Bad(Bad),
    End,
}

/// The form of a string or bytes literal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Flavour {
    pub(crate) raw: bool,
    pub(crate) bytes: bool,
    pub(crate) triple: bool,
    /// Bytes in front of the first quote.
    pub(crate) prefix: u8,
}

/// Why a text is no token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Bad {
    Unterminated,
    UnterminatedName,
    SingleAnd,
    SingleOr,
    SingleEq,
    Number,
    SmartQuote,
    Other,
}

pub(crate) struct Lexer<'s> {
    text: &'s str,
    at: usize,
}

impl<'s> Lexer<'s> {
    pub(crate) fn new(text: &'s str) -> Self {
        Self { text, at: 0 }
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.text.as_bytes().get(self.at + ahead).copied().unwrap_or(0)
    }

    fn skip_blank(&mut self) {
        let bytes = self.text.as_bytes();
        while let Some(b) = bytes.get(self.at) {
            match b {
                b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' => self.at += 1,
                b'/' if self.peek(1) == b'/' => {
                    let rest = bytes.get(self.at..).unwrap_or(&[]);
                    self.at += rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
                }
                _ => break,
            }
        }
    }

    /// The next token and its place.
    pub(crate) fn next_token(&mut self) -> (Token, Span) {
        self.skip_blank();
        let start = self.at;
        let token = self.token();
        (token, Span::at(start, self.at))
    }

    fn take(&mut self, len: usize, token: Token) -> Token {
        self.at += len;
        token
    }

    fn token(&mut self) -> Token {
        let Some(first) = self.text.as_bytes().get(self.at).copied() else { return Token::End };
        let second = self.peek(1);
        match (first, second) {
            (b'(', _) => self.take(1, Token::LeftParen),
            (b')', _) => self.take(1, Token::RightParen),
            (b'[', _) => self.take(1, Token::LeftBracket),
            (b']', _) => self.take(1, Token::RightBracket),
            (b'{', _) => self.take(1, Token::LeftBrace),
            (b'}', _) => self.take(1, Token::RightBrace),
            (b'.', b'0'..=b'9') => self.number(),
            (b'.', _) => self.take(1, Token::Dot),
            (b',', _) => self.take(1, Token::Comma),
            (b':', _) => self.take(1, Token::Colon),
            (b'?', _) => self.take(1, Token::Question),
            (b'+', _) => self.take(1, Token::Plus),
            (b'-', _) => self.take(1, Token::Minus),
            (b'*', _) => self.take(1, Token::Star),
            (b'/', _) => self.take(1, Token::Slash),
            (b'%', _) => self.take(1, Token::Percent),
            (b'&', b'&') => self.take(2, Token::AndAnd),
            (b'&', _) => self.take(1, Token::Bad(Bad::SingleAnd)),
            (b'|', b'|') => self.take(2, Token::OrOr),
            (b'|', _) => self.take(1, Token::Bad(Bad::SingleOr)),
            (b'=', b'=') => self.take(2, Token::EqEq),
            (b'=', _) => self.take(1, Token::Bad(Bad::SingleEq)),
            (b'!', b'=') => self.take(2, Token::NotEq),
            (b'!', _) => self.take(1, Token::Not),
            (b'<', b'=') => self.take(2, Token::LessEq),
            (b'<', _) => self.take(1, Token::Less),
            (b'>', b'=') => self.take(2, Token::GreaterEq),
            (b'>', _) => self.take(1, Token::Greater),
            (b'"' | b'\'', _) => self.string(false, false, 0),
            (b'`', _) => self.quoted(),
            (b'0'..=b'9', _) => self.number(),
            (b'a'..=b'z' | b'A'..=b'Z' | b'_', _) => self.word(),
            _ => self.stray(),
        }
    }

    fn stray(&mut self) -> Token {
        let rest = self.text.get(self.at..).unwrap_or("");
        let Some(c) = rest.chars().next() else { return Token::End };
        self.at += c.len_utf8();
        let smart = matches!(c, '\u{2018}'..='\u{201f}');
        Token::Bad(if smart { Bad::SmartQuote } else { Bad::Other })
    }

    fn word(&mut self) -> Token {
        let quote = |b: u8| b == b'"' || b == b'\'';
        let (a, b, c) = (self.peek(0), self.peek(1), self.peek(2));
        match (a, b) {
            (b'r' | b'R', q) if quote(q) => return self.string(true, false, 1),
            (b'b' | b'B', q) if quote(q) => return self.string(false, true, 1),
            (b'b' | b'B', b'r' | b'R') | (b'r' | b'R', b'b' | b'B') if quote(c) => {
                return self.string(true, true, 2);
            }
            _ => {}
        }
        let rest = self.text.as_bytes().get(self.at..).unwrap_or(&[]);
        let len = rest.iter().position(|b| !b.is_ascii_alphanumeric() && *b != b'_');
        self.take(len.unwrap_or(rest.len()), Token::Ident)
    }

    fn quoted(&mut self) -> Token {
        let rest = self.text.as_bytes().get(self.at + 1..).unwrap_or(&[]);
        match rest.iter().position(|b| *b == b'`' || *b == b'\n') {
            Some(len) if rest.get(len) == Some(&b'`') => self.take(len + 2, Token::Quoted),
            Some(len) => self.take(len + 1, Token::Bad(Bad::UnterminatedName)),
            None => self.take(rest.len() + 1, Token::Bad(Bad::UnterminatedName)),
        }
    }

    fn digits(&mut self) {
        while self.peek(0).is_ascii_digit() {
            self.at += 1;
        }
    }

    fn number(&mut self) -> Token {
        let mut token = Token::Int;
        if self.peek(0) == b'0' && matches!(self.peek(1), b'x' | b'X') {
            self.at += 2;
            let start = self.at;
            while self.peek(0).is_ascii_hexdigit() {
                self.at += 1;
            }
            if self.at == start {
                token = Token::Bad(Bad::Number);
            }
        } else {
            self.digits();
            if self.peek(0) == b'.' && self.peek(1).is_ascii_digit() {
                self.at += 1;
                self.digits();
                token = Token::Float;
            }
            if matches!(self.peek(0), b'e' | b'E') {
                let sign = usize::from(matches!(self.peek(1), b'+' | b'-'));
                if self.peek(1 + sign).is_ascii_digit() {
                    self.at += 1 + sign;
                    self.digits();
                    token = Token::Float;
                }
            }
        }
        if token == Token::Int && matches!(self.peek(0), b'u' | b'U') {
            self.at += 1;
            token = Token::Uint;
        }
        if self.peek(0).is_ascii_alphanumeric() || self.peek(0) == b'_' {
            while self.peek(0).is_ascii_alphanumeric() || self.peek(0) == b'_' {
                self.at += 1;
            }
            token = Token::Bad(Bad::Number);
        }
        token
    }

    fn string(&mut self, raw: bool, bytes: bool, prefix: u8) -> Token {
        let flavour = |triple| Token::String(Flavour { raw, bytes, triple, prefix });
        self.at += usize::from(prefix);
        let quote = self.peek(0);
        let triple = self.peek(1) == quote && self.peek(2) == quote;
        self.at += if triple { 3 } else { 1 };
        let text = self.text.as_bytes();
        while let Some(b) = text.get(self.at) {
            match *b {
                b'\\' if !raw => self.at += 2,
                b'\n' | b'\r' if !triple => break,
                q if q == quote && !triple => return self.take(1, flavour(false)),
                q if q == quote && self.peek(1) == quote && self.peek(2) == quote => {
                    return self.take(3, flavour(true));
                }
                _ => self.at += 1,
            }
        }
        self.at = self.at.min(text.len());
        while !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
        Token::Bad(Bad::Unterminated)
    }
}
