use palisade_ir::{FuncId, Program, Root};
use palisade_model::{Fix, Policy, RuleId};
use palisade_value::{Frozen, ValueFamily};
use std::sync::Arc;

/// The attributes of the resource that is examined.
pub const ROOT_RESOURCE: Root = Root(0);
/// What is known of it beside its attributes: address, type, framework, name.
pub const ROOT_TARGET: Root = Root(1);
/// The policy's parameters.
pub const ROOT_PARAMETERS: Root = Root(2);

/// What stands at [`ROOT_TARGET`] in place of the target, and what the resource is shown as.
#[derive(Clone, Debug)]
pub struct Documents {
    /// The document that policies look things up in: OPA's `data`.
    pub data: Arc<Frozen<ValueFamily>>,
    /// Whether resources are shown as they are, without their address and type among their
    /// attributes.
    pub bare: bool,
}

/// A part of a message.
#[derive(Clone, PartialEq, Debug)]
pub enum MessagePart {
    /// Words.
    Text(String),
    /// The value of a function of the program.
    Value(FuncId),
}

/// One rule, ready to run.
#[derive(Clone, PartialEq, Debug)]
pub struct CompiledRule {
    /// Its id.
    pub id: RuleId,
    /// Says whether the rule is applicable.
    pub when: Option<FuncId>,
    /// The condition.
    pub condition: FuncId,
    /// What the condition comes to on a good resource: true for `require`, false for `deny`.
    pub good: bool,
    /// Whether the condition gives what is wrong instead of a truth value: a set or an array of
    /// messages, each a text or an object with a text `msg`. One message or true is one as well;
    /// undefined, false and an empty collection say that nothing is wrong.
    pub collects: bool,
    /// What to say of a bad resource; not for one whose condition gives messages.
    pub message: Vec<MessagePart>,
    /// Changes that make it good.
    pub fixes: Vec<Fix>,
}

/// One policy, ready to run; shared between threads.
#[derive(Debug)]
pub struct CompiledPolicy {
    /// Its metadata.
    pub policy: Arc<Policy>,
    /// Its code; policies may share it.
    pub program: Arc<Program>,
    /// Says whether it is applicable to a resource of its kinds.
    pub applicable: Option<FuncId>,
    /// Its rules in order.
    pub rules: Vec<CompiledRule>,
    /// Its parameters: an object.
    pub parameters: Frozen<ValueFamily>,
    /// The policies, by id, of which its conditions ask with `covered_by` whether they find the
    /// same resource at fault.
    pub covered_by: Vec<String>,
    /// The documents of a language that has no target and no parameters.
    pub documents: Option<Documents>,
}
