//! Types of bodies: what each literal says of its variables, and whether that can be.

use super::scope::Scope;
use super::signature::{self, Signature};
use super::table::{ANY, BOOLEAN, Key, Kind, NIL, NULL, NUMBER, STRING, Table, Ty};
use crate::compile::hir::{
    Callee, Comprehension, ComprehensionKind, Lit, LitKind, Operator, Target, Term, TermKind, Var,
    VarId, With, WithValue,
};
use crate::compile::{builtin, callee_name};
use palisade_source::{Diagnostic, FileId, Location, Span, did_you_mean};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// The orders in which bodies run whose order is not that of the source, by the place of their
/// first literal in memory.
pub(crate) type Orders = FxHashMap<usize, Box<[usize]>>;

/// What is known while bodies are looked at.
pub(super) struct Checker<'t> {
    pub(super) table: Table,
    /// The rules that were looked at.
    pub(super) rules: Scope,
    /// What annotations say of the rule that is looked at.
    pub(super) overlay: Option<Scope>,
    /// The type of `input`, if a schema gives it.
    pub(super) input: Ty,
    pub(super) errors: Vec<Diagnostic>,
    pub(super) orders: &'t Orders,
    signatures: FxHashMap<&'static str, Rc<Signature>>,
    // Of the body.
    pub(super) file: FileId,
    pub(super) names: &'t [Var<'t>],
    pub(super) vars: Vec<Ty>,
    trail: Vec<(VarId, Ty)>,
    /// Types of calls and comprehensions, by their place in memory.
    known: FxHashMap<usize, Ty>,
    /// Whether only paths are looked at: OPA checks no more of `every`.
    paths_only: bool,
}

impl<'t> Checker<'t> {
    pub(super) fn new(orders: &'t Orders) -> Self {
        Self {
            table: Table::new(),
            rules: Scope::new(),
            overlay: None,
            input: NIL,
            errors: Vec::new(),
            orders,
            signatures: FxHashMap::default(),
            file: FileId(0),
            names: &[],
            vars: Vec::new(),
            trail: Vec::new(),
            known: FxHashMap::default(),
            paths_only: false,
        }
    }

