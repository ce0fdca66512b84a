//! From text to tokens, one at a time and without copying.
//!
//! The parser asks for each token when it needs it, since which words are keywords changes with
//! the imports of a module, and since an expression inside a text is made of tokens again.

use palisade_source::Span;

/// Words that are keywords of V1, and of V0 where an import brings them in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Keywords(u8);

impl Keywords {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const CONTAINS: Self = Self(1);
    pub(crate) const EVERY: Self = Self(2);
    pub(crate) const IF: Self = Self(4);
    pub(crate) const IN: Self = Self(8);
    /// Those of V1.
    pub(crate) const ALL: Self = Self(15);
    /// Those that V1 has only where they are imported.
    pub(crate) const AND: Self = Self(16);
    pub(crate) const OR: Self = Self(32);
    pub(crate) const NOT: Self = Self(64);
    pub(crate) const EVERY_ONE: Self = Self(127);

    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// Why some text is no token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Illegal {
    /// A character that starts nothing.
    Character,
    /// A text in double quotes that does not end on its line.
    OpenText,
    /// A text in backticks that does not end.
    OpenRawText,
    /// A number that is not one of JSON.
    Number,
    /// Digits behind a leading zero.
    LeadingZero,
}

/// The kinds of tokens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    End,
    Illegal(Illegal),
    Ident,
    As,
    Contains,
    Default,
    Else,
    Every,
    False,
    If,
    Import,
    In,
    Not,
    Null,
    Package,
    Some,
    True,
    With,
    Number,
    /// A text in double quotes.
    Text,
    /// A text in backticks.
    RawText,
    /// `$"`: what follows is read by [`Lexer::template`].
    Template,
    /// `` $` ``: what follows is read by [`Lexer::template`].
    RawTemplate,
    LParen,
    RParen,
    LBrack,
    RBrack,
    LBrace,
    RBrace,
    Assign,
    Unify,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Or,
    And,
    Add,
    Sub,
    Mul,
    Div,
    Rem,
    Colon,
    Comma,
    Semicolon,
    Dot,
}

impl Kind {
    /// Whether it is a word that a path may hold though it is a keyword.
    pub(crate) const fn is_keyword(self) -> bool {
        matches!(
            self,
            Self::As
                | Self::Contains
                | Self::Default
                | Self::Else
                | Self::Every
                | Self::False
                | Self::If
                | Self::Import
                | Self::In
                | Self::Not
                | Self::Null
                | Self::Package
                | Self::Some
                | Self::True
                | Self::With
        )
    }
}

/// A token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Whether a line ended between the token before it and this one.
    pub(crate) newline: bool,
    /// Whether there is anything between the token before it and this one.
    pub(crate) space: bool,
    /// Whether a text holds a backslash.
    pub(crate) escaped: bool,
}

impl Token {
    pub(crate) const fn span(self) -> Span {
        Span::new(self.start, self.end)
    }
}

/// How a piece of text inside a template ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum PieceEnd {
    /// The template ends.
    Close,
    /// `{`: an expression begins.
    Expression,
    /// The line or the file ends.
    Missing,
}

/// A piece of text inside a template.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Piece {
    /// The text without what ends it.
    pub(crate) span: Span,
    /// Whether it holds a backslash.
    pub(crate) escaped: bool,
    pub(crate) end: PieceEnd,
}

/// Where a lexer stands, to come back to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    at: usize,
    comments: usize,
}

/// Reads tokens.
#[derive(Debug)]
pub(crate) struct Lexer<'s> {
    source: &'s str,
    at: usize,
    /// Which words are keywords beside those that always are.
    pub(crate) keywords: Keywords,
    /// From `#` to the end of the line, for each comment met so far.
    pub(crate) comments: Vec<Span>,
}

/// Which bytes words are made of.
static WORD: [bool; 256] = {
    let mut word = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        word[byte] = (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'_';
        byte += 1;
    }
    word
};

fn is_word(byte: u8) -> bool {
    WORD[usize::from(byte)]
}

impl<'s> Lexer<'s> {
    pub(crate) fn new(source: &'s str, keywords: Keywords) -> Self {
        let at = if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { source, at, keywords, comments: Vec::new() }
    }

