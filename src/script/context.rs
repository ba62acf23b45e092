//! What a character means by what stands around it, where no list of words can tell: a measure word by its number
//! (45只, 30里, 500台风机), a surname by the office before it (市长 于某某), 并 at the head of a clause, 里 in foreign names.

use super::Tag;
use crate::text::{TextRange, is_han};

/// A stretch of Simplified text whose Traditional form its neighbours decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Told {
    /// Code points.
    pub(super) range: TextRange,
    /// Its form, of the same length.
    pub(super) form: String,
}

/// The characters of which something may be told.
pub(super) const TOLD: [char; 19] = [
    '只', '里', '周', '斗', '台', '并', '范', '于', '余', '涂', '游', '郁', '钟', '沈', '岳', '姜',
    '谷', '曲', '朱',
];

/// Finds what is told by its neighbours in a Simplified text, in order and apart. The text is given as its characters
/// too, and with the places among which all characters of [`TOLD`] are.
pub(super) fn told(text: &str, chars: &[char], places: &[usize], to: Tag) -> Vec<Told> {
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
        if let Some((number, form)) = measure(c, before, ahead, to) {
            told.push(Told {
                range: TextRange::new(at - 1, at + 1),
                form: [number, form].iter().collect(),
            });
        } else if let Some(form) = surname(c, before, ahead)
            .or_else(|| and(c, before, ahead))
            .or_else(|| foreign(c, before, ahead))
        {
            told.push(Told {
                range: TextRange::new(at, at + 1),
                form: form.to_string(),
            });
        }
    }
    told
}

/// The forms of the last character of a number and of the measure word `c`, where one stands behind a number.
fn measure(c: char, before: &str, ahead: &str, to: Tag) -> Option<(char, char)> {
    let starts = |words: &[&str]| words.iter().any(|word| ahead.starts_with(word));
    let last = before.chars().next_back()?;
    let form = match c {
        '只' if !starts(&["是", "不过"]) => '隻',
        '里' => '里',
        '周' if !starts(&["边", "围", "跳"]) => '週',
        '斗' if !starts(&["争", "志"]) => '斗',
        // Machines that have the wind in their name; a storm is not counted by 台.
        '台' if starts(&["风机", "风力", "风电", "风扇", "风冷"]) => {
            let counted = is_han_numeral(last) || last == '多' || ends_in_number(before);
            return counted.then_some((numeral(last), if to == Tag::HantHk { '台' } else { '臺' }));
        }
        _ => return None,
    };
    let counted = ends_in_number(before)
        || c == '里' && is_han_numeral(last) && starts(&["地", "路", "长", "外", "远"]);
    counted.then_some((numeral(last), form))
}

/// Whether a number ends here that has a digit or a word for more: 45, 13.5亿, 500多, 十余.
fn ends_in_number(text: &str) -> bool {
    let mut more = false;
    for c in text.chars().rev() {
        match c {
            '0'..='9' | '０'..='９' => return true,
            '多' | '余' if !more => more = true,
            c if is_han_numeral(c) => {
                if more {
                    return true;
                }
            }
            _ => return false,
        }
    }
    false
}

fn is_han_numeral(c: char) -> bool {
    matches!(
        c,
        '一' | '二'
            | '两'
            | '三'
            | '四'
            | '五'
            | '六'
            | '七'
            | '八'
            | '九'
            | '十'
            | '百'
            | '千'
            | '万'
            | '亿'
            | '几'
            | '数'
    )
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
        c => c,
    }
}

/// 并 at the head of a clause is "and"; only words of joining keep it from being so.
fn and(c: char, before: &str, ahead: &str) -> Option<char> {
    let head = c == '并' && (before.is_empty() || before.ends_with(['，', '。', '；', '：']));
    let joined = [
        "轨", "网", "购", "表", "线", "柜", "案", "入", "发", "校", "村", "镇",
    ];
    (head && ahead.starts_with(is_han) && !joined.iter().any(|word| ahead.starts_with(word)))
        .then_some('並')
}

/// 里 within four characters of the dot in a foreign name (加布里埃莱·某某) is a sound.
fn foreign(c: char, before: &str, ahead: &str) -> Option<char> {
    if c != '里' || ahead.starts_with(['的', '面', '外', '有']) {
        return None;
    }
    if before.ends_with(|last| "这那哪家城乡村心手眼夜年屋院房厂校市县田".contains(last))
    {
        return None;
    }
    let dot = |c: char| matches!(c, '·' | '•');
    let near = |mut chars: &mut dyn Iterator<Item = char>| {
        (&mut chars).take(5).find(|&c| !is_han(c)).is_some_and(dot)
    };
    (near(&mut ahead.chars()) || near(&mut before.chars().rev())).then_some('里')
}

