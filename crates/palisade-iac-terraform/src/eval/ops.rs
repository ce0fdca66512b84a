//! Operators.

use palisade_arena::Arena;
use palisade_hcl::{Binary, BinaryOp};
use palisade_value::{Equality, Number, Value};
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
                    Equality::Unknown(unknown) => self.plain(unknown),
                    Equality::Equal => Value::Bool(binary.op == Op::Equal),
                    Equality::Different => Value::Bool(binary.op == Op::NotEqual),
                });
            }
            _ => {}
        }
        if let Some(unknown) = left.as_unknown().or(right.as_unknown()) {
            return Ok(self.plain(unknown));
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
            op => arithmetic(self.arena, op, left, right).map_err(Problem::new)?,
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
            (Err(unknown), _) | (_, Err(unknown)) => self.plain(unknown),
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

/// Arithmetic on two numbers: exact on decimals of up to 38 digits, else by doubles.
pub(crate) fn arithmetic<'a>(
    arena: &'a Arena,
    op: BinaryOp,
    left: Value<'a>,
    right: Value<'a>,
) -> Result<Value<'a>, String> {
    let zero = right.order(&Value::Int(0)) == Ordering::Equal;
    if zero && matches!(op, BinaryOp::Divide | BinaryOp::Modulo) {
        return Err("division by zero".to_owned());
    }
    if let Some(exact) = decimal(left).zip(decimal(right)).and_then(|(a, b)| exact(op, a, b)) {
        let (mantissa, places) = exact;
        let text = if places == 0 { mantissa.to_string() } else { format!("{mantissa}e-{places}") };
        if let Some(number) = Number::parse(arena, &text) {
            return Ok(normal(number));
        }
    }
    let (Some(a), Some(b)) = (left.as_f64(), right.as_f64()) else {
        return Err("a number is needed".to_owned());
    };
    let result = match op {
        BinaryOp::Add => a + b,
        BinaryOp::Subtract => a - b,
        BinaryOp::Multiply => a * b,
        BinaryOp::Divide => a / b,
        BinaryOp::Modulo => a % b,
        _ => return Err(format!("`{}` is no arithmetic", op.as_str())),
    };
    if !result.is_finite() {
        return Err("the result is too large a number".to_owned());
    }
    Ok(normal(Value::Float(result)))
}

/// A number as whole digits and how many of them stand behind the point.
fn decimal(number: Value<'_>) -> Option<(i128, u32)> {
    if let Value::Int(i) = number {
        return Some((i128::from(i), 0));
    }
    let mut text = String::new();
    crate::types::write_number(&mut text, number);
    let places = text.find('.').map_or(0, |at| text.len() - at - 1);
    let places = u32::try_from(places).ok().filter(|places| *places < 30)?;
    Some((text.replacen('.', "", 1).parse().ok()?, places))
}

fn exact(op: BinaryOp, a: (i128, u32), b: (i128, u32)) -> Option<(i128, u32)> {
    let places = a.1.max(b.1);
    let lift = |n: (i128, u32)| n.0.checked_mul(10i128.checked_pow(places - n.1)?);
    match op {
        BinaryOp::Add => Some((lift(a)?.checked_add(lift(b)?)?, places)),
        BinaryOp::Subtract => Some((lift(a)?.checked_sub(lift(b)?)?, places)),
        BinaryOp::Multiply => Some((a.0.checked_mul(b.0)?, a.1 + b.1)),
        BinaryOp::Modulo => Some((lift(a)?.checked_rem(lift(b)?)?, places)),
        BinaryOp::Divide => {
            let (a, b) = (lift(a)?, lift(b)?);
            (a.checked_rem(b)? == 0).then_some((a.checked_div(b)?, 0))
        }
        _ => None,
    }
}
