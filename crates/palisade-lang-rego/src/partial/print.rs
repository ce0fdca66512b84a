//! Residuals as queries of Rego.

use super::Residual;
use super::sym::{AtomKind, Base, Cond, Gathered, Shape, Sym};
use crate::workspace::to_rego;
use palisade_ir::Op;
use palisade_source::Diagnostic;
use palisade_value::Value;
use std::collections::BTreeSet;
use std::fmt::Write;

type Failed = Box<Diagnostic>;

/// A residual as text of Rego: it holds if one of the queries does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Written {
    /// The expressions of each query, all of which have to hold; a query without any always does.
    pub queries: Vec<Vec<String>>,
    /// The modules that the queries call: `partial` with parts of the queries, and one for each
    /// package of which rules stay rules, as `partial.app`.
    pub modules: Vec<String>,
}

/// One expression of a body.
#[derive(Clone, Debug)]
pub(super) struct Literal<'e> {
    pub(super) negated: bool,
    pub(super) kind: LiteralKind<'e>,
}

#[derive(Clone, Debug)]
pub(super) enum LiteralKind<'e> {
    Holds(Sym<'e>),
    Defined(Sym<'e>),
    Bind(String, Sym<'e>),
    /// The key is there if something uses it.
    Some(Option<u32>, u32, Sym<'e>),
    /// A rule of the support module with its arguments.
    Support(String, Vec<u32>),
}

pub(super) type Body<'e> = Vec<Literal<'e>>;

/// A rule of the support module.
#[derive(Clone, Debug)]
pub(super) struct Support<'e> {
    pub(super) name: String,
    pub(super) parameters: Vec<u32>,
    pub(super) bodies: Vec<Body<'e>>,
}

/// Turns conditions into bodies; keeps the rules that they need.
pub(super) struct Writer<'e> {
    pub(super) support: Vec<Support<'e>>,
    used: BTreeSet<u32>,
    /// What is defined where anything of the conjunctions that are written holds.
    asserted: Vec<Sym<'e>>,
    /// The variables in the order in which they are met.
    order: Vec<u32>,
    prefix: &'static str,
    most: usize,
    /// How many terms may still be written, and may be in all.
    steps: (u64, u64),
}

/// Whether a text is a name that may stand after a dot.
pub(super) fn is_name(text: &str) -> bool {
    const KEYWORDS: [&str; 15] = [
        "as", "contains", "default", "else", "every", "false", "if", "import", "in", "not", "null",
        "package", "some", "true", "with",
    ];
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !KEYWORDS.contains(&text)
}

impl Residual<'_> {
    /// Writes it as queries.
    ///
    /// # Errors
    /// That there would be too many.
    pub fn write(&self) -> Result<Written, Box<Diagnostic>> {
        let mut writer = Writer::new(self);
        let bodies = writer.bodies(&self.cond)?;
        let mut queries = Vec::with_capacity(bodies.len());
        for body in &bodies {
            queries.push(writer.lines(body)?);
        }
        let packages = writer.packages(self)?;
        let mut modules = Vec::with_capacity(packages.len() + 1);
        for (path, rules) in &packages {
            modules.push(writer.package(path, rules)?);
        }
        // Any of them may have needed further rules.
        modules.extend(writer.module()?);
        Ok(Written { queries, modules })
    }
}

impl<'e> Writer<'e> {
    pub(super) fn new(residual: &Residual<'e>) -> Self {
        let (mut used, mut made) = (BTreeSet::new(), BTreeSet::new());
        residual.cond.variables(&mut used, &mut made);
        residual.saved.iter().for_each(|s| s.variables(&mut used, &mut made));
        // A variable of the query may have a name of ours.
        let prefixes = ["v", "v_", "v__", "v___"];
        let free = |p: &&str| {
            let ours = |name: &String| {
                name.strip_prefix(*p).is_some_and(|n| n.chars().all(|c| c.is_ascii_digit()))
            };
            !residual.names.iter().any(ours)
        };
        let prefix = prefixes.into_iter().find(|p| free(p)).unwrap_or("v____");
        let most = residual.limits.queries;
        // A step of the evaluation may be several terms.
        let all = residual.limits.steps.saturating_mul(16);
        let steps = (all, all);
        let (support, asserted, order) = (Vec::new(), Vec::new(), Vec::new());
        Self { support, used, asserted, order, prefix, most, steps }
    }