    /// Makes ready for another rule or query.
    pub(super) fn start(&mut self, file: FileId, names: &'t [Var<'t>]) {
        self.file = file;
        self.names = names;
        self.vars.clear();
        self.vars.resize(names.len(), NIL);
        self.trail.clear();
        self.known.clear();
        self.paths_only = false;
    }

    // Errors.

    pub(super) fn error(&mut self, span: Span, message: String) -> Diagnostic {
        Diagnostic::error("rego-type-error", message).at(Location::new(self.file, span))
    }

    /// Adds lines to an error; they stand under its place.
    pub(super) fn with_lines(diagnostic: Diagnostic, lines: Vec<String>) -> Diagnostic {
        let Some(at) = diagnostic.location else { return diagnostic };
        lines.into_iter().fold(diagnostic, |diagnostic, line| diagnostic.label(at, line))
    }

    // Variables.

    pub(super) fn var(&self, var: VarId) -> Ty {
        self.vars.get(var).copied().unwrap_or(NIL)
    }

    pub(super) fn put(&mut self, var: VarId, ty: Ty) {
        if let Some(slot) = self.vars.get_mut(var) {
            self.trail.push((var, *slot));
            *slot = ty;
        }
    }

    fn undo(&mut self, mark: usize) {
        while self.trail.len() > mark {
            if let Some((var, ty)) = self.trail.pop()
                && let Some(slot) = self.vars.get_mut(var)
            {
                *slot = ty;
            }
        }
    }

    // Bodies.

    pub(super) fn body(&mut self, body: &'t [Lit<'t>]) {
        match self.orders.get(&body.as_ptr().addr()) {
            Some(order) => {
                for at in order {
                    if let Some(lit) = body.get(*at) {
                        self.literal(lit);
                    }
                }
            }
            None => body.iter().for_each(|lit| self.literal(lit)),
        }
    }

    pub(super) fn literal(&mut self, lit: &'t Lit<'t>) {
        let before = self.errors.len();
        for with in lit.with {
            self.with(with, lit.span);
        }
        match &lit.kind {
            LitKind::Test(term) => match &term.kind {
                TermKind::Call(Callee::Operator(Operator::Eq), args) => {
                    args.iter().for_each(|a| self.visit(a));
                    if let [a, b] = args {
                        self.unify(a, b, lit.span, before);
                    }
                }
                TermKind::Call(callee, args) => {
                    self.call(term, callee, args, Output::None);
                }
                _ => self.visit(term),
            },
            LitKind::Unify(a, b) => match &b.kind {
                // `f(x, y)`, and not `y = f(x)`.
                TermKind::Call(callee, args) if within(a.span, b.span) => {
                    self.visit(a);
                    self.call(b, callee, args, Output::Pattern(a));
                }
                _ => {
                    self.visit(a);
                    self.visit(b);
                    self.unify(a, b, lit.span, before);
                }
            },
            LitKind::Not(inner) => self.literal(inner),
            LitKind::Logic(_, bodies) => bodies.iter().for_each(|b| self.body(b.body)),
            LitKind::SomeIn { key, value, collection } => {
                self.visit(collection);
                key.iter().for_each(|k| self.visit(k));
                let element = self.iterate(collection, *key);
                self.visit(value);
                if !self.paths_only && self.errors.len() == before {
                    self.match_value(value, element, lit.span);
                }
            }
            LitKind::Every { domain, body, .. } => {
                self.visit(domain);
                let outer = std::mem::replace(&mut self.paths_only, true);
                body.iter().for_each(|lit| self.literal(lit));
                self.paths_only = outer;
            }
        }
    }

    fn with(&mut self, with: &'t With<'t>, span: Span) {
        match &with.value {
            WithValue::Term(term) => self.visit(term),
            WithValue::Function(callee) => {
                if self.paths_only {
                    return;
                }
                let target = match &with.target {
                    Target::Builtin(name) => {
                        self.declared(name).map(|s| (Rc::clone(&s), (*name).to_owned()))
                    }
                    Target::Data(path) => {
                        let name = format!("data.{}", path.join("."));
                        self.function_type(path).map(|s| (s, name))
                    }
                    Target::Input(_) => None,
                };
                let (Some((target, name)), Some(value)) = (target, self.signature(callee)) else {
                    return;
                };
                let same = target.args.len() == value.args.len()
                    && target.args.iter().zip(&value.args).all(|(a, b)| self.table.unifies(*a, *b));
                if !same {
                    let lines = vec![
                        format!("have: {}", self.list(&value.args)),
                        format!("want: {}", self.wanted(&target, false)),
                    ];
                    let error = self.error(span, format!("{name}: arity mismatch"));
                    self.errors.push(Self::with_lines(error, lines));
                }
            }
        }
    }

    /// `a = b`, once both were visited; `before` tells whether either has an error.
    fn unify(&mut self, a: &'t Term<'t>, b: &'t Term<'t>, span: Span, before: usize) {
        if self.paths_only {
            return;
        }
        let (x, y) = (self.type_of(a), self.type_of(b));
        if self.unify2(a, x, b, y) {
            return;
        }
        // What is not known yet for an error that was told of already is no second error.
        let open = self.table.is_open(x) || self.table.is_open(y);
        if open && self.errors.len() > before {
            return;
        }
        self.mismatch(x, y, span);
    }

    fn mismatch(&mut self, left: Ty, right: Ty, span: Span) {
        let lines = vec![
            format!("left  : {}", self.table.show(left)),
            format!("right : {}", self.table.show(right)),
        ];
        let error = self.error(span, "match error".to_owned());
        self.errors.push(Self::with_lines(error, lines));
    }

    /// A pattern against a type.
    fn match_value(&mut self, pattern: &Term<'_>, ty: Ty, span: Span) {
        if ty == NIL {
            return;
        }
        let known = self.type_of(pattern);
        let fits = if self.table.is_open(known) {
            self.unify1(pattern, ty, false)
        } else {
            self.table.unifies(known, ty)
        };
        if !fits {
            self.mismatch(known, ty, span);
        }
    }

    // Terms.

    /// Looks at the paths, calls and closures of a term.
    pub(super) fn visit(&mut self, term: &'t Term<'t>) {
        match &term.kind {
            TermKind::Data(parts) => {
                parts.iter().for_each(|p| self.visit(p));
                self.path(term);
            }
            TermKind::Ref(base, parts) => {
                self.visit(base);
                parts.iter().for_each(|p| self.visit(p));
                self.path(term);
            }
            TermKind::Call(callee, args) => self.call(term, callee, args, Output::Value),
            TermKind::Comprehension(inner) => self.comprehension(term, inner),
            TermKind::Array(items) | TermKind::Set(items) | TermKind::Template(items) => {
                items.iter().for_each(|t| self.visit(t));
            }
            TermKind::Object(pairs) => {
                for (key, value) in *pairs {
                    self.visit(key);
                    self.visit(value);
                }
            }
            _ => {}
        }
    }

    fn comprehension(&mut self, term: &'t Term<'t>, inner: &'t Comprehension<'t>) {
        let before = self.errors.len();
        let mark = self.trail.len();
        let outer = std::mem::replace(&mut self.paths_only, false);
        self.body(inner.body);
        inner.key.iter().for_each(|k| self.visit(k));
        self.visit(&inner.head);
        let ty = if self.errors.len() > before {
            NIL
        } else {
            // An argument that nothing is known of may be anything.
            let closed = |ty: Ty| if ty == NIL { ANY } else { ty };
            let head = closed(self.type_of(&inner.head));
            match inner.kind {
                ComprehensionKind::Array => self.table.array(Vec::new(), Some(head)),
                ComprehensionKind::Set => self.table.set(head),
                ComprehensionKind::Object => {
                    let key = inner.key.as_ref().map_or(ANY, |k| closed(self.type_of(k)));
                    self.table.object(Vec::new(), Some((key, head)))
                }
            }
        };
        self.paths_only = outer;
        self.undo(mark);
        self.known.insert(place(term), ty);
    }

    /// What is known of a term.
    pub(super) fn type_of(&mut self, term: &Term<'_>) -> Ty {
        match &term.kind {
            TermKind::Null => NULL,
            TermKind::Bool(_) => BOOLEAN,
            TermKind::Number(_) => NUMBER,
            TermKind::Str(_) | TermKind::Template(_) => STRING,
            TermKind::Var(var) => self.var(*var),
            TermKind::Input | TermKind::Data(_) | TermKind::Ref(..) => self.type_of_path(term),
            TermKind::Array(items) => {
                let fixed: Vec<Ty> = items.iter().map(|t| self.type_of(t)).collect();
                let rest = fixed.is_empty().then_some(ANY);
                self.table.array(fixed, rest)
            }
            TermKind::Set(items) => {
                let mut of = NIL;
                for item in *items {
                    let ty = self.type_of(item);
                    of = self.table.or(of, ty);
                }
                self.table.set(if of == NIL { ANY } else { of })
            }
            TermKind::Object(pairs) => {
                let (mut fixed, mut rest) = (Vec::with_capacity(pairs.len()), None);
                for (key, value) in *pairs {
                    let value = self.type_of(value);
                    match self.constant(key) {
                        Some(key) => fixed.push((key, value)),
                        None => rest = Some((self.type_of(key), value)),
                    }
                }
                if pairs.is_empty() {
                    rest = Some((ANY, ANY));
                }
                self.table.object(fixed, rest)
            }
            TermKind::Call(..) | TermKind::Comprehension(_) => {
                self.known.get(&place(term)).copied().unwrap_or(NIL)
            }
            TermKind::Json(_) => ANY,
        }
    }

    /// A term as a key, if it is constant.
    pub(super) fn constant(&mut self, term: &Term<'_>) -> Option<Key> {
        Some(match &term.kind {
            TermKind::Null => Key::Null,
            TermKind::Bool(b) => Key::Bool(*b),
            TermKind::Number(text) => Key::number(text),
            TermKind::Str(text) => Key::text(text),
            TermKind::Array(_) | TermKind::Object(_) | TermKind::Set(_) if is_constant(term) => {
                let ty = self.type_of(term);
                Key::Other(super::text::shown(term, self.names).into(), ty)
            }
            _ => return None,
        })
    }

    // Unification.

    fn unify2(&mut self, a: &Term<'_>, x: Ty, b: &Term<'_>, y: Ty) -> bool {
        match (self.table.is_open(x), self.table.is_open(y)) {
            (true, false) => return self.unify1(a, y, false),
            (false, true) => return self.unify1(b, x, false),
            (false, false) => return self.table.unifies(x, y),
            (true, true) => {}
        }
        match (&a.kind, &b.kind) {
            (TermKind::Array(items), TermKind::Array(others)) => {
                items.len() == others.len()
                    && items.iter().zip(*others).all(|(a, b)| self.unify_pair(a, b))
            }
            (TermKind::Object(pairs), TermKind::Object(others)) => {
                pairs.len() == others.len()
                    && pairs.iter().all(|(key, value)| {
                        let same = |k: &Term| same_key(key, k);
                        match others.iter().find(|(k, _)| same(k)) {
                            Some((_, other)) => self.unify_pair(value, other),
                            None => false,
                        }
                    })
            }
            (TermKind::Var(_), _) => self.unify1(b, ANY, false) && self.unify_var(a, b),
            (_, TermKind::Var(_)) => self.unify1(a, ANY, false) && self.unify_var(b, a),
            _ => false,
        }
    }

    fn unify_pair(&mut self, a: &Term<'_>, b: &Term<'_>) -> bool {
        let (x, y) = (self.type_of(a), self.type_of(b));
        self.unify2(a, x, b, y)
    }

    fn unify_var(&mut self, var: &Term<'_>, other: &Term<'_>) -> bool {
        let ty = self.type_of(other);
        self.unify1(var, ty, false)
    }

    /// Whether a term can be of a type; its variables are from then on. In a union a variable is
    /// of any of the types that it is found to have.
    pub(super) fn unify1(&mut self, term: &Term<'_>, ty: Ty, union: bool) -> bool {
        match &term.kind {
            TermKind::Var(var) => {
                let known = self.var(*var);
                if union {
                    let ty = self.table.or(known, ty);
                    self.put(*var, ty);
                    return true;
                }
                if known != NIL {
                    return self.table.unifies(known, ty);
                }
                self.put(*var, ty);
                true
            }
            TermKind::Array(items) => {
                let kind = self.table.kind(ty);
                match &*kind {
                    Kind::Array(fixed, rest) => {
                        (items.len() == fixed.len() || rest.is_some())
                            && items.iter().enumerate().all(|(n, item)| {
                                let want = self.table.item(fixed, *rest, n);
                                self.unify1(item, want, union)
                            })
                    }
                    Kind::Any(all) => self.unify_any(term, all, items.iter()),
                    _ => false,
                }
            }
            TermKind::Set(items) => {
                let kind = self.table.kind(ty);
                match &*kind {
                    Kind::Set(of) => items.iter().all(|item| self.unify1(item, *of, union)),
                    Kind::Any(all) => self.unify_any(term, all, items.iter()),
                    _ => false,
                }
            }
            TermKind::Object(pairs) => {
                let kind = self.table.kind(ty);
                match &*kind {
                    Kind::Object(fixed, rest) => {
                        if pairs.len() != fixed.len() && rest.is_none() {
                            return false;
                        }
                        pairs.iter().all(|(key, value)| match self.constant(key) {
                            Some(key) => {
                                let want = self.table.select(ty, &key);
                                want != NIL && self.unify1(value, want, union)
                            }
                            None => {
                                self.unify1(value, ANY, union);
                                true
                            }
                        })
                    }
                    Kind::Any(all) => {
                        self.unify_any(term, all, pairs.iter().flat_map(|(k, v)| [k, v]))
                    }
                    _ => false,
                }
            }
            _ => {
                let known = self.type_of(term);
                // What is computed has a variable of its own.
                let computed = !matches!(
                    term.kind,
                    TermKind::Null | TermKind::Bool(_) | TermKind::Number(_) | TermKind::Str(_)
                );
                computed && (union || known == NIL) || self.table.unifies(known, ty)
            }
        }
    }

    /// A composite against a union.
    fn unify_any<'x>(
        &mut self,
        term: &Term<'_>,
        all: &[Ty],
        parts: impl Iterator<Item = &'x Term<'x>>,
    ) -> bool {
        if all.is_empty() {
            for part in parts {
                self.unify1(part, ANY, true);
            }
            return true;
        }
        let mut fits = false;
        for ty in all {
            fits |= self.unify1(term, *ty, true);
        }
        fits
    }

    // Calls.

    fn declared(&mut self, name: &'static str) -> Option<Rc<Signature>> {
        if let Some(known) = self.signatures.get(name) {
            return Some(Rc::clone(known));
        }
        let declared = builtin(name)?;
        let signature = Rc::new(signature::read(declared.signature, &mut self.table));
        self.signatures.insert(name, Rc::clone(&signature));
        Some(signature)
    }

    fn function_type(&mut self, path: &[&str]) -> Option<Rc<Signature>> {
        let mut node = self.rules.text(super::scope::ROOT, "data")?;
        for key in path {
            node = self.rules.text(node, key)?;
        }
        let ty = self.rules.value(node)?;
        match &*self.table.kind(ty) {
            Kind::Function(args, result) => {
                Some(Rc::new(Signature { names: Vec::new(), args: args.to_vec(), result: *result }))
            }
            _ => None,
        }
    }

    /// What a function takes and gives; none where it has errors, so that nothing is known.
    fn signature(&mut self, callee: &Callee<'_>) -> Option<Rc<Signature>> {
        match callee {
            Callee::Builtin(declared) => {
                let name = declared.builtin.name;
                if let Some(known) = self.signatures.get(name) {
                    return Some(Rc::clone(known));
                }
                let signature = Rc::new(signature::read(declared.signature, &mut self.table));
                self.signatures.insert(name, Rc::clone(&signature));
                Some(signature)
            }
            Callee::Operator(operator) => self.declared(operator.name()),
            Callee::Host(_) => None,
            Callee::Function(path) => self.function_type(path),
        }
    }

    fn call(
        &mut self,
        term: &'t Term<'t>,
        callee: &'t Callee<'t>,
        args: &'t [Term<'t>],
        output: Output<'t>,
    ) {
        let before = self.errors.len();
        args.iter().for_each(|a| self.visit(a));
        if self.paths_only {
            return;
        }
        let Some(signature) = self.signature(callee) else {
            self.known.insert(place(term), ANY);
            return;
        };
        let mut fits =
            args.iter().zip(&signature.args).all(|(arg, want)| self.unify1(arg, *want, false));
        if let (true, Output::Pattern(pattern)) = (fits, output) {
            fits = signature.result == NIL || self.unify1(pattern, signature.result, false);
        }
        self.known.insert(place(term), if fits { signature.result } else { ANY });
        if fits {
            return;
        }
        let mut have: Vec<Ty> = args.iter().map(|a| self.type_of(a)).collect();
        match output {
            Output::None => {}
            Output::Value => have.push(NIL),
            Output::Pattern(pattern) => have.push(self.type_of(pattern)),
        }
        let told = |t: &Ty| self.table.is_open(*t) || self.table.is_function(*t);
        if self.errors.len() > before && have.iter().take(args.len()).any(told) {
            return;
        }
        let lines = vec![
            format!("have: {}", self.list(&have)),
            format!("want: {}", self.wanted(&signature, true)),
        ];
        let message = format!("{}: invalid argument(s)", callee_name(callee));
        let error = self.error(term.span, message);
        self.errors.push(Self::with_lines(error, lines));
    }

    fn list(&self, types: &[Ty]) -> String {
        let shown: Vec<String> = types.iter().map(|t| self.table.show(*t)).collect();
        format!("({})", shown.join(", "))
    }

    /// The arguments of a signature with their names, and its result.
    fn wanted(&self, signature: &Signature, result: bool) -> String {
        let mut shown: Vec<String> = signature.args.iter().map(|t| self.table.show(*t)).collect();
        for (text, name) in shown.iter_mut().zip(&signature.names) {
            *text = format!("{name}: {text}");
        }
        if result && signature.result != NIL {
            shown.push(self.table.show(signature.result));
        }
        format!("({})", shown.join(", "))
    }

    /// The help for a key that is none of those that are there.
    pub(super) fn nearest(key: &Key, all: &[Key]) -> Option<String> {
        let Key::Str(word) = key else { return None };
        let texts = all.iter().filter_map(|k| match k {
            Key::Str(text) => Some(&**text),
            _ => None,
        });
        did_you_mean(word, texts)
    }
}

