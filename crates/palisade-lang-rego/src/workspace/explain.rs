//! A recording as lines for people.

use super::outline::{Outline, Use};
use super::reasons::shown;
use super::watch::{Event, Watch};
use palisade_ir::{Expr, ExprId, Program, Stop};
use palisade_source::{Location, SourceMap};
use palisade_value::Value;

/// Which lines of a trace are wanted; those that they stand in come along.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Explain {
    /// All.
    Full,
    /// What was false or undefined.
    Fails,
    /// What `trace(…)` says.
    Notes,
}

/// What a line of a trace tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Happened {
    /// A rule is entered.
    Enter,
    /// An expression of a body has a value.
    Eval,
    /// An expression is false or undefined, or a rule has no value.
    Fail,
    /// A rule has a value.
    Exit,
    /// A rule that was evaluated before is asked for again.
    Kept,
    /// A call of `trace`.
    Note,
}

impl Happened {
    fn word(self) -> &'static str {
        match self {
            Self::Enter => "Enter",
            Self::Eval => "Eval",
            Self::Fail => "Fail",
            Self::Exit => "Exit",
            Self::Kept => "Kept",
            Self::Note => "Note",
        }
    }
}

/// One line of a trace.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TraceLine {
    /// How deep it stands.
    pub depth: usize,
    /// What it tells.
    pub happened: Happened,
    /// The expression or the name of the rule.
    pub text: String,
    /// What it came to; empty where a rule is entered.
    pub value: String,
    /// Where it is written.
    pub location: Option<Location>,
}

/// Most lines of a trace.
const LINES: usize = 100_000;
/// How deep expressions are followed.
const DEPTH: usize = 2000;

struct Teller<'t, 'e> {
    program: &'t Program,
    sources: &'t SourceMap,
    watch: &'t Watch<'e>,
    outline: Outline,
    lines: Vec<TraceLine>,
}

/// The lines of a recording of a program that is not optimized.
#[must_use]
pub fn trace_lines(
    program: &Program,
    sources: &SourceMap,
    watch: &Watch<'_>,
    wanted: Explain,
) -> Vec<TraceLine> {
    let outline = Outline::new(program);
    let mut teller = Teller { program, sources, watch, outline, lines: Vec::new() };
    for at in watch.between(0, watch.len()) {
        teller.visit(at, 0, 0);
    }
    let mut lines = teller.lines;
    if wanted != Explain::Full {
        keep(&mut lines, |line| match wanted {
            Explain::Notes => line.happened == Happened::Note,
            _ => line.happened == Happened::Fail,
        });
    }
    lines
}

/// Keeps lines and the entries that they stand in.
fn keep(lines: &mut Vec<TraceLine>, wanted: impl Fn(&TraceLine) -> bool) {
    let mut kept = vec![false; lines.len()];
    // From the end: the depth that an entry must have to hold what is kept already.
    let mut inside: Vec<usize> = Vec::new();
    for (at, line) in lines.iter().enumerate().rev() {
        while inside.last().is_some_and(|depth| *depth < line.depth) && line.depth == 0 {
            inside.pop();
        }
        if wanted(line) {
            kept[at] = true;
            inside.push(line.depth);
        } else if matches!(line.happened, Happened::Enter)
            && inside.iter().any(|depth| *depth > line.depth)
        {
            kept[at] = true;
            inside.retain(|depth| *depth <= line.depth);
            inside.push(line.depth);
        }
    }
    let mut at = 0;
    lines.retain(|_| {
        at += 1;
        kept[at - 1]
    });
}

impl TraceLine {
    /// The line as text.
    #[must_use]
    pub fn render(&self, sources: &SourceMap, width: usize) -> String {
        let place = self.place(sources);
        let bars = "| ".repeat(self.depth);
        let equals = if self.value.is_empty() { "" } else { "  = " };
        let word = self.happened.word();
        format!("{place:width$}  {bars}{word} {}{equals}{}", self.text, self.value)
    }

