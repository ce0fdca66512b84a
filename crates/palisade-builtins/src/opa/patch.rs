//! JSON Patch (RFC 6902), on sets too.

use super::args::Args;
use super::json::keys;
use super::values::{Ordered, too_much};
use palisade_ir::{CallContext, Eval, Stop};
use palisade_value::{Arena, ObjectBuilder, Value};
use std::collections::{BTreeMap, BTreeSet};

/// How many values a patched document may be taken apart into.
const MAX_NODES: usize = 1 << 20;

/// A document that is being edited; what was not touched is still a value.
#[derive(Clone)]
enum Node<'e> {
    Value(Value<'e>),
    Array(Vec<Node<'e>>),
    Object(BTreeMap<Ordered<'e>, Node<'e>>),
    Set(BTreeSet<Ordered<'e>>),
}

/// Why a patch does not apply. The result of the call is undefined then, as in OPA.
struct Misfit;

pub(super) fn patch<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "json.patch", values);
    let operations = args.array(1)?;
    let mut root = Some(Node::Value(args.at(0)));
    let mut budget = MAX_NODES;
    for operation in operations {
        let field = |name: &str| operation.field(name).ok_or(Stop::Undefined);
        let path_of = |name: &str| keys(&args, field(name)?).map_err(|_| Stop::Undefined);
        let op = field("op")?.as_str().ok_or(Stop::Undefined)?;
        let path = path_of("path")?;
        let mut edit = Edit { arena: context.arena, budget: &mut budget };
        let done = match op {
            "add" => edit.insert(&mut root, &path, Node::Value(field("value")?)),
            "remove" => edit.remove(&mut root, &path),
            "replace" => {
                let value = Node::Value(field("value")?);
                edit.remove(&mut root, &path).and_then(|()| edit.insert(&mut root, &path, value))
            }
            "move" => {
                let from = path_of("from")?;
                edit.read(&root, &from).and_then(|value| {
                    edit.remove(&mut root, &from)?;
                    edit.insert(&mut root, &path, Node::Value(value))
                })
            }
            "copy" => {
                let from = path_of("from")?;
                let value = edit.read(&root, &from);
                value.and_then(|value| edit.insert(&mut root, &path, Node::Value(value)))
            }
            "test" => {
                let wanted = field("value")?;
                let value = edit.read(&root, &path);
                value.and_then(|value| if value.same(&wanted) { Ok(()) } else { Err(Misfit) })
            }
            _ => Err(Misfit),
        };
        if budget == 0 {
            return Err(too_much());
        }
        done.map_err(|Misfit| Stop::Undefined)?;
    }
    root.map(|root| root.finish(context.arena)).ok_or(Stop::Undefined)
}

struct Edit<'b, 'e> {
    arena: &'e Arena,
    /// What is left of [`MAX_NODES`].
    budget: &'b mut usize,
}

/// The position that a key means in an array of a length, which is the position behind its end.
fn index(key: Value<'_>, length: usize) -> Result<usize, Misfit> {
    match key {
        Value::Int(at) => usize::try_from(at).map_err(|_| Misfit),
        Value::Str("-") => Ok(length),
        Value::Str(text) if text == "0" || !text.starts_with('0') => {
            text.parse().map_err(|_| Misfit)
        }
        _ => Err(Misfit),
    }
}

