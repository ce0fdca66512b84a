//! Operators.

use palisade_hcl::{Binary, BinaryOp};
use palisade_value::{Equality, Value};
use std::cmp::Ordering;

use super::{Env, Eval, Evaluator, Problem};
use crate::types::{Misfit, normal, to_bool, to_number};

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
                return Ok(match left.equals(&right) {
                    Equality::Unknown(unknown) => Value::Unknown(unknown),
                    Equality::Equal => Value::Bool(binary.op == Op::Equal),
                    Equality::Different => Value::Bool(binary.op == Op::NotEqual),
                });
            }
            _ => {}
        }
        if let Value::Unknown(_) = left {
            return Ok(left);
        }
        if let Value::Unknown(_) = right {
            return Ok(right);
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
            op => arithmetic(op, left, right).map_err(Problem::new)?,
        })
    }

    /// `&&` and `||`: one side may decide whatever the other is.
    fn logical(&mut self, binary: &Binary<'s>, left: Value<'a>, env: &Env<'_, 'a>) -> Eval<'a> {
        let deciding = binary.op == BinaryOp::Or;
        let truth = |value, expr| match value {
            Value::Unknown(unknown) => Ok(Err(unknown)),
            value => to_bool(value)
                .map(Ok)
                .map_err(|misfit: Misfit| Problem::new(misfit.to_string()).at(env.at(expr))),
        };
        let left = truth(left, &binary.left)?;
        if left == Ok(deciding) {
            return Ok(Value::Bool(deciding));
        }
        let right = self.eval(&binary.right, env)?;
        let right = truth(right, &binary.right)?;
        Ok(match (left, right) {
            (_, Ok(right)) if right == deciding => Value::Bool(deciding),
            (Err(unknown), _) | (_, Err(unknown)) => Value::Unknown(unknown),
            _ => Value::Bool(!deciding),
        })
    }
}

/// The negative of a number.
pub(crate) fn negate(number: Value<'_>) -> Value<'_> {
    match number {
        Value::Int(i) => {
            i.checked_neg().map_or(Value::Float(9_223_372_036_854_775_808.0), Value::Int)
        }
        other => other.as_f64().map_or(other, |f| normal(Value::Float(-f))),
    }
}

/// Arithmetic on two numbers: exact on 64-bit integers, else by doubles.
pub(crate) fn arithmetic<'a>(
    op: BinaryOp,
    left: Value<'a>,
    right: Value<'a>,
) -> Result<Value<'a>, String> {
    if let (Value::Int(a), Value::Int(b)) = (left, right) {
        let exact = match op {
            BinaryOp::Add => a.checked_add(b),
            BinaryOp::Subtract => a.checked_sub(b),
            BinaryOp::Multiply => a.checked_mul(b),
            BinaryOp::Divide if b != 0 && a.checked_rem(b) == Some(0) => a.checked_div(b),
            BinaryOp::Modulo if b != 0 => a.checked_rem(b),
            _ => None,
        };
        if let Some(exact) = exact {
            return Ok(Value::Int(exact));
        }
    }
    let (Some(a), Some(b)) = (left.as_f64(), right.as_f64()) else {
        return Err("a number is needed".to_owned());
    };
    let result = match op {
        BinaryOp::Add => a + b,
        BinaryOp::Subtract => a - b,
        BinaryOp::Multiply => a * b,
        BinaryOp::Divide | BinaryOp::Modulo if b == 0.0 => {
            return Err("division by zero".to_owned());
        }
        BinaryOp::Divide => a / b,
        BinaryOp::Modulo => a % b,
        _ => return Err(format!("`{}` is no arithmetic", op.as_str())),
    };
    if !result.is_finite() {
        return Err("the result is too large a number".to_owned());
    }
    Ok(normal(Value::Float(result)))
}
