//! The search index read back by a plain reader of the same format: a query finds exactly the places that contain it.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use proptest::prop_assert_eq;
use proptest::test_runner::TestRunner;
use zhaiyao::digest::{Corrections, Digest, Taxonomy, analyse};
use zhaiyao::edition::Edition;
use zhaiyao::report::{self, lock::Lock};
use zhaiyao::script::{Conversions, Tag};
use zhaiyao::search::fold::Folding;
use zhaiyao::search::{self, Catalogue, Layout, posting};
use zhaiyao::source::{self, SourceFile};

/// Small files, so that few texts fill many of them.
const SHARDED: Layout = Layout {
    scanned: 0,
    block: 60,
    postings: 64,
};

const TAGS: [Tag; 2] = [Tag::Hans, Tag::Hant];

fn digest(id: &str, text: &str) -> Digest {
    let source = SourceFile::new(format!("content/{id}/report.md"), text);
    let (report, _, _) = report::parse(id, &source, &Lock::default());
    analyse(report, &Taxonomy::built_in(), &Corrections::default()).0
}

fn digests(folder: &Path) -> Vec<Digest> {
    let files = source::files_below(folder).unwrap();
    let texts = files.iter().map(|path| {
        let id = path.file_stem().unwrap().to_string_lossy().into_owned();
        (id, String::from_utf8(source::read(path).unwrap()).unwrap())
    });
    texts.map(|(id, text)| digest(&id, &text)).collect()
}

