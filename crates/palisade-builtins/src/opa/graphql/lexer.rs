//! Tokens of GraphQL.

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Invalid,
    End,
    Bang,
    Dollar,
    Amp,
    ParenL,
    ParenR,
    Spread,
    Colon,
    Equals,
    At,
    BracketL,
    BracketR,
    BraceL,
    BraceR,
    Pipe,
    Name,
    Int,
    Float,
    Text,
    Block,
}

impl Kind {
    /// What messages call it.
    pub(super) const fn shown(self) -> &'static str {
        match self {
            Kind::Invalid => "<Invalid>",
            Kind::End => "<EOF>",
            Kind::Bang => "!",
            Kind::Dollar => "$",
            Kind::Amp => "&",
            Kind::ParenL => "(",
            Kind::ParenR => ")",
            Kind::Spread => "...",
            Kind::Colon => ":",
            Kind::Equals => "=",
            Kind::At => "@",
            Kind::BracketL => "[",
            Kind::BracketR => "]",
            Kind::BraceL => "{",
            Kind::BraceR => "}",
            Kind::Pipe => "|",
            Kind::Name => "Name",
            Kind::Int => "Int",
            Kind::Float => "Float",
            Kind::Text => "String",
            Kind::Block => "BlockString",
        }
    }
}

/// A line and a column, both from 1 on; 0 and 0 where nothing is known.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct Place {
    pub(super) line: u32,
    pub(super) column: u32,
}

/// What is wrong, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Trouble {
    pub(super) place: Place,
    pub(super) message: String,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) value: String,
    pub(super) place: Place,
}

/// Reads tokens.
pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
    /// Characters so far, and where the line began among them.
    count: u32,
    line: u32,
    line_start: u32,
}