    /// Counts a term that is written.
    pub(super) fn step(&mut self) -> Result<(), Failed> {
        let (left, all) = self.steps;
        self.steps.0 = left.checked_sub(1).ok_or_else(|| {
            let message = format!("what remains has more than {all} terms");
            let help = "raise --max-steps, or keep a rule as it is with --disable-inlining";
            Box::new(Diagnostic::error("rego-partial-limit", message).help(help))
        })?;
        Ok(())
    }

    /// How many conjunctions a condition is made into, as far as that is of interest.
    fn count(&self, cond: &Cond<'e>) -> usize {
        let most = self.most.saturating_add(1);
        match cond {
            Cond::True | Cond::Atom(_) => 1,
            Cond::False => 0,
            Cond::Or(parts) => {
                parts.iter().fold(0_usize, |n, p| n.saturating_add(self.count(p)).min(most))
            }
            Cond::And(parts) => {
                parts.iter().fold(1_usize, |n, p| n.saturating_mul(self.count(p)).min(most))
            }
            Cond::Not(inner) => match &**inner {
                Cond::Or(parts) => parts
                    .iter()
                    .map(|p| self.count(&p.clone().not()))
                    .fold(1_usize, |n, c| n.saturating_mul(c).min(most)),
                _ => 1,
            },
        }
    }

