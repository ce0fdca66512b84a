//! Types by path: those of rules below `data`, and those that annotations give.

use super::table::{ANY, Key, Kind, NIL, STRING, Table, Ty};
use rustc_hash::FxHashMap;

/// The position of the root.
pub(super) const ROOT: usize = 0;

/// A place that has a type, or places below it.
#[derive(Default, Debug)]
struct Node {
    value: Option<Ty>,
    texts: FxHashMap<Box<str>, usize>,
    others: Vec<(Key, usize)>,
    /// The type of all that is below, as far as it was asked for.
    extent: Option<Ty>,
}

/// A tree of types.
#[derive(Debug)]
pub(super) struct Scope {
    nodes: Vec<Node>,
}

impl Scope {
    pub(super) fn new() -> Self {
        Self { nodes: vec![Node::default()] }
    }

    pub(super) fn child(&self, node: usize, key: &Key) -> Option<usize> {
        let node = self.nodes.get(node)?;
        match key {
            Key::Str(text) => node.texts.get(text).copied(),
            _ => node.others.iter().find(|(k, _)| k == key).map(|(_, n)| *n),
        }
    }

    /// The child under a text.
    pub(super) fn text(&self, node: usize, text: &str) -> Option<usize> {
        self.nodes.get(node)?.texts.get(text).copied()
    }

    /// The type of a leaf.
    pub(super) fn value(&self, node: usize) -> Option<Ty> {
        self.nodes.get(node)?.value
    }

    pub(super) fn has_children(&self, node: usize) -> bool {
        self.nodes.get(node).is_some_and(|n| !n.texts.is_empty() || !n.others.is_empty())
    }

    /// The keys below a node in order.
    pub(super) fn keys(&self, node: usize) -> Vec<Key> {
        let Some(node) = self.nodes.get(node) else { return Vec::new() };
        let texts = node.texts.keys().map(|k| Key::Str(k.clone()));
        let mut keys: Vec<Key> = texts.chain(node.others.iter().map(|(k, _)| k.clone())).collect();
        keys.sort_by(Key::order);
        keys
    }

    fn children(&self, node: usize) -> Vec<(Key, usize)> {
        let Some(node) = self.nodes.get(node) else { return Vec::new() };
        let texts = node.texts.iter().map(|(k, n)| (Key::Str(k.clone()), *n));
        texts.chain(node.others.iter().cloned()).collect()
    }

    fn make_child(&mut self, node: usize, key: &Key) -> usize {
        if let Some(found) = self.child(node, key) {
            return found;
        }
        self.nodes.push(Node::default());
        let new = self.nodes.len() - 1;
        match key {
            Key::Str(text) => {
                self.nodes[node].texts.insert(text.clone(), new);
            }
            _ => self.nodes[node].others.push((key.clone(), new)),
        }
        new
    }

    /// The node of a path, made where there is none.
    pub(super) fn make(&mut self, path: &[Key]) -> usize {
        let mut at = ROOT;
        self.nodes[at].extent = None;
        for key in path {
            at = self.make_child(at, key);
            self.nodes[at].extent = None;
        }
        at
    }

    /// Sets the type at a path, whatever stood there.
    pub(super) fn put(&mut self, path: &[Key], ty: Ty) {
        let at = self.make(path);
        self.nodes[at].value = Some(ty);
    }

    /// Adds a type at a path to what stands there, and to the objects that hold the path.
    pub(super) fn insert(&mut self, path: &[Key], ty: Ty, table: &mut Table) {
        let mut at = ROOT;
        self.nodes[at].extent = None;
        for (n, key) in path.iter().enumerate() {
            at = self.make_child(at, key);
            self.nodes[at].extent = None;
            let rest = &path[n + 1..];
            if let Some(value) = self.nodes[at].value
                && !rest.is_empty()
            {
                self.nodes[at].value = Some(into_object(table, value, rest, ty));
            }
        }
        let merged = match self.nodes[at].value {
            Some(before) => merge(table, before, ty),
            None => ty,
        };
        self.nodes[at].value = Some(merged);
        if matches!(&*table.kind(ty), Kind::Object(..)) && self.has_children(at) {
            let mut whole = merged;
            for (path, leaf) in self.leaves(at) {
                whole = into_object(table, whole, &path, leaf);
            }
            self.nodes[at].value = Some(whole);
        }
    }