    pub(crate) fn source(&self) -> &'s str {
        self.source
    }

    /// The text of a span; empty where it is none.
    pub(crate) fn slice(&self, span: Span) -> &'s str {
        self.source.get(span.range()).unwrap_or("")
    }

    pub(crate) fn mark(&self) -> Mark {
        Mark { at: self.at, comments: self.comments.len() }
    }

    pub(crate) fn reset(&mut self, mark: Mark) {
        self.at = mark.at;
        self.comments.truncate(mark.comments);
    }

    /// Goes back to an offset, where a token starts.
    pub(crate) fn go_to(&mut self, offset: u32) {
        self.at = (offset as usize).min(self.source.len());
        let before = self.comments.partition_point(|c| c.start < offset);
        self.comments.truncate(before);
    }

    /// The byte behind the token that was read last; zero at the end.
    pub(crate) fn peek(&self) -> u8 {
        self.byte(self.at)
    }

    /// Where the next token is looked for.
    pub(crate) fn offset(&self) -> u32 {
        Span::at(self.at, self.at).start
    }

    fn byte(&self, at: usize) -> u8 {
        self.source.as_bytes().get(at).copied().unwrap_or(0)
    }

    fn rest(&self, at: usize) -> &'s [u8] {
        self.source.as_bytes().get(at..).unwrap_or(&[])
    }

    /// The next token; [`Kind::End`] again and again behind the last one.
    pub(crate) fn next(&mut self) -> Token {
        let before = self.at;
        let newline = self.skip();
        let start = self.at;
        let (kind, end, escaped) = self.read(start);
        self.at = end;
        let span = Span::at(start, end);
        let space = start > before;
        Token { kind, start: span.start, end: span.end, newline, space, escaped }
    }

    /// Goes over spaces and comments; says whether a line ended.
    fn skip(&mut self) -> bool {
        let mut newline = false;
        loop {
            let rest = self.rest(self.at);
            let mut spaces = 0;
            for byte in rest {
                match byte {
                    b' ' | b'\t' | b'\r' => {}
                    b'\n' => newline = true,
                    _ => break,
                }
                spaces += 1;
            }
            self.at += spaces;
            let rest = rest.get(spaces..).unwrap_or(&[]);
            match rest.first() {
                Some(b'#') => {
                    let length = rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
                    self.comments.push(Span::at(self.at, self.at + length));
                    self.at += length;
                }
                _ => return newline,
            }
        }
    }

    fn read(&self, start: usize) -> (Kind, usize, bool) {
        let first = self.byte(start);
        if is_word(first) && !first.is_ascii_digit() {
            let rest = self.rest(start);
            let length = rest.iter().position(|b| !is_word(*b)).unwrap_or(rest.len());
            let word = rest.get(..length).unwrap_or(&[]);
            return (self.word(word), start + length, false);
        }
        let second = self.byte(start + 1);
        let (kind, length) = match (first, second) {
            (b'.', _) => (Kind::Dot, 1),
            (b',', _) => (Kind::Comma, 1),
            (b'(', _) => (Kind::LParen, 1),
            (b')', _) => (Kind::RParen, 1),
            (b'[', _) => (Kind::LBrack, 1),
            (b']', _) => (Kind::RBrack, 1),
            (b'{', _) => (Kind::LBrace, 1),
            (b'}', _) => (Kind::RBrace, 1),
            (b':', b'=') => (Kind::Assign, 2),
            (b':', _) => (Kind::Colon, 1),
            (b'=', b'=') => (Kind::Eq, 2),
            (b'=', _) => (Kind::Unify, 1),
            (b'!', b'=') => (Kind::Ne, 2),
            (b'<', b'=') => (Kind::Le, 2),
            (b'<', _) => (Kind::Lt, 1),
            (b'>', b'=') => (Kind::Ge, 2),
            (b'>', _) => (Kind::Gt, 1),
            (b'|', _) => (Kind::Or, 1),
            (b'&', _) => (Kind::And, 1),
            (b'+', _) => (Kind::Add, 1),
            (b'-', _) => (Kind::Sub, 1),
            (b'*', _) => (Kind::Mul, 1),
            (b'/', _) => (Kind::Div, 1),
            (b'%', _) => (Kind::Rem, 1),
            (b';', _) => (Kind::Semicolon, 1),
            (b'$', b'"') => (Kind::Template, 2),
            (b'$', b'`') => (Kind::RawTemplate, 2),
            (b'"', _) => return self.text(start),
            (b'`', _) => return self.raw_text(start),
            (b'0'..=b'9', _) => return self.number(start),
            (0, _) if start >= self.source.len() => (Kind::End, 0),
            _ => {
                let rest = self.source.get(start..).unwrap_or("");
                let length = rest.chars().next().map_or(0, char::len_utf8);
                (Kind::Illegal(Illegal::Character), length)
            }
        };
        (kind, start + length, false)
    }

    /// What a word is under the present keywords.
    pub(crate) fn word(&self, word: &[u8]) -> Kind {
        let future = |keyword, kind| if self.keywords.has(keyword) { kind } else { Kind::Ident };
        match word {
            b"as" => Kind::As,
            b"contains" => future(Keywords::CONTAINS, Kind::Contains),
            b"default" => Kind::Default,
            b"else" => Kind::Else,
            b"every" => future(Keywords::EVERY, Kind::Every),
            b"false" => Kind::False,
            b"if" => future(Keywords::IF, Kind::If),
            b"import" => Kind::Import,
            b"in" => future(Keywords::IN, Kind::In),
            b"not" => Kind::Not,
            b"null" => Kind::Null,
            b"package" => Kind::Package,
            b"some" => Kind::Some,
            b"true" => Kind::True,
            b"with" => Kind::With,
            _ => Kind::Ident,
        }
    }

    fn text(&self, start: usize) -> (Kind, usize, bool) {
        let mut at = start + 1;
        let mut escaped = false;
        loop {
            match self.byte(at) {
                b'"' => return (Kind::Text, at + 1, escaped),
                b'\\' if !matches!(self.byte(at + 1), b'\n' | b'\r') => {
                    escaped = true;
                    at += 2;
                }
                b'\n' => break,
                0 if at >= self.source.len() => break,
                _ => at += 1,
            }
        }
        (Kind::Illegal(Illegal::OpenText), self.border(at), escaped)
    }

    /// The offset itself where a character starts there, else where the next one does.
    fn border(&self, at: usize) -> usize {
        let mut at = at.min(self.source.len());
        while !self.source.is_char_boundary(at) {
            at += 1;
        }
        at
    }

    fn raw_text(&self, start: usize) -> (Kind, usize, bool) {
        match self.rest(start + 1).iter().position(|b| *b == b'`') {
            Some(length) => (Kind::RawText, start + length + 2, false),
            None => (Kind::Illegal(Illegal::OpenRawText), self.source.len(), false),
        }
    }

    fn number(&self, start: usize) -> (Kind, usize, bool) {
        let digits = |mut at: usize| {
            while self.byte(at).is_ascii_digit() {
                at += 1;
            }
            at
        };
        let mut at = digits(start);
        let leading_zero = self.byte(start) == b'0' && at > start + 1;
        let mut right = true;
        if self.byte(at) == b'.' {
            let end = digits(at + 1);
            right &= end > at + 1;
            at = end;
        }
        if matches!(self.byte(at), b'e' | b'E') {
            let sign = usize::from(matches!(self.byte(at + 1), b'+' | b'-'));
            let end = digits(at + 1 + sign);
            right &= end > at + 1 + sign;
            at = end;
        }
        while is_word(self.byte(at)) {
            right = false;
            at += 1;
        }
        let kind = match (right, leading_zero) {
            (false, _) => Kind::Illegal(Illegal::Number),
            (true, true) => Kind::Illegal(Illegal::LeadingZero),
            (true, false) => Kind::Number,
        };
        (kind, at, false)
    }

    /// The next piece of text in a template, from where the lexer stands, and what ends it.
    pub(crate) fn template(&mut self, raw: bool) -> Piece {
        let start = self.at;
        let mut at = start;
        let mut escaped = false;
        let end = loop {
            match self.byte(at) {
                b'"' if !raw => break PieceEnd::Close,
                b'`' if raw => break PieceEnd::Close,
                b'{' => break PieceEnd::Expression,
                b'\\' if raw => {
                    let brace = self.byte(at + 1) == b'{';
                    escaped |= brace;
                    at += 1 + usize::from(brace);
                }
                b'\\' if !matches!(self.byte(at + 1), b'\n' | b'\r') => {
                    escaped = true;
                    at += 2;
                }
                b'\n' if !raw => break PieceEnd::Missing,
                0 if at >= self.source.len() => break PieceEnd::Missing,
                _ => at += 1,
            }
        };
        let at = self.border(at);
        self.at = if end == PieceEnd::Missing { at } else { at + 1 };
        Piece { span: Span::at(start, at), escaped, end }
    }
}

