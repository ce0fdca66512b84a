use crate::make::{Comment, Make, Outcome, Read, lines, trimmed};
use palisade_source::{Diagnostic, Span};
use palisade_value::{JsonOptions, Value, parse_json};

/// Instructions of a Dockerfile.
const KNOWN: [&str; 18] = [
    "add",
    "arg",
    "cmd",
    "copy",
    "entrypoint",
    "env",
    "expose",
    "from",
    "healthcheck",
    "label",
    "maintainer",
    "onbuild",
    "run",
    "shell",
    "stopsignal",
    "user",
    "volume",
    "workdir",
];

/// A Dockerfile: an array with an object for each instruction and comment, of `Cmd` in small
/// letters, `SubCmd`, `JSON`, `Flags`, `Value` and `Stage`; `Heredocs` where there are some.
pub(crate) fn read<'a>(make: &mut Make<'a>, text: &str) -> Outcome<'a> {
    let escape = escape_of(text);
    let mut reader = Reader { text, escape, lines: lines(text).collect(), next: 0 };
    let mut commands = Vec::new();
    let mut comments: Vec<Comment> = Vec::new();
    let mut stage: Option<i64> = None;
    while let Some(item) = reader.next() {
        let command = match item {
            Item::Comment(comment, span) => {
                comments.push((comment.clone(), span));
                let value = vec![comment];
                Command { name: "comment".to_owned(), span, value, ..Command::default() }
            }
            Item::Instruction(line, span) => {
                let mut command = command(make, &line, span)?;
                command.heredocs = reader.heredocs(make, &command)?;
                if command.name == "from" {
                    stage = Some(stage.map_or(0, |n| n + 1));
                }
                command
            }
        };
        let span = command.span;
        let value = command.value(make, stage.unwrap_or(0));
        commands.push((value, span));
    }
    let whole = make.array(commands);
    Ok(Read::whole(whole, text).with(comments))
}

/// The sign that joins lines: a backslash, unless the first lines say otherwise.
fn escape_of(text: &str) -> char {
    for line in text.lines() {
        let Some(comment) = line.trim().strip_prefix('#') else { break };
        let Some((key, value)) = comment.split_once('=') else { break };
        if key.trim().eq_ignore_ascii_case("escape") && value.trim() == "`" {
            return '`';
        }
    }
    '\\'
}

enum Item {
    Comment(String, Span),
    /// The lines of an instruction as one.
    Instruction(String, Span),
}

struct Reader<'t> {
    text: &'t str,
    escape: char,
    lines: Vec<(&'t str, Span)>,
    next: usize,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<Item> {
        loop {
            let (line, span) = *self.lines.get(self.next)?;
            self.next += 1;
            let plain = line.trim();
            if plain.is_empty() {
                continue;
            }
            if let Some(comment) = plain.strip_prefix('#') {
                return Some(Item::Comment(comment.trim().to_owned(), trimmed(self.text, span)));
            }
            let mut whole = String::new();
            let mut last = span;
            let mut part = line.trim_start();
            while let Some(before) = part.trim_end().strip_suffix(self.escape) {
                whole.push_str(before);
                // Comments and empty lines between do not end it.
                let more = loop {
                    let Some((more, at)) = self.lines.get(self.next).copied() else { break None };
                    self.next += 1;
                    last = at;
                    if !(more.trim().is_empty() || more.trim_start().starts_with('#')) {
                        break Some(more);
                    }
                };
                match more {
                    Some(more) => part = more,
                    None => {
                        part = "";
                        break;
                    }
                }
            }
            whole.push_str(part);
            let span = trimmed(self.text, span.to(last));
            return Some(Item::Instruction(whole.trim_end().to_owned(), span));
        }
    }

    /// The texts behind an instruction that its `<<NAME` announce.
    fn heredocs(
        &mut self,
        make: &Make<'_>,
        command: &Command,
    ) -> Result<Vec<String>, Box<Diagnostic>> {
        if command.is_json || !["run", "copy", "add"].contains(&command.name.as_str()) {
            return Ok(Vec::new());
        }
        let mut all = Vec::new();
        for word in command.value.iter().flat_map(|value| value.split_whitespace()) {
            let Some(rest) = word.strip_prefix("<<") else { continue };
            let (strip, rest) = match rest.strip_prefix('-') {
                Some(rest) => (true, rest),
                None => (false, rest),
            };
            let name = rest.trim_matches(['"', '\'']);
            let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
            if name.is_empty() || !name.chars().all(is_name) {
                continue;
            }
            let mut body = String::new();
            loop {
                let Some((line, _)) = self.lines.get(self.next).copied() else {
                    let message = format!("the text `<<{name}` is never closed");
                    return Err(make.wrong(command.span, message));
                };
                self.next += 1;
                let line = if strip { line.trim_start_matches('\t') } else { line };
                if line == name {
                    break;
                }
                body.push_str(line);
                body.push('\n');
            }
            all.push(body);
        }
        Ok(all)
    }
}

