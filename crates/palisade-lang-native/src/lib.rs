//! The native policy format: YAML with CEL.
