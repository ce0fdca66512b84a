//! Values that are partly unknown, and conditions on them.
//!
//! A [`Cond`] has two values: it holds or it does not. An atom holds if its expression is defined
//! and not false, so that negation, `else` and `default` are plain logic.

use palisade_ir::{Builtin, Op};
use palisade_source::Location;
use palisade_value::Value;
use std::collections::BTreeSet;
use std::rc::Rc;

/// What a residual path starts at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Base {
    Input,
    Data,
    /// What an iteration over something unknown is at.
    Var(u32),
}

/// A value of which parts may be unknown.
#[derive(Clone, Debug)]
pub(super) enum Sym<'e> {
    Known(Value<'e>),
    Base(Base),
    /// The element of a key.
    Ref(Rc<(Sym<'e>, Sym<'e>)>),
    Op(Op, Rc<(Sym<'e>, Sym<'e>)>),
    Call(&'static Builtin, Rc<Vec<Sym<'e>>>),
    /// What a rule or function gives that is written beside the queries, with its arguments.
    Apply(Rc<Vec<String>>, Rc<Vec<Sym<'e>>>),
    /// A document with another value at a key, whatever it was before: an object in any case. It
    /// stands only below paths; values that are used otherwise are [`Machine::settled`].
    ///
    /// [`Machine::settled`]: super::machine::Machine::settled
    Patched(Rc<Patched<'e>>),
    Array(Rc<Vec<Sym<'e>>>),
    Set(Rc<Vec<Sym<'e>>>),
    Object(Rc<Vec<(Sym<'e>, Sym<'e>)>>),
    Gathered(Rc<Gathered<'e>>),
}

/// The parts of [`Sym::Patched`].
#[derive(Clone, Debug)]
pub(super) struct Patched<'e> {
    /// What was there before, if anything.
    pub(super) base: Option<Sym<'e>>,
    pub(super) key: Value<'e>,
    pub(super) value: Sym<'e>,
}

/// What is gathered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Shape {
    Array,
    Set,
    Object,
}

/// A collection whose elements are there under conditions.
#[derive(Clone, Debug)]
pub(super) struct Gathered<'e> {
    pub(super) shape: Shape,
    pub(super) parts: Vec<Part<'e>>,
}

/// An element, with its key in objects.
#[derive(Clone, Debug)]
pub(super) struct Part<'e> {
    pub(super) cond: Cond<'e>,
    pub(super) key: Option<Sym<'e>>,
    pub(super) value: Sym<'e>,
}

/// A condition.
#[derive(Clone, Debug)]
pub(super) enum Cond<'e> {
    True,
    False,
    Atom(Rc<Atom<'e>>),
    Not(Rc<Cond<'e>>),
    And(Rc<Vec<Cond<'e>>>),
    Or(Rc<Vec<Cond<'e>>>),
}

/// What a single expression says.
#[derive(Clone, Debug)]
pub(super) struct Atom<'e> {
    pub(super) kind: AtomKind<'e>,
    pub(super) at: Option<Location>,
}

#[derive(Clone, Debug)]
pub(super) enum AtomKind<'e> {
    /// Defined and not false.
    Holds(Sym<'e>),
    /// Defined.
    Defined(Sym<'e>),
    /// A variable of the query has a value.
    Bind(String, Sym<'e>),
    /// The variables are a key and an element of a collection: there is one such that what stands
    /// beside this in a conjunction holds.
    Some(u32, u32, Sym<'e>),
}

impl<'e> Sym<'e> {
    pub(super) fn known(&self) -> Option<Value<'e>> {
        match self {
            Sym::Known(value) => Some(*value),
            _ => None,
        }
    }

    pub(super) fn get(base: Sym<'e>, key: Sym<'e>) -> Self {
        Sym::Ref(Rc::new((base, key)))
    }

    pub(super) fn op(op: Op, a: Sym<'e>, b: Sym<'e>) -> Self {
        Sym::Op(op, Rc::new((a, b)))
    }

    /// The base and the keys, where it is a path.
    pub(super) fn path(&self) -> Option<(Base, Vec<&Sym<'e>>)> {
        let (mut at, mut keys) = (self, Vec::new());
        loop {
            match at {
                Sym::Base(base) => {
                    keys.reverse();
                    return Some((*base, keys));
                }
                Sym::Ref(parts) => {
                    keys.push(&parts.1);
                    at = &parts.0;
                }
                _ => return None,
            }
        }
    }

    /// Whether it is an expression that is true or false wherever it is defined.
    pub(super) fn is_boolean(&self) -> bool {
        match self {
            Sym::Op(op, _) => comparison(*op) || *op == Op::Member,
            Sym::Call(builtin, _) => {
                let testing = ["startswith", "endswith", "contains", "regex.match", "glob.match"];
                testing.contains(&builtin.name)
            }
            _ => false,
        }
    }

    pub(super) fn same(&self, other: &Sym<'e>) -> bool {
        match (self, other) {
            (Sym::Known(a), Sym::Known(b)) => a.same(b),
            (Sym::Base(a), Sym::Base(b)) => a == b,
            (Sym::Ref(a), Sym::Ref(b)) => a.0.same(&b.0) && a.1.same(&b.1),
            (Sym::Op(x, a), Sym::Op(y, b)) => x == y && a.0.same(&b.0) && a.1.same(&b.1),
            (Sym::Call(x, a), Sym::Call(y, b)) => {
                x.name == y.name
                    && a.len() == b.len()
                    && a.iter().zip(b.iter()).all(|(a, b)| a.same(b))
            }
            (Sym::Apply(x, a), Sym::Apply(y, b)) => {
                x == y && a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| a.same(b))
            }
            (Sym::Array(a), Sym::Array(b)) | (Sym::Set(a), Sym::Set(b)) => {
                a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| a.same(b))
            }
            (Sym::Gathered(a), Sym::Gathered(b)) => Rc::ptr_eq(a, b),
            _ => false,
        }
    }

    /// Calls a function for this and every part that must be defined for this to be.
    pub(super) fn strict(&self, see: &mut dyn FnMut(&Sym<'e>)) {
        see(self);
        match self {
            Sym::Ref(parts) | Sym::Op(_, parts) => {
                parts.0.strict(see);
                parts.1.strict(see);
            }
            Sym::Call(_, parts) | Sym::Apply(_, parts) | Sym::Array(parts) | Sym::Set(parts) => {
                parts.iter().for_each(|p| p.strict(see));
            }
            Sym::Object(pairs) => pairs.iter().for_each(|(k, v)| {
                k.strict(see);
                v.strict(see);
            }),
            Sym::Known(_) | Sym::Base(_) | Sym::Gathered(_) | Sym::Patched(_) => {}
        }
    }

    /// Adds the variables that it uses; those that its own parts generate as well.
    pub(super) fn variables(&self, used: &mut BTreeSet<u32>, made: &mut BTreeSet<u32>) {
        match self {
            Sym::Known(_) | Sym::Base(Base::Input | Base::Data) => {}
            Sym::Base(Base::Var(var)) => _ = used.insert(*var),
            Sym::Ref(parts) | Sym::Op(_, parts) => {
                parts.0.variables(used, made);
                parts.1.variables(used, made);
            }
            Sym::Call(_, parts) | Sym::Apply(_, parts) | Sym::Array(parts) | Sym::Set(parts) => {
                parts.iter().for_each(|p| p.variables(used, made));
            }
            Sym::Patched(parts) => {
                parts.base.iter().chain([&parts.value]).for_each(|p| p.variables(used, made));
            }
            Sym::Object(pairs) => pairs.iter().for_each(|(k, v)| {
                k.variables(used, made);
                v.variables(used, made);
            }),
            Sym::Gathered(gathered) => {
                for part in &gathered.parts {
                    part.cond.variables(used, made);
                    part.key.iter().chain([&part.value]).for_each(|s| s.variables(used, made));
                }
            }
        }
    }

    /// Adds the rules that it calls which are written beside the queries.
    pub(super) fn applied(&self, seen: &mut BTreeSet<Rc<Vec<String>>>) {
        match self {
            Sym::Known(_) | Sym::Base(_) => {}
            Sym::Ref(parts) | Sym::Op(_, parts) => {
                parts.0.applied(seen);
                parts.1.applied(seen);
            }
            Sym::Apply(path, parts) => {
                seen.insert(Rc::clone(path));
                parts.iter().for_each(|p| p.applied(seen));
            }
            Sym::Call(_, parts) | Sym::Array(parts) | Sym::Set(parts) => {
                parts.iter().for_each(|p| p.applied(seen));
            }
            Sym::Patched(parts) => {
                parts.base.iter().chain([&parts.value]).for_each(|p| p.applied(seen));
            }
            Sym::Object(pairs) => pairs.iter().for_each(|(k, v)| {
                k.applied(seen);
                v.applied(seen);
            }),
            Sym::Gathered(gathered) => {
                for part in &gathered.parts {
                    part.cond.applied(seen);
                    part.key.iter().chain([&part.value]).for_each(|s| s.applied(seen));
                }
            }
        }
    }

    /// The same with other variables.
    pub(super) fn renamed(&self, to: &dyn Fn(u32) -> u32) -> Sym<'e> {
        let all = |parts: &[Sym<'e>]| Rc::new(parts.iter().map(|p| p.renamed(to)).collect());
        let both = |p: &(Sym<'e>, Sym<'e>)| (p.0.renamed(to), p.1.renamed(to));
        match self {
            Sym::Known(_) | Sym::Base(Base::Input | Base::Data) => self.clone(),
            Sym::Base(Base::Var(var)) => Sym::Base(Base::Var(to(*var))),
            Sym::Ref(parts) => Sym::Ref(Rc::new(both(parts))),
            Sym::Op(op, parts) => Sym::Op(*op, Rc::new(both(parts))),
            Sym::Call(builtin, parts) => Sym::Call(builtin, all(parts)),
            Sym::Apply(path, parts) => Sym::Apply(Rc::clone(path), all(parts)),
            Sym::Patched(parts) => Sym::Patched(Rc::new(Patched {
                base: parts.base.as_ref().map(|b| b.renamed(to)),
                key: parts.key,
                value: parts.value.renamed(to),
            })),
            Sym::Array(parts) => Sym::Array(all(parts)),
            Sym::Set(parts) => Sym::Set(all(parts)),
            Sym::Object(pairs) => Sym::Object(Rc::new(pairs.iter().map(both).collect())),
            Sym::Gathered(gathered) => {
                let parts = gathered.parts.iter().map(|p| p.renamed(to)).collect();
                Sym::Gathered(Rc::new(Gathered { shape: gathered.shape, parts }))
            }
        }
    }
}

impl<'e> Part<'e> {
    pub(super) fn renamed(&self, to: &dyn Fn(u32) -> u32) -> Self {
        Part {
            cond: self.cond.renamed(to),
            key: self.key.as_ref().map(|k| k.renamed(to)),
            value: self.value.renamed(to),
        }
    }
}

/// Whether an operator compares.
pub(super) fn comparison(op: Op) -> bool {
    matches!(op, Op::Eq | Op::Ne | Op::TotalLt | Op::TotalLe | Op::TotalGt | Op::TotalGe)
}

/// The comparison that says the same of the operands in the other order.
pub(super) fn turned(op: Op) -> Option<Op> {
    Some(match op {
        Op::Eq | Op::Ne => op,
        Op::TotalLt => Op::TotalGt,
        Op::TotalLe => Op::TotalGe,
        Op::TotalGt => Op::TotalLt,
        Op::TotalGe => Op::TotalLe,
        _ => return None,
    })
}

/// The comparison that holds for defined operands where this one does not.
pub(super) fn opposite(op: Op) -> Option<Op> {
    Some(match op {
        Op::Eq => Op::Ne,
        Op::Ne => Op::Eq,
        Op::TotalLt => Op::TotalGe,
        Op::TotalLe => Op::TotalGt,
        Op::TotalGt => Op::TotalLe,
        Op::TotalGe => Op::TotalLt,
        _ => return None,
    })
}

impl<'e> Cond<'e> {
    pub(super) fn atom(kind: AtomKind<'e>, at: Option<Location>) -> Self {
        Cond::Atom(Rc::new(Atom { kind, at }))
    }

    /// That an expression is defined.
    pub(super) fn defined(sym: &Sym<'e>, at: Option<Location>) -> Self {
        match sym {
            Sym::Known(_)
            | Sym::Base(Base::Var(_))
            | Sym::Array(_)
            | Sym::Set(_)
            | Sym::Object(_)
            | Sym::Patched(_)
            | Sym::Gathered(_) => Cond::True,
            Sym::Op(op, parts) if comparison(*op) || *op == Op::Member => {
                Cond::all([Cond::defined(&parts.0, at), Cond::defined(&parts.1, at)])
            }
            Sym::Call(builtin, arguments)
                if builtin.name == "count"
                    && matches!(
                        arguments.as_slice(),
                        [Sym::Gathered(_) | Sym::Set(_) | Sym::Object(_)]
                    ) =>
            {
                Cond::True
            }
            Sym::Base(_) | Sym::Ref(_) | Sym::Op(..) | Sym::Call(..) | Sym::Apply(..) => {
                Cond::atom(AtomKind::Defined(sym.clone()), at)
            }
        }
    }

    pub(super) fn not(self) -> Self {
        match self {
            Cond::True => Cond::False,
            Cond::False => Cond::True,
            // Twice turned round, what is generated inside can be shared with the outside again.
            Cond::Not(inner) => (*inner).clone(),
            other => Cond::Not(Rc::new(other)),
        }
    }

    pub(super) fn all(parts: impl IntoIterator<Item = Cond<'e>>) -> Self {
        let mut flat: Vec<Cond<'e>> = Vec::new();
        for part in parts {
            match part {
                Cond::True => {}
                Cond::False => return Cond::False,
                Cond::And(inner) => {
                    for one in inner.iter() {
                        push_distinct(&mut flat, one.clone());
                    }
                }
                other => push_distinct(&mut flat, other),
            }
        }
        drop_implied(&mut flat);
        match flat.len() {
            0 => Cond::True,
            1 => flat.remove(0),
            _ => Cond::And(Rc::new(flat)),
        }
    }

    pub(super) fn any(parts: impl IntoIterator<Item = Cond<'e>>) -> Self {
        let mut flat: Vec<Cond<'e>> = Vec::new();
        for part in parts {
            match part {
                Cond::False => {}
                Cond::True => return Cond::True,
                Cond::Or(inner) => {
                    for one in inner.iter() {
                        push_distinct(&mut flat, one.clone());
                    }
                }
                other => push_distinct(&mut flat, other),
            }
        }
        match flat.len() {
            0 => Cond::False,
            1 => flat.remove(0),
            _ => Cond::Or(Rc::new(flat)),
        }
    }

    /// How many parts stand side by side in it.
    pub(super) fn size(&self) -> usize {
        match self {
            Cond::True | Cond::False => 0,
            Cond::And(parts) | Cond::Or(parts) => parts.len(),
            Cond::Atom(_) | Cond::Not(_) => 1,
        }
    }

    /// Whether two conditions are written the same. What generates never is.
    fn same(&self, other: &Cond<'e>) -> bool {
        match (self, other) {
            (Cond::Atom(a), Cond::Atom(b)) => {
                Rc::ptr_eq(a, b)
                    || match (&a.kind, &b.kind) {
                        (AtomKind::Holds(a), AtomKind::Holds(b))
                        | (AtomKind::Defined(a), AtomKind::Defined(b)) => a.same(b),
                        _ => false,
                    }
            }
            (Cond::Not(a), Cond::Not(b)) => Rc::ptr_eq(a, b) || a.same(b),
            (Cond::And(a), Cond::And(b)) | (Cond::Or(a), Cond::Or(b)) => {
                Rc::ptr_eq(a, b)
                    || (a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| a.same(b)))
            }
            _ => false,
        }
    }

    pub(super) fn variables(&self, used: &mut BTreeSet<u32>, made: &mut BTreeSet<u32>) {
        match self {
            Cond::True | Cond::False => {}
            Cond::Not(inner) => inner.variables(used, made),
            Cond::And(parts) | Cond::Or(parts) => {
                parts.iter().for_each(|p| p.variables(used, made));
            }
            Cond::Atom(atom) => match &atom.kind {
                AtomKind::Holds(sym) | AtomKind::Defined(sym) | AtomKind::Bind(_, sym) => {
                    sym.variables(used, made);
                }
                AtomKind::Some(key, value, source) => {
                    made.extend([*key, *value]);
                    source.variables(used, made);
                }
            },
        }
    }

    /// Adds the rules that it calls which are written beside the queries.
    pub(super) fn applied(&self, seen: &mut BTreeSet<Rc<Vec<String>>>) {
        match self {
            Cond::True | Cond::False => {}
            Cond::Not(inner) => inner.applied(seen),
            Cond::And(parts) | Cond::Or(parts) => parts.iter().for_each(|p| p.applied(seen)),
            Cond::Atom(atom) => match &atom.kind {
                AtomKind::Holds(sym)
                | AtomKind::Defined(sym)
                | AtomKind::Bind(_, sym)
                | AtomKind::Some(_, _, sym) => sym.applied(seen),
            },
        }
    }

    /// Whether it iterates over something that is not known.
    pub(super) fn iterates(&self) -> bool {
        let (mut used, mut made) = (BTreeSet::new(), BTreeSet::new());
        self.variables(&mut used, &mut made);
        !made.is_empty()
    }

    /// The variables that it takes from outside.
    pub(super) fn free(&self) -> BTreeSet<u32> {
        let (mut used, mut made) = (BTreeSet::new(), BTreeSet::new());
        self.variables(&mut used, &mut made);
        &used - &made
    }

    pub(super) fn renamed(&self, to: &dyn Fn(u32) -> u32) -> Cond<'e> {
        let all = |parts: &[Cond<'e>]| Rc::new(parts.iter().map(|p| p.renamed(to)).collect());
        match self {
            Cond::True | Cond::False => self.clone(),
            Cond::Not(inner) => Cond::Not(Rc::new(inner.renamed(to))),
            Cond::And(parts) => Cond::And(all(parts)),
            Cond::Or(parts) => Cond::Or(all(parts)),
            Cond::Atom(atom) => {
                let kind = match &atom.kind {
                    AtomKind::Holds(sym) => AtomKind::Holds(sym.renamed(to)),
                    AtomKind::Defined(sym) => AtomKind::Defined(sym.renamed(to)),
                    AtomKind::Bind(name, sym) => AtomKind::Bind(name.clone(), sym.renamed(to)),
                    AtomKind::Some(key, value, source) => {
                        AtomKind::Some(to(*key), to(*value), source.renamed(to))
                    }
                };
                Cond::atom(kind, atom.at)
            }
        }
    }
}

/// Beyond so many parts nobody looks for repetitions: it would take for ever.
const COMPARED: usize = 64;

fn push_distinct<'e>(parts: &mut Vec<Cond<'e>>, new: Cond<'e>) {
    if parts.len() > COMPARED || !parts.iter().any(|p| p.same(&new)) {
        parts.push(new);
    }
}

/// Takes out what another part of the conjunction says as well: whatever holds is defined.
fn drop_implied(parts: &mut Vec<Cond<'_>>) {
    let wanted =
        |c: &Cond<'_>| matches!(c, Cond::Atom(a) if matches!(a.kind, AtomKind::Defined(_)));
    if parts.len() > COMPARED || !parts.iter().any(wanted) {
        return;
    }
    let implied: Vec<bool> = parts
        .iter()
        .enumerate()
        .map(|(n, part)| {
            let Cond::Atom(atom) = part else { return false };
            let AtomKind::Defined(sym) = &atom.kind else { return false };
            parts.iter().enumerate().any(|(m, other)| {
                let Cond::Atom(other) = other else { return false };
                let (AtomKind::Holds(whole)
                | AtomKind::Defined(whole)
                | AtomKind::Bind(_, whole)
                | AtomKind::Some(_, _, whole)) = &other.kind;
                let mut found = false;
                whole.strict(&mut |s| found |= s.same(sym));
                n != m && found
            })
        })
        .collect();
    let mut drop = implied.iter();
    parts.retain(|_| !drop.next().is_some_and(|d| *d));
}
