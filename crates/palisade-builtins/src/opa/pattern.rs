//! Go's regular expressions, translated into those of the `regex` crate.
//!
//! Both are of RE2's family and match alike; they differ in what they accept and in what a few
//! escapes stand for: Go's `\d`, `\s`, `\w` and `\b` are ASCII, it has `\Q…\E` and octal escapes,
//! brackets inside classes are literal, and repetitions do not stack.

use regex::{Regex, RegexBuilder};
use std::fmt::Write;

/// Bytes that one compiled pattern may take.
const MAX_COMPILED: usize = 4 << 20;
/// Bytes that a pattern may have.
const MAX_PATTERN: usize = 1 << 16;
/// How deep groups may nest.
const MAX_DEPTH: u32 = 1000;
/// How many groups may be open, the whole expression among them.
const MAX_LEVELS: usize = 1001;
/// How often something may be repeated, by all counts around it together.
const MAX_REPEATED: u32 = 1000;

/// A compiled expression with the names of its groups, which in Go may be any word.
pub(super) struct Pattern {
    pub(super) regex: Regex,
    names: Vec<Option<String>>,
}

impl Pattern {
    /// The group of a name or number.
    pub(super) fn group(&self, name: &str) -> Option<usize> {
        match name.parse() {
            Ok(number) if name.bytes().all(|b| b.is_ascii_digit()) => Some(number),
            _ => self.names.iter().position(|n| n.as_deref() == Some(name)),
        }
    }

    /// Compiles an expression.
    pub(super) fn new(expression: &str) -> Result<Self, String> {
        let translated = translate(expression)?;
        let mut builder = RegexBuilder::new(&translated.out);
        let limited =
            builder.size_limit(MAX_COMPILED).dfa_size_limit(MAX_COMPILED).nest_limit(MAX_DEPTH);
        match limited.build() {
            Ok(regex) => Ok(Self { regex, names: translated.names }),
            Err(regex::Error::CompiledTooBig(_)) => Err(wrong("expression too large", expression)),
            Err(_) => Err(wrong("invalid expression", expression)),
        }
    }
}

/// Whether a text is an expression; it is only parsed.
pub(super) fn is_valid(expression: &str) -> bool {
    translate(expression).is_ok_and(|translated| {
        let mut parser = regex_syntax::ParserBuilder::new();
        parser.nest_limit(MAX_DEPTH).build().parse(&translated.out).is_ok()
    })
}

fn wrong(what: &str, fragment: &str) -> String {
    format!("error parsing regexp: {what}: `{fragment}`")
}

struct Translator<'t> {
    text: &'t str,
    at: usize,
    out: String,
    /// The name of each group, of the whole match first.
    names: Vec<Option<String>>,
    /// The groups that are open, the whole expression first.
    levels: Vec<Level>,
}

/// How often the counts in a group have something repeated, at most.
#[derive(Clone, Copy)]
struct Level {
    /// In all of it but what was read last.
    before: u32,
    /// In what was read last: it may still be repeated.
    last: u32,
}

impl Level {
    const NEW: Self = Self { before: 1, last: 1 };

    fn most(self) -> u32 {
        self.before.max(self.last)
    }
}

fn translate(expression: &str) -> Result<Translator<'_>, String> {
    if expression.len() > MAX_PATTERN {
        return Err("error parsing regexp: expression too large".to_owned());
    }
    let mut translator = Translator {
        text: expression,
        at: 0,
        out: String::new(),
        names: vec![None],
        levels: vec![Level::NEW],
    };
    translator.run()?;
    Ok(translator)
}

/// The escape of a Perl class with what it stands for between brackets.
fn perl_class(escape: char) -> Option<(bool, &'static str)> {
    let set = match escape.to_ascii_lowercase() {
        'd' => "0-9",
        's' => r"\t\n\x0c\r ",
        'w' => "0-9A-Za-z_",
        _ => return None,
    };
    Some((escape.is_ascii_uppercase(), set))
}

const POSIX: &[&str] = &[
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct",
    "space", "upper", "word", "xdigit",
];

const CATEGORIES: &[&str] = &[
    "C", "Cc", "Cf", "Co", "Cs", "L", "Ll", "Lm", "Lo", "Lt", "Lu", "M", "Mc", "Me", "Mn", "N",
    "Nd", "Nl", "No", "P", "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "S", "Sc", "Sk", "Sm", "So",
    "Z", "Zl", "Zp", "Zs",
];

