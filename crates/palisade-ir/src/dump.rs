//! A program as text, for people who look at what a front end made.

use crate::{Expr, ExprId, FuncKind, Program};
use std::fmt::Write;

impl Program {
    /// Writes an expression as nested calls: `(== (get input "a") 1)`.
    #[must_use]
    pub fn show(&self, id: ExprId) -> String {
        let mut out = String::new();
        self.show_into(&mut out, id);
        out
    }

    /// Writes every function.
    #[must_use]
    pub fn dump(&self) -> String {
        let mut out = String::new();
        for func in &self.funcs {
            _ = write!(out, "{}/{}: ", func.name, func.params);
            match &func.kind {
                FuncKind::Expr(expr) => self.show_into(&mut out, *expr),
                FuncKind::Rules { bodies, index, .. } => {
                    let indexed = if index.is_some() { ", indexed" } else { "" };
                    _ = write!(out, "{} bodies{indexed}", bodies.len());
                }
            }
            out.push('\n');
        }
        out
    }

    fn show_into(&self, out: &mut String, id: ExprId) {
        let expr = self.expr(id);
        let name = match expr {
            Expr::Const(c) => {
                _ = write!(out, "{:?}", self.constant(c));
                return;
            }
            Expr::Slot(slot) => {
                _ = write!(out, "${}", slot.0);
                return;
            }
            Expr::Root(root) => {
                _ = write!(out, "@{}", root.0);
                return;
            }
            Expr::Get(base, key, _) => {
                self.show_into(out, base);
                _ = write!(out, ".{}", self.constant(key).as_str().unwrap_or("?"));
                return;
            }
            Expr::Has(base, key) => {
                out.push_str("(has ");
                self.show_into(out, base);
                _ = write!(out, ".{})", self.constant(key).as_str().unwrap_or("?"));
                return;
            }
            Expr::Call { builtin, .. } => self.builtins[builtin as usize].name.to_owned(),
            Expr::CallFunc(func, _) => self.func(func).name.clone(),
            Expr::HostCall(name, _) => self.constant(name).as_str().unwrap_or("?").to_owned(),
            Expr::Binary(op, ..) => format!("{op:?}"),
            Expr::Loop(index) => format!("{:?}", self.loops[index as usize].quantifier),
            Expr::Memo(memo, _) => format!("memo{memo}"),
            Expr::Keyed(..) => "keyed".to_owned(),
            other => format!("{other:?}").split(['(', ' ']).next().unwrap_or("?").to_owned(),
        };
        _ = write!(out, "({name}");
        for child in self.operands(id) {
            out.push(' ');
            self.show_into(out, child);
        }
        out.push(')');
    }

    /// The operands of an expression in the order of evaluation.
    #[must_use]
    pub fn operands(&self, id: ExprId) -> Vec<ExprId> {
        match self.expr(id) {
            Expr::Const(_) | Expr::Slot(_) | Expr::Root(_) | Expr::Generate(..) => Vec::new(),
            Expr::Path(_) | Expr::Shared(..) | Expr::Once(..) => Vec::new(),
            Expr::Is(a, ..) | Expr::IsAny(a, _) | Expr::Holds(_, a) => vec![a],
            Expr::Get(a, ..) | Expr::Has(a, _) | Expr::Not(a) | Expr::Neg(a) => vec![a],
            Expr::InTable(a, _) | Expr::Memo(_, a) | Expr::Keyed(_, a) => vec![a],
            Expr::Index(a, b, _)
            | Expr::Binary(_, a, b)
            | Expr::Let(_, a, b)
            | Expr::IfMocked(_, a, b)
            | Expr::OrElse(a, b) => vec![a, b],
            Expr::CallMock(_, l, e) => self.list(l).iter().copied().chain([e]).collect(),
            Expr::Cond(a, b, c) => vec![a, b, c],
            Expr::And(l) | Expr::Or(l) | Expr::Array(l) | Expr::Set(l) | Expr::FirstDefined(l) => {
                self.list(l).to_vec()
            }
            Expr::HostCall(_, l) | Expr::CallFunc(_, l) | Expr::Call { arguments: l, .. } => {
                self.list(l).to_vec()
            }
            Expr::OptionalArray(l) => self.array_items[l.range()].iter().map(|i| i.value).collect(),
            Expr::Object(l) => {
                self.build_items[l.range()].iter().flat_map(|i| [i.key, i.value]).collect()
            }
            Expr::Loop(index) => {
                let parts = self.loops[index as usize];
                [Some(parts.range), parts.condition, parts.step].into_iter().flatten().collect()
            }
        }
    }
}
