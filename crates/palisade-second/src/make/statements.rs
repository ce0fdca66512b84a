//! Statements of bodies.

use super::{COLLECTIONS, Maker, filled, items};
use crate::{Part, Stmt, Ty};

impl Maker {
    /// A statement, or two that belong together.
    pub(super) fn statement(&mut self, depth: usize) -> Vec<Stmt> {
        let stmt = |parts| vec![Stmt { parts }];
        match self.random.below(24) {
            0..5 => stmt(self.comparison(depth)),
            5..7 => {
                let truth = self.term(Ty::Bool, depth);
                stmt(vec![Part::Expr(truth)])
            }
            7..10 => stmt(self.assignment(depth)),
            10..12 => stmt(self.unification(depth)),
            12..15 => self.iteration(depth),
            15 => stmt(self.membership(depth)),
            16 if depth > 0 => stmt(self.every(depth)),
            17..20 => stmt(self.negation(depth)),
            20..22 => stmt(self.with(depth)),
            22 => stmt(self.walk()),
            _ => {
                let path = self.path(Ty::Any);
                stmt(vec![Part::Expr(path)])
            }
        }
    }

    fn negation(&mut self, depth: usize) -> Vec<Part> {
        let mut parts = vec![Part::text("not ")];
        parts.extend(match self.random.below(60) {
            // What is called is evaluated before the negation: few of these, for the other
            // implementation does not.
            0 => self.comparison(depth.min(1)),
            1..20 => {
                let truth = self.path(Ty::Bool);
                vec![Part::Expr(truth)]
            }
            20..28 => {
                let any = self.path(Ty::Any);
                vec![Part::Expr(any)]
            }
            28..34 => {
                let (ty, call) = *self.random.pick(&[
                    (Ty::Str, "startswith({}, \"a\")"),
                    (Ty::Num, "{} > 1"),
                    (Ty::ListNum, "count({}) == 2"),
                ]);
                // A literal or a variable is always there.
                let known = self.var(ty).unwrap_or_else(|| self.literal(ty));
                filled(call, [Part::Expr(known)])
            }
            _ => {
                let ty = self.scalar_ty();
                let sides = [self.path(ty), self.literal(ty)].map(Part::Expr);
                filled("{} == {}", sides)
            }
        });
        parts
    }

    fn comparison(&mut self, depth: usize) -> Vec<Part> {
        let ty = match self.random.below(6) {
            0 => self.some_ty(),
            _ => self.scalar_ty(),
        };
        let sign = *self.random.pick(&["==", "==", "!=", "<", "<=", ">", ">="]);
        let other = if self.random.chance(5) { Ty::Any } else { ty };
        let sides = [self.term(ty, depth), self.term(other, depth)].map(Part::Expr);
        filled(&format!("{{}} {sign} {{}}"), sides)
    }

    fn assignment(&mut self, depth: usize) -> Vec<Part> {
        let ty = self.some_ty();
        let value = Part::Expr(self.term(ty, depth));
        let name = self.declare(ty);
        filled(&format!("{name} := {{}}"), [value])
    }

