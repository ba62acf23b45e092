//! The conversion engine behind one trait, and the table of which of its configurations serves which pair of tags.
//!
//! Only character-level configurations are used: those whose name ends in `p` rewrite official wording (项目 → 專案).
//! This module is the only one that names the engine's crate.

use std::sync::OnceLock;

use opencc_fmmseg::{DictMaxLen, DictionaryMaxlength};

use super::{Script, Tag};

/// A character-level configuration, under its `OpenCC` name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Configuration {
    /// Simplified → Traditional in Taiwan's characters.
    S2tw,
    /// Simplified → Traditional in Hong Kong's characters.
    S2hk,
    /// Taiwan's characters → Simplified.
    Tw2s,
    /// Hong Kong's characters → Simplified.
    Hk2s,
    /// `OpenCC`'s own Traditional → Taiwan's characters.
    T2tw,
    /// `OpenCC`'s own Traditional → Hong Kong's characters.
    T2hk,
    /// Taiwan's characters → `OpenCC`'s own Traditional.
    Tw2t,
    /// Hong Kong's characters → `OpenCC`'s own Traditional.
    Hk2t,
}

impl Configuration {
    /// The name of the configuration file in `OpenCC`, without its ending.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::S2tw => "s2tw",
            Self::S2hk => "s2hk",
            Self::Tw2s => "tw2s",
            Self::Hk2s => "hk2s",
            Self::T2tw => "t2tw",
            Self::T2hk => "t2hk",
            Self::Tw2t => "tw2t",
            Self::Hk2t => "hk2t",
        }
    }
}

/// Returns the configurations that carry text from one tag to another, in order; none where the characters agree.
///
/// `zh-Hant` is written in Taiwan's characters. From Traditional, `tw2s` is right where `t2s` is wrong (著力 → 着力).
#[must_use]
pub const fn route(from: Tag, to: Tag) -> &'static [Configuration] {
    use Configuration::{Hk2s, Hk2t, S2hk, S2tw, T2hk, T2tw, Tw2s, Tw2t};
    match (from, to) {
        (Tag::Hans, Tag::Hans)
        | (Tag::Hant, Tag::Hant)
        | (Tag::HantTw, Tag::HantTw | Tag::Hant)
        | (Tag::HantHk, Tag::HantHk) => &[],
        (Tag::Hans, Tag::Hant | Tag::HantTw) => &[S2tw],
        (Tag::Hans, Tag::HantHk) => &[S2hk],
        (Tag::Hant | Tag::HantTw, Tag::Hans) => &[Tw2s],
        (Tag::HantHk, Tag::Hans) => &[Hk2s],
        (Tag::Hant, Tag::HantTw) => &[T2tw],
        (Tag::Hant | Tag::HantTw, Tag::HantHk) => &[Tw2t, T2hk],
        (Tag::HantHk, Tag::Hant | Tag::HantTw) => &[Hk2t, T2tw],
    }
}

/// Something that converts whole texts; shared by all threads.
pub trait Converter: Send + Sync {
    /// The engine's name, for the conversion log.
    fn name(&self) -> &'static str;

    /// Converts `text`. Whatever cannot be converted stays as it is.
    fn convert(&self, text: &str, configuration: Configuration) -> String;
}

/// The default engine: pure Rust with its dictionaries inside.
pub struct Native(opencc_fmmseg::OpenCC);

impl Native {
    /// Loads the dictionaries (some 30 ms).
    #[must_use]
    pub fn load() -> Self {
        Self::of(dictionary())
    }

    fn of(dictionary: DictionaryMaxlength) -> Self {
        let mut engine = opencc_fmmseg::OpenCC::from_dictionary(dictionary);
        // Blocks are converted side by side; splitting a block over threads again would only cost.
        engine.set_parallel(false);
        Self(engine)
    }
}

fn dictionary() -> DictionaryMaxlength {
    DictionaryMaxlength::new().unwrap_or_else(|_| DictionaryMaxlength::default())
}

/// The default engine and the phrases it goes by, to Traditional and to Simplified: read together, once.
struct Library {
    engine: Native,
    phrases: [Vec<Box<[char]>>; 2],
}

fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        let dictionary = dictionary();
        let keys = |maps: &[&DictMaxLen]| {
            let phrases = maps.iter().flat_map(|map| map.iter()).map(|(key, _)| key);
            phrases
                .filter(|key| key.len() > 1)
                .map(Into::into)
                .collect()
        };
        let phrases = [
            keys(&[&dictionary.st_phrases]),
            keys(&[&dictionary.ts_phrases, &dictionary.tw_variants_rev_phrases]),
        ];
        Library {
            engine: Native::of(dictionary),
            phrases,
        }
    })
}

/// The phrases (two characters and more) by which the engines convert to `script`. The dictionaries of the two engines
/// agree but for variants of characters, so that those of the default engine stand for both.
pub(super) fn phrases(script: Script) -> &'static [Box<[char]>] {
    let [to_traditional, to_simplified] = &library().phrases;
    match script {
        Script::Hant => to_traditional,
        Script::Hans => to_simplified,
    }
}

impl Converter for Native {
    fn name(&self) -> &'static str {
        "opencc-fmmseg"
    }

    fn convert(&self, text: &str, configuration: Configuration) -> String {
        let engine = &self.0;
        match configuration {
            Configuration::S2tw => engine.s2tw(text, false),
            Configuration::S2hk => engine.s2hk(text, false),
            Configuration::Tw2s => engine.tw2s(text, false),
            Configuration::Hk2s => engine.hk2s(text, false),
            Configuration::T2tw => engine.t2tw(text, false),
            Configuration::T2hk => engine.t2hk(text, false),
            Configuration::Tw2t => engine.tw2t(text, false),
            Configuration::Hk2t => engine.hk2t(text, false),
        }
    }
}

/// The reference engine: `OpenCC` itself, the C++ library. Its dictionaries are files of the installed library.
#[cfg(feature = "opencc-rust")]
pub struct Reference([opencc_rust::OpenCC; 8]);

#[cfg(feature = "opencc-rust")]
impl Reference {
    /// Opens every configuration once.
    ///
    /// # Errors
    /// What `OpenCC` says when a configuration or a dictionary cannot be read.
    pub fn load() -> Result<Self, String> {
        use opencc_rust::{DefaultConfig as C, OpenCC};
        let open = |config| OpenCC::new(config).map_err(|error| error.to_string());
        // In the order of `Configuration`.
        Ok(Self([
            open(C::S2TW)?,
            open(C::S2HK)?,
            open(C::TW2S)?,
            open(C::HK2S)?,
            open(C::T2TW)?,
            open(C::T2HK)?,
            open(C::TW2T)?,
            open(C::HK2T)?,
        ]))
    }
}

#[cfg(feature = "opencc-rust")]
impl Converter for Reference {
    fn name(&self) -> &'static str {
        "OpenCC"
    }

    fn convert(&self, text: &str, configuration: Configuration) -> String {
        self.0[configuration as usize]
            .convert(text)
            .unwrap_or_else(|_| text.to_owned())
    }
}

/// Returns the engine this program was built with; it is loaded on the first call. Its dictionaries are part of the
/// program, so one is enough for all. Where the reference engine's dictionaries are missing, the other one serves.
#[must_use]
pub fn shared() -> &'static dyn Converter {
    #[cfg(feature = "opencc-rust")]
    {
        static REFERENCE: OnceLock<Option<Reference>> = OnceLock::new();
        if let Some(reference) = REFERENCE.get_or_init(|| Reference::load().ok()) {
            return reference;
        }
    }
    &library().engine
}

/// Both engines, where both are built in and can be loaded: the shared one first.
pub(super) fn both() -> Option<[&'static dyn Converter; 2]> {
    let native: &'static dyn Converter = &library().engine;
    (shared().name() != native.name()).then(|| [shared(), native])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_of_different_scripts_has_a_route_and_no_route_rewrites_words() {
        for from in Tag::ALL {
            for to in Tag::ALL {
                let route = route(from, to);
                assert_eq!(
                    route.is_empty(),
                    from == to || (from, to) == (Tag::HantTw, Tag::Hant)
                );
                assert!(route.iter().all(|c| !c.name().ends_with('p')));
            }
        }
    }

    #[test]
    fn official_wording_keeps_its_words() {
        let engine = Native::load();
        assert_eq!(
            engine.convert("项目程序和产业集群", Configuration::S2tw),
            "項目程序和產業集群"
        );
    }
}
