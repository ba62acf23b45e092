//! What a character means by what stands around it, where no list of words can tell: a measure word by its number
//! (45只, 30里, 500台风机), a surname by the office before it (市长 于某某), 并 and 系 at the head of a clause, 里 in foreign
//! names. What to look for there is the table `data/neighbours.tsv`.

use std::sync::OnceLock;

use super::{Tag, overrides};
use crate::text::{self, TextRange, is_han};

/// A stretch of Simplified text whose Traditional form its neighbours decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Told {
    /// Code points.
    pub(super) range: TextRange,
    /// Its form, of the same length.
    pub(super) form: String,
}

/// The characters of which something may be told.
pub(super) const TOLD: [char; 20] = [
    '只', '里', '周', '斗', '台', '并', '系', '范', '于', '余', '涂', '游', '郁', '钟', '沈', '岳',
    '姜', '谷', '曲', '朱',
];

/// Finds what is told by its neighbours in a Simplified text, in order and apart. The text is given as its characters
/// too, and with the places among which all characters of [`TOLD`] are.
pub(super) fn told(text: &str, chars: &[char], places: &[usize], to: Tag) -> Vec<Told> {
    let lists = Neighbours::shared();
    let mut told = Vec::new();
    let (mut passed, mut byte) = (0, 0);
    for &at in places {
        let c = chars[at];
        if !TOLD.contains(&c) {
            continue;
        }
        byte += chars[passed..at]
            .iter()
            .map(|c| c.len_utf8())
            .sum::<usize>();
        passed = at;
        let (before, ahead) = (&text[..byte], &text[byte + c.len_utf8()..]);
        if let Some((number, form)) = lists.measure(c, before, ahead, to) {
            // 余 before a measure word is told with it.
            told.pop_if(|last: &mut Told| last.range.end == at);
            told.push(Told {
                range: TextRange::new(at - 1, at + 1),
                form: [number, form].iter().collect(),
            });
        } else if let Some(form) = lists
            .surname(c, before, ahead)
            .or_else(|| rest(c, before))
            .or_else(|| lists.head(c, before, ahead))
            .or_else(|| lists.foreign(c, before, ahead))
        {
            told.push(Told {
                range: TextRange::new(at, at + 1),
                form: form.to_string(),
            });
        }
    }
    told
}

