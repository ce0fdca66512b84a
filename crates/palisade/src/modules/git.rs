//! Git repositories, through the machine's `git`.

use super::command::run;
use std::path::Path;
use std::process::Command;

/// Puts the files of a commit into `into/package`; nothing of the repository is run.
pub(super) fn fetch(url: &str, reference: Option<&str>, into: &Path) -> Result<(), String> {
    let package = into.join("package");
    std::fs::create_dir(&package).map_err(|e| format!("no folder for it: {e}"))?;
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.arg("-C").arg(&package);
        for setting in [
            // Neither hooks nor filters nor monitors of anybody run, links are plain files.
            "core.hooksPath=",
            "core.fsmonitor=false",
            "core.symlinks=false",
            "core.autocrlf=false",
            "filter.lfs.process=",
            "filter.lfs.smudge=",
            "filter.lfs.required=false",
            "submodule.recurse=false",
            "fetch.recurseSubmodules=false",
            "advice.detachedHead=false",
        ] {
            command.arg("-c").arg(setting);
        }
        command.args(arguments);
        command.env("GIT_TERMINAL_PROMPT", "0").env("GIT_TEMPLATE_DIR", "");
        command.env("GIT_ALLOW_PROTOCOL", "https:http:ssh:git:file").env("LC_ALL", "C");
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"] {
            command.env_remove(name);
        }
        if std::env::var_os("GIT_SSH_COMMAND").is_none() {
            command.env("GIT_SSH_COMMAND", "ssh -oBatchMode=yes");
        }
        run(command, "git", into)
    };
    git(&["init", "--quiet"])?;
    let wanted = reference.unwrap_or("HEAD");
    let shallow = git(&["fetch", "--quiet", "--depth=1", "--no-tags", "--", url, wanted]);
    let commit = match shallow {
        Ok(_) => "FETCH_HEAD".to_owned(),
        // Servers need not hand out a commit by its short name: all is fetched and looked through.
        Err(first) => {
            let all = ["+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*"];
            git(&["fetch", "--quiet", "--", url, all[0], all[1]]).map_err(|_| first)?;
            format!("{wanted}^{{commit}}")
        }
    };
    git(&["checkout", "--quiet", "--force", "--detach", &commit, "--"])
        .map_err(|why| format!("there is no `{wanted}`: {why}"))?;
    std::fs::remove_dir_all(package.join(".git")).map_err(|e| format!("it cannot be tidied: {e}"))
}
