//! Resources and what joins them, as a drawing in the words of other programs.

use super::arrows::Mentions;
use palisade_model::Resource;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The resources of one unit by address, and the pairs of them that are joined.
#[derive(Debug)]
pub(super) struct Graph {
    name: String,
    /// Addresses with the kinds that they are judged as.
    nodes: Vec<(String, Vec<String>)>,
    /// Positions, the smaller first; each pair once, with whether the first refers to the second and
    /// the second to the first.
    edges: BTreeMap<(usize, usize), (bool, bool)>,
    /// Positions by module or namespace; those of the root stand under an empty name.
    groups: BTreeMap<String, Vec<usize>>,
}

impl Graph {
    pub(super) fn new(name: &str, resources: &[Resource<'_>]) -> Self {
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        let mut graph = Self {
            name: if name.is_empty() { ".".to_owned() } else { name.to_owned() },
            nodes: Vec::new(),
            edges: BTreeMap::new(),
            groups: BTreeMap::new(),
        };
        let mut at = Vec::with_capacity(resources.len());
        for resource in resources {
            let node = *places.entry(resource.address).or_insert_with(|| {
                graph.nodes.push((resource.address.to_owned(), Vec::new()));
                let node = graph.nodes.len() - 1;
                let group = group(resource.address).to_owned();
                graph.groups.entry(group).or_default().push(node);
                node
            });
            if let Some((_, kinds)) = graph.nodes.get_mut(node)
                && !kinds.iter().any(|k| k == resource.kind)
            {
                kinds.push(resource.kind.to_owned());
            }
            at.push(node);
        }
        for (resource, from) in resources.iter().zip(&at) {
            let mut mentions = None;
            for link in resource.links {
                let (Some(to), Some(other)) =
                    (at.get(*link as usize), resources.get(*link as usize))
                else {
                    continue;
                };
                if from == to {
                    continue;
                }
                let mentions = mentions.get_or_insert_with(|| Mentions::of(resource));
                let refers = mentions.refer_to(other);
                let pair = (*from.min(to), *from.max(to));
                let (there, back) = graph.edges.entry(pair).or_default();
                *(if from < to { there } else { back }) |= refers;
            }
        }
        graph
    }

    pub(super) fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The joined pairs: from which to which, and with what kind of arrow.
    fn arrows(&self) -> impl Iterator<Item = (usize, usize, Arrow)> {
        self.edges.iter().map(|(&(a, b), refers)| match refers {
            (true, false) => (a, b, Arrow::One),
            (false, true) => (b, a, Arrow::One),
            (true, true) => (a, b, Arrow::Both),
            (false, false) => (a, b, Arrow::None),
        })
    }

    /// What a node is called: its address, and what else it is judged as.
    fn label(&self, node: usize) -> impl Iterator<Item = &str> {
        let node = self.nodes.get(node);
        let address = node.map(|(address, _)| address.as_str());
        let kinds = node.into_iter().flat_map(|(_, kinds)| kinds.iter().skip(1));
        address.into_iter().chain(kinds.map(String::as_str))
    }
}

/// Which of two refers to the other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Arrow {
    /// The first to the second.
    One,
    /// Each to the other.
    Both,
    /// What joins them is no reference, or it is not to be seen in the values.
    None,
}

/// The module of a Terraform address, the namespace of a Kubernetes one; empty for the root.
pub(super) fn group(address: &str) -> &str {
    if let [_, namespace, _] = address.split('/').collect::<Vec<_>>()[..]
        && !address.contains(['"', '['])
    {
        return namespace;
    }
    let mut end = 0;
    let mut rest = address;
    while let Some(after) = rest.strip_prefix("module.") {
        // The name ends at the next dot outside of brackets and quotes.
        let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
        let dot = after.char_indices().find(|(_, c)| {
            let was_escaped = std::mem::take(&mut escaped);
            match c {
                _ if was_escaped => {}
                '\\' if quoted => escaped = true,
                '"' => quoted = !quoted,
                '[' if !quoted => depth += 1,
                ']' if !quoted => depth = depth.saturating_sub(1),
                '.' if !quoted && depth == 0 => return true,
                _ => {}
            }
            false
        });
        let Some((dot, _)) = dot else { break };
        end = address.len() - rest.len() + "module.".len() + dot;
        rest = after.get(dot + 1..).unwrap_or_default();
    }
    address.get(..end).unwrap_or_default()
}

