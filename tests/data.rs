//! Numbers on pages are numbers in the data: checked on this repository's own site.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::civil::date;
use serde_json::Value;
use zhaiyao::pipeline::{self, BuildOptions};

const ID: &str = "nmg-2023";

struct Site(BTreeMap<String, String>);

impl Site {
    fn build() -> Self {
        let options = BuildOptions {
            base_url: None,
            drafts: false,
            today: date(2026, 1, 1),
        };
        let build = pipeline::build(Path::new(env!("CARGO_MANIFEST_DIR")), &options).unwrap();
        let text = |(path, bytes): (_, Vec<u8>)| Some((path, String::from_utf8(bytes).ok()?));
        Self(build.artifacts.into_iter().filter_map(text).collect())
    }

    fn data(&self, name: &str) -> &str {
        &self.0[&format!("data/{ID}/{name}")]
    }

    fn records(&self, name: &str) -> Vec<Value> {
        serde_json::from_str(self.data(name)).unwrap()
    }

    /// The pages of the report that show its numbers, with their paths.
    fn pages(&self) -> impl Iterator<Item = (&str, &str)> {
        let numbers = |path: &str| {
            ["zh-hans", "zh-hant"].iter().any(|edition| {
                let below = path.strip_prefix(&format!("{edition}/{ID}/"));
                below.is_some_and(|page| {
                    page == "index.html"
                        || ["sector/", "agency/", "targets/", "projects/", "text/"]
                            .iter()
                            .any(|kind| page.starts_with(kind))
                })
            })
        };
        let all = self
            .0
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()));
        all.filter(move |(path, _)| numbers(path))
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The value of `name` in the tag that starts at or around `at`.
fn attribute<'a>(page: &'a str, at: usize, name: &str) -> &'a str {
    let start = page[..at].rfind('<').unwrap();
    let tag = &page[start..start + page[start..].find('>').unwrap()];
    let from = tag.find(&format!(" {name}=\"")).map(|i| i + name.len() + 3);
    from.map_or("", |from| &tag[from..from + tag[from..].find('"').unwrap()])
}

/// Every number printed in digits.
fn numbers(text: &str) -> BTreeSet<String> {
    let part = |c: char| c.is_ascii_digit() || c == '.';
    text.split(|c| !part(c))
        .map(|number| number.trim_matches('.').to_owned())
        .filter(|number| !number.is_empty())
        .collect()
}

/// The visible words of a page's main part.
fn visible(page: &str) -> String {
    let main = &page[page.find("<main").unwrap()..page.find("</main>").unwrap()];
    let mut words = String::new();
    let mut inside = false;
    for c in main.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                words.push(' ');
            }
            _ if !inside => words.push(c),
            _ => {}
        }
    }
    words
}

#[test]
fn every_figure_on_a_page_is_a_record_and_tells_the_same() {
    let site = Site::build();
    let records = site.records("figures.json");
    let by_id: BTreeMap<&str, &Value> = records.iter().map(|r| (text(&r["id"]), r)).collect();
    assert!(records.len() > 300, "{}", records.len());
    let mut shown = 0;
    for (path, page) in site.pages() {
        for (at, _) in page.match_indices(" data-figure=\"") {
            let record = by_id[attribute(page, at, "data-figure")];
            let told = ["kind", "bound", "hedge"].map(|key| text(&record[key]));
            let said = ["data-kind", "data-bound", "data-hedge"].map(|n| attribute(page, at, n));
            assert_eq!(said, told, "{path}: {}", record["id"]);
            shown += 1;
        }
    }
    assert!(shown > 2 * records.len());
    for edition in ["zh-hans", "zh-hant"] {
        let on = |page: &str| -> Vec<&str> {
            let page = &site.0[&format!("{edition}/{ID}/{page}index.html")];
            let marks = page.match_indices(" data-figure=\"");
            marks
                .map(|(at, _)| attribute(page, at, "data-figure"))
                .collect()
        };
        // The page of figures shows every one of them, and nothing else.
        let listed: BTreeSet<&str> = on("targets/").into_iter().collect();
        assert_eq!(listed, by_id.keys().copied().collect());
        // In the text every figure is marked once.
        let marked = on("text/");
        assert_eq!(marked.len(), records.len());
        assert_eq!(marked.into_iter().collect::<BTreeSet<_>>(), listed);
    }
}

