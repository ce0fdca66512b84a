//! The directives that a comment or an annotation holds, in our syntax and in others'.

use palisade_model::LoadedNote;
use palisade_source::{Date, did_you_mean};
use std::ops::Range;

/// What a directive covers, beside the place where it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Reach {
    /// The resources whose block it stands on.
    Block,
    /// Every resource of its file.
    File,
}

/// A policy, by our id or by another tool's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Named {
    /// As written.
    pub(crate) text: String,
    /// Where, in bytes of the note's text.
    pub(crate) span: Range<usize>,
}

/// A day as written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Until {
    /// The last day on which the directive counts.
    Day(Date),
    /// A text that is no day.
    Wrong(String),
}

/// Why a directive of ours cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Mistake {
    /// What is wrong.
    pub(crate) message: String,
    /// How to mend it.
    pub(crate) help: String,
}

/// One directive: these policies are accepted here, for this reason, until this day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Directive {
    /// In whose syntax: `palisade`, `checkov`, `trivy`, `tfsec`.
    pub(crate) syntax: &'static str,
    /// What it covers.
    pub(crate) reach: Reach,
    /// The policies.
    pub(crate) ids: Vec<Named>,
    /// Why, if it says so.
    pub(crate) reason: Option<String>,
    /// Until when.
    pub(crate) until: Option<Until>,
    /// Attributes that a resource must have for it to count (`[name=web]` in trivy's syntax).
    pub(crate) only: Vec<(String, String)>,
    /// The whole directive, in bytes of the note's text.
    pub(crate) span: Range<usize>,
    /// Why it cannot be read; then it does not count.
    pub(crate) mistake: Option<Mistake>,
    /// Whether it stands within a sentence, where it does not count.
    pub(crate) in_prose: bool,
}

impl Directive {
    fn new(syntax: &'static str, span: Range<usize>) -> Self {
        Self {
            syntax,
            reach: Reach::Block,
            ids: Vec::new(),
            reason: None,
            until: None,
            only: Vec::new(),
            span,
            mistake: None,
            in_prose: false,
        }
    }

    /// Whether it is in our own syntax, whose mistakes are told.
    pub(crate) fn is_ours(&self) -> bool {
        self.syntax == "palisade"
    }

    fn wrong(mut self, message: impl Into<String>, help: impl Into<String>) -> Self {
        self.mistake = Some(Mistake { message: message.into(), help: help.into() });
        self
    }
}

/// Words before a colon that open a directive, with the syntax that they belong to.
const TOOLS: [(&str, &str); 6] = [
    ("palisade", "palisade"),
    ("checkov", "checkov"),
    ("bridgecrew", "checkov"),
    ("cortex", "checkov"),
    ("trivy", "trivy"),
    ("tfsec", "tfsec"),
];

/// Verbs that people write where ours is `allow`.
const NEAR_VERBS: [&str; 7] =
    ["ignore", "skip", "disable", "suppress", "except", "allowed", "ignore-file"];

/// How ours is written.
pub(crate) const FORM: &str = "write `palisade:allow POLICY_ID [until=YYYY-MM-DD] -- reason`";

/// The directives of a note, in the order of its text.
pub(crate) fn parse(note: &LoadedNote) -> Vec<Directive> {
    let mut found = Vec::new();
    let mut base = 0;
    for line in note.text.split_inclusive('\n') {
        let before = found.len();
        line_directives(line.trim_end(), base, &mut found);
        // Foreign directives that share a line share the reason at its end.
        for at in (before + 1..found.len()).rev() {
            if let (earlier, [later, ..]) = found.split_at_mut(at)
                && let Some(previous) = earlier.last_mut()
                && previous.reason.is_none()
                && !previous.is_ours()
                && !later.in_prose
            {
                previous.reason.clone_from(&later.reason);
            }
        }
        base += line.len();
    }
    found
}

/// The next `tool:` in a line from an offset on: the syntax, where the word starts and where the
/// text behind the colon starts.
fn next_tool(line: &str, from: usize) -> Option<(&'static str, usize, usize)> {
    let mut at = from;
    while let Some(offset) = line.get(at..)?.find(':') {
        let colon = at + offset;
        if let Some(found) = tool_before(line, from, colon) {
            return Some(found);
        }
        at = colon + 1;
    }
    None
}

fn tool_before(line: &str, from: usize, colon: usize) -> Option<(&'static str, usize, usize)> {
    let (_, syntax, start) = TOOLS.iter().find_map(|(word, syntax)| {
        let start = colon.checked_sub(word.len()).filter(|start| *start >= from)?;
        let written = line.get(start..colon)?;
        written.eq_ignore_ascii_case(word).then_some((word, *syntax, start))
    })?;
    // A word in backticks or inside a longer word is prose or a name.
    let before = line.get(..start)?.chars().next_back();
    let free = before.is_none_or(|c| !(c.is_alphanumeric() || "_-.`'\"".contains(c)));
    free.then_some((syntax, start, colon + 1))
}

