//! What bodies have beside their literals: replacements, prints, and the cases of tests.

use super::hir::{
    Callee, ComprehensionKind, Lit, LitKind, Target, Term, TermKind, With, WithValue,
};
use super::names::constant_path;
use super::resolve::{Meaning, Resolved, Resolver};
use super::{CASE, PRINT, is_test};
use crate::ast;
use palisade_source::Span;

impl<'h> Resolver<'_, 'h> {
    /// `print(…)`: each argument as the set of what it is, so that one that is undefined does not
    /// make the body so.
    pub(super) fn print(
        &mut self,
        args: &[ast::Term],
        span: Span,
    ) -> Resolved<Option<LitKind<'h>>> {
        let args = args
            .iter()
            .map(|arg| {
                let inner = ast::Comprehension { key: None, head: arg.clone(), body: Vec::new() };
                Ok(Term::new(self.comprehension(ComprehensionKind::Set, &inner)?, arg.span))
            })
            .collect::<Resolved<Vec<_>>>()?;
        if !self.globals.options.print {
            return Ok(None);
        }
        let call = TermKind::Call(Callee::Host(PRINT), self.arena.alloc_slice(&args));
        Ok(Some(LitKind::Test(Term::new(call, span))))
    }

    /// Tells the keys of a test's case as soon as they are known, so that a case that does not
    /// hold is known as well.
    pub(super) fn note_case(
        &self,
        head: &ast::Head,
        keys: &[Term<'h>],
        contains: Option<Term<'h>>,
        body: &mut Vec<Lit<'h>>,
    ) {
        if !self.globals.options.cases || body.is_empty() {
            return;
        }
        let keys: Vec<Term<'h>> = keys.iter().copied().chain(contains).collect();
        let is_test = is_test(&head.name.text)
            || head.path.iter().any(|p| match &p.term.kind {
                ast::TermKind::Str { text, .. } => is_test(text),
                _ => false,
            });
        if !is_test || keys.is_empty() {
            return;
        }
        let array = Term::new(TermKind::Array(self.arena.alloc_slice(&keys)), head.span);
        let call = TermKind::Call(Callee::Host(CASE), self.arena.alloc_slice(&[array]));
        body.insert(0, Lit::new(LitKind::Test(Term::new(call, head.span)), head.span));
    }

    pub(super) fn with(&mut self, with: &ast::With) -> Resolved<With<'h>> {
        let path = constant_path(&with.target);
        let Some(path) = path else {
            let message = "with keyword target must reference existing input, data, or a function";
            self.error("rego-type-error", with.target.span, message);
            return Err(());
        };
        // A name of an import or of a rule is the path that it stands for.
        let whole: Option<Vec<&str>> = path.split_first().and_then(|(first, rest)| {
            let mut whole = match self.global(first)? {
                Meaning::Import(path) => path.to_vec(),
                Meaning::Rule => [&["data"], self.module.package.as_slice(), &[*first]].concat(),
                Meaning::Input | Meaning::Data => return None,
            };
            whole.extend_from_slice(rest);
            Some(whole).filter(|whole| !self.globals.functions.contains_key(&whole[1..]))
        });
        let path = whole.unwrap_or(path);
        let target = match path.first().copied() {
            Some("input") => Target::Input(self.path(&path[1..])),
            Some("data") => Target::Data(self.path(&path[1..])),
            _ => match self.callee(&with.target)?.0 {
                Callee::Function(path) => Target::Data(path),
                Callee::Builtin(declared) => Target::Builtin(declared.builtin.name),
                Callee::Operator(operator) => Target::Builtin(operator.name()),
                Callee::Host(name) => Target::Builtin(name),
            },
        };
        let span = with.target.span;
        if let Target::Builtin(name) = target
            && (matches!(name, "eq" | "walk") || name.starts_with("internal."))
        {
            let message = format!("`with` cannot replace `{name}`");
            self.error("rego-type-error", span, message);
            return Err(());
        }
        self.found.targets.insert(target);
        let is_function = match &target {
            Target::Builtin(_) => true,
            Target::Data(path) => self.globals.functions.contains_key(*path),
            Target::Input(_) => false,
        };
        if is_function
            && let Some(path) = constant_path(&with.value)
            && let Some(callee) = self.function_named(&path)
        {
            return Ok(With { target, value: WithValue::Function(callee), span });
        }
        Ok(With { target, value: WithValue::Term(self.term(&with.value)?), span })
    }
}
