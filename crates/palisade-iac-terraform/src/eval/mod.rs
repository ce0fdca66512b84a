//! Evaluation: every named thing of every module instance once, in the order of dependency.

mod body;
mod bounds;
mod call;
mod collect;
mod conditions;
mod expand;
mod expr;
mod files;
mod graph;
mod hide;
mod hints;
pub(crate) mod limits;
mod links;
mod ops;
mod parts;
mod reference;
mod secrets;
mod size;
mod statements;
mod steps;
mod subject;
mod tags;
mod template;
mod types;
mod variables;

use palisade_arena::Arena;
use palisade_hcl::Expr;
use palisade_model::LoadContext;
use palisade_source::{Diagnostic, FileId, Location};
use palisade_value::{Interner, Origin, OriginKind, Unknown, UnknownKind, Value};
use rustc_hash::{FxHashMap, FxHashSet};
use std::path::PathBuf;
use std::rc::Rc;

use crate::decl::Module;
use crate::functions;
use crate::inputs::Given;
use crate::tree::Told;
use crate::types::Type;
use expand::Key;
pub(crate) use hide::literals;
use size::Size;

/// Expressions are evaluated no deeper than this; the parser's own limit is lower.
const DEPTH: u32 = 400;

/// Modules nest no deeper than this.
pub(crate) const MODULE_DEPTH: usize = 64;

/// No text that an expression makes is longer than this.
pub(crate) const TEXT_BYTES: usize = 16 << 20;

/// A resource has no more than so many nested blocks made by `dynamic`.
pub(crate) const BLOCKS: usize = 10_000;

/// One `for` makes no more than so many items.
pub(crate) const ITEMS: usize = 1_000_000;

/// Why an expression has no value.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) location: Option<Location>,
    pub(crate) help: Option<String>,
    /// Whether the share of an expression is used up: nothing more of it is evaluated.
    pub(crate) used_up: bool,
    /// Whether that was told of another part of the expression.
    pub(crate) told: bool,
    /// Whether it is a bound of the whole root that was reached.
    pub(crate) whole_root: bool,
    /// Whether the expression names what there cannot be: Terraform refuses it before anything is
    /// evaluated.
    refused: bool,
}

impl Problem {
    /// A problem from its message, which may be that of a function or a conversion.
    pub(crate) fn new(message: impl Into<String>) -> Box<Self> {
        let mut message = message.into();
        let limit = message.contains(functions::LIMIT_SIGN);
        if limit {
            message = message.replace(functions::LIMIT_SIGN, "");
        }
        Box::new(Self {
            code: if limit { limits::LIMIT } else { "terraform-expression" },
            message,
            location: None,
            help: None,
            used_up: false,
            told: false,
            whole_root: false,
            refused: false,
        })
    }

    /// A problem of what is named, whatever the values are.
    fn refused(message: impl Into<String>) -> Box<Self> {
        let mut problem = Self::new(message);
        problem.refused = true;
        problem
    }

    fn at(mut self: Box<Self>, location: Location) -> Box<Self> {
        self.location.get_or_insert(location);
        self
    }

    fn help(mut self: Box<Self>, help: Option<String>) -> Box<Self> {
        self.help = self.help.or(help);
        self
    }
}

/// A value, or why there is none.
pub(crate) type Eval<'a> = Result<Value<'a>, Box<Problem>>;

/// A resource that a value hangs on.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Dep<'a> {
    Resource {
        instance: u32,
        index: u32,
        key: Key<'a>,
    },
    /// Those of something that was evaluated on its own.
    Through(&'a [Dep<'a>]),
    /// Those of which it is not known which one it is, and why not.
    Perhaps(&'a Unknown<'a>, &'a [Dep<'a>]),
}

impl<'a> Mark<'a> {
    /// The resource as something that a value hangs on.
    fn dep(&self) -> Dep<'a> {
        Dep::Resource { instance: self.instance, index: self.index, key: self.key }
    }
}

