//! What a regular expression comes to on a text of which parts are unknown.
//!
//! A match that lies in what is known is one whatever the rest turns out to be. Where none can come
//! about with any text in the holes, there is none. Everything else is open.

use palisade_value::{HOLE_END, HOLE_START};
use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// States that a pattern may take here, and steps of one decision.
const STATES: usize = 4096;
const STEPS: usize = 1 << 20;

/// A part of a text.
#[derive(Clone, Copy)]
enum Part<'t> {
    Known(&'t str),
    /// Any text, the empty one too.
    Hole,
}

/// Whether `pattern` matches a text with holes; none if that hangs on what is in them, or takes too
/// long to find out.
pub(super) fn decided(pattern: &str, partial: &str) -> Option<bool> {
    let hir = regex_syntax::parse(pattern).ok()?;
    let program = Program::new(&hir)?;
    let parts = parts_of(partial);
    if program.matches(&parts, Sight::Every)? {
        return Some(true);
    }
    (!program.matches(&parts, Sight::Some)?).then_some(false)
}

/// Which texts in the holes are meant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sight {
    /// There is one such text at least.
    Some,
    /// All texts, as far as one way of matching serves them all.
    Every,
}

fn parts_of(partial: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    for (n, piece) in partial.split(HOLE_START).enumerate() {
        let known = if n == 0 {
            piece
        } else {
            parts.push(Part::Hole);
            piece.split_once(HOLE_END).map_or("", |(_, known)| known)
        };
        if !known.is_empty() {
            parts.push(Part::Known(known));
        }
    }
    parts
}

enum State {
    /// Takes one character.
    Class(Vec<(char, char)>, usize),
    Look(Look, usize),
    Split(Vec<usize>),
    Match,
}

/// A pattern as a machine that is in many states at once.
struct Program {
    states: Vec<State>,
    start: usize,
}

impl Program {
    fn new(hir: &Hir) -> Option<Self> {
        let mut program = Self { states: vec![State::Match], start: 0 };
        program.start = program.add(hir, 0)?;
        Some(program)
    }

    fn push(&mut self, state: State) -> Option<usize> {
        (self.states.len() < STATES).then(|| {
            self.states.push(state);
            self.states.len() - 1
        })
    }

    /// The state that begins what `hir` takes and goes on at `next`.
    fn add(&mut self, hir: &Hir, next: usize) -> Option<usize> {
        match hir.kind() {
            HirKind::Empty => Some(next),
            HirKind::Literal(literal) => {
                let text = std::str::from_utf8(&literal.0).ok()?;
                let mut next = next;
                for c in text.chars().rev() {
                    next = self.push(State::Class(vec![(c, c)], next))?;
                }
                Some(next)
            }
            HirKind::Class(Class::Unicode(class)) => {
                let ranges = class.ranges().iter().map(|r| (r.start(), r.end())).collect();
                self.push(State::Class(ranges, next))
            }
            HirKind::Class(Class::Bytes(_)) => None,
            HirKind::Look(look) => self.push(State::Look(*look, next)),
            HirKind::Capture(capture) => self.add(&capture.sub, next),
            HirKind::Concat(all) => {
                all.iter().rev().try_fold(next, |next, one| self.add(one, next))
            }
            HirKind::Alternation(all) => {
                let ways: Option<Vec<_>> = all.iter().map(|one| self.add(one, next)).collect();
                self.push(State::Split(ways?))
            }
            HirKind::Repetition(repetition) => {
                let sub = &repetition.sub;
                let mut next = next;
                match repetition.max {
                    None => {
                        let turn = self.push(State::Split(vec![next]))?;
                        let again = self.add(sub, turn)?;
                        if let Some(State::Split(ways)) = self.states.get_mut(turn) {
                            ways.push(again);
                        }
                        next = turn;
                    }
                    Some(max) => {
                        for _ in repetition.min..max {
                            let once = self.add(sub, next)?;
                            next = self.push(State::Split(vec![once, next]))?;
                        }
                    }
                }
                for _ in 0..repetition.min {
                    next = self.add(sub, next)?;
                }
                Some(next)
            }
        }
    }