impl<'e> Edit<'_, 'e> {
    fn spend(&mut self, n: usize) -> Result<(), Misfit> {
        *self.budget = self.budget.saturating_sub(n);
        if *self.budget == 0 { Err(Misfit) } else { Ok(()) }
    }

    /// Takes a node apart into its items.
    fn open(&mut self, node: &mut Node<'e>) -> Result<(), Misfit> {
        let Node::Value(value) = *node else { return Ok(()) };
        *node = match value {
            Value::Array(array) => {
                self.spend(array.len())?;
                Node::Array(array.items().iter().map(|v| Node::Value(*v)).collect())
            }
            Value::Object(object) => {
                self.spend(object.len())?;
                let entries = object.entries().iter();
                Node::Object(entries.map(|(k, v)| (Ordered(*k), Node::Value(*v))).collect())
            }
            Value::Set(set) => {
                self.spend(set.len())?;
                Node::Set(set.items().iter().map(|v| Ordered(*v)).collect())
            }
            _ => return Err(Misfit),
        };
        Ok(())
    }

    /// Runs an edit on the collection that a path leads into, with the last key.
    fn at(
        &mut self,
        node: &mut Node<'e>,
        path: &[Value<'e>],
        last: Value<'e>,
        edit: &mut dyn FnMut(&mut Self, &mut Node<'e>, Value<'e>) -> Result<(), Misfit>,
    ) -> Result<(), Misfit> {
        self.open(node)?;
        let Some((key, rest)) = path.split_first() else { return edit(self, node, last) };
        match node {
            Node::Array(items) => {
                let at = index(*key, items.len())?;
                self.at(items.get_mut(at).ok_or(Misfit)?, rest, last, edit)
            }
            Node::Object(entries) => {
                let inner = entries.get_mut(&Ordered(*key)).ok_or(Misfit)?;
                self.at(inner, rest, last, edit)
            }
            Node::Set(items) => {
                // An item is its own key: with its content its place changes.
                let item = items.take(&Ordered(*key)).ok_or(Misfit)?;
                let mut inner = Node::Value(item.0);
                self.at(&mut inner, rest, last, edit)?;
                items.insert(Ordered(inner.finish(self.arena)));
                Ok(())
            }
            Node::Value(_) => Err(Misfit),
        }
    }

    fn insert(
        &mut self,
        root: &mut Option<Node<'e>>,
        path: &[Value<'e>],
        value: Node<'e>,
    ) -> Result<(), Misfit> {
        let Some((last, front)) = path.split_last() else {
            *root = Some(value);
            return Ok(());
        };
        let mut value = Some(value);
        let root = root.as_mut().ok_or(Misfit)?;
        self.at(root, front, *last, &mut |edit, node, key| {
            let value = value.take().ok_or(Misfit)?;
            edit.spend(1)?;
            match node {
                Node::Array(items) => {
                    let at = index(key, items.len())?;
                    if at > items.len() {
                        return Err(Misfit);
                    }
                    // What stands behind is moved.
                    edit.spend((items.len() - at) / 64)?;
                    items.insert(at, value);
                }
                Node::Object(entries) => _ = entries.insert(Ordered(key), value),
                Node::Set(items) => {
                    let value = value.finish(edit.arena);
                    if !value.same(&key) {
                        return Err(Misfit);
                    }
                    items.insert(Ordered(value));
                }
                Node::Value(_) => return Err(Misfit),
            }
            Ok(())
        })
    }

    fn remove(&mut self, root: &mut Option<Node<'e>>, path: &[Value<'e>]) -> Result<(), Misfit> {
        let Some((last, front)) = path.split_last() else {
            return root.take().map(|_| ()).ok_or(Misfit);
        };
        let root = root.as_mut().ok_or(Misfit)?;
        self.at(root, front, *last, &mut |edit, node, key| {
            match node {
                Node::Array(items) => {
                    let at = index(key, items.len())?;
                    if at >= items.len() {
                        return Err(Misfit);
                    }
                    edit.spend((items.len() - at) / 64)?;
                    items.remove(at);
                }
                Node::Object(entries) => {
                    entries.remove(&Ordered(key)).ok_or(Misfit)?;
                }
                Node::Set(items) => {
                    items.take(&Ordered(key)).ok_or(Misfit)?;
                }
                Node::Value(_) => return Err(Misfit),
            }
            Ok(())
        })
    }

    fn read(&mut self, root: &Option<Node<'e>>, path: &[Value<'e>]) -> Result<Value<'e>, Misfit> {
        let mut node = root.as_ref().ok_or(Misfit)?;
        for (n, key) in path.iter().enumerate() {
            let item = match node {
                Node::Array(items) => items.get(index(*key, items.len())?),
                Node::Object(entries) => entries.get(&Ordered(*key)),
                Node::Set(items) => {
                    let item = items.get(&Ordered(*key)).ok_or(Misfit)?;
                    return read_value(item.0, path.get(n + 1..).unwrap_or_default());
                }
                Node::Value(value) => {
                    return read_value(*value, path.get(n..).unwrap_or_default());
                }
            };
            node = item.ok_or(Misfit)?;
        }
        let value = node.clone();
        self.spend(value.size())?;
        Ok(value.finish(self.arena))
    }
}

fn read_value<'e>(value: Value<'e>, path: &[Value<'e>]) -> Result<Value<'e>, Misfit> {
    path.iter().try_fold(value, |value, key| {
        let found = match value {
            Value::Array(array) => array.items().get(index(*key, array.len())?).copied(),
            Value::Object(object) => object.get(key),
            Value::Set(set) => set.contains(key).then_some(*key),
            _ => None,
        };
        found.ok_or(Misfit)
    })
}

impl<'e> Node<'e> {
    /// How many nodes were taken apart in it.
    fn size(&self) -> usize {
        match self {
            Node::Value(_) => 1,
            Node::Array(items) => items.iter().map(Node::size).sum(),
            Node::Object(entries) => entries.values().map(Node::size).sum(),
            Node::Set(items) => items.len(),
        }
    }

    fn finish(self, arena: &'e Arena) -> Value<'e> {
        match self {
            Node::Value(value) => value,
            Node::Array(items) => {
                let items: Vec<_> = items.into_iter().map(|item| item.finish(arena)).collect();
                Value::array(arena, &items)
            }
            Node::Object(entries) => {
                let mut object = ObjectBuilder::with_capacity(entries.len());
                for (key, value) in entries {
                    object.insert(key.0, value.finish(arena));
                }
                object.finish(arena)
            }
            Node::Set(items) => {
                let items: Vec<_> = items.into_iter().map(|item| item.0).collect();
                Value::set(arena, &items)
            }
        }
    }
}
