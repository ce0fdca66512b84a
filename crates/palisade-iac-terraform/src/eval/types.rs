//! Type constraints read from their expressions.

use palisade_hcl::{Call, Expr, ExprKind};
use palisade_source::did_you_mean;

use super::{Env, Evaluator, Problem};
use crate::types::{Field, Type, convert};

/// Types nest no deeper than this.
const DEPTH: u32 = 64;

const NAMES: [&str; 10] =
    ["any", "bool", "list", "map", "number", "object", "optional", "set", "string", "tuple"];

impl<'a, 's> Evaluator<'a, 's, '_> {
    /// Reads a type constraint.
    pub(super) fn type_constraint(
        &mut self,
        expr: &Expr<'s>,
        env: &Env<'_, 'a>,
        depth: u32,
    ) -> Result<Type<'a>, Box<Problem>> {
        if depth > DEPTH {
            return Err(Problem::new("a type nests too deep").at(env.at(expr)));
        }
        match &expr.kind {
            ExprKind::Variable(name) | ExprKind::String(name) => match *name {
                "any" => Ok(Type::Any),
                "bool" => Ok(Type::Bool),
                "number" => Ok(Type::Number),
                "string" => Ok(Type::String),
                "list" => Ok(Type::List(Box::new(Type::Any))),
                "set" => Ok(Type::Set(Box::new(Type::Any))),
                "map" => Ok(Type::Map(Box::new(Type::Any))),
                other => Err(unknown_type(other).at(env.at(expr))),
            },
            ExprKind::Parens(inner) => self.type_constraint(inner, env, depth + 1),
            ExprKind::Call(call) => {
                self.type_call(call, env, depth + 1).map_err(|problem| problem.at(env.at(expr)))
            }
            _ => Err(Problem::new("this is no type")
                .at(env.at(expr))
                .help(Some("write a type such as `string` or `list(string)`".to_owned()))),
        }
    }

    fn type_call(
        &mut self,
        call: &Call<'s>,
        env: &Env<'_, 'a>,
        depth: u32,
    ) -> Result<Type<'a>, Box<Problem>> {
        let name = call.name.name;
        let [arg] = call.args else {
            return Err(match name {
                "list" | "set" | "map" | "object" | "tuple" => {
                    Problem::new(format!("`{name}` takes one argument"))
                }
                other => unknown_type(other),
            });
        };
        match name {
            "list" => Ok(Type::List(Box::new(self.type_constraint(arg, env, depth)?))),
            "set" => Ok(Type::Set(Box::new(self.type_constraint(arg, env, depth)?))),
            "map" => Ok(Type::Map(Box::new(self.type_constraint(arg, env, depth)?))),
            "tuple" => {
                let ExprKind::Tuple(items) = arg.kind else {
                    return Err(Problem::new("`tuple` takes a list of types in brackets"));
                };
                let types = items.iter().map(|item| self.type_constraint(item, env, depth));
                Ok(Type::Tuple(types.collect::<Result<_, _>>()?))
            }
            "object" => {
                let ExprKind::Object(items) = arg.kind else {
                    return Err(Problem::new("`object` takes attributes with types in braces"));
                };
                let mut fields = Vec::with_capacity(items.len());
                for item in items {
                    let Some(name) = item.key.text() else {
                        return Err(Problem::new("the name of an attribute must be plain"));
                    };
                    let name = self.keys.intern(name);
                    fields.push(self.field(name, &item.value, env, depth)?);
                }
                Ok(Type::Object(fields))
            }
            other => Err(unknown_type(other)),
        }
    }

    fn field(
        &mut self,
        name: &'a str,
        expr: &Expr<'s>,
        env: &Env<'_, 'a>,
        depth: u32,
    ) -> Result<Field<'a>, Box<Problem>> {
        let ExprKind::Call(call) = &expr.kind else {
            let ty = self.type_constraint(expr, env, depth)?;
            return Ok(Field { name, ty, optional: false, default: None });
        };
        if call.name.name != "optional" {
            let ty = self.type_constraint(expr, env, depth)?;
            return Ok(Field { name, ty, optional: false, default: None });
        }
        let Some(ty) = call.args.first() else {
            return Err(Problem::new("`optional` takes a type").at(env.at(expr)));
        };
        let ty = self.type_constraint(ty, env, depth)?;
        let default = match call.args.get(1) {
            Some(default) => {
                let value = self.eval(default, env)?;
                let fits = convert(self.arena, value, &ty).map_err(|misfit| {
                    Problem::new(format!("the default of `{name}`: {misfit}")).at(env.at(default))
                })?;
                Some(fits)
            }
            None => None,
        };
        Ok(Field { name, ty, optional: true, default })
    }
}

fn unknown_type(name: &str) -> Box<Problem> {
    Problem::new(format!("`{name}` is no type")).help(did_you_mean(name, NAMES))
}