/// What becomes of the result of a call.
#[derive(Clone, Copy)]
enum Output<'t> {
    /// It must not be false.
    None,
    /// It is used.
    Value,
    /// It is the last argument.
    Pattern(&'t Term<'t>),
}

/// Where a term stands in memory: it stays there as long as its rule is looked at.
fn place(term: &Term<'_>) -> usize {
    std::ptr::from_ref(term).addr()
}

fn within(inner: Span, outer: Span) -> bool {
    outer.start < inner.start && inner.end <= outer.end
}

fn is_constant(term: &Term<'_>) -> bool {
    match &term.kind {
        TermKind::Null | TermKind::Bool(_) | TermKind::Number(_) | TermKind::Str(_) => true,
        TermKind::Array(items) | TermKind::Set(items) => items.iter().all(is_constant),
        TermKind::Object(pairs) => pairs.iter().all(|(k, v)| is_constant(k) && is_constant(v)),
        _ => false,
    }
}

fn same_key(a: &Term<'_>, b: &Term<'_>) -> bool {
    match (&a.kind, &b.kind) {
        (TermKind::Str(x), TermKind::Str(y)) => x == y,
        (TermKind::Number(x), TermKind::Number(y)) => Key::number(x) == Key::number(y),
        (TermKind::Bool(x), TermKind::Bool(y)) => x == y,
        (TermKind::Null, TermKind::Null) => true,
        (TermKind::Var(x), TermKind::Var(y)) => x == y,
        _ => false,
    }
}