fn fixtures() -> Vec<Digest> {
    digests(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/search"))
}

fn editions<'a>(digests: &'a [Digest], conversions: &'a Conversions) -> Vec<Edition<'a>> {
    let each = |digest| TAGS.map(|tag| Edition::new(digest, tag, conversions));
    digests.iter().flat_map(each).collect()
}

/// The files of an index, as the browser sees them.
struct Reader {
    tag: Tag,
    files: BTreeMap<String, serde_json::Value>,
}

impl Reader {
    fn new(files: Vec<(String, Vec<u8>)>, tag: Tag) -> Self {
        let parsed = files.into_iter().map(|(path, bytes)| {
            let text = String::from_utf8(bytes).unwrap();
            let call = text.strip_prefix("zhaiyaoSearch(").unwrap();
            let arguments = call.strip_suffix(");\n").unwrap();
            let value: Vec<serde_json::Value> =
                serde_json::from_str(&format!("[{arguments}]")).unwrap();
            assert_eq!(
                path.rsplit('/').next().unwrap(),
                format!("{}.js", value[0].as_str().unwrap())
            );
            (path, value[1].clone())
        });
        Self {
            tag,
            files: parsed.collect(),
        }
    }

    fn particulars(&self) -> &serde_json::Value {
        &self.files[&format!("{}/search/index.js", self.tag.path())]
    }

    fn list(&self, family: &str, bits: u64, key: &str) -> BTreeSet<usize> {
        let shard = posting::shard(key.chars(), u32::try_from(bits).unwrap());
        let file = &self.files[&format!("assets/search/{family}{shard}.js")];
        let mut lists = file
            .as_str()
            .unwrap()
            .lines()
            .map(|line| line.split_once(' ').unwrap());
        let Some((_, list)) = lists.find(|(name, _)| *name == key) else {
            return BTreeSet::new();
        };
        let mut next = 0;
        let step = |number: usize| {
            let place = next + number / 2;
            next = place + 1;
            place
        };
        numbers(list).into_iter().map(step).collect()
    }

    /// Places that hold every pair of neighbours of a folded word; all of them where there are no postings.
    fn candidates(&self, word: &str) -> BTreeSet<usize> {
        let particulars = self.particulars();
        let all = 0..usize::try_from(particulars["places"].as_u64().unwrap()).unwrap();
        let Some(pairs) = particulars["pairs"].as_u64() else {
            return all.collect();
        };
        let chars: Vec<char> = word.chars().collect();
        if let [_] = chars[..] {
            return self.list("c", particulars["characters"].as_u64().unwrap(), word);
        }
        (chars.windows(2))
            .map(|pair| self.list("p", pairs, &String::from_iter(pair)))
            .reduce(|a, b| &a & &b)
            .unwrap_or_default()
    }

    /// Address and text of a place.
    fn place(&self, place: usize) -> (String, String) {
        let particulars = self.particulars();
        let mut first = 0;
        for (block, length) in numbers(particulars["blocks"].as_str().unwrap())
            .into_iter()
            .enumerate()
        {
            if place < first + length {
                let path = format!("{}/search/t{block}.js", self.tag.path());
                let record = &self.files[&path][place - first];
                let reports = particulars["reports"].as_array().unwrap();
                let report = reports
                    .iter()
                    .rfind(|r| r[1].as_u64().unwrap() <= place as u64)
                    .unwrap();
                let kind =
                    &particulars["kinds"][usize::try_from(record[0].as_u64().unwrap()).unwrap()];
                let address = format!(
                    "{}/{}{}",
                    report[0].as_str().unwrap(),
                    kind[1].as_str().unwrap(),
                    record[1].as_str().unwrap()
                );
                let others = record[6].as_array().into_iter().flatten();
                let texts = std::iter::once(&record[4]).chain(others);
                let texts: Vec<&str> = texts.map(|text| text.as_str().unwrap()).collect();
                return (address, texts.join("\n\u{1}\n"));
            }
            first += length;
        }
        panic!("no place {place}");
    }

    /// Addresses of the places that print a quantity.
    fn quantity(&self, value: f64, unit: &str) -> BTreeSet<String> {
        let key = search::quantity::key(value, unit);
        let pairs = self.particulars()["pairs"].as_u64().unwrap();
        let places = self.list("p", pairs, &key).into_iter();
        places.map(|place| self.place(place).0).collect()
    }

    /// What a query of words finds.
    fn search(&self, folding: &Folding, query: &str) -> BTreeSet<String> {
        let words: Vec<String> = query
            .split_whitespace()
            .map(|word| folding.fold(word))
            .collect();
        let lists = words.iter().map(|word| self.candidates(word));
        let candidates = lists.reduce(|a, b| &a & &b).unwrap_or_default();
        let found = candidates.into_iter().map(|place| self.place(place));
        let holds = |text: &str| {
            let texts: Vec<String> = text.split('\u{1}').map(|text| folding.fold(text)).collect();
            words
                .iter()
                .all(|word| texts.iter().any(|text| text.contains(word)))
        };
        found
            .filter(|(_, text)| holds(text))
            .map(|(address, _)| address)
            .collect()
    }
}

fn numbers(digits: &str) -> Vec<usize> {
    let alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
    let (mut all, mut value) = (Vec::new(), 0);
    for digit in digits.chars() {
        let digit = alphabet.find(digit).unwrap();
        value = value << 5 | digit & 31;
        if digit < 32 {
            all.push(value);
            value = 0;
        }
    }
    all
}

/// Address and texts of every place, read from the editions and not from the index.
fn oracle(editions: &[Edition<'_>]) -> BTreeMap<String, Vec<String>> {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for edition in editions {
        let report = &edition.digest.report;
        for (index, block) in report.blocks.iter().enumerate() {
            let page = if block.kind == report::BlockKind::Item {
                "projects"
            } else {
                "text"
            };
            let address = format!("{}/{page}/#{}", report.id, block.id);
            places
                .entry(address)
                .or_default()
                .push(edition.block(index).to_owned());
        }
    }
    places
}

/// A simple generator of numbers: the same queries at every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

/// Asks `count` random stretches of the texts and compares with a plain look through all of them.
fn ask(digests: &[Digest], layout: Layout, count: usize) {
    let conversions = Conversions::default();
    let editions = editions(digests, &conversions);
    let folding = Folding::new(&Catalogue::new(&editions, &[]), &editions);
    let files = search::index_with(&editions, &[], layout);
    assert_eq!(
        files,
        search::index_with(&editions, &[], layout),
        "the same bytes every time"
    );
    let readers = TAGS.map(|tag| Reader::new(files.clone(), tag));
    let places = oracle(&editions);
    let folded: Vec<(&String, Vec<String>)> = (places.iter())
        .map(|(address, texts)| {
            (
                address,
                texts.iter().map(|text| folding.fold(text)).collect(),
            )
        })
        .collect();
    let texts: Vec<Vec<char>> = places
        .values()
        .flatten()
        .map(|text| text.chars().collect())
        .collect();
    let mut numbers = Numbers(7);
    for _ in 0..count {
        let text = &texts[numbers.below(texts.len())];
        let length = (2 + numbers.below(7)).min(text.len());
        let start = numbers.below(text.len() - length + 1);
        let query: String = text[start..start + length].iter().collect();
        let words: Vec<String> = query
            .split_whitespace()
            .map(|word| folding.fold(word))
            .collect();
        if words.iter().all(String::is_empty) {
            continue;
        }
        let holds = |texts: &[String]| {
            words
                .iter()
                .all(|word| texts.iter().any(|text| text.contains(word)))
        };
        let expected: BTreeSet<String> = (folded.iter())
            .filter(|(_, texts)| holds(texts))
            .map(|(address, _)| (*address).clone())
            .collect();
        assert!(!expected.is_empty(), "{query}");
        for reader in &readers {
            assert_eq!(
                reader.search(&folding, &query),
                expected,
                "{query} in {}",
                reader.tag
            );
        }
    }
}

#[test]
fn every_stretch_of_text_finds_exactly_the_places_that_contain_it() {
    ask(&fixtures(), SHARDED, 500);
    ask(&fixtures(), Layout::default(), 500);
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "names the folder of whole reports, which the repository does not hold"
)]
fn whole_reports_answer_exactly() {
    let Ok(folder) = std::env::var("ZHAIYAO_REPORTS") else {
        return;
    };
    let digests = digests(Path::new(&folder));
    ask(&digests, Layout::default(), 500);
    ask(&digests[..1], Layout::default(), 500);
}

