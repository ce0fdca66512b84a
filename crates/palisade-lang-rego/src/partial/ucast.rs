//! Filters as conditions of UCAST, which libraries for many databases read.

use super::filter::{Column, Filter, Operand, Test};
use serde_json::{Value as Json, json};

/// Writes a filter as `{"type": "compound", "operator": "and", "value": […]}` and
/// `{"type": "field", "operator": "eq", "field": "documents.owner", "value": …}`. A column that is
/// compared with another one has `{"field": "…"}` as its value.
#[must_use]
pub fn to_ucast(filter: &Filter) -> Json {
    match filter {
        Filter::And(parts) => compound("and", parts.iter().map(to_ucast).collect()),
        Filter::Or(parts) => compound("or", parts.iter().map(to_ucast).collect()),
        Filter::IsNull(column) => field("eq", column, Json::Null),
        Filter::NotNull(column) => field("ne", column, Json::Null),
        Filter::In { column, values, negated } => {
            let values = Json::Array(values.iter().map(operand).collect());
            turned(field("in", column, values), column, *negated)
        }
        Filter::Test { column, test, with, negated } => {
            let operator = match test {
                Test::Eq => "eq",
                Test::Ne => "ne",
                Test::Lt => "lt",
                Test::Le => "lte",
                Test::Gt => "gt",
                Test::Ge => "gte",
                Test::Starts => "startswith",
                Test::Ends => "endswith",
                Test::Contains => "contains",
            };
            let plain = field(operator, column, operand(with));
            if *test == Test::Ne && !negated {
                // What reads this in memory takes a value that is absent for a different one.
                let mut all = vec![plain, field("ne", column, Json::Null)];
                if let Operand::Column(other) = with {
                    all.push(field("ne", other, Json::Null));
                }
                return compound("and", all);
            }
            turned(plain, column, *negated)
        }
    }
}

fn turned(plain: Json, column: &Column, negated: bool) -> Json {
    if !negated {
        return plain;
    }
    compound("and", vec![compound("not", vec![plain]), field("ne", column, Json::Null)])
}

fn compound(operator: &str, value: Vec<Json>) -> Json {
    json!({"type": "compound", "operator": operator, "value": value})
}

fn field(operator: &str, column: &Column, value: Json) -> Json {
    json!({"type": "field", "operator": operator, "field": column.names.join("."), "value": value})
}

fn operand(operand: &Operand) -> Json {
    match operand {
        Operand::Column(column) => json!({"field": column.names.join(".")}),
        Operand::Bool(b) => Json::Bool(*b),
        Operand::Number(digits) => serde_json::from_str(digits).unwrap_or(Json::Null),
        Operand::Text(text) => Json::String(text.clone()),
    }
}
