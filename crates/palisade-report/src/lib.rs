//! Renders outcomes for people and machines.
