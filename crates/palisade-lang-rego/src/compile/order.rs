//! Safety and order: which literal of a body can run once which variables have values.
//!
//! A literal is run as soon as all it needs is bound, in the order of the source otherwise. One
//! that never can is unsafe.

use super::hir::{Lit, LitKind, Term, TermKind, VarId, WithValue};
use std::collections::BTreeSet;

/// Variables that have values: a bit for each, those of most rules in two words.
#[derive(Default, Debug)]
pub(crate) struct Bound {
    first: u128,
    more: Vec<u64>,
}

impl Clone for Bound {
    /// Made for every literal and many terms; hardly ever is there more to copy than two words.
    #[inline]
    fn clone(&self) -> Self {
        let more = if self.more.is_empty() { Vec::new() } else { self.more.clone() };
        Self { first: self.first, more }
    }
}

impl Bound {
    pub(crate) fn has(&self, var: VarId) -> bool {
        match var.checked_sub(128) {
            None => self.first & (1 << var) != 0,
            Some(at) => self.more.get(at / 64).is_some_and(|bits| bits & (1 << (at % 64)) != 0),
        }
    }

    pub(crate) fn add(&mut self, var: VarId) {
        match var.checked_sub(128) {
            None => self.first |= 1 << var,
            Some(at) => {
                if at / 64 >= self.more.len() {
                    self.more.resize(at / 64 + 1, 0);
                }
                self.more[at / 64] |= 1 << (at % 64);
            }
        }
    }

    fn all(&self, vars: &[VarId]) -> bool {
        vars.iter().all(|v| self.has(*v))
    }
}

