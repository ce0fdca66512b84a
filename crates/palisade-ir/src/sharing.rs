//! What a program asks more than once is evaluated once.
//!
//! Expressions that must have the same value have one number. Where such a number is asked for
//! more than once in an evaluation it gets a memo; where it hangs on the element of a loop, a
//! place that the loop empties with each iteration. That goes as well for what stands in a loop
//! and does not hang on its element. Nothing is evaluated before it is asked for, and only values
//! are kept: an error is made again, so that it stands where it belongs.

use crate::quick::Quick;
use crate::{Expr, ExprId, FuncId, FuncKind, List, ProgramBuilder, Quantifier};
use rustc_hash::FxHashMap;

/// How much must be saved, in the cost of leaves' uses, for a place to pay.
const WORTH: u32 = 6;
/// How often a loop is taken to run.
const ROUNDS: u32 = 3;
/// Loops nested deeper than this share nothing.
const DEEPEST: usize = 60;

/// What is known of the expressions of one number.
#[derive(Clone, Copy)]
struct Class {
    /// A bit for each loop, by nesting, on whose element it hangs.
    hangs: u64,
    cost: u32,
    /// How often it is asked for.
    asked: u32,
    /// Whether it stands inside a loop that it does not hang on.
    is_fixed: bool,
    /// The loops around it, outermost first, where it was first seen: a run of `loops`.
    place: Option<Place>,
}

#[derive(Clone, Copy)]
enum Place {
    Memo(u32),
    Loop(u32, u32),
}

struct Numbers<'p, 'b> {
    program: &'p ProgramBuilder<'b>,
    known: FxHashMap<Vec<u32>, u32>,
    classes: Vec<Class>,
    /// The number of each expression that was seen once.
    of: Vec<Option<u32>>,
    /// Expressions that were seen in two places with different numbers.
    twice: Vec<bool>,
    slots: Vec<Option<u32>>,
    /// The loops that are walked, outermost first.
    loops: Vec<u32>,
}

pub(crate) fn run(program: &mut ProgramBuilder<'_>, quick: &mut Quick) {
    let roots: Vec<ExprId> = program
        .funcs
        .iter()
        .filter(|f| f.params == 0)
        .filter_map(|f| if let FuncKind::Expr(root) = f.kind { Some(root) } else { None })
        .collect();
    let count = program.exprs.len();
    let mut numbers = Numbers {
        program,
        known: FxHashMap::default(),
        classes: Vec::new(),
        of: vec![None; count],
        twice: vec![false; count],
        slots: Vec::new(),
        loops: Vec::new(),
    };
    for root in &roots {
        numbers.slots.clear();
        numbers.number(*root);
    }
    let mut chosen: Vec<(ExprId, u32, Option<u32>)> = Vec::new();
    for root in &roots {
        numbers.ask(*root, &mut Vec::new(), false, &mut chosen);
    }
    let Numbers { mut classes, of, twice, .. } = numbers;
    let is_worth = |class: &Class| {
        let saved = class.asked.saturating_sub(1) + if class.is_fixed { ROUNDS } else { 0 };
        class.cost >= 2 && saved.saturating_mul(class.cost) >= WORTH
    };
    // Places of one loop stand side by side.
    chosen.retain(|(_, number, _)| is_worth(&classes[*number as usize]));
    chosen.sort_by_key(|(id, _, owner)| (*owner, id.0));
    for (_, number, owner) in &chosen {
        if classes[*number as usize].place.is_some() {
            continue;
        }
        let place = match owner {
            None => Place::Memo(program.memo()),
            Some(owner) => {
                let at = quick.places;
                let Some(parts) = program.loops.get_mut(*owner as usize) else { continue };
                if parts.places.0 == parts.places.1 {
                    parts.places = (at, at);
                }
                parts.places.1 = at + 1;
                quick.places += 1;
                Place::Loop(*owner, at)
            }
        };
        classes[*number as usize].place = Some(place);
    }
    let mut done = vec![false; count];
    for (id, number, owner) in chosen {
        let at = id.0 as usize;
        if twice[at] || done[at] || of[at] != Some(number) {
            continue;
        }
        done[at] = true;
        let body = u32::try_from(quick.bodies.len()).unwrap_or(u32::MAX);
        quick.exprs[at] = match (classes[number as usize].place, owner) {
            (Some(Place::Memo(memo)), _) => {
                quick.bodies.push(quick.exprs[at]);
                Expr::Shared(memo, body)
            }
            // A number that hangs on a loop's element has that loop around it wherever it stands.
            (Some(Place::Loop(of, place)), Some(owner)) if of == owner => {
                quick.bodies.push(quick.exprs[at]);
                Expr::Once(place, body)
            }
            _ => continue,
        };
    }
}

