//! Configurations made from a seed: variables of all types with values that need converting,
//! locals, expansions and module calls.

use super::generate::Maker;
use std::fmt::Write as _;

/// A type constraint.
enum Ty {
    Text,
    Number,
    Bool,
    Any,
    List(Box<Ty>),
    Set(Box<Ty>),
    Map(Box<Ty>),
    Tuple(Vec<Ty>),
    Object(Vec<(&'static str, Ty, Option<bool>)>),
}

fn ty(maker: &mut Maker, depth: usize) -> Ty {
    let inner = |maker: &mut Maker| Box::new(ty(maker, depth - 1));
    match maker.below(if depth == 0 { 3 } else { 10 }) {
        0 => Ty::Text,
        1 => Ty::Number,
        2 => Ty::Bool,
        3 => Ty::Any,
        4 => Ty::List(inner(maker)),
        5 => Ty::Set(inner(maker)),
        6 => Ty::Map(inner(maker)),
        7 => Ty::Tuple((0..=maker.below(2)).map(|_| *inner(maker)).collect()),
        _ => {
            let names = ["a", "b", "c"].into_iter().take(1 + maker.below(3));
            let field = |name| {
                let optional = match maker.below(3) {
                    0 => None,
                    1 => Some(false),
                    _ => Some(true),
                };
                (name, *inner(maker), optional)
            };
            Ty::Object(names.map(field).collect())
        }
    }
}

fn write_ty(maker: &mut Maker, ty: &Ty) -> String {
    match ty {
        Ty::Text => "string".to_owned(),
        Ty::Number => "number".to_owned(),
        Ty::Bool => "bool".to_owned(),
        Ty::Any => "any".to_owned(),
        Ty::List(item) => format!("list({})", write_ty(maker, item)),
        Ty::Set(item) => format!("set({})", write_ty(maker, item)),
        Ty::Map(item) => format!("map({})", write_ty(maker, item)),
        Ty::Tuple(items) => {
            let items: Vec<String> = items.iter().map(|item| write_ty(maker, item)).collect();
            format!("tuple([{}])", items.join(", "))
        }
        Ty::Object(fields) => {
            let mut out = String::from("object({");
            for (n, (name, ty, optional)) in fields.iter().enumerate() {
                let written = write_ty(maker, ty);
                let comma = if n == 0 { " " } else { ", " };
                match optional {
                    None => _ = write!(out, "{comma}{name} = {written}"),
                    Some(false) => _ = write!(out, "{comma}{name} = optional({written})"),
                    Some(true) => {
                        let default = value(maker, ty, false);
                        _ = write!(out, "{comma}{name} = optional({written}, {default})");
                    }
                }
            }
            out + " })"
        }
    }
}

/// A value that can be converted to a type.
fn value(maker: &mut Maker, ty: &Ty, null: bool) -> String {
    let pick = |maker: &mut Maker, of: &[&str]| of[maker.below(of.len())].to_owned();
    if null && maker.below(12) == 0 {
        return "null".to_owned();
    }
    let many = |maker: &mut Maker, ty: &Ty| {
        let items: Vec<String> = (0..maker.below(4)).map(|_| value(maker, ty, false)).collect();
        items
    };
    match ty {
        Ty::Text => pick(maker, &["\"x\"", "1", "true", "\"\"", "1.50", "\"é\""]),
        Ty::Number => pick(maker, &["0", "\"12\"", "1.5", "-3", "\"0.10\""]),
        Ty::Bool => pick(maker, &["true", "false", "\"true\"", "\"false\""]),
        Ty::Any => pick(maker, &["\"any\"", "[1, 2]", "{ k = true }"]),
        Ty::List(item) | Ty::Set(item) => {
            // The items of a list of anything must be of one type.
            let item: &Ty = if has_any(item) { &Ty::Text } else { item };
            format!("[{}]", many(maker, item).join(", "))
        }
        Ty::Map(item) => {
            let item: &Ty = if has_any(item) { &Ty::Text } else { item };
            let items = many(maker, item);
            let items = items.iter().enumerate().map(|(n, item)| format!("k{n} = {item}"));
            format!("{{ {} }}", items.collect::<Vec<_>>().join(", "))
        }
        Ty::Tuple(items) => {
            let items: Vec<String> = items.iter().map(|item| value(maker, item, true)).collect();
            format!("[{}]", items.join(", "))
        }
        Ty::Object(fields) => {
            let mut out = String::from("{ ");
            for (name, ty, optional) in fields {
                if optional.is_none() || maker.below(2) == 0 {
                    let written = value(maker, ty, true);
                    _ = write!(out, "{name} = {written}, ");
                }
            }
            if maker.below(4) == 0 {
                out.push_str("more = 1, ");
            }
            out + "}"
        }
    }
}

fn has_any(ty: &Ty) -> bool {
    match ty {
        Ty::Any => true,
        Ty::List(item) | Ty::Set(item) | Ty::Map(item) => has_any(item),
        Ty::Tuple(items) => items.iter().any(has_any),
        Ty::Object(fields) => fields.iter().any(|(_, ty, _)| has_any(ty)),
        _ => false,
    }
}

/// A root module and a module that it calls, with so many variables.
pub(crate) fn configuration(maker: &mut Maker, count: usize) -> Vec<(&'static str, String)> {
    let (mut main, mut child, mut values) = (String::new(), String::new(), String::new());
    let mut call = String::from("module \"m\" {\n  source = \"./m\"\n");
    for n in 0..count {
        let ty = ty(maker, 1 + n % 3);
        let ty = if n % 7 != 0 && has_any(&ty) { Ty::List(Box::new(Ty::Text)) } else { ty };
        let written = write_ty(maker, &ty);
        let default = value(maker, &ty, false);
        let nullable = if maker.below(4) == 0 { "  nullable = false\n" } else { "" };
        _ = write!(
            main,
            "variable \"v{n}\" {{\n  type    = {written}\n  default = {default}\n{nullable}}}\n"
        );
        if maker.below(3) == 0 {
            _ = writeln!(values, "v{n} = {}", value(maker, &ty, nullable.is_empty()));
        }
        _ = write!(child, "variable \"v{n}\" {{\n  type = {written}\n}}\n");
        _ = writeln!(call, "  v{n} = {}", value(maker, &ty, false));
        _ = write!(main, "resource \"terraform_data\" \"v{n}\" {{\n  input = var.v{n}\n}}\n");
        _ = write!(main, "resource \"terraform_data\" \"m{n}\" {{\n  input = module.m.v{n}\n}}\n");
        _ = write!(child, "output \"v{n}\" {{\n  value = var.v{n}\n}}\n");
        match &ty {
            Ty::List(item) | Ty::Set(item) if matches!(**item, Ty::Text | Ty::Number) => {
                _ = write!(
                    main,
                    "resource \"terraform_data\" \"e{n}\" {{\n  for_each = toset([for x in \
                     var.v{n} == null ? [] : tolist(var.v{n}) : tostring(x)])\n  input = \"${{each.key}}/${{each.value}}\"\n}}\n"
                );
            }
            Ty::Map(_) => {
                _ = write!(
                    main,
                    "resource \"terraform_data\" \"e{n}\" {{\n  for_each = var.v{n} == null ? {{}} : \
                     var.v{n}\n  input = {{ (each.key) = each.value }}\n}}\n"
                );
            }
            Ty::Tuple(items) => {
                let last = items.len() - 1;
                _ = write!(
                    main,
                    "resource \"terraform_data\" \"e{n}\" {{\n  count = length(var.v{n} == null ? [] : \
                     [1, 2])\n  input = [count.index, try(var.v{n}[{last}], \"no\")]\n}}\n"
                );
            }
            Ty::Object(_) => {
                _ = write!(
                    main,
                    "locals {{\n  l{n} = try(keys(var.v{n}), [])\n}}\n\
                     resource \"terraform_data\" \"e{n}\" {{\n  input = [local.l{n}, try(var.v{n}.a, \"no\"), \
                     jsonencode(var.v{n})]\n}}\n"
                );
            }
            _ => {}
        }
    }
    call.push_str("}\n");
    main.push_str(&call);
    vec![("main.tf", main), ("m/main.tf", child), ("terraform.tfvars", values)]
}
