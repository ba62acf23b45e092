//! The editor's desk: everything that waits for an editor, each with a link to its place, and with a button where it can
//! be settled at once. Only the preview has it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::json;

use super::Shown;
use super::answer::Answer;
use super::words::{self, Words};
use crate::diagnostic::{Diagnostic, Severity};
use crate::digest::{Digest, Kind};
use crate::edition::Edition;
use crate::import::Confidence;
use crate::note::{Anchored, State};
use crate::page::inline::escape;
use crate::page::link;
use crate::pipeline::Snapshot;
use crate::script::{Decided, Tag};
use crate::text::{self, TextRange};

/// A line of the desk.
struct Task {
    /// Where it is: an address from the root; empty for what has no page.
    href: String,
    /// What the place is called.
    place: String,
    /// The words it is about, as HTML.
    html: String,
    /// What can be done at once: label, form, and what the form is filled with.
    actions: Vec<(String, &'static str, serde_json::Value)>,
}

/// Tasks of one kind.
struct Section {
    key: &'static str,
    groups: Vec<Group>,
}

/// Tasks that belong together; one group without a title where nothing tells them apart.
struct Group {
    title: String,
    tasks: Vec<Task>,
}

impl Section {
    fn count(&self) -> usize {
        self.groups.iter().map(|group| group.tasks.len()).sum()
    }
}

/// Code points shown before and behind a character.
const AROUND: usize = 6;

/// Makes the desk for an edition.
pub(super) fn page(shown: &Shown, tag: Tag) -> Vec<u8> {
    let snapshot = &shown.latest;
    let words = words::in_edition(tag);
    let sections = snapshot.with_editions(|editions| {
        let desk = Desk {
            snapshot,
            editions,
            tag,
            words: &words,
        };
        desk.sections(&shown.diagnostics())
    });
    let mut html = format!(
        "<!doctype html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<meta name=\"robots\" content=\"noindex\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n<link rel=\"icon\" href=\"/assets/icon.svg\" type=\"image/svg+xml\">\n<link rel=\"stylesheet\" href=\"/assets/zy.css\">\n<script src=\"/assets/zy.js\" defer></script>\n</head>\n<body data-desk>\n<a class=\"skip\" href=\"#main\">{skip}</a>\n<header class=\"mast\"><div class=\"wrap\"><div class=\"ww bar\"><a class=\"brand\" href=\"/{path}/\"><b>{brand}</b></a><div class=\"tools\"><nav class=\"script\">",
        title = words.get("desk"),
        skip = words.get("skip"),
        brand = words.get("back"),
        path = tag.path(),
    );
    for other in &snapshot.site().config.editions {
        let current = if *other == tag {
            " aria-current=\"true\""
        } else {
            ""
        };
        let _ = write!(
            html,
            "<a class=\"tool\" lang=\"{other}\" hreflang=\"{other}\" href=\"/_preview/desk/{}/\"{current}>{}</a>",
            other.path(),
            words::in_edition(*other).get("script"),
        ); // a string
    }
    let _ = write!(
        html,
        "</nav></div></div></div></header>\n<main id=\"main\" tabindex=\"-1\"><div class=\"wrap zd\"><div class=\"head\"><h1>{}</h1><p class=\"sub\">{}{}</p></div>\n<nav class=\"zd-sum\" aria-label=\"{}\"><ul>",
        words.get("desk"),
        words.get("desk_note"),
        guide(snapshot, tag, &words),
        words.get("overview"),
    );
    for section in &sections {
        let _ = write!(
            html,
            "<li><a href=\"#{key}\">{}<b class=\"n\">{}</b></a></li>",
            words.get(section.key),
            section.count(),
            key = section.key,
        );
    }
    let _ = writeln!(
        html,
        "<li><a href=\"#broken\">{}<b class=\"n\" data-broken-count>…</b></a></li></ul></nav>",
        words.get("broken")
    );
    for section in &sections {
        write_section(&mut html, section, &words);
    }
    let _ = writeln!(
        html,
        "<section class=\"tsec\" id=\"broken\"><h2 class=\"h2\">{}</h2><p class=\"sub\">{}</p><ul class=\"zd-list\" data-broken data-none=\"{}\"></ul></section></div></main>",
        words.get("broken"),
        words.get("broken_note"),
        words.get("none"),
    );
    html.push_str("</body>\n</html>\n");
    html.into_bytes()
}

/// A link to the editors' guide, where the site has one.
fn guide(snapshot: &Snapshot, tag: Tag, words: &Words) -> String {
    let mut pages = snapshot.editorial().pages.iter();
    if pages.any(|page| page.name == "guide") {
        format!(
            " <a href=\"/{}/guide/\">{}</a>",
            tag.path(),
            words.get("guide")
        )
    } else {
        String::new()
    }
}

fn write_section(html: &mut String, section: &Section, words: &Words) {
    /// More than these are folded away.
    const OPEN: usize = 12;
    let _ = write!(
        html,
        "<section class=\"tsec\" id=\"{key}\"><h2 class=\"h2\">{}</h2><p class=\"sub\">{}</p>",
        words.get(section.key),
        if section.count() == 0 {
            words.get("none")
        } else {
            words.get(&format!("{}_note", section.key))
        },
        key = section.key,
    ); // a string
    for Group { title, tasks } in &section.groups {
        if !title.is_empty() {
            let count = tasks.len();
            let _ = write!(html, "<details><summary>{title}<b>{count}</b></summary>"); // a string
            write_tasks(html, tasks);
            html.push_str("</details>");
            continue;
        }
        let (open, folded) = tasks.split_at(tasks.len().min(OPEN));
        write_tasks(html, open);
        if !folded.is_empty() {
            let more = words.get("more").replace("{n}", &folded.len().to_string());
            let _ = write!(html, "<details><summary>{more}</summary>"); // a string
            write_tasks(html, folded);
            html.push_str("</details>");
        }
    }
    html.push_str("</section>\n");
}

fn write_tasks(html: &mut String, tasks: &[Task]) {
    if tasks.is_empty() {
        return;
    }
    html.push_str("<ul class=\"zd-list\">");
    for task in tasks {
        html.push_str("<li>");
        let place = escape(&task.place);
        let _ = if task.href.is_empty() {
            write!(html, "<span class=\"zd-at\">{place}</span>")
        } else {
            write!(
                html,
                "<a class=\"zd-at\" href=\"{}\">{place}</a>",
                escape(&task.href)
            )
        }; // a string
        let _ = write!(html, "<span class=\"zd-what\">{}</span>", task.html);
        for (label, form, fill) in &task.actions {
            let _ = write!(
                html,
                "<button type=\"button\" hidden data-form=\"{form}\" data-fill=\"{}\">{}</button>",
                escape(&fill.to_string()),
                escape(label),
            );
        }
        html.push_str("</li>");
    }
    html.push_str("</ul>");
}

struct Desk<'a> {
    snapshot: &'a Snapshot,
    editions: &'a [Edition<'a>],
    tag: Tag,
    words: &'a Words,
}

