//! Operators.

use palisade_hcl::{Binary, BinaryOp, Expr};
use palisade_value::{Equality, Value};
use std::cmp::Ordering;

use super::{Env, Eval, Evaluator, Problem};
use crate::number::{arithmetic, infinite};
use crate::types::{Misfit, Type, equals, to_bool, to_number};

/// What arithmetic on numbers beyond 64 bits and fractions costs, in steps.
const WIDE: u64 = 12;

impl<'a, 's> Evaluator<'a, 's, '_> {
    pub(super) fn binary(&mut self, binary: &Binary<'s>, env: &Env<'_, 'a>) -> Eval<'a> {
        use BinaryOp as Op;
        let left = self.eval(&binary.left, env)?;
        if matches!(binary.op, Op::And | Op::Or) {
            return self.logical(binary, left, env);
        }
        let right = self.eval(&binary.right, env)?;
        match binary.op {
            Op::Equal | Op::NotEqual => {
                self.charge(&[left]);
                if let Some(answer) = self.decided(binary.op, left, right) {
                    return Ok(Value::Bool(answer));
                }
                if self.are_different(left, right) {
                    return Ok(Value::Bool(binary.op == Op::NotEqual));
                }
                return Ok(match equals(left, right) {
                    Equality::Unknown(unknown) => self.made(unknown, Type::Bool),
                    Equality::Equal => Value::Bool(binary.op == Op::Equal),
                    Equality::Different => Value::Bool(binary.op == Op::NotEqual),
                });
            }
            _ => {}
        }
        if let Some(unknown) = left.as_unknown().or(right.as_unknown()) {
            for (side, expr) in [(left, &binary.left), (right, &binary.right)] {
                let fits = match side {
                    Value::Unknown(side) => self.can_be(side, &Type::Number),
                    Value::Null => Ok(()),
                    side => to_number(self.arena, side)
                        .map(|_| ())
                        .map_err(|misfit| Problem::new(misfit.to_string())),
                };
                fits.map_err(|problem| problem.at(env.at(expr)))?;
            }
            if let Some(answer) = self.decided(binary.op, left, right) {
                return Ok(Value::Bool(answer));
            }
            let compares =
                matches!(binary.op, Op::Less | Op::LessOrEqual | Op::Greater | Op::GreaterOrEqual);
            return Ok(self.made(unknown, if compares { Type::Bool } else { Type::Number }));
        }
        let number = |this: &Self, value, expr| {
            to_number(this.arena, value)
                .map_err(|misfit: Misfit| Problem::new(misfit.to_string()).at(env.at(expr)))
        };
        let left = number(self, left, &binary.left)?;
        let right = number(self, right, &binary.right)?;
        let order = left.order(&right);
        Ok(match binary.op {
            Op::Less => Value::Bool(order == Ordering::Less),
            Op::LessOrEqual => Value::Bool(order != Ordering::Greater),
            Op::Greater => Value::Bool(order == Ordering::Greater),
            Op::GreaterOrEqual => Value::Bool(order != Ordering::Less),
            op => {
                let result = arithmetic(self.arena, op, left, right).map_err(Problem::new)?;
                let is_int = |value: Value<'_>| matches!(value, Value::Int(_));
                if !is_int(left) || !is_int(right) || matches!(result, Value::Num(_)) {
                    self.steps_taken += WIDE;
                }
                self.infinities = self.infinities || infinite(result).is_some();
                result
            }
        })
    }

    /// `&&` and `||`: one side may decide whatever the other is.
    fn logical(&mut self, binary: &Binary<'s>, left: Value<'a>, env: &Env<'_, 'a>) -> Eval<'a> {
        let deciding = binary.op == BinaryOp::Or;
        let truth = |this: &Self, value: Value<'a>, expr: &Expr<'s>| match value {
            Value::Unknown(unknown) => match this.can_be(unknown, &Type::Bool) {
                Ok(()) => Ok(Err(unknown)),
                Err(problem) => Err(problem.at(env.at(expr))),
            },
            value => to_bool(value)
                .map(Ok)
                .map_err(|misfit: Misfit| Problem::new(misfit.to_string()).at(env.at(expr))),
        };
        let left = truth(self, left, &binary.left)?;
        let right = self.eval(&binary.right, env)?;
        let right = truth(self, right, &binary.right)?;
        Ok(match (left, right) {
            (Ok(left), _) if left == deciding => Value::Bool(deciding),
            (_, Ok(right)) if right == deciding => Value::Bool(deciding),
            (Err(unknown), _) | (_, Err(unknown)) => self.made(unknown, Type::Bool),
            _ => Value::Bool(!deciding),
        })
    }
}
