//! Scripts, language tags, and the conversion of text between them.

use std::fmt;

pub mod alignment;
mod audit;
pub mod choices;
mod context;
pub mod conversions;
pub mod engine;
pub mod filter;
pub mod gate;
pub mod hand;
pub mod house;
pub mod overrides;
pub mod quotes;
mod settings;
mod url;
mod words;

pub use alignment::Alignment;
pub use choices::{Choice, Decided};
pub use conversions::{Conversions, Converted};
pub use overrides::{Level, Override};

/// The writing system, by ISO 15924 code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Script {
    /// Simplified Han.
    Hans,
    /// Traditional Han.
    Hant,
}

/// A BCP 47 language tag that an edition or a canonical text can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tag {
    /// `zh-Hans`
    Hans,
    /// `zh-Hant`
    Hant,
    /// `zh-Hant-HK`
    HantHk,
    /// `zh-Hant-TW`
    HantTw,
}

impl Tag {
    /// All tags, in canonical order.
    pub const ALL: [Self; 4] = [Self::Hans, Self::Hant, Self::HantHk, Self::HantTw];

    /// Parses a tag in any case, and common aliases (`zh-CN`, `zh_TW`, `zh-hk`).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text.to_ascii_lowercase().replace('_', "-").as_str() {
            "zh-hans" | "zh-cn" | "zh-sg" | "zh-hans-cn" | "zh-hans-sg" => Some(Self::Hans),
            "zh-hant" => Some(Self::Hant),
            "zh-hant-hk" | "zh-hk" | "zh-mo" | "zh-hant-mo" => Some(Self::HantHk),
            "zh-hant-tw" | "zh-tw" => Some(Self::HantTw),
            _ => None,
        }
    }

    /// The tag in its canonical case (RFC 5646 §2.1.1).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hans => "zh-Hans",
            Self::Hant => "zh-Hant",
            Self::HantHk => "zh-Hant-HK",
            Self::HantTw => "zh-Hant-TW",
        }
    }

    /// The tag in lower case, as it stands in addresses.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Hans => "zh-hans",
            Self::Hant => "zh-hant",
            Self::HantHk => "zh-hant-hk",
            Self::HantTw => "zh-hant-tw",
        }
    }

    /// The script.
    #[must_use]
    pub const fn script(self) -> Script {
        match self {
            Self::Hans => Script::Hans,
            Self::Hant | Self::HantHk | Self::HantTw => Script::Hant,
        }
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl serde::Serialize for Tag {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
