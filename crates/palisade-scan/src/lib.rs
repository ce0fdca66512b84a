//! Walks a tree, loads its resources, evaluates policies, applies suppressions.
