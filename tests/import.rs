//! Captures of every kind, as folders of input and expected files, and the promises that hold for any capture.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use snapbox::Data;
use zhaiyao::diagnostic::print_human;
use zhaiyao::import::{
    Confidence, Draft, Earlier, Encoding, Options, Record, Rule, import, replay,
};
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

/// A text without white space and without what makes a row of a table of it.
fn plain(text: &str) -> String {
    bare(&text.replace(['|', '\\'], ""))
}

/// What stands behind the number of an item in a text without white space, where `1. 5%` looks like a decimal.
fn behind_number(text: &str, value: usize) -> Option<&str> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    if let Ok(number) = text[..text.len() - rest.len()].parse::<usize>() {
        let mut characters = rest.chars();
        characters.next().filter(|_| number == value)?;
        return Some(characters.as_str());
    }
    let number = report::outline::number(text).filter(|number| number.value == value)?;
    Some(&text[number.length..])
}

/// Checks that a drafted report says its lines again, letter for letter; an item keeps the value of its number, and not the
/// mark behind it: `1、`.
fn check_read_back(draft: &Draft) {
    let source = SourceFile::new("report.md", draft.report.as_str());
    let (report, _, _) = report::parse("report", &source, &Lock::default());
    let lines: String = draft.lines.iter().map(|line| plain(line)).collect();
    let mut rest = lines.as_str();
    for block in &report.blocks {
        if block.kind == report::BlockKind::Item {
            rest = behind_number(rest, block.n).expect("the number of an item");
        }
        let text = plain(&block.text);
        rest = rest
            .strip_prefix(&text)
            .unwrap_or_else(|| panic!("`{text}` is read back, where the draft says `{rest}`"));
    }
    assert_eq!(rest, "", "lines that are not read back");
}

