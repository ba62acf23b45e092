//! What `themes/README.md` promises to themes, held against the pages that are made.

use std::collections::{BTreeMap, BTreeSet};

use crate::page::{Material, View, chooser, fixture, page_at, pages};
use crate::render::Templates;
use crate::theme::Theme;

/// The names of all fields in `value`, at any depth.
fn fields(value: &serde_json::Value, found: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::Object(members) => {
            for (name, value) in members {
                found.insert(name.clone());
                fields(value, found);
            }
        }
        serde_json::Value::Array(values) => values.iter().for_each(|v| fields(v, found)),
        _ => {}
    }
}

#[test]
fn the_contract_of_templates_names_every_field_and_every_component() {
    let contract = include_str!("../../themes/README.md");
    let mut found = BTreeSet::new();
    let mut look = |material: &Material<'_>| {
        for page in pages(material) {
            if !matches!(page.view, View::Asset(_)) {
                fields(&serde_json::to_value(&page.view).unwrap(), &mut found);
                fields(&serde_json::to_value(&page.frame).unwrap(), &mut found);
            }
        }
    };
    fixture::with_material(&mut look);
    fixture::with_two(&mut look);
    let missing: Vec<&String> = (found.iter())
        .filter(|name| !contract.contains(&format!("| `{name}` |")))
        .collect();
    assert_eq!(
        missing,
        [] as [&String; 0],
        "fields that themes/README.md does not name"
    );
    let (theme, _) = Theme::built_in();
    for (name, source) in &theme.templates {
        let told = match name
            .strip_prefix("parts/")
            .and_then(|n| n.strip_suffix(".html"))
        {
            Some(part) => {
                let (_, rest) = source.text.split_once(&format!("zy.{part}(")).unwrap();
                let takes = rest.split_once(')').unwrap().0;
                contract.contains(&format!("| `zy.{part}` | `{takes}` |"))
            }
            None => name == "base.html" || contract.contains(&format!("of `{name}`")),
        };
        assert!(told, "themes/README.md does not name {name}");
    }
}

#[test]
fn a_site_replaces_one_component_and_keeps_the_others() {
    let own = "{% component zy.ref(r: map, w: map) %}<a data-src href=\"{{ r.href }}\">OWN</a>{% endcomponent zy.ref %}";
    let files = BTreeMap::from([("templates/parts/ref.html".to_owned(), own.into())]);
    let (theme, diagnostics) = Theme::with("own", &files);
    assert_eq!(diagnostics, []);
    fixture::with_material(|material| {
        let titles = chooser::site_titles(material);
        let (templates, diagnostics) = Templates::new(&theme, material.config, &titles);
        assert_eq!(diagnostics, []);
        let page = page_at(material, "zh-hant/small/").unwrap();
        let html = String::from_utf8(templates.render(&page).0).unwrap();
        assert!(html.contains(">OWN</a>") && html.contains("data-sector=\"energy\""));
    });
}

/// Every component can be taken over by a file of its name alone, and every one of them shows on some page.
#[test]
fn each_component_is_replaced_by_one_file() {
    let (built_in, _) = Theme::built_in();
    let mut all = BTreeMap::new();
    for (name, source) in &built_in.templates {
        let Some(part) = name.strip_prefix("parts/") else {
            continue;
        };
        let part = part.trim_end_matches(".html");
        let end = source
            .text
            .rfind("{%- endcomponent")
            .or_else(|| source.text.rfind("{% endcomponent"));
        let (head, tail) = source.text.split_at(end.unwrap());
        let own = format!("{head}OWN({part}){tail}");
        let path = format!("templates/{name}");
        let files = BTreeMap::from([(path.clone(), own.clone().into_bytes())]);
        let (theme, diagnostics) = Theme::with("own", &files);
        assert_eq!(diagnostics, [], "{name}");
        let config = crate::config::Config::default();
        let (_, diagnostics) = Templates::new(&theme, &config, &BTreeMap::new());
        assert_eq!(diagnostics, [], "{name}");
        all.insert(path, own.into_bytes());
    }
    let (theme, _) = Theme::with("own", &all);
    let mut unseen: BTreeSet<String> = (all.keys())
        .map(|path| {
            path.trim_start_matches("templates/parts/")
                .trim_end_matches(".html")
        })
        .map(|part| format!("OWN({part})"))
        .collect();
    let mut look = |material: &Material<'_>| {
        let titles = chooser::site_titles(material);
        let (templates, _) = Templates::new(&theme, material.config, &titles);
        for page in pages(material) {
            let (bytes, diagnostics) = templates.render(&page);
            assert_eq!(diagnostics, [], "{}", page.path);
            let html = String::from_utf8(bytes).unwrap();
            unseen.retain(|mark| !html.contains(mark.as_str()));
        }
    };
    fixture::with_material(&mut look);
    fixture::with_two(&mut look);
    assert_eq!(unseen, BTreeSet::new());
}
