//! Whole sites, built through the library: what a change of the content changes, and what it leaves alone.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/project.rs"]
mod project;

use std::collections::BTreeSet;

use jiff::civil::date;
use project::Project;
use zhaiyao::diagnostic::Severity;
use zhaiyao::pipeline::{BuildOptions, Snapshot};
use zhaiyao::site::Overlay;
use zhaiyao::{output, source};

const REPORT: &str = "content/demo-2023/report.md";

#[test]
fn both_editions_tell_the_same_in_their_own_script() {
    let built = Project::from_fixture("two-editions").build().assert_fine();
    let hans = built.page("zh-hans/demo-2023/text/");
    let hant = built.page("zh-hant/demo-2023/text/");
    assert!(hans.contains("<html lang=\"zh-Hans\">"));
    assert!(hant.contains("<html lang=\"zh-Hant\">"));
    assert!(hans.contains("“一刻钟”便民生活圈"), "{hans}");
    assert!(hant.contains("「一刻鐘」便民生活圈"), "{hant}");
    // One character, two counterparts: 发展/發展 but 头发/頭髮.
    assert!(hant.contains("發展") && hant.contains("頭髮"));
    for address in ["zh-hans/demo-2023/text/", "zh-hant/demo-2023/text/"] {
        assert_eq!(
            built.attributes(address, "data-pid"),
            built.attributes("zh-hans/demo-2023/text/", "data-pid")
        );
    }
}

#[test]
fn an_edited_paragraph_changes_its_report_and_nothing_else() {
    let project = Project::from_fixture("two-reports");
    let before = project.build().assert_fine();
    project.edit("content/a-2023/report.md", "一刻钟", "15分钟");
    let after = project.build().assert_fine();
    let changed = after.changed_since(&before);
    assert!(changed.contains("zh-hans/a-2023/text/index.html"));
    assert!(changed.contains("zh-hant/a-2023/text/index.html"));
    assert!(changed.contains("data/a-2023/paragraphs.jsonl"));
    let elsewhere: Vec<_> = changed.iter().filter(|p| p.contains("b-2024")).collect();
    assert_eq!(elsewhere, Vec::<&String>::new());
    assert_eq!(
        before.attributes("zh-hans/a-2023/text/", "data-pid"),
        after.attributes("zh-hans/a-2023/text/", "data-pid")
    );
}

#[test]
fn a_changed_number_keeps_its_place_and_changes_both_editions() {
    let project = Project::from_fixture("two-editions");
    let before = project.build().assert_fine();
    let ids = before.attributes("zh-hans/demo-2023/text/", "data-pid");
    project.edit(REPORT, "2500万千瓦", "2600万千瓦");
    let after = project.build().assert_fine();
    assert_eq!(after.attributes("zh-hans/demo-2023/text/", "data-pid"), ids);
    let figures = after.text("data/demo-2023/figures.json");
    assert!(figures.contains("2600") && !figures.contains("2500"));
    assert!(
        after.printed().contains("stale-lock"),
        "{}",
        after.printed()
    );
}

#[test]
fn a_deleted_paragraph_takes_its_id_along() {
    let project = Project::from_fixture("two-editions");
    let address = "zh-hans/demo-2023/text/";
    let mut ids = project
        .build()
        .assert_fine()
        .attributes(address, "data-pid");
    assert!(ids.contains(&"p-2-1-1".to_owned()), "{ids:?}");
    project.edit(
        REPORT,
        "力争并网装机2500万千瓦以上，建成风光制氢项目10个。加快发展头发制品加工。\n\n",
        "",
    );
    ids.retain(|id| id != "p-2-1-1");
    assert_eq!(
        project
            .build()
            .assert_fine()
            .attributes(address, "data-pid"),
        ids
    );
    // What is written there later is new, and gets a new number.
    project.lock();
    project.edit(
        REPORT,
        "### （二）",
        "大力发展储能产业，壮大装备制造。\n\n### （二）",
    );
    let later = project
        .build()
        .assert_fine()
        .attributes(address, "data-pid");
    assert!(later.contains(&"p-2-1-2".to_owned()), "{later:?}");
    assert!(!later.contains(&"p-2-1-1".to_owned()));
}

