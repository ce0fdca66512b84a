//! Versioned serde types of every external format.
