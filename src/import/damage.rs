//! The damage of careless mirrors: decides whether a capture has it, and undoes it line by line.
//!
//! The gate is the whole document, never a line: a repair that fires on clean text is worse than one that is missed.

use std::sync::OnceLock;

use crate::import::log::Rule;
use crate::import::tracked::{Edit, Tracked};
use crate::script::Tag;
use crate::script::engine::{Configuration, shared};
use crate::text::is_han;

/// What is wrong with a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Damage {
    /// Characters were glossed with pinyin on the level of bytes, and punctuation was made ASCII.
    pub(crate) glossed: bool,
    /// The language tag of what is there.
    pub(crate) found: Tag,
    /// The language tag of what its government publishes.
    pub(crate) canonical: Tag,
}

/// Han letters that tell Traditional from Simplified; the most frequent of official prose.
const TRADITIONAL: &str = "國發會個們來時說這對學為與業東動務農電關體實點經濟產權設區總將現開長數間條導協過選強進記議報續萬億節約鄉鎮縣歷習書記黨廣際財稅債運輸設環資質標準統計劃劉張陳臺灣灣類護醫療構織維結緊紅級範顯穩創斷層雙線圖團軍醫處見視覺親觀規變讓認識論證評詞譯講謝識門閉問間關隊陽階險陸隨";
const SIMPLIFIED: &str = "国发会个们来时说这对学为与业东动务农电关体实点经济产权设区总将现开长数间条导协过选强进记议报续万亿节约乡镇县历习书党广际财税债运输环资质标准统计划刘张陈台湾类护医疗构织维结紧红级范显稳创断层双线图团军处见视觉亲观规变让认识论证评词译讲谢门闭问队阳阶险陆随";

/// Looks at the whole document.
pub(crate) fn diagnose(capture: &str) -> Damage {
    let marks = marks();
    let mut counts = [0_usize; 4];
    for c in capture.chars().filter(|&c| is_han(c)) {
        let index = (u32::from(c) as usize).wrapping_sub(0x4E00);
        counts[usize::from(marks.get(index).copied().unwrap_or(0))] += 1;
    }
    let [_, traditional, simplified, _] = counts;
    let han: usize = counts.iter().sum();
    let hits = glosses(capture).count();
    let glossed = hits >= 2 && hits * 100 >= han;
    let is_traditional = traditional > 4 * simplified && traditional * 50 >= han;
    let found = if is_traditional {
        body_of(capture)
    } else {
        Tag::Hans
    };
    let canonical = if glossed || (is_traditional && is_mainland(capture)) {
        Tag::Hans
    } else {
        found
    };
    Damage {
        glossed,
        found,
        canonical,
    }
}

/// Most places a report is damaged at; one of two hundred pages has a few hundred.
const MOST_PLACES: usize = 20_000;

/// The number of runs of `?` in a capture with readings in it, if it is beyond all reason: each may have to be searched.
pub(crate) fn too_many_places(capture: &str) -> Option<usize> {
    let mut places = 0;
    let mut before = 0;
    for byte in capture.bytes() {
        places += usize::from(byte == b'?' && before != b'?');
        before = byte;
    }
    (places > MOST_PLACES && diagnose(capture).glossed).then_some(places)
}

/// For each letter of the Han block whether it is one of [`TRADITIONAL`] (1), of [`SIMPLIFIED`] (2) or neither (0).
fn marks() -> &'static [u8] {
    static MARKS: OnceLock<Vec<u8>> = OnceLock::new();
    MARKS.get_or_init(|| {
        let mut marks = vec![0; 0x5200];
        for (letters, mark) in [(TRADITIONAL, 1), (SIMPLIFIED, 2)] {
            for c in letters.chars() {
                marks[u32::from(c) as usize - 0x4E00] = mark;
            }
        }
        marks
    })
}

