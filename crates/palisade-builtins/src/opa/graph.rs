//! Graphs, and documents as trees.

use super::args::Args;
use super::values::{Ordered, count, too_much};
use super::{Declared, declare};
use crate::cut::MAX_ITEMS;
use palisade_ir::{CallContext, Eval, Stop};
use palisade_value::{Object, Value};
use std::collections::BTreeSet;

pub(super) static FUNCTIONS: &[Declared] = &[
    declare!("walk", walk, "(x: any) => array<array<any>, any>", Top),
    declare!(
        "graph.reachable",
        reachable,
        "(graph: object<any: array<any>|set<any>>, initial: array<any>|set<any>) => set<any>"
    ),
    declare!(
        "graph.reachable_paths",
        reachable_paths,
        "(graph: object<any: array<any>|set<any>>, initial: array<any>|set<any>) => set<array<any>>"
    ),
];

/// All `[path, value]` in a value, itself included, each before what is inside it.
///
/// In OPA this is a relation: a call has one result for each pair. Here it has them all, and the
/// caller goes through them.
fn walk<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "walk", values);
    let mut pairs = Vec::new();
    let mut path = Vec::new();
    let mut budget = MAX_ITEMS;
    visit(&args, args.at(0), &mut path, &mut pairs, &mut budget)?;
    args.new_array(&pairs)
}

fn visit<'e>(
    args: &Args<'_, '_, 'e>,
    value: Value<'e>,
    path: &mut Vec<Value<'e>>,
    pairs: &mut Vec<Value<'e>>,
    budget: &mut usize,
) -> Result<(), Stop<'e>> {
    *budget = budget.checked_sub(2 + path.len() / 4).ok_or_else(too_much)?;
    let arena = args.context.arena;
    pairs.push(Value::array(arena, &[Value::array(arena, path), value]));
    let mut inside = |key: Value<'e>, value: Value<'e>| {
        path.push(key);
        let done = visit(args, value, path, pairs, budget);
        path.pop();
        done
    };
    match value {
        Value::Array(array) => {
            let mut items = array.items().iter().enumerate();
            items.try_for_each(|(at, item)| inside(count(at), *item))
        }
        Value::Object(object) => {
            object.entries().iter().try_for_each(|(key, value)| inside(*key, *value))
        }
        Value::Set(set) => set.items().iter().try_for_each(|item| inside(*item, *item)),
        _ => Ok(()),
    }
}

/// The neighbours that a node of a graph has; anything that is no list has none.
fn neighbours<'e>(edges: Value<'e>) -> &'e [Value<'e>] {
    match edges {
        Value::Array(array) => array.items(),
        Value::Set(set) => set.items(),
        _ => &[],
    }
}

fn arguments<'e>(args: &Args<'_, '_, 'e>) -> Result<(&'e Object<'e>, &'e [Value<'e>]), Stop<'e>> {
    Ok((args.object(0)?, args.items(1, "{array, set}")?))
}

fn reachable<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "graph.reachable", values);
    let (graph, initial) = arguments(&args)?;
    let mut waiting = initial.to_vec();
    let mut reached = BTreeSet::new();
    while let Some(node) = waiting.pop() {
        if let Some(edges) = graph.get(&node)
            && reached.insert(Ordered(node))
        {
            waiting.extend(neighbours(edges).iter().filter(|n| !reached.contains(&Ordered(**n))));
        }
    }
    let reached: Vec<_> = reached.into_iter().map(|node| node.0).collect();
    Ok(Value::set(context.arena, &reached))
}

/// The paths found so far, and how much work is left.
struct Paths<'e> {
    graph: &'e Object<'e>,
    found: BTreeSet<Vec<Ordered<'e>>>,
    budget: usize,
}

impl<'e> Paths<'e> {
    /// Goes on from a path to a node. Nodes that other paths from the same start went through are
    /// not gone through again: the path ends before them, as in OPA.
    fn follow(
        &mut self,
        node: Value<'e>,
        path: &mut Vec<Ordered<'e>>,
        reached: &mut BTreeSet<Ordered<'e>>,
    ) -> Result<(), Stop<'e>> {
        self.budget = self.budget.checked_sub(1 + path.len() / 4).ok_or_else(too_much)?;
        let Some(edges) = self.graph.get(&node) else {
            self.found.insert(path.clone());
            return Ok(());
        };
        path.push(Ordered(node));
        let next = neighbours(edges);
        if next.is_empty() {
            self.found.insert(path.clone());
        }
        for neighbour in next {
            if reached.contains(&Ordered(*neighbour)) {
                self.found.insert(path.clone());
            } else {
                reached.insert(Ordered(node));
                self.follow(*neighbour, path, reached)?;
            }
        }
        path.pop();
        Ok(())
    }
}

fn reachable_paths<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let args = Args::new(context, "graph.reachable_paths", values);
    let (graph, initial) = arguments(&args)?;
    let mut paths = Paths { graph, found: BTreeSet::new(), budget: MAX_ITEMS };
    for node in initial {
        let Some(edges) = graph.get(node) else { continue };
        let mut path = vec![Ordered(*node)];
        if neighbours(edges).is_empty() {
            paths.found.insert(path.clone());
        }
        for neighbour in neighbours(edges) {
            let mut reached = BTreeSet::from([Ordered(*node)]);
            paths.follow(*neighbour, &mut path, &mut reached)?;
        }
    }
    let arrays = paths.found.iter().map(|path| {
        let nodes: Vec<_> = path.iter().map(|node| node.0).collect();
        Value::array(context.arena, &nodes)
    });
    let items: Vec<_> = arrays.collect();
    Ok(Value::set(context.arena, &items))
}
