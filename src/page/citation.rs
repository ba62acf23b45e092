//! How to cite a report: the speech first, the page its text was taken from second.

use serde::Serialize;

use crate::page::Material;
use crate::page::link;
use crate::page::reading::Reading;

/// A citation in the usual forms.
#[derive(Clone, Debug, Serialize)]
pub struct Citation {
    /// In words: body, speaker, title, day.
    pub plain: String,
    /// GB/T 7714—2015.
    pub gb: String,
    /// APA, 7th edition.
    pub apa: String,
    /// Where the text was taken from: name of the portal and address; may be empty.
    pub origin: String,
}

/// Cites the page at `page` below the digest.
#[must_use]
pub fn of(material: &Material<'_>, reading: &Reading<'_>, page: &str) -> Citation {
    let metadata = &reading.digest().report.metadata;
    let phrase =
        |text: Option<&String>| text.map_or_else(String::new, |text| reading.edition.phrase(text));
    let title = reading.edition.phrase(&metadata.title);
    let issuer = phrase(metadata.issuer.as_ref());
    let speaker = phrase(metadata.speaker.as_ref());
    // The office stands in front of the name, parted by a space.
    let name = speaker
        .rsplit([' ', '　'])
        .next()
        .unwrap_or_default()
        .to_owned();
    let author = if name.is_empty() {
        issuer.clone()
    } else {
        name
    };
    let address = link::absolute(
        &material.config.base_url,
        &format!("{}{page}", reading.home()),
    );
    let day = metadata.date.map_or_else(String::new, super::long_date);
    let iso = metadata
        .date
        .map_or_else(String::new, |date| date.to_string());
    let assembly = phrase(metadata.assembly.as_ref());
    let origin = metadata.origin.as_ref();
    let origin = origin.map_or_else(String::new, |origin| {
        let parts = [
            phrase(origin.site.as_ref()),
            origin.published.clone().unwrap_or_default(),
            origin.url.clone().unwrap_or_default(),
        ];
        parts
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("，")
    });
    let who = [issuer.as_str(), speaker.as_str()];
    let who = who
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("，");
    let meeting = if assembly.is_empty() {
        String::new()
    } else {
        format!("（{assembly}）")
    };
    let dated = |day: &str| {
        if day.is_empty() {
            String::new()
        } else {
            format!("，{day}")
        }
    };
    Citation {
        plain: format!("{who}：《{title}》{}{meeting}", dated(&day)),
        gb: gb(
            &author,
            &title,
            &issuer,
            &iso,
            &reading.edition.phrase("引用日期"),
            &address,
        ),
        apa: {
            let given = if assembly.is_empty() {
                String::new()
            } else {
                let kind = reading.edition.phrase("上的报告");
                format!(" [{assembly}{kind}]")
            };
            let dated = if day.is_empty() {
                "n.d.".to_owned()
            } else {
                day.clone()
            };
            // The body is the publisher; where it is the author too, it is not said twice.
            let publisher = if issuer.is_empty() || issuer == author {
                String::new()
            } else {
                format!(" {issuer}.")
            };
            format!("{author}. ({dated}). {title}{given}.{publisher} {address}")
        },
        origin,
    }
}

/// GB/T 7714—2015, 8.8: author. title[R/OL]. publisher, (day)[day of citing]. address. The day of citing is the
/// reader's: `accessed` stands in its place until the page's script, or the reader, puts it there.
fn gb(author: &str, title: &str, issuer: &str, day: &str, accessed: &str, address: &str) -> String {
    let publisher = match (issuer.is_empty(), day.is_empty()) {
        (true, true) => String::new(),
        (false, true) => issuer.to_owned(),
        (true, false) => format!("({day})"),
        (false, false) => format!("{issuer}, {}({day})", day.get(..4).unwrap_or_default()),
    };
    let space = if publisher.is_empty() { "" } else { " " };
    format!("{author}. {title}[R/OL].{space}{publisher}[{accessed}]. {address}.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::fixture::with_material;
    use crate::page::reading::{Index, Reading};

    #[test]
    fn a_citation_names_body_speaker_day_title_and_address_in_each_form() {
        with_material(|material| {
            let edition = &material.editions[1];
            let index = Index::new(edition.digest);
            let reading = Reading::new(edition, &index, "zh-hant/small/text/");
            let Citation { plain, gb, apa, .. } = of(material, &reading, "text/");
            let address = "https://example.org/zh-hant/small/text/";
            assert_eq!(
                gb,
                format!(
                    "某人. 某自治區2023年政府工作報告[R/OL]. 某自治區人民政府, 2023(2023-01-12)[引用日期]. {address}."
                )
            );
            assert_eq!(
                apa,
                format!(
                    "某人. (2023年1月12日). 某自治區2023年政府工作報告 [某自治區第十四屆人民代表大會第一次會議上的報告]. 某自治區人民政府. {address}"
                )
            );
            for words in [
                "某自治區人民政府",
                "自治區主席 某人",
                "2023年1月12日",
                "《某自治區2023年政府工作報告》",
            ] {
                assert!(plain.contains(words), "{plain}");
            }
        });
    }
}
