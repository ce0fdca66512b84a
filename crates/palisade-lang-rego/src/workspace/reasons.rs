//! Why a rule does not hold: the expression that ended each of its bodies, with the values of
//! what stands in it, down to the rules that it hangs on.

use super::json::to_json;
use super::outline::{Outline, Role, Use};
use super::watch::{Event, Watch};
use crate::compile::CASE;
use palisade_ir::{BlockId, Eval, Expr, FuncId, Program, Stop};
use palisade_source::{Diagnostic, Location, SourceMap};
use palisade_value::Value;
use rustc_hash::FxHashSet;

/// Most labels of one message.
const LABELS: usize = 12;
/// How far rules that hang on rules are followed.
const DEPTH: u32 = 6;
/// How many letters of a value are shown.
const SHOWN: usize = 80;

/// How an expression ended a body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum How {
    False,
    Undefined,
    /// Nothing to iterate over.
    Empty,
    /// It holds, inside of `not`.
    Holds,
}

impl How {
    fn told(self) -> &'static str {
        match self {
            Self::False => "false",
            Self::Undefined => "undefined",
            Self::Empty => "empty: there is nothing to iterate over",
            Self::Holds => "true, but must not be",
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Ending {
    node: u32,
    order: u32,
    body: BlockId,
    how: How,
}

/// Reads a recording.
pub(crate) struct Reasons<'r, 'e> {
    pub(crate) program: &'r Program,
    pub(crate) outline: &'r Outline,
    pub(crate) sources: &'r SourceMap,
    pub(crate) watch: &'r Watch<'e>,
}

/// A value as one line of text, cut where it is long.
pub(crate) fn shown(result: Option<&Eval<'_>>) -> String {
    match result {
        Some(Ok(value)) => short(to_json(*value)),
        Some(Err(Stop::Undefined)) => "undefined".to_owned(),
        Some(Err(Stop::Error(fault))) => format!("error: {}", fault.message),
        Some(Err(Stop::Limit(kind))) => kind.to_string(),
        None => "not finished".to_owned(),
    }
}

fn short(mut text: String) -> String {
    if let Some((at, _)) = text.char_indices().nth(SHOWN) {
        text.truncate(at);
        text.push('…');
    }
    text
}

fn empty(value: Value<'_>) -> bool {
    match value {
        Value::Array(items) => items.is_empty(),
        Value::Set(items) => items.is_empty(),
        Value::Object(entries) => entries.is_empty(),
        Value::Unknown(_) => false,
        // There is nothing to iterate over in a scalar.
        _ => true,
    }
}

impl<'e> Reasons<'_, 'e> {
    /// Why the rule that was called does not hold: the whole recording, or of a test the part of
    /// the case of these keys.
    pub(crate) fn of_test(
        &self,
        func: FuncId,
        case: Option<&[String]>,
        message: &str,
        fallback: Location,
    ) -> Diagnostic {
        let (mut from, mut end) = (0, self.watch.len());
        if let Some(case) = case
            && let Some(part) = self.part_of_case(case)
        {
            (from, end) = part;
        }
        let mut endings = self.endings(from, end, func);
        endings.sort_by_key(|e| e.order);
        let Some(main) = endings.last().copied() else {
            return Diagnostic::error("test-failed", message).at(fallback);
        };
        let how = match main.how {
            How::False => "this is false",
            How::Undefined => "this is undefined",
            How::Empty => "there is nothing to iterate over",
            How::Holds => "this is true, but must not be",
        };
        let at = self.location(main.node).unwrap_or(fallback);
        let mut diagnostic = Diagnostic::error("test-failed", format!("{message}: {how}")).at(at);
        let mut seen = FxHashSet::default();
        seen.insert(at);
        self.values(main.node, true, &mut seen, &mut diagnostic);
        let mut called = FxHashSet::default();
        self.why(main.node, end, 0, &mut called, &mut seen, &mut diagnostic);
        diagnostic
    }

    /// The nodes from where a case of a test is known until the next one is.
    fn part_of_case(&self, case: &[String]) -> Option<(u32, u32)> {
        let mut found = None;
        for at in 0..self.watch.len() {
            let Some(keys) = self.case_at(at) else { continue };
            if keys == case {
                found = Some((at, self.watch.len()));
            } else if let Some((from, end)) = &mut found
                && *end == self.watch.len()
                && at > *from
            {
                *end = at;
            }
        }
        found
    }

    fn case_at(&self, at: u32) -> Option<Vec<String>> {
        let Expr::HostCall(name, _) = self.program.expr(self.watch.expr(at)?) else { return None };
        if self.program.constant(name).as_str() != Some(CASE) {
            return None;
        }
        let keys = self.watch.children(at).next()?;
        match self.watch.node(keys).result {
            Some(Ok(keys)) => Some(case_keys(keys)),
            _ => None,
        }
    }

    fn location(&self, at: u32) -> Option<Location> {
        self.program.location(self.watch.expr(at)?)
    }

    fn role(&self, at: u32) -> Option<Role> {
        self.outline.roles.get(&self.watch.expr(at)?).copied()
    }

    /// The nodes of statements in a stretch, those of iterations among them.
    fn statements(&self, from: u32, end: u32, out: &mut Vec<u32>) {
        let mut at = from;
        while at < end {
            let node = self.watch.node(at);
            if let Event::Iteration(_) = node.event {
                at += 1;
                continue;
            }
            out.push(at);
            at = node.end.max(at + 1);
        }
    }

    /// What ended each body of a rule: of each the expression that was come to last.
    fn endings(&self, from: u32, end: u32, func: FuncId) -> Vec<Ending> {
        let mut statements = Vec::new();
        self.statements(from, end, &mut statements);
        let mut endings: Vec<Ending> = Vec::new();
        let mut last: Option<u32> = None;
        for at in statements {
            let ending = match self.watch.node(at).event {
                Event::Solution(block) => {
                    let held = self.outline.ends.get(&block).filter(|e| e.negated);
                    match (held, last.and_then(|n| Some((n, self.role(n)?)))) {
                        (Some(end), Some((node, role))) if end.func == Some(func) => Some(Ending {
                            node,
                            order: role.order,
                            body: end.body,
                            how: How::Holds,
                        }),
                        _ => None,
                    }
                }
                _ => self.ending(at, func),
            };
            if self.role(at).is_some_and(|r| r.func == Some(func)) {
                last = Some(at);
            }
            let Some(ending) = ending else { continue };
            match endings.iter_mut().find(|e| e.body == ending.body) {
                Some(known) if known.order <= ending.order => *known = ending,
                Some(_) => {}
                None => endings.push(ending),
            }
        }
        endings
    }

    fn ending(&self, at: u32, func: FuncId) -> Option<Ending> {
        let role = self.role(at)?;
        if role.func != Some(func) || role.negated {
            return None;
        }
        let how = match (role.used, self.watch.node(at).result?) {
            (_, Err(Stop::Undefined)) => How::Undefined,
            (Use::Test, Ok(Value::Bool(false))) => How::False,
            (Use::Source, Ok(value)) if empty(value) => How::Empty,
            _ => return None,
        };
        Some(Ending { node: at, order: role.order, body: role.body, how })
    }

    /// The values of what stands in an expression, as labels.
    fn values(
        &self,
        at: u32,
        top: bool,
        seen: &mut FxHashSet<Location>,
        diagnostic: &mut Diagnostic,
    ) {
        let Some(id) = self.watch.expr(at) else { return };
        let expr = self.program.expr(id);
        if matches!(expr, Expr::Const(_) | Expr::HostCall(..)) {
            return;
        }
        if !top
            && let Some(location) = self.program.location(id)
            && seen.insert(location)
        {
            let text = shown(self.watch.node(at).result.as_ref());
            self.label(diagnostic, location, text);
        }
        match expr {
            Expr::Get(..) | Expr::Has(..) | Expr::Index(..) | Expr::Memo(..) => {
                if matches!(self.watch.node(at).result, Some(Err(Stop::Undefined))) {
                    self.last_defined(at, diagnostic);
                }
                if let (Expr::Index(..), Some(key)) = (expr, self.watch.children(at).nth(1)) {
                    self.values(key, false, seen, diagnostic);
                }
            }
            Expr::Slot(_) | Expr::Root(_) | Expr::Generate(..) => {}
            Expr::CallFunc(func, _) => {
                let own = |child: &u32| self.role(*child).and_then(|r| r.func) == Some(func);
                let arguments = self.watch.children(at).take_while(|c| !own(c));
                for child in arguments {
                    self.values(child, false, seen, diagnostic);
                }
            }
            _ => {
                for child in self.watch.children(at) {
                    self.values(child, false, seen, diagnostic);
                }
            }
        }
    }

    fn label(&self, diagnostic: &mut Diagnostic, location: Location, text: String) {
        if diagnostic.labels.len() < LABELS {
            diagnostic.labels.push(palisade_source::Label { location, text });
        }
    }

    /// Of a path that leads nowhere, how far it led.
    fn last_defined(&self, at: u32, diagnostic: &mut Diagnostic) {
        let mut below = at;
        while let Some(child) = self.watch.children(below).next() {
            if let Some(Ok(value)) = self.watch.node(child).result {
                let key = self.watch.expr(below).map(|e| self.program.expr(e));
                let key = match key {
                    Some(Expr::Get(_, key, _)) => Some(self.program.constant(key)),
                    Some(Expr::Index(..)) => {
                        let key = self.watch.children(below).nth(1);
                        match key.and_then(|k| self.watch.node(k).result) {
                            Some(Ok(key)) => Some(key),
                            _ => None,
                        }
                    }
                    _ => None,
                };
                if let Some(key) = key {
                    let help = match self.path(child) {
                        Some(path) => {
                            let value = short(to_json(value));
                            format!("`{path}` is {value}, without {}", to_json(key))
                        }
                        None => return,
                    };
                    diagnostic.help.get_or_insert(help);
                }
                return;
            }
            below = child;
        }
    }

    /// A path as written, from what reads it.
    fn path(&self, at: u32) -> Option<String> {
        match self.program.expr(self.watch.expr(at)?) {
            Expr::Root(root) => Some(if root.0 == 0 { "input" } else { "data" }.to_owned()),
            Expr::Get(_, key, _) => {
                let base = self.path(self.watch.children(at).next()?)?;
                Some(format!("{base}.{}", self.program.constant(key).as_str()?))
            }
            Expr::Index(..) => {
                let mut parts = self.watch.children(at);
                let base = self.path(parts.next()?)?;
                match self.watch.node(parts.next()?).result? {
                    Ok(key) => Some(format!("{base}[{}]", to_json(key))),
                    Err(_) => None,
                }
            }
            Expr::Slot(_) => {
                let at = self.location(at)?;
                Some(self.sources.get(at.file).slice(at.span).to_owned())
            }
            Expr::Memo(..) => self.path(self.watch.children(at).next()?),
            _ => None,
        }
    }

    /// The rules in an expression that do not hold, and why they do not.
    fn why(
        &self,
        at: u32,
        before: u32,
        depth: u32,
        called: &mut FxHashSet<FuncId>,
        seen: &mut FxHashSet<Location>,
        diagnostic: &mut Diagnostic,
    ) {
        if depth > DEPTH || diagnostic.labels.len() >= LABELS {
            return;
        }
        let Some(id) = self.watch.expr(at) else { return };
        let Expr::CallFunc(func, _) = self.program.expr(id) else {
            if !matches!(self.program.expr(id), Expr::Generate(..)) {
                for child in self.watch.children(at) {
                    self.why(child, before, depth + 1, called, seen, diagnostic);
                }
            }
            return;
        };
        let result = self.watch.node(at).result;
        let absent = matches!(result, Some(Err(Stop::Undefined) | Ok(Value::Bool(false))));
        if !absent || !called.insert(func) {
            return;
        }
        // What was kept is told where it was first asked for.
        let ran = if self.ran(at, func) {
            Some(at)
        } else {
            (0..before.min(self.watch.len())).rev().find(|n| {
                let same = self.watch.expr(*n).map(|e| self.program.expr(e));
                matches!(same, Some(Expr::CallFunc(f, _)) if f == func) && self.ran(*n, func)
            })
        };
        let Some(ran) = ran else { return };
        let endings = self.endings(ran + 1, self.watch.node(ran).end, func);
        let name = &self.program.func(func).name;
        for ending in endings.iter().take(4) {
            let Some(location) = self.location(ending.node) else { continue };
            if !seen.insert(location) {
                continue;
            }
            let text = format!("{}, so `{name}` does not hold here", ending.how.told());
            self.label(diagnostic, location, text);
            self.values(ending.node, true, seen, diagnostic);
            self.why(ending.node, ran, depth + 1, called, seen, diagnostic);
        }
    }

    fn ran(&self, at: u32, func: FuncId) -> bool {
        self.watch.children(at).any(|c| {
            let inside = match self.watch.node(c).event {
                Event::Expr(_) => c,
                _ => return true,
            };
            self.role(inside).is_some_and(|r| r.func == Some(func))
        })
    }
}

/// The keys of a case as texts.
pub(crate) fn case_keys(keys: Value<'_>) -> Vec<String> {
    let text = |v: &Value<'_>| v.as_str().map_or_else(|| to_json(*v), str::to_owned);
    keys.as_array().map(|a| a.items().iter().map(text).collect()).unwrap_or_default()
}
