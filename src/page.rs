//! Editions → pages: which pages there are, where they live, and the typed view each of them shows.
//!
//! Selection and sorting only. Every link is finished here (relative, ending in `/`), every number is a figure of a
//! digest, every word of a report comes from its edition; the interface's own words are the theme's.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::config::Config;
use crate::edition::Edition;
use crate::editorial::Editorial;
use crate::markdown::html::Pictures;
use crate::script::{Conversions, Tag};

pub mod about;
pub mod across;
pub mod agency;
pub mod briefs;
pub mod card;
pub mod chooser;
pub mod citation;
pub mod concordance;
pub mod figure;
#[cfg(test)]
pub(crate) mod fixture;
pub mod frame;
pub mod glossary;
pub mod home;
pub mod inline;
mod json_ld;
pub mod link;
pub mod mark;
pub mod matrix;
pub mod notes;
pub mod ordinary;
pub mod overview;
pub mod parallel;
pub mod project;
pub mod reading;
pub mod search;
pub mod sector;
pub mod summary;
pub mod table;
pub mod target;
pub mod transcript;

use frame::Frame;
use link::Linker;
use reading::{Index, Reading, digest_path};

/// What pages are made from.
#[derive(Debug)]
pub struct Material<'a> {
    /// The site's settings.
    pub config: &'a Config,
    /// Every report in every edition.
    pub editions: &'a [Edition<'a>],
    /// Names of the sectors by id and tag; a tag without a name takes the first edition's, converted by nobody.
    pub sectors: &'a BTreeMap<String, BTreeMap<Tag, String>>,
    /// What was done to each report, by its id.
    pub logs: &'a BTreeMap<String, about::Log>,
    /// Sector that leads the digest page where a report has it; else the one with most to compare leads.
    pub featured: Option<&'a str>,
    /// Paths of all other files of the build (`data/nmg-2023/figures.csv`): pages link to what is there, and only to that.
    pub files: &'a BTreeSet<String>,
    /// The sizes of the pictures that editors can show.
    pub pictures: &'a Pictures,
    /// What converts editors' texts.
    pub conversions: &'a Conversions,
    /// Notes, glossary, articles and pages of the editors.
    pub editorial: &'a Editorial,
}

/// A page: where it lives and what it shows.
#[derive(Clone, Debug)]
pub struct Page {
    /// Path from the root, ending in `/` (empty for the root itself), or a file name (`404.html`).
    pub path: String,
    /// Name of the template, without `.html`.
    pub template: &'static str,
    /// Language of the page.
    pub lang: Tag,
    /// What all pages have.
    pub frame: Frame,
    /// What this kind of page shows.
    pub view: View,
}

impl Page {
    /// Path of the file the page is written to.
    #[must_use]
    pub fn file(&self) -> String {
        if self.path.is_empty() || self.path.ends_with('/') {
            format!("{}index.html", self.path)
        } else {
            self.path.clone()
        }
    }
}

/// What a page shows, one kind each.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
#[expect(
    clippy::large_enum_variant,
    reason = "pages are made once and rendered at once"
)]
pub enum View {
    /// `/`
    Chooser(chooser::Chooser),
    /// `/{ed}/`
    Home(home::Home),
    /// `/{ed}/{id}/`
    Digest(overview::Overview),
    /// `/{ed}/{id}/sector/{sector}/`
    Sector(sector::Sector),
    /// `/{ed}/sector/{sector}/`
    Across(across::Across),
    /// `/{ed}/{id}/text/`
    Text(transcript::Transcript),
    /// `/{ed}/{id}/projects/`
    Projects(project::Projects),
    /// `/{ed}/{id}/agency/{agency}/`
    Agency(agency::Agency),
    /// `/{ed}/{id}/targets/`
    Targets(target::Targets),
    /// `/parallel/{id}/`
    Parallel(parallel::Parallel),
    /// `/{ed}/{id}/about/`
    About(about::About),
    /// `/{ed}/search/`
    Search(search::Search),
    /// `/{ed}/{id}/notes/`
    Notes(notes::Notes),
    /// `/{ed}/glossary/`
    Glossary(glossary::Glossary),
    /// `/{ed}/briefs/`
    Briefs(briefs::Briefs),
    /// `/{ed}/briefs/{slug}/`
    Brief(briefs::BriefView),
    /// `/{ed}/{page}/`
    Ordinary(ordinary::Ordinary),
    /// `/404.html`
    Missing(chooser::Missing),
    /// An asset of one report that is not a page: the rules that filter its projects.
    Asset(String),
}

