//! The functions that policies call, once for every language.