/// The form of a surname whose character takes another form as a word, where a name begins with `c`:
/// behind a mark, a space or an office, and with one or two characters of a given name that end at a mark, a space
/// or a verb of speaking. 范 needs less: as a word it never stands alone.
fn surname(c: char, before: &str, ahead: &str) -> Option<char> {
    let next = ahead.chars().next();
    match c {
        '范' => {
            let word = next
                .is_none_or(|next| !is_han(next) || "围式例本畴文铸型性儿的".contains(next))
                || before.ends_with(|last| {
                    "规示师模典风防就失垂洪懿军家闺钱陶铜楷轨仪为树作立尚".contains(last)
                });
            (!word).then_some(c)
        }
        '于' | '余' | '涂' | '游' | '郁' | '钟' => {
            // What holds least often comes first.
            let called = ends(ahead)
                && begins(before)
                && !WORDS.iter().any(|word| {
                    word.starts_with(c) && next.is_some_and(|next| word.contains(next))
                })
                && (c != '于' || !on(before, ahead));
            called.then_some(if c == '钟' { '鍾' } else { c })
        }
        // What the engine knows longer words of: 沈阳, 姜黄.
        '沈' | '岳' | '姜' | '谷' | '曲' | '朱' if before.ends_with(char::is_whitespace) => {
            (ends(ahead) && begins(before)).then_some(c)
        }
        _ => None,
    }
}

/// Whether 于 may be the word "on", of a day, a place or a thing, where a name could stand.
fn on(before: &str, ahead: &str) -> bool {
    let given: Vec<char> = ahead.chars().take_while(|&c| is_han(c)).take(3).collect();
    let behind = &ahead[given.iter().map(|c| c.len_utf8()).sum()..];
    let enclosed = given.len() < 3
        && behind.starts_with(['）', '、', ' ', '　'])
        && !before.ends_with(['，', '。']);
    let apart = before.ends_with([' ', '　', '、', '（', '：']);
    !(before.is_empty() || enclosed || apart)
        || given
            .last()
            .is_some_and(|&c| "日期年月底初末前后中间时内外上下".contains(c))
}

/// Surnames with the characters that make them a word, not a name.
const WORDS: [&str; 6] = [
    "于是此其何今斯情法理民国心己事内外我你他",
    "余额热下震生款量波粮地味音党孽悸暇数杭姚干江庆缺利钱辉晖威年人户件项起名亩吨万亿者均则皆",
    "涂料抹改层装山黑满写鸦炭地",
    "游客戏览泳玩乐行艇船园人资说动离标轮牧击弋荡记历学线购憩商赏逛走伴",
    "郁金闷南江积结郁葱",
    "钟表声楼点山鼓摆塔头体亭情爱",
];

/// What stands before a name.
const OFFICES: &str = "长 主席 书记 主任 总理 委员 代表 院士 同志 记者 教授 大使 司令员 政委 选手 运动员 演员 家 医师 经理 \
    老师 职工 选举 名将 名叫 大师 队员";

/// What stands behind a name.
const VERBS: &str = "说 指出 强调 介绍 表示 认为 摄 报道 等 同志";

/// Whether a name may begin behind `before`.
fn begins(before: &str) -> bool {
    let Some(last) = before.chars().next_back() else {
        return true;
    };
    let bare = before.trim_end_matches(|c: char| c.is_whitespace() || c == '：');
    let office = OFFICES.split(' ').any(|office| bare.ends_with(office));
    matches!(last, '、' | '（' | '，' | '。' | '：') || office
}

/// Whether the given name that `ahead` begins with ends after one or two characters.
fn ends(ahead: &str) -> bool {
    let end = |rest: &str| match rest.chars().next() {
        Some(c) if is_han(c) => VERBS.split(' ').any(|verb| rest.starts_with(verb)),
        Some(c) => matches!(c, '、' | '，' | '。' | '（' | '）' | '：') || c.is_whitespace(),
        None => true,
    };
    let mut given = ahead.char_indices().take_while(|&(_, c)| is_han(c)).take(2);
    given.any(|(at, c)| end(&ahead[at + c.len_utf8()..]))
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
    fn foreign_names_keep_their_sounds() {
        assert_eq!(forms("加布里埃莱·某某"), one(2, "里"));
        assert_eq!(forms("某某·里德"), one(3, "里"));
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
        ] {
            assert_eq!(forms(text), [], "{text}");
        }
    }
}
