//! The type checker: what values rules and variables can be, and what can never hold.
//!
//! It follows OPA's in what it infers and in what it refuses: types are inferred rule by rule, each
//! after those that it uses; nothing is known of `input` and of documents, unless a JSON Schema
//! says so. It runs on rules that are compiled already, so that names, safety and order are settled
//! and no rule uses itself.

mod annotations;
mod check;
mod paths;
mod schema;
mod scope;
mod signature;
mod table;
#[cfg(test)]
mod tests;
mod text;

use crate::compile::hir::{Branch, Callee, Lit, LitKind, Rule, Term, TermKind, Var, WithValue};
use crate::compile::tree::{Group, Tree};
use check::Checker;
use palisade_source::{Diagnostic, FileId};
use rustc_hash::FxHashMap;
use scope::{Scope, with_path};
use table::{ANY, BOOLEAN, Key, NIL, Ty};

pub(crate) use annotations::{Declarations, Declared};
pub(crate) use check::Orders;
pub use schema::{SchemaError, Schemas};
pub(crate) use signature::signature_json;

/// A query as the checker sees it: its literals in the order in which they run.
pub(crate) struct QueryBody<'t> {
    pub(crate) literals: Vec<&'t Lit<'t>>,
    pub(crate) file: FileId,
    pub(crate) vars: &'t [Var<'t>],
}

/// All errors of types in rules and queries.
pub(crate) fn check<'t>(
    tree: &'t Tree<'t>,
    queries: &[QueryBody<'t>],
    orders: &'t Orders,
    declarations: &Declarations,
    schemas: Option<&Schemas>,
) -> Vec<Diagnostic> {
    let mut checker = Checker::new(orders);
    let mut types = SchemaTypes { schemas, known: FxHashMap::default() };
    if let Some(root) = schemas.and_then(Schemas::root) {
        match schema::convert(root, &mut checker.table) {
            Ok(ty) => checker.input = ty,
            Err(error) => {
                checker.errors.push(Diagnostic::error("rego-type-error", error.to_string()))
            }
        }
    }
    for group in sorted(tree) {
        let Some(group) = tree.groups.get(group) else { continue };
        for rule in &group.rules {
            checker.rule(group, rule, declarations, &mut types);
        }
    }
    for query in queries {
        checker.start(query.file, query.vars);
        query.literals.iter().for_each(|lit| checker.literal(lit));
    }
    checker.errors.iter_mut().for_each(in_words);
    checker.errors
}

/// Says what there is and what is wanted in the help, too: frames have one line for a place.
fn in_words(error: &mut Diagnostic) {
    let own = error.labels.iter().filter(|label| Some(label.location) == error.location);
    let lines = own.map(|label| label.text.trim());
    let told = lines
        .filter(|line| ["have", "want", "left", "right"].iter().any(|word| line.starts_with(word)));
    let mut lines: Vec<&str> = told.collect();
    lines.extend(error.help.as_deref());
    if !lines.is_empty() {
        error.help = Some(lines.join("\n"));
    }
}

/// The types of schemas that annotations name.
struct SchemaTypes<'s> {
    schemas: Option<&'s Schemas>,
    known: FxHashMap<Vec<String>, Ty>,
}

impl<'t> Checker<'t> {
    fn rule(
        &mut self,
        group: &'t Group<'t>,
        rule: &'t Rule<'t>,
        declarations: &Declarations,
        types: &mut SchemaTypes<'_>,
    ) {
        let mut path = vec![Key::text("data")];
        path.extend(group.path.iter().map(|k| Key::text(k)));
        self.start(rule.file, rule.vars);
        let mut dynamic = rule.keys;
        while let Some((first, rest)) = dynamic.split_first()
            && let Some(key @ (Key::Null | Key::Bool(_) | Key::Number(_) | Key::Str(_))) =
                self.constant(first)
        {
            path.push(key);
            dynamic = rest;
        }
        for (n, branch) in rule.branches.iter().enumerate() {
            self.start(rule.file, rule.vars);
            let before = self.errors.len();
            self.overlay = None;
            if !declarations.is_empty() {
                self.overlay = self.annotated(rule, n == 0, declarations, types);
            }
            let ty = self.branch(rule, branch, n == 0, dynamic);
            // What uses a rule with errors has none for that.
            if self.errors.len() > before {
                self.rules.put(&path, ANY);
            } else if rule.contains.is_some() && !dynamic.is_empty() {
                // Sets under keys that are not known here.
                self.rules.make(&path);
            } else if ty != NIL {
                self.rules.insert(&path, ty, &mut self.table);
            }
        }
        self.overlay = None;
    }

