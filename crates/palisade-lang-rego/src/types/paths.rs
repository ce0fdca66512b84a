//! Types of paths, and paths that lead nowhere.

use super::check::Checker;
use super::scope::{ROOT, Scope};
use super::table::{ANY, Key, NIL, STRING, Ty};
use super::text::{pieces, shown};
use crate::compile::hir::{Term, TermKind};
use palisade_source::Span;

/// The trees that a path is looked for in, in order.
#[derive(Clone, Copy)]
enum Layer {
    Annotations,
    Rules,
}

const LAYERS: [Layer; 2] = [Layer::Annotations, Layer::Rules];

/// What is wrong with a path; positions count the base.
enum Wrong {
    /// What stands at a position has no parts.
    Flat(usize, Ty),
    /// The part at a position is not among those that are there.
    Part { at: usize, have: Option<Ty>, want: Ty, one_of: Vec<Key> },
}

/// What looking in one layer gave.
enum Walked {
    Done(Result<(), Wrong>),
    Elsewhere,
}

fn is_composite(term: &Term<'_>) -> bool {
    matches!(term.kind, TermKind::Array(_) | TermKind::Object(_) | TermKind::Set(_))
}

impl Checker<'_> {
    fn scope(&self, layer: Layer) -> Option<&Scope> {
        match layer {
            Layer::Annotations => self.overlay.as_ref(),
            Layer::Rules => Some(&self.rules),
        }
    }

    fn extent(&mut self, layer: Layer, node: usize) -> Ty {
        let scope = match layer {
            Layer::Annotations => self.overlay.as_mut(),
            Layer::Rules => Some(&mut self.rules),
        };
        scope.map_or(ANY, |s| s.extent(node, &mut self.table))
    }

    /// A part that is one value without variables or paths.
    fn scalar(&mut self, part: &Term<'_>) -> Option<Key> {
        if is_composite(part) { None } else { self.constant(part) }
    }

    // Types.

    pub(super) fn type_of_path(&mut self, term: &Term<'_>) -> Ty {
        match &term.kind {
            TermKind::Input => self.type_from("input", &[]),
            TermKind::Data(parts) => self.type_from("data", parts),
            TermKind::Ref(base, parts) if matches!(base.kind, TermKind::Input) => {
                self.type_from("input", parts)
            }
            TermKind::Ref(base, parts) => {
                let ty = self.type_of(base);
                self.select(ty, parts)
            }
            _ => NIL,
        }
    }

    /// What stands below a type.
    fn select(&mut self, ty: Ty, parts: &[Term<'_>]) -> Ty {
        let mut ty = ty;
        for part in parts {
            if ty == NIL {
                return NIL;
            }
            ty = match self.scalar(part) {
                Some(key) => self.table.select(ty, &key),
                None => self.table.values(ty),
            };
        }
        ty
    }

    fn type_from(&mut self, root: &str, parts: &[Term<'_>]) -> Ty {
        for layer in LAYERS {
            let Some(start) = self.scope(layer).and_then(|s| s.text(ROOT, root)) else { continue };
            if let Some(found) = self.below(layer, start, parts) {
                return found;
            }
        }
        if root == "input" && self.input != NIL {
            let ty = self.input;
            return self.select(ty, parts);
        }
        ANY
    }

    fn below(&mut self, layer: Layer, start: usize, parts: &[Term<'_>]) -> Option<Ty> {
        let mut at = start;
        for (n, part) in parts.iter().enumerate() {
            let key = self.scalar(part);
            let scope = self.scope(layer)?;
            let child = key.as_ref().and_then(|key| scope.child(at, key));
            match (scope.value(at), child) {
                (_, Some(child)) => at = child,
                (Some(value), None) => return Some(self.select(value, &parts[n..])),
                (None, None) if key.is_none() => {
                    let extent = self.extent(layer, at);
                    return Some(self.select(extent, &parts[n..]));
                }
                (None, None) => return None,
            }
        }
        Some(self.extent(layer, at))
    }

    // Errors.

    /// Says what is wrong with a path, and what its variables are.
    pub(super) fn path(&mut self, term: &Term<'_>) {
        let whole = self.type_of_path(term);
        let outcome = match &term.kind {
            _ if self.table.is_function(whole) => {
                Err(Wrong::Flat(pieces(term, self.names).len().saturating_sub(1), whole))
            }
            TermKind::Data(parts) => self.check_root("data", parts),
            TermKind::Ref(base, parts) => match &base.kind {
                TermKind::Input => self.check_root("input", parts),
                TermKind::Var(var) if self.var(*var) == NIL => {
                    self.put(*var, ANY);
                    self.check_leaf(ANY, parts, 0)
                }
                _ => {
                    let ty = self.type_of(base);
                    self.check_leaf(if ty == NIL { ANY } else { ty }, parts, 0)
                }
            },
            _ => Ok(()),
        };
        if let Err(wrong) = outcome {
            self.undefined(&pieces(term, self.names), path_part(term, &wrong), term.span, &wrong);
        }
    }

    /// What iterating over a collection gives; the key gets its type.
    pub(super) fn iterate(&mut self, collection: &Term<'_>, key: Option<&Term<'_>>) -> Ty {
        let mut ty = self.type_of(collection);
        if ty == NIL {
            ty = ANY;
            if let TermKind::Var(var) = collection.kind {
                self.put(var, ANY);
            }
        }
        let mut pieces = pieces(collection, self.names);
        let position = pieces.len();
        pieces.push(format!("[{}]", key.map_or_else(|| "_".to_owned(), |k| shown(k, self.names))));
        let parts = key.map_or(&[][..], std::slice::from_ref);
        let outcome = if self.table.keys(ty) == NIL {
            Err(Wrong::Flat(position - 1, ty))
        } else {
            // Positions count from the collection on.
            self.check_leaf(ty, parts, 0).map_err(|wrong| match wrong {
                Wrong::Flat(at, have) => Wrong::Flat(at + position - 1, have),
                Wrong::Part { at, have, want, one_of } => {
                    Wrong::Part { at: at + position - 1, have, want, one_of }
                }
            })
        };
        match outcome {
            Ok(()) => {
                let constant = key.and_then(|k| self.scalar(k));
                match constant {
                    Some(key) => self.table.select(ty, &key),
                    None => self.table.values(ty),
                }
            }
            Err(wrong) => {
                self.undefined(&pieces, key, collection.span, &wrong);
                NIL
            }
        }
    }

    fn undefined(&mut self, pieces: &[String], part: Option<&Term<'_>>, span: Span, wrong: &Wrong) {
        let whole = pieces.concat();
        let width = |n: usize| pieces.iter().take(n).map(|p| p.chars().count()).sum::<usize>();
        let mut error = self.error(span, format!("undefined ref: {whole}"));
        let lines = match wrong {
            Wrong::Flat(at, have) => {
                vec![whole, "^".repeat(width(at + 1)), format!("have: {}", self.table.show(*have))]
            }
            Wrong::Part { at, have, want, one_of } => {
                let pad = " ".repeat(width(*at) + 1);
                let have = match have {
                    Some(ty) => format!("{pad}have (type): {}", self.table.show(*ty)),
                    None => {
                        let part = part.map(|p| shown(p, self.names)).unwrap_or_default();
                        format!("{pad}have: {part}")
                    }
                };
                let want = if one_of.is_empty() {
                    format!("{pad}want (type): {}", self.table.show(*want))
                } else {
                    let all: Vec<String> = one_of.iter().map(Key::shown).collect();
                    format!("{pad}want (one of): [{}]", all.join(" "))
                };
                let key = part.and_then(|p| self.scalar(p));
                if let Some(help) = key.and_then(|key| Self::nearest(&key, one_of)) {
                    error = error.help(help);
                }
                vec![whole, format!("{pad}^"), have, want]
            }
        };
        self.errors.push(Self::with_lines(error, lines));
    }

    fn check_root(&mut self, root: &str, parts: &[Term<'_>]) -> Result<(), Wrong> {
        for layer in LAYERS {
            let Some(start) = self.scope(layer).and_then(|s| s.text(ROOT, root)) else { continue };
            if let Walked::Done(outcome) = self.walk(layer, start, parts) {
                return outcome;
            }
        }
        let ty = if root == "input" && self.input != NIL { self.input } else { ANY };
        self.check_leaf(ty, parts, 0)
    }

    fn walk(&mut self, layer: Layer, start: usize, parts: &[Term<'_>]) -> Walked {
        let mut at = start;
        for (n, part) in parts.iter().enumerate() {
            let Some(scope) = self.scope(layer) else { return Walked::Elsewhere };
            if let Some(value) = scope.value(at) {
                return Walked::Done(self.check_leaf(value, parts, n));
            }
            let key = self.scalar(part);
            // Packages have names of text.
            let odd = is_composite(part) || key.as_ref().is_some_and(|k| k.ty() != STRING);
            if n < 2 && odd {
                let have = Some(self.type_of(part));
                let one_of = self.scope(layer).map(|s| s.keys(at)).unwrap_or_default();
                let wrong = Wrong::Part { at: n + 1, have, want: STRING, one_of };
                return Walked::Done(Err(wrong));
            }
            let Some(key) = key else {
                if is_composite(part) {
                    return Walked::Elsewhere;
                }
                let extent = self.extent(layer, at);
                let keys = self.table.keys(extent);
                if let Err(have) = self.key_of(part, keys) {
                    let one_of = self.scope(layer).map(|s| s.keys(at)).unwrap_or_default();
                    let wrong = Wrong::Part { at: n + 1, have: Some(have), want: keys, one_of };
                    return Walked::Done(Err(wrong));
                }
                return Walked::Elsewhere;
            };
            match self.scope(layer).and_then(|s| s.child(at, &key)) {
                Some(child) => at = child,
                None => return Walked::Elsewhere,
            }
        }
        Walked::Done(Ok(()))
    }

    /// What is known of a part against the type of keys, which a variable gets if nothing is.
    fn key_of(&mut self, part: &Term<'_>, keys: Ty) -> Result<(), Ty> {
        let known = self.type_of(part);
        if known == NIL {
            if let TermKind::Var(var) = part.kind {
                self.put(var, keys);
            }
            return Ok(());
        }
        if self.table.unifies(known, keys) { Ok(()) } else { Err(known) }
    }

    /// The parts of a path from a position on, below a type.
    fn check_leaf(&mut self, ty: Ty, parts: &[Term<'_>], from: usize) -> Result<(), Wrong> {
        let mut ty = ty;
        for (n, part) in parts.iter().enumerate().skip(from) {
            let keys = self.table.keys(ty);
            if keys == NIL {
                return Err(Wrong::Flat(n, ty));
            }
            let at = n + 1;
            if is_composite(part) {
                if !self.unify1(part, keys, false) {
                    let have = Some(self.type_of(part));
                    return Err(Wrong::Part { at, have, want: keys, one_of: Vec::new() });
                }
                ty = self.table.values(ty);
                continue;
            }
            match self.scalar(part) {
                Some(key) => {
                    let below = self.table.select(ty, &key);
                    if below == NIL {
                        let one_of = self.table.known_keys(ty);
                        return Err(Wrong::Part { at, have: None, want: keys, one_of });
                    }
                    ty = below;
                }
                None => {
                    if let Err(have) = self.key_of(part, keys) {
                        let one_of = self.table.known_keys(ty);
                        return Err(Wrong::Part { at, have: Some(have), want: keys, one_of });
                    }
                    ty = self.table.values(ty);
                }
            }
        }
        Ok(())
    }
}

/// The part of a path that something is wrong with.
fn path_part<'t>(term: &'t Term<'t>, wrong: &Wrong) -> Option<&'t Term<'t>> {
    let (TermKind::Data(parts) | TermKind::Ref(_, parts)) = &term.kind else { return None };
    match wrong {
        Wrong::Flat(..) => None,
        Wrong::Part { at, .. } => parts.get(at.checked_sub(1)?),
    }
}
