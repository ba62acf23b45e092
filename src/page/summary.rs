//! What an editor says of a sector (`sectors/<sector>.md`): a headline for its card and a summary for its page.

use crate::digest::Editorial;
use crate::markdown::fence;
use crate::markdown::html::{self, Style};
use crate::note::fold::tag_of;
use crate::page::reading::Reading;
use crate::page::{Material, notes};

/// The editor's headline of a sector in the reading's edition; empty if there is none.
#[must_use]
pub fn headline(material: &Material<'_>, reading: &Reading<'_>, sector: &str) -> String {
    let words = editorial(reading, sector).and_then(|editorial| editorial.headline.as_deref());
    let words = words.unwrap_or_default().trim();
    let canonical = reading.digest().report.metadata.lang;
    let (from, to) = (tag_of(words, canonical), reading.edition.tag);
    material.conversions.convert(words, from, to).text
}

/// The editor's summary of a sector as HTML; empty if there is none.
#[must_use]
pub fn summary(material: &Material<'_>, reading: &Reading<'_>, sector: &str) -> String {
    let Some(editorial) = editorial(reading, sector) else {
        return String::new();
    };
    let source = &editorial.source;
    // What is wrong with the text was said when the file was read.
    let (body, _) = fence::parse(source, editorial.body.clone(), &[]);
    let canonical = reading.digest().report.metadata.lang;
    let page = |address: &str| notes::resolve(reading, address, false);
    let style = Style {
        conversions: material.conversions,
        from: tag_of(&fence::common(&body, source), canonical),
        to: reading.edition.tag,
        heading: 3,
        prefix: "s-",
        link: &page,
        pictures: material.pictures,
    };
    html::sections(&body, &style, |_, _| String::new())
}

fn editorial<'a>(reading: &Reading<'a>, sector: &str) -> Option<&'a Editorial> {
    reading.digest().editorials.get(sector)
}

#[cfg(test)]
mod tests {
    use crate::page::fixture::with_material;
    use crate::page::{View, page_at};

    #[test]
    fn the_editors_words_stand_on_card_and_page_in_each_script_and_are_no_quotation() {
        with_material(|material| {
            let View::Digest(digest) = page_at(material, "zh-hant/small/").unwrap().view else {
                panic!("a digest");
            };
            let card = digest.cards.iter().find(|c| c.sector == "environment");
            assert_eq!(card.unwrap().editor, "綠色發展");
            let page = page_at(material, "zh-hant/small/sector/environment/").unwrap();
            let View::Sector(sector) = page.view else {
                panic!("a sector");
            };
            assert_eq!(sector.editor, "綠色發展");
            assert_eq!(
                sector.summary,
                "<p>編者的話，見<a href=\"../../text/#p-1-0-1\">原文</a>。</p>\n"
            );
        });
    }
}
