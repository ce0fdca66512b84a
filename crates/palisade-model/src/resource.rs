use crate::FrameworkId;
use palisade_source::Location;
use palisade_value::{Unknown, Value};

/// The kind of a resource that is a whole file or a document of one, as policies match it.
pub const FILE_KIND: &str = "file";

/// The thing that policies examine.
#[derive(Clone, Copy, Debug)]
pub struct Resource<'a> {
    /// The framework that it comes from.
    pub framework: FrameworkId,
    /// Its type as policies match it: `aws_s3_bucket`, `data.aws_iam_policy_document`,
    /// `Deployment`, or a derived type such as `pod-spec`.
    pub kind: &'a str,
    /// Its full address: `module.site.aws_s3_bucket.logs["eu"]`, `Deployment/shop/web`.
    pub address: &'a str,
    /// An object; what is null or left out is not in it. Slots carry origins.
    pub attributes: Value<'a>,
    /// The whole block or document that declares it.
    pub location: Location,
    /// The line that names it: a block's header, the `kind:` entry.
    pub header: Location,
    /// The calls through which it came to be, innermost first (module blocks).
    pub parents: &'a [Location],
    /// The configuration of its provider, under one name for all that have the same one; empty where
    /// it has none. Names that are written out join inside of one.
    pub provider: &'a str,
    /// Positions, in the list it was loaded with, of resources joined to it by a reference in
    /// either direction; sorted.
    pub links: &'a [u32],
    /// Those among the links of which it is not known whether they are there, as with
    /// `var.first ? a.id : b.id`, and why not; by position, sorted.
    pub perhaps: &'a [(u32, &'a Unknown<'a>)],
    /// Why this one instance stands for an unknown number of them.
    pub symbolic: Option<&'a Unknown<'a>>,
}
