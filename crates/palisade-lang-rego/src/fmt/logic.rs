//! `and`, `or`, and `not` with a body of its own.

use super::Formatter;
use super::term::bare;
use crate::ast::{Form, Import, Literal, LiteralKind, Logic, Module, Operand, Term, TermKind};
use palisade_source::Span;

/// Whether an import is of a keyword that V1 has only where it is imported.
pub(super) fn is_kept(path: &[&str]) -> bool {
    matches!(path, ["future", "keywords", "and" | "not" | "or"])
}

/// Leaves out the imports that modules of OPA 1.0 have no use for.
pub fn drop_v0_imports(module: &mut Module) {
    let needed = !needed(module).is_empty();
    module.imports.retain(|import| {
        let path: Vec<&str> = import.path.iter().map(|k| k.text.as_str()).collect();
        match path.as_slice() {
            ["rego", "v1"] => false,
            ["future", "keywords"] => needed,
            ["future", "keywords", ..] => is_kept(&path),
            _ => true,
        }
    });
}

/// The keywords that a module has by `import future.keywords` alone and that V1 does not have.
pub(super) fn needed(module: &Module) -> Vec<&'static str> {
    let path = |import: &Import| import.path.iter().map(|k| k.text.to_string()).collect::<Vec<_>>();
    let imports: Vec<Vec<String>> = module.imports.iter().map(path).collect();
    let mut found = [("and", false), ("not", false), ("or", false)];
    for rule in &module.rules {
        crate::lint::each_literal(rule, &mut |literal| match &literal.kind {
            LiteralKind::NotBody(operand) => found[1].1 |= !is_plain(operand),
            LiteralKind::Logic { op: Logic::And, operands } => found[0].1 |= operands.len() > 1,
            LiteralKind::Logic { op: Logic::Or, .. } => found[2].1 = true,
            _ => {}
        });
    }
    let imported = |word: &str| imports.iter().any(|path| path.last().is_some_and(|w| w == word));
    found
        .into_iter()
        .filter(|(word, used)| *used && !imported(word))
        .map(|(word, _)| word)
        .collect()
}

/// Whether what is negated means the same without the import: nothing of it is evaluated before.
fn is_plain(operand: &Operand) -> bool {
    let (Form::Plain, [Literal { kind: LiteralKind::Expr(term), .. }]) =
        (operand.form, operand.body.as_slice())
    else {
        return false;
    };
    let flat = |term: &Term| {
        matches!(
            bare(term).kind,
            TermKind::Var(_)
                | TermKind::Null
                | TermKind::Bool(_)
                | TermKind::Number(_)
                | TermKind::Str { .. }
        )
    };
    match &bare(term).kind {
        TermKind::Ref(path) => {
            flat(&path.base) && path.parts.iter().all(|part| part.dotted || flat(&part.term))
        }
        TermKind::Call { args, .. } => args.iter().all(flat),
        _ => flat(term),
    }
}

impl Formatter<'_> {
    /// `not` and what it negates; gives the line of its end, as the other parts do.
    pub(super) fn negated(&mut self, operand: &Operand) -> usize {
        self.w.put("not ");
        match operand.form {
            Form::Braces => self.braces(operand),
            Form::Parens => self.group(operand),
            Form::Plain => operand.body.iter().for_each(|literal| self.condition(literal)),
        }
        self.w.end_row(operand.span)
    }

    /// Conditions and what joins them. Lines end where they do in the source; what follows stands
    /// one level deeper, however conditions nest.
    pub(super) fn logic(&mut self, op: Logic, operands: &[Operand]) -> usize {
        let outer = self.continued;
        let mut row = 0;
        for (n, operand) in operands.iter().enumerate() {
            if n > 0 {
                self.w.put(if op == Logic::And { " and" } else { " or" });
                if self.w.row(operand.span.start) > row {
                    if !self.continued {
                        self.w.indent();
                        self.continued = true;
                    }
                    self.w.end_line(row, operand.span.start);
                    self.w.leading(operand.span.start);
                    self.w.start_line();
                } else {
                    self.w.put(" ");
                }
            }
            match (operand.form, operand.body.as_slice()) {
                (Form::Braces, _) => self.braces(operand),
                (Form::Parens, [inner]) if self.is_redundant(operand, inner, op, n, operands) => {
                    self.condition(inner);
                }
                (Form::Parens, _) => self.group(operand),
                (Form::Plain, body) => body.iter().for_each(|literal| self.condition(literal)),
            }
            row = self.w.end_row(operand.span);
        }
        if self.continued && !outer {
            self.w.dedent();
        }
        self.continued = outer;
        row
    }

    /// A literal without modifiers as a condition beside others.
    fn condition(&mut self, literal: &Literal) {
        match &literal.kind {
            LiteralKind::Expr(term) if starts_with_brace(term) => {
                self.w.put("(");
                self.statement(term);
                self.w.put(")");
            }
            LiteralKind::Expr(term) => self.statement(term),
            LiteralKind::Not(term) => {
                self.w.put("not ");
                self.statement(term);
            }
            LiteralKind::NotBody(operand) => _ = self.negated(operand),
            LiteralKind::Logic { op, operands } => _ = self.logic(*op, operands),
            _ => self.literal(literal),
        }
    }

    /// Whether parentheses change nothing.
    fn is_redundant(
        &self,
        operand: &Operand,
        inner: &Literal,
        op: Logic,
        position: usize,
        all: &[Operand],
    ) -> bool {
        if !inner.with.is_empty() || self.has_loose_comment(operand, inner) {
            return false;
        }
        match &inner.kind {
            LiteralKind::Logic { op: own, .. } => {
                all.len() == 1
                    || *own == Logic::And && op == Logic::Or
                    || *own == op && position == 0
            }
            LiteralKind::Not(_) | LiteralKind::NotBody(_) => true,
            _ => false,
        }
    }

    fn has_loose_comment(&self, operand: &Operand, inner: &Literal) -> bool {
        self.w.loose(operand.span, &[inner.span])
    }

    fn group(&mut self, operand: &Operand) {
        let [inner] = operand.body.as_slice() else { return };
        if self.has_loose_comment(operand, inner) {
            self.w.verbatim(operand.span);
            return;
        }
        self.w.put("(");
        self.literal(inner);
        self.w.put(")");
    }

    /// A body in braces, on one line where it is so in the source.
    fn braces(&mut self, operand: &Operand) {
        let outer = std::mem::replace(&mut self.continued, false);
        self.guarded = operand.body.first().map(|l| l.span.start);
        self.w.put("{");
        let row = self.w.row(operand.span.start);
        let zone = Span::new(operand.span.start + 1, operand.span.end);
        if !self.inner_body(&operand.body, row, zone) {
            self.w.put(" ");
        }
        self.w.put("}");
        self.continued = outer;
    }
}

/// Whether a term is written with a brace first, which would open a body.
fn starts_with_brace(term: &Term) -> bool {
    let mut term = bare(term);
    loop {
        term = bare(match &term.kind {
            TermKind::Set(items) => return !items.is_empty(),
            TermKind::Object(_)
            | TermKind::SetComprehension(_)
            | TermKind::ObjectComprehension(_) => return true,
            TermKind::Ref(path) => &path.base,
            TermKind::Binary { left, .. } => left,
            TermKind::In { key, value, .. } => key.as_deref().unwrap_or(value),
            _ => return false,
        });
    }
}