fn line_directives(line: &str, base: usize, found: &mut Vec<Directive>) {
    let (mut from, mut opens) = (0, false);
    while let Some((syntax, start, behind)) = next_tool(line, from) {
        let (directive, end) = match syntax {
            "palisade" => ours(line, start, behind),
            "checkov" => checkov(line, start, behind),
            _ => aqua(syntax, line, start, behind),
        };
        if let Some(mut directive) = directive {
            directive.span = directive.span.start + base..directive.span.end + base;
            for id in &mut directive.ids {
                id.span = id.span.start + base..id.span.end + base;
            }
            // Others on one line share it.
            directive.in_prose = !opens && !begins_comment(line.get(..start).unwrap_or(""));
            opens |= !directive.in_prose && !directive.is_ours();
            found.push(directive);
        }
        from = end.max(behind);
    }
}

/// Whether what stands in a line before a directive are the signs of a comment alone, or a second
/// comment begins there: `# for the site  # checkov:skip=…`.
fn begins_comment(before: &str) -> bool {
    let before = before.trim_end();
    let is_sign = |c: char| c.is_whitespace() || "#/*;-!<".contains(c);
    before.chars().all(is_sign) || [" #", " //"].iter().any(|sign| before.ends_with(sign))
}

/// The part of a line, without the white space around it, and where it starts.
fn trimmed(line: &str, part: Range<usize>) -> (&str, usize) {
    let text = line.get(part.clone()).unwrap_or("");
    (text.trim(), part.start + (text.len() - text.trim_start().len()))
}

/// Words of a part of a line with their offsets; white space and commas stand between them.
fn words(line: &str, part: Range<usize>) -> Vec<Named> {
    let text = line.get(part.clone()).unwrap_or("");
    let mut found = Vec::new();
    let mut at = part.start;
    for piece in text.split(|c: char| c.is_whitespace() || c == ',') {
        if !piece.is_empty() {
            found.push(Named { text: piece.to_owned(), span: at..at + piece.len() });
        }
        // Every separator but these is longer than a byte.
        at += piece.len();
        at += line.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    }
    found
}

/// Where the reason of ours starts: behind ` -- ` or a long dash.
fn dash(line: &str, from: usize) -> Option<(usize, usize)> {
    let rest = line.get(from..)?;
    let marks = ["--", "—", "–"];
    rest.char_indices().find_map(|(at, c)| {
        let mark = marks.iter().find(|mark| rest.get(at..).is_some_and(|r| r.starts_with(**mark)));
        let mark = mark.filter(|_| "-—–".contains(c))?;
        let free = rest.get(..at).is_none_or(|b| b.is_empty() || b.ends_with(char::is_whitespace));
        let end = at + mark.len();
        let open =
            rest.get(end..).is_none_or(|r| r.is_empty() || r.starts_with(char::is_whitespace));
        (free && open).then_some((from + at, from + end))
    })
}

/// `palisade:allow ID[, ID…] [until=DATE] -- reason`
fn ours(line: &str, start: usize, behind: usize) -> (Option<Directive>, usize) {
    let rest = line.get(behind..).unwrap_or("");
    let verb_len = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    let verb_end = behind + verb_len.unwrap_or(rest.len());
    let verb = line.get(behind..verb_end).unwrap_or("");
    let closed = line.get(verb_end..).is_some_and(|r| {
        r.is_empty() || r.starts_with(|c: char| c.is_whitespace() || ",:=".contains(c))
    });
    if !closed {
        return (None, verb_end);
    }
    let mut directive = Directive::new("palisade", start..line.len());
    match verb {
        "allow" => {}
        "allow-file" => directive.reach = Reach::File,
        _ => {
            let help = did_you_mean(verb, ["allow", "allow-file"])
                .filter(|help| help.starts_with("did you mean"));
            // Anything else with our name before a colon is prose.
            if verb.is_empty() || (help.is_none() && !NEAR_VERBS.contains(&verb)) {
                return (None, verb_end);
            }
            let message = format!("unknown directive `palisade:{verb}`");
            return (Some(directive.wrong(message, help.unwrap_or(FORM.into()))), line.len());
        }
    }
    let dash = dash(line, verb_end);
    let head_end = dash.map_or(line.len(), |(at, _)| at);
    if let Some((_, after)) = dash {
        let (reason, _) = trimmed(line, after..line.len());
        // A dot or a blank that nobody sees is no reason.
        directive.reason = reason.chars().any(char::is_alphanumeric).then(|| reason.to_owned());
        if reason.to_ascii_lowercase().contains("until=") {
            let message = "the day stands in the reason, where it does not count";
            directive = directive.wrong(message, FORM);
        }
    }
    for word in words(line, verb_end..head_end) {
        if word.text.chars().all(|c| ":=".contains(c)) {
            continue;
        }
        let Some((key, value)) = word.text.split_once('=') else {
            let bare = word.text.trim_end_matches(':').to_ascii_lowercase();
            let day = bare.rsplit(':').next().and_then(Date::parse);
            let meant =
                ["until", "expires", "exp"].iter().any(|w| bare.split(':').next() == Some(w));
            if meant || day.is_some() {
                let message = format!("`{}` sets no last day", word.text);
                let help = "write the last day on which it counts as `until=2027-03-31`";
                directive = directive.wrong(message, help);
                continue;
            }
            // Without a dash, what follows the first id is a reason that lacks its mark.
            if dash.is_some() || directive.ids.is_empty() || line_has_comma(line, &word) {
                directive.ids.push(word);
            }
            continue;
        };
        if key == "until" {
            if directive.until.is_some() {
                let message = "the suppression names two last days";
                directive = directive.wrong(message, "leave one `until=` in it");
                continue;
            }
            let day = Date::parse(value);
            directive.until = Some(day.map_or_else(|| Until::Wrong(value.to_owned()), Until::Day));
            if day.is_none() {
                let message = format!("`{value}` is no day");
                let help = "write the last day on which it counts as `until=2027-03-31`";
                directive = directive.wrong(message, help);
            }
        } else {
            let help = did_you_mean(key, ["until"]).unwrap_or_else(|| FORM.to_owned());
            directive = directive.wrong(format!("unknown option `{key}` in a suppression"), help);
        }
    }
    if directive.ids.is_empty() && directive.mistake.is_none() {
        directive = directive.wrong("the suppression names no policy", FORM);
    }
    (Some(directive), line.len())
}