/// Counts in whole documents, so words that only one kind of government uses.
fn is_mainland(text: &str) -> bool {
    const MAINLAND: &[&str] = &[
        "人民政府",
        "各位代表",
        "人民代表大會",
        "自治區",
        "國務院",
        "黨中央",
        "習近平",
        "省委",
        "政協",
    ];
    const OTHER: &[&str] = &[
        "行政長官",
        "立法會",
        "行政院",
        "立法院",
        "施政報告",
        "香港特別行政區政府",
        "澳門特別行政區政府",
        "總統府",
    ];
    let count = |words: &[&str]| {
        words
            .iter()
            .map(|word| text.matches(word).count())
            .sum::<usize>()
    };
    count(MAINLAND) > count(OTHER)
}

/// The tag of a Traditional text by the government that speaks in it.
fn body_of(text: &str) -> Tag {
    let count = |words: &[&str]| {
        words
            .iter()
            .map(|word| text.matches(word).count())
            .sum::<usize>()
    };
    if count(&["香港", "澳門", "行政長官", "立法會"]) > count(&["行政院", "立法院", "臺灣", "台灣"])
    {
        Tag::HantHk
    } else {
        Tag::Hant
    }
}

/// Byte ranges of pinyin glosses: `(fā)` behind a Han letter.
pub(crate) fn glosses(text: &str) -> impl Iterator<Item = std::ops::Range<usize>> {
    text.match_indices('(').filter_map(|(open, _)| {
        if !text[..open].chars().next_back().is_some_and(is_han) {
            return None;
        }
        // The longest syllable has six letters, and a tone mark may take two bytes.
        let mut toned = false;
        for (at, c) in text[open + 1..].char_indices().take(8) {
            match c {
                ')' => return (at > 0 && toned).then_some(open..open + at + 2),
                'a'..='z' => {}
                'à' | 'á' | 'è' | 'é' | 'ì' | 'í' | 'ò' | 'ó' | 'ù' | 'ú' | 'ü' | 'ā' | 'ē'
                | 'ě' | 'ī' | 'ō' | 'ū' | 'ǎ' | 'ǐ' | 'ǒ' | 'ǔ' | 'ǖ' | 'ǘ' | 'ǚ' | 'ǜ' | 'ń'
                | 'ň' | 'ǹ' => toned = true,
                _ => return None,
            }
        }
        None
    })
}

/// Takes a line back to Simplified by the tables that know Taiwan's 著; what an editor decided stays as it is.
pub(crate) fn simplify(text: &mut Tracked) {
    let mut edits = differences(text.as_str(), &simplified(text.as_str()), Rule::Script);
    edits.retain(|edit| !text.is_decided(&edit.range));
    text.edit(&edits);
}

/// The Simplified form of a Traditional text.
pub(crate) fn simplified(text: &str) -> String {
    let converted = shared().convert(text, Configuration::Tw2s);
    // OpenCC keeps 堿, a variant of 鹼.
    if converted.contains('堿') {
        converted.replace('堿', "碱")
    } else {
        converted
    }
}

/// A stretch of a mirror's text as it stands in the report: in Simplified, with full-width punctuation.
pub(crate) fn restored(text: &str) -> String {
    let simplified = simplified(text);
    let mut tracked = Tracked::verbatim(&simplified, 0..simplified.len());
    punctuate(&mut tracked);
    tracked.as_str().to_owned()
}

/// A Simplified text in the characters of a Traditional tag.
pub(crate) fn traditional(text: &str, tag: Tag) -> String {
    let configuration = if tag == Tag::HantHk {
        Configuration::S2hk
    } else {
        Configuration::S2tw
    };
    shared().convert(text, configuration)
}

/// The edits that make `after` of `before`: one for each run of characters that differ.
pub(crate) fn differences(before: &str, after: &str, rule: Rule) -> Vec<Edit> {
    if before == after {
        return Vec::new();
    }
    if before.chars().count() != after.chars().count() {
        return vec![middle(before, after, rule)];
    }
    let mut edits: Vec<Edit> = Vec::new();
    for ((at, old), new) in before.char_indices().zip(after.chars()) {
        if old == new {
            continue;
        }
        match edits.last_mut() {
            Some(last) if last.range.end == at => {
                last.range.end += old.len_utf8();
                last.text.push(new);
            }
            _ => edits.push(Edit::new(at..at + old.len_utf8(), new, rule)),
        }
    }
    edits
}

