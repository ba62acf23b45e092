//! Report → [`Digest`]: passages, figures, sectors, the headline strip, comparisons and cards, in that order.

use super::Digest;
use super::agency::agencies;
use super::card::cards;
use super::compare;
use super::correction::Corrections;
use super::draft::Draft;
use super::edit::correct;
use super::era::year_mention;
use super::place::named_places;
use super::plain::Plain;
use super::region::Region;
use super::sector::Ballot;
use super::taxonomy::Taxonomy;
use crate::diagnostic::Diagnostic;
use crate::report::{Block, BlockKind, Report};
use crate::script::Tag;

/// Reads everything a digest says out of `report`, then applies the editor's corrections, which win.
#[must_use]
pub fn analyse(
    report: Report,
    taxonomy: &Taxonomy,
    corrections: &Corrections,
) -> (Digest, Vec<Diagnostic>) {
    let year = report_year(&report);
    let ballot = Ballot::new(taxonomy);
    let plain = Plain::new(&report);
    let draft = Draft::read(&report, &plain, &ballot, year);
    let mut diagnostics = corrections.unknown_sectors(taxonomy);
    let Draft {
        passages,
        figures,
        mut facts,
        headline,
        region,
        diagnostics: more,
        ..
    } = draft;
    diagnostics.extend(more);
    let agencies = agencies(&report);
    let mut digest = Digest {
        report,
        passages,
        figures,
        headline,
        cards: Vec::new(),
        reconciliations: Vec::new(),
        places: Vec::new(),
        agencies,
        editorials: corrections.sectors.clone(),
    };
    let pins = correct(
        &mut digest,
        &mut facts,
        corrections,
        (taxonomy, year, region),
        &mut diagnostics,
    );
    compare::pair(&mut digest.figures, &facts, year);
    digest.reconciliations = compare::reconcile(&digest.figures, &facts);
    let plain = Plain::new(&digest.report);
    let places = named_places(&digest, &plain, &taxonomy.gazetteer);
    drop(plain);
    digest.places = places;
    digest.cards = cards(&digest, taxonomy, &facts, year);
    for card in &mut digest.cards {
        let (mut first, rest): (Vec<usize>, Vec<usize>) =
            card.targets.iter().partition(|index| pins.contains(index));
        first.extend(rest);
        card.targets = first;
    }
    (digest, diagnostics)
}

/// The year the report was given in: from its date, else from the lines above its text, the number of the document, or a
/// heading that names the year it looks back on or plans; none where nothing says it.
#[must_use]
pub fn report_year(report: &Report) -> Option<i16> {
    const OPENING: usize = 6;
    const SHORT: usize = 60;
    if let Some(date) = report.metadata.date {
        return Some(date.year());
    }
    let short = |block: &&Block| block.text.chars().count() <= SHORT;
    let opening = report.blocks.iter().take(OPENING).filter(short);
    let headings =
        (report.blocks.iter()).filter(|block| matches!(block.kind, BlockKind::Heading { .. }));
    std::iter::once(report.metadata.title.as_str())
        .chain(opening.chain(headings).map(|block| block.text.as_str()))
        .find_map(|line| named_year(line, report.metadata.lang))
}

/// The year that a title or a heading names; one that is looked back on is the one before.
fn named_year(line: &str, lang: Tag) -> Option<i16> {
    let text: Vec<char> = line.chars().collect();
    let year = year_mention(&text)
        .map(|(_, year)| year)
        .or_else(|| document_year(&text))
        .or_else(|| republic_year(&text).filter(|_| matches!(lang, Tag::Hant | Tag::HantTw)))?;
    let back = ["回顾", "回顧", "总结", "總結"]
        .iter()
        .any(|word| line.contains(word));
    let far = ["到", "至"]
        .iter()
        .any(|to| line.contains(&format!("{to}{year}")));
    (!far).then_some(if back { year + 1 } else { year })
}

/// 114年2月25日
fn republic_year(text: &[char]) -> Option<i16> {
    let at = text
        .windows(4)
        .position(|w| w[..3].iter().all(char::is_ascii_digit) && w[3] == '年')?;
    Region::Taiwan.minguo(&text[at..at + 3])
}

