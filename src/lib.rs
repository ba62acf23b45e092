//! zhaiyao (摘要) turns Chinese government reports into sites that everybody can read, in Simplified and Traditional
//! script, with every number traceable to its sentence.
//!
//! One pipeline of plain, immutable values:
//!
//! ```text
//!  capture ──import──▶ Report ──draft──▶ content/<id>/*        people edit here; everything after is automatic
//!
//!  site.toml  content/  themes/
//!      └────────┴─load────┘
//!              ▼
//!  Site { config, reports, theme }
//!              ▼  parse (CommonMark) → Report;  extract figures, sectors, agencies
//!  Digest      one report with all that is known about it, in its canonical script
//!              ▼  edition(digest, tag)          conversion works here, on the text of whole blocks
//!  Edition     the same in one script, every mark and figure still in place
//!              ▼  pages(editions)               selection and sorting only
//!  Page        permalink + typed view
//!              ▼  render(theme, page)           the only stage that knows Tera
//!  Artifact    relative path + bytes
//!              ▼  check links · write if changed · prune by manifest
//!  public/
//! ```
//!
//! [`pipeline::build`] never writes; the binary writes a build, serves it, or prints its diagnostics.

pub mod annotation;
pub mod brief;
pub mod chart;
pub mod config;
pub mod data;
pub mod diagnostic;
pub mod digest;
pub mod edit;
pub mod edition;
pub mod editorial;
pub mod feed;
pub mod glossary;
pub mod import;
pub mod links;
pub mod manifest;
pub mod markdown;
pub mod new;
pub mod note;
pub mod output;
pub mod page;
pub mod picture;
pub mod pipeline;
pub mod render;
pub mod report;
pub mod script;
pub mod search;
pub mod serve;
pub mod site;
pub mod source;
pub mod text;
pub mod theme;
mod typography;
pub mod yaml;
