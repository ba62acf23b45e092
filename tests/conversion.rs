//! The conversion layer on real sentences and on every line of the built-in table.

use zhaiyao::digest::{Corrections, Taxonomy, analyse};
use zhaiyao::edition::Edition;
use zhaiyao::script::engine::{self, Configuration};
use zhaiyao::script::{Conversions, Script, Tag, gate, overrides};
use zhaiyao::{import, report, source};

#[test]
fn every_built_in_line_gives_its_example_as_it_should_be() {
    let conversions = Conversions::default();
    let mut wrong = Vec::new();
    for line in overrides::built_in() {
        let to = if line.rule.hant.is_some() {
            Tag::Hant
        } else {
            Tag::HantHk
        };
        let converted = conversions.convert(line.example, Tag::Hans, to).text;
        let form = line.rule.form(to).unwrap();
        let back = conversions.convert(&converted, to, Tag::Hans).text;
        if converted != line.expected || !converted.contains(form) || back != line.example {
            wrong.push(format!("{}: {converted}, {back}", line.rule.hans));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_line_from_traditional_gives_its_example_as_it_should_be() {
    let conversions = Conversions::default();
    let mut wrong = Vec::new();
    for line in overrides::from_traditional() {
        for tag in [Tag::Hant, Tag::HantTw, Tag::HantHk] {
            let converted = conversions.convert(line.example, tag, Tag::Hans).text;
            if converted != line.expected {
                wrong.push(format!("{tag}: {converted}\n    not {}", line.expected));
            }
        }
        assert_eq!(gate::foreign_characters(line.expected, Script::Hans), []);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_taiwan_and_hong_kong_write_comes_to_simplified_as_read_by_hand() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let conversions = Conversions::default();
    let mut wrong = Vec::new();
    let mut read = 0;
    for tag in [Tag::HantTw, Tag::HantHk] {
        let path = folder.join(format!("from-traditional/{tag}.tsv"));
        let text = String::from_utf8(source::read(&path).expect("readable")).expect("UTF-8");
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let (hant, hans) = line.split_once('\t').expect("two fields");
            read += 1;
            for from in [Tag::Hant, tag] {
                let converted = conversions.convert(hant, from, Tag::Hans).text;
                if converted != hans {
                    wrong.push(format!("{from}: {converted}\n    not {hans}"));
                }
            }
        }
    }
    assert!(read > 40, "{read}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn built_in_forms_are_in_the_characters_of_their_region() {
    let engine = engine::shared();
    let mut wrong = Vec::new();
    for line in overrides::built_in() {
        for (tag, configuration) in [
            (Tag::Hant, Configuration::T2tw),
            (Tag::HantHk, Configuration::T2hk),
        ] {
            if let Some(form) = line.rule.form(tag).filter(|form| *form != "着")
                && (engine.convert(form, configuration) != form
                    || !gate::foreign_characters(form, Script::Hant).is_empty())
            {
                wrong.push(format!("{tag}: {form}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
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

#[test]
fn where_the_engines_differ_either_gives_what_is_right() {
    let conversions = Conversions::default();
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/engines.tsv");
    let text = String::from_utf8(source::read(&path).expect("readable")).expect("UTF-8");
    let mut judged = 0;
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [words, tag, reference, native, right, _] = fields[..] else {
            panic!("six fields: {line}");
        };
        assert_ne!(reference, native, "{line}");
        let tag = Tag::parse(tag).expect("a tag");
        assert_eq!(conversions.convert(words, Tag::Hans, tag).text, right);
        judged += 1;
    }
    assert!(judged > 20);
}

#[test]
fn a_policy_address_of_hong_kong_stays_as_it_is_and_gets_its_other_editions() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/hong-kong");
    let read = |name: &str| source::read(&folder.join(name)).expect("readable");
    let imported = |bytes: &[u8]| {
        let options = import::Options {
            id: "policy-address".into(),
            encoding: None,
            lang: None,
        };
        let draft = import::import(bytes, "policy-address.txt", &options, None);
        draft.expect("a report comes of it").0.report
    };
    let capture = read("policy-address.txt");
    let draft = imported(&capture);
    assert_eq!(imported(&read("policy-address.big5.txt")), draft);
    assert!(draft.contains("\nlang: zh-Hant-HK\n"), "{draft}");
    let file = source::SourceFile::new("content/policy-address/report.md", draft);
    let (report, ..) = report::parse("policy-address", &file, &report::lock::Lock::default());
    let lines = String::from_utf8(capture).expect("UTF-8");
    let lines: Vec<&str> = lines.lines().filter(|line| !line.is_empty()).collect();
    let (digest, _) = analyse(report, &Taxonomy::built_in(), &Corrections::default());
    let conversions = Conversions::default();
    let edition = |tag| {
        let edition = Edition::new(&digest, tag, &conversions);
        assert!(edition.check().is_empty(), "{:?}", edition.check());
        let blocks = 0..digest.report.blocks.len();
        blocks
            .map(|i| edition.block(i).to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(edition(Tag::HantHk), lines);
    let simplified = String::from_utf8(read("expected.zh-hans.txt")).expect("UTF-8");
    assert_eq!(edition(Tag::Hans).join("\n") + "\n", simplified);
    let taiwan = edition(Tag::Hant).join("\n");
    assert!(taiwan.contains("著力提升管治效能") && taiwan.contains("衛生署"));
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
