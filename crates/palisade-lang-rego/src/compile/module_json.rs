//! `rego.parse_module`: a module's text to its syntax tree in OPA's JSON form.
//!
//! Terms are `{"type": …, "value": …}`, calls and operators `[operator, argument, …]`. Wildcards
//! are numbered, `$0`, `$1`, in the order of the text.

use crate::ast::{
    AnnotationTarget, BinaryOp, Comprehension, Else, Form, Head, Import, Key, Literal, LiteralKind,
    Logic, Module, Operand, RefPart, Rule, TemplatePart, Term, TermKind, With,
};
use crate::metadata::{Annotated, annotations};
use crate::parse::{ParseOptions, parse_module};
use palisade_arena::Arena;
use palisade_builtins::opa::{self, Declared};
use palisade_ir::{Builtin, Cache, CallContext, Eval, FaultKind, Stop, UnknownArguments};
use palisade_source::{Diagnostic, FileId, Level, SourceFile, Span};
use palisade_value::{JsonOptions, Number, ObjectBuilder, Value, parse_json};
use std::cmp::Ordering;

/// How deep terms and bodies may stand inside each other: a tree in JSON is deeper than the text.
const MAX_DEPTH: u32 = 120;

/// How many conditions `and` or `or` may join, as with the operators of terms.
const MAX_OPERANDS: usize = 400;

const NAME: &str = "rego.parse_module";

static PARSE_MODULE: Declared = Declared {
    builtin: Builtin { name: NAME, run, unknown: UnknownArguments::Deep, pure: true },
    signature: "(filename: string, rego: string) => object<string: any>",
};

/// The builtin of a name: one of all policy languages' or one that needs the parser.
pub(crate) fn builtin(name: &str) -> Option<&'static Declared> {
    if name == NAME { Some(&PARSE_MODULE) } else { opa::find(name) }
}

/// The names of all builtins.
pub(crate) fn builtin_names() -> impl Iterator<Item = &'static str> {
    opa::all().map(|d| d.builtin.name).chain([NAME])
}

fn run<'e>(context: &CallContext<'_, 'e>, values: &[Value<'e>]) -> Eval<'e> {
    let text = |n: usize| match values.get(n) {
        Some(Value::Str(text)) => Ok(*text),
        _ => Err(wrong_operand(context, n, values.get(n).copied().unwrap_or(Value::Null))),
    };
    let (path, text) = (text(0)?, text(1)?);
    let file = SourceFile::new(path, text);
    let parsed = parse_module(text, FileId(0), ParseOptions::default());
    let errors: Vec<&Diagnostic> =
        parsed.diagnostics.iter().filter(|d| d.level == Level::Error).collect();
    match parsed.module {
        Some(module) if errors.is_empty() => {
            let options = TreeOptions { comments: true, ..TreeOptions::default() };
            Writer { context, file: &file, wildcards: 0, depth: 0, options, notes: &[] }
                .module(&module)
        }
        _ => Err(failed(context, &told(&file, &errors))),
    }
}

/// What a tree in JSON says beside the module itself.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct TreeOptions {
    /// The comments.
    pub comments: bool,
    /// Where each node stands, with its text.
    pub locations: bool,
}

/// The syntax tree of a module in OPA's JSON form, with its annotations.
///
/// # Errors
/// Why it has none: it nests too deep.
pub fn module_tree<'e>(
    arena: &'e Arena,
    module: &Module,
    file: &SourceFile,
    options: TreeOptions,
) -> Result<Value<'e>, String> {
    let cache = Cache::default();
    let context = CallContext { arena, cache: &cache, kept: None, location: None, now: None };
    // What is wrong with an annotation is told where modules are compiled.
    let notes = annotations(module, FileId(0), &mut Vec::new());
    let mut writer =
        Writer { context: &context, file, wildcards: 0, depth: 0, options, notes: &notes };
    writer.module(module).map_err(|stop| match stop {
        Stop::Error(fault) => fault.message.to_owned(),
        Stop::Undefined | Stop::Limit(_) => "the module has no tree".to_owned(),
    })
}

fn failed<'e>(context: &CallContext<'_, 'e>, why: &str) -> Stop<'e> {
    context.error(FaultKind::BadArgument, format!("{NAME}: {why}"))
}

