//! Where the sources of a site end: nothing is built into them.

use std::path::{Component, Path, PathBuf};

/// Whether the sources of the site in `root` would mix with what is written to `target`: a folder of sources, or one
/// inside, by whatever way it is named.
#[must_use]
pub fn holds_sources(root: &Path, target: &Path) -> bool {
    let target = settled(target);
    target.join("site.toml").is_file()
        || ["content", "themes"]
            .iter()
            .any(|part| target.starts_with(settled(&root.join(part))))
}

/// A path without links, `.` and `..`; what is not there yet is taken as it is named.
fn settled(path: &Path) -> PathBuf {
    let mut settled = PathBuf::new();
    for part in std::path::absolute(path)
        .as_deref()
        .unwrap_or(path)
        .components()
    {
        match part {
            Component::ParentDir => drop(settled.pop()),
            part => settled.push(part),
        }
        if let Ok(real) = settled.canonicalize() {
            settled = real;
        }
    }
    settled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_sources_is_known_by_whatever_way_it_is_named() {
        let root = Path::new("/nowhere/site");
        for (target, holds) in [
            ("content", true),
            ("themes/default/public", true),
            ("x/../content/public", true),
            ("../site/./content", true),
            ("content-public", false),
            ("content/../public", false),
            ("../public", false),
        ] {
            assert_eq!(holds_sources(root, &root.join(target)), holds, "{target}");
        }
    }
}
