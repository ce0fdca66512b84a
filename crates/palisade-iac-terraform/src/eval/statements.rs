//! `moved`, `removed` and `import`: they change no attribute, and Terraform refuses those that do
//! not fit what is declared.

use palisade_hcl::{Expr, ExprKind, StepKind};
use palisade_source::{Diagnostic, Location};
use rustc_hash::{FxHashMap, FxHashSet};

use super::Evaluator;
use super::expand::Key;
use crate::decl::{Statement, Target};

/// An instance key as it is written.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Written<'s> {
    Number(i64),
    Text(&'s str),
    /// An expression.
    Open,
}

/// An address as it is written, seen from the module that it stands in.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Address<'s> {
    modules: Vec<(&'s str, Option<Written<'s>>)>,
    /// Whether it is a data source, its type and its name.
    resource: Option<(bool, &'s str, &'s str)>,
    key: Option<Written<'s>>,
}

enum Token<'s> {
    Name(&'s str),
    Key(Written<'s>),
}

impl<'s> Address<'s> {
    /// Whether any part has a key that must be evaluated.
    fn is_open(&self) -> bool {
        let keys = self.modules.iter().map(|(_, key)| key).chain([&self.key]);
        keys.flatten().any(|key| *key == Written::Open)
    }

    fn has_keys(&self) -> bool {
        self.key.is_some() || self.modules.iter().any(|(_, key)| key.is_some())
    }

    /// The key of the last part: of the resource, or of the module.
    fn last_key(&self) -> Option<&Written<'s>> {
        match self.resource {
            Some(_) => self.key.as_ref(),
            None => self.modules.last().and_then(|(_, key)| key.as_ref()),
        }
    }

    fn show(&self) -> String {
        let key = |key: &Option<Written<'s>>| match key {
            None => String::new(),
            Some(Written::Number(n)) => format!("[{n}]"),
            Some(Written::Text(text)) => format!("[\"{text}\"]"),
            Some(Written::Open) => "[…]".to_owned(),
        };
        let mut parts: Vec<String> =
            self.modules.iter().map(|(name, own)| format!("module.{name}{}", key(own))).collect();
        if let Some((data, kind, name)) = self.resource {
            let data = if data { "data." } else { "" };
            parts.push(format!("{data}{kind}.{name}{}", key(&self.key)));
        }
        parts.join(".")
    }
}

