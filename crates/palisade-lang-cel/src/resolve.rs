//! Name resolution: which variable, type or function each name stands for.

use crate::ast::{Ast, BinderId, EntryKey, ExprId, Kind, Name, Var};
use crate::env::{Env, NULL_VALUE, named_type};
use crate::functions::MACROS;
use crate::problem::Problem;
use palisade_source::{Span, did_you_mean, nearest};

/// Rewrites names to what they stand for; what is not known is told unless evaluation decides.
pub(crate) fn resolve(ast: &mut Ast<'_>, env: &Env, problems: &mut Vec<Problem>) {
    let root = ast.root();
    let mut resolver = Resolver { ast, env, scope: Vec::new(), problems };
    resolver.expr(root);
}

struct Resolver<'r, 's> {
    ast: &'r mut Ast<'s>,
    env: &'r Env,
    scope: Vec<(Var<'s>, BinderId)>,
    problems: &'r mut Vec<Problem>,
}

impl<'s> Resolver<'_, 's> {
    fn problem(&mut self, problem: Problem) {
        if !self.env.is_lenient() {
            self.problems.push(problem);
        }
    }

    fn local(&self, name: Var<'s>) -> Option<BinderId> {
        self.scope.iter().rev().find(|(known, _)| *known == name).map(|(_, id)| *id)
    }

    fn bind(&mut self, binder: BinderId) {
        let name = self.ast.binder(binder).map_or(Var::Named(""), |b| b.name);
        self.scope.push((name, binder));
    }

    /// Resolves `body` with further variables in scope.
    fn within(&mut self, binders: &[BinderId], bodies: &[ExprId]) {
        let before = self.scope.len();
        binders.iter().for_each(|b| self.bind(*b));
        bodies.iter().for_each(|b| self.expr(*b));
        self.scope.truncate(before);
    }

    fn all(&mut self, ids: &[ExprId]) {
        ids.iter().for_each(|id| self.expr(*id));
    }

    fn expr(&mut self, id: ExprId) {
        match self.ast.kind(id) {
            Kind::Error
            | Kind::Null
            | Kind::Bool(_)
            | Kind::Int(_)
            | Kind::Uint(_)
            | Kind::Double(_)
            | Kind::String(_)
            | Kind::Bytes(_)
            | Kind::Local(_)
            | Kind::Global(_)
            | Kind::TypeName(_)
            | Kind::Invoke { .. } => {}
            Kind::Ident { name, rooted } => self.identifier(id, name, rooted),
            Kind::Select { base, .. } => {
                if !self.qualified(id) {
                    self.expr(base);
                }
            }
            Kind::Has { base, field, .. } => {
                if self.declared(base, field.text) {
                    self.ast.set_kind(id, Kind::Bool(true));
                } else {
                    self.expr(base);
                }
            }
            Kind::Index { base, index, .. } => self.all(&[base, index]),
            Kind::Call { target, name, rooted, args } => {
                let args = self.ast.list(args).to_vec();
                self.call(id, target, name, rooted, &args);
            }
            Kind::Unary { operand, .. } => self.expr(operand),
            Kind::Binary { left, right, .. } => self.all(&[left, right]),
            Kind::And(list) | Kind::Or(list) => {
                let list = self.ast.list(list).to_vec();
                self.all(&list);
            }
            Kind::Cond { test, then, other } => self.all(&[test, then, other]),
            Kind::List(entries) | Kind::Map(entries) => {
                for entry in self.ast.entries(entries).to_vec() {
                    if let EntryKey::Expr(key) = entry.key {
                        self.expr(key);
                    }
                    self.expr(entry.value);
                }
            }
            Kind::Message { name, fields } => {
                self.message(name);
                let fields = self.ast.entries(fields).to_vec();
                fields.iter().for_each(|f| self.expr(f.value));
            }
            Kind::Fold(fold) => {
                if let Some(fold) = self.ast.fold(fold) {
                    self.expr(fold.range);
                    let binders: Vec<_> =
                        [Some(fold.first), fold.second].into_iter().flatten().collect();
                    let bodies: Vec<_> =
                        [fold.filter, Some(fold.body)].into_iter().flatten().collect();
                    self.within(&binders, &bodies);
                }
            }
            Kind::Let { binder, value, body } => {
                self.expr(value);
                self.within(&[binder], &[body]);
            }
            Kind::Block { first, values, body } => {
                let before = self.scope.len();
                for (n, value) in self.ast.list(values).to_vec().into_iter().enumerate() {
                    self.expr(value);
                    let number = first.0.saturating_add(u32::try_from(n).unwrap_or(0));
                    self.bind(BinderId(number));
                }
                self.expr(body);
                self.scope.truncate(before);
            }
            Kind::OptMap { target, binder, body, .. } => {
                self.expr(target);
                self.within(&[binder], &[body]);
            }
        }
    }

