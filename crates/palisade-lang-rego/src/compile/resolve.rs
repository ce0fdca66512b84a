//! From syntax to [`hir`](super::hir): every name is a variable, a document, a rule or a builtin.
//!
//! Scopes are those of Rego: arguments, bodies, comprehensions and `every` open one; `some`, `:=`
//! and iteration variables are declared in theirs from there on; any other name belongs to the
//! outermost body that uses it.

use super::hir::{
    Branch, Callee, Comprehension, ComprehensionKind, Lit, LitKind, Operator, Rule, Target, Term,
    TermKind, Var, VarId, With, WithValue,
};
use super::module_json::{builtin, builtin_names};
use super::names::{
    body_names, constant_keys, constant_path, direct_names, pattern_names, plain_name,
    template_part, without_templates,
};
use crate::ast;
use palisade_source::{Diagnostic, FileId, Location, Span, did_you_mean};
use rustc_hash::{FxHashMap, FxHashSet};

/// What is known of all modules together.
#[derive(Default)]
pub(crate) struct Globals {
    /// What is compiled beside the rules themselves.
    pub(crate) options: super::Options,
    /// Package path to the first names of its rules.
    pub(crate) packages: FxHashMap<Vec<String>, FxHashSet<String>>,
    /// Path of each function to the number of its arguments.
    pub(crate) functions: FxHashMap<Vec<String>, usize>,
}

/// Things found on the way that the program as a whole needs.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// What any `with` replaces.
    pub(crate) targets: FxHashSet<Target>,
}

#[derive(Default)]
struct Scope {
    names: FxHashMap<String, VarId>,
    /// Names that stand in this body itself, closures left out.
    direct: FxHashSet<String>,
    /// Names declared by `:=` and `some`, for errors.
    declared: FxHashSet<String>,
    /// Variables of outer scopes that are used inside.
    outer: Vec<VarId>,
}

/// What names of one module mean.
pub(crate) struct ModuleNames {
    pub(crate) package: Vec<String>,
    pub(crate) imports: FxHashMap<String, Vec<String>>,
    pub(crate) file: FileId,
}

/// Resolves one rule or query.
pub(crate) struct Resolver<'a> {
    globals: &'a Globals,
    module: &'a ModuleNames,
    found: &'a mut Found,
    pub(crate) vars: Vec<Var>,
    /// The depth of the scope that each variable belongs to.
    owners: Vec<usize>,
    scopes: Vec<Scope>,
    /// What `rego.metadata.chain()` gives.
    metadata: Vec<serde_json::Value>,
}

/// A query with everything resolved.
pub(crate) struct ResolvedQuery {
    /// What each of its expressions became.
    pub(crate) groups: Vec<Vec<Lit>>,
    /// Its named variables.
    pub(crate) names: Vec<(String, VarId)>,
    pub(crate) vars: Vec<Var>,
}

type Resolved<T> = Result<T, ()>;

impl<'a> Resolver<'a> {
    pub(crate) fn new(
        globals: &'a Globals,
        module: &'a ModuleNames,
        found: &'a mut Found,
        metadata: Vec<serde_json::Value>,
    ) -> Self {
        Self {
            globals,
            module,
            found,
            vars: Vec::new(),
            owners: Vec::new(),
            scopes: Vec::new(),
            metadata,
        }
    }

    fn location(&self, span: Span) -> Location {
        Location::new(self.module.file, span)
    }

    fn error(&mut self, code: &'static str, span: Span, message: impl Into<String>) {
        let at = self.location(span);
        self.found.diagnostics.push(Diagnostic::error(code, message).at(at));
    }

    fn var(&mut self, name: &str, span: Span, generated: bool, depth: usize) -> VarId {
        self.vars.push(Var { name: name.to_owned(), span, generated });
        self.owners.push(depth);
        self.vars.len() - 1
    }

    fn fresh(&mut self, span: Span) -> VarId {
        let depth = self.scopes.len().saturating_sub(1);
        self.var("_", span, true, depth)
    }

