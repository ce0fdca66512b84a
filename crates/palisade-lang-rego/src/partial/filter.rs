//! Residuals as filters of rows: what a database can be asked.

use super::Residual;
use super::sym::{AtomKind, Base, Cond, Sym, opposite, turned};
use super::{Unknown, print::Written};
use crate::workspace::to_json;
use palisade_ir::Op;
use palisade_source::{Diagnostic, Location};
use palisade_value::Value;
use std::collections::BTreeSet;

type Failed = Box<Diagnostic>;

/// A column, with the names of the table and what that stands in, if they are told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// Its names from the outside in; the last is the column's own.
    pub names: Vec<String>,
}

/// A value that a column is compared with.
#[derive(Clone, PartialEq, Debug)]
pub enum Operand {
    /// Another column.
    Column(Column),
    /// A truth value.
    Bool(bool),
    /// A number, in digits.
    Number(String),
    /// A text.
    Text(String),
}

/// What is asked of a column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Test {
    /// Equal.
    Eq,
    /// Not equal.
    Ne,
    /// Less.
    Lt,
    /// Less or equal.
    Le,
    /// Greater.
    Gt,
    /// Greater or equal.
    Ge,
    /// A text that starts with another.
    Starts,
    /// A text that ends with another.
    Ends,
    /// A text that has another in it.
    Contains,
}

/// A condition on a row. No test is true of a column that is null, except [`Filter::IsNull`].
#[derive(Clone, PartialEq, Debug)]
pub enum Filter {
    /// All hold; no parts: always.
    And(Vec<Filter>),
    /// One holds at least; no parts: never.
    Or(Vec<Filter>),
    /// A test of a column, turned round or not.
    Test {
        /// The column.
        column: Column,
        /// What is asked.
        test: Test,
        /// What it is compared with.
        with: Operand,
        /// Whether it must not be so; a column that is null fails this as well.
        negated: bool,
    },
    /// The value is among these; `negated`: it is there and not among these.
    In {
        /// The column.
        column: Column,
        /// The values; not empty.
        values: Vec<Operand>,
        /// Whether it must not be.
        negated: bool,
    },
    /// There is no value.
    IsNull(Column),
    /// There is a value.
    NotNull(Column),
}

/// How paths of what is unknown are named in a database.
#[derive(Clone, Default, Debug)]
pub struct Mapping {
    unknowns: Vec<Unknown>,
    names: Vec<(Unknown, Vec<String>)>,
}

impl Mapping {
    /// The names that follow from the paths alone: what stands right below an unknown is a column,
    /// what stands one key deeper a column of a table.
    #[must_use]
    pub fn new(unknowns: &[Unknown]) -> Self {
        Self { unknowns: unknowns.to_vec(), names: Vec::new() }
    }

    /// Adds `PATH=NAME`: the name of the table that a path stands for, or of the column; parts of
    /// the name are separated by dots.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn add(&mut self, text: &str) -> Result<(), String> {
        let Some((path, name)) = text.rsplit_once('=') else {
            return Err(format!("`{text}` is no mapping: write it as `input.resource=documents`"));
        };
        let names: Vec<String> = name.split('.').map(str::to_owned).collect();
        if names.iter().any(String::is_empty) {
            return Err(format!("`{text}`: a part of the name is empty"));
        }
        self.names.push((Unknown::parse(path)?, names));
        Ok(())
    }

    /// The column of a path: none where it stands for none.
    fn column(&self, path: &Unknown) -> Option<Column> {
        let below = |outer: &Unknown| {
            (outer.root == path.root)
                .then(|| path.keys.strip_prefix(outer.keys.as_slice()))
                .flatten()
        };
        let named = self
            .names
            .iter()
            .filter_map(|(outer, names)| Some((outer.keys.len(), names, below(outer)?)))
            .max_by_key(|(depth, ..)| *depth);
        if let Some((_, names, rest)) = named {
            return match rest {
                [] => Some(Column { names: names.clone() }),
                [name] => {
                    let names = names.iter().chain([name]).cloned().collect();
                    Some(Column { names })
                }
                _ => None,
            };
        }
        let rest = self.unknowns.iter().filter_map(below).min_by_key(|rest| rest.len())?;
        match rest {
            [_] | [_, _] => Some(Column { names: rest.to_vec() }),
            _ => None,
        }
    }

    /// Whether a path is the row itself: what is below it is a column, or it is what is unknown
    /// and has the name of a table at most.
    fn is_row(&self, path: &Unknown, above_others: bool) -> bool {
        let name = self.names.iter().find(|(outer, _)| outer == path).map(|(_, names)| names);
        let unknown = self.unknowns.contains(path);
        if above_others {
            return unknown || name.is_some();
        }
        unknown && name.is_none_or(|names| names.len() == 1)
    }
}