    fn unification(&mut self, depth: usize) -> Vec<Part> {
        match self.random.below(5) {
            0 => {
                let ty = self.some_ty();
                let sides = [self.term(ty, depth), self.term(ty, depth)].map(Part::Expr);
                filled("{} = {}", sides)
            }
            1 => {
                let ty = self.some_ty();
                let value = Part::Expr(self.term(ty, depth));
                let name = self.declare(ty);
                if self.random.chance(50) {
                    filled(&format!("{name} = {{}}"), [value])
                } else {
                    filled(&format!("{{}} = {name}"), [value])
                }
            }
            2 => {
                let (one, two) = (self.some_ty(), self.scalar_ty());
                let left = [Part::Expr(self.term(one, 1)), Part::Expr(self.term(two, 1))];
                let names = [self.declare(one), self.declare(two)];
                filled(&format!("[{}, {}] = [{{}}, {{}}]", names[0], names[1]), left)
            }
            // Patterns are held against what has a name: types that cannot match are refused by OPA.
            3 => {
                let ty = self.scalar_ty();
                let whole = if ty == Ty::Num { Ty::ListNum } else { Ty::ListStr };
                let (first, list) = (self.term(ty, 0), self.path(whole));
                let name = self.declare(ty);
                filled(&format!("[{{}}, {name}] = {{}}"), [Part::Expr(first), Part::Expr(list)])
            }
            _ => {
                let ty = self.scalar_ty();
                let whole = if ty == Ty::Num { Ty::ObjNum } else { Ty::ObjStr };
                if self.random.chance(5) {
                    let object = self.path(whole);
                    let name = self.declare(ty);
                    return filled(&format!("{{\"a\": {name}}} = {{}}"), [Part::Expr(object)]);
                }
                let value = self.term(ty, depth);
                let name = self.declare(ty);
                filled(&format!("{{\"a\": {name}}} = {{\"a\": {{}}}}"), [Part::Expr(value)])
            }
        }
    }

    fn collection(&mut self, depth: usize) -> (Part, Ty, Ty) {
        let ty = *self.random.pick(COLLECTIONS);
        let (key, item) = items(ty).unwrap_or((Ty::Any, Ty::Any));
        (Part::Expr(self.term(ty, depth)), key, item)
    }

    fn iteration(&mut self, depth: usize) -> Vec<Stmt> {
        let one = |parts| vec![Stmt { parts }];
        if self.has_keywords() && self.random.chance(60) {
            let (source, key, item) = self.collection(depth);
            if self.random.chance(50) {
                let name = self.declare(item);
                return one(filled(&format!("some {name} in {{}}"), [source]));
            }
            let names = [self.declare(key), self.declare(item)];
            return one(filled(&format!("some {}, {} in {{}}", names[0], names[1]), [source]));
        }
        // References with variables can only start with names.
        let ty = *self.random.pick(COLLECTIONS);
        let (key, item) = items(ty).unwrap_or((Ty::Any, Ty::Any));
        let source = Part::Expr(self.path(ty));
        match self.random.below(4) {
            0 => {
                let name = self.declare(item);
                one(filled(&format!("{name} := {{}}[_]"), [source]))
            }
            1 => {
                let name = self.declare(item);
                one(filled(&format!("{name} = {{}}[_]"), [source]))
            }
            2 => {
                let names = [self.declare(key), self.declare(item)];
                vec![
                    Stmt { parts: vec![Part::text(format!("some {}", names[0]))] },
                    Stmt {
                        parts: filled(&format!("{} := {{}}[{}]", names[1], names[0]), [source]),
                    },
                ]
            }
            _ => {
                let index = self.declare(key);
                let wanted = Part::Expr(self.term(item, 1));
                one(filled(&format!("{{}}[{index}] == {{}}"), [source, wanted]))
            }
        }
    }

    fn membership(&mut self, depth: usize) -> Vec<Part> {
        let (source, key, item) = self.collection(depth);
        let wanted = match self.random.below(8) {
            // What may be undefined is told apart wrongly in parentheses.
            0 => Part::Expr(self.term(item, 1)),
            _ => Part::Expr(self.var(item).unwrap_or_else(|| self.literal(item))),
        };
        if !self.has_keywords() {
            let ty = if item == Ty::Num { Ty::SetNum } else { Ty::SetStr };
            let set = Part::Expr(self.path(ty));
            return filled("{}[{}]", [set, wanted]);
        }
        if self.random.chance(20) {
            let at = Part::Expr(self.var(key).unwrap_or_else(|| self.literal(key)));
            return filled("({}, {} in {})", [at, wanted, source]);
        }
        filled("{} in {}", [wanted, source])
    }

