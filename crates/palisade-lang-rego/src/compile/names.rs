//! The names that stand in syntax trees: which a body uses, which it declares.

use crate::ast;
use palisade_arena::Arena;
use rustc_hash::FxHashMap;

/// A name by its number: the same text always has the same one.
pub(super) type Name = u32;

/// Few names are looked for one by one, many by hash.
const FEW: usize = 16;

/// What is known of some names, in the order in which they came.
#[derive(Default)]
pub(super) struct NameMap<V> {
    entries: Vec<(Name, V)>,
    /// The positions of all, once there are many.
    index: FxHashMap<Name, usize>,
}

/// Some names.
pub(super) type NameSet = NameMap<()>;

impl<V: Copy> NameMap<V> {
    fn position(&self, name: Name) -> Option<usize> {
        if self.entries.len() > FEW {
            return self.index.get(&name).copied();
        }
        self.entries.iter().position(|(n, _)| *n == name)
    }

    pub(super) fn get(&self, name: Name) -> Option<V> {
        self.position(name).map(|at| self.entries[at].1)
    }

    pub(super) fn has(&self, name: Name) -> bool {
        self.position(name).is_some()
    }

    /// Sets what is known of a name; whether nothing was before.
    pub(super) fn set(&mut self, name: Name, value: V) -> bool {
        if let Some(at) = self.position(name) {
            self.entries[at].1 = value;
            return false;
        }
        self.entries.push((name, value));
        match self.entries.len() {
            0..=FEW => {}
            n if n == FEW + 1 => {
                self.index = self.entries.iter().enumerate().map(|(at, e)| (e.0, at)).collect();
            }
            n => {
                self.index.insert(name, n - 1);
            }
        }
        true
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (Name, V)> + '_ {
        self.entries.iter().copied()
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The name at a position.
    pub(super) fn at(&self, at: usize) -> Name {
        self.entries.get(at).map_or(Name::MAX, |e| e.0)
    }

    pub(super) fn clear(&mut self) {
        self.entries.clear();
        if !self.index.is_empty() {
            self.index = FxHashMap::default();
        }
    }
}

impl NameSet {
    fn without(&mut self, others: &NameSet) {
        let before = self.entries.len();
        self.entries.retain(|(name, ())| !others.has(*name));
        if before > FEW && self.entries.len() < before {
            self.index = self.entries.iter().enumerate().map(|(at, e)| (e.0, at)).collect();
        }
    }
}

/// The texts of names, each kept once.
pub(super) struct Names<'h> {
    arena: &'h Arena,
    known: FxHashMap<&'h str, Name>,
    texts: Vec<&'h str>,
    spare: Vec<NameSet>,
    /// Short names that were asked for, each at a place that hangs on its text: most names are
    /// short, and stand in several places one after the other.
    recent: [(u64, Name); RECENT],
}

/// How many short names are at hand.
const RECENT: usize = 64;

/// The bytes of a text of at most seven, and how many; none of a longer one.
fn packed(text: &str) -> Option<u64> {
    let mut bytes = [0; 8];
    bytes.get_mut(1..)?.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
    *bytes.first_mut()? = u8::try_from(text.len()).ok()?;
    Some(u64::from_le_bytes(bytes))
}

/// A rule whose arguments have template texts, with these put into its bodies: they are no
/// patterns, and may need what a body binds.
pub(super) fn without_templates(rule: &ast::Rule) -> Option<ast::Rule> {
    let is_template = |t: &ast::Term| matches!(t.kind, ast::TermKind::Template { .. });
    if !rule.head.args.iter().flatten().any(is_template) {
        return None;
    }
    let mut plain = rule.clone();
    let mut literals = Vec::new();
    for (n, arg) in plain.head.args.iter_mut().flatten().enumerate() {
        if !is_template(arg) {
            continue;
        }
        // No name of a policy has a space in it.
        let var = ast::TermKind::Var(format!("argument {n}").into());
        let var = ast::Term { kind: var, span: arg.span };
        let template = std::mem::replace(arg, var.clone());
        let span = template.span;
        let kind = ast::TermKind::Binary {
            op: ast::BinaryOp::Unify,
            left: Box::new(var),
            right: Box::new(template),
        };
        let kind = ast::LiteralKind::Expr(ast::Term { kind, span });
        literals.push(ast::Literal { kind, with: Vec::new(), span });
    }
    let bodies = plain.elses.iter_mut().map(|e| &mut e.body).chain([&mut plain.body]);
    for body in bodies {
        body.splice(0..0, literals.iter().cloned());
    }
    Some(plain)
}