impl Residual<'_> {
    /// Turns it into a filter of rows.
    ///
    /// # Errors
    /// A construct that no filter can say, with its place.
    pub fn filter(&self, mapping: &Mapping) -> Result<Filter, Box<Diagnostic>> {
        let mut above = Vec::new();
        paths_above(&self.cond, &mut above);
        Translator { mapping, residual: self, above }.translate(&self.cond, true)
    }
}

/// How many characters of an expression a message shows.
const SHOWN: usize = 200;

struct Translator<'r, 'e> {
    mapping: &'r Mapping,
    residual: &'r Residual<'e>,
    /// The paths below which others are asked for.
    above: Vec<Unknown>,
}

/// Adds the paths of which a condition asks for a part.
fn paths_above(cond: &Cond<'_>, all: &mut Vec<Unknown>) {
    match cond {
        Cond::True | Cond::False => {}
        Cond::Not(inner) => paths_above(inner, all),
        Cond::And(parts) | Cond::Or(parts) => parts.iter().for_each(|p| paths_above(p, all)),
        Cond::Atom(atom) => {
            let (AtomKind::Holds(sym)
            | AtomKind::Defined(sym)
            | AtomKind::Bind(_, sym)
            | AtomKind::Some(_, _, sym)) = &atom.kind;
            sym.strict(&mut |part| {
                if let Sym::Ref(parts) = part
                    && let Some(path) = Translator::path(&parts.0)
                    && !all.contains(&path)
                {
                    all.push(path);
                }
            });
        }
    }
}

fn yes() -> Filter {
    Filter::And(Vec::new())
}

fn no() -> Filter {
    Filter::Or(Vec::new())
}