    /// Whether a match comes about; none if that takes too long to find out.
    fn matches(&self, parts: &[Part<'_>], sight: Sight) -> Option<bool> {
        let mut left = STEPS;
        // Whether the text ends behind that many parts.
        let ends = |n: usize| {
            let rest = parts.get(n..).unwrap_or_default();
            rest.is_empty()
                || sight == Sight::Some && rest.iter().all(|part| matches!(part, Part::Hole))
        };
        let mut now = self.closed(&[], true, ends(0), sight);
        for (n, part) in parts.iter().enumerate() {
            if now.first() == Some(&true) {
                return Some(true);
            }
            match part {
                Part::Known(text) => {
                    let mut characters = text.chars().peekable();
                    while let Some(c) = characters.next() {
                        left = left.checked_sub(self.states.len())?;
                        let next = self.step(&now, Some(c));
                        let is_last = characters.peek().is_none();
                        now = self.closed(&next, false, is_last && ends(n + 1), sight);
                        if now.first() == Some(&true) {
                            return Some(true);
                        }
                    }
                }
                Part::Hole if sight == Sight::Some => loop {
                    left = left.checked_sub(self.states.len())?;
                    let next = self.step(&now, None);
                    let more = self.closed(&next, false, ends(n), sight);
                    let mut has_grown = false;
                    for (is, may) in now.iter_mut().zip(more) {
                        has_grown |= may && !*is;
                        *is |= may;
                    }
                    if !has_grown {
                        break;
                    }
                },
                Part::Hole => now = self.kept(&now, ends(n + 1), &mut left)?,
            }
        }
        Some(now.first() == Some(&true))
    }

    /// The states that one is in behind a hole whatever it holds: those that a state leads to which
    /// takes any character and comes back to itself, if they were reached before it as well.
    fn kept(&self, now: &[bool], is_end: bool, left: &mut usize) -> Option<Vec<bool>> {
        let mut kept = vec![false; self.states.len()];
        for (at, state) in self.states.iter().enumerate() {
            let State::Class(ranges, next) = state else { continue };
            if now.get(at) != Some(&true) || !is_any(ranges) {
                continue;
            }
            *left = left.checked_sub(self.states.len())?;
            let behind = self.reached(vec![*next], false, is_end, Sight::Every);
            if behind.get(at) == Some(&true) {
                for (is, also) in kept.iter_mut().zip(behind.iter().zip(now)) {
                    *is |= *also.0 && *also.1;
                }
            }
        }
        // At the end of the hole a match may begin, and what was kept may go on.
        let from = (0..kept.len()).filter(|at| kept.get(*at) == Some(&true)).collect::<Vec<_>>();
        Some(self.closed(&from, false, is_end, Sight::Every))
    }

    /// Where those states lead that take a character: this one, or any.
    fn step(&self, now: &[bool], character: Option<char>) -> Vec<usize> {
        let takes = |ranges: &[(char, char)]| match character {
            Some(c) => ranges.iter().any(|(from, to)| (*from..=*to).contains(&c)),
            None => !ranges.is_empty(),
        };
        let states = self.states.iter().zip(now).filter(|(_, is)| **is);
        let taking = states.filter_map(|(state, _)| match state {
            State::Class(ranges, next) if takes(ranges) => Some(*next),
            _ => None,
        });
        taking.collect()
    }

    /// The states, and that which begins a match, with all that they lead to without a character.
    fn closed(&self, from: &[usize], starts: bool, ends: bool, sight: Sight) -> Vec<bool> {
        let mut open = from.to_vec();
        open.push(self.start);
        self.reached(open, starts, ends, sight)
    }

    fn reached(&self, mut open: Vec<usize>, starts: bool, ends: bool, sight: Sight) -> Vec<bool> {
        let mut reached = vec![false; self.states.len()];
        while let Some(at) = open.pop() {
            match reached.get_mut(at) {
                Some(is) if !*is => *is = true,
                _ => continue,
            }
            match self.states.get(at) {
                Some(State::Split(ways)) => open.extend(ways),
                Some(State::Look(look, next)) => {
                    let holds = match look {
                        Look::Start => starts,
                        Look::End => ends,
                        // Ends of words and lines: what is beside them may be in a hole.
                        _ => sight == Sight::Some,
                    };
                    if holds {
                        open.push(*next);
                    }
                }
                Some(State::Class(..) | State::Match) | None => {}
            }
        }
        reached
    }
}

/// Whether a class takes every character.
fn is_any(ranges: &[(char, char)]) -> bool {
    ranges == [('\0', char::MAX)]
}

#[cfg(test)]
mod tests {
    use super::decided;
    use palisade_value::{HOLE_END, HOLE_START};

