//! What the head of a page tells of it: headline, source, day and address.

use scraper::{Html, Node};

use crate::import::furniture::Facts;

/// Facts from `meta` tags, as the portals of the Chinese government write them (GB/T on website metadata: `ArticleTitle`,
/// `PubDate`, `ContentSource`, `Url`), and of the social networks' tags.
pub(super) fn head_facts(html: &Html) -> Facts {
    let mut facts = Facts::default();
    for node in html.tree.root().descendants() {
        let Node::Element(element) = node.value() else {
            continue;
        };
        if element.name() == "link" && element.attr("rel") == Some("canonical") {
            facts.url = facts.url.or_else(|| web_address(element.attr("href")));
        }
        if element.name() != "meta" {
            continue;
        }
        let name = element
            .attr("name")
            .or_else(|| element.attr("property"))
            .unwrap_or("")
            .to_ascii_lowercase();
        let value = element
            .attr("content")
            .map(str::trim)
            .filter(|value| !value.is_empty());
        let text = value.map(str::to_owned);
        match name.as_str() {
            "articletitle" => facts.headline = text.or(facts.headline),
            // Of a social network's page the account tells more than the network's name.
            "og:article:author" => facts.site = text,
            "og:title" => facts.headline = facts.headline.or(text),
            "pubdate" | "publishdate" | "article:published_time" | "publish-date" => {
                facts.published = facts.published.or(text);
            }
            "contentsource" | "source" => facts.site = text.or(facts.site),
            "sitename" | "og:site_name" => facts.site = facts.site.or(text),
            "url" | "og:url" => facts.url = facts.url.or_else(|| web_address(value)),
            _ => {}
        }
    }
    facts
}

fn web_address(value: Option<&str>) -> Option<String> {
    value
        .filter(|value| value.starts_with("https://") || value.starts_with("http://"))
        .map(str::to_owned)
}