impl<'e> Translator<'_, 'e> {
    /// A condition, or where it is not `wanted` what it leaves out.
    fn translate(&self, cond: &Cond<'e>, wanted: bool) -> Result<Filter, Failed> {
        match cond {
            Cond::True => Ok(if wanted { yes() } else { no() }),
            Cond::False => Ok(if wanted { no() } else { yes() }),
            Cond::Not(inner) => self.translate(inner, !wanted),
            Cond::And(parts) | Cond::Or(parts) => {
                let all: Result<Vec<Filter>, Failed> =
                    parts.iter().map(|p| self.translate(p, wanted)).collect();
                let all = all?;
                Ok(if matches!(cond, Cond::And(_)) == wanted {
                    conjunction(all)
                } else {
                    Filter::Or(all)
                })
            }
            Cond::Atom(atom) => match &atom.kind {
                AtomKind::Holds(sym) => self.holds(sym, wanted, atom.at),
                AtomKind::Defined(sym) => self.defined(sym, wanted, atom.at),
                AtomKind::Bind(name, _) => {
                    let what = format!("the variable `{name}` of the query");
                    Err(self
                        .wrong(&what, atom.at)
                        .help("ask for a rule that is true or not")
                        .into())
                }
                AtomKind::Some(_, _, source) => {
                    let what = format!("an iteration over `{}`", self.shown(source));
                    Err(self.wrong(&what, atom.at).into())
                }
            },
        }
    }

    fn wrong(&self, what: &str, at: Option<Location>) -> Diagnostic {
        let message = format!("{what} cannot be translated into a filter");
        let mut error = Diagnostic::error("rego-partial-filter", message);
        error.location = at;
        error
    }

    /// An expression as Rego, for messages.
    fn shown(&self, sym: &Sym<'e>) -> String {
        let residual = Residual {
            cond: Cond::atom(AtomKind::Holds(sym.clone()), None),
            names: Vec::new(),
            limits: self.residual.limits,
            saved: Vec::new(),
            nulls: BTreeSet::new(),
        };
        let written: Option<Written> = residual.write().ok();
        let mut text =
            written.and_then(|w| w.queries.into_iter().flatten().next()).unwrap_or_default();
        if let Some((end, _)) = text.char_indices().nth(SHOWN) {
            text.truncate(end);
            text.push('…');
        }
        text
    }

    fn refused<T>(&self, sym: &Sym<'e>, at: Option<Location>) -> Result<T, Failed> {
        Err(self.wrong(&format!("`{}`", self.shown(sym)), at).into())
    }

    /// Columns without a value are asked for where `null` is written; a known value that turned
    /// out null does not ask for them.
    fn null_is_written(&self, sym: &Sym<'e>, at: Option<Location>) -> Result<(), Failed> {
        if at.is_some_and(|at| self.residual.nulls.contains(&at)) {
            return Ok(());
        }
        let what =
            format!("`{}`, where the null is a known value and not written,", self.shown(sym));
        let help = "ask first that the known value is not null; or write `null` itself, for columns \
                    without a value";
        Err(self.wrong(&what, at).help(help).into())
    }

    fn path(sym: &Sym<'e>) -> Option<Unknown> {
        let (base, keys) = sym.path()?;
        let root = match base {
            Base::Input => crate::INPUT,
            Base::Data => crate::DATA,
            Base::Var(_) => return None,
        };
        let keys: Option<Vec<String>> =
            keys.iter().map(|k| k.known()?.as_str().map(str::to_owned)).collect();
        Some(Unknown { root, keys: keys? })
    }

    fn is_row(&self, path: &Unknown) -> bool {
        self.mapping.is_row(path, self.above.contains(path))
    }

    fn column(&self, sym: &Sym<'e>, at: Option<Location>) -> Result<Option<Column>, Failed> {
        let Some(path) = Self::path(sym) else { return Ok(None) };
        match self.mapping.column(&path).filter(|_| !self.is_row(&path)) {
            Some(column) => Ok(Some(column)),
            None => {
                let help = format!("name its column: --table-mapping '{path}=TABLE.COLUMN'");
                let what = format!("`{path}`, which stands for no column,");
                Err(self.wrong(&what, at).help(help).into())
            }
        }
    }

    fn defined(&self, sym: &Sym<'e>, wanted: bool, at: Option<Location>) -> Result<Filter, Failed> {
        if Self::path(sym).is_some_and(|path| self.is_row(&path)) {
            return Ok(if wanted { yes() } else { no() });
        }
        if let Some(column) = self.column(sym, at)? {
            return Ok(if wanted { Filter::NotNull(column) } else { Filter::IsNull(column) });
        }
        match sym {
            Sym::Call(builtin, arguments) if text_test(builtin.name).is_some() => {
                let [text, Sym::Known(Value::Str(_))] = arguments.as_slice() else {
                    return self.refused(sym, at);
                };
                self.defined(text, wanted, at)
            }
            _ => self.refused(sym, at),
        }
    }

    fn holds(&self, sym: &Sym<'e>, wanted: bool, at: Option<Location>) -> Result<Filter, Failed> {
        if let Some(column) = self.column(sym, at)? {
            let is = |with: bool| Filter::Test {
                column: column.clone(),
                test: Test::Eq,
                with: Operand::Bool(with),
                negated: false,
            };
            return Ok(if wanted {
                is(true)
            } else {
                Filter::Or(vec![is(false), Filter::IsNull(column)])
            });
        }
        match sym {
            Sym::Op(Op::Member, parts) => self.among(sym, &parts.0, &parts.1, wanted, at),
            Sym::Op(op, parts) if opposite(*op).is_some() => {
                self.comparison(sym, *op, &parts.0, &parts.1, wanted, at)
            }
            Sym::Call(builtin, arguments) => {
                let (Some(test), [text, Sym::Known(Value::Str(with))]) =
                    (text_test(builtin.name), arguments.as_slice())
                else {
                    return self.refused(sym, at);
                };
                let Some(column) = self.column(text, at)? else { return self.refused(sym, at) };
                if with.is_empty() {
                    return Ok(present(column, wanted));
                }
                let with = Operand::Text((*with).to_owned());
                Ok(either_null(
                    Filter::Test { column: column.clone(), test, with, negated: !wanted },
                    &[column],
                    wanted,
                ))
            }
            _ => self.refused(sym, at),
        }
    }

    fn comparison(
        &self,
        whole: &Sym<'e>,
        op: Op,
        a: &Sym<'e>,
        b: &Sym<'e>,
        wanted: bool,
        at: Option<Location>,
    ) -> Result<Filter, Failed> {
        let Some(left) = self.column(a, at)? else {
            let turned = turned(op).unwrap_or(op);
            return match self.column(b, at)? {
                Some(_) => self.comparison(whole, turned, b, a, wanted, at),
                None => self.refused(whole, at),
            };
        };
        if let Sym::Known(Value::Null) = b {
            self.null_is_written(whole, at)?;
            return match op {
                Op::Eq => Ok(present(left, !wanted)),
                Op::Ne => Ok(present(left, wanted)),
                _ => self.refused(whole, at),
            };
        }
        let op = if wanted { Some(op) } else { opposite(op) };
        let test = match op {
            Some(Op::Eq) => Test::Eq,
            Some(Op::Ne) => Test::Ne,
            Some(Op::TotalLt) => Test::Lt,
            Some(Op::TotalLe) => Test::Le,
            Some(Op::TotalGt) => Test::Gt,
            Some(Op::TotalGe) => Test::Ge,
            _ => return self.refused(whole, at),
        };
        let mut columns = vec![left.clone()];
        let with = match self.column(b, at)? {
            Some(right) => {
                columns.push(right.clone());
                Operand::Column(right)
            }
            None => match b.known().and_then(scalar) {
                Some(value) => value,
                None => return self.refused(whole, at),
            },
        };
        let filter = Filter::Test { column: left, test, with, negated: false };
        Ok(either_null(filter, &columns, wanted))
    }

    fn among(
        &self,
        whole: &Sym<'e>,
        item: &Sym<'e>,
        collection: &Sym<'e>,
        wanted: bool,
        at: Option<Location>,
    ) -> Result<Filter, Failed> {
        if let Sym::Call(builtin, arguments) = item
            && builtin.name == "type_name"
            && let [source] = arguments.as_slice()
        {
            // So it is asked whether something can be iterated over.
            let what = format!("an iteration over `{}`", self.shown(source));
            return Err(self.wrong(&what, at).into());
        }
        let (Some(column), Sym::Known(collection)) = (self.column(item, at)?, collection) else {
            return self.refused(whole, at);
        };
        let items: Vec<Value<'e>> = match collection {
            Value::Array(array) => array.items().to_vec(),
            Value::Set(set) => set.items().to_vec(),
            Value::Object(object) => object.entries().iter().map(|(_, v)| *v).collect(),
            _ => return self.refused(whole, at),
        };
        let null = items.iter().any(|i| matches!(i, Value::Null));
        if null {
            self.null_is_written(whole, at)?;
        }
        let mut values = Vec::with_capacity(items.len());
        for item in items.iter().filter(|i| !matches!(i, Value::Null)) {
            match scalar(*item) {
                Some(value) => values.push(value),
                None => return self.refused(whole, at),
            }
        }
        if values.is_empty() {
            return Ok(match null {
                true => present(column, !wanted),
                false if wanted => no(),
                false => yes(),
            });
        }
        let filter = Filter::In { column: column.clone(), values, negated: !wanted };
        Ok(match (null, wanted) {
            (true, true) => Filter::Or(vec![filter, Filter::IsNull(column)]),
            (true, false) => filter,
            (false, _) => either_null(filter, &[column], wanted),
        })
    }
}

