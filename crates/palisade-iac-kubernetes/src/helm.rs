use palisade_model::{LoadContext, Unscanned};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

/// Charts whose templates were met, each told of once.
#[derive(Default)]
pub(crate) struct Charts {
    /// Folders that were asked about already.
    known: HashMap<PathBuf, bool>,
    /// How many templates of each chart were left out.
    met: BTreeMap<PathBuf, usize>,
}

impl Charts {
    /// Whether a file is a template of a chart that has to be rendered first; counts it.
    pub(crate) fn owns(&mut self, context: &LoadContext<'_>, path: &Path, text: &str) -> bool {
        if !text.contains("{{") {
            return false;
        }
        let Some(chart) = self.chart_of(context, path) else { return false };
        *self.met.entry(chart).or_default() += 1;
        true
    }

    /// Whether a file declares a chart, which is told of whether or not it has templates; a
    /// manifest of that name does not.
    pub(crate) fn declares(&mut self, path: &Path, text: &str) -> bool {
        let Some(folder) = path.parent().filter(|_| crate::detect::is_chart(path)) else {
            return false;
        };
        let is_chart = !crate::detect::looks_like_manifest(text);
        if is_chart {
            self.met.entry(folder.to_path_buf()).or_default();
        }
        is_chart
    }

    /// The chart in whose `templates` folder a file is.
    fn chart_of(&mut self, context: &LoadContext<'_>, path: &Path) -> Option<PathBuf> {
        let folders = path.ancestors().skip(1);
        let templates = folders.filter(|f| f.file_name().is_some_and(|n| n == "templates"));
        for folder in templates {
            let Some(chart) = folder.parent() else { continue };
            let is_chart = *self.known.entry(chart.to_path_buf()).or_insert_with(|| {
                let file = |name| context.system.entry(&chart.join(name)).is_ok();
                file("Chart.yaml") || file("Chart.yml")
            });
            if is_chart {
                return Some(chart.to_path_buf());
            }
        }
        None
    }

    /// One entry for each chart.
    pub(crate) fn finish(self) -> impl Iterator<Item = Unscanned> {
        self.met.into_iter().map(|(chart, count)| {
            let subject = match chart.to_string_lossy().replace('\\', "/") {
                here if here.is_empty() => ".".to_owned(),
                folder => folder,
            };
            if count == 0 {
                let reason = "is a Helm chart, which is not rendered; render it with `helm \
                              template` and check the result"
                    .to_owned();
                return Unscanned { subject, reason, location: None };
            }
            let files = if count == 1 { "1 file" } else { &format!("{count} files") };
            let reason = format!(
                "templates of a Helm chart ({files}) are not rendered; render them with `helm \
                 template` and check the result"
            );
            Unscanned { subject, reason, location: None }
        })
    }
}
