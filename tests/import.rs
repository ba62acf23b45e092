//! Captures of every kind, as folders of input and expected files, and the promises that hold for any capture.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use snapbox::Data;
use zhaiyao::diagnostic::print_human;
use zhaiyao::import::{Draft, Encoding, Options, import, replay};
use zhaiyao::report::{self, lock::Lock};
use zhaiyao::script::Tag;
use zhaiyao::source::{self, SourceFile};

fn options() -> Options {
    Options {
        id: "report".to_owned(),
        encoding: None,
        lang: None,
    }
}

/// Reads `options.yaml`: `key: value` a line.
fn options_of(case: &Path) -> Options {
    let mut options = options();
    let path = case.join("options.yaml");
    let text = if path.exists() {
        source::read(&path).expect("options can be read")
    } else {
        Vec::new()
    };
    for line in String::from_utf8(text).expect("options are text").lines() {
        match line.split_once(": ").expect("an option is `key: value`") {
            ("id", id) => id.clone_into(&mut options.id),
            ("encoding", name) => {
                options.encoding = Some(Encoding::parse(name).expect("an encoding"));
            }
            ("lang", tag) => options.lang = Some(Tag::parse(tag).expect("a tag")),
            (key, _) => panic!("unknown option {key}"),
        }
    }
    options
}

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/import");
    let inputs = source::files_below(&root)
        .expect("cases can be listed")
        .into_iter()
        .filter(|path| path.file_stem().is_some_and(|stem| stem == "input"));
    inputs.collect()
}

#[test]
fn every_case_is_imported_as_expected() {
    let cases = cases();
    assert!(cases.len() > 20);
    for input in cases {
        let folder = input.parent().unwrap();
        let bytes = source::read(&input).unwrap();
        let name = input.file_name().unwrap().to_str().unwrap();
        let (text, diagnostics) = match import(&bytes, name, &options_of(folder), None) {
            Ok((draft, diagnostics)) => {
                check_account(&draft);
                (draft.report, diagnostics)
            }
            Err(diagnostics) => (String::new(), diagnostics),
        };
        let mut said = Vec::new();
        print_human(&diagnostics, false, &mut said).unwrap();
        let said = String::from_utf8(said).unwrap();
        for (file, actual) in [("expected.md", text), ("expected.log", said)] {
            let path = folder.join(file);
            if !actual.is_empty() || path.exists() {
                snapbox::assert_data_eq!(actual, Data::read_from(&path, None).raw());
            }
        }
    }
}

/// The log turns the capture's text into the report's lines, and back.
fn check_account(draft: &Draft) {
    let text: Vec<char> = draft.text.chars().collect();
    let (mut repaired, mut restored, mut at) = (String::new(), String::new(), 0);
    for repair in &draft.log {
        assert!(
            at <= repair.start && repair.start <= repair.end,
            "changes are in order"
        );
        let same: String = text[at..repair.start].iter().collect();
        repaired.push_str(&same);
        restored.push_str(&same);
        assert_eq!(
            text[repair.start..repair.end].iter().collect::<String>(),
            repair.before
        );
        repaired.push_str(&repair.after);
        restored.push_str(&repair.before);
        at = repair.end;
    }
    let rest: String = text[at..].iter().collect();
    repaired.push_str(&rest);
    restored.push_str(&rest);
    assert_eq!(restored, draft.text);
    // Empty lines and the ends of lines are white space, and so is a byte order mark there.
    assert_eq!(bare(&repaired), bare(&draft.lines.concat()));
}

/// A text without its white space.
fn bare(text: &str) -> String {
    text.chars()
        .filter(|&c| !c.is_whitespace() && c != '\u{FEFF}')
        .collect()
}

/// The lines of a drafted report as it is read back, heading and paragraph of one line together again.
fn read_back(draft: &Draft) -> String {
    let source = SourceFile::new("report.md", draft.report.as_str());
    let (report, _, _) = report::parse("report", &source, &Lock::default());
    let text = report.blocks.iter().map(|block| {
        let number = match block.kind {
            report::BlockKind::Item => block.n.to_string() + ".",
            _ => String::new(),
        };
        number + &block.text
    });
    bare(&text.collect::<String>())
}

#[test]
fn a_replay_gives_the_log_of_the_import() {
    let input = cases()
        .into_iter()
        .find(|path| path.to_str().unwrap().contains("mirror-with-readings"))
        .unwrap();
    let bytes = source::read(&input).unwrap();
    let (draft, _) = import(&bytes, "input.txt", &options(), None).unwrap();
    let source = SourceFile::new("repairs.yaml", draft.repairs.as_str());
    let record = zhaiyao::import::Record::parse(&source).unwrap();
    assert_eq!(
        replay(&bytes, "input.txt", &options(), &record).unwrap(),
        draft.log
    );
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        "[一二三四五六七]、[甲乙丙丁的发展]{2,8}",
        "（[一二三]）[甲乙丙丁的发展]{2,8}。?",
        "[甲乙丙丁发展，、“”（）0-9A-Z.%]{0,40}。",
        "[甲乙丙#*_\\[\\]<>`~&|+=\\\\{}\\-1.:) ]{1,20}",
        "(來源|来源|时间|附件|下载|各位代表)[：: ]?[甲乙0-9-]{0,10}",
        "[發展經濟](\\(fā\\)|\\(zhǎn\\)){0,2}[會議,?;]{0,3}",
        "[\u{3000}\u{200B}\u{FEFF}０１２Ａ a\t]{0,8}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_imported_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Ok((draft, _)) = import(&bytes, "input", &options(), None) {
            check_account(&draft);
        }
    }

    #[test]
    fn any_page_is_imported_or_refused(tags in prop::collection::vec("<(p|div|table|tr|td|b|h2|br|/p|/div|/table|/td|a href=x|script)>|[甲乙丙，。]{0,30}|&nbsp;|<", 0..60)) {
        let page = format!("<html><body>{}", tags.concat());
        if let Ok((draft, _)) = import(page.as_bytes(), "input.html", &options(), None) {
            check_account(&draft);
        }
    }

    #[test]
    fn any_lines_are_accounted_for_and_read_back(lines in prop::collection::vec(line(), 0..30), breaks in "\n|\n\n|\r\n") {
        let text = lines.join(&breaks);
        if let Ok((draft, _)) = import(text.as_bytes(), "input", &options(), None) {
            check_account(&draft);
            prop_assert_eq!(read_back(&draft), bare(&draft.lines.concat()));
        }
    }

    #[test]
    fn importing_an_edited_report_again_keeps_the_edit(word in "[甲乙丙]{3,6}") {
        let capture = "政府工作报告\n各位代表：\n一、回顾\n过去一年，经济总体回升向好，生产总值增长5.2%，粮食产量再创新高。\n";
        let (draft, _) = import(capture.as_bytes(), "input", &options(), None).unwrap();
        let edited = draft.report.replace("粮食产量", &word);
        let earlier = zhaiyao::import::Earlier { report: Some(edited.clone()), ..zhaiyao::import::Earlier::default() };
        let (again, diagnostics) = import(capture.as_bytes(), "input", &options(), Some(&earlier)).unwrap();
        prop_assert_eq!(again.report, edited);
        prop_assert!(diagnostics.iter().all(|diagnostic| diagnostic.code != "import-conflict"));
    }
}