    /// File and line.
    #[must_use]
    pub fn place(&self, sources: &SourceMap) -> String {
        self.location.map_or_else(String::new, |at| {
            let file = sources.get(at.file);
            format!("{}:{}", file.path(), file.line(at.span.start))
        })
    }
}

impl Teller<'_, '_> {
    fn text(&self, expr: ExprId) -> String {
        let Some(at) = self.program.location(expr) else { return String::new() };
        let file = self.sources.get(at.file);
        let mut text = file.slice(at.span).split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some((end, _)) = text.char_indices().nth(120) {
            text.truncate(end);
            text.push('…');
        }
        text
    }

    fn push(&mut self, line: TraceLine) {
        if self.lines.len() < LINES {
            self.lines.push(line);
        }
    }

    fn visit(&mut self, at: u32, depth: usize, nesting: usize) {
        if nesting > DEPTH {
            return;
        }
        let watch = self.watch;
        let node = watch.node(at);
        let Event::Expr(id) = node.event else {
            for child in watch.children(at) {
                self.visit(child, depth, nesting + 1);
            }
            return;
        };
        let role = self.outline.roles.get(&id).copied();
        let failed = matches!(
            (role.map(|r| r.used), node.result),
            (_, Some(Err(Stop::Undefined))) | (Some(Use::Test), Some(Ok(Value::Bool(false))))
        );
        let expr = self.program.expr(id);
        if let Expr::CallFunc(func, _) = expr {
            self.call(at, id, func, depth, nesting);
        } else {
            for child in watch.children(at) {
                self.visit(child, depth, nesting + 1);
            }
        }
        if let Expr::Call { builtin, .. } = expr
            && self.program.builtin(builtin).name == "trace"
        {
            let message = watch.children(at).next().and_then(|c| watch.node(c).result);
            let text = match message {
                Some(Ok(Value::Str(text))) => text.to_owned(),
                other => shown(other.as_ref()),
            };
            let location = self.program.location(id);
            let (happened, value) = (Happened::Note, String::new());
            self.push(TraceLine { depth, happened, text, value, location });
            return;
        }
        let text = self.text(id);
        let plain = matches!(expr, Expr::Const(_));
        if role.is_some() && !text.is_empty() && (!plain || failed) {
            let happened = if failed { Happened::Fail } else { Happened::Eval };
            let value = shown(node.result.as_ref());
            let location = self.program.location(id);
            self.push(TraceLine { depth, happened, text, value, location });
        }
    }

    fn call(
        &mut self,
        at: u32,
        id: ExprId,
        func: palisade_ir::FuncId,
        depth: usize,
        nesting: usize,
    ) {
        let watch = self.watch;
        let called = self.program.func(func);
        let mut inside = Vec::new();
        for child in watch.children(at) {
            let own = match watch.node(child).event {
                Event::Expr(e) => self.outline.roles.get(&e).is_some_and(|r| r.func == Some(func)),
                _ => true,
            };
            // Arguments come first.
            if own || !inside.is_empty() {
                inside.push(child);
            } else {
                self.visit(child, depth, nesting + 1);
            }
        }
        let result = watch.node(at).result;
        let value = shown(result.as_ref());
        let text = called.name.clone();
        let location = called.location.or(self.program.location(id));
        let undefined = matches!(result, Some(Err(Stop::Undefined)));
        if inside.is_empty() && (called.memo.is_some() || self.program.remembers(func)) {
            let happened = if undefined { Happened::Fail } else { Happened::Kept };
            self.push(TraceLine { depth, happened, text, value, location });
            return;
        }
        let enter = TraceLine {
            depth,
            happened: Happened::Enter,
            text: text.clone(),
            value: String::new(),
            location,
        };
        self.push(enter);
        for child in inside {
            self.visit(child, depth + 1, nesting + 1);
        }
        let happened = if undefined { Happened::Fail } else { Happened::Exit };
        self.push(TraceLine { depth: depth + 1, happened, text, value, location });
    }
}