/// The set of what an expression in a template text is: empty where it is undefined.
pub(super) fn template_part(term: &ast::Term, with: &[ast::With]) -> ast::Comprehension {
    if with.is_empty() {
        return ast::Comprehension { key: None, head: term.clone(), body: Vec::new() };
    }
    // No name of a policy has a space in it.
    let var = ast::Term { kind: ast::TermKind::Var("template part".into()), span: term.span };
    let kind = ast::TermKind::Binary {
        op: ast::BinaryOp::Assign,
        left: Box::new(var.clone()),
        right: Box::new(term.clone()),
    };
    let literal = ast::Literal {
        kind: ast::LiteralKind::Expr(ast::Term { kind, span: term.span }),
        with: with.to_vec(),
        span: term.span,
    };
    ast::Comprehension { key: None, head: var, body: vec![literal] }
}

pub(super) fn plain_name(term: &ast::Term) -> Option<&str> {
    match &term.kind {
        ast::TermKind::Var(name) => Some(name),
        _ => None,
    }
}

/// The names and constant keys of a path such as `data.lib.f`.
pub(super) fn constant_path(term: &ast::Term) -> Option<Vec<&str>> {
    match &term.kind {
        ast::TermKind::Var(name) => Some(vec![name]),
        ast::TermKind::Parens(inner) => constant_path(inner),
        ast::TermKind::Ref(path) => {
            let mut found = constant_path(&path.base)?;
            for part in &path.parts {
                match &part.term.kind {
                    ast::TermKind::Str { text, .. } => found.push(text),
                    _ => return None,
                }
            }
            Some(found)
        }
        _ => None,
    }
}

/// How many parts behind the name of a head are constant texts.
pub(super) fn constant_keys(head: &ast::Head) -> usize {
    let constant = |p: &&ast::RefPart| matches!(p.term.kind, ast::TermKind::Str { .. });
    head.path.iter().take_while(constant).count()
}

impl<'h> Names<'h> {
    pub(super) fn new(arena: &'h Arena) -> Self {
        let (known, recent) = (FxHashMap::default(), [(u64::MAX, 0); RECENT]);
        Self { arena, known, texts: Vec::new(), spare: Vec::new(), recent }
    }

    #[inline]
    pub(super) fn of(&mut self, text: &str) -> Name {
        let Some(packed) = packed(text) else { return self.looked_up(text) };
        let at = (packed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 58) as usize % RECENT;
        let (recent, name) = self.recent[at];
        if recent == packed {
            return name;
        }
        let name = self.looked_up(text);
        self.recent[at] = (packed, name);
        name
    }

    fn looked_up(&mut self, text: &str) -> Name {
        if let Some(name) = self.known.get(text) {
            return *name;
        }
        let text = self.arena.alloc_str(text);
        let name = Name::try_from(self.texts.len()).unwrap_or(Name::MAX);
        self.texts.push(text);
        self.known.insert(text, name);
        name
    }

