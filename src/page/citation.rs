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
        gb: format!("{author}. {title}[R/OL]. ({iso}). {address}."),
        apa: format!(
            "{author}. ({day}). {title} [Report to {}]. {address}",
            if assembly.is_empty() {
                &issuer
            } else {
                &assembly
            }
        ),
        origin,
    }
}
