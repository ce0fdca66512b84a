//! Selects policies by target, runs them and decides outcomes.