    /// The leaves below a node with their paths from it.
    fn leaves(&self, node: usize) -> Vec<(Vec<Key>, Ty)> {
        let mut found = Vec::new();
        let mut open: Vec<(Vec<Key>, usize)> =
            self.children(node).into_iter().map(|(k, n)| (vec![k], n)).collect();
        while let Some((path, at)) = open.pop() {
            if let Some(ty) = self.value(at) {
                found.push((path, ty));
                continue;
            }
            for (key, child) in self.children(at) {
                let mut path = path.clone();
                path.push(key);
                open.push((path, child));
            }
        }
        found
    }

    /// The type of a node with all that is below it.
    pub(super) fn extent(&mut self, node: usize, table: &mut Table) -> Ty {
        let Some(this) = self.nodes.get(node) else { return ANY };
        if let Some(known) = this.value.or(this.extent) {
            return known;
        }
        let mut fixed = Vec::new();
        for (key, child) in self.children(node) {
            let ty = self.extent(child, table);
            fixed.push((key, ty));
        }
        // Documents may have what no rule defines.
        let extent = table.object(fixed, Some((STRING, ANY)));
        self.nodes[node].extent = Some(extent);
        extent
    }
}

/// The type of what two rules of one path give together.
fn merge(table: &mut Table, a: Ty, b: Ty) -> Ty {
    if a == b {
        return a;
    }
    let (x, y) = (table.kind(a), table.kind(b));
    match (&*x, &*y) {
        (Kind::Object(f, Some(r)), Kind::Object(g, Some(s))) if f.is_empty() && g.is_empty() => {
            let keys = table.or(r.0, s.0);
            let values = merge(table, r.1, s.1);
            table.object(Vec::new(), Some((keys, values)))
        }
        (Kind::Set(x), Kind::Set(y)) => {
            let of = table.or(*x, *y);
            table.set(of)
        }
        (Kind::Any(all), _) if !matches!(&*y, Kind::Any(_)) => merge_into(table, all, a, b),
        (_, Kind::Any(all)) if !matches!(&*x, Kind::Any(_)) => merge_into(table, all, b, a),
        _ => table.or(a, b),
    }
}

/// An object without known keys goes into another such object of a union.
fn merge_into(table: &mut Table, members: &[Ty], union: Ty, one: Ty) -> Ty {
    let plain = |kind: &Kind| match kind {
        Kind::Object(fixed, Some(rest)) if fixed.is_empty() => Some(*rest),
        _ => None,
    };
    let Some(rest) = plain(&table.kind(one)) else { return table.or(union, one) };
    let found = members.iter().find_map(|m| plain(&table.kind(*m)).map(|r| (*m, r)));
    let Some((member, other)) = found else { return table.or(union, one) };
    let keys = table.or(rest.0, other.0);
    let values = table.or(rest.1, other.1);
    let merged = table.object(Vec::new(), Some((keys, values)));
    let others = members.iter().copied().filter(|m| *m != member);
    table.or_all(others.chain([merged]))
}

/// An object that holds a type at a path as well. Anything else stays as it is.
fn into_object(table: &mut Table, object: Ty, path: &[Key], ty: Ty) -> Ty {
    let Some((key, rest)) = path.split_first() else { return object };
    let kind = table.kind(object);
    let Kind::Object(fixed, dynamic) = &*kind else { return object };
    let inner = if rest.is_empty() {
        ty
    } else {
        let empty = table.object(Vec::new(), None);
        into_object(table, empty, rest, ty)
    };
    let (keys, values) = dynamic.unwrap_or((NIL, NIL));
    let keys = table.or(keys, key.ty());
    let values = table.or(values, inner);
    table.object(fixed.to_vec(), Some((keys, values)))
}

/// A type in which a path has another type, as annotations say.
pub(super) fn with_path(table: &mut Table, ty: Ty, path: &[Key], other: Ty) -> Ty {
    let Some((key, rest)) = path.split_first() else { return other };
    let kind = table.kind(ty);
    let (mut fixed, dynamic) = match &*kind {
        Kind::Object(fixed, dynamic) => (fixed.to_vec(), *dynamic),
        _ => (Vec::new(), Some((ANY, ANY))),
    };
    let inner = match fixed.iter().find(|(k, _)| k == key) {
        Some((_, below)) => with_path(table, *below, rest, other),
        None => {
            rest.iter().rev().fold(other, |ty, key| table.object(vec![(key.clone(), ty)], dynamic))
        }
    };
    fixed.retain(|(k, _)| k != key);
    fixed.push((key.clone(), inner));
    table.object(fixed, dynamic)
}
