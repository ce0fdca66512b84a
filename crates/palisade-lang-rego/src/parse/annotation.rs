//! `# METADATA` blocks.

use crate::ast::{Annotation, AnnotationTarget, Comment, Module};
use palisade_source::Span;

/// The blocks of a module whose other parts are complete.
pub(super) fn collect(source: &str, module: &Module) -> Vec<Annotation> {
    let mut out = Vec::new();
    let mut comments = module.comments.iter().peekable();
    while let Some(first) = comments.next() {
        if !starts_line(source, first) || !first.text.trim().starts_with("METADATA") {
            continue;
        }
        let mut lines = Vec::new();
        let mut span = first.span;
        while let Some(next) = comments.peek() {
            // The next line, and no code before it.
            let between = source.get(span.end as usize..next.span.start as usize).unwrap_or("?");
            if !matches!(between, "\n" | "\r\n") {
                break;
            }
            lines.push(next.text.as_str());
            span = span.to(next.span);
            comments.next();
        }
        // One space behind the sign is style, unless some line does without.
        let spaced = lines.iter().all(|l| l.is_empty() || l.starts_with(' '));
        let inner = |l: &&str| l.get(usize::from(spaced)..).unwrap_or("").to_owned();
        let text = lines.iter().map(inner).collect::<Vec<_>>().join("\n");
        out.push(Annotation { text, span, target: target(module, span) });
    }
    out
}

fn starts_line(source: &str, comment: &Comment) -> bool {
    let before = source.get(..comment.span.start as usize).unwrap_or("");
    before.is_empty() || before.ends_with('\n')
}

/// The first statement behind a block.
fn target(module: &Module, block: Span) -> AnnotationTarget {
    let behind = |span: Span| (span.start >= block.end).then_some(span.start);
    let package = behind(module.package_span).map(|at| (at, AnnotationTarget::Package));
    let imports = module.imports.partition_point(|i| i.span.start < block.end);
    let import = module.imports.get(imports).map(|i| (i.span.start, AnnotationTarget::Import));
    let first = module.rules.partition_point(|r| r.span.start < block.end);
    let rest = module.rules.iter().enumerate().skip(first);
    let mut rules = rest.filter(|(_, r)| !r.chained);
    let rule = rules.next().map(|(n, r)| (r.span.start, AnnotationTarget::Rule(n)));
    let all = [package, import, rule];
    let nearest = all.into_iter().flatten().min_by_key(|(at, _)| *at);
    nearest.map_or(AnnotationTarget::None, |(_, target)| target)
}