impl<'t> Translator<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn since(&self, start: usize) -> &'t str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn eat(&mut self, text: &str) -> bool {
        let there = self.rest().starts_with(text);
        if there {
            self.at += text.len();
        }
        there
    }

    fn literal(&mut self, c: char) {
        let mut bytes = [0; 4];
        self.out.push_str(&regex_syntax::escape(c.encode_utf8(&mut bytes)));
    }

    fn run(&mut self) -> Result<(), String> {
        // Whether there is something to repeat, and where the repetition before this begins.
        let (mut operand, mut repeated) = (false, None);
        while let Some(c) = self.peek() {
            let start = self.at;
            let before = repeated.take();
            match c {
                '*' | '+' | '?' => {
                    self.next();
                    self.repetition(start, operand, before)?;
                    repeated = Some(before.unwrap_or(start));
                }
                '{' => match self.counts() {
                    Some(counts) => {
                        let Some(count) = counts else {
                            return Err(wrong("invalid repeat count", self.since(start)));
                        };
                        self.repetition(start, operand, before)?;
                        if !self.repeat(count) {
                            return Err(wrong("invalid repeat count", self.since(start)));
                        }
                        repeated = Some(before.unwrap_or(start));
                    }
                    None => {
                        self.next();
                        self.out.push_str("\\{");
                        self.operand(1);
                        operand = true;
                    }
                },
                '(' => {
                    if self.group()? {
                        operand = false;
                    }
                }
                ')' => {
                    let Some(inner) = self.levels.pop().filter(|_| !self.levels.is_empty()) else {
                        return Err(wrong("unexpected )", self.text));
                    };
                    self.next();
                    self.out.push(')');
                    self.operand(inner.most());
                    operand = true;
                }
                '|' => {
                    self.next();
                    self.out.push('|');
                    operand = false;
                }
                '[' => {
                    self.class()?;
                    self.operand(1);
                    operand = true;
                }
                '\\' => {
                    // An empty quotation is nothing to repeat.
                    if self.escape_sequence()? {
                        self.operand(1);
                        operand = true;
                    }
                }
                '^' | '$' | '.' => {
                    self.next();
                    self.out.push(c);
                    self.operand(1);
                    operand = true;
                }
                _ => {
                    self.next();
                    self.literal(c);
                    self.operand(1);
                    operand = true;
                }
            }
        }
        if self.levels.len() > 1 {
            return Err(wrong("missing closing )", self.text));
        }
        Ok(())
    }

    /// Notes that something was read in which the counts have something repeated so often.
    fn operand(&mut self, repeated: u32) {
        if let Some(level) = self.levels.last_mut() {
            *level = Level { before: level.most(), last: repeated };
        }
    }

    /// Repeats what was read last; whether that is still allowed.
    fn repeat(&mut self, count: u32) -> bool {
        let Some(level) = self.levels.last_mut() else { return true };
        // What is repeated no times is not looked into.
        level.last = if count == 0 { 1 } else { level.last.saturating_mul(count) };
        level.last <= MAX_REPEATED
    }

    /// A repetition that begins at `start` and was read up to its `?`.
    fn repetition(
        &mut self,
        start: usize,
        operand: bool,
        before: Option<usize>,
    ) -> Result<(), String> {
        self.eat("?");
        if !operand {
            return Err(wrong("missing argument to repetition operator", self.since(start)));
        }
        if let Some(first) = before {
            return Err(wrong("invalid nested repetition operator", self.since(first)));
        }
        self.out.push_str(self.since(start));
        Ok(())
    }

    /// Reads `{2}`, `{2,}` or `{2,5}`; none, and nothing is read, where it is a brace and no
    /// more. Counts that are too large or in the wrong order are `Some(None)`; else it is how
    /// often something is repeated at most, or at least where there is no end.
    fn counts(&mut self) -> Option<Option<u32>> {
        let inner = self.rest().strip_prefix('{')?;
        let (inner, _) = inner.split_once('}')?;
        let number = |text: &str| {
            let padded = text.len() > 1 && text.starts_with('0');
            let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
            (digits && !padded).then(|| text.parse::<u32>().unwrap_or(u32::MAX))
        };
        let (least, most, count) = match inner.split_once(',') {
            None => {
                let count = number(inner)?;
                (count, count, count)
            }
            Some((least, "")) => {
                let least = number(least)?;
                (least, least, least.max(1))
            }
            Some((least, most)) => {
                let most = number(most)?;
                (number(least)?, most, most)
            }
        };
        self.at += inner.len() + 2;
        let fits = least <= most && most <= MAX_REPEATED;
        Some(fits.then_some(count))
    }

    /// Reads the beginning of a group or flags; whether a group was opened.
    fn group(&mut self) -> Result<bool, String> {
        let start = self.at;
        self.next();
        if !self.eat("?") {
            self.names.push(None);
            return self.open("(");
        }
        if self.rest().starts_with("P<") || self.rest().starts_with('<') {
            self.eat("P");
            self.eat("<");
            let rest = self.rest();
            let Some((name, _)) = rest.split_once('>') else {
                return Err(wrong("invalid named capture", self.text.get(start..).unwrap_or("")));
            };
            self.at += name.len() + 1;
            let word = |c: char| c == '_' || c.is_ascii_alphanumeric();
            let taken = self.names.iter().any(|n| n.as_deref() == Some(name));
            if name.is_empty() || !name.chars().all(word) || taken {
                let what =
                    if taken { "duplicate capture group name" } else { "invalid named capture" };
                return Err(wrong(what, self.since(start)));
            }
            self.names.push(Some(name.to_owned()));
            return self.open("(");
        }
        let (mut minus, mut flag) = (false, false);
        let mut flags = String::new();
        loop {
            match self.next() {
                Some(c @ ('i' | 'm' | 's' | 'U')) => {
                    flags.push(c);
                    flag = true;
                }
                Some('-') if !minus => {
                    flags.push('-');
                    (minus, flag) = (true, false);
                }
                Some(end @ (':' | ')')) if flag || !minus => {
                    if end == ':' {
                        return self.open(&format!("(?{flags}:"));
                    }
                    if !flags.is_empty() {
                        _ = write!(self.out, "(?{flags})");
                    }
                    return Ok(false);
                }
                None => return Err(wrong("missing closing )", self.text)),
                _ => return Err(wrong("invalid or unsupported Perl syntax", self.since(start))),
            }
        }
    }

    fn open(&mut self, how: &str) -> Result<bool, String> {
        self.levels.push(Level::NEW);
        if self.levels.len() > MAX_LEVELS {
            return Err(wrong("expression nests too deeply", self.text));
        }
        self.out.push_str(how);
        Ok(true)
    }

    /// Reads a backslash outside classes; whether it stands for something.
    fn escape_sequence(&mut self) -> Result<bool, String> {
        let start = self.at;
        let mut ahead = self.rest().chars().skip(1);
        let escape = ahead.next();
        let simple = match escape {
            Some('A') => r"\A",
            Some('z') => r"\z",
            Some('b') => r"(?-u:\b)",
            Some('B') => r"(?-u:\B)",
            Some('Q') => {
                self.at += 2;
                let rest = self.rest();
                let quoted = rest.find(r"\E").and_then(|end| rest.get(..end)).unwrap_or(rest);
                quoted.chars().for_each(|c| self.literal(c));
                self.at += quoted.len();
                self.eat(r"\E");
                return Ok(!quoted.is_empty());
            }
            _ => "",
        };
        if !simple.is_empty() {
            self.at += 2;
            self.out.push_str(simple);
            return Ok(true);
        }
        if let Some((negated, set)) = escape.and_then(perl_class) {
            self.at += 2;
            _ = write!(self.out, "[{}{set}]", if negated { "^" } else { "" });
            return Ok(true);
        }
        if self.unicode_class()? {
            return Ok(true);
        }
        self.at = start;
        let c = self.escaped()?;
        self.literal(c);
        Ok(true)
    }

    /// Reads `\pL`, `\p{Greek}` and the like, if there is one.
    fn unicode_class(&mut self) -> Result<bool, String> {
        let start = self.at;
        let mut negated = self.rest().starts_with(r"\P");
        if !negated && !self.rest().starts_with(r"\p") {
            return Ok(false);
        }
        self.at += 2;
        let range = |t: &Self| wrong("invalid character class range", t.since(start));
        let name = if self.eat("{") {
            let rest = self.rest();
            let Some((name, _)) = rest.split_once('}') else {
                self.at = self.text.len();
                return Err(range(self));
            };
            self.at += name.len() + 1;
            name
        } else {
            let from = self.at;
            self.next();
            self.since(from)
        };
        let name = match name.strip_prefix('^') {
            Some(name) => {
                negated = !negated;
                name
            }
            None => name,
        };
        let letter = if negated { 'P' } else { 'p' };
        // A name of a script is written as in Unicode's tables: `Old_Italic`.
        let script = name.len() > 2
            && name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.chars().all(|c| c.is_ascii_alphabetic() || c == '_');
        if name == "Cs" {
            // Halves of surrogate pairs do not occur in texts.
            self.out.push_str(if negated { r"[\s\S]" } else { r"[^\s\S]" });
        } else if name == "Any" {
            _ = write!(self.out, r"\{letter}{{Any}}");
        } else if CATEGORIES.contains(&name) {
            _ = write!(self.out, r"\{letter}{{gc={name}}}");
        } else if script && regex_syntax::parse(&format!(r"\p{{sc={name}}}")).is_ok() {
            _ = write!(self.out, r"\{letter}{{sc={name}}}");
        } else {
            return Err(range(self));
        }
        Ok(true)
    }

    /// Reads an escape that stands for one character.
    fn escaped(&mut self) -> Result<char, String> {
        let start = self.at;
        self.next();
        let Some(c) = self.next() else {
            return Err("error parsing regexp: trailing backslash at end of expression: ``".into());
        };
        let found = match c {
            'a' => Some('\u{7}'),
            'f' => Some('\u{c}'),
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            'v' => Some('\u{b}'),
            '0'..='7' => self.octal(c),
            'x' => self.hexadecimal(),
            c if c.is_ascii() && !c.is_ascii_alphanumeric() => Some(c),
            _ => None,
        };
        found.ok_or_else(|| wrong("invalid escape sequence", self.since(start)))
    }

    /// Up to three octal digits; one that is not zero alone would refer back to a group.
    fn octal(&mut self, first: char) -> Option<char> {
        let mut code = first.to_digit(8)?;
        let mut more = 0;
        while more < 2
            && let Some(digit) = self.peek().and_then(|c| c.to_digit(8))
        {
            self.next();
            code = code * 8 + digit;
            more += 1;
        }
        if first != '0' && more == 0 { None } else { char::from_u32(code) }
    }

    fn hexadecimal(&mut self) -> Option<char> {
        let digits = if self.eat("{") {
            let (digits, _) = self.rest().split_once('}')?;
            self.at += digits.len() + 1;
            digits
        } else {
            let digits = self.rest().get(..2)?;
            self.at += 2;
            digits
        };
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        char::from_u32(u32::from_str_radix(digits, 16).ok()?)
    }

    /// One character of a class.
    fn class_char(&mut self, start: usize) -> Result<char, String> {
        match self.peek() {
            None => Err(wrong("missing closing ]", self.text.get(start..).unwrap_or_default())),
            Some('\\') => self.escaped(),
            Some(c) => {
                self.next();
                Ok(c)
            }
        }
    }

    fn class(&mut self) -> Result<(), String> {
        let start = self.at;
        self.next();
        self.out.push('[');
        if self.eat("^") {
            self.out.push('^');
        }
        let mut first = true;
        loop {
            if !first && self.eat("]") {
                self.out.push(']');
                return Ok(());
            }
            first = false;
            let rest = self.rest();
            if let Some(name) = rest.strip_prefix("[:")
                && let Some((name, _)) = name.split_once(":]")
            {
                self.at += name.len() + 4;
                let known = POSIX.contains(&name.strip_prefix('^').unwrap_or(name));
                if !known {
                    return Err(wrong("invalid character class range", &format!("[:{name}:]")));
                }
                _ = write!(self.out, "[:{name}:]");
                continue;
            }
            if self.unicode_class()? {
                continue;
            }
            if let Some((negated, set)) =
                rest.strip_prefix('\\').and_then(|r| r.chars().next()).and_then(perl_class)
            {
                self.at += 2;
                _ = write!(self.out, "[{}{set}]", if negated { "^" } else { "" });
                continue;
            }
            let range = self.at;
            let low = self.class_char(start)?;
            let mut high = low;
            let mut ahead = self.rest().chars();
            if ahead.next() == Some('-') && ahead.next().is_some_and(|c| c != ']') {
                self.next();
                high = self.class_char(start)?;
                if high < low {
                    return Err(wrong("invalid character class range", self.since(range)));
                }
            }
            let (low, high) = (u32::from(low), u32::from(high));
            _ = write!(self.out, r"\x{{{low:x}}}-\x{{{high:x}}}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(expression: &str) -> String {
        Pattern::new(expression).err().unwrap_or_default()
    }

    #[test]
    fn escapes_are_those_of_go() {
        for (expression, text, want) in [
            (r"^\d+$", "٣", false),
            (r"^\w$", "ä", false),
            (r"^\s$", "\u{b}", false),
            (r"^[\s\v]$", "\u{b}", true),
            (r"^[^\w]$", "ä", true),
            (r"\bé", "é", false),
            (r"a\Bé", "aé", false),
            (r"^\Qa.b\E+$", "a.bbb", true),
            (r"^\Qa.b", "axb", false),
            (r"^\x41\x{42}\103$", "ABC", true),
            (r"^\a\f\t\n\r\v$", "\u{7}\u{c}\t\n\r\u{b}", true),
            (r"^[a[b&&~~c-]+$", "[&~-", true),
            (r"^[]a]+$", "]a", true),
            (r"^[^]a]+$", "x", true),
            (r"^[a-c-e]+$", "b-e", true),
            (r"^[[:^alpha:][:digit:]]$", "a", false),
            (r"^\p{Greek}\pL\P{L}\p{^Lu}$", "αb1c", true),
            (r"^a{,2}$", "a{,2}", true),
            (r"^a{x$", "a{x", true),
            (r"^(?i)ABC(?-i)d$", "abcd", true),
            (r"^(?s).$", "\n", true),
            (r"(?m)^b$", "a\nb\nc", true),
            (r"^(?P<1x>a)(?<y>b)$", "ab", true),
            (r"^()a|$", "", true),
            (r"^ #$", " #", true),
        ] {
            let pattern = Pattern::new(expression).unwrap_or_else(|e| panic!("{expression}: {e}"));
            assert_eq!(pattern.regex.is_match(text), want, "{expression} on {text:?}");
            assert!(is_valid(expression), "{expression}");
        }
    }

    #[test]
    fn what_go_refuses_is_refused_in_its_words() {
        for (expression, want) in [
            ("a**", "invalid nested repetition operator: `**`"),
            ("a+?*", "invalid nested repetition operator: `+?*`"),
            ("++", "missing argument to repetition operator: `+`"),
            ("(*)", "missing argument to repetition operator: `*`"),
            ("a|?", "missing argument to repetition operator: `?`"),
            ("[", "missing closing ]: `[`"),
            ("$^[[[", "missing closing ]: `[[[`"),
            ("(a", "missing closing ): `(a`"),
            ("a)", "unexpected ): `a)`"),
            (r"\y", r"invalid escape sequence: `\y`"),
            (r"\1", r"invalid escape sequence: `\1`"),
            (r"\C", r"invalid escape sequence: `\C`"),
            ("\\", "trailing backslash at end of expression: ``"),
            ("a{1001}", "invalid repeat count: `{1001}`"),
            ("a{3,2}", "invalid repeat count: `{3,2}`"),
            ("[z-a]", "invalid character class range: `z-a`"),
            ("[[:foo:]]", "invalid character class range: `[:foo:]`"),
            (r"\p{Alphabetic}", r"invalid character class range: `\p{Alphabetic}`"),
            ("(?x)a", "invalid or unsupported Perl syntax: `(?x`"),
            ("(?=a)", "invalid or unsupported Perl syntax: `(?=`"),
            ("(?P<a>b)(?P<a>c)", "duplicate capture group name: `(?P<a>`"),
            ("(?P<a-b>c)", "invalid named capture: `(?P<a-b>`"),
        ] {
            assert_eq!(error(expression), format!("error parsing regexp: {want}"));
            assert!(!is_valid(expression), "{expression}");
        }
        assert!(error(r"(\pL{1000}){1000}").contains("invalid repeat count"));
        assert!(error(&r"\pL{1000}".repeat(1000)).contains("too large"));
        assert!(error(&"(".repeat(2000)).contains("nests too deeply"));
    }
}