    pub(super) fn text(&self, name: Name) -> &'h str {
        self.texts.get(name as usize).copied().unwrap_or("")
    }

    /// An empty set, to be given back.
    pub(super) fn take(&mut self) -> NameSet {
        self.spare.pop().unwrap_or_default()
    }

    pub(super) fn give_back(&mut self, mut set: NameSet) {
        set.clear();
        self.spare.push(set);
    }

    /// Puts the names of a set in the order of their texts, for going through them by position.
    pub(super) fn sort(&self, set: &mut NameSet) {
        set.entries.sort_by_key(|(name, ())| self.text(*name));
    }

    /// The variables that a pattern declares.
    pub(super) fn pattern(&mut self, term: &ast::Term, found: &mut NameSet) {
        match &term.kind {
            ast::TermKind::Var(name) if name != "_" => {
                found.set(self.of(name), ());
            }
            ast::TermKind::Array(items) => items.iter().for_each(|t| self.pattern(t, found)),
            ast::TermKind::Object(pairs) => {
                pairs.iter().for_each(|(_, value)| self.pattern(value, found));
            }
            ast::TermKind::Parens(inner) => self.pattern(inner, found),
            _ => {}
        }
    }

    /// The names in a term, closures left out.
    pub(super) fn direct(&mut self, term: &ast::Term, found: &mut NameSet) {
        match &term.kind {
            ast::TermKind::Var(name) => {
                found.set(self.of(name), ());
            }
            ast::TermKind::Parens(inner) => self.direct(inner, found),
            ast::TermKind::Ref(path) => {
                self.direct(&path.base, found);
                path.parts.iter().for_each(|p| self.direct(&p.term, found));
            }
            ast::TermKind::Array(items) | ast::TermKind::Set(items) => {
                items.iter().for_each(|t| self.direct(t, found));
            }
            ast::TermKind::Object(pairs) => pairs.iter().for_each(|(k, v)| {
                self.direct(k, found);
                self.direct(v, found);
            }),
            ast::TermKind::Call { args, .. } => args.iter().for_each(|t| self.direct(t, found)),
            ast::TermKind::Binary { left, right, .. } => {
                self.direct(left, found);
                self.direct(right, found);
            }
            ast::TermKind::In { key, value, collection } => {
                key.iter().for_each(|k| self.direct(k, found));
                self.direct(value, found);
                self.direct(collection, found);
            }
            _ => {}
        }
    }

    /// The names that a body uses itself, closures left out; those that it declares are not of
    /// outer use.
    pub(super) fn body(&mut self, body: &[ast::Literal], found: &mut NameSet) {
        let (mut declared, mut used) = (self.take(), self.take());
        for literal in body {
            match &literal.kind {
                ast::LiteralKind::Some(names) => names.iter().for_each(|n| {
                    declared.set(self.of(&n.text), ());
                }),
                ast::LiteralKind::SomeIn { key, value, .. } => {
                    key.iter().chain([value]).for_each(|p| self.pattern(p, &mut declared));
                }
                ast::LiteralKind::Expr(term) => self.assigned(term, &mut declared),
                _ => {}
            }
        }
        self.uses(body, &mut used);
        for (name, ()) in used.iter().filter(|n| !declared.has(n.0)) {
            found.set(name, ());
        }
        found.without(&declared);
        self.give_back(declared);
        self.give_back(used);
    }

    fn assigned(&mut self, term: &ast::Term, found: &mut NameSet) {
        match &term.kind {
            ast::TermKind::Parens(inner) => self.assigned(inner, found),
            ast::TermKind::Binary { op: ast::BinaryOp::Assign, left, .. } => {
                self.pattern(left, found);
            }
            _ => {}
        }
    }

    fn uses(&mut self, body: &[ast::Literal], found: &mut NameSet) {
        for literal in body {
            match &literal.kind {
                ast::LiteralKind::Expr(term) | ast::LiteralKind::Not(term) => {
                    self.direct(term, found);
                }
                ast::LiteralKind::NotBody(operand) => self.operand(operand, found),
                ast::LiteralKind::Logic { operands, .. } => {
                    operands.iter().for_each(|o| self.operand(o, found));
                }
                ast::LiteralKind::Some(_) => {}
                ast::LiteralKind::SomeIn { collection: term, .. }
                | ast::LiteralKind::Every { domain: term, .. } => self.direct(term, found),
            }
            for with in &literal.with {
                self.direct(&with.value, found);
            }
        }
    }

    /// The names in an operand that has no variables of its own.
    fn operand(&mut self, operand: &ast::Operand, found: &mut NameSet) {
        if operand.form != ast::Form::Braces {
            self.uses(&operand.body, found);
        }
    }
}