#[test]
fn a_replay_gives_the_log_of_the_import() {
    for case in ["mirror-with-readings", "characters-lost-before"] {
        let input = cases()
            .into_iter()
            .find(|path| path.to_str().unwrap().contains(case))
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
}

#[test]
fn what_was_lost_before_is_open_until_an_editor_tells_it() {
    let capture = CAPTURE
        .replace("粮食产量", "粮?产量")
        .replace("民生继续", "民□继续");
    let (draft, codes) = imported(&capture, None);
    assert_eq!(codes, ["lost-characters", "open-repair"]);
    assert!(draft.report.contains("粮□产量"));
    let mut earlier = left(&draft, &capture, str::to_owned);
    let told: Vec<_> = earlier
        .record
        .judgements
        .iter()
        .map(|entry| {
            (
                entry.place.as_str(),
                entry.before.as_str(),
                entry.confidence,
                entry.candidates.len(),
            )
        })
        .collect();
    let open = |place, before| (place, before, Confidence::Open, 0);
    assert_eq!(told, [open("p-1-0-2", "?"), open("p-1-0-3", "□")]);
    for (entry, word) in earlier.record.judgements.iter_mut().zip(["食", "生"]) {
        entry.decision = Some(word.to_owned());
    }
    let (again, codes) = imported(&capture, Some(&earlier));
    assert_eq!(codes, [""; 0]);
    assert!(again.report.contains("粮食产量再创新高") && again.report.contains("民生继续"));
    assert_eq!(again.repairs.matches("confidence: confirmed").count(), 2);
}

const CAPTURE: &str = "政府工作报告
各位代表：
一、回顾
过去一年，面对复杂严峻的外部环境，全省上下迎难而上，经济总体回升向好，生产总值增长5.2%。
粮食产量再创新高，总产量达到780亿斤，比上年增加12亿斤，居全国第六位。
新增城镇就业20万人，城乡居民人均可支配收入分别增长4.4%和5.6%，民生继续改善。
二、任务
今年要着力扩大内需，全年固定资产投资增长6%以上，社会消费品零售总额增长5%以上。
坚持创新驱动，全社会研发投入强度达到2.8%，新增专精特新企业64家，培育发展新动能。
坚持绿色发展，新增风电光伏装机400万千瓦以上，完成营造林300万亩，推进污染防治。
";

/// What an import leaves, as the next finds it, with people's edits of the report.
fn left(draft: &Draft, capture: &str, edit: impl Fn(&str) -> String) -> Earlier {
    let parse = |name: &str, text: &str| SourceFile::new(name, text);
    Earlier {
        record: Record::parse(&parse("repairs.yaml", &draft.repairs))
            .expect("a record that was written"),
        lock: Lock::parse(&parse("anchors.lock", &draft.anchors)).0,
        capture: Some(capture.as_bytes().to_vec()),
        report: Some(edit(&draft.report)),
    }
}

fn imported(capture: &str, earlier: Option<&Earlier>) -> (Draft, Vec<&'static str>) {
    let (draft, diagnostics) = import(capture.as_bytes(), "input", &options(), earlier)
        .expect("a capture that can be read");
    let codes = diagnostics.iter().map(|diagnostic| diagnostic.code);
    let codes = codes.filter(|code| !matches!(*code, "no-title" | "no-date"));
    (draft, codes.collect())
}

#[test]
fn a_changed_capture_comes_in_and_edits_stay() {
    let (first, _) = imported(CAPTURE, None);
    let earlier = left(&first, CAPTURE, |report| {
        report
            .replace("居全国第六位", "居全国第五位")
            .replace("培育发展新动能", "发展新质生产力")
    });
    let changed = CAPTURE
        .replace("780亿斤", "785亿斤")
        .replace("64家", "65家")
        .replace("发展新动能", "发展新优势")
        .replace(
            "坚持绿色发展",
            "新的一段话，讲的是区域协调发展和乡村全面振兴。\n坚持绿色发展",
        );
    let (merged, codes) = imported(&changed, Some(&earlier));
    assert_eq!(codes, ["import-conflict"]);
    assert!(
        merged
            .report
            .contains("785亿斤，比上年增加12亿斤，居全国第五位")
    );
    assert!(merged.report.contains("乡村全面振兴"));
    assert!(
        merged.report.contains("64家，发展新质生产力"),
        "the edit stays whole"
    );
    let id = |anchors: &str, id: &str| anchors.lines().any(|line| line.ends_with(id));
    let ids: Vec<&str> = first
        .anchors
        .lines()
        .map(|line| line.split(' ').nth(1).unwrap())
        .collect();
    assert!(ids.iter().all(|old| id(&merged.anchors, old)));
    assert_eq!(merged.anchors.lines().count(), ids.len() + 1);
}

#[test]
fn what_an_older_version_wrote_gives_way_to_what_this_one_writes() {
    let (now, _) = imported(CAPTURE, None);
    // An older version took the headings for paragraphs, and an editor changed one word.
    let old = now
        .report
        .replace("## 一、", "一、")
        .replace("## 二、", "二、");
    let old = Draft {
        report: old.clone(),
        repairs: recorded(&now.repairs, &old),
        ..now.clone()
    };
    let earlier = left(&old, CAPTURE, |report| {
        report.replace("居全国第六位", "居全国第五位")
    });
    let (again, codes) = imported(CAPTURE, Some(&earlier));
    assert_eq!(codes, [""; 0]);
    assert_eq!(
        again.report,
        now.report.replace("居全国第六位", "居全国第五位")
    );
}

#[test]
fn ends_of_lines_are_no_edits() {
    let (first, _) = imported(CAPTURE, None);
    let earlier = left(&first, CAPTURE, |report| {
        format!(
            "\u{FEFF}{}",
            report.replace("780亿斤", "790亿斤").replace('\n', "\r\n")
        )
    });
    let (again, codes) = imported(&CAPTURE.replace("64家", "65家"), Some(&earlier));
    assert_eq!(codes, [""; 0]);
    let expected = first
        .report
        .replace("780亿斤", "790亿斤")
        .replace("64家", "65家");
    assert_eq!(again.report, expected);
}

/// `repairs.yaml` as an import that had drafted `report` would have written it.
fn recorded(repairs: &str, report: &str) -> String {
    let mut record = Record::parse(&SourceFile::new("repairs.yaml", repairs))
        .expect("a record that was written");
    record.drafted = zhaiyao::import::fingerprints(report);
    record.write()
}

#[test]
fn another_report_is_not_put_in_the_place_of_one() {
    let (first, _) = imported(CAPTURE, None);
    let earlier = left(&first, CAPTURE, str::to_owned);
    let other: String = CAPTURE
        .lines()
        .map(|line| line.replace(['，', '、'], "又一").replace('年', "省") + "\n")
        .collect();
    let refused = import(other.as_bytes(), "other.txt", &options(), Some(&earlier)).unwrap_err();
    assert_eq!(refused[0].code, "other-report");
}

#[test]
fn a_decision_is_kept_by_later_imports_and_shown_as_confirmed() {
    // The beginning of the report that the repository publishes, as far as its third damaged line.
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/nmg-2023/source.txt");
    let capture = String::from_utf8(source::read(&content).unwrap()).unwrap();
    let (end, _) = capture.match_indices('?').nth(3).unwrap();
    let end = end + capture[end..].find('\n').unwrap();
    let capture = &capture[..end];
    let (first, _) = imported(capture, None);
    let mut earlier = left(&first, capture, str::to_owned);
    let entry = earlier.record.judgements.first_mut().expect("a judgement");
    let (place, before) = (entry.place.clone(), entry.before.clone());
    entry.decision = Some("编辑认定".to_owned());
    // Not only the next import keeps it.
    for _ in 0..2 {
        let (again, codes) = imported(capture, Some(&earlier));
        assert_eq!(codes, [""; 0]);
        assert!(again.report.contains("编辑认定"));
        check_account(&again);
        earlier = left(&again, capture, str::to_owned);
        let entry = earlier
            .record
            .judgements
            .iter()
            .find(|entry| entry.before == before)
            .unwrap();
        assert_eq!(entry.confidence, Confidence::Confirmed);
        assert_eq!(entry.decision.as_deref(), Some("编辑认定"));
        let change = again
            .log
            .iter()
            .find(|repair| repair.rules.contains(&Rule::Decision))
            .unwrap();
        assert_eq!(change.confidence, Confidence::Confirmed);
        assert_eq!(change.place.as_deref(), Some(place.as_str()));
    }
    // A capture without the place leaves the decision where it is, and says so.
    let (clean, _) = imported(CAPTURE, None);
    let mut clean = left(&clean, CAPTURE, str::to_owned);
    clean
        .record
        .judgements
        .clone_from(&earlier.record.judgements);
    let (again, codes) = imported(CAPTURE, Some(&clean));
    assert_eq!(codes, ["unused-decision"]);
    assert!(again.repairs.contains("decision: 编辑认定"));
}

/// Every report of the repository's own site: its log turns its capture into its lines.
#[test]
fn the_log_of_a_published_report_accounts_for_every_character() {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let captures: Vec<PathBuf> = source::files_below(&content)
        .unwrap()
        .into_iter()
        .filter(|path| path.file_name().is_some_and(|name| name == "source.txt"))
        .collect();
    assert!(!captures.is_empty());
    for capture in captures {
        let beside = |name: &str| {
            let bytes = source::read(&capture.with_file_name(name)).unwrap();
            SourceFile::new(name, String::from_utf8(bytes).unwrap())
        };
        let bytes = source::read(&capture).unwrap();
        let record = Record::parse(&beside("repairs.yaml")).unwrap();
        let log = replay(&bytes, "source.txt", &options(), &record).unwrap();
        let text: Vec<char> = String::from_utf8(bytes).unwrap().chars().collect();
        let (mut repaired, mut at) = (String::new(), 0);
        for repair in &log {
            repaired.extend(&text[at..repair.start]);
            repaired.push_str(&repair.after);
            at = repair.end;
        }
        repaired.extend(&text[at..]);
        let (report, _, _) = report::parse("report", &beside("report.md"), &Lock::default());
        assert_eq!(bare(&repaired), bare(&own_text(&report)));
    }
}

/// The text of a report's blocks, with the numbers of its items.
fn own_text(report: &report::Report) -> String {
    let text = report.blocks.iter().map(|block| {
        let number = match block.kind {
            report::BlockKind::Item => block.n.to_string() + ".",
            _ => String::new(),
        };
        number + &block.text
    });
    text.collect()
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
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

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
            check_read_back(&draft);
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
