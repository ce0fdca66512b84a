//! Templates of Go's `text/template`: how they are read.

use super::values::too_much;
use palisade_ir::Stop;

/// How deep blocks and parentheses may nest.
const MAX_DEPTH: usize = 100;

/// A piece of a template.
#[derive(Debug)]
pub(super) enum Node {
    Text(String),
    /// Prints a value, unless it sets a variable.
    Action(Pipeline),
    If(Pipeline, Vec<Node>, Vec<Node>),
    With(Pipeline, Vec<Node>, Vec<Node>),
    Range(Pipeline, Vec<Node>, Vec<Node>),
    Template(String, Option<Pipeline>),
    Break,
    Continue,
}

/// Commands, each of which gets the value of the one before as its last argument.
#[derive(Debug)]
pub(super) struct Pipeline {
    /// The variables that are set.
    pub(super) variables: Vec<String>,
    /// Whether they are new.
    pub(super) declares: bool,
    pub(super) commands: Vec<Vec<Operand>>,
}

#[derive(Debug)]
pub(super) enum Operand {
    /// The dot, or fields of it.
    Dot(Vec<String>),
    Variable(String, Vec<String>),
    Text(String),
    Int(i64),
    Float(f64),
    Bool(bool),
    Nil,
    Function(String),
    Group(Box<Pipeline>, Vec<String>),
}

/// A template and those that it defines.
#[derive(Debug, Default)]
pub(super) struct Template {
    pub(super) nodes: Vec<Node>,
    pub(super) defined: Vec<(String, Vec<Node>)>,
}

#[derive(Clone, PartialEq, Debug)]
enum Token {
    Word(String),
    /// `.a.b`, without fields the dot alone; whether space stands before it.
    Fields(Vec<String>, bool),
    Variable(String),
    Text(String),
    Int(i64),
    Float(f64),
    Sign(&'static str),
}

/// A text, or the tokens between braces.
enum Item {
    Text(String),
    Action(Vec<Token>),
}

fn cut(text: &str) -> Result<Vec<Item>, String> {
    let mut items = Vec::new();
    let mut rest = text;
    let mut trim = false;
    loop {
        let (front, behind) = match rest.split_once("{{") {
            Some((front, behind)) => (front, Some(behind)),
            None => (rest, None),
        };
        let front = if trim { front.trim_start_matches(is_space) } else { front };
        let Some(behind) = behind else {
            items.push(Item::Text(front.to_owned()));
            return Ok(items);
        };
        let inner = behind.strip_prefix('-').filter(|inner| inner.starts_with(is_space));
        let front = if inner.is_some() { front.trim_end_matches(is_space) } else { front };
        items.push(Item::Text(front.to_owned()));
        let inner = inner.unwrap_or(behind);
        if let Some(comment) = inner.trim_start_matches(is_space).strip_prefix("/*") {
            let (_, behind) = comment.split_once("*/").ok_or("unclosed comment")?;
            let (dash, behind) = closing(behind).ok_or("comment ends before closing delimiter")?;
            (rest, trim) = (behind, dash);
            continue;
        }
        let (tokens, dash, behind) = action(inner)?;
        items.push(Item::Action(tokens));
        (rest, trim) = (behind, dash);
    }
}

const fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

/// The end of an action, if it is one: whether space behind it is cut, and what follows.
fn closing(text: &str) -> Option<(bool, &str)> {
    if let Some(behind) = text.strip_prefix("}}") {
        return Some((false, behind));
    }
    let spaced = text.trim_start_matches(is_space);
    if spaced.len() < text.len()
        && let Some(behind) = spaced.strip_prefix("-}}")
    {
        return Some((true, behind));
    }
    None
}

fn word_end(text: &str) -> usize {
    text.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(text.len())
}

fn action(text: &str) -> Result<(Vec<Token>, bool, &str), String> {
    let mut tokens = Vec::new();
    let mut rest = text;
    loop {
        if let Some((dash, behind)) = closing(rest) {
            return Ok((tokens, dash, behind));
        }
        let spaced = rest.trim_start_matches(is_space);
        let space = spaced.len() < rest.len() || tokens.is_empty();
        rest = spaced;
        if rest.starts_with("}}") {
            continue;
        }
        let c = rest.chars().next().ok_or("unclosed action")?;
        let signs = [":=", "=", "|", "(", ")", ","];
        if let Some(sign) = signs.into_iter().find(|sign| rest.starts_with(sign)) {
            tokens.push(Token::Sign(sign));
            rest = rest.get(sign.len()..).unwrap_or_default();
            continue;
        }
        let (token, length) = match c {
            '"' | '\'' => quoted(rest, c)?,
            '`' => {
                let (raw, _) = rest
                    .get(1..)
                    .and_then(|r| r.split_once('`'))
                    .ok_or("unterminated raw quoted string")?;
                (Token::Text(raw.to_owned()), raw.len() + 2)
            }
            '.' if !rest.get(1..).is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit())) => {
                let (fields, length) = fields(rest);
                (Token::Fields(fields, space), length)
            }
            '$' => {
                let name = rest.get(1..).unwrap_or_default();
                let end = word_end(name);
                (Token::Variable(name.get(..end).unwrap_or_default().to_owned()), end + 1)
            }
            '0'..='9' | '+' | '-' | '.' => number(rest)?,
            c if c == '_' || c.is_alphabetic() => {
                let end = word_end(rest);
                (Token::Word(rest.get(..end).unwrap_or_default().to_owned()), end)
            }
            c => return Err(format!("unexpected {c:?} in command")),
        };
        tokens.push(token);
        rest = rest.get(length..).unwrap_or_default();
    }
}

