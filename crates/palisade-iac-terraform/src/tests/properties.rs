//! What holds of every configuration: the order of files and blocks says nothing, and a resource that
//! nothing refers to changes nothing else.

use super::Case;
use palisade_arena::Arena;
use palisade_source::Location;
use palisade_value::write_json;
use proptest::prelude::*;

/// A value: a literal, or made of the named thing that many places before.
#[derive(Clone, Debug)]
enum Expr {
    Number(i8),
    Text(u8),
    Unset,
    Of(usize),
    Sum(Box<Expr>, Box<Expr>),
    Words(Box<Expr>, Box<Expr>),
    Choice(Box<Expr>, Box<Expr>),
    List(Vec<Expr>),
    Json(Box<Expr>),
    Try(Box<Expr>),
    Secret(Box<Expr>),
}

fn expr() -> impl Strategy<Value = Expr> {
    let leaf = prop_oneof![
        any::<i8>().prop_map(Expr::Number),
        (0..4u8).prop_map(Expr::Text),
        Just(Expr::Unset),
        (1..12usize).prop_map(Expr::Of),
        (1..12usize).prop_map(Expr::Of),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        let boxed = inner.clone().prop_map(Box::new);
        let two = (boxed.clone(), boxed.clone());
        prop_oneof![
            two.clone().prop_map(|(a, b)| Expr::Sum(a, b)),
            two.clone().prop_map(|(a, b)| Expr::Words(a, b)),
            two.prop_map(|(a, b)| Expr::Choice(a, b)),
            prop::collection::vec(inner, 0..3).prop_map(Expr::List),
            boxed.clone().prop_map(Expr::Json),
            boxed.clone().prop_map(Expr::Try),
            boxed.prop_map(Expr::Secret),
        ]
    })
}

/// What a block declares.
#[derive(Clone, Debug)]
enum Thing {
    Variable(i8),
    Local(Expr),
    Resource(Expr),
    Counted(Expr, Expr),
    Keyed(Vec<u8>, Expr),
    Dynamic(Expr, Expr),
    Module(Expr),
    Check(Expr),
}

fn thing() -> impl Strategy<Value = Thing> {
    prop_oneof![
        any::<i8>().prop_map(Thing::Variable),
        expr().prop_map(Thing::Local),
        expr().prop_map(Thing::Local),
        expr().prop_map(Thing::Resource),
        (expr(), expr()).prop_map(|(n, v)| Thing::Counted(n, v)),
        (prop::collection::vec(0..5u8, 0..3), expr()).prop_map(|(keys, v)| Thing::Keyed(keys, v)),
        (expr(), expr()).prop_map(|(each, v)| Thing::Dynamic(each, v)),
        expr().prop_map(Thing::Module),
        expr().prop_map(Thing::Check),
    ]
}

/// A configuration: things that refer to things before them, so that there is no circle.
struct Writer<'t>(&'t [Thing]);

impl Writer<'_> {
    /// How the thing at a place is referred to.
    fn name(&self, at: usize) -> Option<String> {
        Some(match self.0.get(at)? {
            Thing::Variable(_) => format!("var.n{at}"),
            Thing::Local(_) => format!("local.n{at}"),
            Thing::Resource(_) | Thing::Dynamic(..) => format!("r.n{at}.v"),
            Thing::Counted(..) => format!("r.n{at}[*].v"),
            Thing::Keyed(..) => format!("[for k, one in r.n{at} : one.v]"),
            Thing::Module(_) => format!("module.n{at}.out"),
            Thing::Check(_) => return None,
        })
    }

    fn expr(&self, expr: &Expr, at: usize) -> String {
        let of = |expr: &Expr| self.expr(expr, at);
        match expr {
            Expr::Number(n) => n.to_string(),
            Expr::Text(n) => format!("\"t{n}\""),
            Expr::Unset => "var.unset".to_owned(),
            Expr::Of(back) => {
                let name = at.checked_sub(*back).and_then(|at| self.name(at));
                name.unwrap_or_else(|| "null".to_owned())
            }
            Expr::Sum(a, b) => format!("({} + {})", of(a), of(b)),
            Expr::Words(a, b) => format!("\"${{{}}}-${{{}}}\"", of(a), of(b)),
            Expr::Choice(a, b) => format!("({0} == {1} ? {0} : {1})", of(a), of(b)),
            Expr::List(items) => {
                let items: Vec<String> = items.iter().map(of).collect();
                format!("[{}]", items.join(", "))
            }
            Expr::Json(inner) => format!("jsonencode({})", of(inner)),
            Expr::Try(inner) => format!("try({}, \"else\")", of(inner)),
            Expr::Secret(inner) => format!("sensitive({})", of(inner)),
        }
    }

    fn block(&self, at: usize) -> String {
        let of = |expr: &Expr| self.expr(expr, at);
        match &self.0[at] {
            Thing::Variable(n) => format!("variable \"n{at}\" {{ default = {n} }}\n"),
            Thing::Local(value) => format!("locals {{ n{at} = {} }}\n", of(value)),
            Thing::Resource(value) => format!("resource \"r\" \"n{at}\" {{ v = {} }}\n", of(value)),
            Thing::Counted(count, value) => format!(
                "resource \"r\" \"n{at}\" {{\n  count = try(abs({}) % 4, 2)\n  v = [count.index, {}]\n}}\n",
                of(count),
                of(value)
            ),
            Thing::Keyed(keys, value) => {
                let keys: Vec<String> = keys.iter().map(|key| format!("\"k{key}\"")).collect();
                format!(
                    "resource \"r\" \"n{at}\" {{\n  for_each = toset([{}])\n  v = [each.key, {}]\n}}\n",
                    keys.join(", "),
                    of(value)
                )
            }
            Thing::Dynamic(each, value) => format!(
                "resource \"r\" \"n{at}\" {{\n  v = 1\n  dynamic \"in\" {{\n    for_each = try(tolist({}), [1])\n    content {{ w = [in.value, {}] }}\n  }}\n}}\n",
                of(each),
                of(value)
            ),
            Thing::Module(value) => {
                format!("module \"n{at}\" {{\n  source = \"./m\"\n  in = {}\n}}\n", of(value))
            }
            Thing::Check(value) => format!(
                "check \"n{at}\" {{\n  assert {{\n    condition = {0} == 1\n    error_message = \"n{at}\"\n  }}\n}}\n",
                of(value)
            ),
        }
    }
}