fn wrong_operand<'e>(context: &CallContext<'_, 'e>, at: usize, value: Value<'e>) -> Stop<'e> {
    let named = opa::find("type_name").map(|d| (d.builtin.run)(context, &[value]));
    let got = match named {
        Some(Ok(Value::Str(name))) => name,
        _ => "any",
    };
    let message = format!("{NAME}: operand {} must be string but got {got}", at + 1);
    context.error(FaultKind::WrongType, message)
}

/// Errors of the parser as OPA lists them, each with its line and a mark below it.
fn told(file: &SourceFile, errors: &[&Diagnostic]) -> String {
    let one = |error: &&Diagnostic| {
        let message = opa_words(&error.message);
        let Some(at) = error.location else {
            return format!("{}: rego_parse_error: {message}", file.path());
        };
        let place = file.line_column(at.span.start);
        let line = file.slice(file.line_span(place.line)).trim_end();
        let shown = line.trim_start_matches('\t');
        let cut = line.chars().count() - shown.chars().count();
        let mark = " ".repeat((place.column as usize - 1).saturating_sub(cut));
        format!("{}:{}: rego_parse_error: {message}\n\t{shown}\n\t{mark}^", file.path(), place.line)
    };
    let all: Vec<String> = errors.iter().map(one).collect();
    match all.as_slice() {
        [only] => format!("1 error occurred: {only}"),
        all => format!("{} errors occurred:\n{}", all.len(), all.join("\n")),
    }
}

/// A message about a token that should not be there, in OPA's words.
fn opa_words(message: &str) -> String {
    let Some((found, expected)) =
        message.strip_prefix("unexpected ").and_then(|m| m.split_once(": expected "))
    else {
        return message.to_owned();
    };
    let token = |text: &str| match text.chars().next() {
        Some(c) if c.is_alphabetic() || c == '_' => "identifier".to_owned(),
        Some(c) if c.is_ascii_digit() => "number".to_owned(),
        Some('"' | '`') => "string".to_owned(),
        _ => text.to_owned(),
    };
    let quoted = |text: &str| text.trim_matches('`').to_owned();
    let found = match found.strip_prefix("keyword ") {
        _ if found == "end of file" => "eof token".to_owned(),
        Some(word) => format!("{} keyword", quoted(word)),
        None => format!("{} token", token(&quoted(found))),
    };
    let expected = if expected.starts_with("a name") { "ident" } else { expected };
    format!("unexpected {found}: expected {expected}")
}

/// What a head says besides its value, shared by a rule, its `else` branches and further bodies.
struct HeadParts<'e> {
    name: Option<Value<'e>>,
    key: Option<Value<'e>>,
    reference: Value<'e>,
    args: Vec<Value<'e>>,
    /// Which arguments are wildcards: they are others in each branch.
    wild: Vec<bool>,
}

struct Writer<'x, 'c, 'e> {
    context: &'x CallContext<'c, 'e>,
    file: &'x SourceFile,
    wildcards: u32,
    depth: u32,
    options: TreeOptions,
    notes: &'x [Annotated],
}

impl<'e> Writer<'_, '_, 'e> {
    fn array(&self, items: &[Value<'e>]) -> Value<'e> {
        Value::array(self.context.arena, items)
    }

    fn text(&self, text: &str) -> Value<'e> {
        Value::str(self.context.arena, text)
    }

    fn object<const N: usize>(&self, fields: [(&'static str, Value<'e>); N]) -> Value<'e> {
        let mut builder = ObjectBuilder::with_capacity(N);
        for (key, value) in fields {
            builder.field(key, value);
        }
        builder.finish(self.context.arena)
    }