/// Gives `test` the fixtures' folding and a reader of each edition.
fn with_fixtures(test: impl FnOnce(&Folding, &[Reader])) {
    let digests = fixtures();
    let conversions = Conversions::default();
    let editions = editions(&digests, &conversions);
    let folding = Folding::new(&Catalogue::new(&editions, &[]), &editions);
    let files = search::index_with(&editions, &[], SHARDED);
    test(&folding, &TAGS.map(|tag| Reader::new(files.clone(), tag)));
}

#[test]
fn either_script_finds_the_other() {
    with_fixtures(|folding, readers| {
        for (simplified, traditional) in [
            ("并网装机", "併網裝機"),
            ("风光制氢", "風光製氫"),
            ("“两率先”", "「兩率先」"),
            ("反复推敲", "反覆推敲"),
            ("新征程", "新征程"),
            ("著名学者", "著名學者"),
            ("着力攻关", "著力攻關"),
            ("里面", "裏面"),
            ("平台恢复", "平臺恢復"),
            ("光伏产业", "太陽光電產業"),
            ("云计算", "云计算"),
            ("2000万千瓦", "２０００萬千瓦"),
            ("gdp", "ＧＤＰ"),
            ("李强", "李　强"),
            ("要 新能源 “", "新能源 「 要"),
        ] {
            let expected = readers[0].search(folding, simplified);
            assert!(!expected.is_empty(), "{simplified}");
            for reader in readers {
                assert_eq!(reader.search(folding, simplified), expected, "{simplified}");
                assert_eq!(
                    reader.search(folding, traditional),
                    expected,
                    "{traditional}"
                );
            }
        }
    });
}

#[test]
fn a_quantity_has_one_key_however_it_is_printed() {
    with_fixtures(|_, readers| {
        for reader in readers {
            let found: Vec<String> = reader.quantity(25.0, "GW").into_iter().collect();
            assert_eq!(found, ["energy/text/#p-1-1-1", "plain/text/#p-1-1-1"]);
            assert_eq!(reader.quantity(5000.0, "km").len(), 1);
            assert_eq!(reader.quantity(26.0, "GW").len(), 0);
        }
    });
}

#[test]
fn a_query_that_stands_nowhere_finds_nothing() {
    with_fixtures(|folding, readers| {
        for query in ["航空母舰", "InChina", "头发花百"] {
            assert_eq!(
                readers[0].search(folding, query),
                BTreeSet::new(),
                "{query}"
            );
        }
    });
}

#[test]
fn folding_is_idempotent_and_blind_to_width_and_case() {
    with_fixtures(|folding, _| {
        for (sign, letters) in [
            ("Ⅱ类水质", "II類水質"),
            ("100㎡", "100m2"),
            ("第ⅸ期", "第ix期"),
        ] {
            assert_eq!(folding.fold(sign), folding.fold(letters));
        }
        let texts = "[a-zA-Z0-9％ＡＢ里裡复覆發发“「 　李强，\u{FFFC}]{0,24}";
        TestRunner::deterministic()
            .run(&texts, |text| {
                let folded = folding.fold(&text);
                prop_assert_eq!(folding.fold(&folded), folded.clone());
                prop_assert_eq!(folding.fold(&text.to_uppercase()), folded);
                Ok(())
            })
            .unwrap();
    });
}