#[test]
fn words_in_conversion_marks_stay_as_written_or_are_given_for_each_edition() {
    let project = Project::from_fixture("two-editions");
    project.edit(REPORT, "风光制氢项目", "-{风光制氢}-项目");
    project.edit(REPORT, "便民生活圈", "-{zh-Hans:便民圈;zh-Hant:便利圈}-");
    let built = project.build().assert_fine();
    let hans = built.page("zh-hans/demo-2023/text/");
    let hant = built.page("zh-hant/demo-2023/text/");
    assert!(hant.contains("风光制氢"), "kept as written");
    assert!(hans.contains("便民圈") && !hans.contains("便利圈"));
    assert!(hant.contains("便利圈") && !hant.contains("便民圈"));
    assert!(!hans.contains("-{") && !hant.contains("-{"));
}

#[test]
fn a_site_of_one_edition_has_no_switch_and_no_other_folder() {
    let project = Project::from_fixture("two-editions");
    project.edit(
        "site.toml",
        "[\"zh-Hans\", \"zh-Hant\"]",
        "[\"zh-Hant-TW\"]",
    );
    let built = project.build().assert_fine();
    let page = built.page("zh-hant-tw/demo-2023/");
    assert!(page.contains("<html lang=\"zh-Hant-TW\">"));
    assert!(
        built
            .artifacts
            .keys()
            .all(|path| !path.starts_with("zh-hans/"))
    );
}

#[test]
fn the_same_content_is_the_same_bytes_on_any_number_of_threads() {
    let project = Project::from_fixture("two-reports");
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        pool.build().unwrap().install(|| project.build())
    };
    let one = on(1);
    for other in [on(1), on(4)] {
        assert_eq!(other.changed_since(&one), BTreeSet::new());
        assert_eq!(
            other.artifacts[output::MANIFEST],
            one.artifacts[output::MANIFEST]
        );
        assert_eq!(other.printed(), one.printed());
    }
}

#[test]
fn no_artifact_names_the_folder_it_was_built_in() {
    let project = Project::from_fixture("two-editions");
    let root = project.root().to_str().unwrap().to_owned();
    for (path, bytes) in project.build().artifacts {
        assert!(!String::from_utf8_lossy(&bytes).contains(&root), "{path}");
    }
}

#[test]
fn every_artifact_is_in_the_manifest_and_none_is_a_dot_file() {
    let built = Project::from_fixture("two-editions").build().assert_fine();
    let manifest: serde_json::Value = serde_json::from_str(built.text("files.json")).unwrap();
    for path in built
        .artifacts
        .keys()
        .filter(|path| *path != output::MANIFEST)
    {
        assert!(
            built.text("files.json").contains(&format!("\"{path}\"")),
            "{path}"
        );
        let hidden = path.split('/').any(|part| part.starts_with('.'));
        assert!(!hidden || path == ".nojekyll", "{path}");
    }
    assert!(manifest.is_object());
}

#[test]
fn writing_again_touches_nothing_and_pruning_removes_only_what_was_ours() {
    let project = Project::from_fixture("two-reports");
    let public = project.public();
    let first = output::write(&public, &project.build().artifacts).unwrap();
    assert!(first.changed > 0);
    let again = output::write(&public, &project.build().artifacts).unwrap();
    assert_eq!((again.changed, again.removed), (0, 0));
    output::replace(&public.join("CNAME"), b"example.org\n").unwrap();
    project.edit("site.toml", "[\"zh-Hans\", \"zh-Hant\"]", "[\"zh-Hans\"]");
    let pruned = output::write(&public, &project.build().assert_fine().artifacts).unwrap();
    assert!(pruned.removed > 0);
    assert!(!public.join("zh-hant").exists());
    assert_eq!(
        source::read(&public.join("CNAME")).unwrap(),
        b"example.org\n"
    );
}

#[test]
fn raw_html_and_unknown_files_are_mistakes_that_name_their_place() {
    let project = Project::from_fixture("two-editions");
    project.edit(REPORT, "现在，我代表", "<b>现在</b>，我代表");
    project.write("content/demo-2023/sheet.xlsx", "");
    let built = project.build();
    assert!(built.count(Severity::Error) >= 2, "{}", built.printed());
    let printed = built.printed();
    assert!(
        printed.contains("content/demo-2023/report.md:17:1"),
        "{printed}"
    );
    assert!(
        printed.contains("content/demo-2023/sheet.xlsx"),
        "{printed}"
    );
}

#[test]
fn every_link_of_every_page_is_relative_or_under_the_address_of_the_site() {
    let built = Project::from_fixture("two-editions").build().assert_fine();
    for path in built.artifacts.keys().filter(|p| p.ends_with("index.html")) {
        let address = path.strip_suffix("index.html").unwrap();
        for href in built.attributes(address, "href") {
            assert!(!href.starts_with('/'), "{path}: {href}");
            let absolute = href.starts_with("http") && !href.starts_with("https://example.org/");
            assert!(!absolute, "{path}: {href}");
        }
    }
}

