//! What part of which rule each expression of a program is.

use palisade_ir::{BlockId, Expr, ExprId, FuncId, FuncKind, Override, Program, Stmt};
use rustc_hash::FxHashMap;

/// What a statement does with its expression.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Use {
    /// It must not be false.
    Test,
    /// A variable is set to it.
    Assign,
    /// It is iterated over.
    Source,
    /// It is iterated over by `every`.
    Domain,
    /// It stands in place of something for a while.
    With,
    /// It is what the rule gives.
    Head,
}

/// The place of an expression that a statement evaluates.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Role {
    /// The rule; none inside of a comprehension.
    pub(crate) func: Option<FuncId>,
    /// The body or branch.
    pub(crate) body: BlockId,
    /// How many stand before it in the body.
    pub(crate) order: u32,
    /// What is done with it.
    pub(crate) used: Use,
    /// Whether it stands in `not`.
    pub(crate) negated: bool,
}

/// A block that gives a solution.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct End {
    /// The rule; none inside of a comprehension.
    pub(crate) func: Option<FuncId>,
    /// The body or branch.
    pub(crate) body: BlockId,
    /// Whether it ends what stands in `not`.
    pub(crate) negated: bool,
    /// Whether it ends an iteration of `every`.
    pub(crate) every: bool,
}

/// The roles of all expressions and blocks of a program.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    pub(crate) roles: FxHashMap<ExprId, Role>,
    pub(crate) ends: FxHashMap<BlockId, End>,
}

#[derive(Clone, Copy)]
struct Place {
    func: Option<FuncId>,
    body: BlockId,
    negated: bool,
    every: bool,
}

impl Outline {
    pub(crate) fn new(program: &Program) -> Self {
        let mut outline = Self::default();
        for (n, func) in program.funcs().iter().enumerate() {
            let id = FuncId(u32::try_from(n).unwrap_or(u32::MAX));
            let FuncKind::Rules { bodies, default, .. } = &func.kind else { continue };
            for branch in bodies.iter().flat_map(|chain| &chain.0) {
                outline.body(program, Some(id), *branch);
            }
            if let Some(default) = default {
                let body = BlockId(u32::MAX);
                let role = Role { func: Some(id), body, order: 0, used: Use::Head, negated: false };
                outline.roles.insert(*default, role);
            }
        }
        for n in 0..program.len() {
            let expr = ExprId(u32::try_from(n).unwrap_or(u32::MAX));
            if let Expr::Generate(_, block) = program.expr(expr) {
                outline.body(program, None, block);
            }
        }
        outline
    }

    fn body(&mut self, program: &Program, func: Option<FuncId>, body: BlockId) {
        let place = Place { func, body, negated: false, every: false };
        self.block(program, body, place, &mut 0, 0);
    }

    fn note(&mut self, place: Place, order: &mut u32, expr: ExprId, used: Use) {
        let Place { func, body, negated, .. } = place;
        self.roles.entry(expr).or_insert(Role { func, body, order: *order, used, negated });
        *order += 1;
    }

    fn block(
        &mut self,
        program: &Program,
        block: BlockId,
        place: Place,
        order: &mut u32,
        depth: u32,
    ) {
        // As deep as blocks of a program nest.
        if depth > 512 {
            return;
        }
        for statement in program.block(block) {
            match statement {
                Stmt::Test(expr) => self.note(place, order, *expr, Use::Test),
                Stmt::Assign(_, expr) => self.note(place, order, *expr, Use::Assign),
                Stmt::Scan { source, .. } => self.note(place, order, *source, Use::Source),
                Stmt::Every { source, .. } => self.note(place, order, *source, Use::Domain),
                Stmt::With { overrides, .. } => {
                    for one in overrides {
                        if let Override::Document(.., expr) | Override::Value(_, expr) = one {
                            self.note(place, order, *expr, Use::With);
                        }
                    }
                }
                Stmt::Grow { path: key, value, .. } => {
                    self.note(place, order, *key, Use::Head);
                    self.note(place, order, *value, Use::Head);
                }
                Stmt::Yield { key, value } => {
                    for expr in key.iter().chain(value) {
                        self.note(place, order, *expr, Use::Head);
                    }
                }
                Stmt::Not(_) | Stmt::Any(_) | Stmt::Select(..) | Stmt::Outside(_) => {}
            }
            let inner = match statement {
                Stmt::Not(_) => Place { negated: !place.negated, ..place },
                Stmt::Every { .. } => Place { every: true, ..place },
                _ => place,
            };
            match statement {
                Stmt::Not(b)
                | Stmt::Outside(b)
                | Stmt::Scan { block: b, .. }
                | Stmt::Every { block: b, .. }
                | Stmt::With { block: b, .. } => self.block(program, *b, inner, order, depth + 1),
                Stmt::Any(blocks) | Stmt::Select(blocks, _) => {
                    for b in blocks {
                        self.block(program, *b, inner, order, depth + 1);
                    }
                }
                Stmt::Yield { .. } | Stmt::Grow { .. } => {
                    let Place { func, body, negated, every } = place;
                    self.ends.insert(block, End { func, body, negated, every });
                }
                Stmt::Test(_) | Stmt::Assign(..) => {}
            }
        }
    }
}