    fn branch(
        &mut self,
        rule: &'t Rule<'t>,
        branch: &'t Branch<'t>,
        first: bool,
        keys: &'t [Term<'t>],
    ) -> Ty {
        self.body(branch.body);
        if first {
            rule.keys.iter().chain(&rule.contains).for_each(|t| self.visit(t));
        }
        branch.value.iter().for_each(|t| self.visit(t));
        // Without arguments it is a rule like others.
        if let Some(args) = rule.args.filter(|args| !args.is_empty()) {
            let mut all = Vec::new();
            args.iter().for_each(|a| a.vars(&mut all));
            for var in all {
                if self.var(var) == NIL {
                    self.put(var, ANY);
                }
            }
            let args = args.iter().map(|a| self.type_of(a)).collect();
            let result = self.value(branch);
            return self.table.function(args, result);
        }
        let mut ty = match &rule.contains {
            Some(element) if first => {
                let of = self.type_of(element);
                if of == NIL {
                    return NIL;
                }
                self.table.set(of)
            }
            _ => self.value(branch),
        };
        for key in keys.iter().rev() {
            let key = self.type_of(key);
            if key == NIL || ty == NIL {
                return NIL;
            }
            ty = self.table.object(Vec::new(), Some((key, ty)));
        }
        ty
    }

    fn value(&mut self, branch: &Branch<'_>) -> Ty {
        branch.value.as_ref().map_or(BOOLEAN, |value| self.type_of(value))
    }

    /// What annotations say of documents in a rule.
    fn annotated(
        &mut self,
        rule: &Rule<'_>,
        own: bool,
        declarations: &Declarations,
        types: &mut SchemaTypes<'_>,
    ) -> Option<Scope> {
        let all = declarations.of(rule.location, own);
        let mut scope: Option<Scope> = None;
        for declared in all {
            let ty = match self.declared_type(declared, types) {
                Ok(Some(ty)) => ty,
                Ok(None) => continue,
                Err(message) => {
                    let error = Diagnostic::error("rego-type-error", message)
                        .at(rule.location)
                        .label(declared.location, "asked for here");
                    self.errors.push(error);
                    continue;
                }
            };
            let scope = scope.get_or_insert_with(Scope::new);
            self.declare(scope, &declared.path, ty);
        }
        scope
    }

    fn declared_type(
        &mut self,
        declared: &Declared,
        types: &mut SchemaTypes<'_>,
    ) -> Result<Option<Ty>, String> {
        match &declared.schema {
            annotations::Schema::Inline(schema) => schema::convert(schema, &mut self.table)
                .map(Some)
                .map_err(|error| error.to_string()),
            annotations::Schema::Named(name) => {
                let Some(schemas) = types.schemas else { return Ok(None) };
                if let Some(known) = types.known.get(name) {
                    return Ok(Some(*known));
                }
                let Some(schema) = schemas.get(name) else {
                    return Err(format!("undefined schema: {}", schema::reference(name)));
                };
                let ty = schema::convert(schema, &mut self.table).map_err(|e| e.to_string())?;
                types.known.insert(name.clone(), ty);
                Ok(Some(ty))
            }
        }
    }

    /// Puts the type of a document into what annotations say.
    fn declare(&mut self, scope: &mut Scope, path: &[Key], ty: Ty) {
        let Some((root, below)) = path.split_first() else { return };
        // Of `input` the whole is one type; `data` has rules beside what is declared.
        let is_input = *root == Key::text("input");
        let mut node = scope::ROOT;
        for (n, key) in path.iter().enumerate() {
            let Some(child) = scope.child(node, key) else { break };
            node = child;
            if let Some(value) = scope.value(child) {
                let whole = with_path(&mut self.table, value, &path[n + 1..], ty);
                scope.put(&path[..=n], whole);
                return;
            }
        }
        if is_input {
            let known = if self.input == NIL { ANY } else { self.input };
            let whole = with_path(&mut self.table, known, below, ty);
            scope.put(&path[..1], whole);
        } else {
            scope.put(path, ty);
        }
    }
}