impl Desk<'_> {
    fn sections(&self, diagnostics: &[Diagnostic]) -> Vec<Section> {
        let section = |key, tasks| {
            let title = String::new();
            let groups = vec![Group { title, tasks }];
            Section { key, groups }
        };
        vec![
            section("errors", Self::mistakes(diagnostics, Severity::Error)),
            section("repairs_open", self.repairs()),
            section("notes_lost", self.notes(|note| note.state != State::Exact)),
            section("awaiting", self.awaiting()),
            Section {
                key: "defaults",
                groups: self.defaults(),
            },
            section("unpaired", self.unpaired()),
            section("drafts", self.drafts()),
            section("reminders", Self::mistakes(diagnostics, Severity::Warning)),
        ]
    }

    fn own(&self) -> impl Iterator<Item = &Edition<'_>> {
        self.editions
            .iter()
            .filter(|edition| edition.tag == self.tag)
    }

    fn address(&self, path: &str) -> String {
        link::absolute("/", &format!("{}/{path}", self.tag.path()))
    }

    fn phrase(&self, words: &str) -> String {
        let from = crate::note::fold::tag_of(words, Tag::Hans);
        self.snapshot
            .conversions()
            .convert(words, from, self.tag)
            .text
    }

    /// Name of a place, with its report where there are several.
    fn place(&self, report: &str, id: &str) -> String {
        let label = id.strip_prefix("p-").unwrap_or(id);
        if self.snapshot.site().reports.len() > 1 {
            format!("{report} · {label}")
        } else {
            label.to_owned()
        }
    }

    fn mistakes(diagnostics: &[Diagnostic], severity: Severity) -> Vec<Task> {
        // What has a section of its own is not repeated.
        let elsewhere = ["note-drifted", "note-orphan", "open-repair"];
        let wanted = diagnostics
            .iter()
            .filter(|d| d.severity == severity && !elsewhere.contains(&d.code));
        let task = |d: &Diagnostic| {
            let place = d.label.as_ref().map_or_else(String::new, |label| {
                let (line, _) = label.source.position(label.span.start);
                format!("{}:{line}", label.source.path)
            });
            let help = d.help.as_deref().map_or_else(String::new, |help| {
                format!(" <span class=\"mute\">{}</span>", escape(help))
            });
            Task {
                href: String::new(),
                place,
                html: format!("<span lang=\"en\">{}{help}</span>", escape(&d.message)),
                actions: Vec::new(),
            }
        };
        wanted.map(task).collect()
    }

    fn repairs(&self) -> Vec<Task> {
        let mut tasks = Vec::new();
        for edition in self.own() {
            let report = &edition.digest.report.id;
            let Some(record) = self.snapshot.record(report) else {
                continue;
            };
            for (number, entry) in record.judgements.iter().enumerate() {
                if entry.confidence != Confidence::Open || entry.decision.is_some() {
                    continue;
                }
                let fill = |reading: &str| {
                    json!({ "report": report, "id": entry.place, "judgement": number,
                        "before": entry.before, "reading": reading })
                };
                let mut actions: Vec<_> = (entry.candidates.iter().take(3))
                    .filter(|candidate| !candidate.text.contains('□'))
                    .map(|candidate| {
                        (
                            self.phrase(&candidate.text),
                            "decision",
                            fill(&candidate.text),
                        )
                    })
                    .collect();
                actions.push((
                    self.words.get("decide").to_owned(),
                    "decision",
                    fill(&entry.after),
                ));
                let page = format!("{report}/text/#{}", entry.place);
                tasks.push(Task {
                    href: self.address(&page),
                    place: self.place(report, &entry.place),
                    html: format!(
                        "<code data-capture lang=\"zh-Hant\">{}</code> → <span class=\"song\">{}</span>",
                        escape(&crate::page::about::printable(&entry.before)),
                        escape(&self.phrase(&entry.after)),
                    ),
                    actions,
                });
            }
        }
        tasks
    }

    fn notes(&self, wanted: impl Fn(&Anchored) -> bool) -> Vec<Task> {
        let mut tasks = Vec::new();
        for (report, notes) in &self.snapshot.editorial().notes {
            for anchored in notes.iter().filter(|anchored| wanted(anchored)) {
                let note = &anchored.note;
                let mut html = format!(
                    "<span class=\"deg\" data-degree=\"{}\">{}</span> {}",
                    if anchored.state == State::Exact {
                        "certain"
                    } else {
                        "open"
                    },
                    self.words.get(anchored.state.name()),
                    escape(&self.phrase(note.quote.as_deref().unwrap_or_default())),
                );
                for change in &anchored.changes {
                    let _ = write!(
                        html,
                        " <del>{}</del> → <ins>{}</ins>",
                        escape(&self.phrase(&change.old)),
                        escape(&self.phrase(&change.new)),
                    );
                }
                let fill = json!({ "report": report, "note": note.id });
                let mut actions = Vec::new();
                if anchored.state == State::Drifted {
                    actions.push((
                        self.words.get("requote").to_owned(),
                        "requote",
                        fill.clone(),
                    ));
                }
                actions.push((self.words.get("rewrite").to_owned(), "rewrite", fill));
                tasks.push(Task {
                    href: self.address(&format!("{report}/notes/#{}", note.id)),
                    place: self.place(report, &note.id),
                    html,
                    actions,
                });
            }
        }
        tasks
    }

    /// Notes and terms whose statements name no source.
    fn awaiting(&self) -> Vec<Task> {
        let mut tasks = self.notes(|anchored| anchored.note.sources.is_empty());
        let terms = self.snapshot.editorial().glossary.iter();
        tasks.extend(terms.filter(|term| term.source.is_none()).map(|term| Task {
            href: self.address(&format!("glossary/#g-{}", term.id)),
            place: self.words.get("term").to_owned(),
            html: escape(&term.word(self.tag, self.snapshot.conversions())),
            actions: Vec::new(),
        }));
        tasks
    }

    /// Characters that the engine converted by its default, the same ones together.
    fn defaults(&self) -> Vec<Group> {
        let mut found: BTreeMap<(Tag, char, String), Vec<Task>> = BTreeMap::new();
        let converted = |edition: &&Edition<'_>| edition.tag != edition.digest.report.metadata.lang;
        for edition in self.editions.iter().filter(converted) {
            let report = &edition.digest.report;
            for (index, block) in report.blocks.iter().enumerate() {
                for choice in edition.choices(index) {
                    if choice.decided != Decided::Default {
                        continue;
                    }
                    let near = |by: usize| {
                        let start = choice.at.saturating_sub(by);
                        text::slice(&block.text, TextRange::new(start, choice.at + 1 + by))
                    };
                    let at = TextRange::new(choice.at, choice.at + 1);
                    let before = TextRange::new(choice.at.saturating_sub(AROUND), choice.at);
                    let behind = TextRange::new(choice.at + 1, choice.at + 1 + AROUND);
                    let words = |range| escape(edition.slice(index, range));
                    let hans = near(1);
                    let hant = self.snapshot.conversions().convert(
                        hans,
                        report.metadata.lang,
                        edition.tag,
                    );
                    let fill = json!({ "report": report.id, "hans": hans, "hant": hant.text,
                        "alternatives": choice.alternatives });
                    let key = (edition.tag, choice.source, choice.target.clone());
                    found.entry(key).or_default().push(Task {
                        href: link::absolute("/", &format!("parallel/{}/#{}", report.id, block.id)),
                        place: self.place(&report.id, &block.id),
                        html: format!(
                            "<span class=\"song\" lang=\"{}\">{}<mark>{}</mark>{}</span> <span class=\"mute\">{} → {}</span>",
                            edition.tag,
                            words(before),
                            words(at),
                            words(behind),
                            choice.source,
                            escape(choice.alternatives),
                        ),
                        actions: vec![(self.words.get("settle").to_owned(), "override", fill)],
                    });
                }
            }
        }
        let mut groups: Vec<Group> = (found.into_iter())
            .map(|((tag, source, target), tasks)| Group {
                title: format!(
                    "<span class=\"song\" lang=\"{tag}\">{source} → {}</span>",
                    escape(&target)
                ),
                tasks,
            })
            .collect();
        groups.sort_by_key(|group| std::cmp::Reverse(group.tasks.len()));
        groups
    }

    /// Targets with a number that have nothing of last year beside them.
    fn unpaired(&self) -> Vec<Task> {
        let mut tasks = Vec::new();
        for edition in self.own() {
            let digest: &Digest = edition.digest;
            let alone = digest.figures.iter().filter(|figure| {
                figure.kind == Kind::Target && figure.value.is_some() && figure.previous.is_none()
            });
            for figure in alone {
                let report = &digest.report.id;
                let quote = edition.quote(figure).unwrap_or_default();
                let fill = json!({ "report": report, "id": figure.passage, "figure": figure.id });
                tasks.push(Task {
                    href: self.address(&format!("{report}/targets/")),
                    place: self.place(report, &figure.passage),
                    html: format!("<span class=\"song\">{}</span>", escape(quote)),
                    actions: vec![(self.words.get("correct").to_owned(), "figure", fill)],
                });
                if let Some(task) = tasks.last_mut() {
                    let page = if figure.passage.starts_with('p') {
                        format!("{report}/text/#{}", figure.id)
                    } else {
                        format!("{report}/projects/#{}", figure.passage)
                    };
                    task.href = self.address(&page);
                }
            }
        }
        tasks
    }

    fn drafts(&self) -> Vec<Task> {
        let mut tasks = self.notes(|anchored| anchored.note.draft);
        let editorial = self.snapshot.editorial();
        let today = self.snapshot.today();
        for brief in &editorial.briefs {
            let key = match (brief.draft, brief.date > today) {
                (true, _) => "draft",
                (false, true) => "future",
                (false, false) => continue,
            };
            tasks.push(Task {
                href: self.address(&format!("briefs/{}/", brief.slug)),
                place: brief.file.path.clone(),
                html: format!(
                    "<span class=\"deg\" data-degree=\"inferred\">{}</span> {} {}",
                    self.words.get(key),
                    escape(&self.phrase(&brief.title)),
                    brief.date,
                ),
                actions: Vec::new(),
            });
        }
        let pages = editorial.pages.iter().filter(|page| page.draft);
        tasks.extend(pages.map(|page| Task {
            href: self.address(&format!("{}/", page.name)),
            place: page.file.path.clone(),
            html: escape(&self.phrase(&page.title)),
            actions: Vec::new(),
        }));
        tasks
    }
}

/// What only shows when the whole site is made: links that lead nowhere, two makers of one page.
pub(super) fn broken(shown: &Shown) -> Answer {
    let known = shown.good.diagnostics();
    let all = shown.good.whole().diagnostics.iter();
    let new = all.filter(|d| !known.contains(d));
    let told: Vec<serde_json::Value> = new
        .map(|d| {
            let page = d
                .label
                .as_ref()
                .map_or("", |label| label.source.path.as_str());
            let page = page.strip_suffix("index.html").unwrap_or(page);
            json!({ "page": link::absolute("/", page), "message": d.message })
        })
        .collect();
    Answer::json(200, &json!(told))
}