/// Characters that end a line or turn the order of others around: no part of a name that is drawn.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A quoted text of DOT.
fn dot_text<'t>(lines: impl Iterator<Item = &'t str>) -> String {
    let lines: Vec<String> = lines
        .map(|line| {
            let plain: String = line.chars().filter(|c| !is_unseen(*c)).collect();
            plain.replace('\\', "\\\\").replace('"', "\\\"")
        })
        .collect();
    format!("\"{}\"", lines.join("\\n"))
}

/// The graphs in the language of Graphviz; an arrow leads to what is referred to.
pub(super) fn dot(graphs: &[Graph]) -> String {
    let mut out = String::from("digraph resources {\n");
    out.push_str("  node [shape=box, fontname=\"sans-serif\"];\n");
    for (g, graph) in graphs.iter().enumerate() {
        let several = graphs.len() > 1;
        let mut pad = "  ".to_owned();
        if several {
            let name = dot_text(std::iter::once(graph.name.as_str()));
            _ = writeln!(out, "  subgraph cluster_{g} {{\n    label={name};");
            pad.push_str("  ");
        }
        for (n, (group, nodes)) in graph.groups.iter().enumerate() {
            let mut inner = pad.clone();
            if !group.is_empty() {
                let name = dot_text(std::iter::once(group.as_str()));
                _ = writeln!(out, "{pad}subgraph cluster_{g}_{n} {{\n{pad}  label={name};");
                inner.push_str("  ");
            }
            for node in nodes {
                _ = writeln!(out, "{inner}n{g}_{node} [label={}];", dot_text(graph.label(*node)));
            }
            if !group.is_empty() {
                _ = writeln!(out, "{pad}}}");
            }
        }
        if several {
            out.push_str("  }\n");
        }
        for (from, to, arrow) in graph.arrows() {
            let style = match arrow {
                Arrow::One => "",
                Arrow::Both => " [dir=both]",
                Arrow::None => " [dir=none]",
            };
            _ = writeln!(out, "  n{g}_{from} -> n{g}_{to}{style};");
        }
    }
    out.push_str("}\n");
    out
}

/// A quoted text of Mermaid: what has a meaning there is written as a character code.
fn mermaid_text<'t>(lines: impl Iterator<Item = &'t str>) -> String {
    let line = |line: &str| {
        let mut out = String::new();
        for c in line.chars().filter(|c| !is_unseen(*c)) {
            match c {
                '"' | '#' | '<' | '>' | '&' | '`' | ';' | '\\' => {
                    _ = write!(out, "#{};", u32::from(c));
                }
                c => out.push(c),
            }
        }
        out
    };
    format!("\"{}\"", lines.map(line).collect::<Vec<_>>().join("<br/>"))
}

/// The graphs in the language of Mermaid; an arrow leads to what is referred to.
pub(super) fn mermaid(graphs: &[Graph]) -> String {
    let mut out = String::from("flowchart LR\n");
    for (g, graph) in graphs.iter().enumerate() {
        let several = graphs.len() > 1;
        let mut pad = "  ".to_owned();
        if several {
            let name = mermaid_text(std::iter::once(graph.name.as_str()));
            _ = writeln!(out, "  subgraph u{g} [{name}]");
            pad.push_str("  ");
        }
        for (n, (group, nodes)) in graph.groups.iter().enumerate() {
            let mut inner = pad.clone();
            if !group.is_empty() {
                let name = mermaid_text(std::iter::once(group.as_str()));
                _ = writeln!(out, "{pad}subgraph u{g}_{n} [{name}]");
                inner.push_str("  ");
            }
            for node in nodes {
                _ = writeln!(out, "{inner}n{g}_{node}[{}]", mermaid_text(graph.label(*node)));
            }
            if !group.is_empty() {
                _ = writeln!(out, "{pad}end");
            }
        }
        if several {
            out.push_str("  end\n");
        }
        for (from, to, arrow) in graph.arrows() {
            let line = match arrow {
                Arrow::One => "-->",
                Arrow::Both => "<-->",
                Arrow::None => "---",
            };
            _ = writeln!(out, "  n{g}_{from} {line} n{g}_{to}");
        }
    }
    out
}

#[cfg(test)]
mod tests;
