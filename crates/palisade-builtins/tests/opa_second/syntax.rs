//! As much of Rego's syntax as OPA's cases of these functions need.

/// A term of a module.
#[derive(Clone, Debug)]
pub enum Term {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    Name(String),
    Array(Vec<Term>),
    Object(Vec<(Term, Term)>),
    Set(Vec<Term>),
    /// A value and a key of it.
    Get(Box<Term>, Box<Term>),
    Call(String, Vec<Term>),
    Collect(bool, Box<Term>, Vec<Step>),
    Binary(String, Box<Term>, Box<Term>),
}

/// A statement of a body.
#[derive(Clone, Debug)]
pub enum Step {
    Holds(Term),
    Not(Term),
    Equal(Term, Term),
    In(String, Term),
}

/// A rule.
#[derive(Clone, Debug)]
pub struct Rule {
    pub name: String,
    /// The item of a set, or key and value of an object, or a value.
    pub contains: Option<Term>,
    pub key: Option<Term>,
    pub value: Term,
    pub body: Vec<Step>,
}

#[derive(Clone, PartialEq, Debug)]
enum Token {
    Name(String),
    Number(String),
    Text(String),
    Mark(&'static str),
    Line,
}

const MARKS: &[&str] = &[
    ":=", "==", "!=", "{", "}", "[", "]", "(", ")", ",", ":", ";", "|", "=", ".", "*", "/", "+",
    "-",
];

pub type Result<T> = std::result::Result<T, String>;

fn tokens(text: &str) -> Result<Vec<Token>> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c == '\n' {
            out.push(Token::Line);
            rest = &rest[1..];
        } else if c.is_whitespace() {
            rest = &rest[c.len_utf8()..];
        } else if c == '#' {
            rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
        } else if c == '`' {
            let end = rest[1..].find('`').ok_or("open text")? + 1;
            out.push(Token::Text(rest[1..end].to_owned()));
            rest = &rest[end + 1..];
        } else if c == '"' {
            let mut end = 1;
            while !rest[end..].starts_with('"') {
                end += if rest[end..].starts_with('\\') { 2 } else { 1 };
                while !rest.is_char_boundary(end) {
                    end += 1;
                }
            }
            let text = serde_json::from_str(&rest[..=end]).map_err(|e| e.to_string())?;
            out.push(Token::Text(text));
            rest = &rest[end + 1..];
        } else if c.is_ascii_digit() {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '.');
            let mut end = end.unwrap_or(rest.len());
            if rest[..end].ends_with('e') {
                let more = rest[end + 1..].find(|c: char| !c.is_ascii_digit());
                end = more.map_or(rest.len(), |more| end + 1 + more);
            }
            out.push(Token::Number(rest[..end].to_owned()));
            rest = &rest[end..];
        } else if c.is_alphabetic() || c == '_' {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            out.push(Token::Name(rest[..end].to_owned()));
            rest = &rest[end..];
        } else if let Some(mark) = MARKS.iter().find(|mark| rest.starts_with(**mark)) {
            out.push(Token::Mark(mark));
            rest = &rest[mark.len()..];
        } else {
            return Err(format!("unknown character {c:?}"));
        }
    }
    Ok(out)
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
}

/// Reads a module: its package and its rules.
pub fn module(text: &str) -> Result<(String, Vec<Rule>)> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0 };
    parser.lines();
    if parser.word() != Some("package") {
        return Err("no package".into());
    }
    parser.at += 1;
    let package = parser.name()?;
    let mut rules = Vec::new();
    loop {
        parser.lines();
        match parser.word() {
            None if parser.at >= parser.tokens.len() => return Ok((package, rules)),
            Some("import") => {
                while parser.peek().is_some_and(|t| *t != Token::Line) {
                    parser.at += 1;
                }
            }
            _ => rules.push(parser.rule()?),
        }
    }
}

