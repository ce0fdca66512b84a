//! Whether the variables of the command line are of use to what was examined.

use palisade_model::Taken;
use palisade_source::did_you_mean;
use std::collections::BTreeSet;

/// What is wrong with variables given on the command line, a lowercase fragment for each: no unit
/// takes a variable of the name, or every unit that does refuses the value. `units` holds what
/// the units take; those of a framework without variables are not among them.
///
/// Where there is no such unit at all, nothing is wrong: nothing was examined that could say so.
#[must_use]
pub fn unusable<'n>(given: impl IntoIterator<Item = &'n str>, units: &[Vec<Taken>]) -> Vec<String> {
    if units.is_empty() {
        return Vec::new();
    }
    let names: BTreeSet<&str> = given.into_iter().collect();
    let fault = |name: &str| {
        let takers: Vec<&Taken> =
            units.iter().flatten().filter(|taken| taken.name == name).collect();
        if takers.is_empty() {
            let known: BTreeSet<&str> = units.iter().flatten().map(|t| t.name.as_str()).collect();
            let help = did_you_mean(name, known.iter().copied())
                .unwrap_or_else(|| known_names(&known, name));
            return Some(format!("`--var {name}=…`: no root module declares `{name}`; {help}"));
        }
        // With one root that can use it, the others tell of it in their diagnostics.
        let reason = takers.first()?.refused.as_deref()?;
        takers
            .iter()
            .all(|taken| taken.refused.is_some())
            .then(|| format!("`--var {name}=…` does not fit the variable: {reason}"))
    };
    names.into_iter().filter_map(fault).collect()
}

fn known_names(known: &BTreeSet<&str>, name: &str) -> String {
    match known.len() {
        0 => format!("declare `variable \"{name}\"`, or leave the option out"),
        1..=8 => {
            let list: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
            format!("known are {}", list.join(", "))
        }
        _ => format!("declare `variable \"{name}\"`, or leave the option out"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(takes: &[(&str, Option<&str>)]) -> Vec<Taken> {
        let taken = |(name, why): &(&str, Option<&str>)| Taken {
            name: (*name).to_owned(),
            refused: why.map(str::to_owned),
        };
        takes.iter().map(taken).collect()
    }

    fn told(names: &[&str], units: &[Vec<Taken>]) -> Vec<String> {
        unusable(names.iter().copied(), units)
    }

    #[test]
    fn a_variable_is_of_use_where_one_root_takes_it() {
        let units = [unit(&[("region", None)]), unit(&[("size", Some("a number is wanted"))])];
        assert_eq!(told(&["region"], &units), [""; 0]);
        assert_eq!(
            told(&["size", "regoin"], &units),
            [
                "`--var regoin=…`: no root module declares `regoin`; did you mean `region`?",
                "`--var size=…` does not fit the variable: a number is wanted",
            ]
        );
        let usable = [units[1].clone(), unit(&[("size", None)])];
        assert_eq!(told(&["size"], &usable), [""; 0]);
    }

    #[test]
    fn without_root_modules_nothing_is_said_of_variables() {
        assert_eq!(told(&["region"], &[]), [""; 0]);
        assert_eq!(
            told(&["region"], &[Vec::new()]),
            ["`--var region=…`: no root module declares `region`; declare `variable \"region\"`, \
              or leave the option out"]
        );
    }
}