fn text_test(function: &str) -> Option<Test> {
    match function {
        "startswith" => Some(Test::Starts),
        "endswith" => Some(Test::Ends),
        "contains" => Some(Test::Contains),
        _ => None,
    }
}

/// All of several filters, without what is said twice: where a column has a value for certain,
/// that it may have none is left out, and where a test says that it has one, nothing else need to.
fn conjunction(parts: Vec<Filter>) -> Filter {
    let there: Vec<Column> = parts
        .iter()
        .filter_map(|p| match p {
            Filter::NotNull(column) => Some(column.clone()),
            _ => None,
        })
        .collect();
    if there.is_empty() {
        return Filter::And(parts);
    }
    let parts: Vec<Filter> = parts
        .into_iter()
        .map(|part| match part {
            Filter::Or(mut any) if any.len() > 1 => {
                any.retain(|p| !matches!(p, Filter::IsNull(c) if there.contains(c)));
                match any.as_slice() {
                    [only] => only.clone(),
                    _ => Filter::Or(any),
                }
            }
            other => other,
        })
        .collect();
    let tested: Vec<Column> = parts
        .iter()
        .flat_map(|p| match p {
            Filter::Test { column, with: Operand::Column(other), .. } => {
                vec![column.clone(), other.clone()]
            }
            Filter::Test { column, .. } | Filter::In { column, .. } => vec![column.clone()],
            _ => Vec::new(),
        })
        .collect();
    let needed = |p: &Filter| !matches!(p, Filter::NotNull(c) if tested.contains(c));
    let mut parts: Vec<Filter> = parts.into_iter().filter(needed).collect();
    if parts.len() == 1 { parts.remove(0) } else { Filter::And(parts) }
}

fn present(column: Column, wanted: bool) -> Filter {
    if wanted { Filter::NotNull(column) } else { Filter::IsNull(column) }
}

/// What is not so is that which is otherwise, or has no value.
fn either_null(filter: Filter, columns: &[Column], wanted: bool) -> Filter {
    if wanted {
        return filter;
    }
    let mut all = vec![filter];
    all.extend(columns.iter().cloned().map(Filter::IsNull));
    Filter::Or(all)
}

fn scalar(value: Value<'_>) -> Option<Operand> {
    Some(match value {
        Value::Bool(b) => Operand::Bool(b),
        Value::Str(text) => Operand::Text(text.to_owned()),
        Value::Float(f) if !f.is_finite() => return None,
        number if number.is_number() => Operand::Number(to_json(number)),
        _ => return None,
    })
}