/// Reads the statements of a query.
pub fn query(text: &str) -> Result<Vec<Step>> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0 };
    parser.steps(None)
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn word(&self) -> Option<&str> {
        if let Some(Token::Name(name)) = self.peek() { Some(name) } else { None }
    }

    fn lines(&mut self) {
        while matches!(self.peek(), Some(Token::Line)) {
            self.at += 1;
        }
    }

    fn take(&mut self, mark: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Mark(m)) if *m == mark);
        self.at += usize::from(found);
        found
    }

    /// Skips lines in front of a mark.
    fn take_far(&mut self, mark: &str) -> bool {
        let at = self.at;
        self.lines();
        let found = self.take(mark);
        if !found {
            self.at = at;
        }
        found
    }

    fn expect(&mut self, mark: &str) -> Result<()> {
        if self.take_far(mark) {
            return Ok(());
        }
        Err(format!("expected {mark}, found {:?}", self.peek()))
    }

    fn keyword(&mut self, word: &str) -> bool {
        let found = self.word() == Some(word);
        self.at += usize::from(found);
        found
    }

    fn name(&mut self) -> Result<String> {
        let name = self.word().ok_or(format!("expected a name, found {:?}", self.peek()))?;
        let name = name.to_owned();
        self.at += 1;
        Ok(name)
    }

    fn rule(&mut self) -> Result<Rule> {
        let name = self.name()?;
        let (mut contains, mut key, mut value) = (None, None, Term::Bool(true));
        if self.keyword("contains") {
            contains = Some(self.term()?);
        } else if self.take("[") {
            key = Some(self.term()?);
            self.expect("]")?;
        }
        if self.take(":=") || self.take("=") {
            self.lines();
            value = self.term()?;
        }
        let mut body = Vec::new();
        if self.keyword("if") {
            self.expect("{")?;
            body = self.steps(Some("}"))?;
            self.expect("}")?;
        }
        Ok(Rule { name, contains, key, value, body })
    }

    fn steps(&mut self, end: Option<&str>) -> Result<Vec<Step>> {
        let mut steps = Vec::new();
        loop {
            self.lines();
            let done = match (self.peek(), end) {
                (None, _) => true,
                (Some(Token::Mark(mark)), Some(end)) => *mark == end,
                _ => false,
            };
            if done {
                return Ok(steps);
            }
            steps.push(self.step()?);
            self.take(";");
        }
    }

    fn step(&mut self) -> Result<Step> {
        if self.keyword("not") {
            return Ok(Step::Not(self.term()?));
        }
        if self.keyword("some") {
            let name = self.name()?;
            if !self.keyword("in") {
                return Err("some without in".into());
            }
            return Ok(Step::In(name, self.term()?));
        }
        let left = self.term()?;
        if self.take(":=") || self.take("==") || self.take("=") {
            self.lines();
            return Ok(Step::Equal(left, self.term()?));
        }
        Ok(Step::Holds(left))
    }

    fn term(&mut self) -> Result<Term> {
        let mut left = self.factor()?;
        while let Some(Token::Mark(mark @ ("+" | "-"))) = self.peek().cloned() {
            self.at += 1;
            left = Term::Binary(mark.to_owned(), left.into(), self.factor()?.into());
        }
        Ok(left)
    }

    fn factor(&mut self) -> Result<Term> {
        let mut left = self.primary()?;
        while let Some(Token::Mark(mark @ ("*" | "/"))) = self.peek().cloned() {
            self.at += 1;
            left = Term::Binary(mark.to_owned(), left.into(), self.primary()?.into());
        }
        Ok(left)
    }

    fn list(&mut self, end: &str) -> Result<Vec<Term>> {
        let mut items = Vec::new();
        loop {
            if self.take_far(end) {
                return Ok(items);
            }
            self.lines();
            items.push(self.term()?);
            if !self.take_far(",") {
                self.expect(end)?;
                return Ok(items);
            }
        }
    }

    fn primary(&mut self) -> Result<Term> {
        let token = self.peek().cloned().ok_or("end of text")?;
        self.at += 1;
        let mut term = match token {
            Token::Text(text) => Term::Text(text),
            Token::Number(number) => Term::Number(number),
            Token::Mark("-") => match self.primary()? {
                Term::Number(number) => Term::Number(format!("-{number}")),
                other => return Err(format!("cannot negate {other:?}")),
            },
            Token::Mark("(") => {
                let term = self.term()?;
                self.expect(")")?;
                term
            }
            Token::Mark("[") => self.brackets()?,
            Token::Mark("{") => self.braces()?,
            Token::Name(name) => match name.as_str() {
                "null" => Term::Null,
                "true" => Term::Bool(true),
                "false" => Term::Bool(false),
                _ => return self.reference(name),
            },
            other => return Err(format!("unexpected {other:?}")),
        };
        loop {
            if self.take("[") {
                let key = self.term()?;
                self.expect("]")?;
                term = Term::Get(term.into(), key.into());
            } else if self.take(".") {
                term = Term::Get(term.into(), Term::Text(self.name()?).into());
            } else {
                return Ok(term);
            }
        }
    }

    fn collect(&mut self, set: bool, item: Term, end: &str) -> Result<Term> {
        let steps = self.steps(Some(end))?;
        self.expect(end)?;
        Ok(Term::Collect(set, item.into(), steps))
    }

    fn brackets(&mut self) -> Result<Term> {
        let at = self.at;
        self.lines();
        if !self.take("]") {
            let first = self.term()?;
            if self.take("|") {
                return self.collect(false, first, "]");
            }
        }
        self.at = at;
        Ok(Term::Array(self.list("]")?))
    }

    fn braces(&mut self) -> Result<Term> {
        if self.take_far("}") {
            return Ok(Term::Object(Vec::new()));
        }
        let at = self.at;
        self.lines();
        let first = self.term()?;
        if self.take("|") {
            return self.collect(true, first, "}");
        }
        let object = self.take_far(":");
        self.at = at;
        if !object {
            return Ok(Term::Set(self.list("}")?));
        }
        let mut entries = Vec::new();
        loop {
            self.lines();
            if self.take("}") {
                return Ok(Term::Object(entries));
            }
            let key = self.term()?;
            self.expect(":")?;
            self.lines();
            entries.push((key, self.term()?));
            if !self.take_far(",") {
                self.expect("}")?;
                return Ok(Term::Object(entries));
            }
        }
    }

    fn reference(&mut self, first: String) -> Result<Term> {
        let mut path = first.clone();
        let mut term = Term::Name(first);
        loop {
            if self.take(".") {
                let name = self.name()?;
                path = format!("{path}.{name}");
                term = Term::Get(term.into(), Term::Text(name).into());
            } else if self.take("[") {
                let key = self.term()?;
                self.expect("]")?;
                path.clear();
                term = Term::Get(term.into(), key.into());
            } else if !path.is_empty() && self.take("(") {
                term = Term::Call(path.clone(), self.list(")")?);
                path.clear();
            } else {
                return Ok(term);
            }
        }
    }
}
