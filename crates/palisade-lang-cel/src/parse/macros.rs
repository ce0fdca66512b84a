//! Calls that are macros: their arguments are names and expressions, not values.

use super::Parser;
use crate::ast::{BinderId, ExprId, Fold, FoldOp, Kind, Name, Var};
use crate::problem::Problem;
use palisade_source::Span;

impl<'s> Parser<'s> {
    /// The node of a macro, or none when the call is a plain one.
    pub(super) fn expand(
        &mut self,
        target: Option<ExprId>,
        name: Name<'s>,
        args: &[ExprId],
        span: Span,
    ) -> Option<ExprId> {
        let Some(target) = target else {
            return match (name.text, args) {
                ("has", [arg]) => Some(self.has(*arg, span)),
                ("has", _) => Some(self.wrong_count(name, "`has(value.field)`", span)),
                _ => None,
            };
        };
        if let Kind::Ident { name: Var::Named("cel"), .. } = self.ast.kind(target)
            && let Some(id) = self.cel_macro(name, args, span)
        {
            return Some(id);
        }
        if matches!(name.text, "optMap" | "optFlatMap") && args.len() == 2 {
            let flat = name.text == "optFlatMap";
            let binder = self.binder(args[0])?;
            let kind = Kind::OptMap { target, binder, body: args[1], flat };
            return Some(self.node(kind, span, &[target, args[1]]));
        }
        self.fold(target, name, args, span)
    }

    fn wrong_count(&mut self, name: Name<'s>, form: &str, span: Span) -> ExprId {
        let message = format!("`{}` is called with the wrong number of arguments", name.text);
        self.problem(Problem::syntax(span, message).help(format!("write {form}")));
        self.error_node(span)
    }

    fn has(&mut self, arg: ExprId, span: Span) -> ExprId {
        if let Kind::Select { base, field, optional } = self.ast.kind(arg) {
            return self.node(Kind::Has { base, field, optional }, span, &[base]);
        }
        if self.ast.kind(arg) != Kind::Error {
            let at = self.ast.span(arg);
            let problem = Problem::syntax(at, "`has` asks for a field, such as `has(value.field)`");
            self.problem(match self.ast.kind(arg) {
                Kind::Index { .. } => problem.help("write `key in map` to ask for a key"),
                _ => problem,
            });
        }
        self.error_node(span)
    }

    /// The variable that a macro argument names.
    fn binder(&mut self, arg: ExprId) -> Option<BinderId> {
        let span = self.ast.span(arg);
        let name = match self.ast.kind(arg) {
            Kind::Ident { name, rooted: false } => name,
            Kind::Error => Var::Named(""),
            _ => {
                let problem = Problem::syntax(span, "a macro binds a plain name here")
                    .help("write a name such as `x`, as in `list.all(x, x > 0)`");
                self.problem(problem);
                Var::Named("")
            }
        };
        Some(self.ast.push_binder(name, span))
    }

    fn fold(
        &mut self,
        range: ExprId,
        name: Name<'s>,
        args: &[ExprId],
        span: Span,
    ) -> Option<ExprId> {
        let (op, form) = match name.text {
            "all" => (FoldOp::All, "`list.all(x, condition)`"),
            "exists" => (FoldOp::Exists, "`list.exists(x, condition)`"),
            "exists_one" | "existsOne" => (FoldOp::ExistsOne, "`list.exists_one(x, condition)`"),
            "filter" => (FoldOp::Filter, "`list.filter(x, condition)`"),
            "map" => (FoldOp::Map, "`list.map(x, value)` or `list.map(x, condition, value)`"),
            "transformList" => (FoldOp::TransformList, "`map.transformList(key, value, result)`"),
            "transformMap" => (FoldOp::TransformMap, "`map.transformMap(key, value, result)`"),
            "transformMapEntry" => {
                (FoldOp::TransformMapEntry, "`map.transformMapEntry(key, value, {key: value})`")
            }
            "sortBy" => (FoldOp::SortBy, "`list.sortBy(x, key)`"),
            _ => return None,
        };
        let quantifier = matches!(op, FoldOp::All | FoldOp::Exists | FoldOp::ExistsOne);
        let transform =
            matches!(op, FoldOp::TransformList | FoldOp::TransformMap | FoldOp::TransformMapEntry);
        let (first, second, filter, body) = match *args {
            [x, body] if !transform => (x, None, None, body),
            [x, y, body] if quantifier || transform => (x, Some(y), None, body),
            [x, filter, body] if op == FoldOp::Map => (x, None, Some(filter), body),
            [x, y, filter, body] if transform => (x, Some(y), Some(filter), body),
            _ => return Some(self.wrong_count(name, form, span)),
        };
        let first = self.binder(first)?;
        let second = match second {
            Some(arg) => Some(self.binder(arg)?),
            None => None,
        };
        self.same_names(first, second);
        let fold = self.ast.push_fold(Fold { op, range, first, second, filter, body });
        let children = [Some(range), filter, Some(body)];
        let children: Vec<ExprId> = children.into_iter().flatten().collect();
        Some(self.node(Kind::Fold(fold), span, &children))
    }

    fn same_names(&mut self, first: BinderId, second: Option<BinderId>) {
        let (Some(a), Some(b)) = (self.ast.binder(first), second.and_then(|s| self.ast.binder(s)))
        else {
            return;
        };
        if a.name == b.name && a.name != Var::Named("") {
            let message = format!("both variables are called `{}`", a.name);
            self.problem(Problem::syntax(b.span, message).help("give them different names"));
        }
    }

    fn cel_macro(&mut self, name: Name<'s>, args: &[ExprId], span: Span) -> Option<ExprId> {
        match (name.text, args) {
            ("bind", [var, value, body]) => {
                let binder = self.binder(*var)?;
                let kind = Kind::Let { binder, value: *value, body: *body };
                Some(self.node(kind, span, &[*value, *body]))
            }
            ("bind", _) => {
                Some(self.wrong_count(name, "`cel.bind(name, value, expression)`", span))
            }
            ("block", [values, body]) => Some(self.block(*values, *body, span)),
            ("index", [n]) => {
                let name = Var::Index(self.small(*n)?);
                Some(self.ast.push_leaf(Kind::Ident { name, rooted: false }, span))
            }
            ("iterVar", [depth, position]) => {
                let name = Var::Iter(self.small(*depth)?, self.small(*position)?);
                Some(self.ast.push_leaf(Kind::Ident { name, rooted: false }, span))
            }
            _ => None,
        }
    }

    fn small(&self, id: ExprId) -> Option<u32> {
        match self.ast.kind(id) {
            Kind::Int(n) => u32::try_from(n).ok(),
            _ => None,
        }
    }

    fn block(&mut self, values: ExprId, body: ExprId, span: Span) -> ExprId {
        let Kind::List(entries) = self.ast.kind(values) else {
            let at = self.ast.span(values);
            self.problem(Problem::syntax(at, "`cel.block` binds a list of values"));
            return self.error_node(span);
        };
        let values: Vec<ExprId> = self.ast.entries(entries).iter().map(|e| e.value).collect();
        let mut first = BinderId(0);
        for (n, value) in values.iter().enumerate() {
            let at = self.ast.span(*value);
            let binder = self.ast.push_binder(Var::Index(u32::try_from(n).unwrap_or(0)), at);
            if n == 0 {
                first = binder;
            }
        }
        let list = self.ast.push_list(&values);
        let children: Vec<ExprId> = values.into_iter().chain([body]).collect();
        self.node(Kind::Block { first, values: list, body }, span, &children)
    }
}