    fn every(&mut self, depth: usize) -> Vec<Part> {
        if !self.has_keywords() {
            return self.comparison(depth);
        }
        let (source, key, item) = self.collection(depth - 1);
        self.scope(|this| {
            let names = if this.random.chance(60) {
                this.declare(item)
            } else {
                let names = [this.declare(key), this.declare(item)];
                names.join(", ")
            };
            let body = this.inner_body(depth - 1);
            filled(&format!("every {names} in {{}} {{ {{}} }}"), [source, body])
        })
    }

    /// A short body inside of a term or statement.
    pub(super) fn inner_body(&mut self, depth: usize) -> Part {
        let count = 1 + self.random.below(2);
        Part::Body((0..count).flat_map(|_| self.statement(depth.saturating_sub(1))).collect())
    }

    fn with(&mut self, depth: usize) -> Vec<Part> {
        let mut parts = match self.random.below(3) {
            0 => {
                let truth = self.term(Ty::Bool, 1);
                vec![Part::Expr(truth)]
            }
            1 => self.comparison(1),
            _ => {
                let ty = self.some_ty();
                let value = Part::Expr(self.called(ty, 1));
                let name = self.declare(ty);
                filled(&format!("{name} := {{}}"), [value])
            }
        };
        // What a replacement names is what there is without it, and no variable of the statement.
        let last = self.vars.len();
        for _ in 0..=usize::from(self.random.chance(25)) {
            let (target, value) = self.replacement(depth);
            parts.push(Part::text(format!(" with {target} as ")));
            parts.push(value);
        }
        self.vars.truncate(last);
        parts
    }

    fn replacement(&mut self, depth: usize) -> (String, Part) {
        let hidden = self.vars.pop();
        let found = match self.random.below(10) {
            0..4 => {
                let (path, ty) = *self.random.pick(&[
                    ("input.a", Ty::Num),
                    ("input.b", Ty::Str),
                    ("input.xs", Ty::ListNum),
                    ("input.o", Ty::ObjNum),
                    ("input.new.deep", Ty::Num),
                ]);
                (path.to_owned(), self.always(ty, depth))
            }
            4 | 5 => ("input".to_owned(), Part::text("{\"a\": 1, \"xs\": [1, 2], \"b\": \"a\"}")),
            6 | 7 => {
                let (path, ty) = *self.random.pick(&[
                    ("data.d.n", Ty::Num),
                    ("data.d.xs", Ty::ListNum),
                    ("data.d.new", Ty::Str),
                ]);
                (path.to_owned(), self.always(ty, depth))
            }
            _ => match self.replaced() {
                Some((name, value)) => (name, Part::text(value)),
                None => ("input.a".to_owned(), Part::text("2")),
            },
        };
        self.vars.extend(hidden);
        found
    }

    /// A value that is mostly there.
    fn always(&mut self, ty: Ty, depth: usize) -> Part {
        Part::Expr(match self.random.below(12) {
            0 => self.term(ty, depth.min(1)),
            1..8 => self.var(ty).unwrap_or_else(|| self.literal(ty)),
            _ => self.literal(ty),
        })
    }

    /// A rule or function, and a value for it.
    fn replaced(&mut self) -> Option<(String, String)> {
        if self.random.chance(40) {
            let all = [("count", "7"), ("upper", "\"X\""), ("max", "3"), ("startswith", "true")];
            return Some(self.random.pick(&all)).map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
        }
        if self.known.is_empty() {
            return None;
        }
        let known = self.random.pick(&self.known).clone();
        let name = match known.name.strip_prefix("lib.") {
            Some(_) => format!("data.{}", known.name),
            None if known.takes.is_some() => known.name.clone(),
            None => return None,
        };
        Some((name, known.gives.least().to_owned()))
    }

    fn walk(&mut self) -> Vec<Part> {
        let source = Part::Expr(self.path(Ty::Any));
        let path = self.name();
        let value = self.declare(Ty::Any);
        self.vars.push((path.clone(), Ty::ListStr));
        filled(&format!("walk({{}}, [{path}, {value}])"), [source])
    }
}