/// The lists of `data/neighbours.tsv`.
struct Neighbours {
    only: Vec<&'static str>,
    no_week: Vec<&'static str>,
    no_grain: Vec<&'static str>,
    miles: Vec<&'static str>,
    machines: Vec<&'static str>,
    joined: Vec<&'static str>,
    place_before: Vec<&'static str>,
    place_behind: &'static str,
    inside: &'static str,
    tied: &'static str,
    fan_before: &'static str,
    fan_behind: &'static str,
    rest_before: &'static str,
    met_behind: &'static str,
    /// Surnames with the characters that make them a word, not a name.
    words: [(char, &'static str); 5],
    days: &'static str,
    places: &'static str,
    offices: Vec<&'static str>,
    verbs: Vec<&'static str>,
    titles: Vec<&'static str>,
}

impl Neighbours {
    fn shared() -> &'static Self {
        static LISTS: OnceLock<Neighbours> = OnceLock::new();
        LISTS.get_or_init(Self::new)
    }

    fn new() -> Self {
        let lines = overrides::lines(include_str!("data/neighbours.tsv"), |line: [&str; 3]| line);
        let one = |name: &str| {
            let line = lines.iter().find(|[list, ..]| *list == name);
            line.map_or("", |[_, words, _]| *words)
        };
        let many = |name: &str| one(name).split(' ').collect::<Vec<_>>();
        Self {
            only: many("只 before"),
            no_week: many("周 before"),
            no_grain: many("斗 before"),
            miles: many("里 miles before"),
            machines: many("台 before"),
            joined: many("并 joined"),
            place_before: many("里 place before"),
            place_behind: one("里 place behind"),
            inside: one("里 inside before"),
            tied: one("系 tied before"),
            fan_before: one("范 word before"),
            fan_behind: one("范 word behind"),
            rest_before: one("余 word before"),
            met_behind: one("余 name behind"),
            words: ['于', '涂', '游', '郁', '钟'].map(|c| (c, one(&format!("{c} word before")))),
            days: one("day behind"),
            places: one("place"),
            offices: many("office"),
            verbs: many("verb"),
            titles: many("title"),
        }
    }

    /// The forms of the last character of a number and of the measure word `c`, where one stands behind a number.
    fn measure(&self, c: char, before: &str, ahead: &str, to: Tag) -> Option<(char, char)> {
        let starts = |words: &[&str]| words.iter().any(|word| ahead.starts_with(word));
        let last = before.chars().next_back()?;
        let form = match c {
            '只' if !starts(&self.only) => '隻',
            '里' => '里',
            '周' if !starts(&self.no_week) => '週',
            '斗' if !starts(&self.no_grain) => '斗',
            '台' if starts(&self.machines) => {
                let counted = is_numeral(last) || last == '多' || ends_in_number(before);
                return counted
                    .then_some((numeral(last), if to == Tag::HantHk { '台' } else { '臺' }));
            }
            _ => return None,
        };
        let counted = ends_in_number(before)
            || c == '里' && is_numeral(last) && starts(&self.miles)
            || c == '周' && is_ordinal(before);
        counted.then_some((numeral(last), form))
    }

    /// The form of a character at the head of a clause: 并 is "and" if no word of joining begins, 系 is "is" if nothing is
    /// tied, 里 is a sound if nothing is inside.
    fn head(&self, c: char, before: &str, ahead: &str) -> Option<char> {
        if !matches!(c, '并' | '系' | '里') {
            return None;
        }
        let bare = before.is_empty() || before.ends_with(['，', '。', '；', '：']);
        let next = ahead.chars().next().filter(|&next| is_han(next));
        match c {
            '并' if bare && next.is_some() => {
                let joined = self.joined.iter().any(|word| ahead.starts_with(word));
                (!joined).then_some('並')
            }
            '系' if !before.is_empty() && (bare || before.ends_with('）')) => {
                next.filter(|&next| !self.tied.contains(next)).map(|_| '係')
            }
            '里' if bare && !before.is_empty() => next
                .filter(|&next| !self.inside.contains(next))
                .map(|_| '里'),
            _ => None,
        }
    }

    /// 里 within four characters of the dot in a foreign name (加布里埃莱·某某) or before a title (佩里先生) is a sound.
    fn foreign(&self, c: char, before: &str, ahead: &str) -> Option<char> {
        if c != '里' || self.place_before.iter().any(|word| ahead.starts_with(word)) {
            return None;
        }
        if before.ends_with(|last| self.place_behind.contains(last)) {
            return None;
        }
        let dot = |c: char| matches!(c, '·' | '•');
        let near = |mut chars: &mut dyn Iterator<Item = char>| {
            (&mut chars).take(5).find(|&c| !is_han(c)).is_some_and(dot)
        };
        let named = near(&mut ahead.chars())
            || near(&mut before.chars().rev())
            || self.titles.iter().any(|word| ahead.starts_with(word));
        named.then_some('里')
    }

    /// The form of a surname whose character takes another form as a word, where a name begins with `c`:
    /// behind a mark, a space or an office, and with one or two characters of a given name that end at a mark, a space
    /// or a verb. 范 and 余 need less: as words they stand with the characters that are listed.
    fn surname(&self, c: char, before: &str, ahead: &str) -> Option<char> {
        let next = ahead.chars().next();
        match c {
            '范' => {
                let word = next.is_none_or(|next| !is_han(next) || self.fan_before.contains(next))
                    || before.ends_with(|last| self.fan_behind.contains(last));
                (!word).then_some(c)
            }
            '余' => {
                let named =
                    next.is_some_and(|next| is_han(next) && !self.rest_before.contains(next));
                let met = before.ends_with(|last| self.met_behind.contains(last))
                    || self.is_office(before)
                    || self.called(before, ahead);
                (named && met).then_some(c)
            }
            '于' | '涂' | '游' | '郁' | '钟' => {
                // What holds least often comes first.
                let called = self.called(before, ahead)
                    && !self.words.iter().any(|&(surname, words)| {
                        surname == c && next.is_some_and(|next| words.contains(next))
                    })
                    && (c != '于' || !self.on(before, ahead));
                called.then_some(if c == '钟' { '鍾' } else { c })
            }
            // What the engine knows longer words of: 沈阳, 姜黄.
            '沈' | '岳' | '姜' | '谷' | '曲' | '朱' if before.ends_with(char::is_whitespace) => {
                self.called(before, ahead).then_some(c)
            }
            _ => None,
        }
    }

    /// Whether somebody may be called here: a given name of one or two characters ends in `ahead`, and a name may begin
    /// behind `before`.
    fn called(&self, before: &str, ahead: &str) -> bool {
        self.ends(ahead) && self.begins(before)
    }

    /// Whether 于 may be the word "on", of a day, a place or a thing, where a name could stand.
    fn on(&self, before: &str, ahead: &str) -> bool {
        let given: Vec<char> = ahead.chars().take_while(|&c| is_han(c)).take(3).collect();
        let behind = &ahead[given.iter().map(|c| c.len_utf8()).sum()..];
        let enclosed = given.len() < 3
            && behind.starts_with(['）', '、', ' ', '　'])
            && !before.ends_with(['，', '。']);
        let apart = before.ends_with([' ', '　', '、', '（', '：']);
        if let [first, _, _] = given[..]
            && !self.places.contains(first)
            && !self.days.contains(first)
            && self
                .verbs
                .iter()
                .any(|verb| ahead[first.len_utf8()..].starts_with(verb))
        {
            return false;
        }
        !(before.is_empty() || enclosed || apart)
            || given.last().is_some_and(|&c| self.days.contains(c))
    }

    /// Whether a name may begin behind `before`.
    fn begins(&self, before: &str) -> bool {
        let Some(last) = before.chars().next_back() else {
            return true;
        };
        matches!(last, '、' | '（' | '，' | '。' | '：') || self.is_office(before)
    }

    /// Whether the text ends in an office, with a space or a colon behind it or not.
    fn is_office(&self, text: &str) -> bool {
        let bare = text.trim_end_matches(|c: char| c.is_whitespace() || c == '：');
        self.offices.iter().any(|office| bare.ends_with(office))
    }

    /// Whether the given name that `ahead` begins with ends after one or two characters.
    fn ends(&self, ahead: &str) -> bool {
        let end = |rest: &str| match rest.chars().next() {
            Some(c) if is_han(c) => self.verbs.iter().any(|verb| rest.starts_with(verb)),
            Some(c) => matches!(c, '、' | '，' | '。' | '（' | '）' | '：') || c.is_whitespace(),
            None => true,
        };
        let mut given = ahead.char_indices().take_while(|&(_, c)| is_han(c)).take(2);
        given.any(|(at, c)| end(&ahead[at + c.len_utf8()..]))
    }
}

/// Whether a number ends here that has a digit or a word for more: 45, 13.5亿, 500多, 十余, 百来.
fn ends_in_number(text: &str) -> bool {
    let mut more = false;
    for c in text.chars().rev() {
        match c {
            '0'..='9' | '０'..='９' => return true,
            '多' | '余' | '来' if !more => more = true,
            c if is_numeral(c) => {
                if more {
                    return true;
                }
            }
            _ => return false,
        }
    }
    false
}

/// 余 behind a number is what goes over it.
fn rest(c: char, before: &str) -> Option<char> {
    let counted = |last: char| last.is_numeric() || "十百千万亿".contains(last);
    (c == '余' && before.ends_with(counted)).then_some('餘')
}

/// Whether an ordinal number ends here: 第三.
fn is_ordinal(text: &str) -> bool {
    let digits = text.trim_end_matches(is_numeral);
    digits.len() < text.len() && digits.ends_with('第')
}

/// Whether a number may end in `c`.
fn is_numeral(c: char) -> bool {
    text::is_han_numeral(c) || "两万亿几数".contains(c)
}

/// The Traditional form of the last character of a number.
fn numeral(c: char) -> char {
    match c {
        '两' => '兩',
        '万' => '萬',
        '亿' => '億',
        '几' => '幾',
        '数' => '數',
        '余' => '餘',
        '来' => '來',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(text: &str) -> Vec<(usize, String)> {
        let chars: Vec<char> = text.chars().collect();
        let places: Vec<usize> = (0..chars.len()).collect();
        let told = told(text, &chars, &places, Tag::Hant).into_iter();
        told.map(|told| (told.range.start, told.form)).collect()
    }

    fn one(at: usize, form: &str) -> Vec<(usize, String)> {
        vec![(at, form.to_owned())]
    }

    #[test]
    fn measure_words_are_told_by_their_number() {
        assert_eq!(forms("债券45只"), one(3, "5隻"));
        assert_eq!(forms("羊500余只"), one(4, "餘隻"));
        assert_eq!(forms("销毁41只不合格的"), one(3, "1隻"));
        assert_eq!(forms("家禽13.5亿只"), one(6, "億隻"));
        assert_eq!(forms("距城30里处"), one(3, "0里"));
        assert_eq!(forms("用时3周完成"), one(2, "3週"));
        assert_eq!(forms("500台风机"), one(2, "0臺"));
        assert_eq!(forms("两台风力发电机组"), one(0, "兩臺"));
        let chars = ['9', '台', '风', '机'];
        assert_eq!(told("9台风机", &chars, &[1], Tag::HantHk)[0].form, "9台");
        assert_eq!(forms("十余里外"), one(1, "餘里"));
        assert_eq!(forms("两里地"), one(0, "兩里"));
        assert_eq!(forms("不过百来里，"), one(3, "來里"));
        assert_eq!(forms("每年五月的第三周为宣传周"), one(6, "三週"));
    }

    #[test]
    fn what_is_left_over_a_number_is_no_name() {
        assert_eq!(forms("短短20余天"), one(4, "餘"));
        assert_eq!(forms("二十余车"), one(2, "餘"));
        assert_eq!(forms("３余月"), one(1, "餘"));
    }

    #[test]
    fn every_list_stands_in_the_table() {
        let table = include_str!("data/neighbours.tsv");
        let lines = overrides::lines(table, |[name, words, reason]: [&str; 3]| {
            (name, words, reason)
        });
        let written = table.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(lines.len(), written);
        assert_eq!(written, 24);
        assert!(
            lines
                .iter()
                .all(|(_, words, reason)| !words.is_empty() && !reason.is_empty())
        );
        let lists = Neighbours::new();
        for words in [
            lists.place_behind,
            lists.inside,
            lists.tied,
            lists.fan_before,
            lists.fan_behind,
            lists.rest_before,
            lists.met_behind,
            lists.days,
            lists.places,
        ] {
            assert!(!words.is_empty());
        }
        assert!(lists.words.iter().all(|(_, words)| !words.is_empty()));
        for words in [
            &lists.only,
            &lists.no_week,
            &lists.no_grain,
            &lists.miles,
            &lists.machines,
            &lists.joined,
            &lists.place_before,
            &lists.offices,
            &lists.verbs,
            &lists.titles,
        ] {
            assert!(words.iter().all(|word| !word.is_empty()));
        }
    }

    #[test]
    fn what_is_not_counted_is_left_alone() {
        for text in [
            "2025年只增不减",
            "增长5%只是开始",
            "目标100只是起步",
            "1.只有坚持改革",
            "①里外兼修",
            "第13号台风",
            "12级以上台风",
            "2026台风应急预案",
            "村里、城里",
            "三只羊、二里头",
            "3周边",
            "5G里程碑",
            "三周边界、第三周边",
        ] {
            assert_eq!(forms(text), [], "{text}");
        }
    }

    #[test]
    fn a_clause_begins_with_and() {
        assert_eq!(forms("检查，并到企业走访"), one(3, "並"));
        assert_eq!(forms("并将其纳入"), one(0, "並"));
        for text in ["，并网发电", "，并入电网", "合并到一处", "，并购"] {
            assert_eq!(forms(text), [], "{text}");
        }
    }

    #[test]
    fn a_clause_begins_with_is() {
        assert_eq!(forms("，系国家一级文物"), one(1, "係"));
        assert_eq!(forms("（三）系生活不能自理的人"), one(3, "係"));
        for text in ["，系统推进", "，系列活动", "，系好安全带", "该系国家", "系"]
        {
            assert_eq!(forms(text), [], "{text}");
        }
    }

    #[test]
    fn foreign_names_keep_their_sounds() {
        assert_eq!(forms("加布里埃莱·某某"), one(2, "里"));
        assert_eq!(forms("某某·里德"), one(3, "里"));
        assert_eq!(forms("佩里先生"), one(1, "里"));
        assert_eq!(forms("才知道，里某的"), one(4, "里"));
        assert_eq!(forms("，里应外合"), []);
        assert_eq!(forms("“丝路·海上”在城里"), []);
        assert_eq!(forms("这里的马可·波罗"), []);
        assert_eq!(forms("城里"), []);
    }

    #[test]
    fn surnames_are_told_by_the_office_before_them() {
        assert_eq!(forms("某市市长 于立新"), one(5, "于"));
        assert_eq!(forms("——会议上 省长　钟某某"), one(9, "鍾"));
        assert_eq!(forms("书记：范某"), one(3, "范"));
        assert_eq!(forms("联系人：于某，"), one(4, "于"));
        assert_eq!(forms("（区长 余某某）"), one(4, "余"));
        assert_eq!(forms("（记者于某）"), one(3, "于"));
        assert_eq!(forms("校长余某某说"), one(2, "余"));
        assert_eq!(forms("与范某某同行"), one(1, "范"));
        assert_eq!(forms("本报记者于青报道"), one(4, "于"));
        assert_eq!(forms("副市长涂某及代表"), one(3, "涂"));
        assert_eq!(forms("跳水名将余某某10米"), one(4, "余"));
        assert_eq!(forms("与余某同组"), one(1, "余"));
        assert_eq!(forms("、余国某、"), one(1, "余"));
        for text in [
            "市长于北京",
            "部长于5日",
            "，于昨日，",
            "（于次日）",
            "市长 余下的工作要抓紧",
            "、余热、余款、",
            "规范化、示范带、新范式",
            "身正为范。",
            "时尚范的消费新场景",
            "孜孜以求，于山水、人物",
            "、游赏、",
            "分钟",
            "记者于京报道",
            "毁损、涂划、玷污",
            "盈余公积、剩余资金、其余部分、业余生活、危机的余烟未尽",
            "尚余三亩、年余时间",
        ] {
            assert_eq!(forms(text), [], "{text}");
        }
    }
}
