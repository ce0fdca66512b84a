//! One query over many inputs.

use super::documents::{Kind, read_document};
use super::evaluate::{Prepared, Problem};
use super::json::to_json;
use palisade_ir::{NoHost, NoRecord, Options, Vm};
use palisade_source::{Diagnostic, FileId, SourceMap};
use palisade_value::{Arena, Value};
use rayon::prelude::*;

/// What a query came to for one input.
#[derive(Clone, PartialEq, Debug)]
pub enum Answer {
    /// The value of its first expression, as JSON.
    Value(String),
    /// It has no solution.
    Undefined,
    /// It could not be evaluated.
    Failed(Problem),
    /// The input is not of its form.
    Unreadable(Diagnostic),
}

impl Prepared {
    /// Asks the query of many inputs, on all threads of the present pool, each in an arena of its
    /// own. Answers are in the order of the inputs, whatever the number of threads. `ask` is given
    /// the position of an input and what runs it with options, of which it gives the answer back;
    /// what `print` would say is heard by nobody.
    pub fn answers(
        &self,
        sources: &SourceMap,
        data: Value<'_>,
        inputs: &[(FileId, Kind)],
        ask: impl Fn(usize, &dyn Fn(Options<'_>) -> Answer) -> Answer + Sync,
    ) -> Vec<Answer> {
        let one = |(n, (file, kind)): (usize, &(FileId, Kind))| {
            let arena = Arena::new();
            let input = match read_document(&arena, sources, *file, *kind) {
                Ok(input) => input,
                Err(diagnostic) => return Answer::Unreadable(*diagnostic),
            };
            ask(n, &|options| self.answer(&arena, data, input, options))
        };
        inputs.par_iter().enumerate().map(one).collect()
    }

    fn answer<'e>(
        &'e self,
        arena: &'e Arena,
        data: Value<'e>,
        input: Value<'e>,
        options: Options<'_>,
    ) -> Answer {
        let options = Options { host: &NoHost, ..options };
        let mut vm = Vm::new(&self.compiled.program, arena, options, NoRecord);
        match self.run(&mut vm, Some(input), data) {
            Ok(solutions) => solutions
                .first()
                .and_then(|solution| solution.values.first())
                .map_or(Answer::Undefined, |value| Answer::Value(to_json(*value))),
            Err(problem) => Answer::Failed(problem),
        }
    }
}