    fn typed(&self, kind: &'static str, value: Value<'e>) -> Value<'e> {
        self.object([("type", Value::Str(kind)), ("value", value)])
    }

    /// A node with its place, if places are asked for.
    fn placed(&self, node: Value<'e>, span: Span) -> Value<'e> {
        let Some(fields) = node.as_object().filter(|_| self.options.locations) else { return node };
        let mut out = ObjectBuilder::new();
        for (key, value) in fields.entries() {
            out.insert(*key, *value);
        }
        let place = self.file.line_column(span.start);
        let mut location = ObjectBuilder::new();
        location.field("file", self.text(self.file.path()));
        location.field("row", Value::Int(place.line.into()));
        location.field("col", Value::Int(place.column.into()));
        if let Ok(text) = self.base64(self.file.slice(span)) {
            location.field("text", text);
        }
        out.field("location", location.finish(self.context.arena));
        out.finish(self.context.arena)
    }

    /// The annotations behind which something stands.
    fn notes(&self, out: &mut ObjectBuilder<'e>, of: Option<usize>) {
        let here = self.notes.iter().filter(|note| match (note.target, of) {
            (AnnotationTarget::Rule(n), Some(rule)) => n == rule,
            (_, None) => true,
            _ => false,
        });
        let read = |note: &Annotated| {
            let text = note.entries.to_string();
            parse_json(self.context.arena, &text, JsonOptions::default()).ok()
        };
        let all: Vec<Value<'e>> = here.filter_map(read).collect();
        if !all.is_empty() {
            out.field("annotations", self.array(&all));
        }
    }

    fn var(&self, name: &str) -> Value<'e> {
        self.typed("var", self.text(name))
    }

    fn string(&self, text: &str) -> Value<'e> {
        self.typed("string", self.text(text))
    }

    fn wildcard(&mut self) -> Value<'e> {
        let name = format!("${}", self.wildcards);
        self.wildcards += 1;
        self.var(&name)
    }

    fn name(&mut self, name: &str) -> Value<'e> {
        if name == "_" { self.wildcard() } else { self.var(name) }
    }

    fn truth(&self) -> Value<'e> {
        self.typed("boolean", Value::Bool(true))
    }

    /// A path of names: `data.a.b`.
    fn path(&self, root: &str, keys: &[Key]) -> Value<'e> {
        let mut parts = vec![self.var(root)];
        parts.extend(keys.iter().map(|key| self.placed(self.string(&key.text), key.span)));
        self.array(&parts)
    }

    /// The function of a call by its name.
    fn operator(&self, name: &str) -> Value<'e> {
        let mut names = name.split('.');
        let mut parts = vec![self.var(names.next().unwrap_or_default())];
        parts.extend(names.map(|name| self.string(name)));
        self.typed("ref", self.array(&parts))
    }

    fn deeper(&mut self, make: impl FnOnce(&mut Self) -> Result<Value<'e>, Stop<'e>>) -> Eval<'e> {
        if self.depth >= MAX_DEPTH {
            return Err(failed(self.context, "the module nests too deep"));
        }
        self.depth += 1;
        let made = make(self);
        self.depth -= 1;
        made
    }

    // Modules.

    fn module(&mut self, module: &Module) -> Eval<'e> {
        let mut out = ObjectBuilder::new();
        let path = self.path("data", &module.package);
        out.field("package", self.placed(self.object([("path", path)]), module.package_span));
        self.notes(&mut out, None);
        if !module.imports.is_empty() {
            let imports: Vec<_> = module.imports.iter().map(|i| self.import(i)).collect();
            out.field("imports", self.array(&imports));
        }
        let mut rules = Vec::with_capacity(module.rules.len());
        let mut head = None;
        for (at, rule) in module.rules.iter().enumerate() {
            let mut parts = match head.take() {
                Some(mut parts) if rule.chained => {
                    self.renumber(&mut parts);
                    parts
                }
                _ => self.head(rule)?,
            };
            rules.push(self.rule(at, rule, &mut parts)?);
            head = Some(parts);
        }
        if !rules.is_empty() {
            out.field("rules", self.array(&rules));
        }
        if self.options.comments && !module.comments.is_empty() {
            let mut comments = Vec::with_capacity(module.comments.len());
            for comment in &module.comments {
                let place = self.file.line_column(comment.span.start);
                let location = self.object([
                    ("file", self.text(self.file.path())),
                    ("row", Value::Int(place.line.into())),
                    ("col", Value::Int(place.column.into())),
                ]);
                let text = self.base64(&comment.text)?;
                comments.push(self.object([("Location", location), ("Text", text)]));
            }
            out.field("comments", self.array(&comments));
        }
        Ok(out.finish(self.context.arena))
    }

    fn base64(&self, text: &str) -> Eval<'e> {
        let Some(encode) = opa::find("base64.encode") else { return Ok(self.text(text)) };
        (encode.builtin.run)(self.context, &[self.text(text)])
    }

    fn import(&self, import: &Import) -> Value<'e> {
        let (root, keys) = match import.path.split_first() {
            Some((root, keys)) => (root.text.as_str(), keys),
            None => ("data", [].as_slice()),
        };
        let path = self.typed("ref", self.path(root, keys));
        let import_object = match &import.alias {
            Some(alias) => self.object([("path", path), ("alias", self.text(&alias.text))]),
            None => self.object([("path", path)]),
        };
        self.placed(import_object, import.span)
    }

    // Rules.

    fn head(&mut self, rule: &Rule) -> Result<HeadParts<'e>, Stop<'e>> {
        let head = &rule.head;
        let mut parts = vec![self.var(&head.name.text)];
        for part in &head.path {
            parts.push(self.term(&part.term)?);
        }
        let mut args = Vec::new();
        let mut wild = Vec::new();
        for arg in head.args.iter().flatten() {
            wild.push(matches!(&arg.kind, TermKind::Var(name) if name == "_"));
            args.push(self.term(arg)?);
        }
        let mut key = head.contains.as_ref().map(|t| self.term(t)).transpose()?;
        // What OPA keeps for those who know rules of one or two parts only.
        let mut named = head.path.is_empty();
        if let ([part], None, false) = (head.path.as_slice(), &head.contains, rule.default) {
            let plain = head.args.is_none();
            if plain && !is_fixed(&part.term, !rule.body.is_empty()) {
                key = parts.last().copied();
            }
            let open = !rule.body.is_empty() && (head.value.is_some() || !plain);
            named = open || (rule.body.is_empty() && key.is_some());
        }
        let reference = self.array(&parts);
        let name = named.then(|| self.text(&head.name.text));
        Ok(HeadParts { name, key, reference, args, wild })
    }

    /// Gives a head that is used again wildcards of its own.
    fn renumber(&mut self, parts: &mut HeadParts<'e>) {
        for (arg, wild) in parts.args.iter_mut().zip(&parts.wild) {
            if *wild {
                *arg = self.wildcard();
            }
        }
    }

    fn head_object(
        &self,
        parts: &HeadParts<'e>,
        value: Option<Value<'e>>,
        assign: bool,
    ) -> Value<'e> {
        let mut out = ObjectBuilder::new();
        out.field("ref", parts.reference);
        if let Some(name) = parts.name {
            out.field("name", name);
        }
        if let Some(key) = parts.key {
            out.field("key", key);
        }
        if !parts.args.is_empty() {
            out.field("args", self.array(&parts.args));
        }
        if let Some(value) = value {
            out.field("value", value);
        }
        if assign {
            out.field("assign", Value::Bool(true));
        }
        out.finish(self.context.arena)
    }

    fn value(&mut self, head: &Head) -> Result<Option<Value<'e>>, Stop<'e>> {
        match &head.value {
            Some(value) => self.term(value).map(Some),
            None if head.contains.is_some() => Ok(None),
            None => Ok(Some(self.truth())),
        }
    }

    fn rule(&mut self, at: usize, rule: &Rule, parts: &mut HeadParts<'e>) -> Eval<'e> {
        let value = self.value(&rule.head)?;
        let mut out = ObjectBuilder::new();
        let head = self.head_object(parts, value, rule.head.assign);
        out.field("head", self.placed(head, rule.head.span));
        out.field("body", self.rule_body(&rule.body)?);
        self.notes(&mut out, Some(at));
        if rule.default {
            out.field("default", Value::Bool(true));
        }
        if let Some((first, rest)) = rule.elses.split_first() {
            out.field("else", self.branch(first, rest, parts)?);
        }
        Ok(self.placed(out.finish(self.context.arena), rule.span))
    }

    fn branch(&mut self, branch: &Else, rest: &[Else], parts: &mut HeadParts<'e>) -> Eval<'e> {
        self.deeper(|this| {
            this.renumber(parts);
            let value = match &branch.value {
                Some(value) => this.term(value)?,
                None => this.truth(),
            };
            let mut out = ObjectBuilder::new();
            out.field("head", this.head_object(parts, Some(value), branch.assign));
            out.field("body", this.rule_body(&branch.body)?);
            if let Some((next, rest)) = rest.split_first() {
                out.field("else", this.branch(next, rest, parts)?);
            }
            Ok(this.placed(out.finish(this.context.arena), branch.span))
        })
    }

    /// A body; one that was not written is `true`.
    fn rule_body(&mut self, body: &[Literal]) -> Eval<'e> {
        if body.is_empty() {
            let only = self.object([("index", Value::Int(0)), ("terms", self.truth())]);
            return Ok(self.array(&[only]));
        }
        self.body(body)
    }

    // Bodies.

    fn body(&mut self, body: &[Literal]) -> Eval<'e> {
        let mut all = Vec::with_capacity(body.len());
        for (n, literal) in body.iter().enumerate() {
            all.push(self.literal(n, literal)?);
        }
        Ok(self.array(&all))
    }

    fn literal(&mut self, index: usize, literal: &Literal) -> Eval<'e> {
        let mut out = ObjectBuilder::new();
        out.field("index", Value::Int(i64::try_from(index).unwrap_or(i64::MAX)));
        let terms = match &literal.kind {
            LiteralKind::Expr(term) => self.terms(term)?,
            LiteralKind::Not(term) => {
                out.field("negated", Value::Bool(true));
                self.terms(term)?
            }
            LiteralKind::NotBody(operand) => {
                let body = self.deeper(|this| this.body(&operand.body))?;
                let mut not = ObjectBuilder::new();
                not.field("type", Value::Str("not"));
                not.field("body", body);
                if operand.form == Form::Braces {
                    not.field("explicit", Value::Bool(true));
                }
                not.finish(self.context.arena)
            }
            LiteralKind::Logic { op, operands } => self.deeper(|this| this.logic(*op, operands))?,
            LiteralKind::Some(names) => {
                let names: Vec<_> = names.iter().map(|name| self.name(&name.text)).collect();
                self.object([("symbols", self.array(&names))])
            }
            LiteralKind::SomeIn { key, value, collection } => {
                let call = self.member(key.as_ref(), value, collection)?;
                let call = self.typed("call", call);
                self.object([("symbols", self.array(&[call]))])
            }
            LiteralKind::Every { key, value, domain, body } => {
                let key = key.as_ref().map_or(Value::Null, |key| self.name(&key.text));
                let value = self.name(&value.text);
                let domain = self.term(domain)?;
                let body = self.deeper(|this| this.body(body))?;
                self.object([("key", key), ("value", value), ("domain", domain), ("body", body)])
            }
        };
        out.field("terms", terms);
        if !literal.with.is_empty() {
            out.field("with", self.with(&literal.with)?);
        }
        Ok(self.placed(out.finish(self.context.arena), literal.span))
    }

    /// `a or b or c` is `(a or b) or c`.
    fn logic(&mut self, op: Logic, operands: &[Operand]) -> Eval<'e> {
        let Some((first, rest)) = operands.split_first() else { return Ok(Value::Null) };
        // Each operand stands one level below the one behind it.
        if rest.len() > MAX_OPERANDS {
            return Err(failed(self.context, "the module nests too deep"));
        }
        let mut left = self.body(&first.body)?;
        let mut explicit = first.form == Form::Braces;
        let mut made = None;
        for operand in rest {
            if let Some(before) = made {
                let index = ("index", Value::Int(0));
                let literal = self.object([index, ("terms", before)]);
                left = self.array(&[literal]);
                explicit = false;
            }
            let right = self.body(&operand.body)?;
            let mut out = ObjectBuilder::new();
            out.field("type", Value::Str(if op == Logic::And { "and" } else { "or" }));
            out.field("lhs", left);
            out.field("rhs", right);
            if explicit {
                out.field("explicit_lhs", Value::Bool(true));
            }
            if operand.form == Form::Braces {
                out.field("explicit_rhs", Value::Bool(true));
            }
            made = Some(out.finish(self.context.arena));
        }
        // What stands alone in parentheses is what they hold.
        let alone = |left: Value<'e>| left.as_array().and_then(|a| a.items().first().copied());
        Ok(made.or_else(|| alone(left)?.field("terms")).unwrap_or(left))
    }

    fn with(&mut self, with: &[With]) -> Eval<'e> {
        let mut all = Vec::with_capacity(with.len());
        for one in with {
            let (target, value) = (self.term(&one.target)?, self.term(&one.value)?);
            let with = self.object([("target", target), ("value", value)]);
            all.push(self.placed(with, one.span));
        }
        Ok(self.array(&all))
    }

    /// What stands in an expression: a call's function and arguments, or a term.
    fn terms(&mut self, term: &Term) -> Eval<'e> {
        let made = self.term(term)?;
        match made.field("type") {
            Some(Value::Str("call")) => Ok(made.field("value").unwrap_or(made)),
            _ => Ok(made),
        }
    }

    // Terms.

    fn all(&mut self, terms: &[Term]) -> Result<Vec<Value<'e>>, Stop<'e>> {
        terms.iter().map(|term| self.term(term)).collect()
    }

    fn member(&mut self, key: Option<&Term>, value: &Term, collection: &Term) -> Eval<'e> {
        let name = if key.is_some() { "internal.member_3" } else { "internal.member_2" };
        let mut call = vec![self.operator(name)];
        for term in key.into_iter().chain([value, collection]) {
            call.push(self.term(term)?);
        }
        Ok(self.array(&call))
    }

    fn term(&mut self, term: &Term) -> Eval<'e> {
        let made = self.deeper(|this| this.term_inside(term))?;
        // What stands in parentheses has its own place.
        Ok(if matches!(term.kind, TermKind::Parens(_)) {
            made
        } else {
            self.placed(made, term.span)
        })
    }

    fn term_inside(&mut self, term: &Term) -> Eval<'e> {
        let (kind, value) = match &term.kind {
            TermKind::Parens(inner) => return self.term(inner),
            TermKind::Null => ("null", self.object([])),
            TermKind::Bool(b) => ("boolean", Value::Bool(*b)),
            TermKind::Number(text) => {
                let number = Number::parse(self.context.arena, text);
                ("number", number.unwrap_or_else(|| self.text(text)))
            }
            TermKind::Str { text, .. } => ("string", self.text(text)),
            TermKind::Template { parts, raw } => ("templatestring", self.template(parts, *raw)?),
            TermKind::Var(name) => {
                let var = self.name(name);
                // Documents are paths, however short.
                if name != "input" && name != "data" {
                    return Ok(var);
                }
                ("ref", self.array(&[var]))
            }
            TermKind::Ref(path) => {
                let first = match &path.base.kind {
                    TermKind::Var(name) => self.name(name),
                    _ => self.term(&path.base)?,
                };
                ("ref", self.parts(first, &path.parts)?)
            }
            TermKind::Array(items) => {
                let items = self.all(items)?;
                ("array", self.array(&items))
            }
            TermKind::Set(items) => {
                let mut items = self.all(items)?;
                items.sort_by(|a, b| order(*a, *b));
                items.dedup_by(|a, b| order(*a, *b) == Ordering::Equal);
                ("set", self.array(&items))
            }
            TermKind::Object(pairs) => {
                let mut all = Vec::with_capacity(pairs.len());
                for (key, value) in pairs {
                    all.push((self.term(key)?, self.term(value)?));
                }
                // Of a repeated key the last one counts.
                all.reverse();
                all.sort_by(|(a, _), (b, _)| order(*a, *b));
                all.dedup_by(|(a, _), (b, _)| order(*a, *b) == Ordering::Equal);
                let pairs: Vec<_> = all.iter().map(|(k, v)| self.array(&[*k, *v])).collect();
                ("object", self.array(&pairs))
            }
            TermKind::ArrayComprehension(inner) => {
                ("arraycomprehension", self.comprehension(inner)?)
            }
            TermKind::SetComprehension(inner) => ("setcomprehension", self.comprehension(inner)?),
            TermKind::ObjectComprehension(inner) => {
                ("objectcomprehension", self.comprehension(inner)?)
            }
            TermKind::Call { function, args } => {
                let mut call = vec![self.function(function)?];
                call.extend(self.all(args)?);
                ("call", self.array(&call))
            }
            TermKind::Binary { op, left, right } => {
                let operator = self.operator(operator_name(*op));
                let call = [operator, self.term(left)?, self.term(right)?];
                ("call", self.array(&call))
            }
            TermKind::In { key, value, collection } => {
                ("call", self.member(key.as_deref(), value, collection)?)
            }
        };
        Ok(self.typed(kind, value))
    }

    fn parts(&mut self, first: Value<'e>, parts: &[RefPart]) -> Eval<'e> {
        let mut all = vec![first];
        for part in parts {
            all.push(self.term(&part.term)?);
        }
        Ok(self.array(&all))
    }

    fn function(&mut self, function: &Term) -> Eval<'e> {
        match &function.kind {
            TermKind::Var(name) => {
                let var = self.name(name);
                Ok(self.typed("ref", self.array(&[var])))
            }
            _ => self.term(function),
        }
    }

    fn comprehension(&mut self, inner: &Comprehension) -> Eval<'e> {
        let key = inner.key.as_ref().map(|key| self.term(key)).transpose()?;
        let head = self.term(&inner.head)?;
        let body = self.body(&inner.body)?;
        Ok(match key {
            Some(key) => self.object([("key", key), ("value", head), ("body", body)]),
            None => self.object([("term", head), ("body", body)]),
        })
    }

    fn template(&mut self, parts: &[TemplatePart], raw: bool) -> Eval<'e> {
        let mut all = Vec::with_capacity(parts.len());
        for part in parts {
            all.push(match part {
                TemplatePart::Text(text) => self.string(text),
                TemplatePart::Expr { term, with } => {
                    let kind = LiteralKind::Expr(term.clone());
                    let literal = Literal { kind, with: with.clone(), span: term.span };
                    self.literal(0, &literal)?
                }
            });
        }
        Ok(self.object([("parts", self.array(&all)), ("multi_line", Value::Bool(raw))]))
    }
}