/// Returns every page of the site, in a stable order.
#[must_use]
pub fn pages(material: &Material<'_>) -> Vec<Page> {
    chosen(material, &|_| true)
}

/// Returns the page that lives at `path`, and makes no other.
#[must_use]
pub fn page_at(material: &Material<'_>, path: &str) -> Option<Page> {
    chosen(material, &|own| own == path).into_iter().next()
}

/// The pages that are wanted by their paths.
struct Chosen<'a> {
    wanted: &'a dyn Fn(&str) -> bool,
    pages: Vec<Page>,
}

impl Chosen<'_> {
    /// Makes the page of `path`, if it is wanted; one that is not there after all is left out.
    fn add<P: Into<Option<Page>>>(&mut self, path: &str, make: impl FnOnce() -> P) {
        if (self.wanted)(path) {
            let page: Option<Page> = make().into();
            debug_assert!(page.as_ref().is_none_or(|page| page.path == path));
            self.pages.extend(page);
        }
    }
}

/// Makes the pages that are wanted by their paths, in a stable order.
fn chosen(material: &Material<'_>, wanted: &dyn Fn(&str) -> bool) -> Vec<Page> {
    let mut chosen = Chosen {
        wanted,
        pages: Vec::new(),
    };
    chosen.add("", || chooser::chooser(material));
    chosen.add("404.html", || chooser::missing(material));
    for &tag in &material.config.editions {
        let home = format!("{}/", tag.path());
        chosen.add(&home, || home::home(material, tag));
        let shelf = OnceCell::new();
        for door in across::doors(material, tag, &Linker::relative(""), "") {
            let path = format!("{home}sector/{}/", door.sector);
            chosen.add(&path, || {
                let shelf = shelf.get_or_init(|| across::Shelf::new(material, tag));
                across::page(material, shelf, &door)
            });
        }
        chosen.add(&format!("{home}search/"), || search::page(material, tag));
        of_editors(material, tag, &mut chosen);
    }
    for edition in material.editions {
        let index = OnceCell::new();
        let path = |page: &str| format!("{}{page}", digest_path(edition));
        let open = |page: &str| {
            let index = index.get_or_init(|| Index::new(edition.digest));
            Reading::new(edition, index, &path(page))
        };
        chosen.add(&path(""), || overview::page(material, &open("")));
        chosen.add(&path("text/"), || {
            transcript::page(material, &open("text/"))
        });
        chosen.add(&path("targets/"), || {
            target::page(material, &open("targets/"))
        });
        chosen.add(&path("about/"), || about::page(material, &open("about/")));
        if (material.editorial.notes).contains_key(&edition.digest.report.id) {
            chosen.add(&path("notes/"), || notes::page(material, &open("notes/")));
        }
        for card in &edition.digest.cards {
            let page = format!("sector/{}/", card.sector);
            chosen.add(&path(&page), || sector::page(material, &open(&page), card));
        }
        if !edition.digest.report.annexes.is_empty() {
            chosen.add(&path("projects/"), || {
                project::page(material, &open("projects/"))
            });
            for agency in agency::agencies(edition.digest) {
                let page = format!("agency/{agency}/");
                chosen.add(&path(&page), || {
                    agency::page(material, &open(&page), &agency)
                });
            }
        }
    }
    let mut done: BTreeSet<&str> = BTreeSet::new();
    for edition in material.editions {
        let id = edition.digest.report.id.as_str();
        if done.insert(id) {
            chosen.add(&parallel::path(id), || parallel::of_report(material, id));
        }
    }
    let filters = project::filters(material).into_iter();
    chosen
        .pages
        .extend(filters.filter(|page| wanted(&page.path)));
    chosen.pages
}