    fn identifier(&mut self, id: ExprId, name: Var<'s>, rooted: bool) {
        if !rooted && let Some(binder) = self.local(name) {
            self.ast.set_kind(id, Kind::Local(binder));
            return;
        }
        let Var::Named(text) = name else {
            let span = self.ast.span(id);
            self.problem(Problem::name(span, format!("`{name}` is bound by nothing")));
            return;
        };
        if let Some(kind) = self.env.candidates(text, rooted, |n| global(self.env, n)) {
            self.ast.set_kind(id, kind);
        } else if !text.is_empty() {
            self.unknown_variable(self.ast.span(id), text);
        }
    }

    fn unknown_variable(&mut self, span: Span, text: &str) {
        let problem = Problem::name(span, format!("unknown variable `{text}`"));
        let locals = self.scope.iter().filter_map(|(v, _)| match v {
            Var::Named(name) => Some(*name),
            _ => None,
        });
        let cluster = (text == "authorizer").then(|| {
            "it asks a cluster what a user may do, which there is none to ask: not supported"
                .to_owned()
        });
        let help = cluster
            .or_else(|| did_you_mean(text, locals.chain(self.env.variable_names())))
            .or_else(|| self.env.function_number(text).map(|_| format!("call it: `{text}(…)`")));
        self.problem(Problem { help, ..problem });
    }

    /// The dotted name that a chain of plain selects spells, unless it begins with a local.
    fn dotted(&self, id: ExprId) -> Option<(String, bool)> {
        let mut parts = Vec::new();
        let mut at = id;
        loop {
            match self.ast.kind(at) {
                Kind::Select { base, field, optional: false } => {
                    parts.push(field.text);
                    at = base;
                }
                Kind::Ident { name: Var::Named(head), rooted } => {
                    let local = !rooted && self.local(Var::Named(head)).is_some();
                    if local || parts.len() > 16 {
                        return None;
                    }
                    parts.push(head);
                    parts.reverse();
                    return Some((parts.join("."), rooted));
                }
                _ => return None,
            }
        }
    }

    /// Whether a field of a name is a variable with dots in its name: that is there.
    fn declared(&self, base: ExprId, field: &str) -> bool {
        self.head(base).is_some_and(|head| self.env.may_be_qualified(head))
            && self.dotted(base).is_some_and(|(space, rooted)| {
                let name = format!("{space}.{field}");
                self.env.candidates(&name, rooted, |n| self.env.variable_number(n)).is_some()
            })
    }