fn operator_name(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Assign => "assign",
        BinaryOp::Unify => "eq",
        BinaryOp::Eq => "equal",
        BinaryOp::Ne => "neq",
        BinaryOp::Lt => "lt",
        BinaryOp::Le => "lte",
        BinaryOp::Gt => "gt",
        BinaryOp::Ge => "gte",
        BinaryOp::Or => "or",
        BinaryOp::And => "and",
        BinaryOp::Add => "plus",
        BinaryOp::Sub => "minus",
        BinaryOp::Mul => "mul",
        BinaryOp::Div => "div",
        BinaryOp::Rem => "rem",
    }
}

/// Whether the second part of a rule's name is no key: nothing in it varies. Before a body a path
/// to a document varies too.
fn is_fixed(term: &Term, body: bool) -> bool {
    match &term.kind {
        TermKind::Var(name) => !body && (name == "input" || name == "data"),
        TermKind::Ref(path) => !body && path.parts.iter().all(|p| is_fixed(&p.term, false)),
        TermKind::Parens(inner) => is_fixed(inner, body),
        TermKind::Array(items) | TermKind::Set(items) => items.iter().all(|t| is_fixed(t, false)),
        TermKind::Call { args, .. } => args.iter().all(|t| is_fixed(t, false)),
        TermKind::Object(pairs) => {
            pairs.iter().all(|(k, v)| is_fixed(k, false) && is_fixed(v, false))
        }
        TermKind::Null | TermKind::Bool(_) | TermKind::Number(_) | TermKind::Str { .. } => true,
        _ => false,
    }
}

