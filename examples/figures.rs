//! Prints what is read out of a report: `cargo run --example figures -- report.md [figures|sectors|cards]`.
//! Used to look at the reading of a report as a whole.

#[path = "../tests/support/digest_table.rs"]
mod digest_table;

use std::io::Write;

use zhaiyao::digest::{Corrections, Digest, Taxonomy, analyse};
use zhaiyao::report::lock::Lock;
use zhaiyao::source::SourceFile;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().unwrap_or_default();
    let what = arguments.next().unwrap_or_default();
    let bytes = zhaiyao::source::read(path.as_ref()).map_err(std::io::Error::other)?;
    let source = SourceFile::new(path, String::from_utf8_lossy(&bytes));
    let (report, _, _) = zhaiyao::report::parse("r", &source, &Lock::default());
    let taxonomy = Taxonomy::built_in();
    let mut out = std::io::stdout().lock();
    let (digest, diagnostics) = analyse(report, &taxonomy, &Corrections::default());
    match what.as_str() {
        "sectors" => sectors(&digest, &mut out)?,
        "cards" => cards(&digest, &mut out)?,
        _ => write!(out, "{}", digest_table::figures(&digest))?,
    }
    zhaiyao::diagnostic::print_human(&diagnostics, false, &mut std::io::stderr())
}

fn words(digest: &Digest, passage: &str, range: zhaiyao::text::TextRange) -> String {
    digest_table::passage_words(digest, passage, range).to_owned()
}

fn sectors(digest: &Digest, out: &mut impl Write) -> std::io::Result<()> {
    for passage in &digest.passages {
        writeln!(out, "{} {}", passage.id, passage.sectors.join(" "))?;
        for sentence in &passage.sentences {
            let text: String = words(digest, &passage.id, sentence.range)
                .chars()
                .take(40)
                .collect();
            writeln!(
                out,
                "    {} {} {}",
                sentence.sector,
                text,
                sentence.why.join("、")
            )?;
        }
    }
    Ok(())
}

fn cards(digest: &Digest, out: &mut impl Write) -> std::io::Result<()> {
    for card in &digest.cards {
        writeln!(out, "## {}", card.sector)?;
        if let Some((passage, sentence)) = card.headline {
            let passage = &digest.passages[passage];
            let range = passage.sentences[sentence].range;
            writeln!(
                out,
                "headline: {} {}",
                passage.id,
                words(digest, &passage.id, range)
            )?;
        }
        for &index in card.targets.iter().take(8) {
            let f = &digest.figures[index];
            writeln!(
                out,
                "  {} {} {}",
                f.id,
                f.indicator,
                words(digest, &f.passage, f.printed)
            )?;
        }
        writeln!(
            out,
            "  targets {} others {} projects {} passages {}",
            card.targets.len(),
            card.others.len(),
            card.projects.len(),
            card.passages.len()
        )?;
        writeln!(
            out,
            "  agencies {}\n  places {}\n  words {}",
            card.agencies.join("、"),
            card.places.join("、"),
            card.words.join("、")
        )?;
    }
    for r in &digest.reconciliations {
        let total = &digest.figures[r.total];
        let parts: Vec<String> = r
            .parts
            .iter()
            .map(|&p| {
                format!(
                    "{} {}",
                    digest.figures[p].indicator,
                    words(
                        digest,
                        &digest.figures[p].passage,
                        digest.figures[p].printed
                    )
                )
            })
            .collect();
        writeln!(
            out,
            "{:?} {} {} = {}",
            r.agreement,
            total.indicator,
            words(digest, &total.passage, total.printed),
            parts.join(" + ")
        )?;
    }
    for agency in &digest.agencies {
        writeln!(out, "{} {} {}", agency.id, agency.leads(), agency.name)?;
    }
    Ok(())
}
