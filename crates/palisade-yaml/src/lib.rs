//! YAML and JSON text as nodes with spans.