/// The order in which literals can run, by position, none where it is that of the source; or the
/// variables that stay without a value.
pub(crate) fn order(body: &[Lit<'_>], bound: &Bound) -> Result<Option<Vec<usize>>, Vec<VarId>> {
    let mut bound = bound.clone();
    // Most bodies can run as they are written.
    let mut first = 0;
    for lit in body {
        let mut then = bound.clone();
        if !runs(lit, &mut then) {
            break;
        }
        bound = then;
        first += 1;
    }
    if first == body.len() {
        return Ok(None);
    }
    let mut done: Vec<usize> = (0..first).collect();
    let mut left: Vec<usize> = (first..body.len()).collect();
    while !left.is_empty() {
        let next = left.iter().position(|at| {
            let mut then = bound.clone();
            let ready = runs(&body[*at], &mut then);
            if ready {
                bound = then;
            }
            ready
        });
        match next {
            Some(at) => done.push(left.remove(at)),
            None => {
                let mut unsafe_vars = BTreeSet::new();
                for at in &left {
                    let mut vars = Vec::new();
                    body[*at].vars(&mut vars);
                    unsafe_vars.extend(vars.into_iter().filter(|v| !bound.has(*v)));
                }
                let lits: Vec<&Lit<'_>> = left.iter().map(|at| &body[*at]).collect();
                return Err(at_fault(&lits, &bound, unsafe_vars));
            }
        }
    }
    Ok(Some(done))
}

/// Of the variables without a value those that would have none even if all others had one: the
/// others only wait for them.
fn at_fault(left: &[&Lit<'_>], bound: &Bound, unsafe_vars: BTreeSet<VarId>) -> Vec<VarId> {
    let waits = |var: VarId| {
        let mut others = bound.clone();
        unsafe_vars.iter().filter(|v| **v != var).for_each(|v| others.add(*v));
        left.iter().any(|lit| {
            let mut then = others.clone();
            runs(lit, &mut then) && then.has(var)
        })
    };
    let guilty: Vec<VarId> = unsafe_vars.iter().copied().filter(|v| !waits(*v)).collect();
    if guilty.is_empty() { unsafe_vars.into_iter().collect() } else { guilty }
}

/// Whether a literal can run; adds what it binds.
fn runs(lit: &Lit<'_>, bound: &mut Bound) -> bool {
    for with in lit.with {
        if let WithValue::Term(term) = &with.value
            && !ready(term, bound)
        {
            return false;
        }
    }
    match &lit.kind {
        LitKind::Test(term) => ready(term, bound),
        LitKind::Unify(a, b) => unify(a, b, bound),
        LitKind::Not(inner) => {
            let mut vars = Vec::new();
            inner.vars(&mut vars);
            bound.all(&vars)
        }
        LitKind::Logic(_, bodies) => bodies.iter().all(|b| bound.all(b.outer)),
        LitKind::SomeIn { key, value, collection } => {
            ready(collection, bound)
                && key.iter().copied().chain([value]).all(|pattern| matches_pattern(pattern, bound))
        }
        LitKind::Every { domain, outer, .. } => ready(domain, bound) && bound.all(outer),
    }
}

/// Whether a term has a value, where telling it binds nothing and is quick.
#[inline]
fn is_plain(term: &Term<'_>, bound: &Bound) -> bool {
    match &term.kind {
        TermKind::Str(_) | TermKind::Number(_) | TermKind::Bool(_) | TermKind::Null => true,
        TermKind::Input => true,
        TermKind::Var(var) => bound.has(*var),
        _ => false,
    }
}

/// Whether a term has a value; iterations over its variables bind them.
pub(crate) fn ready(term: &Term<'_>, bound: &mut Bound) -> bool {
    match &term.kind {
        TermKind::Var(var) => bound.has(*var),
        TermKind::Data(parts) => parts.iter().all(|p| is_part(p, bound)),
        TermKind::Ref(base, parts) => {
            (is_plain(base, bound) || ready(base, bound)) && parts.iter().all(|p| is_part(p, bound))
        }
        TermKind::Comprehension(inner) => bound.all(inner.outer),
        TermKind::Array(parts)
        | TermKind::Set(parts)
        | TermKind::Template(parts)
        | TermKind::Call(_, parts) => all_ready(parts.iter(), bound),
        TermKind::Object(pairs) => all_ready(pairs.iter().flat_map(|(k, v)| [k, v]), bound),
        _ => true,
    }
}

/// [`matches_pattern`] for a part of a path, which is a text most of the time.
#[inline]
fn is_part(part: &Term<'_>, bound: &mut Bound) -> bool {
    matches!(part.kind, TermKind::Str(_)) || matches_pattern(part, bound)
}

/// Whether several terms have values, in whichever order they bind each other's variables.
fn all_ready<'t, 'h: 't>(terms: impl Iterator<Item = &'t Term<'h>>, bound: &mut Bound) -> bool {
    let mut left: Vec<&Term<'_>> = Vec::new();
    for term in terms {
        if is_plain(term, bound) {
            continue;
        }
        let mut then = bound.clone();
        if ready(term, &mut then) {
            *bound = then;
        } else {
            left.push(term);
        }
    }
    while !left.is_empty() {
        let before = left.len();
        left.retain(|term| {
            let mut then = bound.clone();
            let ready = ready(term, &mut then);
            if ready {
                *bound = then;
            }
            !ready
        });
        if left.len() == before {
            return false;
        }
    }
    true
}

/// Whether something of a value can be matched with a term: its variables are bound by that.
pub(crate) fn matches_pattern(pattern: &Term<'_>, bound: &mut Bound) -> bool {
    match &pattern.kind {
        TermKind::Var(var) => {
            bound.add(*var);
            true
        }
        TermKind::Array(items) => items.iter().all(|t| matches_pattern(t, bound)),
        TermKind::Object(pairs) => {
            pairs.iter().all(|(k, v)| ready(k, bound) && matches_pattern(v, bound))
        }
        _ => ready(pattern, bound),
    }
}

fn unify(a: &Term<'_>, b: &Term<'_>, bound: &mut Bound) -> bool {
    for (value, pattern) in [(b, a), (a, b)] {
        // A variable without a value is no value, and needs no second look.
        if matches!(value.kind, TermKind::Var(var) if !bound.has(var)) {
            continue;
        }
        let mut then = bound.clone();
        if ready(value, &mut then) && matches_pattern(pattern, &mut then) {
            *bound = then;
            return true;
        }
    }
    match (&a.kind, &b.kind) {
        (TermKind::Array(x), TermKind::Array(y)) => {
            if x.len() != y.len() {
                return true;
            }
            pairs_unify(x.iter().zip(y.iter()).collect(), bound)
        }
        (TermKind::Object(x), TermKind::Object(y)) => match object_pairs(x, y) {
            Some(pairs) => pairs_unify(pairs, bound),
            None => false,
        },
        _ => false,
    }
}

/// The values of two objects with the same constant keys, key by key.
pub(crate) fn object_pairs<'t>(
    x: &'t [(Term<'t>, Term<'t>)],
    y: &'t [(Term<'t>, Term<'t>)],
) -> Option<Vec<(&'t Term<'t>, &'t Term<'t>)>> {
    if x.len() != y.len() {
        return None;
    }
    x.iter()
        .map(|(key, value)| {
            let other = y.iter().find(|(k, _)| same_constant(k, key))?;
            Some((value, &other.1))
        })
        .collect()
}

