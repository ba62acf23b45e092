//! Ordinary pages: an editor's Markdown in an edition.

use serde::Serialize;

use crate::brief::OrdinaryPage;
use crate::markdown::fence;
use crate::markdown::html::{self, Style};
use crate::note::fold::tag_of;
use crate::page::briefs::converted;
use crate::page::link::{Linker, from_root};
use crate::page::{Material, Page, View, frame};
use crate::script::Tag;

/// An ordinary page.
#[derive(Clone, Debug, Serialize)]
pub struct Ordinary {
    /// The body as HTML.
    pub html: String,
    /// Whether it is not published yet: a build with drafts shows it, and says so.
    pub draft: bool,
}

/// Makes the page of an editors' text (`/{ed}/{page}/`) in the edition `tag`.
#[must_use]
pub fn page(material: &Material<'_>, tag: Tag, ordinary: &OrdinaryPage) -> Page {
    let path = format!("{}/{}/", tag.path(), ordinary.name);
    let link = Linker::relative(&path);
    let address = |address: &str| match address.strip_prefix('/') {
        Some(rest) if !rest.starts_with('/') => from_root(&link, tag, rest),
        _ => address.to_owned(),
    };
    let style = Style {
        conversions: material.conversions,
        from: tag_of(&fence::common(&ordinary.body, &ordinary.file), Tag::Hans),
        to: tag,
        heading: 2,
        prefix: "",
        link: &address,
        pictures: material.pictures,
    };
    let title = converted(material, &ordinary.title, tag);
    let mut frame = frame::of_edition(material, tag, &format!("{}/", ordinary.name), title);
    if let Some(summary) = &ordinary.summary {
        frame.description = converted(material, summary, tag);
    }
    Page {
        path,
        template: "page",
        lang: tag,
        frame,
        view: View::Ordinary(Ordinary {
            draft: ordinary.draft,
            html: html::sections(&ordinary.body, &style, |_, _| String::new()),
        }),
    }
}
