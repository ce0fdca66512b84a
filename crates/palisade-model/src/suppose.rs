/// Something unknown of which users would like to know what it may come to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Question {
    /// What it is, as its user writes it: `var.public`.
    pub subject: String,
    /// Constants that policies compare with, as JSON texts.
    pub constants: Vec<String>,
}

/// A value that something unknown may take.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Supposed {
    /// The value as an expression in the framework's own words.
    pub expression: String,
    /// The value as it is told to people.
    pub shown: String,
    /// Whether it is a sample that stands for all values beside those listed.
    pub is_rest: bool,
}

/// The values that are worth trying for something unknown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Supposition {
    /// What is unknown.
    pub subject: String,
    /// The name under which `Inputs::supposed` gives it a value.
    pub input: String,
    /// Distinct values.
    pub values: Vec<Supposed>,
    /// Whether it can take no other value.
    pub is_whole: bool,
    /// Whether something looks into it, so that other values than these may matter.
    pub in_part: bool,
}