/// The groups, each behind those that it uses.
fn sorted(tree: &Tree<'_>) -> Vec<usize> {
    let mut out = Vec::with_capacity(tree.groups.len());
    // 1: on the way, 2: done.
    let mut state = vec![0_u8; tree.groups.len()];
    for start in 0..tree.groups.len() {
        if state[start] != 0 {
            continue;
        }
        state[start] = 1;
        let mut open = vec![(start, uses(tree, start))];
        while let Some((at, left)) = open.last_mut() {
            match left.pop() {
                Some(next) if state[next] == 0 => {
                    state[next] = 1;
                    open.push((next, uses(tree, next)));
                }
                Some(_) => {}
                None => {
                    state[*at] = 2;
                    out.push(*at);
                    open.pop();
                }
            }
        }
    }
    out
}

/// For each group those that its rules may use.
pub(crate) fn uses_of_all(tree: &Tree<'_>) -> Vec<Vec<usize>> {
    (0..tree.groups.len()).map(|group| uses(tree, group)).collect()
}

/// The groups that the rules of a group may use.
fn uses(tree: &Tree<'_>, group: usize) -> Vec<usize> {
    let mut uses = Uses { tree, found: Vec::new() };
    for rule in tree.groups.get(group).iter().flat_map(|g| &g.rules) {
        let args = rule.args.into_iter().flatten();
        args.chain(rule.keys).chain(&rule.contains).for_each(|t| uses.term(t));
        for branch in rule.branches {
            uses.body(branch.body);
            branch.value.iter().for_each(|t| uses.term(t));
        }
    }
    uses.found.sort_unstable_by(|a, b| b.cmp(a));
    uses.found.dedup();
    uses.found
}

struct Uses<'t> {
    tree: &'t Tree<'t>,
    found: Vec<usize>,
}

impl Uses<'_> {
    fn body(&mut self, body: &[Lit<'_>]) {
        body.iter().for_each(|lit| self.literal(lit));
    }

    fn literal(&mut self, lit: &Lit<'_>) {
        for with in lit.with {
            match &with.value {
                WithValue::Term(term) => self.term(term),
                WithValue::Function(callee) => self.callee(callee),
            }
            if let crate::compile::hir::Target::Data(path) = &with.target {
                self.found.extend(self.tree.find(path));
            }
        }
        match &lit.kind {
            LitKind::Test(term) => self.term(term),
            LitKind::Unify(a, b) => {
                self.term(a);
                self.term(b);
            }
            LitKind::Not(inner) => self.literal(inner),
            LitKind::Logic(_, bodies) => bodies.iter().for_each(|b| self.body(b.body)),
            LitKind::SomeIn { key, value, collection } => {
                key.iter().copied().chain([value, collection]).for_each(|t| self.term(t));
            }
            LitKind::Every { domain, body, .. } => {
                self.term(domain);
                self.body(body);
            }
        }
    }

    fn callee(&mut self, callee: &Callee<'_>) {
        if let Callee::Function(path) = callee {
            self.found.extend(self.tree.find(path));
        }
    }

    fn term(&mut self, term: &Term<'_>) {
        match &term.kind {
            TermKind::Data(parts) => self.path(parts),
            TermKind::Call(callee, _) => self.callee(callee),
            TermKind::Comprehension(inner) => {
                self.body(inner.body);
                inner.key.iter().chain([&inner.head]).for_each(|t| self.term(t));
            }
            _ => {}
        }
        term.parts(&mut |part| self.term(part));
    }

    /// The groups that a path may lead to.
    fn path(&mut self, parts: &[Term<'_>]) {
        let mut at = 0;
        for part in parts {
            let Some(node) = self.tree.nodes.get(at) else { return };
            if let Some(group) = node.group {
                self.found.push(group);
                return;
            }
            match part.text() {
                Some(key) => match node.children.get(key) {
                    Some(child) => at = *child,
                    None => return,
                },
                None => break,
            }
        }
        let mut below = vec![at];
        while let Some(at) = below.pop() {
            let Some(node) = self.tree.nodes.get(at) else { continue };
            self.found.extend(node.group);
            below.extend(node.children.values());
        }
    }
}
