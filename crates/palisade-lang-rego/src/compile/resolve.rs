//! From syntax to [`hir`](super::hir): every name is a variable, a document, a rule or a builtin.
//!
//! Scopes are those of Rego: arguments, bodies, comprehensions and `every` open one; `some`, `:=`
//! and iteration variables are declared in theirs from there on; any other name belongs to the
//! outermost body that uses it.

use super::declare::Met;
use super::hir::{
    Branch, Callee, Comprehension, ComprehensionKind, Lit, LitKind, Operator, Rule, Target, Term,
    TermKind, Var, VarId, With, callee_name, operator,
};
use super::module_json::{builtin, builtin_names};
use super::names::{
    Name, NameMap, NameSet, Names, constant_keys, constant_path, plain_name, template_part,
    without_templates,
};
use super::strict::How;
use crate::ast;
use crate::capabilities::Capabilities;
use crate::metadata::Chains;
use palisade_arena::Arena;
use palisade_builtins::opa::Declared;
use palisade_source::{Diagnostic, FileId, Location, Span, did_you_mean};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;

/// What is known of all modules together.
#[derive(Default)]
pub(crate) struct Globals<'m> {
    /// What is compiled beside the rules themselves.
    pub(crate) options: super::Options,
    /// What functions there are; all of them where there is nothing.
    pub(crate) capabilities: Option<&'m Capabilities>,
    /// Functions that there are beside OPA's.
    pub(crate) added: &'static [Declared],
    /// Package path to the first names of its rules.
    pub(crate) packages: FxHashMap<Vec<&'m str>, FxHashSet<&'m str>>,
    /// Path of each function to the number of its arguments.
    pub(crate) functions: FxHashMap<Vec<&'m str>, usize>,
}

/// Things found on the way that the program as a whole needs.
#[derive(Default)]
pub(crate) struct Found<'h> {
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// What any `with` replaces.
    pub(crate) targets: FxHashSet<Target<'h>>,
    /// The imports that something uses, in strict mode.
    pub(crate) imports: FxHashSet<(FileId, String)>,
}

#[derive(Default)]
pub(super) struct Scope {
    names: NameMap<VarId>,
    /// Names that stand in this body itself, closures left out.
    direct: NameSet,
    /// Names that stand in this body so far, and as what: they cannot be declared any more.
    pub(super) met: NameMap<Met>,
    /// Variables of outer scopes that are used inside.
    outer: Vec<VarId>,
}

/// What names of one module mean.
#[derive(Default)]
pub(crate) struct ModuleNames<'a> {
    pub(crate) package: Vec<&'a str>,
    /// The first names of the package's rules.
    pub(crate) rules: Option<&'a FxHashSet<&'a str>>,
    pub(crate) imports: FxHashMap<&'a str, Vec<&'a str>>,
    pub(crate) file: FileId,
    /// Whether what OPA 1.0 refuses is refused.
    pub(crate) strict: bool,
}

/// What `rego.metadata` gives in a rule.
#[derive(Clone, Copy)]
pub(crate) struct Metadata<'a> {
    pub(crate) chains: &'a Chains,
    /// The rule's own entries.
    pub(crate) own: Option<&'a serde_json::Value>,
    pub(crate) package: &'a [&'a str],
    pub(crate) head: &'a ast::Head,
}

impl Metadata<'_> {
    /// What `rego.metadata.chain()` gives.
    fn chain(&self) -> Vec<serde_json::Value> {
        let path = super::path(self.package, self.head);
        self.chains.chain(self.own, &path, self.package)
    }
}

/// What a name stands for that is no variable.
pub(super) enum Meaning<'a> {
    /// A rule of the package.
    Rule,
    /// What an import names, with its root.
    Import(&'a [&'a str]),
    Input,
    Data,
}