    /// Declares a name in the innermost scope.
    fn declare(&mut self, name: &str, span: Span) -> VarId {
        let depth = self.scopes.len().saturating_sub(1);
        let var = self.var(name, span, false, depth);
        if let Some(scope) = self.scopes.last_mut() {
            scope.names.insert(name.to_owned(), var);
        }
        var
    }

    fn open(&mut self, direct: FxHashSet<String>) {
        self.scopes.push(Scope { direct, ..Scope::default() });
    }

    fn close(&mut self) -> Vec<VarId> {
        let Some(scope) = self.scopes.pop() else { return Vec::new() };
        let mut outer = scope.outer;
        outer.sort_unstable();
        outer.dedup();
        outer
    }

    /// Notes the use of a variable by the closures between it and here.
    fn used(&mut self, var: VarId) -> VarId {
        let owner = self.owners[var];
        for scope in self.scopes.iter_mut().skip(owner + 1) {
            scope.outer.push(var);
        }
        var
    }

    // Rules.

    /// Resolves a rule; none where it has errors.
    pub(crate) fn rule(mut self, rule: &ast::Rule) -> Option<Rule> {
        let before = self.found.diagnostics.len();
        let resolved = match without_templates(rule) {
            Some(plain) => self.rule_parts(&plain),
            None => self.rule_parts(rule),
        };
        let failed = resolved.is_err() || self.found.diagnostics.len() > before;
        resolved.ok().filter(|_| !failed)
    }

    fn rule_parts(&mut self, rule: &ast::Rule) -> Resolved<Rule> {
        let head = &rule.head;
        let mut direct = FxHashSet::default();
        self.open(FxHashSet::default());
        let args = match &head.args {
            None => None,
            Some(args) => {
                let mut names = FxHashSet::default();
                args.iter().for_each(|a| direct_names(a, &mut names));
                let mut names: Vec<_> = names.into_iter().filter(|n| n != "_").collect();
                names.sort();
                for name in names {
                    self.declare(&name, head.span);
                }
                Some(self.terms(args)?)
            }
        };
        for part in &head.path {
            direct_names(&part.term, &mut direct);
        }
        for term in head.contains.iter().chain(&head.value) {
            direct_names(term, &mut direct);
        }
        body_names(&rule.body, &mut direct);
        self.open(direct);
        let mut body = self.body(&rule.body)?;
        let constants = constant_keys(head);
        let keys: Vec<Term> =
            head.path[constants..].iter().map(|p| self.term(&p.term)).collect::<Resolved<_>>()?;
        let contains = head.contains.as_ref().map(|t| self.term(t)).transpose()?;
        let case: Vec<Term> = keys.iter().chain(&contains).cloned().collect();
        self.note_case(head, &case, &mut body);
        let value = head.value.as_ref().map(|t| self.term(t)).transpose()?;
        self.close();
        let mut branches = vec![Branch { body, value }];
        for branch in &rule.elses {
            let mut direct = FxHashSet::default();
            branch.value.iter().for_each(|v| direct_names(v, &mut direct));
            body_names(&branch.body, &mut direct);
            self.open(direct);
            let body = self.body(&branch.body)?;
            let value = branch.value.as_ref().map(|t| self.term(t)).transpose()?;
            self.close();
            branches.push(Branch { body, value });
        }
        self.close();
        Ok(Rule {
            location: self.location(head.span),
            file: self.module.file,
            default: rule.default,
            keys,
            args,
            contains,
            branches,
            vars: std::mem::take(&mut self.vars),
        })
    }

    /// Resolves a query: its literals, and what each named variable of it is.
    pub(crate) fn query(mut self, literals: &[ast::Literal]) -> Option<ResolvedQuery> {
        let before = self.found.diagnostics.len();
        let mut direct = FxHashSet::default();
        body_names(literals, &mut direct);
        self.open(direct);
        let mut groups = Vec::with_capacity(literals.len());
        for literal in literals {
            let mut out = Vec::new();
            self.literal(literal, &mut out).ok()?;
            groups.push(out);
        }
        let scope = self.scopes.pop()?;
        let mut names: Vec<_> = scope.names.into_iter().collect();
        names.sort();
        let vars = self.vars;
        (self.found.diagnostics.len() == before).then_some(ResolvedQuery { groups, names, vars })
    }

