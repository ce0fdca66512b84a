//! CEL of a template, as ValidatingAdmissionPolicies have it.

use crate::problems::Problems;
use palisade_arena::Arena;
use palisade_ir::{Func, FuncId, FuncKind, Program, ProgramBuilder, Root};
use palisade_lang_cel::{Binding, Env, Frame, Source, Type, compile};
use palisade_source::Level;
use palisade_yaml::{Node, Text};

/// What names of variables may not begin with.
const RESERVED: &str = "gatekeeper_internal_";

/// What becomes of an object when an expression is an error.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum FailurePolicy {
    /// It is a violation.
    #[default]
    Fail,
    /// The expression does not count.
    Ignore,
}

/// One validation.
#[derive(Clone, Debug)]
pub(crate) struct Validation {
    pub(crate) condition: FuncId,
    /// The condition as it is written.
    pub(crate) text: String,
    pub(crate) message: String,
    pub(crate) message_expression: Option<FuncId>,
}

/// The CEL of a template, ready to run. Document 0 is an object of the variables.
#[derive(Debug)]
pub(crate) struct CelProgram {
    pub(crate) program: Program,
    pub(crate) conditions: Vec<(String, FuncId)>,
    pub(crate) validations: Vec<Validation>,
    pub(crate) failure: FailurePolicy,
}

/// The variables that expressions have from the start; each is a field of document 0.
pub(crate) const VARIABLES: &[&str] = &[
    "object",
    "oldObject",
    "request",
    "params",
    "namespaceObject",
    "variables.params",
    "variables.anyObject",
];

struct Expressions<'b> {
    env: Env,
    builder: ProgramBuilder<'b>,
    too_deep: bool,
}

impl Expressions<'_> {
    fn compile(
        &mut self,
        name: &str,
        text: &Text,
        keep: bool,
        wanted: Option<&Type>,
        problems: &mut Problems,
    ) -> Option<(FuncId, Type)> {
        let source = Source::in_pieces(&text.text, problems.file, &text.pieces);
        let mut frame = Frame::new(0);
        let (compiled, diagnostics) = compile(&source, &self.env, &mut self.builder, &mut frame);
        self.too_deep |= self.builder.too_deep().is_some();
        let failed = diagnostics.iter().any(|d| d.level == Level::Error);
        problems.found.extend(diagnostics);
        let compiled = compiled.filter(|_| !failed)?;
        if let Some(wanted) = wanted
            && !compiled.result.is_dyn()
            && compiled.result != *wanted
        {
            let found = &compiled.result;
            problems.error(text.span, format!("the expression gives {found}, not {wanted}"), None);
            return None;
        }
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
}

/// An expression under a key.
fn expression(
    node: &Node<'_>,
    key: &str,
    what: &str,
    text: &str,
    problems: &mut Problems,
) -> Option<Text> {
    let value = problems.required(node, key, what)?;
    let found = value.as_str(crate::problems::SCHEMA).is_some();
    let found = found.then(|| Text::of(value, text)).flatten();
    if found.is_none() {
        // `true` is an expression as well as a truth value of YAML.
        if let Some(whole) = Text::of(value, text).filter(|t| !t.text.trim().is_empty()) {
            return Some(whole);
        }
        let shown = value.describe(crate::problems::SCHEMA);
        problems.error(value.span, format!("`{key}` is a CEL expression, not {shown}"), None);
    }
    found
}

/// Reads and compiles the `source` of an engine `K8sNativeValidation`.
pub(crate) fn compile_source(
    node: &Node<'_>,
    text: &str,
    problems: &mut Problems,
) -> Option<CelProgram> {
    const KEYS: &[&str] = &[
        "variables",
        "validations",
        "failurePolicy",
        "matchConditions",
        "matchCondition",
        "generateVAP",
    ];
    let node = problems.mapping(node, "`source`", KEYS)?;
    let arena = Arena::new();
    let mut env = Env::new();
    for name in VARIABLES {
        env.declare(name, Type::Dyn, Binding::Field(Root(0)));
    }
    let mut expressions =
        Expressions { env, builder: ProgramBuilder::new(&arena), too_deep: false };
    for variable in problems.list(node, "variables") {
        let what = "a variable";
        let Some(variable) = problems.mapping(variable, what, &["name", "expression"]) else {
            continue;
        };
        let name = problems.required(variable, "name", what);
        let name = name.and_then(|n| Some((problems.text(n, "`name`")?, n.span)));
        let source = expression(variable, "expression", what, text, problems);
        let (Some((name, span)), Some(source)) = (name, source) else { continue };
        let full = format!("variables.{name}");
        if name.starts_with(RESERVED) || !is_name(name) {
            problems.error(span, format!("`{name}` is no name for a variable"), None);
        } else if expressions.env.variable_number(&full).is_some() {
            let help = "`params` and `anyObject` are there already; each name is given once";
            problems.error(span, format!("`{full}` is defined already"), Some(help.to_owned()));
        } else {
            let found = expressions.compile(&full, &source, true, None, problems);
            // What is wrong with it was told once; its uses are not wrong as well.
            let (ty, binding) = match found {
                Some((func, ty)) => (ty, Binding::Call(func)),
                None => (Type::Dyn, Binding::Field(Root(0))),
            };
            expressions.env.declare(&full, ty, binding);
        }
    }
    let mut conditions = Vec::new();
    for key in ["matchConditions", "matchCondition"] {
        for condition in problems.list(node, key) {
            let what = "a match condition";
            let known = &["name", "expression"];
            let Some(condition) = problems.mapping(condition, what, known) else { continue };
            let name = problems.word(condition, "name").unwrap_or_default().to_owned();
            let Some(source) = expression(condition, "expression", what, text, problems) else {
                continue;
            };
            let found = expressions.compile(what, &source, false, Some(&Type::Bool), problems);
            conditions.extend(found.map(|(func, _)| (name, func)));
        }
    }
    let validations = validations(node, text, &mut expressions, problems);
    let known = &[("Fail", FailurePolicy::Fail), ("Ignore", FailurePolicy::Ignore)];
    let failure = problems.choice(node, "failurePolicy", known).unwrap_or_default();
    problems.flag(node, "generateVAP");
    if expressions.too_deep || problems.any_error() {
        return None;
    }
    Some(CelProgram { program: expressions.builder.finish(), conditions, validations, failure })
}

fn validations(
    node: &Node<'_>,
    text: &str,
    expressions: &mut Expressions<'_>,
    problems: &mut Problems,
) -> Vec<Validation> {
    let what = "a validation";
    let mut found = Vec::new();
    if problems.required(node, "validations", "the source").is_none() {
        return found;
    }
    const KEYS: &[&str] = &["expression", "message", "messageExpression", "reason"];
    for validation in problems.list(node, "validations") {
        let Some(validation) = problems.mapping(validation, what, KEYS) else { continue };
        let Some(source) = expression(validation, "expression", what, text, problems) else {
            continue;
        };
        let condition = expressions.compile(what, &source, false, Some(&Type::Bool), problems);
        let message = problems.word(validation, "message").unwrap_or_default().to_owned();
        let message_expression = match validation.get("messageExpression") {
            Some(n) if !n.is_null() => {
                let source = expression(validation, "messageExpression", what, text, problems);
                let wanted = Some(&Type::String);
                source.and_then(|s| expressions.compile("message", &s, false, wanted, problems))
            }
            _ => None,
        };
        let Some((condition, _)) = condition else { continue };
        found.push(Validation {
            condition,
            text: source.text.trim().to_owned(),
            message,
            message_expression: message_expression.map(|(func, _)| func),
        });
    }
    found
}

fn is_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
}
