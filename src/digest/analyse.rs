//! Report → [`Digest`]: passages, figures, sectors, the headline strip, comparisons and cards, in that order.

use super::Digest;
use super::agency::agencies;
use super::card::cards;
use super::compare;
use super::correction::Corrections;
use super::draft::Draft;
use super::edit::correct;
use super::place::named_places;
use super::plain::Plain;
use super::sector::Ballot;
use super::taxonomy::Taxonomy;
use crate::diagnostic::Diagnostic;
use crate::report::Report;

/// Reads everything a digest says out of `report`, then applies the editor's corrections, which win.
#[must_use]
pub fn analyse(
    report: Report,
    taxonomy: &Taxonomy,
    corrections: &Corrections,
) -> (Digest, Vec<Diagnostic>) {
    let year = year_of(&report);
    let ballot = Ballot::new(taxonomy);
    let plain = Plain::new(&report);
    let draft = Draft::read(&report, &plain, &ballot, year);
    let mut diagnostics = corrections.unknown_sectors(taxonomy);
    let Draft {
        passages,
        figures,
        mut facts,
        headline,
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
        (taxonomy, year),
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

/// The year the report was given in: from its date, else the last year its title or first lines name.
fn year_of(report: &Report) -> i16 {
    if let Some(date) = report.metadata.date {
        return date.year();
    }
    let opening = report
        .blocks
        .iter()
        .take(6)
        .map(|block| block.text.as_str());
    std::iter::once(report.metadata.title.as_str())
        .chain(opening)
        .flat_map(years)
        .next()
        .unwrap_or(2000)
}

fn years(text: &str) -> Vec<i16> {
    text.match_indices('年')
        .filter_map(|(at, _)| text.get(at.checked_sub(4)?..at)?.parse().ok())
        .filter(|year| (1949..2100).contains(year))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::digest::Quantity;
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