/// 国发〔2021〕33号
fn document_year(text: &[char]) -> Option<i16> {
    let at = text.iter().position(|c| matches!(c, '〔' | '［' | '['))?;
    let digits: String = text.get(at + 1..at + 5)?.iter().collect();
    let closed = matches!(text.get(at + 5), Some('〕' | '］' | ']'));
    digits
        .parse()
        .ok()
        .filter(|year| closed && (1949..2100).contains(year))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::digest::{Kind, Quantity};
    use crate::report::lock::Lock;
    use crate::source::SourceFile;

    const REPORT: &str = "---\ntitle: 政府工作报告\ndate: 2023-01-12\n---\n\n## 三、2023年重点工作任务\n\n力争并网装机2500万千瓦以上。新增学位6.9万个。\n\n新增学位6.9万个。开展文化活动。\n";

    fn report(text: &str) -> Report {
        let source = SourceFile::new("content/r/report.md", text);
        crate::report::parse("r", &source, &Lock::default()).0
    }

    fn corrected(yaml: &str) -> (Digest, Vec<Diagnostic>) {
        let source = SourceFile::new("content/r/figures.yaml", yaml);
        let (figures, mut diagnostics) = Corrections::parse_figures(&source);
        let corrections = Corrections {
            figures,
            ..Corrections::default()
        };
        let (digest, more) = analyse(report(REPORT), &Taxonomy::built_in(), &corrections);
        diagnostics.extend(more);
        (digest, diagnostics)
    }

    #[test]
    fn an_editor_fixes_hides_pins_and_adds() {
        let (digest, diagnostics) = corrected(
            "fix:\n  - quote: 并网装机2500万千瓦以上\n    value: 2600\nhide:\n  - {quote: 新增学位6.9万个, para: p-3-0-1}\npin:\n  - {quote: 新增学位6.9万个, para: p-3-0-2, sector: habitat}\nadd:\n  - {quote: 开展文化活动, indicator: 文化活动, sector: services}\n",
        );
        assert_eq!(diagnostics, []);
        let told: Vec<_> = digest
            .figures
            .iter()
            .map(|f| (f.indicator.as_str(), f.value, f.sector.as_str()))
            .collect();
        let expected = [
            ("并网装机", Some(2600.0), "energy"),
            ("新增学位", Some(6.9), "habitat"),
            ("文化活动", None, "services"),
        ];
        assert_eq!(told, expected);
        let power = Quantity {
            value: 26.0,
            value_to: None,
            unit: "GW".to_owned(),
        };
        assert_eq!(digest.figures[0].normalized, Some(power));
    }

    #[test]
    fn an_added_figure_has_the_time_of_those_around_it_and_a_fixed_value_keeps_its_unit() {
        let text = "---\ntitle: 施政報告\ndate: 2023-01-12\nlang: zh-Hant\n---\n\n## 一、2022年工作回顧\n\n惠及120萬老年人，開展文化活動。\n";
        let yaml = "fix:\n  - {quote: 惠及120萬老年人, value: 130}\nadd:\n  - {quote: 開展文化活動, indicator: 文化活動, value: 3, unit: 萬場}\n";
        let source = SourceFile::new("content/r/figures.yaml", yaml);
        let corrections = Corrections {
            figures: Corrections::parse_figures(&source).0,
            ..Corrections::default()
        };
        let (digest, _) = analyse(report(text), &Taxonomy::built_in(), &corrections);
        let told: Vec<_> = (digest.figures.iter())
            .map(|f| {
                (
                    f.kind,
                    f.period.as_str(),
                    f.normalized.as_ref().map(|n| n.value),
                )
            })
            .collect();
        let expected = [
            (Kind::Actual, "2022", Some(1_300_000.0)),
            (Kind::Actual, "2022", Some(30_000.0)),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn the_year_of_a_report_is_said_or_unknown() {
        let year = |text: &str| report_year(&report(text));
        assert_eq!(year("---\ntitle: 工作方案\n---\n\n到2035年建成。\n"), None);
        assert_eq!(
            year("---\ntitle: 工作回顾\n---\n\n## 一、2008年工作回顾\n"),
            Some(2009)
        );
        assert_eq!(
            year("---\ntitle: 二〇一五年工作报告\n---\n\n正文。\n"),
            Some(2015)
        );
        assert_eq!(
            year("---\ntitle: 方案\n---\n\n国发〔2021〕33号\n"),
            Some(2021)
        );
        let minguo = "---\ntitle: 報告\nlang: zh-Hant\n---\n\n114年2月25日\n";
        assert_eq!(year(minguo), Some(2025));
    }

    #[test]
    fn the_opening_formula_and_words_within_others_speak_of_no_sector() {
        let text = "---\ntitle: 政府工作报告\ndate: 2023-01-12\n---\n\n现在，我代表市人民政府向大会报告工作，请予审议，并请市政协委员提出意见。\n\n市政府和市政协召开会议。\n";
        let (digest, _) = analyse(report(text), &Taxonomy::built_in(), &Corrections::default());
        let first = &digest.passages[0].sentences[0];
        assert_eq!(first.sector, crate::digest::OVERVIEW);
        assert!(
            digest
                .passages
                .iter()
                .all(|p| p.sentences[0].sector != "habitat")
        );
        assert!(digest.cards.iter().all(|card| card.sector != "habitat"));
    }

    #[test]
    fn a_correction_whose_words_are_gone_or_stand_twice_is_told() {
        let (_, diagnostics) = corrected(
            "hide:\n  - quote: 新增学位7万个\n  - quote: 新增学位6.9万个\npin:\n  - quote: 开展文化活动\nfix:\n  - {quote: 学位, sector: habitat, valeu: 3}\n",
        );
        assert_eq!(diagnostics[0].code, "unknown-key");
        let (_, diagnostics) = corrected(
            "hide:\n  - quote: 新增学位7万个\n  - quote: 新增学位6.9万个\npin:\n  - {quote: 开展文化活动, sector: habitta}\n",
        );
        let codes: Vec<_> = diagnostics.iter().map(|d| d.code).collect();
        let expected = [
            "unknown-sector",
            "correction-orphan",
            "correction-ambiguous",
            "correction-without-figure",
        ];
        assert_eq!(codes, expected);
        assert_eq!(
            diagnostics[0].help.as_deref(),
            Some("did you mean `habitat`?")
        );
        assert_eq!(
            diagnostics[2].help.as_deref(),
            Some("add `para:` with one of p-3-0-1, p-3-0-2")
        );
    }

    #[test]
    fn an_editor_moves_a_sentence_to_another_sector() {
        let source = SourceFile::new(
            "content/r/sectors/services.md",
            "---\nheadline: 文化活动\nmoved: [开展文化活动]\n---\n正文。\n",
        );
        let (editorial, diagnostics) = Corrections::parse_sector(&source);
        assert_eq!(diagnostics, []);
        assert_eq!(&source.text[editorial.body.clone()], "正文。\n");
        let sectors = [("services".to_owned(), editorial)].into();
        let corrections = Corrections {
            sectors,
            ..Corrections::default()
        };
        let (digest, diagnostics) = analyse(report(REPORT), &Taxonomy::built_in(), &corrections);
        assert_eq!(diagnostics, []);
        assert_eq!(digest.passages[1].sentences[1].sector, "services");
        assert_eq!(
            digest.editorials["services"].headline.as_deref(),
            Some("文化活动")
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn every_figure_stands_in_its_passage_and_its_number_in_its_quotation(
            words in proptest::collection::vec(
                proptest::sample::select(vec![
                    "力争", "新增", "学位", "5", "6.9万", "%", "个", "亿元", "以上", "，", "、", "。", "从", "增长到", "分别",
                    "全覆盖", "与经济增长同步", "第", "三", "位", "居全国", "十五条", "（", "）", "“", "”", "—", "1/4", "年", "和",
                ]),
                0..60,
            )
        ) {
            let text = format!("## 三、2023年重点工作任务\n\n报告{}\n", words.concat());
            let (digest, _) = analyse(report(&text), &Taxonomy::built_in(), &Corrections::default());
            for figure in &digest.figures {
                let passage = digest.passages.iter().find(|p| p.id == figure.passage).unwrap();
                prop_assert!(figure.quote.end <= passage.range.len());
                prop_assert!(figure.quote.contains(figure.printed), "{figure:?}");
                prop_assert!(!figure.printed.is_empty());
            }
        }
    }
}
