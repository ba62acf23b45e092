//! Structured data in the pages (schema.org): the page and its site, a report and its figures as a data set, articles,
//! terms. It says what the page says, in the page's script.

use serde_json::{Map, Value, json};

use crate::markdown::links::is_web;
use crate::page::briefs::BriefView;
use crate::page::glossary::TermView;
use crate::page::reading::Reading;
use crate::page::{Material, frame, link, sector_name};
use crate::script::Tag;

/// Which nodes a page carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nodes {
    /// The report only.
    Report,
    /// The report and the data files that the page offers.
    ReportAndDataset,
}

/// The nodes of a page of a report as the text of a `script` element. `path` is the page's, `title` its own.
pub(super) fn of_report(
    material: &Material<'_>,
    reading: &Reading<'_>,
    path: &str,
    title: &str,
    nodes: Nodes,
) -> String {
    let about = json!({ "@id": id_of(material, reading) });
    let mut graph = vec![report(material, reading)];
    if nodes == Nodes::ReportAndDataset {
        graph.push(dataset(material, reading));
    }
    let tag = reading.edition.tag;
    graph.push(page(material, tag, path, title, Some(about)));
    script(&graph)
}

/// The nodes of a page of an edition, with what else the page is about.
pub(super) fn of_edition(
    material: &Material<'_>,
    tag: Tag,
    path: &str,
    title: &str,
    more: Vec<Value>,
) -> String {
    let about = more.first().map(|node| json!({ "@id": node["@id"] }));
    let mut graph = more;
    graph.push(page(material, tag, path, title, about));
    script(&graph)
}

/// The site in one edition; it can be searched.
pub(super) fn website(material: &Material<'_>, tag: Tag, title: &str) -> Value {
    let mut node = json!({
        "@type": "WebSite", "@id": site_id(material, tag), "name": title,
        "url": address(material, &format!("{}/", tag.path())), "inLanguage": tag,
    });
    if let Some(path) = frame::search_path(material, tag) {
        let target = format!("{}?q={{search_term_string}}", address(material, &path));
        node["potentialAction"] = json!({
            "@type": "SearchAction", "target": { "@type": "EntryPoint", "urlTemplate": target },
            "query-input": "required name=search_term_string",
        });
    }
    put_publisher(material, tag, &mut node);
    node
}

/// An editor's article.
pub(super) fn article(material: &Material<'_>, tag: Tag, path: &str, brief: &BriefView) -> Value {
    let url = address(material, path);
    let mut node = json!({
        "@type": "Article", "@id": format!("{url}#article"), "headline": brief.title, "url": url,
        "datePublished": brief.day, "inLanguage": tag, "isPartOf": { "@id": site_id(material, tag) },
    });
    if !brief.summary.is_empty() {
        node["description"] = json!(brief.summary);
    }
    if !brief.sectors.is_empty() {
        let names = brief.sectors.iter().map(|sector| json!(sector.name));
        node["articleSection"] = names.collect();
    }
    put_publisher(material, tag, &mut node);
    node
}

/// The glossary and its terms.
pub(super) fn terms(
    material: &Material<'_>,
    tag: Tag,
    path: &str,
    title: &str,
    terms: &[TermView],
) -> Value {
    let url = address(material, path);
    let terms = terms.iter().map(|term| {
        let url = format!("{url}#{}", term.id);
        json!({ "@type": "DefinedTerm", "name": term.word, "description": term.definition, "url": url })
    });
    json!({
        "@type": "DefinedTermSet", "@id": format!("{url}#terms"), "name": title, "url": url, "inLanguage": tag,
        "hasDefinedTerm": terms.collect::<Vec<_>>(),
    })
}

fn page(material: &Material<'_>, tag: Tag, path: &str, title: &str, about: Option<Value>) -> Value {
    let url = address(material, path);
    let mut node = json!({
        "@type": "WebPage", "@id": url, "url": url, "name": title, "inLanguage": tag,
        "isPartOf": { "@id": site_id(material, tag) },
    });
    if let Some(about) = about {
        node["about"] = about;
    }
    node
}

fn site_id(material: &Material<'_>, tag: Tag) -> String {
    address(material, &format!("{}/#site", tag.path()))
}

fn put_publisher(material: &Material<'_>, tag: Tag, node: &mut Value) {
    let publisher = frame::publisher(material, tag);
    if !publisher.is_empty() {
        node["publisher"] = json!({ "@type": "Organization", "name": publisher });
    }
}

/// The nodes as the text of a `script` element.
fn script(graph: &[Value]) -> String {
    // Inside `script` only `</` and `<!--` end or change it; `\u003c` says the same in JSON.
    json!({ "@context": "https://schema.org", "@graph": graph })
        .to_string()
        .replace('<', "\\u003c")
}

fn address(material: &Material<'_>, path: &str) -> String {
    link::absolute(&material.config.base_url, path)
}

/// The id of the report: the same on all its pages in one edition.
fn id_of(material: &Material<'_>, reading: &Reading<'_>) -> String {
    format!("{}#report", address(material, &reading.home()))
}

