//! Rules of every kind.

use super::{Known, Maker, filled};
use crate::{Clause, Part, Rule, Stmt, Ty};

impl Maker {
    /// All definitions of one name.
    pub(super) fn group(&mut self, name: &str) -> Vec<Rule> {
        match self.random.below(12) {
            0..4 => self.complete(name),
            4..6 => self.partial_set(name),
            6..8 => self.partial_object(name),
            8 => self.nested(name),
            _ => self.function(name),
        }
    }

    fn complete(&mut self, name: &str) -> Vec<Rule> {
        let ty = self.some_ty();
        let mut rules = Vec::new();
        if self.random.chance(35) {
            let value = self.constant(ty);
            rules.push(Rule {
                asked: Some(name.to_owned()),
                clauses: vec![Clause {
                    head: filled(&format!("default {name} {} {{}}", self.sign()), [value]),
                    body: Vec::new(),
                }],
            });
        }
        let only_true = ty == Ty::Bool && self.random.chance(60);
        for _ in 0..=self.random.below(3) {
            let mut clauses = Vec::new();
            for n in 0..=[0, 0, 0, 1, 2][self.random.below(5)] {
                clauses.push(self.scope(|this| {
                    let body = this.rule_body();
                    let sign = this.sign();
                    let head = if only_true && n == 0 {
                        filled(name, [])
                    } else if n == 0 {
                        let value = this.value(ty);
                        filled(&format!("{name} {sign} {{}}"), [value])
                    } else {
                        let value = this.value(ty);
                        filled(&format!("else {sign} {{}}"), [value])
                    };
                    Clause { head, body }
                }));
            }
            mend_else(&mut clauses);
            rules.push(Rule { asked: Some(name.to_owned()), clauses });
        }
        self.know(name, None, ty);
        rules
    }

    fn partial_set(&mut self, name: &str) -> Vec<Rule> {
        let ty = self.scalar_ty();
        let mut rules = Vec::new();
        for _ in 0..=self.random.below(3) {
            rules.push(self.scope(|this| {
                let body = this.rule_body();
                let item = if this.random.chance(8) {
                    let any = this.some_ty();
                    this.value(any)
                } else {
                    this.value(ty)
                };
                let head = if this.has_keywords() {
                    filled(&format!("{name} contains {{}}"), [item])
                } else {
                    filled(&format!("{name}[{{}}]"), [item])
                };
                Rule { asked: Some(name.to_owned()), clauses: vec![Clause { head, body }] }
            }));
        }
        self.know(name, None, if ty == Ty::Num { Ty::SetNum } else { Ty::SetStr });
        rules
    }

    fn partial_object(&mut self, name: &str) -> Vec<Rule> {
        let ty = self.scalar_ty();
        let mut rules = Vec::new();
        for n in 0..=self.random.below(3) {
            rules.push(self.scope(|this| {
                let body = this.rule_body();
                // Keys that differ between definitions leave few conflicts.
                let key = match this.random.below(3) {
                    0 => Part::text(format!("\"k{n}\"")),
                    _ => this.head_key(),
                };
                let value = this.value(ty);
                let head = filled(&format!("{name}[{{}}] {} {{}}", this.sign()), [key, value]);
                Rule { asked: Some(name.to_owned()), clauses: vec![Clause { head, body }] }
            }));
        }
        self.know(name, None, if ty == Ty::Num { Ty::ObjNum } else { Ty::ObjStr });
        rules
    }

    /// Rules with references in their heads.
    fn nested(&mut self, name: &str) -> Vec<Rule> {
        let mut rules = Vec::new();
        let kind = self.random.below(3);
        for n in 0..=self.random.below(3) {
            rules.push(self.scope(|this| {
                let body = this.rule_body();
                let ty = this.scalar_ty();
                let sign = this.sign();
                let head = match kind {
                    0 => {
                        let value = this.value(ty);
                        filled(&format!("{name}.a{n} {sign} {{}}"), [value])
                    }
                    1 => {
                        let (key, value) = (this.head_key(), this.value(ty));
                        filled(&format!("{name}.a{n}[{{}}] {sign} {{}}"), [key, value])
                    }
                    _ if this.has_keywords() => {
                        let (key, value) = (this.head_key(), this.value(ty));
                        filled(&format!("{name}[{{}}] contains {{}}"), [key, value])
                    }
                    _ => {
                        let (one, two, value) = (this.head_key(), this.head_key(), this.value(ty));
                        filled(&format!("{name}[{{}}].b[{{}}] {sign} {{}}"), [one, two, value])
                    }
                };
                Rule { asked: Some(name.to_owned()), clauses: vec![Clause { head, body }] }
            }));
        }
        self.know(name, None, Ty::Any);
        rules
    }

