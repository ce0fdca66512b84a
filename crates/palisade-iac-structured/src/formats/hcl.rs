use crate::make::{Make, Outcome, Placed, Read};
use palisade_hcl::{Arena, Attribute, Block, Body, Expr, ExprKind, ObjectKey, UnaryOp};
use palisade_source::{Diagnostic, Span};
use palisade_value::Value;
use std::collections::BTreeMap;

/// Which shape blocks get.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    /// Every block and object is a list of objects, labels included.
    One,
    /// Labels are keys, and what they lead to is a list of bodies.
    Two,
}

/// HCL: one document. What is no literal is its text between `${` and `}`.
pub(crate) fn read<'a>(make: &mut Make<'a>, text: &str, version: Version) -> Outcome<'a> {
    let arena = Arena::new();
    let parsed = palisade_hcl::parse(&arena, text);
    if let Some(error) = parsed.errors.first() {
        let mut diagnostic = Diagnostic::error("structured-syntax", error.message.clone());
        diagnostic.location = Some(make.at(error.span));
        diagnostic.help.clone_from(&error.help);
        return Err(Box::new(diagnostic));
    }
    if let Some(block) = too_deep(&parsed.body, 0) {
        let message = format!("blocks and their labels nest more than {DEEPEST} deep");
        return Err(make.wrong(block.header_span, message));
    }
    let mut shape = Shape { make, text, version };
    let value = shape.body(&parsed.body);
    let comments = parsed.comments.iter().map(|c| (c.content().to_owned(), c.span)).collect();
    Ok(Read::whole(value, text).with(comments))
}

/// How deep values may nest that blocks and their labels make.
const DEEPEST: usize = 100;

/// A block that nests too deep, each label one level.
fn too_deep<'h>(body: &Body<'h>, above: usize) -> Option<Block<'h>> {
    body.blocks().find_map(|block| {
        let depth = above + 1 + block.labels.len();
        if depth > DEEPEST { Some(*block) } else { too_deep(&block.body, depth) }
    })
}

