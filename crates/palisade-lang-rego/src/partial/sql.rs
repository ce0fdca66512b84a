//! Filters as conditions of SQL.

use super::filter::{Column, Filter, Operand, Test};
use std::fmt::Write;

/// The SQL that a database speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialect {
    /// PostgreSQL.
    Postgresql,
    /// MySQL and MariaDB.
    Mysql,
    /// SQLite.
    Sqlite,
    /// Microsoft SQL Server.
    Sqlserver,
}

/// Writes a filter as the condition of a `WHERE` clause. Names and values are quoted for the
/// dialect, whatever is in them.
///
/// # Errors
/// A name or a text that the dialect has no way to write.
pub fn to_sql(filter: &Filter, dialect: Dialect) -> Result<String, String> {
    let mut out = String::new();
    write(&mut out, filter, dialect, false)?;
    Ok(out)
}

fn write(out: &mut String, filter: &Filter, dialect: Dialect, inside: bool) -> Result<(), String> {
    let words = matches!(dialect, Dialect::Postgresql | Dialect::Mysql);
    match filter {
        Filter::And(parts) if parts.is_empty() => {
            out.push_str(if words { "TRUE" } else { "1 = 1" });
        }
        Filter::Or(parts) if parts.is_empty() => {
            out.push_str(if words { "FALSE" } else { "1 = 0" });
        }
        Filter::And(parts) | Filter::Or(parts) => {
            let several = parts.len() > 1;
            let word = if matches!(filter, Filter::And(_)) { " AND " } else { " OR " };
            if inside && several {
                out.push('(');
            }
            for (n, part) in parts.iter().enumerate() {
                if n > 0 {
                    out.push_str(word);
                }
                write(out, part, dialect, several || inside)?;
            }
            if inside && several {
                out.push(')');
            }
        }
        Filter::IsNull(column) => {
            name(out, column, dialect)?;
            out.push_str(" IS NULL");
        }
        Filter::NotNull(column) => {
            name(out, column, dialect)?;
            out.push_str(" IS NOT NULL");
        }
        Filter::In { column, values, negated } => {
            name(out, column, dialect)?;
            out.push_str(if *negated { " NOT IN (" } else { " IN (" });
            for (n, value) in values.iter().enumerate() {
                if n > 0 {
                    out.push_str(", ");
                }
                operand(out, value, dialect)?;
            }
            out.push(')');
        }
        Filter::Test { column, test, with, negated } => {
            if *negated {
                out.push_str("NOT (");
            }
            tested(out, column, *test, with, dialect)?;
            if *negated {
                out.push(')');
            }
        }
    }
    Ok(())
}

/// A test. Parts of texts are compared with functions: `LIKE` has characters of its own and in
/// some databases does not tell cases apart.
fn tested(
    out: &mut String,
    column: &Column,
    test: Test,
    with: &Operand,
    dialect: Dialect,
) -> Result<(), String> {
    let mut left = String::new();
    name(&mut left, column, dialect)?;
    let mut right = String::new();
    operand(&mut right, with, dialect)?;
    let length = match with {
        Operand::Text(text) if dialect == Dialect::Sqlserver => text.encode_utf16().count(),
        Operand::Text(text) => text.chars().count(),
        _ => 0,
    };
    // Writing to a string does not fail.
    _ = match (test, dialect) {
        (Test::Eq, _) => write!(out, "{left} = {right}"),
        (Test::Ne, _) => write!(out, "{left} <> {right}"),
        (Test::Lt, _) => write!(out, "{left} < {right}"),
        (Test::Le, _) => write!(out, "{left} <= {right}"),
        (Test::Gt, _) => write!(out, "{left} > {right}"),
        (Test::Ge, _) => write!(out, "{left} >= {right}"),
        (Test::Starts, Dialect::Sqlite) => write!(out, "SUBSTR({left}, 1, {length}) = {right}"),
        (Test::Ends, Dialect::Sqlite) => write!(out, "SUBSTR({left}, -{length}) = {right}"),
        (Test::Starts, _) => write!(out, "LEFT({left}, {length}) = {right}"),
        (Test::Ends, _) => write!(out, "RIGHT({left}, {length}) = {right}"),
        (Test::Contains, Dialect::Postgresql) => write!(out, "STRPOS({left}, {right}) > 0"),
        (Test::Contains, Dialect::Mysql) => write!(out, "LOCATE({right}, {left}) > 0"),
        (Test::Contains, Dialect::Sqlite) => write!(out, "INSTR({left}, {right}) > 0"),
        (Test::Contains, Dialect::Sqlserver) => write!(out, "CHARINDEX({right}, {left}) > 0"),
    };
    Ok(())
}

fn name(out: &mut String, column: &Column, dialect: Dialect) -> Result<(), String> {
    let (open, close) = match dialect {
        Dialect::Postgresql => ('"', '"'),
        // In double quotes SQLite takes a name that it does not know for a text: the condition
        // would hold of any row.
        Dialect::Mysql | Dialect::Sqlite => ('`', '`'),
        Dialect::Sqlserver => ('[', ']'),
    };
    for (n, part) in column.names.iter().enumerate() {
        if part.is_empty() || part.contains('\0') {
            return Err(format!("{part:?} cannot be the name of a table or column"));
        }
        if n > 0 {
            out.push('.');
        }
        out.push(open);
        for c in part.chars() {
            out.push(c);
            if c == close {
                out.push(c);
            }
        }
        out.push(close);
    }
    Ok(())
}

fn operand(out: &mut String, operand: &Operand, dialect: Dialect) -> Result<(), String> {
    match operand {
        Operand::Column(column) => name(out, column, dialect)?,
        Operand::Bool(b) => out.push_str(match (dialect, b) {
            (Dialect::Postgresql | Dialect::Mysql, true) => "TRUE",
            (Dialect::Postgresql | Dialect::Mysql, false) => "FALSE",
            (_, true) => "1",
            (_, false) => "0",
        }),
        Operand::Number(digits) => out.push_str(digits),
        Operand::Text(text) => quoted(out, text, dialect)?,
    }
    Ok(())
}

fn quoted(out: &mut String, text: &str, dialect: Dialect) -> Result<(), String> {
    if text.contains('\0') {
        return Err(format!("{text:?} has a NUL character, which no text of SQL can hold"));
    }
    let backslash = text.contains('\\');
    if dialect == Dialect::Mysql && backslash {
        // Whether a backslash means something hangs on a setting of the server.
        out.push_str("_utf8mb4 0x");
        for byte in text.bytes() {
            _ = write!(out, "{byte:02x}");
        }
        return Ok(());
    }
    match dialect {
        // As above, but this form has it always mean something.
        Dialect::Postgresql if backslash => out.push_str("E'"),
        Dialect::Sqlserver => out.push_str("N'"),
        _ => out.push('\''),
    }
    for c in text.chars() {
        match c {
            '\'' => out.push_str("''"),
            '\\' if dialect == Dialect::Postgresql => out.push_str("\\\\"),
            c => out.push(c),
        }
    }
    out.push('\'');
    Ok(())
}
