//! The JSON form of configuration, read into the same tree as the native form.
//!
//! Which properties of a resource are nested blocks only its provider's schema tells. Here a
//! property that is an object, or a list of objects, is taken for nested blocks, so that policies
//! see one shape, unless its name is one that providers give to maps, such as `tags`.

use palisade_arena::Arena;
use palisade_hcl::{
    Attribute, Block, Body, Expr, ExprKind, Ident, Item, Label, ObjectItem, ObjectKey, Parsed,
    SyntaxError,
};
use palisade_source::Span;

use crate::decl::is_meta;
use std::collections::HashMap;

/// Documents nest no deeper than this.
const DEPTH: u32 = 128;

/// A JSON value with its places.
#[derive(Clone, Copy)]
struct Node<'s> {
    kind: Kind<'s>,
    span: Span,
}

#[derive(Clone, Copy)]
enum Kind<'s> {
    Null,
    Bool(bool),
    Number(&'s str),
    Text(&'s str),
    List(&'s [Node<'s>]),
    Object(&'s [Member<'s>]),
}

#[derive(Clone, Copy)]
struct Member<'s> {
    name: Ident<'s>,
    value: Node<'s>,
}

impl Member<'_> {
    fn span(&self) -> Span {
        self.name.span.to(self.value.span)
    }
}

/// Parses a `.tf.json` file.
pub(crate) fn parse<'s>(arena: &'s Arena, text: &'s str) -> Parsed<'s> {
    let mut errors = Vec::new();
    let items = match read(arena, text, &mut errors) {
        Some(node) => {
            let mut builder = Builder { arena, errors: &mut errors };
            builder.file(node)
        }
        None => Vec::new(),
    };
    let span = Span::at(0, text.len());
    Parsed { body: Body { items: arena.alloc_slice(&items), span }, errors, comments: &[] }
}

/// Parses a `.tfvars.json` file.
pub(crate) fn parse_values<'s>(arena: &'s Arena, text: &'s str) -> Parsed<'s> {
    let mut errors = Vec::new();
    let items = match read(arena, text, &mut errors).map(|node| node.kind) {
        Some(Kind::Object(members)) => {
            let mut builder = Builder { arena, errors: &mut errors };
            members.iter().map(|m| builder.attribute(m, false)).collect()
        }
        Some(_) => {
            errors.push(wrong(Span::at(0, text.len()), "an object of values is needed"));
            Vec::new()
        }
        None => Vec::new(),
    };
    let span = Span::at(0, text.len());
    Parsed { body: Body { items: arena.alloc_slice(&items), span }, errors, comments: &[] }
}

fn wrong(span: Span, message: &str) -> SyntaxError {
    SyntaxError { span, message: message.to_owned(), help: None, labels: Vec::new() }
}

fn read<'s>(arena: &'s Arena, text: &'s str, errors: &mut Vec<SyntaxError>) -> Option<Node<'s>> {
    let mut reader = Reader { arena, text, at: 0, told: Vec::new() };
    if text.starts_with('\u{feff}') {
        reader.at = 3;
    }
    let read = reader.value(0).and_then(|node| {
        reader.space();
        if reader.at < text.len() {
            Err(reader.error("unexpected text behind the value"))
        } else {
            Ok(node)
        }
    });
    errors.append(&mut reader.told);
    read.map_err(|error| errors.push(error)).ok()
}

/// The members of an object that stands alone, or as the only one of a list.
fn single(node: Node<'_>) -> Option<&[Member<'_>]> {
    match node.kind {
        Kind::Object(members) => Some(members),
        Kind::List([one]) => single(*one),
        _ => None,
    }
}

/// Turns JSON into blocks, attributes and expressions.
struct Builder<'s, 'e> {
    arena: &'s Arena,
    errors: &'e mut Vec<SyntaxError>,
}