    // Bodies.

    fn body(&mut self, literals: &[ast::Literal]) -> Resolved<Vec<Lit>> {
        let mut out = Vec::with_capacity(literals.len());
        let mut failed = false;
        for literal in literals {
            failed |= self.literal(literal, &mut out).is_err();
        }
        if failed { Err(()) } else { Ok(out) }
    }

    fn literal(&mut self, literal: &ast::Literal, out: &mut Vec<Lit>) -> Resolved<()> {
        let with = literal.with.iter().map(|w| self.with(w)).collect::<Resolved<Vec<With>>>()?;
        let first = out.len();
        let span = literal.span;
        match &literal.kind {
            ast::LiteralKind::Expr(term) => {
                if let Some(kind) = self.expression(term)? {
                    out.push(Lit::new(kind, span));
                }
            }
            ast::LiteralKind::Not(term) => {
                let Some(kind) = self.expression(term)? else {
                    return Ok(());
                };
                let mut inner = Lit::new(kind, span);
                match (&mut inner.kind, &term.kind) {
                    // `not f(x, y)` with an output: the call itself stays inside.
                    (LitKind::Unify(output, call), ast::TermKind::Call { .. }) => {
                        self.hoist(output, out);
                        if let TermKind::Call(_, args) = &mut call.kind {
                            args.iter_mut().for_each(|a| self.hoist(a, out));
                        }
                    }
                    _ => self.hoist_from_negation(&mut inner, out),
                }
                out.push(Lit::new(LitKind::Not(Box::new(inner)), span));
            }
            ast::LiteralKind::Some(names) => {
                for name in names {
                    self.declare_once(&name.text, name.span)?;
                }
            }
            ast::LiteralKind::SomeIn { key, value, collection } => {
                let collection = self.term(collection)?;
                let mut names = FxHashSet::default();
                key.iter().chain([value]).for_each(|p| pattern_names(p, &mut names));
                let mut names: Vec<_> = names.into_iter().collect();
                names.sort();
                for name in names {
                    self.declare_once(&name, span)?;
                }
                let key = key.as_ref().map(|k| self.term(k)).transpose()?;
                let value = self.term(value)?;
                out.push(Lit::new(LitKind::SomeIn { key, value, collection }, span));
            }
            ast::LiteralKind::Every { key, value, domain, body } => {
                let domain = self.term(domain)?;
                let mut direct = FxHashSet::default();
                body_names(body, &mut direct);
                self.open(direct);
                let key = key.as_ref().map(|k| self.declare_or_wildcard(k));
                let value = self.declare_or_wildcard(value);
                let body = self.body(body);
                let outer = self.close();
                let kind = LitKind::Every { key, value, domain, body: body?, outer };
                out.push(Lit::new(kind, span));
            }
        }
        for lit in &mut out[first..] {
            lit.with.extend(with.iter().cloned());
        }
        Ok(())
    }

    fn declare_or_wildcard(&mut self, key: &ast::Key) -> VarId {
        if key.text == "_" { self.fresh(key.span) } else { self.declare(&key.text, key.span) }
    }

    fn declare_once(&mut self, name: &str, span: Span) -> Resolved<VarId> {
        if let Some(scope) = self.scopes.last_mut()
            && !scope.declared.insert(name.to_owned())
        {
            self.error("rego-compile-error", span, format!("var {name} declared above"));
            return Err(());
        }
        Ok(self.declare(name, span))
    }