/// One edit of what lies between a common start and a common end.
fn middle(before: &str, after: &str, rule: Rule) -> Edit {
    let start: usize = before
        .chars()
        .zip(after.chars())
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    let end: usize = before[start..]
        .chars()
        .rev()
        .zip(after[start..].chars().rev())
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    Edit::new(
        start..before.len() - end,
        &after[start..after.len() - end],
        rule,
    )
}

/// Restores full-width punctuation that was made ASCII, and takes stray spaces out of words.
pub(crate) fn punctuate(text: &mut Tracked) {
    let mut edits = punctuation(text.as_str());
    edits.retain(|edit| !text.is_decided(&edit.range));
    text.edit(&edits);
    let edits = spaces(text.as_str());
    text.edit(&edits);
}

/// Chinese text around a mark: Han letters, their punctuation, and what stands for a lost character.
fn is_chinese(c: char) -> bool {
    is_han(c)
        || matches!(
            c,
            '、' | '。'
                | '，'
                | '；'
                | '：'
                | '！'
                | '？'
                | '（'
                | '）'
                | '“'
                | '”'
                | '‘'
                | '’'
                | '《'
                | '》'
                | '—'
                | '…'
                | '·'
                | '□'
        )
}

fn punctuation(line: &str) -> Vec<Edit> {
    let characters: Vec<(usize, char)> = line.char_indices().collect();
    let pairs = parentheses(&characters);
    let mut edits = Vec::new();
    for (index, &(at, c)) in characters.iter().enumerate() {
        let before = index.checked_sub(1).map(|index| characters[index].1);
        let after = characters.get(index + 1).map(|&(_, c)| c);
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let chinese = |c: Option<char>| c.is_some_and(is_chinese);
        let near = chinese(before) || chinese(after);
        // `8%以上,招商`, `A股,`: the next letter may be a digit, but one side is Chinese or the line ends.
        // `精神,，深入`: no text has two marks there.
        if c == ','
            && after.is_some_and(|c| matches!(c, '，' | '。' | '；' | '：' | '、' | '！' | '？'))
        {
            edits.push(Edit::new(at..at + 1, "", Rule::StrayMark));
            continue;
        }
        let wide = match c {
            ',' if near && !(digit(before) && digit(after)) => "，",
            // `增长5%,8个百分点`: neither neighbour is Chinese, but no number is grouped behind a percent sign.
            ',' if before == Some('%') && digit(after) => "，",
            ';' if near || before == Some('%') => "；",
            ':' if near && !(digit(before) && digit(after)) => "：",
            '!' if near => "！",
            '?' if near => "？",
            '(' | ')' if pairs[index] => {
                if c == '(' {
                    "（"
                } else {
                    "）"
                }
            }
            _ => continue,
        };
        edits.push(Edit::new(at..at + 1, wide, Rule::Punctuation));
    }
    edits
}

/// Which parentheses belong to Chinese text: those of a pair that holds Han letters or stands against one.
fn parentheses(characters: &[(usize, char)]) -> Vec<bool> {
    let mut wide = vec![false; characters.len()];
    let mut open = Vec::new();
    let mut han = 0_usize;
    for (index, &(_, c)) in characters.iter().enumerate() {
        han += usize::from(is_chinese(c));
        match c {
            '(' => open.push((index, han)),
            ')' => {
                let after = characters
                    .get(index + 1)
                    .is_some_and(|&(_, c)| is_chinese(c));
                let Some((start, seen)) = open.pop() else {
                    wide[index] = after
                        || index
                            .checked_sub(1)
                            .is_some_and(|before| is_chinese(characters[before].1));
                    continue;
                };
                let before = start
                    .checked_sub(1)
                    .is_some_and(|before| is_chinese(characters[before].1));
                let chinese = han > seen || before || after;
                wide[start] = chinese;
                wide[index] = chinese;
            }
            _ => {}
        }
    }
    for (index, _) in open {
        wide[index] = characters
            .get(index + 1)
            .is_some_and(|&(_, c)| is_chinese(c));
    }
    wide
}

