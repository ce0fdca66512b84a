//! The overloads of operators.

use crate::ast::BinaryOp;
use crate::types::Type;

type Overload = (Type, Type, Type);

static ADD: [Overload; 8] = [
    (Type::Int, Type::Int, Type::Int),
    (Type::Uint, Type::Uint, Type::Uint),
    (Type::Double, Type::Double, Type::Double),
    (Type::String, Type::String, Type::String),
    (Type::Bytes, Type::Bytes, Type::Bytes),
    (Type::Duration, Type::Duration, Type::Duration),
    (Type::Timestamp, Type::Duration, Type::Timestamp),
    (Type::Duration, Type::Timestamp, Type::Timestamp),
];

static SUB: [Overload; 6] = [
    (Type::Int, Type::Int, Type::Int),
    (Type::Uint, Type::Uint, Type::Uint),
    (Type::Double, Type::Double, Type::Double),
    (Type::Duration, Type::Duration, Type::Duration),
    (Type::Timestamp, Type::Duration, Type::Timestamp),
    (Type::Timestamp, Type::Timestamp, Type::Duration),
];

static MUL: [Overload; 3] = [
    (Type::Int, Type::Int, Type::Int),
    (Type::Uint, Type::Uint, Type::Uint),
    (Type::Double, Type::Double, Type::Double),
];

static REM: [Overload; 2] =
    [(Type::Int, Type::Int, Type::Int), (Type::Uint, Type::Uint, Type::Uint)];

static ORDER: [Overload; 14] = [
    (Type::Bool, Type::Bool, Type::Bool),
    (Type::Int, Type::Int, Type::Bool),
    (Type::Uint, Type::Uint, Type::Bool),
    (Type::Double, Type::Double, Type::Bool),
    (Type::String, Type::String, Type::Bool),
    (Type::Bytes, Type::Bytes, Type::Bool),
    (Type::Timestamp, Type::Timestamp, Type::Bool),
    (Type::Duration, Type::Duration, Type::Bool),
    (Type::Int, Type::Uint, Type::Bool),
    (Type::Int, Type::Double, Type::Bool),
    (Type::Uint, Type::Int, Type::Bool),
    (Type::Uint, Type::Double, Type::Bool),
    (Type::Double, Type::Int, Type::Bool),
    (Type::Double, Type::Uint, Type::Bool),
];

/// The operands and results of an operator, but for lists, equality and membership.
pub(super) fn overloads(op: BinaryOp) -> &'static [Overload] {
    match op {
        BinaryOp::Add => &ADD,
        BinaryOp::Sub => &SUB,
        BinaryOp::Mul | BinaryOp::Div => &MUL,
        BinaryOp::Rem => &REM,
        BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => &ORDER,
        BinaryOp::Eq | BinaryOp::Ne | BinaryOp::In => &[],
    }
}