    /// A term as a literal; none where it is nothing to evaluate.
    fn expression(&mut self, term: &ast::Term) -> Resolved<Option<LitKind>> {
        match &term.kind {
            ast::TermKind::Parens(inner) => return self.expression(inner),
            ast::TermKind::Binary { op: ast::BinaryOp::Unify, left, right } => {
                let (a, b) = (self.term(left)?, self.term(right)?);
                return Ok(Some(LitKind::Unify(a, b)));
            }
            ast::TermKind::Binary { op: ast::BinaryOp::Assign, left, right } => {
                let value = self.term(right)?;
                let mut names = FxHashSet::default();
                pattern_names(left, &mut names);
                let mut names: Vec<_> = names.into_iter().collect();
                names.sort();
                for name in names {
                    if let Some(scope) = self.scopes.last_mut()
                        && !scope.declared.insert(name.clone())
                    {
                        let message = format!("var {name} assigned above");
                        self.error("rego-compile-error", left.span, message);
                        return Err(());
                    }
                    self.declare(&name, left.span);
                }
                let target = self.term(left)?;
                return Ok(Some(LitKind::Unify(target, value)));
            }
            ast::TermKind::Call { function, args } => {
                if let Some(name) = plain_name(function)
                    && name == "print"
                    && !self.is_local_function(&name)
                {
                    return self.print(args, term.span);
                }
                let (callee, arity) = self.callee(function)?;
                if args.len() == arity + 1 && !matches!(callee, Callee::Operator(_)) {
                    let mut resolved = self.terms(args)?;
                    let output = resolved.pop();
                    let call = Term::new(TermKind::Call(callee, resolved), term.span);
                    return Ok(output.map(|output| LitKind::Unify(output, call)));
                }
            }
            _ => {}
        }
        Ok(Some(LitKind::Test(self.term(term)?)))
    }

    /// `print(…)`: each argument as the set of what it is, so that one that is undefined does not
    /// make the body so.
    fn print(&mut self, args: &[ast::Term], span: Span) -> Resolved<Option<LitKind>> {
        if !self.globals.options.print {
            return Ok(None);
        }
        let args = args
            .iter()
            .map(|arg| {
                let inner = ast::Comprehension { key: None, head: arg.clone(), body: Vec::new() };
                Ok(Term::new(self.comprehension(ComprehensionKind::Set, &inner)?, arg.span))
            })
            .collect::<Resolved<Vec<_>>>()?;
        let call = TermKind::Call(Callee::Host(super::PRINT), args);
        Ok(Some(LitKind::Test(Term::new(call, span))))
    }

    /// Tells the keys of a test's case as soon as they are known, so that a case that does not
    /// hold is known as well.
    fn note_case(&self, head: &ast::Head, keys: &[Term], body: &mut Vec<Lit>) {
        let is_test = super::is_test(&head.name.text)
            || head.path.iter().any(|p| match &p.term.kind {
                ast::TermKind::Str { text, .. } => super::is_test(text),
                _ => false,
            });
        if !self.globals.options.cases || !is_test || keys.is_empty() || body.is_empty() {
            return;
        }
        let array = Term::new(TermKind::Array(keys.to_vec()), head.span);
        let call = TermKind::Call(Callee::Host(super::CASE), vec![array]);
        body.insert(0, Lit::new(LitKind::Test(Term::new(call, head.span)), head.span));
    }

    fn with(&mut self, with: &ast::With) -> Resolved<With> {
        let path = constant_path(&with.target);
        let Some(path) = path else {
            let message = "with keyword target must reference existing input, data, or a function";
            self.error("rego-type-error", with.target.span, message);
            return Err(());
        };
        let target = match path.first().map(String::as_str) {
            Some("input") => Target::Input(path[1..].to_vec()),
            Some("data") => Target::Data(path[1..].to_vec()),
            _ => match self.callee(&with.target)?.0 {
                Callee::Function(path) => Target::Data(path),
                Callee::Builtin(declared) => Target::Builtin(declared.builtin.name),
                Callee::Operator(operator) => Target::Builtin(operator.name()),
                Callee::Host(name) => Target::Builtin(name),
            },
        };
        self.found.targets.insert(target.clone());
        let is_function = match &target {
            Target::Builtin(_) => true,
            Target::Data(path) => self.globals.functions.contains_key(path),
            Target::Input(_) => false,
        };
        if is_function
            && let Some(path) = constant_path(&with.value)
            && let Some(callee) = self.function_named(&path)
        {
            return Ok(With { target, value: WithValue::Function(callee) });
        }
        Ok(With { target, value: WithValue::Term(self.term(&with.value)?) })
    }