#[test]
fn reports_that_speak_of_no_sector_are_published_all_the_same() {
    let project = Project::from_fixture("two-reports");
    for (id, day) in [("a-2023", "2023-01-01"), ("b-2024", "2024-01-01")] {
        let text = format!(
            "---\ntitle: 致辞{id}\ndate: {day}\nlang: zh-Hans\n---\n\n# 致辞\n\n各位来宾：\n\n感谢大家。\n"
        );
        project.write(&format!("content/{id}/report.md"), &text);
    }
    project.build().assert_fine();
}

#[test]
fn a_draft_shows_where_drafts_are_asked_for_and_says_what_it_is() {
    let project = Project::from_fixture("two-reports");
    let drafts = [
        ("content/briefs/a.md", "title: 甲\ndate: 2024-01-01"),
        ("content/guide.md", "title: 乙"),
        ("content/a-2023/notes/a.md", "para: p-1-0-1"),
    ];
    for (path, head) in drafts {
        project.write(path, &format!("---\n{head}\ndraft: true\n---\n正文。\n"));
    }
    let pages = |drafts: bool| {
        let options = BuildOptions {
            base_url: None,
            drafts,
            today: date(2024, 6, 1),
        };
        zhaiyao::pipeline::build(project.root(), &options)
            .unwrap()
            .artifacts
    };
    let (plain, shown) = (pages(false), pages(true));
    for path in ["briefs/a/", "briefs/", "guide/", "a-2023/notes/"] {
        for (edition, words) in [("zh-hans", "草稿"), ("zh-hant", "草稿")] {
            let path = format!("{edition}/{path}index.html");
            let page = String::from_utf8_lossy(&shown[path.as_str()]);
            assert!(page.contains(&format!("data-draft>{words}")), "{path}");
            assert!(!plain.contains_key(path.as_str()), "{path}");
        }
    }
}

#[test]
fn what_a_snapshot_makes_when_asked_is_what_a_build_writes() {
    let project = Project::from_fixture("two-reports");
    project.write(
        "content/a-2023/notes/a.md",
        "---\npara: p-1-0-1\n---\n注。\n",
    );
    project.write(
        "content/glossary.yaml",
        "- {id: a, hans: 新能源, definition: 甲}\n",
    );
    project.write(
        "content/briefs/a.md",
        "---\ntitle: 甲\ndate: 2024-01-01\n---\n乙\n",
    );
    project.write("content/guide.md", "---\ntitle: 甲\n---\n乙\n");
    let built = project.build().assert_fine();
    let options = BuildOptions {
        base_url: None,
        drafts: false,
        today: date(2024, 6, 1),
    };
    let first = Snapshot::load(project.root(), &options, None, &Overlay::new()).unwrap();
    // A snapshot that takes over from another one gives the same as one made from nothing.
    let other = Overlay::from([(
        "content/a-2023/notes/a.md".to_owned(),
        Some("---\npara: p-1-0-1\n---\n另一注。\n".as_bytes().to_vec()),
    )]);
    let changed = Snapshot::load(project.root(), &options, Some(&first), &other).unwrap();
    let notes = |snapshot: &Snapshot| {
        let (page, _) = snapshot
            .artifact("zh-hans/a-2023/notes/index.html")
            .unwrap();
        String::from_utf8(page).unwrap()
    };
    assert!(notes(&changed).contains("另一注"));
    let back = Snapshot::load(project.root(), &options, Some(&changed), &Overlay::new()).unwrap();
    for snapshot in [first, back] {
        for (path, bytes) in &built.artifacts {
            let (made, diagnostics) = snapshot.artifact(path).unwrap();
            assert_eq!(diagnostics, [], "{path}");
            assert!(made == *bytes, "{path}");
        }
        assert!(snapshot.artifact("zh-hans/nowhere/").is_none());
    }
}