impl<'s> Builder<'s, '_> {
    fn file(&mut self, node: Node<'s>) -> Vec<Item<'s>> {
        let mut items = Vec::new();
        for member in self.objects(node).into_iter().flatten() {
            let labels = match member.name.name {
                "resource" | "data" | "ephemeral" => 2,
                "module" | "variable" | "output" | "provider" | "check" => 1,
                "locals" | "terraform" | "moved" | "import" | "removed" => 0,
                // A property whose name begins so is a comment.
                name if name.starts_with("//") => continue,
                _ => {
                    items.push(self.attribute(member, true));
                    continue;
                }
            };
            self.blocks(member.name, member, labels, &mut Vec::new(), &mut items);
        }
        items
    }

    /// The members of an object, or of each object of a list.
    fn objects(&mut self, node: Node<'s>) -> Vec<&'s [Member<'s>]> {
        match node.kind {
            Kind::Object(members) => vec![members],
            Kind::List(items) => items.iter().flat_map(|item| self.objects(*item)).collect(),
            Kind::Null => Vec::new(),
            _ => {
                self.errors.push(wrong(node.span, "an object is needed here"));
                Vec::new()
            }
        }
    }

    fn blocks(
        &mut self,
        kind: Ident<'s>,
        member: &Member<'s>,
        labels_left: usize,
        labels: &mut Vec<Label<'s>>,
        items: &mut Vec<Item<'s>>,
    ) {
        for members in self.objects(member.value) {
            if labels_left > 0 {
                for inner in members.iter().filter(|m| !m.name.name.starts_with("//")) {
                    labels.push(Label {
                        text: inner.name.name,
                        span: inner.name.span,
                        quoted: true,
                    });
                    self.blocks(kind, inner, labels_left - 1, labels, items);
                    labels.pop();
                }
                continue;
            }
            let inner: Vec<Item<'s>> = members
                .iter()
                .filter(|m| !m.name.name.starts_with("//"))
                .flat_map(|m| self.inner(kind.name, m))
                .collect();
            // Of local values it is told with their names.
            let inner = if kind.name == "locals" { inner } else { self.once(inner) };
            let header = labels.last().map_or(kind.span, |label| label.span);
            let block = Block {
                closed: true,
                kind,
                labels: self.arena.alloc_slice(labels),
                body: Body { items: self.arena.alloc_slice(&inner), span: member.value.span },
                span: header.to(member.value.span),
                header_span: header,
            };
            items.push(Item::Block(self.arena.alloc(block)));
        }
    }

    /// What stands in a block: attributes, and the few blocks that every resource may have.
    fn inner(&mut self, block: &str, member: &Member<'s>) -> Vec<Item<'s>> {
        let name = member.name.name;
        let resource = matches!(block, "resource" | "data");
        match name {
            // Blocks of Terraform's own, in which no property but these is one.
            "lifecycle" if resource => {
                return self.own_blocks(member, &["precondition", "postcondition"]);
            }
            "validation" if block == "variable" => return self.own_blocks(member, &[]),
            "precondition" if block == "output" => return self.own_blocks(member, &[]),
            "assert" if block == "check" => return self.own_blocks(member, &[]),
            "provisioner" | "connection" if resource => return Vec::new(),
            "dynamic" if resource => return self.dynamics(member, 0),
            _ => {}
        }
        if resource && is_meta(name) {
            return vec![self.attribute(member, true)];
        }
        if resource && let Some(blocks) = self.nested(member, 0) {
            return blocks;
        }
        let plain = block == "variable" && name != "type" && name != "default";
        if block == "variable" && name == "type" {
            return vec![self.type_attribute(member)];
        }
        let evaluated = !(plain || block == "variable");
        vec![self.attribute(member, evaluated)]
    }

    /// Blocks whose properties are attributes, but for those that are blocks of this kind again.
    fn own_blocks(&mut self, member: &Member<'s>, inner: &[&str]) -> Vec<Item<'s>> {
        let mut blocks = Vec::new();
        for members in self.objects(member.value) {
            let mut items = Vec::with_capacity(members.len());
            for one in members.iter().filter(|m| !m.name.name.starts_with("//")) {
                if inner.contains(&one.name.name) {
                    items.extend(self.own_blocks(one, &[]));
                } else {
                    items.push(self.attribute(one, true));
                }
            }
            blocks.push(self.unlabelled(member.name, &items, member.value.span));
        }
        blocks
    }

    fn unlabelled(&self, kind: Ident<'s>, items: &[Item<'s>], span: Span) -> Item<'s> {
        Item::Block(self.arena.alloc(Block {
            closed: true,
            kind,
            labels: &[],
            body: Body { items: self.arena.alloc_slice(items), span },
            span: kind.span.to(span),
            header_span: kind.span,
        }))
    }

    /// The dynamic blocks of a property `dynamic`.
    fn dynamics(&mut self, member: &Member<'s>, depth: u32) -> Vec<Item<'s>> {
        let mut items = Vec::new();
        for members in self.objects(member.value) {
            for one in members.iter().filter(|m| !m.name.name.starts_with("//")) {
                self.dynamic(member.name, one, depth, &mut items);
            }
        }
        items
    }

    /// What stands in a nested block of a resource.
    fn in_nested(&mut self, members: &[Member<'s>], depth: u32) -> Vec<Item<'s>> {
        let mut items = Vec::with_capacity(members.len());
        for inner in members.iter().filter(|m| !m.name.name.starts_with("//")) {
            if inner.name.name == "dynamic" && depth < DEPTH {
                items.extend(self.dynamics(inner, depth + 1));
                continue;
            }
            match self.nested(inner, depth + 1) {
                Some(blocks) => items.extend(blocks),
                None => items.push(self.attribute(inner, true)),
            }
        }
        self.once(items)
    }

    /// The items of a body, of which no argument may be set twice: such a one is not known.
    fn once(&mut self, mut items: Vec<Item<'s>>) -> Vec<Item<'s>> {
        let mut seen: HashMap<&'s str, usize> = HashMap::with_capacity(items.len());
        for at in 0..items.len() {
            let Some(Item::Attribute(attr)) = items.get(at) else { continue };
            let attr = *attr;
            let Some(first) = seen.insert(attr.name.name, at) else { continue };
            let message = format!("`{}` is set twice", attr.name.name);
            self.errors.push(wrong(attr.name.span, &message));
            for doubled in [first, at] {
                if let Some(Item::Attribute(attr)) = items.get_mut(doubled) {
                    let expr = Expr { kind: ExprKind::Invalid, span: attr.expr.span };
                    *attr = self.arena.alloc(Attribute { expr, name: attr.name, span: attr.span });
                }
            }
        }
        items
    }

    /// The nested blocks that a property of a resource stands for, if it does for any.
    fn nested(&mut self, member: &Member<'s>, depth: u32) -> Option<Vec<Item<'s>>> {
        let each = match member.value.kind {
            _ if is_map(member.name.name) || depth > DEPTH => return None,
            Kind::Object(_) => vec![member.value],
            Kind::List(items) if items.iter().all(|i| matches!(i.kind, Kind::Object(_))) => {
                items.to_vec()
            }
            _ => return None,
        };
        if each.is_empty() {
            return None;
        }
        let mut blocks = Vec::with_capacity(each.len());
        for node in each {
            let Kind::Object(members) = node.kind else { continue };
            let items = self.in_nested(members, depth);
            blocks.push(self.unlabelled(member.name, &items, node.span));
        }
        Some(blocks)
    }

    fn dynamic(
        &mut self,
        kind: Ident<'s>,
        member: &Member<'s>,
        depth: u32,
        items: &mut Vec<Item<'s>>,
    ) {
        for members in self.objects(member.value) {
            let inner: Vec<Item<'s>> = members
                .iter()
                .map(|m| match (m.name.name, single(m.value)) {
                    ("content", Some(content)) => {
                        let content = self.in_nested(content, depth);
                        self.unlabelled(m.name, &content, m.value.span)
                    }
                    _ => self.attribute(m, m.name.name != "iterator"),
                })
                .collect();
            let label = Label { text: member.name.name, span: member.name.span, quoted: true };
            let block = Block {
                closed: true,
                kind,
                labels: self.arena.alloc_slice(&[label]),
                body: Body { items: self.arena.alloc_slice(&inner), span: member.value.span },
                span: member.span(),
                header_span: member.name.span,
            };
            items.push(Item::Block(self.arena.alloc(block)));
        }
    }

    fn attribute(&mut self, member: &Member<'s>, evaluated: bool) -> Item<'s> {
        let expr = self.expr(member.value, evaluated && member.name.name != "source");
        let attribute = Attribute { name: member.name, expr, span: member.span() };
        Item::Attribute(self.arena.alloc(attribute))
    }

    /// A type constraint: an expression written as text.
    fn type_attribute(&mut self, member: &Member<'s>) -> Item<'s> {
        let expr = match member.value.kind {
            Kind::Text(text) => self.parsed(
                palisade_hcl::parse_expression(self.arena, text, member.value.span.start + 1),
                member.value.span,
            ),
            _ => self.expr(member.value, false),
        };
        Item::Attribute(self.arena.alloc(Attribute {
            name: member.name,
            expr,
            span: member.span(),
        }))
    }

    fn parsed(&mut self, parsed: palisade_hcl::ParsedExpr<'s>, span: Span) -> Expr<'s> {
        self.errors.extend(parsed.errors.into_iter().map(|error| SyntaxError { span, ..error }));
        parsed.expr
    }

    fn expr(&mut self, node: Node<'s>, evaluated: bool) -> Expr<'s> {
        let kind = match node.kind {
            Kind::Null => ExprKind::Null,
            Kind::Bool(b) => ExprKind::Bool(b),
            Kind::Number(text) => match text.strip_prefix('-') {
                None => ExprKind::Number(text),
                Some(digits) => {
                    let operand = Expr { kind: ExprKind::Number(digits), span: node.span };
                    let op = palisade_hcl::UnaryOp::Negate;
                    ExprKind::Unary(self.arena.alloc(palisade_hcl::Unary { op, operand }))
                }
            },
            // Only a text with a sign of it is worth reading as a template.
            Kind::Text(text) if evaluated && (text.contains("${") || text.contains("%{")) => {
                let parsed = palisade_hcl::parse_template(self.arena, text, node.span.start + 1);
                let expr = self.parsed(parsed, node.span);
                return Expr { span: node.span, ..expr };
            }
            Kind::Text(text) => ExprKind::String(text),
            Kind::List(items) => {
                let items: Vec<Expr<'s>> =
                    items.iter().map(|item| self.expr(*item, evaluated)).collect();
                ExprKind::Tuple(self.arena.alloc_slice(&items))
            }
            Kind::Object(members) => {
                let items: Vec<ObjectItem<'s>> = members
                    .iter()
                    .map(|m| {
                        let key = Node { kind: Kind::Text(m.name.name), span: m.name.span };
                        ObjectItem {
                            key: ObjectKey::Expr(self.expr(key, evaluated)),
                            value: self.expr(m.value, evaluated),
                            span: m.span(),
                        }
                    })
                    .collect();
                ExprKind::Object(self.arena.alloc_slice(&items))
            }
        };
        Expr { kind, span: node.span }
    }
}

/// Whether providers give this name to a map and not to a block.
fn is_map(name: &str) -> bool {
    let ends = ["tags", "tags_all", "labels", "annotations", "parameters", "variables", "headers"];
    ends.iter().any(|end| name.ends_with(end))
        || matches!(
            name,
            "app_settings"
                | "arguments"
                | "attributes"
                | "binary_data"
                | "config"
                | "connection_properties"
                | "content"
                | "data"
                | "default_arguments"
                | "env"
                | "environment_vars"
                | "input"
                | "keepers"
                | "manifest"
                | "match"
                | "options"
                | "properties"
                | "query"
                | "secrets"
                | "selector"
                | "settings_map"
                | "string_data"
                | "triggers"
                | "triggers_replace"
                | "values"
                | "vars"
        )
}

/// Reads JSON with places (RFC 8259).
struct Reader<'s> {
    arena: &'s Arena,
    text: &'s str,
    at: usize,
    /// What is against the rules and can be read all the same.
    told: Vec<SyntaxError>,
}

impl<'s> Reader<'s> {
    fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    fn space(&mut self) {
        while matches!(self.peek(), b' ' | b'\t' | b'\n' | b'\r') {
            self.at += 1;
        }
    }

    fn error(&self, message: &str) -> SyntaxError {
        wrong(Span::at(self.at, (self.at + 1).min(self.text.len())), message)
    }

    fn value(&mut self, depth: u32) -> Result<Node<'s>, SyntaxError> {
        self.space();
        if depth > DEPTH {
            return Err(self.error("the document nests too deep"));
        }
        let start = self.at;
        let kind = match self.peek() {
            b'{' => self.object(depth)?,
            b'[' => self.list(depth)?,
            b'"' => Kind::Text(self.string()?),
            b'-' | b'0'..=b'9' => {
                while matches!(self.peek(), b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9') {
                    self.at += 1;
                }
                Kind::Number(self.text.get(start..self.at).unwrap_or("0"))
            }
            _ => {
                let rest = self.text.get(self.at..).unwrap_or("");
                let words = [
                    ("null", Kind::Null),
                    ("true", Kind::Bool(true)),
                    ("false", Kind::Bool(false)),
                ];
                let Some((word, kind)) = words.into_iter().find(|(w, _)| rest.starts_with(w))
                else {
                    return Err(self.error("a JSON value is needed here"));
                };
                self.at += word.len();
                kind
            }
        };
        Ok(Node { kind, span: Span::at(start, self.at) })
    }

    fn list(&mut self, depth: u32) -> Result<Kind<'s>, SyntaxError> {
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        while self.peek() != b']' {
            items.push(self.value(depth + 1)?);
            self.space();
            match self.peek() {
                b',' => self.at += 1,
                b']' => break,
                _ => return Err(self.error("expected `,` or `]`")),
            }
            self.space();
            self.no_end(b']');
        }
        self.at += 1;
        Ok(Kind::List(self.arena.alloc_slice(&items)))
    }

    fn object(&mut self, depth: u32) -> Result<Kind<'s>, SyntaxError> {
        self.at += 1;
        let mut members = Vec::new();
        self.space();
        while self.peek() != b'}' {
            let start = self.at;
            if self.peek() != b'"' {
                return Err(self.error("expected a name in quotes"));
            }
            let name = self.string()?;
            let name = Ident { name, span: Span::at(start, self.at) };
            self.space();
            if self.peek() != b':' {
                return Err(self.error("expected `:`"));
            }
            self.at += 1;
            members.push(Member { name, value: self.value(depth + 1)? });
            self.space();
            match self.peek() {
                b',' => self.at += 1,
                b'}' => break,
                _ => return Err(self.error("expected `,` or `}`")),
            }
            self.space();
            self.no_end(b'}');
        }
        self.at += 1;
        Ok(Kind::Object(self.arena.alloc_slice(&members)))
    }

    /// Tells of a comma with nothing behind it.
    fn no_end(&mut self, end: u8) {
        if self.peek() == end {
            let mut error = self.error("nothing stands behind the last `,`");
            error.help = Some("take the `,` away".to_owned());
            self.told.push(error);
        }
    }

    fn string(&mut self) -> Result<&'s str, SyntaxError> {
        self.at += 1;
        let start = self.at;
        let mut out: Option<String> = None;
        loop {
            match self.peek() {
                b'"' => break,
                b'\\' => {
                    let from = if out.is_none() { start } else { self.at };
                    let text = self.text.get(from..self.at).unwrap_or("");
                    let out = out.get_or_insert_with(String::new);
                    out.push_str(text);
                    out.push(self.escape()?);
                }
                0 if self.at >= self.text.len() => return Err(self.error("a text is not closed")),
                _ => {
                    let rest = self.text.get(self.at..).unwrap_or("");
                    let end = rest.find(['"', '\\']).unwrap_or(rest.len());
                    let raw = rest.get(..end).and_then(|part| part.find(|c: char| c < ' '));
                    if let Some(raw) = raw {
                        let at = self.at + raw;
                        let what = "a control character in a text is written as an escape";
                        self.told.push(wrong(Span::at(at, at + 1), what));
                    }
                    if let Some(out) = &mut out {
                        out.push_str(rest.get(..end).unwrap_or(""));
                    }
                    self.at += end;
                }
            }
        }
        let end = self.at;
        self.at += 1;
        Ok(match out {
            Some(text) => self.arena.alloc_str(&text),
            None => self.text.get(start..end).unwrap_or(""),
        })
    }

    fn escape(&mut self) -> Result<char, SyntaxError> {
        self.at += 2;
        Ok(match self.text.as_bytes().get(self.at - 1).copied().unwrap_or(0) {
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            c @ (b'"' | b'\\' | b'/') => char::from(c),
            b'u' => {
                let high = self.hex()?;
                let rest = self.text.get(self.at..).unwrap_or("");
                if (0xd800..0xdc00).contains(&high) && rest.starts_with("\\u") {
                    self.at += 2;
                    let low = self.hex()?.wrapping_sub(0xdc00) & 0x3ff;
                    char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + low).unwrap_or('\u{fffd}')
                } else {
                    char::from_u32(high).unwrap_or('\u{fffd}')
                }
            }
            _ => return Err(self.error("an escape is not known")),
        })
    }

    fn hex(&mut self) -> Result<u32, SyntaxError> {
        let digits = self.text.get(self.at..self.at + 4);
        let value = digits.and_then(|d| u32::from_str_radix(d, 16).ok());
        self.at += 4;
        value.ok_or_else(|| self.error("four hexadecimal digits are needed"))
    }
}