fn report(material: &Material<'_>, reading: &Reading<'_>) -> Value {
    let metadata = &reading.digest().report.metadata;
    let phrase = |text: &str| reading.edition.phrase(text);
    let mut node = Map::new();
    let mut put = |key: &str, value: Value| node.insert(key.to_owned(), value);
    put("@type", json!("Report"));
    put("@id", json!(id_of(material, reading)));
    put("name", json!(phrase(&metadata.title)));
    put(
        "url",
        json!(address(material, &format!("{}text/", reading.home()))),
    );
    put("inLanguage", json!(reading.edition.tag));
    if let Some(date) = metadata.date {
        put("datePublished", json!(date.to_string()));
    }
    if let Some(issuer) = &metadata.issuer {
        let body = json!({ "@type": "GovernmentOrganization", "name": phrase(issuer) });
        put("author", body.clone());
        put("publisher", body);
    }
    if let Some(speaker) = &metadata.speaker {
        // The office stands in front of the name, parted by a space.
        let speaker = phrase(speaker);
        let person = match speaker.rsplit_once([' ', '　']) {
            Some((office, name)) => {
                json!({ "@type": "Person", "name": name, "jobTitle": office.trim_end() })
            }
            None => json!({ "@type": "Person", "name": speaker }),
        };
        put("contributor", person);
    }
    if let Some(assembly) = &metadata.assembly {
        put(
            "recordedAt",
            json!({ "@type": "Event", "name": phrase(assembly) }),
        );
    }
    let captured = metadata
        .origin
        .as_ref()
        .and_then(|origin| origin.url.as_ref());
    if let Some(url) = captured {
        put("isBasedOn", json!(url));
    }
    if let Some(url) = &metadata.official_url {
        put("sameAs", json!(url));
    }
    Value::Object(node)
}

fn dataset(material: &Material<'_>, reading: &Reading<'_>) -> Value {
    let digest = reading.digest();
    let report = &digest.report;
    let title = reading.edition.phrase(&report.metadata.title);
    let sectors: Vec<String> = (digest.cards.iter())
        .map(|card| sector_name(material, reading.edition, &card.sector))
        .collect();
    let files = crate::page::overview::files(material, reading);
    let distribution: Vec<Value> = (files.iter())
        .map(|file| {
            let path = format!("data/{}/{}", report.id, file.name);
            json!({
                "@type": "DataDownload", "name": file.name, "encodingFormat": media_type(&file.name),
                "contentUrl": address(material, &path),
            })
        })
        .collect();
    let tags: Vec<Tag> = (material.editions.iter())
        .filter(|edition| edition.digest.report.id == report.id)
        .map(|edition| edition.tag)
        .collect();
    let mut node = Map::new();
    let mut put = |key: &str, value: Value| node.insert(key.to_owned(), value);
    put("@type", json!("Dataset"));
    put(
        "@id",
        json!(format!("{}#data", address(material, &reading.home()))),
    );
    put("name", json!(title));
    put(
        "description",
        json!(format!("{title}：{}", sectors.join("、"))),
    );
    put(
        "url",
        json!(address(material, &format!("{}targets/", reading.home()))),
    );
    put("inLanguage", json!(tags));
    put("isBasedOn", json!({ "@id": id_of(material, reading) }));
    put("isAccessibleForFree", json!(true));
    if let Some(years) = years(reading) {
        put("temporalCoverage", json!(years));
    }
    if let Some(issuer) = &report.metadata.issuer {
        let region = issuer.strip_suffix("人民政府").unwrap_or(issuer);
        put("spatialCoverage", json!(reading.edition.phrase(region)));
    }
    let footer = &material.config.footer;
    let creator = footer.publisher.clone().or_else(|| {
        let titles = &material.config.title;
        titles
            .get(&reading.edition.tag)
            .or_else(|| titles.values().next())
            .cloned()
    });
    if let Some(name) = creator {
        put("creator", json!({ "@type": "Organization", "name": name }));
    }
    if let Some(licence) = &footer.licence {
        let link = is_web(licence);
        let work = json!({ "@type": "CreativeWork", "name": licence });
        put("license", if link { json!(licence) } else { work });
    }
    put("keywords", json!(sectors));
    put("variableMeasured", Value::Array(headline(reading)));
    put("distribution", Value::Array(distribution));
    Value::Object(node)
}

/// The headline targets as properties with their values.
fn headline(reading: &Reading<'_>) -> Vec<Value> {
    (reading.digest().headline.iter())
        .map(|&index| {
            let view = reading.figure(index);
            let figure = &reading.digest().figures[index];
            let value = figure.value.map_or_else(|| json!(view.printed.text), |value| json!(plain(value)));
            json!({ "@type": "PropertyValue", "name": view.indicator, "value": value, "unitText": view.printed.unit })
        })
        .collect()
}

/// The first and the last year that the figures speak of: `2018/2027`.
fn years(reading: &Reading<'_>) -> Option<String> {
    let figures = &reading.digest().figures;
    let years = || {
        figures
            .iter()
            .flat_map(|f| f.period.split('/'))
            .filter(|y| y.len() == 4)
    };
    let (first, last) = (years().min()?, years().max()?);
    Some(if first == last {
        first.to_owned()
    } else {
        format!("{first}/{last}")
    })
}

/// A number without a needless fraction.
fn plain(value: f64) -> Value {
    let printed = value.to_string();
    serde_json::from_str(&printed).unwrap_or_else(|_| json!(value))
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("csv") => "text/csv",
        Some("jsonl") => "application/jsonl",
        Some("jsonld") => "application/ld+json",
        _ => "application/json",
    }
}
