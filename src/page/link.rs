//! Addresses: from one page of the site to another, relative and ending in `/`.
//!
//! Pages know each other by their path from the root (`zh-hans/nmg-2023/text/#p-3-2-3`); only here does it become a
//! link. Letters outside ASCII are percent-encoded, so that every server and every checker reads the same address.

use std::fmt::Write as _;

use crate::script::Tag;

/// Makes links from one page.
#[derive(Clone, Debug)]
pub struct Linker {
    from: String,
    base: Option<String>,
}

impl Linker {
    /// Links from the page at `from` (a path from the root), relative to it.
    #[must_use]
    pub fn relative(from: &str) -> Self {
        Self {
            from: from.to_owned(),
            base: None,
        }
    }

    /// Links that hold wherever they are shown, for `/404.html`. `base_url` ends in `/`.
    #[must_use]
    pub fn absolute(base_url: &str) -> Self {
        Self {
            from: String::new(),
            base: Some(base_url.to_owned()),
        }
    }

    /// Returns the link to `path` (from the root, with or without a fragment).
    #[must_use]
    pub fn to(&self, path: &str) -> String {
        if let Some(base) = &self.base {
            return absolute(base, path);
        }
        let (target, fragment) = match path.find('#') {
            Some(at) => path.split_at(at),
            None => (path, ""),
        };
        if target == self.from && !fragment.is_empty() {
            return encode(fragment);
        }
        let folder = &self.from[..self.from.rfind('/').map_or(0, |at| at + 1)];
        let common = folder
            .char_indices()
            .filter(|&(at, c)| c == '/' && target.get(..=at) == Some(&folder[..=at]))
            .map(|(at, _)| at + 1)
            .next_back()
            .unwrap_or(0);
        let mut link = "../".repeat(folder[common..].matches('/').count());
        link.push_str(&target[common..]);
        if link.is_empty() {
            link.push_str("./");
        }
        link.push_str(fragment);
        encode(&link)
    }
}

/// An address that an editor wrote from the root, without its `/`: what all editions share (`assets/`, `data/`,
/// `parallel/`) is there, everything else in the edition.
#[must_use]
pub fn from_root(link: &Linker, tag: Tag, path: &str) -> String {
    let shared = ["assets/", "data/", "parallel/"];
    if shared.iter().any(|folder| path.starts_with(folder)) {
        link.to(path)
    } else {
        link.to(&format!("{}/{path}", tag.path()))
    }
}

/// Returns the address of `path` (from the root, without a slash in front) on the site at `base_url`, which ends in `/`;
/// percent-encoded.
#[must_use]
pub fn absolute(base_url: &str, path: &str) -> String {
    format!("{base_url}{}", encode(path))
}

/// Percent-encodes what is not ASCII or has no place in an address (RFC 3987 §3.1).
fn encode(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'"'
            | b'<'
            | b'>'
            | b'\\'
            | b'^'
            | b'`'
            | b'{'
            | b'|'
            | b'}'
            | b'%'
            | 0..=32
            | 127.. => {
                // Writing to a string cannot fail.
                let _ = write!(out, "%{byte:02X}");
            }
            _ => out.push(char::from(byte)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_from_any_page_to_any_page() {
        let link = |from: &str, to: &str| Linker::relative(from).to(to);
        assert_eq!(link("zh-hans/r/", "zh-hans/r/text/#p-1"), "text/#p-1");
        assert_eq!(link("zh-hans/r/text/", "zh-hans/r/text/#p-1"), "#p-1");
        assert_eq!(link("zh-hans/r/text/", "zh-hans/r/text/"), "./");
        assert_eq!(
            link("zh-hans/r/text/", "zh-hant/r/text/"),
            "../../../zh-hant/r/text/"
        );
        assert_eq!(link("zh-hans/r/text/", "zh-hans/r/"), "../");
        assert_eq!(link("zh-hans/r/", ""), "../../");
        assert_eq!(link("", "zh-hans/"), "zh-hans/");
        assert_eq!(link("zh-hans/", "zh-hant/"), "../zh-hant/");
        assert_eq!(link("a/", "a/agency/厅/"), "agency/%E5%8E%85/");
    }

    #[test]
    fn an_absolute_link_starts_at_the_address_of_the_site() {
        let linker = Linker::absolute("https://example.org/sub/");
        assert_eq!(linker.to("zh-hans/"), "https://example.org/sub/zh-hans/");
    }
}