impl Dep<'_> {
    /// Whether both are one resource as it is written, whichever instance.
    fn is_same_as(&self, other: &Dep<'_>) -> bool {
        match (self, other) {
            (
                Dep::Resource { instance, index, key },
                Dep::Resource { instance: i, index: n, key: k },
            ) => instance == i && index == n && key.is_same_as(k),
            (Dep::Through(a), Dep::Through(b)) => std::ptr::eq(*a, *b),
            _ => false,
        }
    }
}

/// What a named thing evaluated to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Memo<'a> {
    pub(crate) value: Value<'a>,
    pub(crate) origin: Option<Origin<'a>>,
    pub(crate) deps: &'a [Dep<'a>],
}

/// How far a node of the graph has come.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) enum State {
    #[default]
    New,
    /// Its dependencies are being evaluated.
    Entered,
    /// It is part of a cycle.
    Cyclic,
    Done,
}

#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Slot<'a> {
    pub(crate) state: State,
    pub(crate) memo: Option<Memo<'a>>,
}

/// `each` or `count` of a block.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Each<'a> {
    None,
    Count(Value<'a>, Option<Origin<'a>>),
    Keyed { key: Value<'a>, value: Value<'a>, origin: Option<Origin<'a>> },
}

/// A name that an expression binds: a variable of `for`, the iterator of a dynamic block.
#[derive(Clone, Copy)]
pub(crate) struct Frame<'e, 'a> {
    name: &'e str,
    value: Value<'a>,
    origin: Option<Origin<'a>>,
    parent: Option<&'e Frame<'e, 'a>>,
}

/// Where an expression is evaluated.
#[derive(Clone, Copy)]
pub(crate) struct Env<'e, 'a> {
    /// The module instance; none in files of variables, where nothing can be referred to.
    pub(crate) instance: Option<u32>,
    pub(crate) file: FileId,
    pub(crate) each: Each<'a>,
    /// What `for_each` hangs on, and with it `each`.
    pub(crate) shared: &'a [Dep<'a>],
    pub(crate) frame: Option<&'e Frame<'e, 'a>>,
}

impl<'a> Env<'_, 'a> {
    pub(crate) fn bare(file: FileId) -> Self {
        Self { instance: None, file, each: Each::None, shared: &[], frame: None }
    }

    fn at(&self, expr: &Expr<'_>) -> Location {
        Location::new(self.file, expr.span)
    }
}

/// What an attribute or nested block of a resource hangs on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part<'a> {
    pub(crate) name: &'a str,
    pub(crate) deps: &'a [Dep<'a>],
}

/// One instance of a resource or data source.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ResourceInstance<'a> {
    pub(crate) key: Key<'a>,
    pub(crate) attributes: Value<'a>,
    pub(crate) address: &'a str,
    /// What each attribute and nested block hangs on, where it does on anything.
    pub(crate) parts: &'a [Part<'a>],
    pub(crate) symbolic: Option<&'a Unknown<'a>>,
}

#[derive(Default, Debug)]
pub(crate) struct ResourceSlot<'a> {
    pub(crate) state: State,
    pub(crate) instances: Vec<ResourceInstance<'a>>,
    /// `each` of each instance, where its conditions need it.
    pub(crate) eaches: Vec<Each<'a>>,
    /// What a reference to the whole resource gives.
    pub(crate) whole: Option<Value<'a>>,
}

#[derive(Default, Debug)]
pub(crate) struct CallSlot<'a> {
    pub(crate) state: State,
    pub(crate) children: Vec<(Key<'a>, u32)>,
    pub(crate) deps: &'a [Dep<'a>],
    /// What stands for its instances where there is none because of a bound.
    pub(crate) left_out: Option<&'a Unknown<'a>>,
}