#[derive(Default)]
struct Command {
    name: String,
    sub: String,
    is_json: bool,
    flags: Vec<String>,
    value: Vec<String>,
    heredocs: Vec<String>,
    span: Span,
}

impl Command {
    fn value<'a>(self, make: &mut Make<'a>, stage: i64) -> Value<'a> {
        let span = self.span;
        let texts = |make: &mut Make<'a>, all: Vec<String>| {
            let items = all.iter().map(|text| (make.text(text), span)).collect();
            make.array(items)
        };
        let mut entries = vec![
            ("Cmd", make.text(&self.name)),
            ("SubCmd", make.text(&self.sub)),
            ("JSON", Value::Bool(self.is_json)),
            ("Flags", texts(make, self.flags)),
            ("Value", texts(make, self.value)),
            ("Stage", Value::Int(stage)),
        ];
        if !self.heredocs.is_empty() {
            entries.push(("Heredocs", texts(make, self.heredocs)));
        }
        make.object(entries.into_iter().map(|(key, value)| (key, value, span)))
    }
}

/// The parts of an instruction.
fn command(make: &Make<'_>, line: &str, span: Span) -> Result<Command, Box<Diagnostic>> {
    let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let name = name.to_ascii_lowercase();
    if !KNOWN.contains(&name.as_str()) {
        let written = line.split_whitespace().next().unwrap_or("");
        let mut wrong = make.wrong(span, format!("`{written}` is no instruction"));
        let near = palisade_source::did_you_mean(&name, KNOWN.iter().copied());
        wrong.help = near;
        return Err(wrong);
    }
    let (flags, rest) = flags(rest.trim());
    let mut command = Command { name, flags, span, ..Command::default() };
    let rest = match command.name.as_str() {
        "onbuild" => {
            let (sub, rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            command.sub = sub.to_ascii_lowercase();
            rest.trim()
        }
        _ => rest,
    };
    let kind = if command.sub.is_empty() { command.name.clone() } else { command.sub.clone() };
    match kind.as_str() {
        "add" | "cmd" | "copy" | "entrypoint" | "run" | "shell" | "volume"
            if rest.starts_with('[') =>
        {
            if let Some(texts) = json_texts(rest) {
                command.is_json = true;
                command.value = texts;
                return Ok(command);
            }
        }
        _ => {}
    }
    command.value = match kind.as_str() {
        "env" | "label" => pairs(rest),
        "arg" => words(rest),
        "add" | "copy" | "expose" | "from" | "volume" => {
            rest.split_whitespace().map(str::to_owned).collect()
        }
        "healthcheck" => {
            let (kind, command) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            let command = command.trim();
            let mut value = vec![kind.to_ascii_uppercase()];
            match json_texts(command) {
                Some(texts) => value.extend(texts),
                None if command.is_empty() => {}
                None => value.push(command.to_owned()),
            }
            value
        }
        _ if rest.is_empty() => Vec::new(),
        _ => vec![rest.to_owned()],
    };
    if command.value.is_empty() {
        let name = command.name.to_ascii_uppercase();
        return Err(make.wrong(span, format!("`{name}` says nothing more")));
    }
    Ok(command)
}

fn json_texts(text: &str) -> Option<Vec<String>> {
    let arena = palisade_arena::Arena::new();
    let value = parse_json(&arena, text, JsonOptions::default()).ok()?;
    let items = value.as_array()?.items();
    items.iter().map(|item| item.as_str().map(str::to_owned)).collect()
}

/// `--name=value` in front of the rest.
fn flags(text: &str) -> (Vec<String>, &str) {
    let (mut flags, mut rest) = (Vec::new(), text);
    while rest.starts_with("--") {
        let (flag, behind) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        flags.push(flag.to_owned());
        rest = behind.trim_start();
    }
    (flags, rest)
}

/// Words, those in quotes as one; quotes are kept.
fn words(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    let (mut word, mut quote, mut escaped) = (String::new(), None, false);
    for c in text.chars() {
        match (c, quote) {
            _ if escaped => escaped = false,
            ('\\', q) if q != Some('\'') => escaped = true,
            (c, Some(q)) if c == q => quote = None,
            ('"' | '\'', None) => quote = Some(c),
            (c, None) if c.is_whitespace() => {
                if !word.is_empty() {
                    all.push(std::mem::take(&mut word));
                }
                continue;
            }
            _ => {}
        }
        word.push(c);
    }
    if !word.is_empty() {
        all.push(word);
    }
    all
}

/// `KEY=value KEY=value` or `KEY value` as name, value and the sign between, for each.
fn pairs(text: &str) -> Vec<String> {
    let words = words(text);
    if words.first().is_some_and(|word| !word.contains('=')) {
        let (key, value) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        return vec![key.to_owned(), value.trim().to_owned(), String::new()];
    }
    let parts = |word: &String| {
        let (key, value) = word.split_once('=').unwrap_or((word, ""));
        [key.to_owned(), value.to_owned(), "=".to_owned()]
    };
    words.iter().flat_map(parts).collect()
}