/// Resolves rules and queries, one after the other.
pub(crate) struct Resolver<'a, 'h> {
    pub(super) globals: &'a Globals<'a>,
    pub(super) arena: &'h Arena,
    /// The module that is read.
    pub(super) module: &'a ModuleNames<'a>,
    pub(crate) found: Found<'h>,
    pub(super) names: Names<'h>,
    pub(super) vars: Vec<Var<'h>>,
    /// The depth of the scope that each variable belongs to.
    owners: Vec<usize>,
    /// How often each variable stands somewhere.
    pub(super) uses: Vec<u32>,
    /// The variables that were declared, and how.
    pub(super) declared: Vec<(VarId, How)>,
    /// The imports that something uses, in strict mode.
    pub(super) used_imports: RefCell<FxHashSet<(FileId, &'a str)>>,
    /// In boxes, for they are opened and closed all the time and are large.
    #[expect(clippy::vec_box, reason = "scopes go from one list to the other")]
    pub(super) scopes: Vec<Box<Scope>>,
    #[expect(clippy::vec_box, reason = "as above")]
    spare: Vec<Box<Scope>>,
    /// Terms of lists that are being read.
    terms: Vec<Term<'h>>,
    /// Of the rule that is read; none for a query.
    pub(super) metadata: Option<Metadata<'a>>,
}

/// A query with everything resolved.
pub(crate) struct ResolvedQuery<'h> {
    /// What each of its expressions became.
    pub(crate) groups: Vec<Vec<Lit<'h>>>,
    /// Its named variables.
    pub(crate) names: Vec<(&'h str, VarId)>,
    pub(crate) vars: &'h [Var<'h>],
}

pub(super) type Resolved<T> = Result<T, ()>;

impl<'a, 'h> Resolver<'a, 'h> {
    pub(crate) fn new(
        globals: &'a Globals<'a>,
        module: &'a ModuleNames<'a>,
        arena: &'h Arena,
    ) -> Self {
        Self {
            globals,
            arena,
            module,
            found: Found::default(),
            names: Names::new(arena),
            vars: Vec::new(),
            owners: Vec::new(),
            uses: Vec::new(),
            declared: Vec::new(),
            used_imports: RefCell::default(),
            scopes: Vec::new(),
            spare: Vec::new(),
            terms: Vec::new(),
            metadata: None,
        }
    }

    /// Goes on with another module.
    pub(crate) fn enter(&mut self, module: &'a ModuleNames<'a>) {
        self.module = module;
    }

    /// Forgets what it knows of the rule or query before.
    fn begin(&mut self, metadata: Option<Metadata<'a>>) {
        self.vars.clear();
        self.owners.clear();
        self.uses.clear();
        self.declared.clear();
        while !self.scopes.is_empty() {
            self.close();
        }
        self.terms.clear();
        self.metadata = metadata;
    }

    fn location(&self, span: Span) -> Location {
        Location::new(self.module.file, span)
    }

    pub(super) fn error(&mut self, code: &'static str, span: Span, message: impl Into<String>) {
        let at = self.location(span);
        self.found.diagnostics.push(Diagnostic::error(code, message).at(at));
    }

    fn var(&mut self, name: &'h str, span: Span, generated: bool, depth: usize) -> VarId {
        self.vars.push(Var { name, span, generated });
        self.owners.push(depth);
        self.uses.push(0);
        self.vars.len() - 1
    }

    pub(super) fn fresh(&mut self, span: Span) -> VarId {
        let depth = self.scopes.len().saturating_sub(1);
        self.var("_", span, true, depth)
    }

    /// Declares a name in the innermost scope.
    pub(super) fn declare(&mut self, name: Name, span: Span) -> VarId {
        let depth = self.scopes.len().saturating_sub(1);
        let var = self.var(self.names.text(name), span, false, depth);
        if let Some(scope) = self.scopes.last_mut() {
            scope.names.set(name, var);
        }
        var
    }