/// Whether a comma stands between a word and the one before it.
fn line_has_comma(line: &str, word: &Named) -> bool {
    line.get(..word.span.start).is_some_and(|before| before.trim_end().ends_with(','))
}

/// `checkov:skip=ID[,ID…][:reason]`
fn checkov(line: &str, start: usize, behind: usize) -> (Option<Directive>, usize) {
    let rest = line.get(behind..).unwrap_or("");
    let Some(list) = rest.strip_prefix("skip").and_then(|r| r.trim_start().strip_prefix('='))
    else {
        return (None, behind);
    };
    let from = line.len() - list.trim_start().len();
    let is_id = |c: char| c.is_ascii_alphanumeric() || "_-,".contains(c);
    let text = line.get(from..).unwrap_or("");
    let end = from + text.find(|c| !is_id(c)).unwrap_or(text.len());
    let mut directive = Directive::new("checkov", start..line.len());
    directive.ids = words(line, from..end);
    let (reason, _) = trimmed(line, end..line.len());
    let reason = reason.trim_start_matches(':').trim();
    directive.reason = (!reason.is_empty()).then(|| reason.to_owned());
    ((!directive.ids.is_empty()).then_some(directive), line.len())
}

/// `trivy:ignore:ID[attr=value][:exp:DATE][:ws:NAME] [reason]`, and the same for tfsec.
fn aqua(
    syntax: &'static str,
    line: &str,
    start: usize,
    behind: usize,
) -> (Option<Directive>, usize) {
    let Some(rest) = line.get(behind..).and_then(|r| r.strip_prefix("ignore:")) else {
        return (None, behind);
    };
    let from = line.len() - rest.len();
    let mut depth = 0_u32;
    let end = rest.find(|c: char| {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c.is_whitespace() && depth == 0
    });
    let end = from + end.unwrap_or(rest.len());
    let mut directive = Directive::new(syntax, start..end);
    let mut word = line.get(from..end).unwrap_or("");
    let (names, options) = match (word.find('['), word.find(':')) {
        (Some(open), colon) if colon.is_none_or(|colon| open < colon) => {
            let close = word.rfind(']').filter(|close| *close > open).unwrap_or(word.len());
            let inside = word.get(open + 1..close).unwrap_or("");
            directive.only = inside
                .split(',')
                .filter_map(|pair| pair.split_once('='))
                .map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()))
                .collect();
            let options = word.get(close + 1..).unwrap_or("");
            word = word.get(..open).unwrap_or("");
            (word, options)
        }
        (_, Some(colon)) => (word.get(..colon).unwrap_or(""), word.get(colon..).unwrap_or("")),
        _ => (word, ""),
    };
    directive.ids = words(line, from..from + names.len());
    let mut parts = options.split(':').filter(|part| !part.is_empty());
    while let Some(key) = parts.next() {
        match (key, parts.next()) {
            ("exp", Some(day)) => directive.until = Some(until(day)),
            // Another workspace than the one that is examined: it does not count here.
            ("ws", Some(name)) if name != "default" && name != "*" => directive.ids.clear(),
            _ => {}
        }
    }
    let stop = next_tool(line, end).map_or(line.len(), |(_, start, _)| start);
    let (mut reason, _) = trimmed(line, end..stop);
    if let Some(rest) = reason.strip_prefix("exp:") {
        let (day, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        directive.until = Some(until(day));
        reason = after;
    }
    let reason = reason.trim_start_matches(['#', '/', '-', ':', ' ', '(']).trim_end_matches('#');
    let reason = reason.trim();
    directive.reason = (!reason.is_empty()).then(|| reason.to_owned());
    ((!directive.ids.is_empty()).then_some(directive), end)
}

fn until(day: &str) -> Until {
    Date::parse(day).map_or_else(|| Until::Wrong(day.to_owned()), Until::Day)
}