    // Terms.

    fn terms(&mut self, terms: &[ast::Term]) -> Resolved<Vec<Term>> {
        terms.iter().map(|t| self.term(t)).collect()
    }

    fn term(&mut self, term: &ast::Term) -> Resolved<Term> {
        let span = term.span;
        let kind = match &term.kind {
            ast::TermKind::Null => TermKind::Null,
            ast::TermKind::Bool(b) => TermKind::Bool(*b),
            ast::TermKind::Number(text) => TermKind::Number(text.clone()),
            ast::TermKind::Str { text, .. } => TermKind::Str(text.clone()),
            ast::TermKind::Var(name) => return Ok(self.name(name, span)),
            ast::TermKind::Parens(inner) => return self.term(inner),
            ast::TermKind::Ref(path) => {
                let base = self.term(&path.base)?;
                let mut parts = Vec::with_capacity(path.parts.len());
                for part in &path.parts {
                    parts.push(self.term(&part.term)?);
                }
                match base.kind {
                    TermKind::Data(mut path) => {
                        path.extend(parts);
                        TermKind::Data(path)
                    }
                    TermKind::Ref(base, mut path) => {
                        path.extend(parts);
                        TermKind::Ref(base, path)
                    }
                    _ => TermKind::Ref(Box::new(base), parts),
                }
            }
            ast::TermKind::Array(items) => TermKind::Array(self.terms(items)?),
            ast::TermKind::Set(items) => TermKind::Set(self.terms(items)?),
            ast::TermKind::Object(pairs) => TermKind::Object(
                pairs
                    .iter()
                    .map(|(k, v)| Ok((self.term(k)?, self.term(v)?)))
                    .collect::<Resolved<_>>()?,
            ),
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
                    let call = TermKind::Call(Callee::Operator(Operator::Eq), vec![a, b]);
                    return Ok(Term::new(call, span));
                };
                let args = vec![self.term(left)?, self.term(right)?];
                TermKind::Call(Callee::Operator(operator), args)
            }
            ast::TermKind::In { key, value, collection } => {
                let mut args = Vec::with_capacity(3);
                args.extend(key.as_ref().map(|k| self.term(k)).transpose()?);
                args.push(self.term(value)?);
                args.push(self.term(collection)?);
                let operator = if key.is_some() { Operator::KeyIn } else { Operator::In };
                TermKind::Call(Callee::Operator(operator), args)
            }
            ast::TermKind::Template { parts, .. } => TermKind::Template(
                parts
                    .iter()
                    .map(|part| match part {
                        ast::TemplatePart::Text(text) => {
                            Ok(Term::new(TermKind::Str(text.clone()), span))
                        }
                        ast::TemplatePart::Expr { term, with } => {
                            let inner = template_part(term, with);
                            let kind = self.comprehension(ComprehensionKind::Set, &inner)?;
                            Ok(Term::new(kind, term.span))
                        }
                    })
                    .collect::<Resolved<_>>()?,
            ),
        };
        Ok(Term::new(kind, span))
    }

    fn comprehension(
        &mut self,
        kind: ComprehensionKind,
        inner: &ast::Comprehension,
    ) -> Resolved<TermKind> {
        let mut direct = FxHashSet::default();
        inner.key.iter().chain([&inner.head]).for_each(|t| direct_names(t, &mut direct));
        body_names(&inner.body, &mut direct);
        self.open(direct);
        let resolved = (|| {
            let body = self.body(&inner.body)?;
            let key = inner.key.as_ref().map(|k| self.term(k)).transpose()?;
            Ok((body, key, self.term(&inner.head)?))
        })();
        let outer = self.close();
        let (body, key, head) = resolved?;
        Ok(TermKind::Comprehension(Box::new(Comprehension { kind, key, head, body, outer })))
    }

    fn name(&mut self, name: &str, span: Span) -> Term {
        if name == "_" {
            return Term::new(TermKind::Var(self.fresh(span)), span);
        }
        let known = self.scopes.iter().rev().find_map(|s| s.names.get(name).copied());
        if let Some(var) = known {
            return Term::new(TermKind::Var(self.used(var)), span);
        }
        if let Some(path) = self.global(name) {
            return document(&path, span);
        }
        let depth = self.scopes.iter().position(|s| s.direct.contains(name));
        let depth = depth.unwrap_or(self.scopes.len().saturating_sub(1));
        let var = self.var(name, span, false, depth);
        if let Some(scope) = self.scopes.get_mut(depth) {
            scope.names.insert(name.to_owned(), var);
        }
        Term::new(TermKind::Var(self.used(var)), span)
    }

    /// The path of a name that is no variable: a rule of the package, an import, a document.
    fn global(&self, name: &str) -> Option<Vec<String>> {
        let own = self.globals.packages.get(&self.module.package);
        if own.is_some_and(|names| names.contains(name)) {
            let mut path = vec!["data".to_owned()];
            path.extend(self.module.package.iter().cloned());
            path.push(name.to_owned());
            return Some(path);
        }
        if let Some(path) = self.module.imports.get(name) {
            return Some(path.clone());
        }
        (name == "input" || name == "data").then(|| vec![name.to_owned()])
    }

    fn is_local_function(&self, name: &str) -> bool {
        self.global(name).is_some()
    }

    // Functions.

    fn function_named(&self, path: &[String]) -> Option<Callee> {
        let (first, rest) = path.split_first()?;
        if let Some(mut global) = self.global(first) {
            global.extend(rest.iter().cloned());
            let path: Vec<String> = global.into_iter().skip(1).collect();
            return self.globals.functions.contains_key(&path).then_some(Callee::Function(path));
        }
        let name = path.join(".");
        if let Some(operator) = Operator::of_name(&name) {
            return Some(Callee::Operator(operator));
        }
        builtin(&name).map(Callee::Builtin)
    }

    /// What a call calls, and how many arguments that takes.
    fn callee(&mut self, function: &ast::Term) -> Resolved<(Callee, usize)> {
        let Some(path) = constant_path(function) else {
            self.error("rego-type-error", function.span, "only functions can be called");
            return Err(());
        };
        if let Some(callee) = self.function_named(&path) {
            let arity = match &callee {
                Callee::Builtin(declared) => declared.arity(),
                Callee::Operator(Operator::KeyIn) => 3,
                Callee::Operator(_) | Callee::Host(_) => 2,
                Callee::Function(path) => self.globals.functions.get(path).copied().unwrap_or(0),
            };
            return Ok((callee, arity));
        }
        let name = path.join(".");
        let at = self.location(function.span);
        let mut diagnostic =
            Diagnostic::error("rego-type-error", format!("undefined function {name}")).at(at);
        if let Some(help) = did_you_mean(&name, builtin_names()) {
            diagnostic = diagnostic.help(help);
        }
        self.found.diagnostics.push(diagnostic);
        Err(())
    }

    fn metadata_call(&mut self, function: &ast::Term) -> Option<TermKind> {
        let path = constant_path(function)?;
        match path.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            ["rego", "metadata", "rule"] => {
                let own = self.metadata.first().and_then(|own| own.get("annotations")).cloned();
                let none = || serde_json::Value::Object(serde_json::Map::new());
                Some(TermKind::Json(own.unwrap_or_else(none)))
            }
            ["rego", "metadata", "chain"] => {
                Some(TermKind::Json(serde_json::Value::Array(self.metadata.clone())))
            }
            _ => None,
        }
    }

    // Negation.

    /// Takes out of a negated expression what is evaluated before the negation: calls inside it
    /// and references among the arguments of its call. Where one of them is undefined, the body
    /// is: the negation is never come to.
    fn hoist_from_negation(&mut self, lit: &mut Lit, out: &mut Vec<Lit>) {
        match &mut lit.kind {
            LitKind::Test(term) => match &mut term.kind {
                TermKind::Call(Callee::Operator(Operator::Eq), args) => {
                    args.iter_mut().for_each(|a| self.hoist_in(a, out));
                }
                TermKind::Call(_, args) => {
                    args.iter_mut().for_each(|a| self.hoist(a, out));
                }
                _ => self.hoist_in(term, out),
            },
            LitKind::Unify(a, b) => {
                self.hoist_in(a, out);
                self.hoist_in(b, out);
            }
            _ => {}
        }
    }

    fn hoist_in(&mut self, term: &mut Term, out: &mut Vec<Lit>) {
        match &mut term.kind {
            TermKind::Ref(base, parts) => {
                if !matches!(base.kind, TermKind::Input | TermKind::Var(_)) {
                    self.hoist(base, out);
                }
                parts.iter_mut().for_each(|p| self.hoist(p, out));
            }
            TermKind::Data(parts) => parts.iter_mut().for_each(|p| self.hoist(p, out)),
            TermKind::Input | TermKind::Comprehension(_) => {}
            _ => self.hoist(term, out),
        }
    }

    fn hoist(&mut self, term: &mut Term, out: &mut Vec<Lit>) {
        match &mut term.kind {
            TermKind::Ref(base, parts) => {
                if !matches!(base.kind, TermKind::Input | TermKind::Var(_)) {
                    self.hoist(base, out);
                }
                parts.iter_mut().for_each(|p| self.hoist(p, out));
                self.hoist_whole(term, out);
            }
            TermKind::Data(parts) | TermKind::Call(_, parts) => {
                parts.iter_mut().for_each(|p| self.hoist(p, out));
                self.hoist_whole(term, out);
            }
            TermKind::Input => self.hoist_whole(term, out),
            TermKind::Array(parts) | TermKind::Set(parts) => {
                parts.iter_mut().for_each(|p| self.hoist(p, out));
            }
            TermKind::Object(pairs) => {
                for (key, value) in pairs {
                    self.hoist(key, out);
                    self.hoist(value, out);
                }
            }
            _ => {}
        }
    }

    fn hoist_whole(&mut self, term: &mut Term, out: &mut Vec<Lit>) {
        let span = term.span;
        let var = self.fresh(span);
        let value = std::mem::replace(term, Term::new(TermKind::Var(var), span));
        let target = Term::new(TermKind::Var(var), span);
        out.push(Lit::new(LitKind::Unify(target, value), span));
    }
}