/// A space between two Han letters of running text; titles and bylines are spaced on purpose.
fn spaces(line: &str) -> Vec<Edit> {
    const OFFICES: &[&str] = &[
        "主席", "省长", "市长", "州长", "盟长", "县长", "区长", "旗长", "总理", "记者", "书记",
        "主任",
    ];
    let is_prose = line.contains(['。', '，', '；']) && line.chars().count() > 30;
    if !is_prose {
        return Vec::new();
    }
    let stray = |&(at, _): &(usize, &str)| {
        let han = |c: Option<char>| c.is_some_and(is_han);
        let before = &line[..at];
        han(before.chars().next_back())
            && han(line[at + 1..].chars().next())
            && !OFFICES.iter().any(|office| before.ends_with(office))
    };
    line.match_indices(' ')
        .filter(stray)
        .map(|(at, _)| Edit::new(at..at + 1, "", Rule::Space))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn punctuated(text: &str) -> String {
        let mut tracked = Tracked::verbatim(text, 0..text.len());
        punctuate(&mut tracked);
        tracked.as_str().to_owned()
    }

    #[test]
    fn punctuation_is_restored_between_han_letters_only() {
        assert_eq!(
            punctuated("每个旗县(市、区)至少1处:甲;乙,丙!"),
            "每个旗县（市、区）至少1处：甲；乙，丙！"
        );
        assert_eq!(
            punctuated("增长8%,其中2.3万亿元,5G、A股,12:30至,1:1,在0-59周岁"),
            "增长8%，其中2.3万亿元，5G、A股，12:30至，1:1，在0-59周岁"
        );
        assert_eq!(
            punctuated("PM(2.5) and more, see 1,000 people: yes!"),
            "PM(2.5) and more, see 1,000 people: yes!"
        );
        assert_eq!(
            punctuated("1. 实施(牵头单位:甲)。"),
            "1. 实施（牵头单位：甲）。"
        );
        assert_eq!(punctuated("约1,200人"), "约1,200人");
        assert_eq!(
            punctuated("讲话精神,，深入落实，控制在7.2%,。以内"),
            "讲话精神，深入落实，控制在7.2%。以内"
        );
    }

    #[test]
    fn stray_spaces_go_and_bylines_stay() {
        let long =
            "自治区人民政府即将换 届，新班子一定要有新气象新作为，大力弘扬伟大建党精神，始终牢记。";
        assert_eq!(punctuated(long), long.replace(' ', ""));
        assert_eq!(punctuated("自治区主席 王莉霞"), "自治区主席 王莉霞");
        let lead = "2023年1月12日在内蒙古自治区第十四届人民代表大会第一次会议上，自治区主席 王莉霞作了政府工作报告。";
        assert_eq!(punctuated(lead), lead);
    }

    #[test]
    fn the_gate_looks_at_the_whole_document() {
        let damaged =
            "政府工作報(bào)告\n我代表自治區(qū)人民政府,向大會(huì)報(bào)告工作,請(qǐng)予審議。";
        let clean = "我代表自治区人民政府，向大会报告工作，请予审议，成效显著。";
        let foreign = "行政長官在立法會發表施政報告，香港特別行政區政府將會繼續發展經濟，實現各項目標，為市民服務。";
        assert_eq!(
            diagnose(damaged),
            Damage {
                glossed: true,
                found: Tag::Hant,
                canonical: Tag::Hans
            }
        );
        assert_eq!(
            diagnose(clean),
            Damage {
                glossed: false,
                found: Tag::Hans,
                canonical: Tag::Hans
            }
        );
        assert_eq!(
            diagnose(foreign),
            Damage {
                glossed: false,
                found: Tag::HantHk,
                canonical: Tag::HantHk
            }
        );
        assert_eq!(
            diagnose("国务院总理主持召开国务院常务会议，发展经济").canonical,
            Tag::Hans
        );
    }

    #[test]
    fn traditional_goes_back_by_the_tables_of_taiwan() {
        assert_eq!(
            simplified("著力解決鹽堿化,成效顯著"),
            "着力解决盐碱化,成效显著"
        );
    }
}