/// The pages of an edition that editors write.
fn of_editors(material: &Material<'_>, tag: Tag, chosen: &mut Chosen<'_>) {
    let editorial = material.editorial;
    let path = |page: &str| format!("{}/{page}", tag.path());
    if !editorial.glossary.is_empty() {
        chosen.add(&path("glossary/"), || {
            glossary::page(material, tag, briefs::converted(material, "术语", tag))
        });
    }
    if !editorial.briefs.is_empty() {
        chosen.add(&path("briefs/"), || {
            briefs::list(material, tag, briefs::converted(material, "编者文章", tag))
        });
    }
    for brief in &editorial.briefs {
        chosen.add(&briefs::path(tag, brief), || {
            briefs::page(material, tag, brief)
        });
    }
    for page in &editorial.pages {
        chosen.add(&path(&format!("{}/", page.name)), || {
            ordinary::page(material, tag, page)
        });
    }
}

/// Name of a sector in an edition.
#[must_use]
pub fn sector_name(material: &Material<'_>, edition: &Edition<'_>, sector: &str) -> String {
    let Some(names) = material.sectors.get(sector) else {
        return sector.to_owned();
    };
    let same_script = (names.iter()).find(|(tag, _)| tag.script() == edition.tag.script());
    match names
        .get(&edition.tag)
        .or(same_script.map(|(_, name)| name))
    {
        Some(name) => name.clone(),
        None => names
            .values()
            .next()
            .map_or_else(|| sector.to_owned(), |name| edition.phrase(name)),
    }
}