fn document(path: &[String], span: Span) -> Term {
    let part = |text: &String| Term::new(TermKind::Str(text.clone()), span);
    let kind = match path.split_first() {
        Some((root, rest)) if root == "data" => TermKind::Data(rest.iter().map(part).collect()),
        Some((_, rest)) if !rest.is_empty() => TermKind::Ref(
            Box::new(Term::new(TermKind::Input, span)),
            rest.iter().map(part).collect(),
        ),
        _ => TermKind::Input,
    };
    Term::new(kind, span)
}

fn operator(op: ast::BinaryOp) -> Option<Operator> {
    Some(match op {
        ast::BinaryOp::Assign | ast::BinaryOp::Unify => return None,
        ast::BinaryOp::Eq => Operator::Eq,
        ast::BinaryOp::Ne => Operator::Ne,
        ast::BinaryOp::Lt => Operator::Lt,
        ast::BinaryOp::Le => Operator::Le,
        ast::BinaryOp::Gt => Operator::Gt,
        ast::BinaryOp::Ge => Operator::Ge,
        ast::BinaryOp::Or => Operator::Or,
        ast::BinaryOp::And => Operator::And,
        ast::BinaryOp::Add => Operator::Add,
        ast::BinaryOp::Sub => Operator::Sub,
        ast::BinaryOp::Mul => Operator::Mul,
        ast::BinaryOp::Div => Operator::Div,
        ast::BinaryOp::Rem => Operator::Rem,
    })
}

fn callee_name(callee: &Callee) -> String {
    match callee {
        Callee::Builtin(declared) => declared.builtin.name.to_owned(),
        Callee::Operator(operator) => operator.name().to_owned(),
        Callee::Host(name) => (*name).to_owned(),
        Callee::Function(path) => format!("data.{}", path.join(".")),
    }
}
