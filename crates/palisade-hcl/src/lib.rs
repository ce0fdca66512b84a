//! A zero-copy parser for HCL2 native syntax, as Terraform and OpenTofu use it, with recovery.
//!
//! Parsing never fails: [`parse`] gives a tree of all that could be read and a list of
//! [`SyntaxError`]s. The tree is made of `Copy` nodes in an [`Arena`], borrows names and strings
//! from the text, and has a span on every node. This crate evaluates nothing, knows no block type
//! and reads no file.
//!
//! The grammar is that of the HCL native syntax specification; where it leaves room (what `~`
//! trims in a heredoc, which lines `<<-` counts), what `terraform` does is followed.

mod ast;
mod body;
mod collection;
mod expr;
mod nest;
mod recover;
mod scan;
mod template;
#[cfg(test)]
mod tests;
mod walk;

pub use ast::{
    Attribute, Binary, BinaryOp, Block, Body, Call, Comment, Conditional, Expr, ExprKind, For,
    Ident, Interpolation, Item, Label, ObjectItem, ObjectKey, Parsed, ParsedExpr, Step, StepKind,
    SyntaxError, Template, TemplateFor, TemplateForm, TemplateIf, TemplatePart, Traversal, Unary,
    UnaryOp,
};
pub use palisade_arena::Arena;

use palisade_source::Span;
use scan::{Parse, Parser};

/// Parses a whole file.
///
/// ```
/// use palisade_hcl::{Arena, ExprKind, parse};
///
/// let arena = Arena::new();
/// let parsed = parse(&arena, "bucket \"logs\" {\n  public = true\n  days = \n}\n");
/// let bucket = parsed.body.blocks().next().ok_or("no block")?;
/// assert_eq!(bucket.labels[0].text, "logs");
/// let public = bucket.body.attribute("public").ok_or("no attribute")?;
/// assert_eq!(public.expr.kind, ExprKind::Bool(true));
/// assert_eq!(parsed.errors[0].message, "expected an expression, found the end of the line");
/// # Ok::<(), &str>(())
/// ```
#[must_use]
pub fn parse<'s>(arena: &'s Arena, text: &'s str) -> Parsed<'s> {
    let mut parser = Parser::new(arena, text, 0);
    let span = Span::at(0, text.len());
    if let Some(error) = too_large(text, 0) {
        return Parsed { body: Body { items: &[], span }, errors: vec![error], comments: &[] };
    }
    let mut items = parser.file();
    if parser.unclosed {
        // Some block ran into the end of the file and may have swallowed the blocks behind it.
        // Read again, this time ending an unclosed block where the indentation says so.
        parser = Parser::new(arena, text, 0);
        parser.guarded = true;
        items = parser.file();
    }
    let errors = parser.take_errors();
    Parsed { body: Body { items, span }, errors, comments: arena.alloc_slice(&parser.comments) }
}

/// Parses one expression; `base` is added to every span, for a text cut out of a larger one.
///
/// Line breaks mean nothing, as between parentheses.
#[must_use]
pub fn parse_expression<'s>(arena: &'s Arena, text: &'s str, base: u32) -> ParsedExpr<'s> {
    whole(arena, text, base, |parser| {
        parser.skip();
        let expr = parser.expr()?;
        parser.skip();
        if parser.at_end() { Ok(expr) } else { parser.expected("the end of the text", None) }
    })
}

/// Parses the text of a template file; `base` is added to every span.
///
/// Gives [`ExprKind::String`] for a text without interpolations, else [`ExprKind::Template`].
#[must_use]
pub fn parse_template<'s>(arena: &'s Arena, text: &'s str, base: u32) -> ParsedExpr<'s> {
    whole(arena, text, base, Parser::bare_template)
}

fn whole<'s>(
    arena: &'s Arena,
    text: &'s str,
    base: u32,
    read: impl FnOnce(&mut Parser<'s>) -> Parse<Expr<'s>>,
) -> ParsedExpr<'s> {
    let mut parser = Parser::new(arena, text, base);
    let start = base as usize;
    let invalid = Expr { kind: ExprKind::Invalid, span: Span::at(start, start + text.len()) };
    if let Some(error) = too_large(text, base) {
        return ParsedExpr { expr: invalid, errors: vec![error] };
    }
    let expr = read(&mut parser).unwrap_or(invalid);
    ParsedExpr { expr, errors: parser.take_errors() }
}

fn too_large(text: &str, base: u32) -> Option<SyntaxError> {
    let fits = u32::try_from(text.len()).is_ok_and(|len| base.checked_add(len).is_some());
    let error = |message: &str| SyntaxError {
        span: Span::new(base, base),
        message: message.to_owned(),
        help: Some("split it up".to_owned()),
        labels: Vec::new(),
    };
    (!fits).then(|| error("the text is larger than 4 GiB"))
}
