//! Text down to the policy IR.

use crate::ast::{Ast, ExprId as Node, Kind};
use crate::env::Env;
use crate::lower::{Frame, lower};
use crate::problem::Problem;
use crate::types::Type;
use crate::{Source, check};
use palisade_ir::{ExprId, Func, FuncId, FuncKind, ProgramBuilder};
use palisade_source::{Diagnostic, Span};

/// An expression in the policy IR.
#[derive(Clone, PartialEq, Debug)]
pub struct Compiled {
    /// The expression.
    pub expr: ExprId,
    /// The type of what it gives.
    pub result: Type,
}

/// Compiles an expression into a program that is being built; none where something is wrong.
///
/// Any number of expressions share one builder, and those of one function one frame.
pub fn compile(
    source: &Source<'_>,
    env: &Env,
    builder: &mut ProgramBuilder<'_>,
    frame: &mut Frame,
) -> (Option<Compiled>, Vec<Diagnostic>) {
    let checked = check(source, env);
    let mut diagnostics = checked.diagnostics().to_vec();
    if !env.is_lenient() {
        let patterns = bad_patterns(&checked.ast, env);
        diagnostics.extend(patterns.into_iter().map(|p| source.diagnostic(p)));
    }
    // An unchecked expression is refused only for what is no CEL at all.
    if diagnostics.iter().any(|d| d.level == palisade_source::Level::Error) {
        return (None, diagnostics);
    }
    let fine = builder.too_deep().is_none();
    let expr = lower(&checked, source, env, builder, frame);
    if fine && builder.too_deep().is_some() {
        let whole = Span::at(0, source.text().len());
        let problem = Problem::syntax(whole, "expression nests too deep");
        let help = "split it into several rules or variables";
        diagnostics.push(source.diagnostic(problem.help(help)));
        return (None, diagnostics);
    }
    (Some(Compiled { expr, result: checked.result().clone() }), diagnostics)
}

/// Compiles an expression as a function of its own without parameters.
pub fn compile_function(
    name: &str,
    source: &Source<'_>,
    env: &Env,
    builder: &mut ProgramBuilder<'_>,
) -> (Option<FuncId>, Vec<Diagnostic>) {
    let mut frame = Frame::new(0);
    let (compiled, diagnostics) = compile(source, env, builder, &mut frame);
    let func = compiled.map(|compiled| {
        let location = source.locate(Span::at(0, source.text().len()));
        builder.func(Func {
            name: name.to_owned(),
            params: 0,
            slots: frame.slots(),
            kind: FuncKind::Expr(compiled.expr),
            memo: None,
            location: Some(location),
        })
    });
    (func, diagnostics)
}

/// Constant patterns that can never match because they are none.
fn bad_patterns(ast: &Ast<'_>, env: &Env) -> Vec<Problem> {
    let mut problems = Vec::new();
    for id in ast.ids() {
        let Kind::Invoke { function, args, .. } = ast.kind(id) else { continue };
        let name = env.function_name(function);
        if !matches!(name, "matches" | "regex.extract" | "regex.extractAll" | "regex.replace") {
            continue;
        }
        let pattern: Option<(Node, &str)> = ast.list(args).get(1).and_then(|arg| {
            let Kind::String(text) = ast.kind(*arg) else { return None };
            Some((*arg, ast.text(text)))
        });
        if let Some((arg, text)) = pattern
            && let Err(why) = palisade_builtins::check_pattern(text)
        {
            let message = format!("this is no regular expression: {why}");
            let help = "backslashes are doubled in plain strings: write r'\\d+' or '\\\\d+'";
            problems.push(Problem::types(ast.span(arg), message).help(help));
        }
    }
    problems
}
