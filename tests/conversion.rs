//! The conversion layer on real sentences and on every line of the built-in table.

use zhaiyao::script::engine::{self, Configuration};
use zhaiyao::script::{Conversions, Script, Tag, gate, overrides};
use zhaiyao::source;

#[test]
fn every_built_in_line_gives_its_example_as_it_should_be() {
    let conversions = Conversions::default();
    for line in overrides::built_in() {
        let to = if line.rule.hant.is_some() {
            Tag::Hant
        } else {
            Tag::HantHk
        };
        let converted = conversions.convert(line.example, Tag::Hans, to);
        assert_eq!(converted.text, line.expected, "{}", line.rule.hans);
        let form = line.rule.form(to).unwrap();
        assert!(converted.text.contains(form), "{}", line.rule.hans);
        let back = conversions.convert(&converted.text, to, Tag::Hans);
        assert_eq!(back.text, line.example, "{}", line.rule.hans);
    }
}

#[test]
fn built_in_forms_are_in_the_characters_of_their_region() {
    let engine = engine::shared();
    for line in overrides::built_in() {
        for (tag, configuration) in [
            (Tag::Hant, Configuration::T2tw),
            (Tag::HantHk, Configuration::T2hk),
        ] {
            if let Some(form) = line.rule.form(tag).filter(|form| *form != "着") {
                assert_eq!(engine.convert(form, configuration), form, "{tag}");
                assert_eq!(gate::foreign_characters(form, Script::Hant), [], "{form}");
            }
        }
    }
}

#[test]
fn sentences_of_real_reports_are_converted_as_read_by_hand() {
    let conversions = Conversions::default();
    let mut wrong = Vec::new();
    let mut read = 0;
    for sentence in sentences() {
        read += 1;
        let [hans, rest @ ..] = &sentence;
        for (tag, expected) in [Tag::Hant, Tag::HantHk].into_iter().zip(rest) {
            let converted = conversions.convert(hans, Tag::Hans, tag);
            if converted.text != *expected {
                wrong.push(format!("{tag}: {}\n    not {expected}", converted.text));
            }
            assert!(converted.alignment.is_straight(), "{hans}");
            assert_eq!(
                gate::foreign_characters(expected, Script::Hant),
                [],
                "{expected}"
            );
        }
    }
    assert!(read >= 300, "{read}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn sentences_of_real_reports_come_back_from_both_traditional_forms() {
    let conversions = Conversions::default();
    for [hans, hant, hk] in sentences() {
        for (tag, text) in [(Tag::Hant, hant), (Tag::HantHk, hk)] {
            let back = conversions.convert(&text, tag, Tag::Hans);
            assert_eq!(back.text, hans, "from {tag}");
        }
    }
}

/// The sentences of `tests/cases/conversion/*.tsv`: Simplified, `zh-Hant`, `zh-Hant-HK`.
fn sentences() -> Vec<[String; 3]> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/conversion");
    let mut sentences = Vec::new();
    for path in source::files_below(&folder).expect("the cases are there") {
        let text = String::from_utf8(source::read(&path).expect("readable")).expect("UTF-8");
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let fields: Vec<_> = line.split('\t').map(str::to_owned).collect();
            sentences.push(fields.try_into().expect("three fields"));
        }
    }
    sentences
}
