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
    /// What to say of a bad resource.
    pub message: Vec<MessagePart>,
    /// Changes that make it good.
    pub fixes: Vec<Fix>,
}

/// One policy, ready to run; shared between threads.
#[derive(Debug)]
pub struct CompiledPolicy {
    /// Its metadata.
    pub policy: Arc<Policy>,
    /// Its code.
    pub program: Program,
    /// Says whether it is applicable to a resource of its kinds.
    pub applicable: Option<FuncId>,
    /// Its rules in order.
    pub rules: Vec<CompiledRule>,
    /// Its parameters: an object.
    pub parameters: Frozen<ValueFamily>,
}
