//! A zero-copy parser for HCL2 with recovery.
