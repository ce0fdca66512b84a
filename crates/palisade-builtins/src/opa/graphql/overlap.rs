//! Fields of one name in a result have to be one and the same.

use super::ast::{Argument, Definition, Field, Query, Selection, Type};
use super::lexer::Trouble;
use super::rules::shown;
use super::schema::Schema;
use std::collections::{BTreeMap, BTreeSet};

/// More parts than this are not compared.
const STEPS: u32 = 200_000;
const DEPTH: u32 = 100;

/// Whether an object may be of both types.
pub(super) fn may_be_same(schema: &Schema, a: &Definition, b: &Definition) -> bool {
    let all = |d: &Definition| -> Vec<String> {
        if d.is_abstract() { schema.possible(d).to_vec() } else { vec![d.name.clone()] }
    };
    let b = all(b);
    all(a).iter().any(|name| b.contains(name))
}

/// A field with the type that it is in and the type that it has.
#[derive(Clone, Copy)]
struct Found<'q> {
    field: &'q Field,
    parent: Option<&'q Definition>,
    kind: Option<&'q Type>,
}

/// Why two fields conflict.
struct Conflict {
    name: String,
    why: String,
}

struct Search<'s, 'q> {
    schema: &'q Schema,
    query: &'q Query,
    steps: &'s mut u32,
}

/// The conflicts of the fields of a selection.
pub(super) fn conflicts<'q>(
    schema: &'q Schema,
    query: &'q Query,
    parent: Option<&'q Definition>,
    selection: &'q [Selection],
    steps: &mut u32,
) -> Vec<Trouble> {
    let mut search = Search { schema, query, steps };
    let mut troubles = Vec::new();
    search.within(&[(parent, selection)], &mut troubles, 0);
    troubles
}

type Sets<'q> = [(Option<&'q Definition>, &'q [Selection])];

impl<'q> Search<'_, 'q> {
    fn step(&mut self) -> bool {
        *self.steps += 1;
        *self.steps <= STEPS
    }

    /// The fields of selections by their names in the result.
    fn collect(&mut self, sets: &Sets<'q>) -> BTreeMap<&'q str, Vec<Found<'q>>> {
        let mut found: BTreeMap<&str, Vec<Found<'q>>> = BTreeMap::new();
        let mut open: Vec<_> = sets.iter().rev().copied().collect();
        let mut seen = BTreeSet::new();
        while let Some((parent, selection)) = open.pop() {
            let mut inner = Vec::new();
            for item in selection {
                if !self.step() {
                    return found;
                }
                match item {
                    Selection::Field(field) => {
                        let definition = parent.and_then(|parent| parent.field(&field.name));
                        let kind = definition.map(|definition| &definition.kind);
                        found.entry(&field.alias).or_default().push(Found { field, parent, kind });
                    }
                    Selection::Inline { condition, selection, .. } => {
                        let parent = match &**condition {
                            "" => parent,
                            condition => self.schema.types.get(condition),
                        };
                        inner.push((parent, &**selection));
                    }
                    Selection::Spread { name, .. } => {
                        let fragment = self.query.fragments.iter().find(|f| f.name == *name);
                        if let Some(fragment) = fragment.filter(|_| seen.insert(name)) {
                            let parent = self.schema.types.get(&fragment.condition);
                            inner.push((parent, &*fragment.selection));
                        }
                    }
                }
            }
            open.extend(inner.into_iter().rev());
        }
        found
    }

    /// The conflicts among the fields of selections that make one object.
    fn within(&mut self, sets: &Sets<'q>, troubles: &mut Vec<Trouble>, depth: u32) {
        if depth > DEPTH {
            return;
        }
        for fields in self.collect(sets).values() {
            for (n, a) in fields.iter().enumerate() {
                for b in fields.iter().skip(n + 1) {
                    if !self.step() {
                        return;
                    }
                    if let Some(conflict) = self.compare(*a, *b, false, depth) {
                        let message = format!(
                            "Fields \"{}\" conflict because {}. Use different aliases on the fields to fetch both if this was intentional.",
                            conflict.name, conflict.why
                        );
                        troubles.push(Trouble { place: b.field.place, message });
                    }
                }
                let next = a.kind.and_then(|kind| self.schema.type_of(kind));
                if !a.field.selection.is_empty() {
                    self.within(&[(next, &a.field.selection)], troubles, depth + 1);
                }
            }
        }
    }

    fn compare(&mut self, a: Found<'q>, b: Found<'q>, apart: bool, depth: u32) -> Option<Conflict> {
        if depth > DEPTH {
            return None;
        }
        let name = a.field.alias.clone();
        let conflict = |why: String| Some(Conflict { name: name.clone(), why });
        // Fields of two different objects never meet in one result.
        let objects = |d: Option<&Definition>| d.is_some_and(|d| d.kind == "OBJECT");
        let other = a.parent.map(|p| &p.name) != b.parent.map(|p| &p.name);
        let apart = apart || (other && objects(a.parent) && objects(b.parent));
        if !apart {
            if a.field.name != b.field.name {
                let (a, b) = (&a.field.name, &b.field.name);
                return conflict(format!("\"{a}\" and \"{b}\" are different fields"));
            }
            if !same_arguments(&a.field.arguments, &b.field.arguments) {
                return conflict("they have differing arguments".to_owned());
            }
        }
        if let (Some(x), Some(y)) = (a.kind, b.kind)
            && self.differ(x, y)
        {
            return conflict(format!("they return conflicting types \"{x}\" and \"{y}\""));
        }
        if a.field.selection.is_empty() || b.field.selection.is_empty() {
            return None;
        }
        let next = |found: Found<'q>| found.kind.and_then(|kind| self.schema.type_of(kind));
        let (next_a, next_b) = (next(a), next(b));
        let of_a = self.collect(&[(next_a, &a.field.selection)]);
        let of_b = self.collect(&[(next_b, &b.field.selection)]);
        let mut inner = Vec::new();
        for (name, all_a) in &of_a {
            for b in of_b.get(name).into_iter().flatten() {
                for a in all_a {
                    if !self.step() {
                        return None;
                    }
                    inner.extend(self.compare(*a, *b, apart, depth + 1));
                }
            }
        }
        if inner.is_empty() {
            return None;
        }
        let all: Vec<String> = inner
            .iter()
            .map(|inner| format!("subfields \"{}\" conflict because {}", inner.name, inner.why))
            .collect();
        conflict(all.join(" and "))
    }

    /// Whether values of two types cannot stand in one place.
    fn differ(&self, a: &Type, b: &Type) -> bool {
        if a.non_null != b.non_null {
            return true;
        }
        match (&a.elem, &b.elem) {
            (Some(a), Some(b)) => self.differ(a, b),
            (None, None) => {
                let leaf = |kind| self.schema.type_of(kind).is_some_and(|d| !d.is_composite());
                (leaf(a) || leaf(b)) && a.named != b.named
            }
            _ => true,
        }
    }
}

fn same_arguments(a: &[Argument], b: &[Argument]) -> bool {
    a.len() == b.len()
        && a.iter()
            .all(|a| b.iter().any(|b| a.name == b.name && shown(&a.value) == shown(&b.value)))
}
