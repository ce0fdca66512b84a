use palisade_source::Location;

/// In what way a value came to stand where it stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum OriginKind {
    /// Written at this place.
    Literal,
    /// Computed by the expression at this place.
    Expression,
    /// The default of a variable.
    Default,
    /// A value given to a variable from outside, at this place: a variables file.
    Variable,
    /// A value given to a variable by the environment; the location is the variable's block.
    Environment,
    /// A value given to a variable on the command line; the location is the variable's block.
    CommandLine,
    /// A value given to a variable by the configuration; the location is the variable's block.
    Configuration,
    /// An argument of a module call or chart.
    Argument,
    /// A named local value.
    Local,
    /// An output of a module.
    Output,
    /// Filled in by the provider or the schema; the location is the enclosing block.
    Schema,
    /// Written at this place, and never to be shown: the input itself says that it is sensitive.
    Sensitive,
}

/// Where a slot was set, and the values that were passed on to make it: *set here, passed there*.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Origin<'a> {
    /// The text that sets the slot.
    pub location: Location,
    /// In what way.
    pub kind: OriginKind,
    /// The name that the text goes by, such as `var.acl`; empty where it has none.
    pub name: &'a str,
    /// The origins of the values that the text refers to, in the order of reference.
    pub sources: &'a [Origin<'a>],
}

impl<'a> Origin<'a> {
    /// A slot whose value is written at `location`.
    #[must_use]
    pub const fn literal(location: Location) -> Self {
        Self { location, kind: OriginKind::Literal, name: "", sources: &[] }
    }
}
