//! The CEL front end.
