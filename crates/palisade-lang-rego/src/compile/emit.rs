//! Blocks that are being written: what follows an iteration stands inside it.

use palisade_ir::{BlockId, ExprId, Override, ProgramBuilder, Slot, Stmt};

/// What a nested block hangs on.
pub(crate) enum Opener {
    Scan { source: ExprId, key: Option<Slot>, value: Option<Slot> },
    With(Vec<Override>),
    Outside,
}

/// A block with the nested ones at its end.
#[derive(Default)]
pub(crate) struct Cursor {
    statements: Vec<Stmt>,
    nested: Vec<(Opener, Vec<Stmt>)>,
}

impl Cursor {
    pub(crate) fn push(&mut self, statement: Stmt) {
        match self.nested.last_mut() {
            Some((_, statements)) => statements.push(statement),
            None => self.statements.push(statement),
        }
    }

    pub(crate) fn open(&mut self, opener: Opener) {
        self.nested.push((opener, Vec::new()));
    }

    /// Closes all blocks, innermost first.
    pub(crate) fn close(mut self, builder: &mut ProgramBuilder<'_>) -> BlockId {
        while let Some((opener, statements)) = self.nested.pop() {
            let block = builder.block(statements);
            self.push(match opener {
                Opener::Scan { source, key, value } => Stmt::Scan { source, key, value, block },
                Opener::With(overrides) => Stmt::With { overrides, block },
                Opener::Outside => Stmt::Outside(block),
            });
        }
        builder.block(self.statements)
    }
}
