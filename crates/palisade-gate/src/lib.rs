//! Baselines and the verdict that becomes an exit code.
