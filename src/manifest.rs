//! The web app manifest of an edition (W3C Web Application Manifest): its name, its colours, its icons.

use serde_json::json;

use crate::script::Tag;

/// Path of the manifest of an edition.
#[must_use]
pub fn path(tag: Tag) -> String {
    format!("{}/app.webmanifest", tag.path())
}

/// Writes the manifest of an edition; addresses in it are relative to the file itself. Icons are listed if the theme
/// has them.
#[must_use]
pub fn manifest(tag: Tag, title: &str, description: &str, has: impl Fn(&str) -> bool) -> Vec<u8> {
    let icons: Vec<_> = [
        ("icon.svg", "any", "image/svg+xml", "any"),
        ("icon-192.png", "192x192", "image/png", "any"),
        ("icon-512.png", "512x512", "image/png", "any maskable"),
    ]
    .into_iter()
    .filter(|(name, ..)| has(&format!("assets/{name}")))
    .map(|(name, sizes, kind, purpose)| {
        json!({"src": format!("../assets/{name}"), "sizes": sizes, "type": kind, "purpose": purpose})
    })
    .collect();
    let manifest = json!({
        "id": "./",
        "name": title,
        "short_name": title,
        "description": description,
        "lang": tag.as_str(),
        "dir": "ltr",
        "start_url": "./",
        "scope": "../",
        "display": "minimal-ui",
        "theme_color": "#f3f5f2",
        "background_color": "#f3f5f2",
        "icons": icons,
    });
    let mut text = format!("{manifest:#}");
    text.push('\n');
    text.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_names_the_edition_and_the_icons_there_are() {
        let bytes = manifest(Tag::Hant, "摘要", "說明", |path| {
            path == "assets/icon.svg"
        });
        let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(value["lang"], "zh-Hant");
        assert_eq!(value["icons"].as_array().unwrap().len(), 1);
        assert_eq!(value["icons"][0]["src"], "../assets/icon.svg");
    }
}