    fn head(&self, id: ExprId) -> Option<&'s str> {
        match self.ast.kind(id) {
            Kind::Select { base, optional: false, .. } => {
                let mut at = base;
                while let Kind::Select { base, optional: false, .. } = self.ast.kind(at) {
                    at = base;
                }
                self.head(at)
            }
            Kind::Ident { name: Var::Named(head), .. } => Some(head),
            _ => None,
        }
    }

    /// Resolves a chain of selects that is one dotted name as a whole.
    fn qualified(&mut self, id: ExprId) -> bool {
        let Some(head) = self.head(id) else { return false };
        if !self.env.may_be_qualified(head) {
            return false;
        }
        let Some((name, rooted)) = self.dotted(id) else { return false };
        let Some(kind) = self.env.candidates(&name, rooted, |n| global(self.env, n)) else {
            return false;
        };
        self.ast.set_kind(id, kind);
        true
    }

    fn call(
        &mut self,
        id: ExprId,
        target: Option<ExprId>,
        name: Name<'s>,
        rooted: bool,
        args: &[ExprId],
    ) {
        let find = |env: &Env, text: &str, rooted| {
            env.candidates(text, rooted, |n| env.function_number(n))
        };
        let Some(target) = target else {
            match find(self.env, name.text, rooted) {
                Some(function) => self.invoke(id, function, name, None, args),
                None => self.unknown_function(name, name.text),
            }
            return self.all(args);
        };
        let space = self.dotted(target);
        if let Some((space, rooted)) = &space {
            let full = format!("{space}.{}", name.text);
            if let Some(function) = find(self.env, &full, *rooted) {
                let span = Span::new(self.ast.span(target).start, name.span.end);
                self.invoke(id, function, Name { span, ..name }, None, args);
                return self.all(args);
            }
        }
        if let Some((space, rooted)) = &space
            && self.is_namespace(target, space, *rooted, name.text)
        {
            self.unknown_function(name, &format!("{space}.{}", name.text));
            return self.all(args);
        }
        match self.env.function_number(name.text) {
            Some(function) => self.invoke(id, function, name, Some(target), args),
            None => self.unknown_function(name, name.text),
        }
        self.expr(target);
        self.all(args);
    }

    /// Whether a call on `space` is meant for the functions of a namespace, misspelt or not.
    fn is_namespace(&self, target: ExprId, space: &str, rooted: bool, function: &str) -> bool {
        let known =
            |head: &str| self.env.candidates(head, rooted, |n| global(self.env, n)).is_some();
        if self.env.is_lenient() || self.head(target).is_none_or(known) {
            return false;
        }
        let inside = |f: &str| f.strip_prefix(space).is_some_and(|rest| rest.starts_with('.'));
        let full = format!("{space}.{function}");
        let qualified = self.env.function_names().filter(|f| f.contains('.'));
        self.env.function_names().any(inside) || nearest(&full, qualified).is_some()
    }

    fn invoke(
        &mut self,
        id: ExprId,
        function: u32,
        name: Name<'s>,
        target: Option<ExprId>,
        args: &[ExprId],
    ) {
        let all: Vec<ExprId> = target.iter().chain(args).copied().collect();
        let args = self.ast.push_list(&all);
        self.ast.set_kind(id, Kind::Invoke { function, name, method: target.is_some(), args });
    }

    fn unknown_function(&mut self, name: Name<'s>, text: &str) {
        let problem = Problem::name(name.span, format!("unknown function `{text}`"));
        let known = || self.env.function_names().chain(MACROS.iter().copied());
        let help = match text {
            "toLower" | "lower" | "toLowerCase" => Some("write `text.lowerAscii()`".to_owned()),
            "toUpper" | "upper" | "toUpperCase" => Some("write `text.upperAscii()`".to_owned()),
            "length" | "len" | "count" => Some("write `size(value)`".to_owned()),
            "any" | "some" => Some("write `list.exists(x, condition)`".to_owned()),
            _ => nearest(text, known())
                .or_else(|| known().find(|f| f.rsplit('.').next() == Some(text)))
                .map(|found| format!("did you mean `{found}`?")),
        };
        self.problem(Problem { help, ..problem });
    }

    fn message(&mut self, name: ExprId) {
        let Some((text, rooted)) = self.dotted(name) else { return };
        let known = |n: &str| named_type(n).filter(|_| n.starts_with("google."));
        if let Some(number) = self.env.candidates(&text, rooted, known) {
            self.ast.set_kind(name, Kind::TypeName(number));
            return;
        }
        let span = self.ast.span(name);
        let problem = Problem::name(span, format!("unknown message type `{text}`"));
        self.problem(problem.help("write a map: `{'key': value}`"));
    }
}

/// What a full name stands for.
fn global(env: &Env, name: &str) -> Option<Kind<'static>> {
    if let Some(number) = env.variable_number(name) {
        return Some(Kind::Global(number));
    }
    if name == NULL_VALUE {
        return Some(Kind::Int(0));
    }
    named_type(name).map(Kind::TypeName)
}