impl<'s> Evaluator<'_, 's, '_> {
    /// Looks at the statements of each module.
    pub(super) fn statements(&mut self) {
        let mut seen = vec![false; self.modules.len()];
        for at in 0..self.instances.len() {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            let Some(position) = self.instances.get(at as usize).map(|i| i.module) else {
                continue;
            };
            let Some(is_seen) = seen.get_mut(position) else { continue };
            let Some(module) = self.modules.get(position) else { continue };
            if std::mem::replace(is_seen, true) || module.statements.is_empty() {
                continue;
            }
            let of = |kind: &str| -> Vec<Statement<'s>> {
                module.statements.iter().filter(|s| s.block.kind.name == kind).copied().collect()
            };
            self.moved(at, position, &of("moved"));
            self.removed(position, &of("removed"));
            self.imports(at, position, &of("import"));
        }
    }

    fn tell_statement(&mut self, kind: &'static str, at: Location, message: String, help: &str) {
        let code = match kind {
            "moved" => "terraform-moved",
            "removed" => "terraform-removed",
            _ => "terraform-import",
        };
        self.tell(Diagnostic::warning(code, message).at(at).help(help));
    }

    /// The address that an argument holds; told where it is none.
    fn address(
        &mut self,
        kind: &'static str,
        statement: Statement<'s>,
        name: &str,
    ) -> Option<(Address<'s>, Location)> {
        let attr = statement.block.body.attribute(name)?;
        let at = Location::new(statement.file, attr.expr.span);
        let is_json = self.context.sources.get(statement.file).path().ends_with(".json");
        let parsed = match attr.expr.kind {
            ExprKind::String(text) if is_json => {
                let parsed = palisade_hcl::parse_expression(self.ast, text, 0);
                parsed.errors.is_empty().then_some(parsed.expr)
            }
            ExprKind::Invalid => return None,
            _ => Some(attr.expr),
        };
        let found = parsed.and_then(|expr| address(&expr));
        let found = found.filter(|found| kind == "import" || !found.is_open());
        if found.is_none() {
            let message = format!("`{name}` must be the address of a resource or a module");
            let help = "write it out as in `aws_s3_bucket.logs` or `module.a[\"x\"]`, without \
                        quotes; keys are plain values";
            self.tell_statement(kind, at, message, help);
        }
        Some((found?, at))
    }

    fn moved(&mut self, instance: u32, module: usize, statements: &[Statement<'s>]) {
        const KIND: &str = "moved";
        let mut to_of: FxHashMap<Address<'s>, Address<'s>> = FxHashMap::default();
        let mut from_of: FxHashMap<Address<'s>, Address<'s>> = FxHashMap::default();
        let mut moves: Vec<(Address<'s>, Location)> = Vec::new();
        for statement in statements {
            let from = self.address(KIND, *statement, "from");
            let to = self.address(KIND, *statement, "to");
            let (Some((from, at)), Some((to, to_at))) = (from, to) else { continue };
            let (shown_from, shown_to) = (from.show(), to.show());
            if from.resource.is_some() != to.resource.is_some() {
                let message = format!("`{shown_from}` cannot become `{shown_to}`");
                let help = "both must be resources, or both modules";
                self.tell_statement(KIND, to_at, message, help);
                continue;
            }
            if from == to {
                let message = format!("`{shown_from}` is said to have moved to itself");
                let help = "remove the block, or mend one of the addresses";
                self.tell_statement(KIND, to_at, message, help);
                continue;
            }
            match to_of.get(&from) {
                Some(other) if *other != to => {
                    let message = format!(
                        "`{shown_from}` is said to have moved to `{}` as well",
                        other.show()
                    );
                    let help = "it can have moved to one place only; remove one of the blocks";
                    self.tell_statement(KIND, at, message, help);
                }
                Some(_) => {}
                None => match from_of.get(&to) {
                    Some(other) => {
                        let message =
                            format!("`{}` is said to have moved to `{shown_to}` too", other.show());
                        let help = "only one can have moved there; remove one of the blocks";
                        self.tell_statement(KIND, to_at, message, help);
                    }
                    None => moves.push((from.clone(), at)),
                },
            }
            let whole = from.last_key().is_none() && to.last_key().is_none();
            let there = match whole {
                true => self.is_declared(module, &from),
                false => self.is_there(instance, &from),
            };
            if there == Some(true) {
                let message = format!("`{shown_from}` is still declared, and said to have moved");
                let help = format!("rename what is declared to `{shown_to}`, or remove the block");
                self.tell_statement(KIND, at, message, &help);
            }
            from_of.entry(to.clone()).or_insert_with(|| from.clone());
            to_of.entry(from).or_insert(to);
        }
        let mut known: FxHashSet<Address<'s>> = FxHashSet::default();
        for (start, at) in moves {
            let mut way: FxHashSet<&Address<'s>> = FxHashSet::default();
            let mut next = Some(&start);
            while let Some(one) = next.filter(|one| !known.contains(*one)) {
                if !way.insert(one) {
                    let message = format!("`{}` moves on to itself in a circle", one.show());
                    let help = "let one of the blocks go, so that the chain ends with what is \
                                declared";
                    self.tell_statement(KIND, at, message, help);
                    break;
                }
                next = to_of.get(one);
            }
            let way: Vec<Address<'s>> = way.into_iter().cloned().collect();
            known.extend(way);
        }
    }

    fn removed(&mut self, module: usize, statements: &[Statement<'s>]) {
        const KIND: &str = "removed";
        for statement in statements {
            let Some((from, at)) = self.address(KIND, *statement, "from") else { continue };
            let shown = from.show();
            if from.has_keys() {
                let message = format!("`{shown}` is one instance of many");
                let help = "leave out the key: a `removed` block is for all of them";
                self.tell_statement(KIND, at, message, help);
            } else if from.resource.is_some_and(|(data, ..)| data) {
                let message = format!("`{shown}` is a data source, of which nothing is kept");
                self.tell_statement(KIND, at, message, "remove the block");
            } else if self.is_declared(module, &from) == Some(true) {
                let message = format!("`{shown}` is still declared, and said to be removed");
                self.tell_statement(KIND, at, message, "remove the one or the other");
            }
        }
    }

    fn imports(&mut self, instance: u32, module: usize, statements: &[Statement<'s>]) {
        const KIND: &str = "import";
        let mut known: FxHashSet<Address<'s>> = FxHashSet::default();
        for statement in statements {
            if module != 0 {
                let at = Location::new(statement.file, statement.block.header_span);
                let message = "an `import` block in a module that is called".to_owned();
                self.tell_statement(KIND, at, message, "move it to the root module");
                continue;
            }
            if let Some(id) = statement.block.body.attribute("id")
                && matches!(id.expr.kind, ExprKind::String("") | ExprKind::Null)
            {
                let at = Location::new(statement.file, id.expr.span);
                let help = "write the id that the provider knows it by";
                self.tell_statement(KIND, at, "the id of an import is empty".to_owned(), help);
            }
            let Some((to, at)) = self.address(KIND, *statement, "to") else { continue };
            let shown = to.show();
            let Some((data, ..)) = to.resource else {
                let message = format!("`{shown}` is a module, and only resources are imported");
                let help = "write the address of a resource in it";
                self.tell_statement(KIND, at, message, help);
                continue;
            };
            if data {
                let message =
                    format!("`{shown}` is a data source, and only resources are imported");
                self.tell_statement(KIND, at, message, "remove the block");
                continue;
            }
            match self.is_declared(module, &to) {
                Some(true) => {}
                Some(false) => {
                    let shown = Address { key: None, ..to }.show();
                    let message = format!("`{shown}` is imported and not declared");
                    let help = "declare it, or have that written by `terraform plan \
                                -generate-config-out=FILE`";
                    self.tell_statement(KIND, at, message, help);
                    continue;
                }
                None => continue,
            }
            if to.is_open() || statement.block.body.attribute("for_each").is_some() {
                continue;
            }
            if self.is_there(instance, &to) == Some(false) {
                let message = format!("`{shown}` is imported, and there is no such instance");
                let help = match to.key {
                    None => "say which instance it is by its key: `[0]` or `[\"name\"]`",
                    Some(_) => "take the key of an instance that there is",
                };
                self.tell_statement(KIND, at, message, help);
            }
            if !known.insert(to) {
                let message = format!("`{shown}` is imported twice");
                self.tell_statement(KIND, at, message, "remove one of the blocks");
            }
        }
    }

    /// Whether a resource or a module call is declared, where the modules on the way are at hand.
    fn is_declared(&self, module: usize, address: &Address<'s>) -> Option<bool> {
        let mut module = self.modules.get(module)?;
        let last = address.modules.len();
        for (n, (name, _)) in address.modules.iter().enumerate() {
            let Some(index) = module.call_index.get(name) else { return Some(false) };
            if n + 1 == last && address.resource.is_none() {
                return Some(true);
            }
            module = match module.calls.get(*index)?.target {
                Target::Module(target) => self.modules.get(target)?,
                Target::Missing => return None,
            };
        }
        Some(module.resource_index.contains_key(&address.resource?))
    }

    /// Whether there is an instance of just this address, where that is known.
    fn is_there(&self, instance: u32, address: &Address<'s>) -> Option<bool> {
        let mut at = instance;
        let last = address.modules.len();
        for (n, (name, key)) in address.modules.iter().enumerate() {
            let module = self.module_of(at)?;
            let Some(index) = module.call_index.get(name).copied() else { return Some(false) };
            let call = module.calls.get(index)?;
            let slot = self.instances.get(at as usize)?.calls.get(index)?;
            if matches!(call.target, Target::Missing) || slot.left_out.is_some() {
                return None;
            }
            let is_last = n + 1 == last && address.resource.is_none();
            let repeated = call.count.is_some() || call.for_each.is_some();
            if repeated && key.is_none() && !is_last {
                return None;
            }
            let found = among(&slot.children, key.as_ref(), |child| child.0)?;
            match found {
                None => return Some(false),
                Some(_) if is_last => return Some(true),
                Some((_, child)) => at = *child,
            }
        }
        let resource = address.resource?;
        let index = self.module_of(at)?.resource_index.get(&resource).copied();
        let Some(index) = index else { return Some(false) };
        let slot = self.instances.get(at as usize)?.resources.get(index)?;
        let found = among(&slot.instances, address.key.as_ref(), |one| one.key)?;
        Some(found.is_some())
    }
}

/// The one of some instances that has a key; nothing where it is not known which there are.
#[expect(clippy::option_option, reason = "not known, or known to be missing")]
fn among<'t, 'a, T>(
    instances: &'t [T],
    key: Option<&Written<'_>>,
    key_of: impl Fn(&T) -> Key<'a>,
) -> Option<Option<&'t T>> {
    if instances.iter().any(|one| matches!(key_of(one), Key::Symbolic(_))) {
        return None;
    }
    let is_it = |one: &&T| match (key_of(one), key) {
        (Key::One, None) => true,
        (Key::Number(a), Some(Written::Number(b))) => a == *b,
        (Key::Text(a), Some(Written::Text(b))) => a == *b,
        _ => false,
    };
    Some(instances.iter().find(is_it))
}

/// Reads an address.
fn address<'s>(expr: &Expr<'s>) -> Option<Address<'s>> {
    let ExprKind::Traversal(traversal) = expr.kind else { return None };
    let ExprKind::Variable(root) = traversal.base.kind else { return None };
    let mut tokens = vec![Token::Name(root)];
    for step in traversal.steps {
        tokens.push(match step.kind {
            StepKind::Attribute(name) => Token::Name(name),
            StepKind::LegacyIndex(digits) => Token::Key(Written::Number(digits.parse().ok()?)),
            StepKind::Index(index) => Token::Key(match index.kind {
                ExprKind::Number(digits) => Written::Number(digits.parse().ok()?),
                ExprKind::String(text) => Written::Text(text),
                _ => Written::Open,
            }),
            StepKind::AttributeSplat(_) | StepKind::FullSplat(_) => return None,
        });
    }
    let mut rest = tokens.into_iter().peekable();
    let mut modules = Vec::new();
    let key = |rest: &mut std::iter::Peekable<std::vec::IntoIter<Token<'s>>>| match rest
        .next_if(|next| matches!(next, Token::Key(_)))
    {
        Some(Token::Key(key)) => Some(key),
        _ => None,
    };
    while rest.next_if(|next| matches!(next, Token::Name("module"))).is_some() {
        let Some(Token::Name(name)) = rest.next() else { return None };
        modules.push((name, key(&mut rest)));
    }
    if rest.peek().is_none() {
        return (!modules.is_empty()).then_some(Address { modules, resource: None, key: None });
    }
    let data = rest.next_if(|next| matches!(next, Token::Name("data"))).is_some();
    let (Some(Token::Name(kind)), Some(Token::Name(name))) = (rest.next(), rest.next()) else {
        return None;
    };
    let key = key(&mut rest);
    rest.next().is_none().then_some(Address { modules, resource: Some((data, kind, name)), key })
}
