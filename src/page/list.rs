//! Which pages a site has, in a stable order, and the one page that lives at an address.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use crate::page::link::Linker;
use crate::page::reading::{Index, Reading, digest_path};
use crate::page::{
    Material, Page, about, across, agency, briefs, chooser, glossary, home, notes, ordinary,
    overview, parallel, project, search, sector, target, transcript,
};
use crate::script::Tag;

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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::config::Config;
    use crate::edition::Edition;
    use crate::editorial::Editorial;
    use crate::page::{fixture, link};
    use crate::render::Templates;
    use crate::script::Conversions;
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

    #[test]
    fn a_sectors_page_shows_the_notes_on_its_own_sentences_and_the_chooser_the_newest_targets() {
        let files = rendered();
        let note = "data-state=\"exact\"";
        assert!(files["zh-hant/small/sector/energy/index.html"].contains(note));
        let others: Vec<_> = (files.iter())
            .filter(|(path, _)| path.starts_with("zh-hant/small/sector/"))
            .filter(|(path, _)| !path.contains("/energy/"))
            .collect();
        assert!(!others.is_empty() && others.iter().all(|(_, page)| !page.contains(note)));
        assert!(files["index.html"].contains("data-figure"));
        assert!(!files["404.html"].contains("data-figure"));
    }

    #[test]
    fn structured_data_tells_a_speakers_name_from_the_office() {
        let text = &rendered()["zh-hant/small/text/index.html"];
        assert!(
            text.contains(r#""@type":"Person","name":"某人","jobTitle":"自治區主席""#),
            "{text}"
        );
    }
}