impl<'t> Lexer<'t> {
    pub(super) const fn new(text: &'t str) -> Self {
        Self { text, at: 0, count: 0, line: 1, line_start: 0 }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Goes over the next character.
    fn step(&mut self) -> Option<char> {
        let c = self.rest().chars().next()?;
        self.at += c.len_utf8();
        self.count += 1;
        Some(c)
    }

    fn place_at(&self, count: u32) -> Place {
        Place { line: self.line, column: (count + 1).saturating_sub(self.line_start) }
    }

    fn wrong(&self, message: impl Into<String>) -> (Token, Option<Trouble>) {
        let place = self.place_at(self.count);
        let token = Token { kind: Kind::Invalid, value: String::new(), place };
        (token, Some(Trouble { place, message: message.into() }))
    }

    /// Skips blanks, commas, lines and comments.
    fn blanks(&mut self) {
        while let Some(byte) = self.byte() {
            match byte {
                b'\t' | b' ' | b',' => _ = self.step(),
                b'\n' => {
                    self.step();
                    self.new_line();
                }
                b'\r' => {
                    self.step();
                    self.new_line();
                    if self.byte() == Some(b'\n') {
                        self.step();
                    }
                }
                b'#' => {
                    while self.rest().chars().next().is_some_and(|c| c > '\u{1f}' || c == '\t') {
                        self.step();
                    }
                }
                0xef if self.rest().starts_with('\u{feff}') => _ = self.step(),
                _ => return,
            }
        }
    }

    fn new_line(&mut self) {
        self.line += 1;
        self.line_start = self.count;
    }

    /// The next token; with an error where it is none.
    pub(super) fn next(&mut self) -> (Token, Option<Trouble>) {
        self.blanks();
        let (start, first) = (self.at, self.count);
        let place = self.place_at(first);
        let token = |kind, value: &str| (Token { kind, value: value.to_owned(), place }, None);
        let Some(c) = self.rest().chars().next() else { return token(Kind::End, "") };
        let mark = match c {
            '!' => Some(Kind::Bang),
            '$' => Some(Kind::Dollar),
            '&' => Some(Kind::Amp),
            '(' => Some(Kind::ParenL),
            ')' => Some(Kind::ParenR),
            ':' => Some(Kind::Colon),
            '=' => Some(Kind::Equals),
            '@' => Some(Kind::At),
            '[' => Some(Kind::BracketL),
            ']' => Some(Kind::BracketR),
            '{' => Some(Kind::BraceL),
            '}' => Some(Kind::BraceR),
            '|' => Some(Kind::Pipe),
            _ => None,
        };
        if let Some(kind) = mark {
            self.step();
            return token(kind, "");
        }
        match c {
            '.' if self.rest().starts_with("...") => {
                (0..3).for_each(|_| _ = self.step());
                token(Kind::Spread, "")
            }
            '_' | 'a'..='z' | 'A'..='Z' => {
                while self.byte().is_some_and(|b| b == b'_' || b.is_ascii_alphanumeric()) {
                    self.step();
                }
                token(Kind::Name, self.text.get(start..self.at).unwrap_or(""))
            }
            '-' | '0'..='9' => match self.number() {
                Ok(kind) => token(kind, self.text.get(start..self.at).unwrap_or("")),
                Err(message) => self.wrong(message),
            },
            '"' if self.rest().starts_with("\"\"\"") => self.block(),
            '"' => self.string(),
            c if c < ' ' => {
                let code = u32::from(c);
                self.wrong(format!("Cannot contain the invalid character \"\\u{code:04}\""))
            }
            '\'' => self.wrong(
                "Unexpected single quote character ('), did you mean to use a double quote (\")?",
            ),
            c => self.wrong(format!("Cannot parse the unexpected character \"{c}\".")),
        }
    }

    fn digits(&mut self) -> u32 {
        let before = self.count;
        while self.byte().is_some_and(|b| b.is_ascii_digit()) {
            self.step();
        }
        self.count - before
    }

    fn accept(&mut self, bytes: &[u8]) -> bool {
        let found = self.byte().is_some_and(|b| bytes.contains(&b));
        if found {
            self.step();
        }
        found
    }

    fn number(&mut self) -> Result<Kind, String> {
        let expected = |lexer: &Self| {
            let next = lexer.rest().chars().next();
            let next = next.map_or("<EOF>".to_owned(), |c| format!("\"{c}\""));
            format!("Invalid number, expected digit but got: {next}.")
        };
        self.accept(b"-");
        if self.accept(b"0") {
            if let Some(digit) = self.byte().filter(u8::is_ascii_digit) {
                let digit = char::from(digit);
                return Err(format!("Invalid number, unexpected digit after 0: \"{digit}\"."));
            }
        } else if self.digits() == 0 {
            return Err(expected(self));
        }
        let mut kind = Kind::Int;
        if self.accept(b".") {
            kind = Kind::Float;
            if self.digits() == 0 {
                return Err(expected(self));
            }
        }
        if self.accept(b"eE") {
            kind = Kind::Float;
            self.accept(b"+-");
            if self.digits() == 0 {
                return Err(expected(self));
            }
        }
        Ok(kind)
    }

    fn string(&mut self) -> (Token, Option<Trouble>) {
        self.step();
        // The place of a text is that of its first character.
        let place = self.place_at(self.count);
        let mut value = String::new();
        while let Some(c) = self.rest().chars().next() {
            match c {
                '\n' | '\r' => break,
                c if c < ' ' && c != '\t' => {
                    let code = u32::from(c);
                    let message = format!("Invalid character within String: \"\\u{code:04}\".");
                    return self.wrong(message);
                }
                '"' => {
                    self.step();
                    return (Token { kind: Kind::Text, value, place }, None);
                }
                '\\' => match self.escape() {
                    Ok(c) => value.push(c),
                    Err(message) => {
                        self.step();
                        return self.wrong(message);
                    }
                },
                c => {
                    value.push(c);
                    self.step();
                }
            }
        }
        self.wrong("Unterminated string.")
    }

    /// Goes over an escape and gives what it stands for; the error leaves the place.
    fn escape(&mut self) -> Result<char, String> {
        let rest = self.rest().get(1..).unwrap_or("");
        let invalid = |text: &str| format!("Invalid character escape sequence: \\{text}.");
        let c = match rest.chars().next() {
            None => return Err("Invalid character escape sequence.".to_owned()),
            Some('u') => {
                let Some(digits) = rest.get(1..5).filter(|_| rest.len() > 5) else {
                    return Err(invalid(rest));
                };
                let code = Some(digits).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
                let code = code.and_then(|digits| u32::from_str_radix(digits, 16).ok());
                let code = code.ok_or_else(|| invalid(rest.get(..5).unwrap_or(rest)))?;
                (0..6).for_each(|_| _ = self.step());
                return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            Some(c @ ('"' | '/' | '\\')) => c,
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some(c) => return Err(invalid(&c.to_string())),
        };
        self.step();
        self.step();
        Ok(c)
    }

    fn block(&mut self) -> (Token, Option<Trouble>) {
        (0..3).for_each(|_| _ = self.step());
        let first = self.count;
        let mut raw = String::new();
        while let Some(c) = self.rest().chars().next() {
            if self.rest().starts_with("\"\"\"") {
                // The line is that of the end, as in the parser that this follows.
                let place = self.place_at(first);
                (0..3).for_each(|_| _ = self.step());
                return (Token { kind: Kind::Block, value: block_text(&raw), place }, None);
            }
            match c {
                '\n' => {
                    self.step();
                    raw.push('\n');
                    self.new_line();
                }
                '\r' => {
                    self.step();
                    if self.byte() == Some(b'\n') {
                        self.step();
                    }
                    raw.push('\n');
                    self.new_line();
                }
                c if c < ' ' && c != '\t' => {
                    let code = u32::from(c);
                    let message = format!("Invalid character within String: \"\\u{code:04}\".");
                    return self.wrong(message);
                }
                '\\' if self.rest().starts_with("\\\"\"\"") => {
                    raw.push_str("\"\"\"");
                    (0..4).for_each(|_| _ = self.step());
                }
                c => {
                    raw.push(c);
                    self.step();
                }
            }
        }
        self.wrong("Unterminated string.")
    }
}

/// The text of a block: without the indentation that all lines share, and without empty lines at
/// its ends.
fn block_text(raw: &str) -> String {
    let blank = |line: &&str| line.trim_matches([' ', '\t']).is_empty();
    let lines: Vec<&str> = raw.split('\n').collect();
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let common = lines.iter().skip(1).filter(|line| !blank(line)).map(|line| indent(line)).min();
    let mut shown: Vec<&str> = Vec::with_capacity(lines.len());
    for (n, line) in lines.iter().enumerate() {
        let cut = if n == 0 { 0 } else { common.unwrap_or(0).min(line.len()) };
        shown.push(line.get(cut..).unwrap_or(""));
    }
    while shown.first().is_some_and(blank) {
        shown.remove(0);
    }
    while shown.last().is_some_and(blank) {
        shown.pop();
    }
    shown.join("\n")
}