fn fields(text: &str) -> (Vec<String>, usize) {
    let (mut fields, mut at) = (Vec::new(), 0);
    while let Some(name) = text.get(at..).and_then(|rest| rest.strip_prefix('.')) {
        let end = word_end(name);
        if end == 0 {
            // The dot alone.
            return (fields, at.max(1));
        }
        fields.push(name.get(..end).unwrap_or_default().to_owned());
        at += end + 1;
    }
    (fields, at)
}

fn number(text: &str) -> Result<(Token, usize), String> {
    let numeric = |c: char| c.is_ascii_alphanumeric() || "+-._".contains(c);
    let end = text.find(|c| !numeric(c)).unwrap_or(text.len());
    let digits = text.get(..end).unwrap_or_default();
    let plain = digits.replace('_', "");
    let bad = || format!("bad number syntax: {digits:?}");
    if let Some(hex) = plain.strip_prefix("0x").or_else(|| plain.strip_prefix("0X")) {
        return Ok((Token::Int(i64::from_str_radix(hex, 16).map_err(|_| bad())?), end));
    }
    if let Ok(int) = plain.parse() {
        return Ok((Token::Int(int), end));
    }
    match plain.parse::<f64>() {
        Ok(float) if plain.ends_with(|c: char| c.is_ascii_digit() || c == '.') => {
            Ok((Token::Float(float), end))
        }
        _ => Err(bad()),
    }
}

/// A quoted text with Go's escapes; a character between single quotes is its number.
fn quoted(text: &str, quote: char) -> Result<(Token, usize), String> {
    let unterminated = || "unterminated quoted string".to_owned();
    let mut made = String::new();
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        if c == quote {
            let token = match (quote, made.chars().next()) {
                ('\'', Some(c)) => Token::Int(i64::from(u32::from(c))),
                ('\'', None) => return Err("malformed character constant: ''".to_owned()),
                _ => Token::Text(made),
            };
            return Ok((token, at + 1));
        }
        if c != '\\' {
            made.push(c);
            continue;
        }
        let (_, escape) = chars.next().ok_or_else(unterminated)?;
        let digits = match escape {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        let plain = match escape {
            'n' => Some('\n'),
            't' => Some('\t'),
            'r' => Some('\r'),
            'a' => Some('\u{7}'),
            'b' => Some('\u{8}'),
            'f' => Some('\u{c}'),
            'v' => Some('\u{b}'),
            '\\' | '"' | '\'' => Some(escape),
            _ if digits > 0 => {
                let code: String = chars.by_ref().take(digits).map(|(_, c)| c).collect();
                u32::from_str_radix(&code, 16).ok().and_then(char::from_u32)
            }
            _ => None,
        };
        made.push(plain.ok_or_else(|| format!("unknown escape sequence \\{escape}"))?);
    }
    Err(unterminated())
}