/// A day as it is written in Chinese: `2023年1月12日`.
#[must_use]
pub fn long_date(date: jiff::civil::Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

#[cfg(test)]
mod tests {
    use super::fixture;
    use super::*;
    use crate::render::Templates;
    use crate::theme::Theme;

    fn rendered() -> BTreeMap<String, String> {
        fixture::with_material(render_all)
    }

    fn render_all(material: &Material<'_>) -> BTreeMap<String, String> {
        let (theme, _) = Theme::built_in();
        let titles = chooser::site_titles(material);
        let (templates, _) = Templates::new(&theme, material.config, &titles);
        pages(material)
            .iter()
            .map(|page| {
                let (bytes, diagnostics) = templates.render(page);
                assert_eq!(diagnostics, [], "{}", page.path);
                (page.file(), String::from_utf8(bytes).unwrap())
            })
            .collect()
    }

    /// A page of each kind with as little in it as can be: no report, no words of editors.
    fn rendered_without_a_report() -> BTreeMap<String, String> {
        let config = Config::default();
        let conversions = Conversions::default();
        let material = Material {
            config: &config,
            editions: &[],
            sectors: &BTreeMap::new(),
            logs: &BTreeMap::new(),
            featured: None,
            files: &BTreeSet::from(Tag::ALL.map(search::particulars)),
            pictures: &crate::markdown::html::NO_PICTURES,
            conversions: &conversions,
            editorial: &Editorial::default(),
        };
        render_all(&material)
    }

    #[test]
    fn a_site_without_reports_has_its_pages() {
        let files = rendered_without_a_report();
        for page in [
            "index.html",
            "zh-hant/index.html",
            "zh-hans/search/index.html",
        ] {
            assert!(files.contains_key(page), "{page}");
        }
        assert!(files["zh-hant/index.html"].contains("還沒有報告"));
    }

    #[test]
    fn a_bare_report_renders_on_every_page() {
        let source = crate::source::SourceFile::new(
            "content/bare/report.md",
            "---\ntitle: 报告\nlang: zh-Hans\n---\n\n一句话。\n",
        );
        let (report, ..) =
            crate::report::parse("bare", &source, &crate::report::lock::Lock::default());
        let digest = crate::digest::analyse(
            report,
            &crate::digest::Taxonomy::built_in(),
            &crate::digest::Corrections::default(),
        )
        .0;
        let conversions = Conversions::default();
        let config = Config::default();
        let editions: Vec<Edition<'_>> = [Tag::Hans, Tag::Hant]
            .into_iter()
            .map(|tag| Edition::new(&digest, tag, &conversions))
            .collect();
        let material = Material {
            config: &config,
            editions: &editions,
            sectors: &BTreeMap::new(),
            logs: &BTreeMap::new(),
            featured: None,
            files: &BTreeSet::new(),
            pictures: &crate::markdown::html::NO_PICTURES,
            conversions: &conversions,
            editorial: &Editorial::default(),
        };
        let files = render_all(&material);
        for page in ["", "text/", "targets/", "about/"] {
            let path = format!("zh-hant/bare/{page}index.html");
            assert!(files.contains_key(&path), "{path}");
        }
    }

    #[test]
    fn with_two_reports_each_sector_has_a_page_across_them() {
        let files = fixture::with_two(render_all);
        let page = &files["zh-hant/sector/energy/index.html"];
        assert!(page.contains("併網裝機"), "{page}");
        assert!(
            files["zh-hant/later/sector/energy/index.html"].contains("../../../sector/energy/")
        );
        assert!(files["zh-hant/index.html"].contains("sector/energy/"));
    }

    /// The names of all fields in `value`, at any depth.
    fn fields(value: &serde_json::Value, found: &mut BTreeSet<String>) {
        match value {
            serde_json::Value::Object(members) => {
                for (name, value) in members {
                    found.insert(name.clone());
                    fields(value, found);
                }
            }
            serde_json::Value::Array(values) => values.iter().for_each(|v| fields(v, found)),
            _ => {}
        }
    }

    #[test]
    fn the_contract_of_templates_names_every_field_and_every_component() {
        let contract = include_str!("../themes/README.md");
        let mut found = BTreeSet::new();
        let mut look = |material: &Material<'_>| {
            for page in pages(material) {
                if !matches!(page.view, View::Asset(_)) {
                    fields(&serde_json::to_value(&page.view).unwrap(), &mut found);
                    fields(&serde_json::to_value(&page.frame).unwrap(), &mut found);
                }
            }
        };
        fixture::with_material(&mut look);
        fixture::with_two(&mut look);
        let missing: Vec<&String> = (found.iter())
            .filter(|name| !contract.contains(&format!("| `{name}` |")))
            .collect();
        assert_eq!(
            missing,
            [] as [&String; 0],
            "fields that themes/README.md does not name"
        );
        let (theme, _) = Theme::built_in();
        for (name, source) in &theme.templates {
            let told = match name
                .strip_prefix("parts/")
                .and_then(|n| n.strip_suffix(".html"))
            {
                Some(part) => {
                    let (_, rest) = source.text.split_once(&format!("zy.{part}(")).unwrap();
                    let takes = rest.split_once(')').unwrap().0;
                    contract.contains(&format!("| `zy.{part}` | `{takes}` |"))
                }
                None => name == "base.html" || contract.contains(&format!("of `{name}`")),
            };
            assert!(told, "themes/README.md does not name {name}");
        }
    }

    #[test]
    fn a_site_replaces_one_component_and_keeps_the_others() {
        let own = "{% component zy.ref(r: map, w: map) %}<a data-src href=\"{{ r.href }}\">OWN</a>{% endcomponent zy.ref %}";
        let files = BTreeMap::from([("templates/parts/ref.html".to_owned(), own.into())]);
        let (theme, diagnostics) = Theme::with("own", &files);
        assert_eq!(diagnostics, []);
        fixture::with_material(|material| {
            let titles = chooser::site_titles(material);
            let (templates, diagnostics) = Templates::new(&theme, material.config, &titles);
            assert_eq!(diagnostics, []);
            let page = page_at(material, "zh-hant/small/").unwrap();
            let html = String::from_utf8(templates.render(&page).0).unwrap();
            assert!(html.contains(">OWN</a>") && html.contains("data-sector=\"energy\""));
        });
    }

    /// Every component can be taken over by a file of its name alone, and every one of them shows on some page.
    #[test]
    fn each_component_is_replaced_by_one_file() {
        let (built_in, _) = Theme::built_in();
        let mut all = BTreeMap::new();
        for (name, source) in &built_in.templates {
            let Some(part) = name.strip_prefix("parts/") else {
                continue;
            };
            let part = part.trim_end_matches(".html");
            let end = source
                .text
                .rfind("{%- endcomponent")
                .or_else(|| source.text.rfind("{% endcomponent"));
            let (head, tail) = source.text.split_at(end.unwrap());
            let own = format!("{head}OWN({part}){tail}");
            let path = format!("templates/{name}");
            let files = BTreeMap::from([(path.clone(), own.clone().into_bytes())]);
            let (theme, diagnostics) = Theme::with("own", &files);
            assert_eq!(diagnostics, [], "{name}");
            let config = crate::config::Config::default();
            let (_, diagnostics) = Templates::new(&theme, &config, &BTreeMap::new());
            assert_eq!(diagnostics, [], "{name}");
            all.insert(path, own.into_bytes());
        }
        let (theme, _) = Theme::with("own", &all);
        let mut unseen: BTreeSet<String> = (all.keys())
            .map(|path| {
                path.trim_start_matches("templates/parts/")
                    .trim_end_matches(".html")
            })
            .map(|part| format!("OWN({part})"))
            .collect();
        let mut look = |material: &Material<'_>| {
            let titles = chooser::site_titles(material);
            let (templates, _) = Templates::new(&theme, material.config, &titles);
            for page in pages(material) {
                let (bytes, diagnostics) = templates.render(&page);
                assert_eq!(diagnostics, [], "{}", page.path);
                let html = String::from_utf8(bytes).unwrap();
                unseen.retain(|mark| !html.contains(mark.as_str()));
            }
        };
        fixture::with_material(&mut look);
        fixture::with_two(&mut look);
        assert_eq!(unseen, BTreeSet::new());
    }

    fn ids(html: &str) -> Vec<&str> {
        html.split(" id=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect()
    }

    #[test]
    fn every_page_kind_renders_in_both_scripts() {
        let files = rendered();
        for page in [
            "",
            "text/",
            "targets/",
            "about/",
            "projects/",
            "sector/energy/",
            "agency/教育厅/",
        ] {
            for edition in ["zh-hans", "zh-hant"] {
                let path = format!("{edition}/small/{page}index.html");
                assert!(files.contains_key(&path), "{path}");
            }
        }
        for page in [
            "search/",
            "glossary/",
            "briefs/",
            "briefs/spring/",
            "guide/",
            "small/notes/",
        ] {
            let path = format!("zh-hant/{page}index.html");
            assert!(files.contains_key(&path), "{path}");
        }
        assert!(files.contains_key("index.html") && files.contains_key("404.html"));
        assert!(files["parallel/small/index.html"].contains("lang=\"zh-Hant\""));
        assert!(files["zh-hant/search/index.html"].contains("../small/text/#h-1"));
        assert!(files["zh-hant/small/text/index.html"].contains("力爭併網裝機"));
    }

    #[test]
    fn every_page_has_one_h1_one_main_and_no_id_twice() {
        for (path, html) in rendered()
            .iter()
            .filter(|(path, _)| !path.starts_with("assets/"))
        {
            assert_eq!(html.matches("<h1").count(), 1, "{path}");
            assert_eq!(html.matches("<main").count(), 1, "{path}");
            let mut seen = BTreeSet::new();
            for id in ids(html) {
                assert!(seen.insert(id), "{id} twice in {path}");
            }
            assert!(
                !html.contains(" style=") && !html.contains("<script>"),
                "{path}"
            );
        }
    }

    #[test]
    fn a_figure_links_to_a_sentence_that_holds_its_quotation() {
        let files = rendered();
        let card = &files["zh-hant/small/index.html"];
        assert!(card.contains("href=\"text/#p-1-0-1.s2\""), "{card}");
        let text = &files["zh-hant/small/text/index.html"];
        let sentence = text.split("id=\"p-1-0-1.s2\"").nth(1).unwrap();
        assert!(
            sentence.contains("2500萬千瓦</b><span class=\"qual\">以上</span>"),
            "{sentence}"
        );
    }

    #[test]
    fn every_internal_link_leads_to_a_page_that_is_built() {
        let files = rendered();
        for (path, html) in files
            .iter()
            .filter(|(path, _)| path.ends_with("index.html"))
        {
            let folder = link::absolute("", path.trim_end_matches("index.html"));
            for href in html
                .split(" href=\"")
                .skip(1)
                .filter_map(|rest| rest.split('"').next())
            {
                // Assets and feeds are not pages; the whole build's links are checked in `links`.
                if href.starts_with("https:")
                    || href.starts_with("http:")
                    || href.starts_with('#')
                    || href.contains("assets/")
                    || href.ends_with("/feed.xml")
                    || href.ends_with(".webmanifest")
                {
                    continue;
                }
                let mut parts: Vec<&str> = folder.split_terminator('/').collect();
                let target = href.split('#').next().unwrap();
                for part in target.split_terminator('/') {
                    match part {
                        ".." => {
                            parts.pop().unwrap();
                        }
                        "." => {}
                        part => parts.push(part),
                    }
                }
                parts.push("index.html");
                let built = files
                    .keys()
                    .any(|file| link::absolute("", file) == parts.join("/"));
                assert!(built, "{href} in {path}");
            }
        }
    }
}
