//! The symbolic interpreter: rules with several keys.

use super::machine::{Failed, Machine, gathered};
use super::sym::{Cond, Part, Shape, Sym};
use palisade_ir::Op;
use palisade_source::Location;
use palisade_value::Value;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// A solution of a rule with several keys.
#[derive(Clone)]
pub(super) struct Leaf<'e> {
    pub(super) path: Vec<Sym<'e>>,
    pub(super) cond: Cond<'e>,
    pub(super) value: Sym<'e>,
    /// Whether the value is an element of a set at the end of the path.
    pub(super) member: bool,
}

impl Leaf<'_> {
    /// Whether its value stands at the key of a depth.
    fn ends_at(&self, depth: usize) -> bool {
        self.path.len() == depth + 1 && !self.member
    }
}

impl<'e> Machine<'_, 'e> {
    /// The objects inside objects that solutions with paths make.
    pub(super) fn tree(
        &mut self,
        leaves: Vec<Leaf<'e>>,
        depth: usize,
        at: Option<Location>,
    ) -> Result<Sym<'e>, Failed> {
        let known = |l: &Leaf<'e>| l.path.get(depth).is_some_and(|k| k.known().is_some());
        if !leaves.iter().all(known) {
            return self.tree_of_unknown(&leaves, depth, at);
        }
        let mut groups: Vec<(Value<'e>, Vec<Leaf<'e>>)> = Vec::new();
        for leaf in leaves {
            let Some(key) = leaf.path.get(depth).and_then(Sym::known) else { continue };
            match groups.iter_mut().find(|(k, _)| k.same(&key)) {
                Some((_, group)) => group.push(leaf),
                None => groups.push((key, vec![leaf])),
            }
        }
        let mut parts = Vec::with_capacity(groups.len());
        for (key, group) in groups {
            let key = Sym::Known(key);
            let (ends, below): (Vec<_>, Vec<_>) = group.into_iter().partition(|l| l.ends_at(depth));
            parts.extend(ends.into_iter().map(|leaf| Part {
                cond: leaf.cond,
                key: Some(key.clone()),
                value: leaf.value,
            }));
            if !below.is_empty() {
                let cond = Cond::any(below.iter().map(|l| l.cond.clone()));
                let value = self.below(below, depth, at)?;
                parts.push(Part { cond, key: Some(key), value });
            }
        }
        self.collect(Shape::Object, parts, at)
    }

    /// What stands at one key.
    fn below(
        &mut self,
        leaves: Vec<Leaf<'e>>,
        depth: usize,
        at: Option<Location>,
    ) -> Result<Sym<'e>, Failed> {
        if !leaves.iter().all(|l| l.member && l.path.len() == depth + 1) {
            return self.tree(leaves, depth + 1, at);
        }
        let items =
            leaves.into_iter().map(|l| Part { cond: l.cond, key: None, value: l.value }).collect();
        self.collect(Shape::Set, items, at)
    }

    /// The same where keys are not known: what stands at the key of a solution is made of all
    /// solutions with that key.
    fn tree_of_unknown(
        &mut self,
        leaves: &[Leaf<'e>],
        depth: usize,
        at: Option<Location>,
    ) -> Result<Sym<'e>, Failed> {
        let mut parts = Vec::with_capacity(leaves.len());
        for leaf in leaves {
            self.tick()?;
            let Some(key) = leaf.path.get(depth) else { continue };
            if leaf.ends_at(depth) {
                let (cond, value) = (leaf.cond.clone(), leaf.value.clone());
                parts.push(Part { cond, key: Some(key.clone()), value });
                continue;
            }
            let mut below = Vec::new();
            for other in leaves.iter().filter(|l| !l.ends_at(depth)) {
                let mut other = self.another(other);
                let Some(own) = other.path.get(depth) else { continue };
                let same = self.compare(Op::Eq, own, key, at);
                other.cond = Cond::all([other.cond, same]);
                if !matches!(other.cond, Cond::False) {
                    below.push(other);
                }
            }
            let value = self.below(below, depth, at)?;
            parts.push(Part { cond: leaf.cond.clone(), key: Some(key.clone()), value });
        }
        // Values are made anew for each solution: they are joined where they are used.
        Ok(gathered(Shape::Object, parts))
    }

    /// A solution with variables of its own.
    fn another(&mut self, leaf: &Leaf<'e>) -> Leaf<'e> {
        let (mut used, mut made) = (BTreeSet::new(), BTreeSet::new());
        leaf.cond.variables(&mut used, &mut made);
        leaf.path.iter().chain([&leaf.value]).for_each(|s| s.variables(&mut used, &mut made));
        let new: FxHashMap<u32, u32> = made.into_iter().map(|var| (var, self.fresh())).collect();
        let to = |var: u32| new.get(&var).copied().unwrap_or(var);
        Leaf {
            path: leaf.path.iter().map(|k| k.renamed(&to)).collect(),
            cond: leaf.cond.renamed(&to),
            value: leaf.value.renamed(&to),
            member: leaf.member,
        }
    }
}