/// Why a text could not be read, with the offset inside it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct BadEscape(pub(crate) usize);

/// Resolves the escapes of a text without its quotes: those of JSON, and `\{` in a template.
pub(crate) fn unescape(text: &str, template: bool) -> Result<String, BadEscape> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, behind) = rest.split_at(at);
        out.push_str(before);
        let offset = text.len() - behind.len();
        let byte = behind.as_bytes().get(1).copied().unwrap_or(0);
        let mut length = 2;
        out.push(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'{' if template => '{',
            b'u' => {
                let unit = hex(behind, 2).ok_or(BadEscape(offset))?;
                length = 6;
                let low = if behind.get(6..8) == Some("\\u") { hex(behind, 8) } else { None };
                match (unit, low) {
                    (0xd800..=0xdbff, Some(low @ 0xdc00..=0xdfff)) => {
                        length = 12;
                        let code = 0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                        char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
                    }
                    // Half a pair, which no text can hold.
                    _ => char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER),
                }
            }
            _ => return Err(BadEscape(offset)),
        });
        rest = behind.get(length..).unwrap_or("");
    }
    out.push_str(rest);
    Ok(out)
}

/// Four hexadecimal digits.
fn hex(text: &str, at: usize) -> Option<u32> {
    let digits = text.get(at..at + 4)?;
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    u32::from_str_radix(digits, 16).ok()
}

/// Resolves `\{` in a raw template; every other backslash is itself.
pub(crate) fn unescape_raw_template(text: &str) -> String {
    text.replace("\\{", "{")
}