/// OPA's order of terms in their JSON form: by kind, then by value.
fn order(a: Value<'_>, b: Value<'_>) -> Ordering {
    let kind = |term: Value<'_>| match term.field("type").and_then(|t| t.as_str()).unwrap_or("") {
        "null" => 0,
        "boolean" => 1,
        "number" => 2,
        "string" => 3,
        "var" => 4,
        "ref" => 5,
        "array" => 6,
        "object" => 7,
        "set" => 8,
        "templatestring" => 9,
        "arraycomprehension" => 10,
        "objectcomprehension" => 11,
        "setcomprehension" => 12,
        _ => 13,
    };
    let (rank, other) = (kind(a), kind(b));
    let (Some(x), Some(y)) = (a.field("value"), b.field("value")) else { return rank.cmp(&other) };
    rank.cmp(&other).then_with(|| match (rank, x, y) {
        (5 | 6 | 8 | 13, Value::Array(x), Value::Array(y)) => {
            let each = x.items().iter().zip(y.items()).map(|(a, b)| order(*a, *b));
            first_unequal(each).then(x.len().cmp(&y.len()))
        }
        (7, Value::Array(x), Value::Array(y)) => {
            let pairs = x.items().iter().zip(y.items()).map(|(a, b)| match (a, b) {
                (Value::Array(a), Value::Array(b)) => {
                    first_unequal(a.items().iter().zip(b.items()).map(|(a, b)| order(*a, *b)))
                }
                _ => Ordering::Equal,
            });
            first_unequal(pairs).then(x.len().cmp(&y.len()))
        }
        _ => x.order(&y),
    })
}

fn first_unequal(mut all: impl Iterator<Item = Ordering>) -> Ordering {
    all.find(|o| o.is_ne()).unwrap_or(Ordering::Equal)
}
