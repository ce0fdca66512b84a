//! Every format on the same reports: one with findings of all kinds, one with odd characters,
//! one that is clean.

mod fixture;

use crate::{Format, Options, Show, render};

#[test]
fn show() {
    let f = fixture::shop();
    println!("{}", render(Format::Text, &f.report(), &Options::default()));
    println!(
        "{}",
        render(
            Format::Text,
            &f.report(),
            &Options { show: Show::All, color: true, width: Some(80) }
        )
    );
}
