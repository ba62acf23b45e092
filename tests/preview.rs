//! The preview over HTTP: who may ask and who may write, what a write does to the files, and that it can be undone.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/project.rs"]
#[expect(dead_code, reason = "other tests build the project too")]
mod project;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::mpsc::channel;
use std::thread;

use jiff::civil::date;
use project::Project;
use serde_json::{Value, json};
use zhaiyao::{serve, source};

/// A preview of a project that runs until the test ends.
struct Preview {
    project: Project,
    port: u16,
}

/// What came back.
struct Answer {
    status: u16,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

impl Preview {
    fn new(read_only: bool) -> Self {
        let project = Project::from_fixture("two-reports");
        let options = serve::Options {
            root: project.root().to_owned(),
            port: 0,
            read_only,
            today: date(2024, 6, 1),
        };
        let (sender, receiver) = channel();
        thread::spawn(move || {
            serve::serve(&options, |address, _| {
                sender.send(address.to_owned()).unwrap();
            })
        });
        let address = receiver.recv().unwrap();
        let port = address.trim_end_matches('/').rsplit(':').next().unwrap();
        Self {
            project,
            port: port.parse().unwrap(),
        }
    }

    fn ask(&self, head: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let mut request = format!("{head} HTTP/1.1\r\nConnection: close\r\n");
        for (name, value) in headers {
            request.extend([*name, ": ", *value, "\r\n"]);
        }
        let length = body.len().to_string();
        request.extend(["Content-Length: ", &length, "\r\n\r\n", body]);
        stream.write_all(request.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer {
            status,
            body: body.to_owned(),
        }
    }

    fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    fn get(&self, path: &str) -> Answer {
        self.ask(&format!("GET {path}"), &[("Host", &self.host())], "")
    }

    fn token(&self) -> Option<String> {
        let page = self.get("/zh-hans/").body;
        let rest = page.split("data-token=\"").nth(1)?;
        Some(rest.split('"').next().unwrap().to_owned())
    }

    fn post(&self, path: &str, body: &Value) -> Answer {
        let token = self.token().unwrap_or_default();
        let origin = format!("http://{}", self.host());
        let headers = [
            ("Host", self.host()),
            ("Origin", origin),
            ("Content-Type", "application/json".to_owned()),
            ("X-Zhaiyao-Token", token),
        ];
        let headers: Vec<(&str, &str)> = headers.iter().map(|(a, b)| (*a, b.as_str())).collect();
        self.ask(&format!("POST {path}"), &headers, &body.to_string())
    }

    /// The fingerprints a form sees when it is opened.
    fn base(&self) -> Value {
        self.get("/_preview/place?report=a-2023&id=p-1-0-1&edition=zh-Hans")
            .json()["files"]
            .clone()
    }

    fn edit(&self, action: &Value) -> Answer {
        self.post(
            "/_preview/edit",
            &json!({ "action": action, "base": self.base() }),
        )
    }

    fn file(&self, path: &str) -> Option<String> {
        let path = self.project.root().join(path);
        let bytes = path.is_file().then(|| source::read(&path).unwrap());
        bytes.map(|bytes| String::from_utf8(bytes).unwrap())
    }
}

fn note(quote: &str, places: &[&str]) -> Value {
    json!({ "do": "note", "report": "a-2023", "quote": quote, "places": places, "kind": "context", "body": "一条**注**。" })
}

#[test]
fn only_this_machine_and_its_own_pages_may_write() {
    let preview = Preview::new(false);
    let token = preview.token().unwrap();
    let host = preview.host();
    let origin = format!("http://{host}");
    let json = "application/json";
    let body = json!({ "action": note("新增风电并网装机", &[]), "base": {} }).to_string();
    let cases: [(&str, &str, &str, &str); 5] = [
        ("evil.example", &origin, json, &token),
        (&host, "http://evil.example", json, &token),
        (&host, "null", json, &token),
        (&host, &origin, json, "0123"),
        (&host, &origin, "text/plain", &token),
    ];
    for (host, origin, kind, token) in cases {
        let headers = [
            ("Host", host),
            ("Origin", origin),
            ("Content-Type", kind),
            ("X-Zhaiyao-Token", token),
        ];
        for path in ["/_preview/edit", "/_preview/undo"] {
            assert_eq!(
                preview.ask(&format!("POST {path}"), &headers, &body).status,
                403,
                "{headers:?}"
            );
        }
    }
    assert_eq!(
        preview.ask("GET /", &[("Host", "evil.example")], "").status,
        403
    );
    assert_eq!(preview.file("content/a-2023/notes/p-1-0-1-1.md"), None);
    let reading = Preview::new(true);
    assert_eq!(reading.token(), None);
    let answer = reading.edit(&note("新增风电并网装机", &[]));
    assert_eq!(
        (answer.status, answer.json()["reason"].as_str()),
        (403, Some("read_only"))
    );
    assert_eq!(reading.get("/_preview/desk/zh-hant/").status, 200);
}

#[test]
fn a_note_is_a_file_shows_at_once_and_goes_again() {
    let preview = Preview::new(false);
    // Selected in Traditional script: the file keeps the report's own words.
    let answer = preview.edit(&note("新增風電併網裝機2000萬千瓦", &["p-1-0-1"]));
    assert_eq!(answer.status, 200, "{}", answer.body);
    let told = answer.json();
    let path = "content/a-2023/notes/p-1-0-1-1.md";
    assert_eq!(told["files"][0]["path"], path);
    assert_eq!(told["files"][0]["state"], "new");
    assert_eq!(
        preview.file(path).as_deref(),
        Some(
            "---\nquote: 新增风电并网装机2000万千瓦\nkind: context\ndate: 2024-06-01\nsources: []\n---\n\n一条**注**。\n"
        )
    );
    for edition in ["zh-hans", "zh-hant"] {
        let page = preview.get(&format!("/{edition}/a-2023/text/")).body;
        assert!(page.contains("id=\"n-p-1-0-1-1\""), "{edition}");
    }
    let rewritten = preview.edit(
        &json!({ "do": "rewrite", "report": "a-2023", "note": "n-p-1-0-1-1", "body": "另一条。" }),
    );
    assert_eq!(rewritten.status, 200, "{}", rewritten.body);
    assert!(
        preview
            .file(path)
            .unwrap()
            .ends_with("sources: []\n---\n另一条。\n")
    );
    for answer in [rewritten, answer] {
        let undone = preview.post(
            "/_preview/undo",
            &json!({ "number": answer.json()["number"] }),
        );
        assert_eq!(undone.status, 200, "{}", undone.body);
    }
    assert_eq!(preview.file(path), None);
    assert!(
        !preview
            .get("/zh-hans/a-2023/text/")
            .body
            .contains("n-p-1-0-1-1")
    );
}

#[test]
fn what_would_break_the_site_or_be_in_the_wrong_place_is_not_written() {
    let preview = Preview::new(false);
    let html = json!({ "do": "note", "report": "a-2023", "quote": "新增风电并网装机", "kind": "data", "body": "<b>甲</b>" });
    let reasons = [
        (note("亿斤", &[]), "words_twice"),
        (note("从未说过的话", &[]), "words_gone"),
        (note("粮", &[]), "quote_length"),
        (html, "wrong"),
        (
            json!({ "do": "note", "report": "x", "kind": "data", "body": "甲" }),
            "no_such_report",
        ),
        (
            json!({ "do": "move", "report": "a-2023", "sentence": "p-1-0-1.s1", "sector": "x" }),
            "no_such_sector",
        ),
        (
            json!({ "do": "term", "hans": "并网", "id": "坏", "definition": "甲" }),
            "wrong",
        ),
        (
            json!({ "do": "override", "hans": "并网", "hant": "併網", "reason": " " }),
            "empty",
        ),
        (
            json!({ "do": "hide", "report": "a-2023", "figure": "f-x" }),
            "no_such_figure",
        ),
    ];
    for (action, reason) in reasons {
        let answer = preview.edit(&action);
        assert_eq!(
            (answer.status, answer.json()["reason"].as_str()),
            (422, Some(reason)),
            "{action} {}",
            answer.body
        );
    }
    for body in [
        json!({ "action": { "do": "dance" }, "base": {} }),
        json!({}),
    ] {
        assert_eq!(preview.post("/_preview/edit", &body).status, 400);
    }
    assert_eq!(preview.file("content/glossary.yaml"), None);
    assert_eq!(preview.file("content/a-2023/notes/p-1-0-1-1.md"), None);
}

#[test]
fn a_file_that_changed_underneath_is_left_alone() {
    let preview = Preview::new(false);
    let term =
        json!({ "do": "term", "hans": "并网", "definition": "接入电网", "en": "Grid connection" });
    let base = preview.base();
    let own = "# 我的\n- {id: a, hans: 新能源, definition: 甲}   # 一\n";
    preview.project.write("content/glossary.yaml", own);
    let late = preview.post("/_preview/edit", &json!({ "action": term, "base": base }));
    assert_eq!(
        (late.status, late.json()["reason"].as_str()),
        (409, Some("changed_meanwhile"))
    );
    assert_eq!(preview.file("content/glossary.yaml").as_deref(), Some(own));
    // Opened anew, the form sees the file as it is, and adds to it.
    let answer = preview.edit(&term);
    assert_eq!(answer.status, 200, "{}", answer.body);
    let added = format!(
        "{own}- id: grid-connection\n  hans: 并网\n  en: \"Grid connection\"\n  definition: 接入电网\n"
    );
    assert_eq!(preview.file("content/glossary.yaml"), Some(added.clone()));
    // What somebody wrote behind it is not undone along.
    preview
        .project
        .write("content/glossary.yaml", &format!("{added}# 二\n"));
    let number = answer.json()["number"].clone();
    let undone = preview.post("/_preview/undo", &json!({ "number": number }));
    assert_eq!(undone.status, 409);
    preview.project.write("content/glossary.yaml", &added);
    assert_eq!(
        preview
            .post("/_preview/undo", &json!({ "number": number }))
            .status,
        200
    );
    assert_eq!(preview.file("content/glossary.yaml").as_deref(), Some(own));
}

#[test]
fn words_sectors_and_figures_are_corrected_in_their_files() {
    let preview = Preview::new(false);
    let windows = "\u{FEFF}# 我的\r\nhide: []\r\nfix:   # 更正\r\n- quote: 780亿斤左右\r\n  para: p-2-2-1\r\n  unit: 亿斤\r\n";
    preview
        .project
        .write("content/a-2023/figures.yaml", windows);
    let settled = preview
        .edit(&json!({ "do": "override", "hans": "头发制品", "hant": "頭髮製品", "reason": "试" }));
    assert_eq!(settled.status, 200, "{}", settled.body);
    let figures = preview.get("/data/a-2023/figures.json").json();
    let find = |words: &str| {
        let mut all = figures.as_array().unwrap().iter();
        let figure = all.find(|f| f["quote"]["zh-Hans"].as_str().unwrap().contains(words));
        figure.unwrap()["id"].clone()
    };
    let hidden = preview.edit(&json!({ "do": "hide", "report": "a-2023", "figure": find("4.2%") }));
    assert_eq!(hidden.status, 200, "{}", hidden.body);
    let fixed = preview.edit(&json!({ "do": "fix", "report": "a-2023", "figure": find("2500万千瓦"), "values": { "indicator": "装机", "value": 2600 } }));
    assert_eq!(fixed.status, 200, "{}", fixed.body);
    let text = preview.file("content/a-2023/figures.yaml").unwrap();
    assert!(
        text.starts_with("\u{FEFF}# 我的\r\nhide:\r\n  - quote: "),
        "{text:?}"
    );
    assert!(text.contains("  unit: 亿斤\r\n- quote: "), "{text:?}");
    assert!(!text.replace("\r\n", "").contains('\n'));
    let after = preview.get("/data/a-2023/figures.json").body;
    assert!(
        !after.contains("4.2%") && after.contains("\"value\": 2600"),
        "{after}"
    );
    let moved = |sector: &str| {
        let action =
            json!({ "do": "move", "report": "a-2023", "sentence": "p-1-0-1.s1", "sector": sector });
        let answer = preview.edit(&action);
        assert_eq!(answer.status, 200, "{}", answer.body);
        let data = preview.get("/data/a-2023/paragraphs.jsonl").body;
        let line = data
            .lines()
            .find(|line| line.contains("\"p-1-0-1\""))
            .unwrap();
        let told: Value = serde_json::from_str(line).unwrap();
        assert_eq!(told["sentences"][0]["sector"], sector);
    };
    moved("energy");
    let energy = "content/a-2023/sectors/energy.md";
    assert!(
        preview
            .file(energy)
            .unwrap()
            .starts_with("---\nmoved:\n  - ")
    );
    moved("agriculture");
    assert_eq!(
        preview.file(energy).as_deref(),
        Some("---\nmoved: []\n---\n")
    );
}

#[test]
fn a_decision_goes_into_the_log_and_into_the_report() {
    let preview = Preview::new(false);
    preview.project.edit(
        "content/a-2023/report.md",
        "打造“一刻钟”便民生活圈",
        "打造“一□钟”便民生活圈",
    );
    let log = "# 我的\nrules: []\njudgements:\n- place: p-1-0-2\n  context: 打造“\n  before: 一?钟   # 损\n  after: 一□钟\n  mirror: 一□鐘\n  confidence: open\n  share: 0.5\n  reason: 1 byte lost\n";
    preview.project.write("content/a-2023/repairs.yaml", log);
    preview.project.lock();
    let answer = preview.edit(
        &json!({ "do": "decision", "report": "a-2023", "judgement": 0, "before": "一?钟", "reading": "一刻钟" }),
    );
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(
        preview.file("content/a-2023/repairs.yaml").unwrap(),
        format!("{log}  decision: 一刻钟\n")
    );
    assert!(
        preview
            .file("content/a-2023/report.md")
            .unwrap()
            .contains("打造“一刻钟”便民生活圈")
    );
    let page = preview.get("/zh-hans/a-2023/text/").body;
    assert!(page.contains("data-repair=\"confirmed\""));
    assert!(
        !preview
            .get("/_preview/diagnostics")
            .body
            .contains("stale-lock")
    );
}