#[test]
fn an_article_shows_things_of_a_digest_and_stands_in_the_feed() {
    let project = Project::from_fixture("two-reports");
    let figures = project.build().assert_fine();
    let figures: serde_json::Value =
        serde_json::from_str(figures.text("data/a-2023/figures.json")).unwrap();
    let all = figures.as_array().unwrap();
    let target = all.iter().find(|f| f["value"] == 2500).unwrap();
    let id = target["id"].as_str().unwrap();
    let sector = target["sector"].as_str().unwrap();
    project.write(
        "content/briefs/风电.md",
        &format!(
            "---\ntitle: 风电\ndate: 2024-01-01\nsummary: 两年的风电。\nreport: a-2023\nsectors: [{sector}]\n---\n甲\n\n::: figure {id}\n\n::: targets {sector}\n\n::: card {sector}\n\n::: paragraph p-1-0-2\n\n乙\n"
        ),
    );
    let built = project.build().assert_fine();
    let page = built.page("zh-hant/briefs/风电/");
    assert!(
        page.matches(&format!("data-figure=\"{id}\"")).count() >= 2,
        "{page}"
    );
    assert!(page.contains(&format!("data-sector=\"{sector}\"")));
    assert!(page.contains("打造「一刻鐘」便民生活圈"));
    assert!(built.text("zh-hant/feed.xml").contains("兩年的風電。"));
    assert!(
        built
            .text("zh-hans/feed.xml")
            .contains("/zh-hans/briefs/%E9%A3%8E%E7%94%B5/")
    );
    // What is hidden in the report is gone from the article, and says so.
    project.write(
        "content/a-2023/figures.yaml",
        "hide:\n  - quote: 并网装机2500万千瓦以上\n",
    );
    let broken = project.build();
    assert!(
        broken.printed().contains("briefs/风电.md:10"),
        "{}",
        broken.printed()
    );
}

#[test]
fn articles_wait_for_their_day_and_go_when_it_is_over() {
    let project = Project::from_fixture("two-reports");
    let article = |name: &str, more: &str| {
        let text = format!("---\ntitle: {name}\n{more}\n---\n甲\n");
        project.write(&format!("content/briefs/{name}.md"), &text);
    };
    article("now", "date: 2024-01-01");
    article("later", "date: 2024-06-02");
    article("over", "date: 2024-01-01\nexpires: 2024-06-01");
    article("draft", "date: 2024-01-01\ndraft: true");
    let built = project.build().assert_fine();
    let pages = built.artifacts.keys();
    let briefs: Vec<&String> = pages
        .filter(|path| path.starts_with("zh-hans/briefs/"))
        .collect();
    assert_eq!(
        briefs,
        ["zh-hans/briefs/index.html", "zh-hans/briefs/now/index.html"]
    );
}

#[test]
fn bad_notes_are_told_at_their_line_and_the_good_one_is_unharmed() {
    let project = Project::from_fixture("two-reports");
    let long = format!("---\nquote: {}\n---\n甲\n", "粮".repeat(5000));
    let bad = [
        ("yaml", "---\nquote: [甲\n---\n甲\n", "yaml.md:"),
        (
            "kind",
            "---\nquote: 粮食产量780亿斤\nkind: contxt\n---\n甲\n",
            "kind.md:3:7",
        ),
        (
            "key",
            "---\nquote: 粮食产量780亿斤\nknid: data\n---\n甲\n",
            "key.md:3:1",
        ),
        ("short", "---\nquote: 粮\n---\n甲\n", "short.md:2:8"),
        ("long", long.as_str(), "long.md:2:8"),
        (
            "pattern",
            "---\nquote: '(.*)+$'\n---\n甲\n",
            "pattern.md:2:8",
        ),
        (
            "html",
            "---\nquote: 粮食产量780亿斤\n---\n甲<script>乙</script>\n",
            "html.md:4:2",
        ),
        (
            "link",
            "---\nquote: 粮食产量780亿斤\n---\n[甲](javascript:alert(1))\n",
            "link.md:4:",
        ),
        (
            "two ids",
            "---\nquote: 粮食产量780亿斤\n---\n甲\n",
            "notes/two-ids.md:1:1",
        ),
        (
            "two-ids",
            "---\nquote: 粮食产量780亿斤\n---\n甲\n",
            "notes/two ids.md",
        ),
    ];
    for (name, text, _) in bad {
        project.write(&format!("content/a-2023/notes/{name}.md"), text);
    }
    let latin = project.root().join("content/a-2023/notes/latin.md");
    output::replace(&latin, b"---\nquote: \xB8\xD5\n---\n").unwrap();
    project.write(
        "content/a-2023/notes/good.md",
        "---\nquote: 糧食產量780億斤\npara: p-1-0-1\n---\n好。\n",
    );
    let built = project.build();
    let printed = built.printed();
    for (_, _, place) in bad {
        assert!(printed.contains(place), "{place}\n{printed}");
    }
    assert!(printed.contains("latin.md:2:8"), "{printed}");
    assert!(
        printed.contains("did you mean `context`?") && printed.contains("did you mean `kind`?")
    );
    let page = built.page("zh-hans/a-2023/text/");
    assert!(page.contains("id=\"n-good\"") && !page.contains("<script>乙"));
}
