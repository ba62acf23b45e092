//! The conversion layer on real sentences and on every line of the built-in table.

use zhaiyao::script::engine::{self, Configuration};
use zhaiyao::script::{Conversions, Tag, overrides};

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
            }
        }
    }
}