    /// The same as a rule of its own where so many conjunctions are too many.
    fn bodies_or_rule(&mut self, cond: &Cond<'e>, other: usize) -> Result<Vec<Body<'e>>, Failed> {
        let own = self.count(cond);
        if own > 1 && own.saturating_mul(other) > self.most && !binds(cond) {
            return Ok(vec![vec![self.supported("any", cond, false)?]]);
        }
        self.bodies(cond)
    }

    /// A condition as alternatives of conjunctions.
    pub(super) fn bodies(&mut self, cond: &Cond<'e>) -> Result<Vec<Body<'e>>, Failed> {
        Ok(match cond {
            Cond::True => vec![Vec::new()],
            Cond::False => Vec::new(),
            Cond::Or(parts) => {
                let mut all = Vec::new();
                for part in parts.iter() {
                    let other = 1 + all.len() / self.most.max(1);
                    all.extend(self.bodies_or_rule(part, other)?);
                }
                all
            }
            Cond::And(parts) => {
                let mut all = vec![Vec::new()];
                let outer = self.assert(parts);
                for part in parts.iter() {
                    let mut more = self.bodies_or_rule(part, all.len())?;
                    // Most parts are one expression: nothing is multiplied out, and copied, then.
                    if more.len() == 1
                        && let Some(only) = more.pop()
                    {
                        all.iter_mut().for_each(|a| a.extend(only.iter().cloned()));
                        continue;
                    }
                    all = all
                        .iter()
                        .flat_map(|a| {
                            more.iter().map(|b| {
                                let mut both: Body<'e> = a.clone();
                                both.extend(b.iter().cloned());
                                both
                            })
                        })
                        .collect();
                }
                self.asserted.truncate(outer);
                all.iter_mut().for_each(drop_hoisted);
                all
            }
            Cond::Not(inner) => match &**inner {
                Cond::Or(parts) => {
                    let all = parts.iter().map(|p| p.clone().not()).collect::<Vec<_>>();
                    self.bodies(&Cond::all(all))?
                }
                _ => vec![vec![self.negation(inner)?]],
            },
            Cond::Atom(_) => vec![vec![self.single(cond)?]],
        })
    }

    /// A condition as one conjunction.
    fn conjunction(&mut self, cond: &Cond<'e>) -> Result<Body<'e>, Failed> {
        Ok(match cond {
            Cond::True => Vec::new(),
            Cond::And(parts) => {
                let mut all = Vec::with_capacity(parts.len());
                let outer = self.assert(parts);
                for part in parts.iter() {
                    all.extend(self.conjunction(part)?);
                }
                self.asserted.truncate(outer);
                drop_hoisted(&mut all);
                all
            }
            Cond::Not(inner) => vec![self.negation(inner)?],
            Cond::Atom(_) => vec![self.single(cond)?],
            Cond::False | Cond::Or(_) => vec![self.supported("any", cond, false)?],
        })
    }

    fn single(&mut self, cond: &Cond<'e>) -> Result<Literal<'e>, Failed> {
        let Cond::Atom(atom) = cond else { return self.supported("any", cond, false) };
        let kind = match &atom.kind {
            AtomKind::Holds(sym) => LiteralKind::Holds(sym.clone()),
            AtomKind::Defined(sym) => LiteralKind::Defined(sym.clone()),
            AtomKind::Bind(name, sym) => LiteralKind::Bind(name.clone(), sym.clone()),
            AtomKind::Some(key, value, source) => {
                let key = self.used.contains(key).then_some(*key);
                LiteralKind::Some(key, *value, source.clone())
            }
        };
        Ok(Literal { negated: false, kind })
    }

    fn negation(&mut self, inner: &Cond<'e>) -> Result<Literal<'e>, Failed> {
        match inner {
            Cond::Atom(atom) if self.may_negate(&atom.kind) => {
                let mut literal = self.single(inner)?;
                literal.negated = true;
                Ok(literal)
            }
            _ => self.supported("not", inner, true),
        }
    }

    /// Notes what the atoms of a conjunction say to be defined; how much was noted before.
    fn assert(&mut self, parts: &[Cond<'e>]) -> usize {
        let before = self.asserted.len();
        for part in parts {
            let Cond::Atom(atom) = part else { continue };
            let (AtomKind::Holds(sym)
            | AtomKind::Defined(sym)
            | AtomKind::Bind(_, sym)
            | AtomKind::Some(_, _, sym)) = &atom.kind;
            sym.strict(&mut |s| self.asserted.push(s.clone()));
        }
        before
    }

    /// Whether `not` before an expression turns it round: what Rego evaluates before the negation
    /// has to be defined.
    fn may_negate(&self, kind: &AtomKind<'e>) -> bool {
        match kind {
            AtomKind::Holds(sym) => {
                hoisted(sym).iter().all(|h| self.asserted.iter().any(|a| a.same(h)))
            }
            // It is compared with itself, and only a path stays inside of the negation.
            AtomKind::Defined(sym) => stays(sym),
            AtomKind::Bind(..) | AtomKind::Some(..) => false,
        }
    }

    /// A condition as a rule of its own.
    fn supported(
        &mut self,
        what: &str,
        cond: &Cond<'e>,
        negated: bool,
    ) -> Result<Literal<'e>, Failed> {
        let name = format!("__{what}{}__", self.support.len() + 1);
        let parameters: Vec<u32> = cond.free().into_iter().collect();
        let at = self.support.len();
        self.support.push(Support {
            name: name.clone(),
            parameters: parameters.clone(),
            bodies: Vec::new(),
        });
        let bodies = self.bodies(cond)?;
        if let Some(support) = self.support.get_mut(at) {
            support.bodies = bodies;
        }
        Ok(Literal { negated, kind: LiteralKind::Support(name, parameters) })
    }

    pub(super) fn variable(&mut self, var: u32) -> String {
        let at = self.order.iter().position(|v| *v == var).unwrap_or_else(|| {
            self.order.push(var);
            self.order.len() - 1
        });
        format!("{}{}", self.prefix, at + 1)
    }

    pub(super) fn lines(&mut self, body: &[Literal<'e>]) -> Result<Vec<String>, Failed> {
        body.iter().map(|l| self.line(l)).collect()
    }

    fn line(&mut self, literal: &Literal<'e>) -> Result<String, Failed> {
        let text = match &literal.kind {
            LiteralKind::Holds(sym) => self.term(sym, false)?,
            LiteralKind::Defined(sym) => {
                let text = self.term(sym, true)?;
                format!("{text} == {text}")
            }
            LiteralKind::Bind(name, sym) => format!("{name} = {}", self.term(sym, true)?),
            LiteralKind::Some(key, value, source) => {
                if let Sym::Call(builtin, arguments) = source
                    && builtin.name == "walk"
                    && let [argument] = arguments.as_slice()
                {
                    let argument = self.term(argument, false)?;
                    return Ok(format!("walk({argument}, {})", self.variable(*value)));
                }
                let source = self.term(source, true)?;
                let key = key.map(|k| self.variable(k) + ", ").unwrap_or_default();
                format!("some {key}{} in {source}", self.variable(*value))
            }
            LiteralKind::Support(name, parameters) if parameters.is_empty() => {
                format!("data.partial.{name}")
            }
            LiteralKind::Support(name, parameters) => {
                let names: Vec<String> = parameters.iter().map(|p| self.variable(*p)).collect();
                format!("data.partial.{name}({})", names.join(", "))
            }
        };
        Ok(if literal.negated { format!("not {text}") } else { text })
    }

    fn terms(&mut self, terms: &[Sym<'e>]) -> Result<String, Failed> {
        let all: Result<Vec<String>, Failed> = terms.iter().map(|t| self.term(t, true)).collect();
        Ok(all?.join(", "))
    }

    /// A term; in brackets where it is an operator inside something else.
    pub(super) fn term(&mut self, sym: &Sym<'e>, inside: bool) -> Result<String, Failed> {
        self.step()?;
        let text = match sym {
            Sym::Known(value) => return Ok(to_rego(*value)),
            Sym::Base(Base::Input) => return Ok("input".to_owned()),
            Sym::Base(Base::Data) => return Ok("data".to_owned()),
            Sym::Base(Base::Var(var)) => return Ok(self.variable(*var)),
            Sym::Ref(parts) => {
                let base = self.term(&parts.0, true)?;
                if let Sym::Known(Value::Str(key)) = &parts.1
                    && is_name(key)
                {
                    return Ok(format!("{base}.{key}"));
                }
                let key = self.term(&parts.1, true)?;
                return Ok(format!("{base}[{key}]"));
            }
            Sym::Op(op, parts) => {
                let (a, b) = (self.term(&parts.0, true)?, self.term(&parts.1, true)?);
                format!("{a} {} {b}", sign(*op))
            }
            Sym::Call(builtin, arguments) => {
                let sign = match builtin.name {
                    "or" => Some("|"),
                    "and" => Some("&"),
                    _ => None,
                };
                match (sign, arguments.as_slice()) {
                    (Some(sign), [a, b]) => {
                        let (a, b) = (self.term(a, true)?, self.term(b, true)?);
                        format!("{a} {sign} {b}")
                    }
                    _ if builtin.name == "internal.member_3" && arguments.len() == 3 => {
                        let all: Result<Vec<String>, Failed> =
                            arguments.iter().map(|t| self.term(t, true)).collect();
                        // Without brackets it could be two arguments.
                        let all = all?;
                        return Ok(format!("({}, {} in {})", all[0], all[1], all[2]));
                    }
                    _ => return Ok(format!("{}({})", builtin.name, self.terms(arguments)?)),
                }
            }
            Sym::Apply(path, arguments) => {
                let path = format!("data.partial{}", below(path));
                if arguments.is_empty() {
                    return Ok(path);
                }
                return Ok(format!("{path}({})", self.terms(arguments)?));
            }
            Sym::Patched(parts) => {
                let key = to_rego(parts.key);
                let value = self.term(&parts.value, true)?;
                let base = match &parts.base {
                    Some(base) => self.term(base, true)?,
                    None => "{}".to_owned(),
                };
                let base = format!("object.remove({base}, [{key}])");
                return Ok(format!("object.union({base}, {{{key}: {value}}})"));
            }
            Sym::Array(items) => return Ok(format!("[{}]", self.terms(items)?)),
            Sym::Set(items) => return Ok(format!("{{{}}}", self.terms(items)?)),
            Sym::Object(pairs) => {
                let mut all = Vec::with_capacity(pairs.len());
                for (key, value) in pairs.iter() {
                    all.push(format!("{}: {}", self.term(key, true)?, self.term(value, true)?));
                }
                return Ok(format!("{{{}}}", all.join(", ")));
            }
            Sym::Gathered(inner) => return self.comprehensions(inner),
        };
        Ok(if inside { format!("({text})") } else { text })
    }

    /// A comprehension for each part, joined.
    fn comprehensions(&mut self, inner: &Gathered<'e>) -> Result<String, Failed> {
        let mut joined: Option<String> = None;
        for part in &inner.parts {
            let body = self.part_body(&part.cond)?;
            let mut body = self.lines(&body)?.join("; ");
            if body.is_empty() {
                body.push_str("true");
            }
            let value = self.term(&part.value, true)?;
            let text = match (inner.shape, &part.key) {
                (Shape::Array, _) => format!("[{value} | {body}]"),
                (Shape::Object, Some(key)) => {
                    format!("{{{}: {value} | {body}}}", self.term(key, true)?)
                }
                _ => format!("{{{value} | {body}}}"),
            };
            joined = Some(match (joined, inner.shape) {
                (None, _) => text,
                (Some(all), Shape::Array) => format!("array.concat({all}, {text})"),
                (Some(all), Shape::Set) => format!("({all} | {text})"),
                (Some(all), Shape::Object) => format!("object.union({all}, {text})"),
            });
        }
        Ok(joined.unwrap_or_else(|| "set()".to_owned()))
    }

    /// The body of a comprehension.
    pub(super) fn part_body(&mut self, cond: &Cond<'e>) -> Result<Body<'e>, Failed> {
        self.conjunction(cond)
    }

    fn module(&mut self) -> Result<Option<String>, Failed> {
        let mut at = 0;
        let mut out = String::from("package partial\n");
        // Writing a rule may need further rules.
        while let Some(rule) = self.support.get(at).cloned() {
            at += 1;
            let names: Vec<String> = rule.parameters.iter().map(|p| self.variable(*p)).collect();
            let head = if names.is_empty() {
                rule.name.clone()
            } else {
                format!("{}({})", rule.name, names.join(", "))
            };
            let none = rule.bodies.is_empty().then(|| vec!["false".to_owned()]);
            let mut bodies: Vec<Vec<String>> = none.into_iter().collect();
            for body in &rule.bodies {
                bodies.push(self.lines(body)?);
            }
            for mut lines in bodies {
                if lines.is_empty() {
                    lines.push("true".to_owned());
                }
                // Writing to a string does not fail.
                _ = write!(out, "\n{head} if {{\n");
                for line in lines {
                    _ = writeln!(out, "\t{line}");
                }
                out.push_str("}\n");
            }
        }
        Ok((at > 0).then_some(out))
    }
}

/// Whether a condition gives a variable of the query its value: no rule can do that.
fn binds(cond: &Cond<'_>) -> bool {
    match cond {
        Cond::True | Cond::False | Cond::Not(_) => false,
        Cond::And(parts) | Cond::Or(parts) => parts.iter().any(binds),
        Cond::Atom(atom) => matches!(atom.kind, AtomKind::Bind(..)),
    }
}

/// The keys behind `data.partial`.
fn below(path: &[String]) -> String {
    let all: Vec<String> = std::iter::once("p".to_owned()).chain(path.iter().cloned()).collect();
    super::keep::dotted(&all).split_off(1)
}

/// Whether an operand is no expression of its own: a value, or a path with known keys.
fn stays(sym: &Sym<'_>) -> bool {
    let plain = |(_, keys): (Base, Vec<&Sym<'_>>)| keys.iter().all(|k| k.known().is_some());
    sym.known().is_some() || sym.path().is_some_and(plain)
}

/// The parts of a negated expression that Rego evaluates before the negation.
fn hoisted<'e>(sym: &Sym<'e>) -> Vec<Sym<'e>> {
    let mut all = Vec::new();
    match sym {
        Sym::Op(Op::Eq, parts) => {
            hoisted_of_operand(&parts.0, &mut all);
            hoisted_of_operand(&parts.1, &mut all);
        }
        Sym::Ref(_) => hoisted_of_operand(sym, &mut all),
        _ => {
            let mut whole = true;
            sym.strict(&mut |part| {
                if !whole && !is_fixed(part) {
                    all.push(part.clone());
                }
                whole = false;
            });
        }
    }
    all
}

/// The parts of an operand of a negated equality that Rego evaluates before the negation: of a
/// path only its keys, for the lookup itself stays behind the `not`; anything else as a whole.
fn hoisted_of_operand<'e>(operand: &Sym<'e>, all: &mut Vec<Sym<'e>>) {
    let mut see = |sym: &Sym<'e>| {
        sym.strict(&mut |part| {
            if !is_fixed(part) {
                all.push(part.clone());
            }
        });
    };
    let mut at = operand;
    while let Sym::Ref(parts) = at {
        see(&parts.1);
        at = &parts.0;
    }
    if !matches!(at, Sym::Base(_)) {
        see(at);
    }
}

/// Whether it is defined in any case.
fn is_fixed(sym: &Sym<'_>) -> bool {
    matches!(sym, Sym::Known(_) | Sym::Base(Base::Var(_)))
}

/// Takes out of a body that something is defined where a negation says so as well.
fn drop_hoisted(body: &mut Body<'_>) {
    let said: Vec<Sym<'_>> = body
        .iter()
        .filter_map(|l| match (&l.kind, l.negated) {
            (LiteralKind::Holds(sym), true) => Some(hoisted(sym)),
            _ => None,
        })
        .flatten()
        .collect();
    body.retain(|l| match &l.kind {
        LiteralKind::Defined(sym) if !l.negated => !said.iter().any(|s| s.same(sym)),
        _ => true,
    });
}

fn sign(op: Op) -> &'static str {
    match op {
        Op::Eq => "==",
        Op::Ne => "!=",
        Op::Lt | Op::TotalLt => "<",
        Op::Le | Op::TotalLe => "<=",
        Op::Gt | Op::TotalGt => ">",
        Op::Ge | Op::TotalGe => ">=",
        Op::In | Op::Member => "in",
        Op::Add | Op::ExactAdd => "+",
        Op::Sub | Op::ExactSub => "-",
        Op::Mul | Op::ExactMul => "*",
        Op::Div | Op::ExactDiv => "/",
        Op::Rem | Op::ExactRem => "%",
    }
}
