//! The one value that every language and framework speaks.