impl Numbers<'_, '_> {
    fn class(&mut self, key: Vec<u32>, hangs: u64, cost: u32) -> u32 {
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let new = self.fresh(hangs, cost);
        self.known.insert(key, new);
        new
    }

    /// A number that nothing else has.
    fn fresh(&mut self, hangs: u64, cost: u32) -> u32 {
        let new = u32::try_from(self.classes.len()).unwrap_or(u32::MAX);
        self.classes.push(Class { hangs, cost, asked: 0, is_fixed: false, place: None });
        new
    }

    /// A bit for every loop that is walked.
    fn all_loops(&self) -> u64 {
        (1_u64 << self.loops.len().min(DEEPEST)) - 1
    }

    /// Numbers an expression and all below it.
    fn number(&mut self, id: ExprId) -> u32 {
        let at = id.0 as usize;
        let number = self.number_new(id);
        match self.of[at] {
            Some(old) if old != number => self.twice[at] = true,
            _ => self.of[at] = Some(number),
        }
        number
    }

    /// The number of an operator on operands; `own` tells it from other operators.
    fn with(&mut self, own: &[u32], operands: &[u32], cost: u32) -> u32 {
        let (mut hangs, mut sum) = (0, cost);
        for operand in operands {
            let class = &self.classes[*operand as usize];
            hangs |= class.hangs;
            sum = sum.saturating_add(class.cost);
        }
        let mut key = own.to_vec();
        key.extend(operands);
        self.class(key, hangs, sum)
    }

    fn all(&mut self, list: List) -> Vec<u32> {
        let program = self.program;
        program.lists[list.range()].iter().map(|id| self.number(*id)).collect()
    }

    fn number_new(&mut self, id: ExprId) -> u32 {
        let program = self.program;
        match program.exprs[id.0 as usize] {
            Expr::Const(c) => self.class(vec![0, c.0], 0, 0),
            Expr::Root(root) => self.class(vec![1, u32::from(root.0)], 0, 0),
            Expr::Slot(slot) => {
                let known = self.slots.get(usize::from(slot.0)).copied().flatten();
                known.unwrap_or_else(|| self.opaque())
            }
            Expr::Get(base, key, access) => {
                let base = self.number(base);
                self.with(&[2, key.0, access as u32], &[base], 2)
            }
            Expr::Index(base, key, access) => {
                let operands = [self.number(base), self.number(key)];
                self.with(&[3, access as u32], &operands, 2)
            }
            Expr::Has(base, key) => {
                let base = self.number(base);
                self.with(&[4, key.0], &[base], 2)
            }
            Expr::Not(operand) => {
                let operand = self.number(operand);
                self.with(&[5], &[operand], 1)
            }
            Expr::Neg(operand) => {
                let operand = self.number(operand);
                self.with(&[6], &[operand], 1)
            }
            Expr::Binary(op, a, b) => {
                let operands = [self.number(a), self.number(b)];
                self.with(&[7, op as u32], &operands, 1)
            }
            Expr::InTable(a, table) => {
                let operand = self.number(a);
                self.with(&[8, table], &[operand], 2)
            }
            Expr::And(list) => {
                let operands = self.all(list);
                self.with(&[9], &operands, 1)
            }
            Expr::Or(list) => {
                let operands = self.all(list);
                self.with(&[10], &operands, 1)
            }
            Expr::Cond(a, b, c) => {
                let operands = [self.number(a), self.number(b), self.number(c)];
                self.with(&[11], &operands, 1)
            }
            Expr::Array(list) => {
                let operands = self.all(list);
                self.with(&[12], &operands, 3)
            }
            Expr::Call { builtin, arguments, soft } => {
                let operands = self.all(arguments);
                if program.builtin(builtin).pure {
                    self.with(&[13, builtin, u32::from(soft)], &operands, 3)
                } else {
                    self.opaque()
                }
            }
            Expr::HostCall(name, list) => {
                let operands = self.all(list);
                self.with(&[14, name.0], &operands, 8)
            }
            Expr::CallFunc(func, list) if list.is_empty() && self.is_kept(func) => {
                self.class(vec![15, func.0], 0, 1)
            }
            Expr::OrElse(a, b) => {
                let operands = [self.number(a), self.number(b)];
                self.with(&[16], &operands, 1)
            }
            Expr::Let(slot, value, body) => {
                let value = self.number(value);
                let outer = self.bind(usize::from(slot.0), Some(value));
                let body = self.number(body);
                self.bind(usize::from(slot.0), outer);
                self.with(&[17], &[value, body], 1)
            }
            Expr::Loop(index) => self.number_loop(index),
            _ => self.opaque(),
        }
    }

