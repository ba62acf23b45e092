//! The files of a new site: it builds as it is, and every setting is there with its explanation.

/// Path and text of every file that `zhaiyao new` writes.
pub const FILES: &[(&str, &str)] = &[
    ("site.toml", include_str!("new/site.toml")),
    (".gitignore", "/public\n"),
    ("content/sectors.yaml", crate::digest::BUILT_IN),
    ("README.md", include_str!("new/README.md")),
    (
        "content/conversion.yaml",
        include_str!("new/conversion.yaml"),
    ),
    ("content/glossary.yaml", include_str!("new/glossary.yaml")),
    (".github/workflows/pages.yml", include_str!("new/pages.yml")),
];