const MODULE: &str = r#"
variable "in" {}
locals { both = [var.in, r.inner.v] }
resource "r" "inner" { v = var.in }
output "out" { value = local.both }
"#;

/// All that loading gives, whatever the order.
fn shown(files: &[String; 3]) -> Vec<String> {
    let mut texts: Vec<(&str, &str)> = vec![("m/main.tf", MODULE)];
    texts.extend(["a.tf", "b.tf", "c.tf"].into_iter().zip(files.iter().map(String::as_str)));
    let case = Case::new(&texts);
    let arena = Arena::new();
    let mut lines = Vec::new();
    for (_, loaded) in case.load(&arena) {
        for resource in &loaded.resources {
            let mut line = format!("{} {} ", resource.address, resource.symbolic.is_some());
            write_json(&mut line, resource.attributes);
            let mut links: Vec<&str> =
                resource.links.iter().map(|n| loaded.resources[*n as usize].address).collect();
            links.sort_unstable();
            lines.push(format!("{line} {links:?}"));
        }
        for told in &loaded.diagnostics {
            let text = |at: Location| case.sources.get(at.file).slice(at.span).to_owned();
            let at = told.location.map(text).unwrap_or_default();
            lines.push(format!("{:?} {} at {at}", told.level, told.message));
        }
        lines.extend(loaded.unscanned.iter().map(|u| format!("{} {}", u.subject, u.reason)));
    }
    lines.sort();
    lines
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_blocks_and_files_says_nothing(
        things in prop::collection::vec(thing(), 1..10),
        order in Just((0..10usize).collect::<Vec<_>>()).prop_shuffle(),
        places in prop::collection::vec(0..3usize, 10),
    ) {
        let writer = Writer(&things);
        let unset = "variable \"unset\" {}\n";
        let straight: String = (0..things.len()).map(|n| writer.block(n)).collect();
        let expected = shown(&[format!("{unset}{straight}"), String::new(), String::new()]);
        let mut files = [String::new(), String::new(), unset.to_owned()];
        for at in order.into_iter().filter(|at| *at < things.len()) {
            files[places[at]].push_str(&writer.block(at));
        }
        prop_assert_eq!(shown(&files), expected, "{:#?}", files);
    }

    #[test]
    fn a_resource_that_nothing_refers_to_changes_nothing_else(
        things in prop::collection::vec(thing(), 1..10),
        value in expr(),
    ) {
        let writer = Writer(&things);
        let mut text = String::from("variable \"unset\" {}\n");
        text.extend((0..things.len()).map(|n| writer.block(n)));
        let before = shown(&[text.clone(), String::new(), String::new()]);
        // Made of literals: it hangs on nothing, and what it hangs on would be linked to it.
        let alone = Writer(&[]).expr(&value, 0).replace("var.unset", "1");
        let added = format!("resource \"r\" \"added\" {{ v = try({alone}, 1) }}\n");
        for files in [[added.clone(), text.clone(), String::new()], [text.clone(), added, String::new()]] {
            let mut after = shown(&files);
            let count = after.len();
            after.retain(|line| !line.starts_with("r.added "));
            prop_assert_eq!(after.len() + 1, count);
            prop_assert_eq!(&after, &before, "{}", text);
        }
    }
}
