//! The grammar: modules whose terms mostly have the types that they should.

mod builtins;
mod rules;
mod statements;
mod terms;

use crate::{Case, Document, Module, Part, Random, Style, Ty};

/// The case of a number: modules `lib` and `t`, an input and data.
#[must_use]
pub fn case(number: u64) -> Case {
    let mut random = Random::new(number);
    let style = match random.below(8) {
        0 | 1 => Style::V0,
        2 => Style::Keywords,
        3 => Style::Import,
        _ => Style::V1,
    };
    let input = Document::input(&mut random);
    let data = Document::data(&mut random);
    let mut maker = Maker::new(random, style);
    let lib = maker.module("lib", 2);
    // What the first module defines is known to the second by its import.
    for known in &mut maker.known {
        known.name = format!("lib.{}", known.name);
    }
    let count = 2 + maker.random.below(5);
    let main = maker.module("t", count);
    Case { modules: vec![lib, main], input, data }
}

/// A rule or function that terms may name.
#[derive(Clone, Debug)]
struct Known {
    name: String,
    /// What functions take; none for rules.
    takes: Option<Vec<Ty>>,
    gives: Ty,
}

/// What is known while a module is made.
struct Maker {
    random: Random,
    style: Style,
    known: Vec<Known>,
    /// The variables in scope.
    vars: Vec<(String, Ty)>,
    /// How many names were made.
    names: usize,
}

impl Maker {
    fn new(random: Random, style: Style) -> Self {
        Self { random, style, known: Vec::new(), vars: Vec::new(), names: 0 }
    }

    fn module(&mut self, package: &str, groups: usize) -> Module {
        let mut rules = Vec::new();
        for n in 0..groups {
            rules.extend(self.group(&format!("{}{n}", if package == "t" { "p" } else { "q" })));
        }
        Module { package: package.to_owned(), style: self.style, rules }
    }

    fn name(&mut self) -> String {
        self.names += 1;
        format!("w{}", self.names)
    }

    /// A new variable in scope.
    fn declare(&mut self, ty: Ty) -> String {
        let name = self.name();
        self.vars.push((name.clone(), ty));
        name
    }

    /// Runs with variables of its own.
    fn scope<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.vars.len();
        let result = run(self);
        self.vars.truncate(before);
        result
    }

    fn some_ty(&mut self) -> Ty {
        use Ty::*;
        *self.random.pick(&[
            Num, Num, Num, Str, Str, Str, Bool, Bool, ListNum, ListStr, SetNum, SetStr, ObjNum,
            ObjStr,
        ])
    }

    fn scalar_ty(&mut self) -> Ty {
        *self.random.pick(&[Ty::Num, Ty::Str, Ty::Str])
    }

    /// Whether there are `in`, `every`, `if` and `contains`.
    fn has_keywords(&self) -> bool {
        self.style != Style::V0
    }
}

/// The type of the items of a collection, and of its keys.
fn items(ty: Ty) -> Option<(Ty, Ty)> {
    Some(match ty {
        Ty::ListNum => (Ty::Num, Ty::Num),
        Ty::ListStr => (Ty::Num, Ty::Str),
        Ty::SetNum => (Ty::Num, Ty::Num),
        Ty::SetStr => (Ty::Str, Ty::Str),
        Ty::ObjNum => (Ty::Str, Ty::Num),
        Ty::ObjStr => (Ty::Str, Ty::Str),
        _ => return None,
    })
}

const COLLECTIONS: &[Ty] =
    &[Ty::ListNum, Ty::ListStr, Ty::SetNum, Ty::SetStr, Ty::ObjNum, Ty::ObjStr];

/// Parts from a text in which each `{}` stands for one of the terms.
fn filled(text: &str, terms: impl IntoIterator<Item = Part>) -> Vec<Part> {
    let mut terms = terms.into_iter();
    let mut parts = Vec::new();
    for (n, piece) in text.split("{}").enumerate() {
        if n > 0 {
            parts.extend(terms.next());
        }
        if !piece.is_empty() {
            parts.push(Part::text(piece));
        }
    }
    parts
}