#[test]
fn every_number_on_a_page_is_in_a_data_file() {
    let site = Site::build();
    let mut known: BTreeSet<String> = BTreeSet::new();
    for name in [
        "report.json",
        "figures.json",
        "paragraphs.jsonl",
        "projects.json",
        "agencies.json",
        "repairs.json",
        "annotations.jsonld",
    ] {
        known.extend(numbers(site.data(name)));
    }
    // A fixed unit may be printed in its usual multiple, to four digits.
    for record in site.records("figures.json") {
        for key in ["value", "value_to"] {
            if let Some(value) = record["normalized"][key].as_f64().filter(|v| *v > 0.0) {
                known.extend([1e3, 1.0, 1e-3, 1e-6].map(|factor| four_digits(value * factor)));
            }
            if let Some(change) = record["previous"]["change"].as_f64() {
                known.insert(format!("{:.1}", change.abs()));
            }
        }
    }
    // Counts of records.
    for list in [site.records("figures.json"), site.records("projects.json")] {
        known.extend((0..=list.len()).map(|count| count.to_string()));
    }
    // Characters in units of ten thousand.
    let report: Value = serde_json::from_str(site.data("report.json")).unwrap();
    known.insert(format!(
        "{:.1}",
        report["counts"]["han"].as_f64().unwrap() / 1e4
    ));
    for (path, page) in site.pages() {
        let strange: Vec<String> = (numbers(&visible(page)).into_iter())
            .filter(|number| !known.contains(number))
            .collect();
        assert_eq!(strange, Vec::<String>::new(), "{path}");
    }
}

fn four_digits(value: f64) -> String {
    let scale = 10f64.powf(3.0 - value.log10().floor().clamp(-9.0, 3.0));
    format!("{}", (value * scale).round() / scale)
}

#[test]
fn an_agency_leads_as_many_items_as_its_page_says() {
    let site = Site::build();
    let projects = site.records("projects.json");
    for agency in site.records("agencies.json") {
        let id = text(&agency["id"]);
        let items: BTreeSet<&str> = (agency["roles"].as_array().unwrap().iter())
            .map(|role| text(&role["project"]))
            .collect();
        let page = &site.0[&format!("zh-hans/{ID}/agency/{id}/index.html")];
        assert_eq!(page.matches(" data-pid=\"x-").count(), items.len(), "{id}");
    }
    let clauses = projects
        .iter()
        .flat_map(|p| p["clauses"].as_array().unwrap());
    let agencies = clauses.flat_map(|c| c["agencies"].as_array().unwrap());
    let leads = agencies.filter(|a| a["role"] == "lead").count();
    assert_eq!((projects.len(), leads), (43, 51));
}

#[test]
fn sums_of_the_annex_are_found_by_rule() {
    let site = Site::build();
    let records = site.records("figures.json");
    let value = |id: &Value| {
        let record = records.iter().find(|r| r["id"] == *id).unwrap();
        record["normalized"]["value"].as_f64().unwrap()
    };
    let sum = |words: &str| -> (Vec<f64>, &str) {
        let total = records
            .iter()
            .find(|r| r["parts"].is_object() && text(&r["indicator"]["zh-Hans"]).contains(words));
        let parts = &total.unwrap()["parts"];
        let figures = parts["figures"].as_array().unwrap();
        (
            figures.iter().map(value).collect(),
            text(&parts["agreement"]),
        )
    };
    assert_eq!(sum("互联网医院"), (vec![77.0, 33.0, 30.0], "exact"));
    assert_eq!(sum("养老服务中心"), (vec![350.0, 2000.0], "exact"));
    assert_eq!(sum("新增学位"), (vec![66000.0, 3400.0], "rounded"));
}

#[test]
fn pages_carry_the_report_and_its_data_for_machines() {
    let site = Site::build();
    for (path, page) in site.pages() {
        let from = page.find("<script type=\"application/ld+json\">").unwrap() + 35;
        let script = &page[from..from + page[from..].find("</script>").unwrap()];
        let graph: Value = serde_json::from_str(script).unwrap();
        let nodes = graph["@graph"].as_array().unwrap();
        assert_eq!(nodes[0]["@type"], "Report", "{path}");
        assert_eq!(nodes[0]["datePublished"], "2023-01-12");
        let offers = page.contains("figures.csv\">");
        let dataset = nodes.iter().find(|node| node["@type"] == "Dataset");
        if path.ends_with(&format!("{ID}/index.html")) || path.contains("/targets/") {
            assert!(offers);
            let files = dataset.unwrap()["distribution"].as_array().unwrap();
            for file in files {
                let address = text(&file["contentUrl"]);
                let local = address.strip_prefix("https://example.org/").unwrap();
                assert!(site.0.contains_key(local), "{address}");
            }
        }
    }
}

#[test]
fn tables_open_in_a_spreadsheet() {
    let site = Site::build();
    for (name, first) in [
        (
            "figures.csv",
            "id,paragraph,sector,kind,period,indicator_zh-Hans,indicator_zh-Hant,value,",
        ),
        (
            "projects.csv",
            "id,number,clause,group_zh-Hans,group_zh-Hant,text_zh-Hans,",
        ),
    ] {
        let table = site.data(name);
        let rows: Vec<&str> = table
            .strip_prefix('\u{FEFF}')
            .unwrap()
            .split("\r\n")
            .collect();
        assert!(rows[0].starts_with(first), "{}", rows[0]);
        assert_eq!(rows.last(), Some(&""));
        assert!(!table.contains("\n=") && !table.contains(",="));
    }
}