/// One instance of a module.
#[derive(Debug)]
pub(crate) struct Instance<'a> {
    pub(crate) module: usize,
    /// The instance that calls it and the position of the call there.
    pub(crate) parent: Option<(u32, usize)>,
    /// `each` of the call.
    pub(crate) each: Each<'a>,
    /// `module.a["x"].` or nothing for the root.
    pub(crate) prefix: &'a str,
    pub(crate) parents: &'a [Location],
    pub(crate) symbolic: Option<&'a Unknown<'a>>,
    pub(crate) variables: Vec<Slot<'a>>,
    pub(crate) locals: Vec<Slot<'a>>,
    pub(crate) outputs: Vec<Slot<'a>>,
    /// The tags that each configuration of a provider gives.
    pub(crate) providers: Vec<Slot<'a>>,
    pub(crate) calls: Vec<CallSlot<'a>>,
    pub(crate) resources: Vec<ResourceSlot<'a>>,
}

/// A value that stands for a resource as a whole: what is not written in it is made later.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark<'a> {
    address: &'a str,
    data: bool,
    location: Location,
    /// The instance of the module, the position of the resource in it, and its own key.
    instance: u32,
    index: u32,
    key: Key<'a>,
}

/// The evaluator of one root.
pub(crate) struct Evaluator<'a, 's, 'c> {
    pub(crate) arena: &'a Arena,
    pub(crate) ast: &'s Arena,
    pub(crate) modules: &'s [Module<'s>],
    pub(crate) context: &'c LoadContext<'c>,
    pub(crate) given: FxHashMap<String, Given<'s>>,
    pub(crate) keys: Interner<'a>,
    pub(crate) instances: Vec<Instance<'a>>,
    /// Objects that stand for resources, by their place in memory.
    marks: FxHashMap<usize, Mark<'a>>,
    /// The origins of what the present expression referred to.
    sources: Vec<Origin<'a>>,
    /// The resources that the present expression hangs on.
    deps: Vec<Dep<'a>>,
    pub(crate) told: Told,
    told_at: FxHashSet<(Option<Location>, String)>,
    /// Above zero inside `try`, `can` and branches that do not count: problems are not told.
    quiet: u32,
    depth: u32,
    /// Nodes being evaluated inside others, beyond what was scheduled before.
    nested: u32,
    /// Why it is not known which item the present reference picks.
    unsure: Option<&'a Unknown<'a>>,
    /// Why instances are symbolic: by module instance, whether by `count`, and its text.
    causes: FxHashMap<(Option<u32>, bool, String), &'a Unknown<'a>>,
    /// Those, by their place in memory.
    own_causes: FxHashSet<usize>,
    /// How many instances of resources may still be made.
    room: expand::Room,
    /// The modules that call each other in a circle have one number.
    circles: Vec<usize>,
    /// Nested blocks that `dynamic` made in the present resource.
    blocks_made: usize,
    /// Expressions looked at so far.
    steps_taken: u64,
    /// How far the root may go.
    bounds: limits::Bounds,
    /// Up to where the present expression may go.
    budget: limits::Budget,
    /// The module instance and the name of what is evaluated at present.
    current: (&'a str, &'a str),
    /// What bounds cut off, and where in the list by place and reason.
    cuts: Vec<limits::Cut>,
    cut_at: FxHashMap<(Location, String), usize>,
    full_told: bool,
    /// What splats of attributes gave, by the places in memory of the list and of the steps.
    splats: FxHashMap<(usize, usize), Value<'a>>,
    /// The size of each list and object looked at, by its place in memory.
    sizes: FxHashMap<usize, Size>,
    /// What is known of values that are not known.
    hints: hints::Hints<'a>,
    /// Whether of something that is not known a part is.
    has_parts: std::cell::Cell<bool>,
    /// Whose attributes values are.
    subjects: subject::Subjects<'a>,
    /// Where literals stand that are sensitive by a function.
    hidden: Vec<Location>,
    /// Whether a condition of the configuration refuses a value that is only supposed.
    refuses_supposed: bool,
    /// Whether anything sensitive was met: only then must it be looked for.
    pub(crate) secrets: bool,
    /// Whether any infinite number was made: only then must they be looked for in attributes.
    pub(crate) infinities: bool,
    /// Whether any set was made: only then must sets be looked for in attributes.
    pub(crate) sets: bool,
    /// The types of variables, by module and position.
    types: FxHashMap<(usize, usize), Rc<Type<'a>>>,
    /// Templates parsed from files, by path.
    templates: FxHashMap<PathBuf, (FileId, Expr<'s>)>,
}