    fn function(&mut self, name: &str) -> Vec<Rule> {
        let gives = if self.random.chance(30) { Ty::Bool } else { self.some_ty() };
        let takes: Vec<Ty> = (0..=self.random.below(2)).map(|_| self.some_ty()).collect();
        let mut rules = Vec::new();
        if self.has_keywords() && self.random.chance(20) {
            let value = self.constant(gives);
            let blanks = vec!["_"; takes.len()].join(", ");
            rules.push(Rule {
                asked: None,
                clauses: vec![Clause {
                    head: filled(&format!("default {name}({blanks}) := {{}}"), [value]),
                    body: Vec::new(),
                }],
            });
        }
        for _ in 0..=self.random.below(3) {
            let outer = std::mem::take(&mut self.vars);
            let mut head = vec![Part::text(format!("{name}("))];
            for (n, ty) in takes.iter().enumerate() {
                if n > 0 {
                    head.push(Part::text(", "));
                }
                // Some definitions are for one argument alone.
                if self.random.chance(15) {
                    head.push(self.constant(*ty));
                } else {
                    let argument = self.declare(*ty);
                    head.push(Part::text(argument));
                }
            }
            head.push(Part::text(")"));
            let mut clauses = Vec::new();
            for n in 0..=[0, 0, 0, 1][self.random.below(4)] {
                let (mut start, body) = self.scope(|this| {
                    let body = this.rule_body();
                    let sign = this.sign();
                    let value = this.value(gives);
                    let start = match (n, gives) {
                        (0, Ty::Bool) => Vec::new(),
                        (0, _) => filled(&format!(" {sign} {{}}"), [value]),
                        _ => filled(&format!("else {sign} {{}}"), [value]),
                    };
                    (start, body)
                });
                if n == 0 {
                    start.splice(0..0, std::mem::take(&mut head));
                }
                clauses.push(Clause { head: start, body });
            }
            mend_else(&mut clauses);
            if gives == Ty::Bool {
                hold(&mut clauses);
            }
            self.vars = outer;
            rules.push(Rule { asked: None, clauses });
        }
        self.know(name, Some(takes), gives);
        rules
    }

    fn know(&mut self, name: &str, takes: Option<Vec<Ty>>, gives: Ty) {
        self.known.push(Known { name: name.to_owned(), takes, gives });
    }

    fn sign(&mut self) -> &'static str {
        if !self.has_keywords() && self.random.chance(50) { "=" } else { ":=" }
    }

    /// The value of a head, often a variable of the body.
    fn value(&mut self, ty: Ty) -> Part {
        Part::Expr(self.term(ty, 1))
    }

    /// A key in the reference of a head: a name or a text, for `regorus` takes no other terms.
    fn head_key(&mut self) -> Part {
        let key = self.term(Ty::Str, 0);
        let text = key.to_string();
        Part::Expr(if text.contains('[') { self.literal(Ty::Str) } else { key })
    }

    /// A value that hangs on nothing.
    fn constant(&mut self, ty: Ty) -> Part {
        Part::Expr(self.literal(ty))
    }

    fn rule_body(&mut self) -> Vec<Stmt> {
        if self.random.chance(10) {
            return Vec::new();
        }
        let count = 1 + self.random.below(3);
        (0..count).flat_map(|_| self.statement(2)).collect()
    }
}

/// An `else` can only stand behind a body.
fn mend_else(clauses: &mut [Clause]) {
    let last = clauses.len().saturating_sub(1);
    for clause in clauses.iter_mut().take(last) {
        if clause.body.is_empty() {
            clause.body.push(Stmt { parts: vec![Part::text("input.a == 1")] });
        }
    }
    hold(clauses.get_mut(..1).unwrap_or_default());
}

/// A head without a value needs a body.
fn hold(clauses: &mut [Clause]) {
    for clause in clauses {
        let has_value = clause.head.iter().any(|p| matches!(p, Part::Text(t) if t.contains('=')));
        if clause.body.is_empty() && !has_value {
            clause.body.push(Stmt { parts: vec![Part::text("true")] });
        }
    }
}