/// What ends a list of nodes.
#[derive(PartialEq)]
enum End {
    Text,
    Block,
    Else(Vec<Token>),
}

struct Reader {
    items: std::vec::IntoIter<Item>,
    defined: Vec<(String, Vec<Node>)>,
    depth: usize,
    /// How many ranges are around.
    ranges: usize,
}

/// Reads a template.
pub(super) fn parse(text: &str) -> Result<Template, String> {
    let items = cut(text)?.into_iter();
    let mut reader = Reader { items, defined: Vec::new(), depth: 0, ranges: 0 };
    match reader.nodes()? {
        (nodes, End::Text) => Ok(Template { nodes, defined: reader.defined }),
        (_, End::Block) => Err("unexpected {{end}}".to_owned()),
        (_, End::Else(_)) => Err("unexpected {{else}}".to_owned()),
    }
}

impl Reader {
    fn nodes(&mut self) -> Result<(Vec<Node>, End), String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("blocks nest too deep".to_owned());
        }
        let mut nodes = Vec::new();
        let end = loop {
            let tokens = match self.items.next() {
                None => break End::Text,
                Some(Item::Text(text)) => {
                    if !text.is_empty() {
                        nodes.push(Node::Text(text));
                    }
                    continue;
                }
                Some(Item::Action(tokens)) => tokens,
            };
            let word = match tokens.first() {
                Some(Token::Word(word)) => word.as_str(),
                _ => "",
            };
            let rest = tokens.get(1..).unwrap_or_default();
            match word {
                "end" if rest.is_empty() => break End::Block,
                "else" => break End::Else(rest.to_vec()),
                "if" | "with" | "range" => nodes.push(self.block(word, rest)?),
                "break" | "continue" if rest.is_empty() => {
                    if self.ranges == 0 {
                        return Err(format!("{{{{{word}}}}} outside {{{{range}}}}"));
                    }
                    nodes.push(if word == "break" { Node::Break } else { Node::Continue });
                }
                "define" | "block" | "template" => {
                    let Some((Token::Text(name), rest)) = rest.split_first() else {
                        return Err(format!("missing name in {word} clause"));
                    };
                    let given = if rest.is_empty() { None } else { Some(pipeline(rest, 0)?) };
                    if word != "template" {
                        let ranges = std::mem::take(&mut self.ranges);
                        let (body, End::Block) = self.nodes()? else {
                            return Err(format!("missing {{{{end}}}} of {word}"));
                        };
                        self.ranges = ranges;
                        self.defined.push((name.clone(), body));
                    }
                    if word != "define" {
                        nodes.push(Node::Template(name.clone(), given));
                    }
                }
                _ => nodes.push(Node::Action(pipeline(&tokens, 0)?)),
            }
        };
        self.depth -= 1;
        Ok((nodes, end))
    }

    fn block(&mut self, word: &str, head: &[Token]) -> Result<Node, String> {
        let condition = pipeline(head, 0)?;
        let ranges = usize::from(word == "range");
        self.ranges += ranges;
        let (body, end) = self.nodes()?;
        self.ranges -= ranges;
        let otherwise = match end {
            End::Text => return Err(format!("missing {{{{end}}}} of {word}")),
            End::Block => Vec::new(),
            // `else if` is a block in the other branch that shares its end.
            End::Else(tokens) => match tokens.split_first() {
                Some((Token::Word(other), rest)) if other == word && word != "range" => {
                    self.depth += 1;
                    if self.depth > MAX_DEPTH {
                        return Err("blocks nest too deep".to_owned());
                    }
                    let inner = self.block(word, rest)?;
                    self.depth -= 1;
                    vec![inner]
                }
                Some(_) => return Err("unexpected tokens in {{else}}".to_owned()),
                None => match self.nodes()? {
                    (nodes, End::Block) => nodes,
                    _ => return Err("expected {{end}} behind {{else}}".to_owned()),
                },
            },
        };
        Ok(match word {
            "if" => Node::If(condition, body, otherwise),
            "with" => Node::With(condition, body, otherwise),
            _ => Node::Range(condition, body, otherwise),
        })
    }
}