impl<'a, 's, 'c> Evaluator<'a, 's, 'c> {
    pub(crate) fn new(
        arena: &'a Arena,
        ast: &'s Arena,
        modules: &'s [Module<'s>],
        context: &'c LoadContext<'c>,
        given: FxHashMap<String, Given<'s>>,
        told: Told,
    ) -> Self {
        Self {
            arena,
            ast,
            modules,
            context,
            given,
            keys: Interner::new(arena),
            instances: Vec::new(),
            marks: FxHashMap::default(),
            sources: Vec::new(),
            deps: Vec::new(),
            told,
            told_at: FxHashSet::default(),
            quiet: 0,
            depth: 0,
            nested: 0,
            unsure: None,
            causes: FxHashMap::default(),
            own_causes: FxHashSet::default(),
            room: expand::Room::default(),
            circles: expand::circles(modules),
            blocks_made: 0,
            steps_taken: 0,
            bounds: limits::Bounds::new(context.inputs.divided),
            budget: limits::Budget::NONE,
            current: ("", ""),
            cuts: Vec::new(),
            cut_at: FxHashMap::default(),
            full_told: false,
            splats: FxHashMap::default(),
            sizes: FxHashMap::default(),
            hints: hints::Hints::default(),
            has_parts: std::cell::Cell::new(false),
            subjects: subject::Subjects::default(),
            infinities: false,
            sets: false,
            refuses_supposed: false,
            secrets: false,
            hidden: Vec::new(),
            types: FxHashMap::default(),
            templates: FxHashMap::default(),
        }
    }

    /// The module that an instance is one of.
    fn module_of(&self, instance: u32) -> Option<&'s Module<'s>> {
        self.modules.get(self.instances.get(instance as usize)?.module)
    }

    /// Tells a diagnostic once, unless problems do not count here.
    pub(crate) fn tell(&mut self, diagnostic: Diagnostic) {
        if self.quiet == 0 && self.told_at.insert((diagnostic.location, diagnostic.message.clone()))
        {
            self.told.diagnostics.push(diagnostic);
        }
    }

    /// Tells why an expression has no value and gives the unknown that stands for it.
    fn give_up(&mut self, problem: Problem, location: Location, subject: &str) -> Value<'a> {
        let problem = self.discreet(problem, 0);
        let location = problem.location.unwrap_or(location);
        if problem.is_limit() {
            // Listed even where problems do not count: something is not known that could be.
            if problem.told {
                return self.unknown(UnknownKind::Limit, subject, Some(location));
            }
            self.cut_by(&problem, location, subject);
            if problem.whole_root {
                self.tell_root(&problem, location);
            } else {
                let mut diagnostic = Diagnostic::error(problem.code, problem.message).at(location);
                diagnostic.help = problem.help;
                self.tell(diagnostic);
            }
            return self.unknown(UnknownKind::Limit, subject, Some(location));
        }
        let mut diagnostic = Diagnostic::warning(problem.code, problem.message).at(location);
        diagnostic.help = problem.help;
        self.tell(diagnostic);
        self.unknown(UnknownKind::Invalid, subject, Some(location))
    }

    pub(crate) fn unknown(
        &self,
        kind: UnknownKind,
        subject: &str,
        location: Option<Location>,
    ) -> Value<'a> {
        Value::unknown(
            self.arena,
            Unknown {
                kind,
                subject: self.arena.alloc_str(subject),
                location,
                partial: None,
                nullable: kind.is_nullable(),
            },
        )
    }

    /// An unknown without what is known of it: for results that are something else.
    fn plain(&self, unknown: &'a Unknown<'a>) -> Value<'a> {
        if self.is_hinted(unknown) || unknown.nullable {
            let nullable = false;
            return Value::unknown(self.arena, Unknown { partial: None, nullable, ..*unknown });
        }
        Value::Unknown(unknown)
    }

    /// Evaluates and keeps apart what the expression refers to.
    fn traced<R>(
        &mut self,
        run: impl FnOnce(&mut Self) -> R,
    ) -> (R, &'a [Origin<'a>], &'a [Dep<'a>]) {
        let outer = (std::mem::take(&mut self.sources), std::mem::take(&mut self.deps));
        let result = run(self);
        let sources = self.sources_since(0);
        let deps = self.packed_deps();
        (self.sources, self.deps) = outer;
        (result, sources, deps)
    }

    /// The distinct origins referred to since a mark, a handful at most.
    fn sources_since(&self, mark: usize) -> &'a [Origin<'a>] {
        let mut kept: Vec<Origin<'a>> = Vec::new();
        for origin in self.sources.get(mark..).unwrap_or(&[]) {
            if kept.iter().any(|k| k.location == origin.location) {
                continue;
            }
            if kept.len() < 8 {
                kept.push(*origin);
            } else if origin.kind == OriginKind::Sensitive {
                // That a value is sensitive must not be lost among its other sources.
                kept[7] = *origin;
            }
        }
        self.arena.alloc_slice(&kept)
    }

    fn packed_deps(&mut self) -> &'a [Dep<'a>] {
        self.arena.alloc_slice(&self.deps)
    }

    /// Takes what was added since a mark as things of which it is not known which one it is.
    fn doubt_since(&mut self, mark: usize, cause: &'a Unknown<'a>) {
        if mark < self.deps.len() {
            let deps = self.deps.split_off(mark);
            self.deps.push(Dep::Perhaps(cause, self.arena.alloc_slice(&deps)));
        }
    }

    /// The same for one of several items that something is picked from; not where the cause is
    /// that of instances, which are there together with what refers to them.
    fn doubt_pick(&mut self, mark: usize, cause: &'a Unknown<'a>) {
        let later = matches!(cause.kind, UnknownKind::AfterApply | UnknownKind::DataSource);
        if !later && !self.causes.values().any(|own| own.subject == cause.subject) {
            self.doubt_since(mark, cause);
        }
    }

    /// Adds what a node evaluated elsewhere hangs on.
    fn depend_through(&mut self, deps: &'a [Dep<'a>]) {
        match deps {
            [] => {}
            [one] => self.deps.push(*one),
            many => self.deps.push(Dep::Through(many)),
        }
    }

    /// The origin of a slot that an expression fills, from what it referred to since a mark.
    fn slot_origin(&self, location: Location, expr: &Expr<'_>, mark: usize) -> Origin<'a> {
        let kind = if self.is_secret_since(mark) {
            OriginKind::Sensitive
        } else if is_literal(expr) {
            OriginKind::Literal
        } else {
            OriginKind::Expression
        };
        Origin { location, kind, name: "", sources: self.sources_since(mark) }
    }
}

/// Whether an expression is written out, without anything to evaluate.
fn is_literal(expr: &Expr<'_>) -> bool {
    use palisade_hcl::ExprKind as K;
    match &expr.kind {
        K::Null | K::Bool(_) | K::Number(_) | K::String(_) => true,
        K::Tuple(items) => items.iter().all(is_literal),
        K::Object(items) => {
            items.iter().all(|item| item.key.text().is_some() && is_literal(&item.value))
        }
        K::Unary(unary) => is_literal(&unary.operand),
        K::Parens(inner) => is_literal(inner),
        _ => false,
    }
}