fn same_constant(a: &Term<'_>, b: &Term<'_>) -> bool {
    match (&a.kind, &b.kind) {
        (TermKind::Str(x), TermKind::Str(y)) | (TermKind::Number(x), TermKind::Number(y)) => x == y,
        (TermKind::Bool(x), TermKind::Bool(y)) => x == y,
        (TermKind::Null, TermKind::Null) => true,
        (TermKind::Var(x), TermKind::Var(y)) => x == y,
        _ => false,
    }
}

/// Pairs in whichever order they bind each other's variables.
fn pairs_unify(mut left: Vec<(&Term<'_>, &Term<'_>)>, bound: &mut Bound) -> bool {
    while !left.is_empty() {
        let before = left.len();
        left.retain(|(a, b)| !unify(a, b, bound));
        if left.len() == before {
            return false;
        }
    }
    true
}

/// The order of pairs that [`unify`] finds, by position.
pub(crate) fn pair_order(pairs: &[(&Term<'_>, &Term<'_>)], bound: &Bound) -> Vec<usize> {
    let mut bound = bound.clone();
    let mut left: Vec<usize> = (0..pairs.len()).collect();
    let mut done = Vec::with_capacity(pairs.len());
    while !left.is_empty() {
        let before = left.len();
        left.retain(|at| {
            let ready = unify(pairs[*at].0, pairs[*at].1, &mut bound);
            if ready {
                done.push(*at);
            }
            !ready
        });
        if left.len() == before {
            break;
        }
    }
    done
}

/// Whether a value can be computed first and then matched with the other side.
pub(crate) fn value_then_pattern(value: &Term<'_>, pattern: &Term<'_>, bound: &Bound) -> bool {
    let mut then = bound.clone();
    ready(value, &mut then) && matches_pattern(pattern, &mut then)
}

/// The order of terms that [`ready`] finds, by position; none where it is that of the source.
pub(crate) fn term_order<'t, 'h: 't>(
    terms: impl Iterator<Item = &'t Term<'h>> + Clone,
    bound: &Bound,
) -> Option<Vec<usize>> {
    if terms.clone().all(|term| is_plain(term, bound)) {
        return None;
    }
    let mut bound = bound.clone();
    let mut first = 0;
    for term in terms.clone() {
        let mut then = bound.clone();
        if !ready(term, &mut then) {
            break;
        }
        bound = then;
        first += 1;
    }
    let terms: Vec<&Term<'_>> = terms.skip(first).collect();
    if terms.is_empty() {
        return None;
    }
    let mut left: Vec<usize> = (0..terms.len()).collect();
    let mut done: Vec<usize> = (0..first).collect();
    while !left.is_empty() {
        let before = left.len();
        left.retain(|at| {
            let mut then = bound.clone();
            let ready = ready(terms[*at], &mut then);
            if ready {
                bound = then;
                done.push(first + *at);
            }
            !ready
        });
        if left.len() == before {
            break;
        }
    }
    Some(done)
}
