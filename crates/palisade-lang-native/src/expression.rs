//! The expressions of one policy, lowered into one program.

use crate::Problems;
use palisade_arena::Arena;
use palisade_engine::{ROOT_PARAMETERS, ROOT_RESOURCE, ROOT_TARGET};
use palisade_ir::{Func, FuncId, FuncKind, Program, ProgramBuilder};
use palisade_lang_cel::{Binding, Env, Frame, ObjectType, Source, Type, compile};
use palisade_source::Level;
use palisade_yaml::Text;

/// Functions that policies have beside those of CEL.
const FUNCTIONS: &[(&str, &str)] = &[
    ("linked", "linked(dyn, string) -> list(dyn)"),
    ("covered_by", "covered_by(string) -> bool"),
    ("parse_json", "parse_json(dyn) -> dyn"),
    ("iam.statements", "iam.statements(dyn) -> list(dyn)"),
    ("iam.anyone", "iam.anyone(dyn) -> bool"),
    ("iam.account", "iam.account(dyn) -> bool"),
    ("iam.limited", "iam.limited(dyn, list(string)) -> bool"),
    ("iam.everything", "iam.everything(dyn) -> bool"),
    ("iam.covers", "iam.covers(dyn, list(string)) -> bool"),
    ("iam.written_by", "iam.written_by(dyn, dyn) -> bool"),
    ("net.world", "net.world(dyn) -> bool"),
];

pub(crate) struct Expressions<'b> {
    env: Env,
    builder: ProgramBuilder<'b>,
    too_deep: bool,
}

impl<'b> Expressions<'b> {
    pub(crate) fn new(arena: &'b Arena, parameters: &[(String, Type)]) -> Self {
        let mut target = ObjectType::closed();
        for name in ["address", "framework", "name", "type"] {
            target = target.field(name, Type::String);
        }
        let mut params = ObjectType::closed();
        for (name, ty) in parameters {
            params = params.field(name, ty.clone());
        }
        let mut env = Env::new().object("target", target).object("params", params);
        for (name, signature) in FUNCTIONS {
            env = env.function(name, &[signature]);
        }
        env.declare("resource", Type::Dyn, Binding::Root(ROOT_RESOURCE));
        env.declare("target", Type::Object("target".into()), Binding::Root(ROOT_TARGET));
        env.declare("params", Type::Object("params".into()), Binding::Root(ROOT_PARAMETERS));
        Self { env, builder: ProgramBuilder::new(arena), too_deep: false }
    }

    pub(crate) fn is_declared(&self, name: &str) -> bool {
        self.env.variable_number(name).is_some()
    }

    /// A function of the program for an expression, with the type of what it gives.
    fn function(
        &mut self,
        name: &str,
        text: &Text,
        keep: bool,
        problems: &mut Problems,
    ) -> Option<(FuncId, Type)> {
        let file = problems.at(text.span).file;
        let source = Source::in_pieces(&text.text, file, &text.pieces);
        let mut frame = Frame::new(0);
        let (compiled, diagnostics) = compile(&source, &self.env, &mut self.builder, &mut frame);
        self.too_deep |= self.builder.too_deep().is_some();
        let failed = diagnostics.iter().any(|d| d.level == Level::Error);
        diagnostics.into_iter().for_each(|d| problems.push(d));
        let compiled = compiled.filter(|_| !failed)?;
        let memo = keep.then(|| self.builder.memo());
        let func = self.builder.func(Func {
            name: name.to_owned(),
            params: 0,
            slots: frame.slots(),
            kind: FuncKind::Expr(compiled.expr),
            memo,
            location: Some(problems.at(text.span)),
        });
        Some((func, compiled.result))
    }

    /// A condition: true or false.
    pub(crate) fn condition(&mut self, text: &Text, problems: &mut Problems) -> Option<FuncId> {
        let (func, ty) = self.function("condition", text, false, problems)?;
        if !matches!(ty, Type::Bool | Type::Dyn | Type::Var(_) | Type::Param(_)) {
            let help = "compare it with something: `… == …`, `… in […]`";
            problems.error(
                text.span,
                format!("a condition is a bool, not {ty}"),
                Some(help.into()),
            );
            return None;
        }
        Some(func)
    }

    /// Any value.
    pub(crate) fn value(&mut self, text: &Text, problems: &mut Problems) -> Option<FuncId> {
        self.function("value", text, false, problems).map(|(func, _)| func)
    }

    /// A variable, evaluated once for a resource, and only where it is used.
    pub(crate) fn variable(&mut self, name: &str, text: &Text, problems: &mut Problems) {
        match self.function(name, text, true, problems) {
            Some((func, ty)) => _ = self.env.declare(name, ty, Binding::Call(func)),
            // What is wrong with it was told once; its uses are not wrong as well.
            None => _ = self.env.declare(name, Type::Dyn, Binding::Root(ROOT_RESOURCE)),
        }
    }

    /// The program; none where it must not be run.
    pub(crate) fn finish(self, problems: &Problems) -> Option<Program> {
        if self.too_deep || problems.any_error() {
            return None;
        }
        Some(self.builder.finish())
    }
}