fn pipeline(tokens: &[Token], depth: usize) -> Result<Pipeline, String> {
    if depth > MAX_DEPTH {
        return Err("parentheses nest too deep".to_owned());
    }
    let (variables, declares, rest) = match tokens {
        [Token::Variable(a), Token::Sign(sign @ (":=" | "=")), rest @ ..] => {
            (vec![a.clone()], *sign == ":=", rest)
        }
        [
            Token::Variable(a),
            Token::Sign(","),
            Token::Variable(b),
            Token::Sign(sign @ (":=" | "=")),
            rest @ ..,
        ] => (vec![a.clone(), b.clone()], *sign == ":=", rest),
        rest => (Vec::new(), false, rest),
    };
    let (mut commands, mut command): (Vec<Vec<Operand>>, Vec<Operand>) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(token) = rest.get(at) {
        at += 1;
        let operand = match token {
            Token::Sign("|") => {
                if command.is_empty() {
                    return Err("missing value for command".to_owned());
                }
                commands.push(std::mem::take(&mut command));
                continue;
            }
            Token::Sign("(") => {
                let mut open = 1;
                let start = at;
                while open > 0 {
                    match rest.get(at) {
                        Some(Token::Sign("(")) => open += 1,
                        Some(Token::Sign(")")) => open -= 1,
                        None => return Err("unclosed left paren".to_owned()),
                        _ => {}
                    }
                    at += 1;
                }
                let inner = pipeline(rest.get(start..at - 1).unwrap_or_default(), depth + 1)?;
                Operand::Group(Box::new(inner), following(rest, &mut at))
            }
            Token::Sign(sign) => return Err(format!("unexpected {sign:?} in operand")),
            Token::Fields(fields, _) => Operand::Dot(fields.clone()),
            Token::Variable(name) => Operand::Variable(name.clone(), following(rest, &mut at)),
            Token::Text(text) => Operand::Text(text.clone()),
            Token::Int(int) => Operand::Int(*int),
            Token::Float(float) => Operand::Float(*float),
            Token::Word(word) => match word.as_str() {
                "true" => Operand::Bool(true),
                "false" => Operand::Bool(false),
                "nil" => Operand::Nil,
                _ => Operand::Function(word.clone()),
            },
        };
        command.push(operand);
    }
    if command.is_empty() {
        return Err("missing value for command".to_owned());
    }
    commands.push(command);
    Ok(Pipeline { variables, declares, commands })
}

/// The fields that follow an operand without space.
fn following(tokens: &[Token], at: &mut usize) -> Vec<String> {
    match tokens.get(*at) {
        Some(Token::Fields(fields, false)) if !fields.is_empty() => {
            *at += 1;
            fields.clone()
        }
        _ => Vec::new(),
    }
}

/// Counts down; a template that runs for too long ends the evaluation.
pub(super) fn spend<'e>(budget: &mut usize) -> Result<(), Stop<'e>> {
    *budget = budget.checked_sub(1).ok_or_else(too_much)?;
    Ok(())
}
