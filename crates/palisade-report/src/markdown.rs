//! Not yet.
use crate::{Options, Report};
pub(crate) fn render(_report: &Report<'_>, _options: &Options) -> String {
    String::new()
}
