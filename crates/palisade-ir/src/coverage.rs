use crate::{Eval, ExprId, Program, Recorder, Stop};
use palisade_value::{Origin, Value};

/// Which expressions ran and what truth values they came to, over any number of evaluations.
#[derive(Clone, Debug)]
pub struct Coverage {
    seen: Vec<u8>,
}

const RAN: u8 = 1;
const WAS_TRUE: u8 = 2;
const WAS_FALSE: u8 = 4;

impl Coverage {
    /// Nothing covered yet.
    #[must_use]
    pub fn new(program: &Program) -> Self {
        Self { seen: vec![0; program.len()] }
    }

    fn bits(&self, expr: ExprId) -> u8 {
        self.seen.get(expr.0 as usize).copied().unwrap_or(0)
    }

    /// Whether an expression ran.
    #[must_use]
    pub fn ran(&self, expr: ExprId) -> bool {
        self.bits(expr) & RAN != 0
    }

    /// Whether a condition was true once and once false or undefined.
    #[must_use]
    pub fn both_ways(&self, expr: ExprId) -> bool {
        let both = WAS_TRUE | WAS_FALSE;
        self.bits(expr) & both == both
    }

    /// How many expressions ran, of how many.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        (self.seen.iter().filter(|b| **b & RAN != 0).count(), self.seen.len())
    }

    /// Adds what another run of the same program covered.
    pub fn merge(&mut self, other: &Coverage) {
        for (mine, theirs) in self.seen.iter_mut().zip(&other.seen) {
            *mine |= theirs;
        }
    }
}

impl<'e> Recorder<'e> for Coverage {
    const ON: bool = true;
    const MEMOS: bool = true;

    fn enter(&mut self, _: ExprId) {}

    fn exit(&mut self, expr: ExprId, result: &Eval<'e>) {
        if let Some(bits) = self.seen.get_mut(expr.0 as usize) {
            *bits |= match result {
                Ok(Value::Bool(true)) => RAN | WAS_TRUE,
                Ok(Value::Bool(false)) | Err(Stop::Undefined) => RAN | WAS_FALSE,
                _ => RAN,
            };
        }
    }

    fn read(&mut self, _: Value<'e>, _: Option<Value<'e>>, _: Option<&'e Origin<'e>>) {}
    fn iteration(&mut self, _: Value<'e>, _: Option<&'e Origin<'e>>) {}
    fn iteration_end(&mut self) {}
}
