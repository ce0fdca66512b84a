//! One shape for what is written in several ways.
//!
//! Policies are written against one shape of a resource. [`manifests`] shows Kubernetes objects
//! that are written in Terraform as the manifests that they become; [`kubernetes`] holds what is
//! true of such objects in whatever framework they are written; [`defaults`] fills in what a provider
//! gives attributes that are left out; [`empty`] leaves out what counts as not set;
//! [`booleans`] makes truth values of the texts that stand for them; [`computed`] tells which nested
//! blocks a provider fills in where nobody wrote them; [`plain`] tells which attributes are never blocks; [`tags`] tells which types take tags; [`joins`] by which attributes resources are
//! joined; [`iam`] writes policy documents. The tables
//! are data, in `shapes/` at the root of the repository. Nothing here reads a file, and no policy is known.

pub mod booleans;
pub mod computed;
pub mod defaults;
pub mod empty;
pub mod iam;
pub mod joins;
pub mod kubernetes;
pub mod manifests;
pub mod plain;
mod table;
pub mod tags;
mod walk;

#[cfg(test)]
mod tests;