    /// `?` stands for a hole.
    fn check(pattern: &str, text: &str, wanted: Option<bool>) {
        let hole = format!("{HOLE_START}x{HOLE_END}");
        let text = text.replace('?', &hole);
        let got = decided(pattern, &text);
        assert_eq!(got, wanted, "{pattern} on {text}");
    }

    #[test]
    fn what_is_known_decides() {
        let tag = ":[^/]+$";
        check(tag, "?/app:1.2", Some(true));
        check(tag, "?:1.2", Some(true));
        check(tag, "?/app", Some(false));
        check(tag, "?", None);
        check(tag, "app:?", None);
        check(tag, "app:1?", None);
        check(tag, "?/?", None);
        check("@sha256:[0-9a-f]{64}$", "?/app:1.2", Some(false));
        check("@sha256:[0-9a-f]{64}$", "app:1@?", None);
        check("@sha256:[0-9a-f]{64}$", &format!("?@sha256:{}", "a".repeat(64)), Some(true));
        check("(^|/)tiller([:@]|$)", "?/web:1", None);
        check("(^|/)tiller([:@]|$)", "?/tiller:1", Some(true));
        check("^(.*/)?tiller(:[^/]*)?$", "?/web:1", Some(false));
        check("^arn:aws:iam::aws:policy/Admin$", "arn:?:iam::aws:policy/Other", Some(false));
        check("(?s)^arn:.*:policy/Admin$", "arn:?:iam::aws:policy/Admin", Some(true));
        check("(?s)^(.*:policy/)?Admin$", "arn:?:iam::aws:policy/Admin", Some(true));
        check("(?s)^(.*:policy/)?Admin$", "arn:?:iam::aws:policy/Other", Some(false));
        // A line may end in the hole.
        check("^arn:.*:policy/Admin$", "arn:?:iam::aws:policy/Admin", None);
        check("(?s)^a.+b$", "a?b", None);
        check("(?s)^a.*b$", "a?b", Some(true));
        check("(?s)^a.*b$", "a?b?", None);
        check("^(TLS_1_2|TLS_1_3)", "?", None);
        check("^(TLS_1_2|TLS_1_3)", "SSL?", Some(false));
        check("^(TLS_1_2|TLS_1_3)", "TLS_1_2?", Some(true));
        check("^(TLS_1_2|TLS_1_3)", "TLS_1?", None);
        check("^a", "?a", None);
        check("a$", "a?", None);
        check("^$", "?", None);
        check("^$", "?a", Some(false));
        check("x*", "?", Some(true));
        check("", "a?", Some(true));
        check("^b", "?\nb", None);
        check("(?i)LATEST$", "?:latest", Some(true));
        check("a{2,3}b", "a?b", None);
        check("^a{2,3}b$", "aaaa?b", Some(false));
        check("[^x]", "xx?", None);
        check("^[^x]*$", "xx?", Some(false));
    }

    #[test]
    fn words_and_lines_at_a_hole_are_open() {
        check("\\bapp", "?app", None);
        check("app\\b", "app?", None);
        check("\\bapp\\b", "my app ?", None);
        check("(?m)^app$", "?\napp\n?", None);
        check("(?m)^app$", "?app", None);
        check("\\bdb$", "?web", Some(false));
    }

    #[test]
    fn what_takes_long_is_open() {
        check("(a{60}){60}{9}", "?", None);
        let text = format!("?{}", "ab".repeat(200_000));
        check("^(ab|ba|aab){30}c$", &text, None);
    }
}