    fn is_kept(&self, func: FuncId) -> bool {
        self.program.is_memoised(func)
    }

    /// What hangs on all that is around it.
    fn opaque(&mut self) -> u32 {
        let hangs = self.all_loops();
        self.fresh(hangs, 1)
    }

    fn bind(&mut self, slot: usize, number: Option<u32>) -> Option<u32> {
        if self.slots.len() <= slot {
            self.slots.resize(slot + 1, None);
        }
        std::mem::replace(&mut self.slots[slot], number)
    }

    fn number_loop(&mut self, index: u32) -> u32 {
        let parts = self.program.loops[index as usize];
        let range = self.number(parts.range);
        if self.loops.len() >= DEEPEST {
            return self.opaque();
        }
        let own = 1_u64 << self.loops.len();
        self.loops.push(index);
        let slots = [parts.key, parts.value].map(|s| s.map(|s| usize::from(s.0)));
        let outer = slots.map(|slot| {
            let element = self.fresh(own, 0);
            slot.map(|slot| (slot, self.bind(slot, Some(element))))
        });
        let inside: Vec<u32> =
            [parts.condition, parts.step].into_iter().flatten().map(|e| self.number(e)).collect();
        for (slot, number) in outer.into_iter().flatten() {
            self.bind(slot, number);
        }
        self.loops.pop();
        let (mut hangs, mut cost) = (self.classes[range as usize].hangs, 6);
        for number in inside {
            let class = &self.classes[number as usize];
            hangs |= class.hangs & !own;
            cost += class.cost.saturating_mul(ROUNDS);
        }
        let sum = cost.saturating_add(self.classes[range as usize].cost);
        // Collections that loops make are made each time: kept ones that stand in each other take
        // little room and are without end for whoever walks them.
        if matches!(parts.quantifier, Quantifier::List | Quantifier::Map | Quantifier::Entries) {
            return self.fresh(self.all_loops(), sum);
        }
        self.fresh(hangs, sum)
    }

    /// Counts how often each number is asked for, an expression that has been seen counted once
    /// whatever stands below it; and lists what may be kept, with the loop that it would be kept
    /// by.
    fn ask(
        &mut self,
        id: ExprId,
        loops: &mut Vec<u32>,
        is_inside: bool,
        chosen: &mut Vec<(ExprId, u32, Option<u32>)>,
    ) {
        let Some(number) = self.of[id.0 as usize] else { return };
        let program = self.program;
        let class = &mut self.classes[number as usize];
        let is_first = class.asked == 0;
        class.asked = class.asked.saturating_add(1);
        let depth = (u64::BITS - class.hangs.leading_zeros()) as usize;
        let is_fixed = depth < loops.len() && !is_inside;
        class.is_fixed |= is_fixed;
        if class.cost > 0 && depth <= loops.len() {
            let owner = depth.checked_sub(1).and_then(|at| loops.get(at)).copied();
            chosen.push((id, number, owner));
        }
        // Below what is kept as a whole nothing need be kept for the sake of the loop.
        let is_inside = is_fixed || (is_inside && depth < loops.len());
        if !is_first {
            return;
        }
        if let Expr::Loop(index) = program.exprs[id.0 as usize] {
            let parts = program.loops[index as usize];
            self.ask(parts.range, loops, is_inside, chosen);
            if loops.len() < DEEPEST {
                loops.push(index);
                for inner in [parts.condition, parts.step].into_iter().flatten() {
                    self.ask(inner, loops, false, chosen);
                }
                loops.pop();
            }
            return;
        }
        for child in children(program, id) {
            self.ask(child, loops, is_inside, chosen);
        }
    }
}

/// The operands that were numbered.
fn children(program: &ProgramBuilder<'_>, id: ExprId) -> Vec<ExprId> {
    match program.exprs[id.0 as usize] {
        Expr::Get(a, ..) | Expr::Has(a, _) | Expr::Not(a) | Expr::Neg(a) | Expr::InTable(a, _) => {
            vec![a]
        }
        Expr::Index(a, b, _) | Expr::Binary(_, a, b) | Expr::OrElse(a, b) | Expr::Let(_, a, b) => {
            vec![a, b]
        }
        Expr::Cond(a, b, c) => vec![a, b, c],
        Expr::And(l)
        | Expr::Or(l)
        | Expr::Array(l)
        | Expr::HostCall(_, l)
        | Expr::Call { arguments: l, .. } => program.lists[l.range()].to_vec(),
        _ => Vec::new(),
    }
}