/// The blocks and attributes of a body by name, before they are values.
enum Entry<'a> {
    Value(Value<'a>, Span),
    Labels(Tree<'a>, Span),
    Bodies(Vec<Placed<'a>>, Span),
}

type Tree<'a> = BTreeMap<String, Entry<'a>>;

struct Shape<'m, 'a, 't> {
    make: &'m mut Make<'a>,
    text: &'t str,
    version: Version,
}

impl<'a> Shape<'_, 'a, '_> {
    fn body(&mut self, body: &Body<'_>) -> Value<'a> {
        let mut tree = Tree::new();
        for block in body.blocks() {
            self.block(block, &mut tree);
        }
        for attribute in body.attributes() {
            self.attribute(attribute, &mut tree);
        }
        self.finish(tree)
    }

    fn attribute(&mut self, attribute: &Attribute<'_>, tree: &mut Tree<'a>) {
        let value = self.expression(&attribute.expr);
        let span = first_line(self.text, attribute.span);
        tree.insert(attribute.name.name.to_owned(), Entry::Value(value, span));
    }

    fn block(&mut self, block: &Block<'_>, tree: &mut Tree<'a>) {
        let header = block.header_span;
        let value = self.body(&block.body);
        if self.version == Version::One {
            // From the inside out: each label is an object of one key in a list of one.
            let mut value = value;
            for label in block.labels.iter().rev() {
                let list = self.make.array(vec![(value, header)]);
                value = self.make.object([(label.text, list, header)]);
            }
            push(tree, block.kind.name, value, header);
            return;
        }
        let mut at = tree;
        let mut key = block.kind.name;
        for label in block.labels {
            let entry =
                at.entry(key.to_owned()).or_insert_with(|| Entry::Labels(Tree::new(), header));
            if !matches!(entry, Entry::Labels(..)) {
                // A block with labels beside one without: no shape holds both; the later counts.
                *entry = Entry::Labels(Tree::new(), header);
            }
            let Entry::Labels(inner, _) = entry else { return };
            at = inner;
            key = label.text;
        }
        push(at, key, value, header);
    }

    fn finish(&mut self, tree: Tree<'a>) -> Value<'a> {
        let entries: Vec<(String, Value<'a>, Span)> = tree
            .into_iter()
            .map(|(key, entry)| match entry {
                Entry::Value(value, span) => (key, value, span),
                Entry::Labels(inner, span) => (key, self.finish(inner), span),
                Entry::Bodies(bodies, span) => (key, self.make.array(bodies), span),
            })
            .collect();
        self.make.object(entries)
    }

    fn expression(&mut self, expr: &Expr<'_>) -> Value<'a> {
        match expr.kind {
            ExprKind::Null => Value::Null,
            ExprKind::Bool(b) => Value::Bool(b),
            ExprKind::Number(digits) => self.make.number(digits),
            ExprKind::String(text) => self.make.text(text),
            ExprKind::Unary(unary)
                if unary.op == UnaryOp::Negate
                    && matches!(unary.operand.kind, ExprKind::Number(_)) =>
            {
                let ExprKind::Number(digits) = unary.operand.kind else { return Value::Null };
                self.make.number(&format!("-{digits}"))
            }
            ExprKind::Template(_) => {
                let written = self.text.get(expr.span.range()).unwrap_or("");
                let text = template(written);
                self.make.text(&text)
            }
            ExprKind::Tuple(items) => {
                let mut all = Vec::with_capacity(items.len());
                for item in items {
                    let value = self.expression(item);
                    all.push((value, first_line(self.text, item.span)));
                }
                self.make.array(all)
            }
            ExprKind::Object(items) => {
                let mut all = Vec::with_capacity(items.len());
                for item in items {
                    let key = match item.key.text() {
                        Some(text) => text.to_owned(),
                        None => self.key(&item.key),
                    };
                    let value = self.expression(&item.value);
                    all.push((key, value, first_line(self.text, item.span)));
                }
                let object = self.make.object(all);
                if self.version == Version::One {
                    let span = first_line(self.text, expr.span);
                    return self.make.array(vec![(object, span)]);
                }
                object
            }
            ExprKind::Parens(inner) => match inner.kind {
                ExprKind::Bool(_) | ExprKind::Number(_) | ExprKind::String(_) => {
                    self.expression(inner)
                }
                _ => self.wrapped(expr),
            },
            _ => self.wrapped(expr),
        }
    }

    /// The text of an expression as an interpolation; types, as of variables, are left bare.
    fn wrapped(&mut self, expr: &Expr<'_>) -> Value<'a> {
        const TYPES: [&str; 8] =
            ["string", "number", "bool", "list", "set", "map", "object", "tuple"];
        let written = self.text.get(expr.span.range()).unwrap_or("");
        if TYPES.iter().any(|word| written.starts_with(word)) {
            return self.make.text(written);
        }
        self.make.text(&format!("${{{written}}}"))
    }

    fn key(&self, key: &ObjectKey<'_>) -> String {
        let written = self.text.get(key.span().range()).unwrap_or("");
        match key {
            ObjectKey::Expr(Expr { kind: ExprKind::Number(_) | ExprKind::Bool(_), .. })
            | ObjectKey::Name(_) => written.to_owned(),
            ObjectKey::Expr(Expr { kind: ExprKind::Template(_), .. }) => template(written),
            ObjectKey::Expr(_) => format!("${{{written}}}"),
        }
    }
}

fn push<'a>(tree: &mut Tree<'a>, key: &str, value: Value<'a>, span: Span) {
    match tree.entry(key.to_owned()).or_insert_with(|| Entry::Bodies(Vec::new(), span)) {
        Entry::Bodies(bodies, _) => bodies.push((value, span)),
        other => *other = Entry::Bodies(vec![(value, span)], span),
    }
}

/// A template as written, without its quotes or the lines around a heredoc.
fn template(written: &str) -> String {
    if let Some(inner) = written.strip_prefix('"').and_then(|w| w.strip_suffix('"')) {
        return inner.to_owned();
    }
    let body = written.split_once('\n').map_or("", |(_, body)| body);
    // The last line ends the heredoc.
    let end = body.trim_end().rfind('\n').map_or(0, |at| at + 1);
    let body = body.get(..end).unwrap_or("");
    if !written.starts_with("<<-") {
        return body.to_owned();
    }
    let indent = body
        .lines()
        .filter(|l| !l.trim().is_empty())
        .map(|l| l.len() - l.trim_start().len())
        .min()
        .unwrap_or(0);
    body.split_inclusive('\n').map(|l| l.get(indent..).unwrap_or("\n")).collect()
}

fn first_line(text: &str, span: Span) -> Span {
    let part = text.get(span.range()).unwrap_or("");
    let line = part.lines().next().unwrap_or("");
    let start = span.start as usize;
    Span::at(start, start + line.trim_end().len())
}