    pub(super) fn open(&mut self, direct: NameSet) {
        let mut scope = self.spare.pop().unwrap_or_default();
        let old = std::mem::replace(&mut scope.direct, direct);
        self.names.give_back(old);
        self.scopes.push(scope);
    }

    /// Closes the innermost scope and gives the variables that it uses of outer ones.
    pub(super) fn close(&mut self) -> &'h [VarId] {
        let Some(mut scope) = self.scopes.pop() else { return &[] };
        scope.outer.sort_unstable();
        scope.outer.dedup();
        let outer = self.arena.alloc_slice(&scope.outer);
        scope.outer.clear();
        scope.names.clear();
        scope.met.clear();
        scope.direct.clear();
        self.spare.push(scope);
        outer
    }

    /// Notes the use of a variable by the closures between it and here.
    fn used(&mut self, var: VarId) -> VarId {
        self.uses[var] += 1;
        let owner = self.owners[var];
        for scope in self.scopes.iter_mut().skip(owner + 1) {
            scope.outer.push(var);
        }
        var
    }

    // Rules.

    /// Resolves a rule; none where it has errors.
    pub(crate) fn rule(&mut self, rule: &ast::Rule, metadata: Metadata<'a>) -> Option<Rule<'h>> {
        self.begin(Some(metadata));
        let before = self.found.diagnostics.len();
        let resolved = match without_templates(rule) {
            Some(plain) => self.rule_parts(&plain),
            None => self.rule_parts(rule),
        };
        let failed = resolved.is_err() || self.found.diagnostics.len() > before;
        resolved.ok().filter(|_| !failed)
    }

    fn rule_parts(&mut self, rule: &ast::Rule) -> Resolved<Rule<'h>> {
        let head = &rule.head;
        let none = self.names.take();
        self.open(none);
        let args = match &head.args {
            None => None,
            Some(args) => {
                let mut names = self.names.take();
                args.iter().for_each(|a| self.names.direct(a, &mut names));
                self.names.sort(&mut names);
                for at in 0..names.len() {
                    let name = names.at(at);
                    if self.names.text(name) != "_" {
                        let var = self.declare(name, head.span);
                        self.meet(name, Met::Argument);
                        self.declared.push((var, How::Argument));
                    }
                }
                self.names.give_back(names);
                Some(self.terms(args)?)
            }
        };
        let mut direct = self.names.take();
        for part in &head.path {
            self.names.direct(&part.term, &mut direct);
        }
        for term in head.contains.iter().chain(&head.value) {
            self.names.direct(term, &mut direct);
        }
        self.names.body(&rule.body, &mut direct);
        self.open(direct);
        let mut body = self.body(&rule.body)?;
        let constants = constant_keys(head);
        let first = self.terms.len();
        for part in &head.path[constants..] {
            let key = self.term(&part.term)?;
            self.terms.push(key);
        }
        let keys = self.listed(first);
        let contains = head.contains.as_ref().map(|t| self.term(t)).transpose()?;
        self.note_case(head, keys, contains, &mut body);
        let value = head.value.as_ref().map(|t| self.term(t)).transpose()?;
        self.close();
        let mut branches = Vec::with_capacity(1 + rule.elses.len());
        branches.push(Branch { body: self.arena.alloc_slice(&body), value });
        for branch in &rule.elses {
            let mut direct = self.names.take();
            branch.value.iter().for_each(|v| self.names.direct(v, &mut direct));
            self.names.body(&branch.body, &mut direct);
            self.open(direct);
            let body = self.body(&branch.body)?;
            let value = branch.value.as_ref().map(|t| self.term(t)).transpose()?;
            self.close();
            branches.push(Branch { body: self.arena.alloc_slice(&body), value });
        }
        self.close();
        self.unused();
        Ok(Rule {
            location: self.location(head.span),
            file: self.module.file,
            default: rule.default,
            keys,
            args,
            contains,
            branches: self.arena.alloc_slice(&branches),
            vars: self.arena.alloc_slice(&self.vars),
        })
    }

    /// Resolves a query: its literals, and what each named variable of it is.
    pub(crate) fn query(&mut self, literals: &[ast::Literal]) -> Option<ResolvedQuery<'h>> {
        self.begin(None);
        let before = self.found.diagnostics.len();
        let mut direct = self.names.take();
        self.names.body(literals, &mut direct);
        self.open(direct);
        let mut groups = Vec::with_capacity(literals.len());
        for literal in literals {
            let mut out = Vec::new();
            self.literal(literal, &mut out).ok()?;
            groups.push(out);
        }
        self.unused();
        let scope = self.scopes.pop()?;
        let names = scope.names.iter().map(|(name, var)| (self.names.text(name), var));
        let mut names: Vec<_> = names.collect();
        names.sort_unstable();
        let vars = self.arena.alloc_slice(&self.vars);
        (self.found.diagnostics.len() == before).then_some(ResolvedQuery { groups, names, vars })
    }

    // Bodies.

    pub(super) fn body(&mut self, literals: &[ast::Literal]) -> Resolved<Vec<Lit<'h>>> {
        let mut out = Vec::with_capacity(literals.len());
        let mut failed = false;
        for literal in literals {
            failed |= self.literal(literal, &mut out).is_err();
        }
        if failed { Err(()) } else { Ok(out) }
    }

    fn literal(&mut self, literal: &ast::Literal, out: &mut Vec<Lit<'h>>) -> Resolved<()> {
        let with: &[With<'h>] = if literal.with.is_empty() {
            &[]
        } else {
            let with = literal.with.iter().map(|w| self.with(w)).collect::<Resolved<Vec<_>>>()?;
            self.arena.alloc_slice(&with)
        };
        let first = out.len();
        let span = literal.span;
        match &literal.kind {
            ast::LiteralKind::Expr(term) => {
                if let Some(kind) = self.expression(term)? {
                    out.push(Lit::new(kind, span));
                }
            }
            ast::LiteralKind::Not(term) => {
                if let Some(span) = super::logic::assigned(term) {
                    let message = "cannot assign vars inside negated expression";
                    self.error("rego-compile-error", span, message);
                    return Err(());
                }
                let Some(kind) = self.expression(term)? else {
                    return Ok(());
                };
                let mut inner = Lit::new(kind, span);
                match (&mut inner.kind, &term.kind) {
                    // `not f(x, y)` with an output: the call itself stays inside.
                    (LitKind::Unify(output, call), ast::TermKind::Call { .. }) => {
                        *output = self.hoist(*output, out);
                        if let TermKind::Call(_, args) = &mut call.kind {
                            *args = self.hoist_all(args, out);
                        }
                    }
                    _ => self.hoist_from_negation(&mut inner, out),
                }
                out.push(Lit::new(LitKind::Not(self.arena.alloc(inner)), span));
            }
            ast::LiteralKind::NotBody(operand) => out.extend(self.not_body(operand, span)?),
            ast::LiteralKind::Logic { op, operands } => out.push(self.logic(*op, operands, span)?),
            ast::LiteralKind::Some(names) => {
                for name in names {
                    let text = self.names.of(&name.text);
                    let var = self.declare_once(text, name.span, Met::Declared)?;
                    self.declared.push((var, How::Some));
                }
            }
            ast::LiteralKind::SomeIn { key, value, collection } => {
                let collection = self.term(collection)?;
                let mut names = self.names.take();
                key.iter().chain([value]).for_each(|p| self.names.pattern(p, &mut names));
                self.names.sort(&mut names);
                for at in 0..names.len() {
                    self.declare_once(names.at(at), span, Met::Declared)?;
                }
                self.names.give_back(names);
                let key = key.as_ref().map(|k| self.term(k)).transpose()?;
                let key = key.map(|k| self.arena.alloc(k));
                let value = self.term(value)?;
                out.push(Lit::new(LitKind::SomeIn { key, value, collection }, span));
            }
            ast::LiteralKind::Every { key, value, domain, body } => {
                let domain = self.term(domain)?;
                let mut direct = self.names.take();
                self.names.body(body, &mut direct);
                self.open(direct);
                let key = key.as_ref().map(|k| self.declare_or_wildcard(k)).transpose();
                let value = self.declare_or_wildcard(value);
                let body = self.body(body);
                let outer = self.close();
                let (key, value) = (key?, value?);
                let body = self.arena.alloc_slice(&body?);
                let kind = LitKind::Every { key, value, domain, body, outer };
                out.push(Lit::new(kind, span));
            }
        }
        for lit in &mut out[first..] {
            lit.with = with;
        }
        Ok(())
    }

    /// A term as a literal; none where it is nothing to evaluate.
    fn expression(&mut self, term: &ast::Term) -> Resolved<Option<LitKind<'h>>> {
        match &term.kind {
            ast::TermKind::Parens(inner) => return self.expression(inner),
            ast::TermKind::Binary { op: ast::BinaryOp::Unify, left, right } => {
                self.may_use("eq", "=", term.span)?;
                let (a, b) = (self.term(left)?, self.term(right)?);
                return Ok(Some(LitKind::Unify(a, b)));
            }
            ast::TermKind::Binary { op: ast::BinaryOp::Assign, left, right } => {
                self.note_shadowed(left);
                self.may_use("assign", ":=", term.span)?;
                let value = self.term(right)?;
                self.assignable(left)?;
                let mut names = self.names.take();
                self.names.pattern(left, &mut names);
                self.names.sort(&mut names);
                for at in 0..names.len() {
                    let var = self.declare_once(names.at(at), left.span, Met::Assigned)?;
                    self.declared.push((var, How::Assigned));
                }
                self.names.give_back(names);
                let target = self.term(left)?;
                return Ok(Some(LitKind::Unify(target, value)));
            }
            ast::TermKind::Call { function, args } => {
                if let Some(name) = plain_name(function)
                    && name == "print"
                    && self.global(name).is_none()
                {
                    self.may_use("print", "print", term.span)?;
                    return self.print(args, term.span);
                }
                let (callee, arity) = self.callee(function)?;
                if args.len() == arity + 1 && !matches!(callee, Callee::Operator(_)) {
                    let resolved = self.terms(args)?;
                    return Ok(resolved.split_last().map(|(output, resolved)| {
                        let call = Term::new(TermKind::Call(callee, resolved), term.span);
                        LitKind::Unify(*output, call)
                    }));
                }
            }
            _ => {}
        }
        Ok(Some(LitKind::Test(self.term(term)?)))
    }

    // Terms.

    /// Takes the terms from a position on off the stack.
    fn listed(&mut self, first: usize) -> &'h [Term<'h>] {
        let listed = self.arena.alloc_slice(&self.terms[first..]);
        self.terms.truncate(first);
        listed
    }

    fn terms<'t>(
        &mut self,
        terms: impl IntoIterator<Item = &'t ast::Term>,
    ) -> Resolved<&'h [Term<'h>]> {
        let first = self.terms.len();
        for term in terms {
            let term = self.term(term)?;
            self.terms.push(term);
        }
        Ok(self.listed(first))
    }

    pub(super) fn term(&mut self, term: &ast::Term) -> Resolved<Term<'h>> {
        let span = term.span;
        let kind = match &term.kind {
            ast::TermKind::Null => TermKind::Null,
            ast::TermKind::Bool(b) => TermKind::Bool(*b),
            ast::TermKind::Number(text) => TermKind::Number(self.arena.alloc_str(text)),
            ast::TermKind::Str { text, .. } => TermKind::Str(self.arena.alloc_str(text)),
            ast::TermKind::Var(name) => return Ok(self.name(name, span)),
            ast::TermKind::Parens(inner) => return self.term(inner),
            ast::TermKind::Ref(path) => {
                let base = self.term(&path.base)?;
                let first = self.terms.len();
                if let TermKind::Data(above) | TermKind::Ref(_, above) = base.kind {
                    self.terms.extend_from_slice(above);
                }
                for part in &path.parts {
                    let part = self.term(&part.term)?;
                    self.terms.push(part);
                }
                let parts = self.listed(first);
                match base.kind {
                    TermKind::Data(_) => TermKind::Data(parts),
                    TermKind::Ref(base, _) => TermKind::Ref(base, parts),
                    _ => TermKind::Ref(self.arena.alloc(base), parts),
                }
            }
            ast::TermKind::Array(items) => TermKind::Array(self.terms(items)?),
            ast::TermKind::Set(items) => TermKind::Set(self.terms(items)?),
            ast::TermKind::Object(pairs) => {
                let pairs = pairs
                    .iter()
                    .map(|(k, v)| Ok((self.term(k)?, self.term(v)?)))
                    .collect::<Resolved<Vec<_>>>()?;
                TermKind::Object(self.arena.alloc_slice(&pairs))
            }
            ast::TermKind::ArrayComprehension(inner) => {
                self.comprehension(ComprehensionKind::Array, inner)?
            }
            ast::TermKind::SetComprehension(inner) => {
                self.comprehension(ComprehensionKind::Set, inner)?
            }
            ast::TermKind::ObjectComprehension(inner) => {
                self.comprehension(ComprehensionKind::Object, inner)?
            }
            ast::TermKind::Call { function, args } => {
                if let Some(kind) = self.metadata_call(function) {
                    return Ok(Term::new(kind, span));
                }
                let (callee, arity) = self.callee(function)?;
                let args = self.terms(args)?;
                if args.len() != arity {
                    let message = format!(
                        "{}: arity mismatch: have {} arguments, want {arity}",
                        callee_name(&callee),
                        args.len()
                    );
                    self.error("rego-type-error", span, message);
                    return Err(());
                }
                TermKind::Call(callee, args)
            }
            ast::TermKind::Binary { op, left, right } => {
                let Some(operator) = operator(*op) else {
                    // `x = y` inside a term is a truth value.
                    let (a, b) = (self.term(left)?, self.term(right)?);
                    let args = self.arena.alloc_slice(&[a, b]);
                    let call = TermKind::Call(Callee::Operator(Operator::Eq), args);
                    return Ok(Term::new(call, span));
                };
                self.may_use(operator.name(), operator.name(), span)?;
                let args = [self.term(left)?, self.term(right)?];
                TermKind::Call(Callee::Operator(operator), self.arena.alloc_slice(&args))
            }
            ast::TermKind::In { key, value, collection } => {
                let parts = key.iter().chain([value, collection]).map(|part| &**part);
                let args = self.terms(parts)?;
                let operator = if key.is_some() { Operator::KeyIn } else { Operator::In };
                self.may_use(operator.name(), "in", span)?;
                TermKind::Call(Callee::Operator(operator), args)
            }
            ast::TermKind::Template { parts, .. } => {
                let first = self.terms.len();
                for part in parts {
                    let part = match part {
                        ast::TemplatePart::Text(text) => {
                            Term::new(TermKind::Str(self.arena.alloc_str(text)), span)
                        }
                        ast::TemplatePart::Expr { term, with } => {
                            let inner = template_part(term, with);
                            let kind = self.comprehension(ComprehensionKind::Set, &inner)?;
                            Term::new(kind, term.span)
                        }
                    };
                    self.terms.push(part);
                }
                TermKind::Template(self.listed(first))
            }
        };
        Ok(Term::new(kind, span))
    }

    pub(super) fn comprehension(
        &mut self,
        kind: ComprehensionKind,
        inner: &ast::Comprehension,
    ) -> Resolved<TermKind<'h>> {
        let mut direct = self.names.take();
        inner.key.iter().chain([&inner.head]).for_each(|t| self.names.direct(t, &mut direct));
        self.names.body(&inner.body, &mut direct);
        self.open(direct);
        let resolved = (|| {
            let body = self.body(&inner.body)?;
            let key = inner.key.as_ref().map(|k| self.term(k)).transpose()?;
            Ok((body, key, self.term(&inner.head)?))
        })();
        let outer = self.close();
        let (body, key, head) = resolved?;
        let body = self.arena.alloc_slice(&body);
        let whole = Comprehension { kind, key, head, body, outer };
        Ok(TermKind::Comprehension(self.arena.alloc(whole)))
    }

    fn name(&mut self, name: &str, span: Span) -> Term<'h> {
        if name == "_" {
            return Term::new(TermKind::Var(self.fresh(span)), span);
        }
        let own = self.names.of(name);
        let known = self.scopes.iter().rev().find_map(|s| s.names.get(own));
        if let Some(var) = known {
            return Term::new(TermKind::Var(self.used(var)), span);
        }
        if let Some(meaning) = self.global(name) {
            if matches!(meaning, Meaning::Rule | Meaning::Import(_)) {
                self.meet(own, Met::Referenced);
            }
            return self.document(&meaning, self.names.text(own), span);
        }
        self.meet(own, Met::Referenced);
        let depth = self.scopes.iter().position(|s| s.direct.has(own));
        let depth = depth.unwrap_or(self.scopes.len().saturating_sub(1));
        let var = self.var(self.names.text(own), span, false, depth);
        if let Some(scope) = self.scopes.get_mut(depth) {
            scope.names.set(own, var);
        }
        Term::new(TermKind::Var(self.used(var)), span)
    }

    /// What a name is that is no variable: a rule of the package, an import, a document.
    pub(super) fn global(&self, name: &str) -> Option<Meaning<'a>> {
        // As in OPA, an import hides a rule of the same name.
        if let Some((name, path)) = self.module.imports.get_key_value(name) {
            if self.globals.options.strict {
                self.used_imports.borrow_mut().insert((self.module.file, name));
            }
            return Some(Meaning::Import(path));
        }
        if self.module.rules.is_some_and(|names| names.contains(name)) {
            return Some(Meaning::Rule);
        }
        match name {
            "input" => Some(Meaning::Input),
            "data" => Some(Meaning::Data),
            _ => None,
        }
    }

    /// The term of a name that stands for a document.
    fn document(&mut self, meaning: &Meaning<'a>, name: &'h str, span: Span) -> Term<'h> {
        let arena = self.arena;
        let part = |text: &str| Term::new(TermKind::Str(arena.alloc_str(text)), span);
        let kind = match meaning {
            Meaning::Rule => {
                let first = self.terms.len();
                self.terms.extend(self.module.package.iter().map(|key| part(key)));
                self.terms.push(Term::new(TermKind::Str(name), span));
                TermKind::Data(self.listed(first))
            }
            Meaning::Import(["data", rest @ ..]) => {
                TermKind::Data(arena.alloc_iter(rest.iter().map(|key| part(key))))
            }
            Meaning::Import([_, rest @ ..]) if !rest.is_empty() => TermKind::Ref(
                arena.alloc(Term::new(TermKind::Input, span)),
                arena.alloc_iter(rest.iter().map(|key| part(key))),
            ),
            Meaning::Import(_) | Meaning::Input => TermKind::Input,
            Meaning::Data => TermKind::Data(&[]),
        };
        Term::new(kind, span)
    }

    // Functions.

    pub(super) fn function_named(&self, path: &[&str]) -> Option<Callee<'h>> {
        let (first, rest) = path.split_first()?;
        if let Some(meaning) = self.global(first) {
            let mut whole: Vec<&str> = match meaning {
                Meaning::Rule => self.module.package.iter().copied().chain([*first]).collect(),
                Meaning::Import(path) => path.iter().skip(1).copied().collect(),
                Meaning::Input | Meaning::Data => Vec::new(),
            };
            whole.extend(rest);
            let known = self.globals.functions.contains_key(whole.as_slice());
            return known.then(|| Callee::Function(self.path(&whole)));
        }
        let joined;
        let name = if rest.is_empty() {
            *first
        } else {
            joined = path.join(".");
            &joined
        };
        if self.globals.capabilities.is_some_and(|has| !has.allow(name)) {
            return None;
        }
        if let Some(operator) = Operator::of_name(name) {
            return Some(Callee::Operator(operator));
        }
        let added = || self.globals.added.iter().find(|one| one.builtin.name == name);
        let foreign = || self.globals.capabilities?.foreign(name);
        builtin(name).or_else(added).or_else(foreign).map(Callee::Builtin)
    }

    /// Tells of an operator or of `print`, which no name is looked up for, that may not be used.
    fn may_use(&mut self, name: &str, shown: &str, span: Span) -> Resolved<()> {
        let Some(has) = self.globals.capabilities.filter(|has| !has.allow(name)) else {
            return Ok(());
        };
        let at = self.location(span);
        let error = Diagnostic::error("rego-type-error", format!("undefined function {name}"));
        self.found.diagnostics.push(error.at(at).help(has.help(shown)));
        Err(())
    }

    /// What a call calls, and how many arguments that takes.
    pub(super) fn callee(&mut self, function: &ast::Term) -> Resolved<(Callee<'h>, usize)> {
        let Some(path) = constant_path(function) else {
            self.error("rego-type-error", function.span, "only functions can be called");
            return Err(());
        };
        if let Some(first) = path.first() {
            let first = self.names.of(first);
            if self.is_declared(first) {
                let message = format!("called function {} shadowed", path.join("."));
                self.error("rego-compile-error", function.span, message);
                return Err(());
            }
        }
        if let Some(callee) = self.function_named(&path) {
            self.deprecated(&callee, function.span);
            let arity = match &callee {
                Callee::Builtin(declared) => declared.arity(),
                Callee::Operator(Operator::KeyIn) => 3,
                Callee::Operator(_) | Callee::Host(_) => 2,
                Callee::Function(path) => self.globals.functions.get(*path).copied().unwrap_or(0),
            };
            return Ok((callee, arity));
        }
        let name = path.join(".");
        let at = self.location(function.span);
        let mut diagnostic =
            Diagnostic::error("rego-type-error", format!("undefined function {name}")).at(at);
        let has = self.globals.capabilities;
        if let Some(has) = has.filter(|_| builtin(&name).is_some()) {
            diagnostic = diagnostic.help(has.help(&name));
        } else if let Some(help) = did_you_mean(&name, builtin_names()) {
            diagnostic = diagnostic.help(help);
        }
        self.found.diagnostics.push(diagnostic);
        Err(())
    }

    fn metadata_call(&mut self, function: &ast::Term) -> Option<TermKind<'h>> {
        let ast::TermKind::Ref(whole) = &function.kind else { return None };
        if !matches!(&whole.base.kind, ast::TermKind::Var(name) if name == "rego") {
            return None;
        }
        let json = match constant_path(function)?.as_slice() {
            ["rego", "metadata", "rule"] => {
                let own = self.metadata.and_then(|m| m.own).cloned();
                own.unwrap_or_else(|| serde_json::Value::Object(serde_json::Map::new()))
            }
            ["rego", "metadata", "chain"] => {
                serde_json::Value::Array(self.metadata.map_or_else(Vec::new, |m| m.chain()))
            }
            _ => return None,
        };
        Some(TermKind::Json(self.arena.alloc_str(&json.to_string())))
    }
}
