//! From the flat list of what a template holds to its tree: indentation, directives, joined text.

use crate::ast::{
    Expr, ExprKind, Interpolation, SyntaxError, Template, TemplateFor, TemplateForm, TemplateIf,
    TemplatePart,
};
use crate::scan::{Parse, Parser, Stop};
use palisade_source::Span;

/// A template as a flat list, before directives are nested.
#[derive(Clone, Copy)]
pub(crate) enum Raw<'s> {
    /// Text with escapes resolved.
    Text(&'s str, Span),
    Interpolation(&'s Interpolation<'s>),
    If(Expr<'s>, Span),
    Else(Span),
    EndIf(Span),
    For(&'s TemplateFor<'s>),
    EndFor(Span),
}

/// Where a template starts in the flat list, and how deep it is nested.
#[derive(Clone, Copy)]
pub(crate) struct Mark {
    pub(crate) raw: usize,
    pub(crate) depth: u32,
}

/// An `%{if}` or `%{for}` whose end has not come yet.
enum Open<'s> {
    If { condition: Expr<'s>, span: Span, then: Option<&'s [TemplatePart<'s>]> },
    For(&'s TemplateFor<'s>),
}

impl Open<'_> {
    fn span(&self) -> Span {
        match self {
            Self::If { span, .. } => *span,
            Self::For(directive) => directive.span,
        }
    }

    fn names(&self) -> (&'static str, &'static str) {
        match self {
            Self::If { .. } => ("if", "endif"),
            Self::For(_) => ("for", "endfor"),
        }
    }
}

impl<'s> Parser<'s> {
    /// Takes away the indentation that all lines of a `<<-` heredoc share.
    ///
    /// A line counts unless it is blank. One that starts with a sequence has no indentation, and
    /// one whose break before it was trimmed away does not start a line.
    pub(crate) fn unindent(&mut self, mark: usize) {
        let mut shared = usize::MAX;
        let mut line_start = true;
        let raws = self.scratch.raw.get_mut(mark..).unwrap_or(&mut []);
        for raw in raws.iter() {
            let Raw::Text(text, _) = raw else {
                if line_start {
                    shared = 0;
                }
                line_start = false;
                continue;
            };
            for line in text.split_inclusive('\n') {
                if line_start && !is_blank_line(line) {
                    shared = shared.min(line.chars().take_while(|c| c.is_whitespace()).count());
                }
                line_start = line.ends_with('\n');
            }
        }
        if shared == 0 || shared == usize::MAX {
            return;
        }
        line_start = true;
        for raw in raws {
            let Raw::Text(text, _) = raw else {
                line_start = false;
                continue;
            };
            let buffer = &mut self.scratch.buffer;
            buffer.clear();
            for line in text.split_inclusive('\n') {
                let mut kept = line;
                if line_start && !is_blank_line(line) {
                    let at = line.char_indices().nth(shared).map_or(line.len(), |(at, _)| at);
                    kept = line.get(at..).unwrap_or("");
                }
                buffer.push_str(kept);
                line_start = line.ends_with('\n');
            }
            if buffer.len() != text.len() {
                *text = self.arena.alloc_str(buffer);
            }
        }
    }

    /// Turns the flat list from `mark` on into an expression.
    pub(crate) fn finish_template(
        &mut self,
        mark: Mark,
        form: TemplateForm,
        span: Span,
    ) -> Parse<Expr<'s>> {
        let result = self.nest(mark.raw, form, span);
        self.scratch.raw.truncate(mark.raw);
        self.depth = mark.depth;
        result
    }

    fn nest(&mut self, mark: usize, form: TemplateForm, span: Span) -> Parse<Expr<'s>> {
        match self.scratch.raw.get(mark..) {
            None | Some([]) => return Ok(Expr { kind: ExprKind::String(""), span }),
            Some([Raw::Text(text, _)]) => return Ok(Expr { kind: ExprKind::String(text), span }),
            Some(_) => {}
        }
        let first = self.scratch.parts.len();
        let mut open: Vec<(Open<'s>, usize)> = Vec::new();
        let mut at = mark;
        while let Some(raw) = self.scratch.raw.get(at).copied() {
            at += 1;
            match raw {
                Raw::Text(text, place) => at = self.join_text(text, place, at),
                Raw::Interpolation(node) => {
                    self.scratch.parts.push(TemplatePart::Interpolation(node));
                }
                Raw::If(condition, span) => {
                    open.push((Open::If { condition, span, then: None }, self.scratch.parts.len()));
                }
                Raw::For(node) => open.push((Open::For(node), self.scratch.parts.len())),
                Raw::Else(span) => {
                    let parts = open.last().map(|(_, from)| self.take_parts(*from));
                    match open.last_mut() {
                        Some((Open::If { then: then @ None, .. }, _)) => *then = parts,
                        _ => {
                            let help =
                                Some("`else` belongs between `%{if …}` and `%{endif}`, once");
                            return self.fail(span, "misplaced `else` directive", help);
                        }
                    }
                }
                Raw::EndIf(span) | Raw::EndFor(span) => {
                    let is_if = matches!(raw, Raw::EndIf(_));
                    let part = match open.pop() {
                        Some((Open::If { condition, span: start, then }, from)) if is_if => {
                            let parts = self.take_parts(from);
                            let (then, otherwise) = then.map_or((parts, &[][..]), |t| (t, parts));
                            let span = start.to(span);
                            let node = TemplateIf { condition, then, otherwise, span };
                            TemplatePart::If(self.arena.alloc(node))
                        }
                        Some((Open::For(node), from)) if !is_if => {
                            let (body, span) = (self.take_parts(from), node.span.to(span));
                            TemplatePart::For(self.arena.alloc(TemplateFor { body, span, ..*node }))
                        }
                        opened => return self.misplaced_end(is_if, span, opened.map(|o| o.0)),
                    };
                    self.scratch.parts.push(part);
                }
            }
        }
        if let Some((last, _)) = open.last() {
            let (name, end) = last.names();
            let help = format!("end it with `%{{{end}}}`");
            return self.fail(
                last.span(),
                format!("`{name}` directive is never ended"),
                Some(&help),
            );
        }
        let parts = self.take_parts(first);
        if let [TemplatePart::Literal(text, _)] = parts {
            return Ok(Expr { kind: ExprKind::String(text), span });
        }
        let node = self.arena.alloc(Template { form, parts });
        Ok(Expr { kind: ExprKind::Template(node), span })
    }

    #[cold]
    fn misplaced_end<T>(&mut self, is_if: bool, span: Span, opened: Option<Open<'s>>) -> Parse<T> {
        let name = if is_if { "endif" } else { "endfor" };
        let mut labels = Vec::new();
        let mut help = None;
        if let Some(opened) = opened {
            let (start, end) = opened.names();
            labels.push((opened.span(), format!("`{start}` started here")));
            help = Some(format!("`{start}` ends with `%{{{end}}}`"));
        }
        let message = format!("misplaced `{name}` directive");
        self.report(SyntaxError { span, message, help, labels });
        Err(Stop)
    }

    fn take_parts(&mut self, from: usize) -> &'s [TemplatePart<'s>] {
        let parts = self.arena.alloc_slice(self.scratch.parts.get(from..).unwrap_or(&[]));
        self.scratch.parts.truncate(from);
        parts
    }

    /// Adds text as one part together with all text from index `at` on; gives the index behind.
    fn join_text(&mut self, text: &'s str, place: Span, mut at: usize) -> usize {
        let (mut text, mut place) = (text, place);
        if let Some(Raw::Text(..)) = self.scratch.raw.get(at) {
            self.scratch.buffer.clear();
            self.scratch.buffer.push_str(text);
            while let Some(Raw::Text(more, span)) = self.scratch.raw.get(at) {
                self.scratch.buffer.push_str(more);
                place = place.to(*span);
                at += 1;
            }
            text = self.arena.alloc_str(&self.scratch.buffer);
        }
        self.scratch.parts.push(TemplatePart::Literal(text, place));
        at
    }
}

fn is_blank_line(line: &str) -> bool {
    line.ends_with('\n') && line.trim().is_empty()
}
