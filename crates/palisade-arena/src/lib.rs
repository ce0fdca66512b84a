//! The arena that values live in, and the frozen form that threads share.
