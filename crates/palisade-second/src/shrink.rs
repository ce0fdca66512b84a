//! Making a case smaller while what it shows stays.

use crate::{Case, Expr, Part, Stmt};

/// Makes a case smaller for as long as `stays` says that it still shows what it should, trying at
/// most `tries` cases.
pub fn shrink(case: &Case, mut tries: usize, mut stays: impl FnMut(&Case) -> bool) -> Case {
    let mut best = case.clone();
    'again: loop {
        for make in [modules, rules, clauses, statements, terms, documents] {
            let mut at = 0;
            // Positions run on after a step that helped: what is before was tried already.
            loop {
                let candidates = make(&best);
                let Some(candidate) = candidates.get(at) else { break };
                if tries == 0 {
                    return best;
                }
                tries -= 1;
                if *candidate != best && stays(candidate) {
                    best = candidate.clone();
                } else {
                    at += 1;
                }
            }
        }
        let before = best.to_string();
        for make in [rules, statements, terms, documents] {
            for candidate in make(&best) {
                if tries == 0 {
                    return best;
                }
                tries -= 1;
                if candidate.to_string().len() < before.len() && stays(&candidate) {
                    best = candidate;
                    continue 'again;
                }
            }
        }
        return best;
    }
}

fn modules(case: &Case) -> Vec<Case> {
    without(case, |case| vec![&mut case.modules], |list, at| drop(list.remove(at)))
}

fn rules(case: &Case) -> Vec<Case> {
    without(
        case,
        |case| case.modules.iter_mut().map(|m| &mut m.rules).collect(),
        |list, at| drop(list.remove(at)),
    )
}

fn clauses(case: &Case) -> Vec<Case> {
    without(
        case,
        |case| {
            let rules = case.modules.iter_mut().flat_map(|m| &mut m.rules);
            rules.map(|r| &mut r.clauses).collect()
        },
        |list, at| {
            if at > 0 {
                list.remove(at);
            }
        },
    )
}

/// Each case with one item less in one of the lists that `lists` finds.
fn without<T>(
    case: &Case,
    lists: impl Fn(&mut Case) -> Vec<&mut Vec<T>>,
    remove: impl Fn(&mut Vec<T>, usize),
) -> Vec<Case> {
    let lengths: Vec<usize> = lists(&mut case.clone()).iter().map(|l| l.len()).collect();
    let mut all = Vec::new();
    for (n, length) in lengths.into_iter().enumerate() {
        for at in (0..length).rev() {
            let mut less = case.clone();
            if let Some(list) = lists(&mut less).into_iter().nth(n) {
                remove(list, at);
            }
            all.push(less);
        }
    }
    all
}

fn statements(case: &Case) -> Vec<Case> {
    without(case, bodies, |body, at| drop(body.remove(at)))
}

fn bodies(case: &mut Case) -> Vec<&mut Vec<Stmt>> {
    let mut all = Vec::new();
    for rule in case.modules.iter_mut().flat_map(|m| &mut m.rules) {
        for clause in &mut rule.clauses {
            // Bodies inside of statements would be borrowed twice: the outermost ones only.
            all.push(&mut clause.body);
        }
    }
    all
}

/// Each case with one term replaced by a part of its own, or by the least of its type, and those
/// with one statement less in a body inside of a term.
fn terms(case: &Case) -> Vec<Case> {
    let mut all = Vec::new();
    let mut at = 0;
    loop {
        let mut count = at;
        let choices = edit(case, at, &mut count, None).1;
        if count == at {
            return all;
        }
        for choice in 0..choices {
            let mut reached = at;
            all.push(edit(case, at, &mut reached, Some(choice)).0);
        }
        at += 1;
    }
}

/// The case with choice `choice` made at place `at`, and how many choices there are. `count` is
/// raised where the place exists.
fn edit(case: &Case, at: usize, count: &mut usize, choice: Option<usize>) -> (Case, usize) {
    let mut case = case.clone();
    let mut edit = Edit { left: at, choice, choices: 0, done: false };
    for rule in case.modules.iter_mut().flat_map(|m| &mut m.rules) {
        for clause in &mut rule.clauses {
            edit.parts(&mut clause.head);
            for stmt in &mut clause.body {
                edit.parts(&mut stmt.parts);
            }
        }
    }
    if edit.done {
        *count += 1;
    }
    (case, edit.choices)
}

struct Edit {
    left: usize,
    choice: Option<usize>,
    choices: usize,
    done: bool,
}

impl Edit {
    fn parts(&mut self, parts: &mut [Part]) {
        for part in parts {
            if self.done {
                return;
            }
            match part {
                Part::Text(_) => {}
                Part::Expr(expr) => self.expr(expr),
                Part::Body(body) => self.body(body),
            }
        }
    }

    fn here(&mut self) -> bool {
        if self.left == 0 {
            self.done = true;
            return true;
        }
        self.left -= 1;
        false
    }

    fn expr(&mut self, expr: &mut Expr) {
        if !self.here() {
            self.parts(&mut expr.parts);
            return;
        }
        let mut others: Vec<Expr> = Vec::new();
        inner(&expr.parts, &mut others);
        let least = Expr::plain(expr.ty, expr.ty.least());
        if *expr != least {
            others.insert(0, least);
        }
        self.choices = others.len();
        if let Some(other) = self.choice.and_then(|n| others.into_iter().nth(n)) {
            *expr = other;
        }
    }

    fn body(&mut self, body: &mut Vec<Stmt>) {
        if self.here() {
            self.choices = if body.len() > 1 { body.len() } else { 0 };
            if let Some(n) = self.choice.filter(|n| *n < body.len()) {
                body.remove(n);
            }
            return;
        }
        for stmt in body {
            self.parts(&mut stmt.parts);
        }
    }
}

/// The terms directly inside, of whatever type: what does not fit is turned down.
fn inner(parts: &[Part], found: &mut Vec<Expr>) {
    for part in parts {
        if let Part::Expr(expr) = part {
            found.push(expr.clone());
        }
    }
}

fn documents(case: &Case) -> Vec<Case> {
    let inputs = case.input.smaller().into_iter().map(|input| Case { input, ..case.clone() });
    let data = case.data.smaller().into_iter().map(|data| Case { data, ..case.clone() });
    inputs.chain(data).collect()
}
