//! What a report says about itself: its title, who issued it, who spoke, when and before whom.
//!
//! Everything is worked out from printed lines by general rules; what no line tells stays empty.

use jiff::civil::Date;

use crate::import::furniture::{Facts, is_title, quoted_report};
use crate::report::outline;
use crate::text::is_han;

/// The facts for the front matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct About {
    /// `内蒙古自治区2023年政府工作报告`
    pub(crate) title: Option<String>,
    /// `内蒙古自治区人民政府`
    pub(crate) issuer: Option<String>,
    /// `自治区主席 王莉霞`
    pub(crate) speaker: Option<String>,
    /// `内蒙古自治区第十四届人民代表大会第一次会议`
    pub(crate) assembly: Option<String>,
    /// The day of the speech.
    pub(crate) date: Option<Date>,
}

impl About {
    /// The same with every text as `printed` gives it.
    pub(crate) fn in_script(self, printed: &dyn Fn(&str) -> String) -> Self {
        let Self {
            title,
            issuer,
            speaker,
            assembly,
            date,
        } = self;
        let [title, issuer, speaker, assembly] =
            [title, issuer, speaker, assembly].map(|text| text.map(|text| printed(&text)));
        Self {
            title,
            issuer,
            speaker,
            assembly,
            date,
        }
    }
}

/// Reads the facts from the report's lines (in its canonical script) and, where these are silent, from the portal's.
///
/// `minguo` says whether years may be counted from 1912, as in Taiwan.
pub(crate) fn about(lines: &[&str], portal: &Facts, minguo: bool) -> About {
    let head = lines
        .iter()
        .take(30)
        .position(|line| outline::is_salutation(line) || line.chars().count() > 80);
    let head = &lines[..head.unwrap_or_else(|| lines.len().min(12))];
    let dateline = head
        .iter()
        .copied()
        .chain(portal.lead.iter().map(String::as_str))
        .find_map(speech);
    let (date, assembly) = match dateline {
        Some((date, assembly)) => (Some(date), assembly),
        None => (
            head.iter()
                .find_map(|line| only_date(line))
                .or_else(|| signed(lines))
                .or_else(|| minguo.then(|| head.iter().find_map(|line| minguo_day(line)))?)
                .or_else(|| leading_date(portal.day.as_deref()?).map(|(day, _)| day)),
            head.iter().find_map(|line| only_assembly(line)),
        ),
    };
    let printed = head.iter().copied().find(|line| is_title(line));
    let place = assembly
        .as_deref()
        .and_then(place_of)
        .or_else(|| spoken_for(lines))
        .or_else(|| {
            [printed, portal.headline.as_deref()]
                .into_iter()
                .flatten()
                .find_map(place_in_title)
        });
    let issuer = place
        .as_deref()
        .map(issuer_of)
        .or_else(|| printed.and_then(issuer_in_title).map(str::to_owned))
        .or_else(|| portal.issuer.clone());
    let year = date
        .map(|date| i32::from(date.year()))
        .or_else(|| year_of_headings(lines));
    let title = title(printed, place.as_deref(), year)
        .or_else(|| portal.headline.clone().filter(|line| is_title(line)))
        .or_else(|| printed.map(str::to_owned));
    About {
        title,
        issuer,
        speaker: head
            .iter()
            .find_map(|line| speaker(line))
            .or_else(|| name_alone(head, &lines[head.len()..])),
        assembly,
        date,
    }
}

/// `——2023年1月12日在…会议上`: the day and the assembly.
fn speech(line: &str) -> Option<(Date, Option<String>)> {
    let line = line.trim_start_matches(['—', '－', '-', '（', '(', ' ']);
    let (date, rest) = leading_date(line)?;
    let rest = rest.trim_start().strip_prefix('在')?;
    let end = ["会议上", "會議上", "大会上", "大會上"]
        .iter()
        .filter_map(|end| rest.find(end).map(|at| at + end.len()))
        .min()?;
    let assembly = rest[..end].trim_end_matches('上');
    let assembly = (assembly.chars().count() <= 60).then(|| assembly.to_owned());
    Some((date, assembly))
}

/// `——在…会议上` without its day, which stands on another line.
fn only_assembly(line: &str) -> Option<String> {
    let line = line.trim_matches(['—', '－', '-', '（', '）', '(', ')', ' ']);
    let assembly = line.strip_prefix('在')?.strip_suffix('上')?;
    let fits = assembly.ends_with("会议") || assembly.ends_with("大会");
    (fits && assembly.chars().count() <= 60).then(|| assembly.to_owned())
}

/// A line that is nothing but a day: `（2026年1月26日）`.
fn only_date(line: &str) -> Option<Date> {
    let line = line.trim_matches(['（', '）', '(', ')', ' ', '—']);
    let (date, rest) = leading_date(line)?;
    rest.is_empty().then_some(date)
}

/// `114年2月25日` in a short line above a text of Taiwan, where years count from 1912.
fn minguo_day(line: &str) -> Option<Date> {
    let (before, _) = line.split_once('年')?;
    let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let rest = &line[before.len() - digits..];
    let (year, rest) = rest.split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    let (day, _) = rest.split_once('日')?;
    let year: i16 = year
        .trim()
        .parse()
        .ok()
        .filter(|year| (1..=200).contains(year))?;
    Date::new(
        year + 1911,
        month.trim().parse().ok()?,
        day.trim().parse().ok()?,
    )
    .ok()
}

/// A name on a line of its own between the title and the day, or the salutation.
fn name_alone(head: &[&str], rest: &[&str]) -> Option<String> {
    const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文葛庄柴颜温鲁殷岳翟倪樊齐俞洪季车耿路柯詹管鲍米关游暨尚娄骆司欧上诸司闻阮蓝褚麦";
    let is_name = |line: &str| {
        let letters = line.chars().filter(|c| *c != ' ');
        (2..=4).contains(&letters.clone().count())
            && letters.clone().all(is_han)
            && line.chars().next().is_some_and(|c| SURNAMES.contains(c))
    };
    let lines: Vec<&str> = head.iter().chain(rest.first()).copied().collect();
    lines.windows(3).find_map(|lines| {
        let [before, line, after] = [lines[0], lines[1], lines[2]];
        let above = is_title(before) || outline::is_dateline(before) || only_date(before).is_some();
        let below = only_date(after).is_some()
            || outline::is_dateline(after)
            || outline::is_salutation(after);
        (above && below && is_name(line)).then(|| line.to_owned())
    })
}

/// The day under a paper that no assembly heard, below the name of the body that signs it.
fn signed(lines: &[&str]) -> Option<Date> {
    lines.windows(2).rev().find_map(|pair| {
        let body = pair[0].chars().count() <= 30 && pair[0].chars().all(|c| is_han(c) || c == ' ');
        only_date(pair[1]).filter(|_| body)
    })
}

/// `某省人民政府办公厅` of `某省人民政府办公厅关于印发…的通知`.
fn issuer_in_title(title: &str) -> Option<&str> {
    const BODIES: &[&str] = &[
        "政府",
        "办公厅",
        "办公室",
        "国务院",
        "委员会",
        "厅",
        "局",
        "部",
    ];
    let (body, _) = title.split_once("关于")?;
    let fits = (3..=30).contains(&body.chars().count())
        && body.chars().all(|c| is_han(c) || c == ' ')
        && BODIES.iter().any(|end| body.ends_with(end));
    fits.then_some(body)
}

/// Reads the date a text starts with, in digits or Han numerals, and returns the rest.
pub(crate) fn leading_date(text: &str) -> Option<(Date, &str)> {
    let (year, rest) = text.split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    let (day, rest) = rest.split_once('日')?;
    let year = i16::try_from(number(year)?).ok()?;
    let month = i8::try_from(number(month)?).ok()?;
    let day = i8::try_from(number(day)?).ok()?;
    let date = Date::new(year, month, day).ok()?;
    (1900..2200).contains(&year).then_some((date, rest))
}

/// Reads `2023`, `二〇二六` (digit by digit) or `二十七`.
fn number(text: &str) -> Option<usize> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > 4 {
        return None;
    }
    if let Ok(value) = text.parse() {
        return Some(value);
    }
    if let Some(value) = outline::han_number(text) {
        return Some(value);
    }
    text.chars().try_fold(0, |value, c| {
        let digit = match c {
            '〇' | '○' | 'Ｏ' | 'О' | '零' => 0,
            _ => "一二三四五六七八九".chars().position(|digit| digit == c)? + 1,
        };
        Some(value * 10 + digit)
    })
}

/// The place whose assembly it is: `内蒙古自治区` of `内蒙古自治区第十四届人民代表大会第一次会议`, `全国` of the national one.
fn place_of(assembly: &str) -> Option<String> {
    let term = assembly.find('届')?;
    let numeral = |c: char| c.is_ascii_digit() || "第一二三四五六七八九十百".contains(c);
    let before = assembly[..term].trim_end_matches(numeral);
    if !before.is_empty() {
        return Some(before.to_owned());
    }
    let rest = &assembly[term + '届'.len_utf8()..];
    let end = rest.find("人民代表大会")?;
    (end > 0).then(|| rest[..end].to_owned())
}

/// `我代表国务院`: only the national government is named whole in its first sentence.
fn spoken_for(lines: &[&str]) -> Option<String> {
    lines
        .iter()
        .take(12)
        .any(|line| line.contains("我代表国务院"))
        .then(|| "全国".to_owned())
}

/// `甘肃省` of `2026年甘肃省政府工作报告`.
fn place_in_title(title: &str) -> Option<String> {
    let rest = title.strip_suffix("政府工作报告")?;
    let rest = rest.strip_suffix("人民").unwrap_or(rest);
    let place: String = match rest.split_once('年') {
        Some((year, place)) if year.chars().all(|c| c.is_ascii_digit()) => place.to_owned(),
        Some((place, "")) => place
            .trim_end_matches(|c: char| c.is_ascii_digit())
            .to_owned(),
        Some(_) => return None,
        None => rest.to_owned(),
    };
    (place.chars().count() >= 2 && place.chars().all(is_han)).then_some(place)
}

fn issuer_of(place: &str) -> String {
    if matches!(place, "全国" | "国务院" | "中华人民共和国") {
        "国务院".to_owned()
    } else {
        format!("{place}人民政府")
    }
}

/// The full title: as printed where it names place or year, else put together.
fn title(printed: Option<&str>, place: Option<&str>, year: Option<i32>) -> Option<String> {
    if let Some(report) = printed.and_then(quoted_report) {
        return Some(report.to_owned());
    }
    let of_year = printed.and_then(|printed| {
        let (year, kind) = printed.split_once('年')?;
        (kind == "政府工作报告")
            .then(|| year.parse().ok())
            .flatten()
    });
    let kind = match printed {
        Some(printed) if of_year.is_none() && !matches!(printed, "政府工作报告" | "工作报告") =>
        {
            return Some(printed.to_owned());
        }
        _ => "政府工作报告",
    };
    let year = of_year.or(year);
    let place = match place? {
        "全国" => "国务院",
        place => place,
    };
    Some(year.map_or_else(
        || format!("{place}{kind}"),
        |year| format!("{place}{year}年{kind}"),
    ))
}

/// The latest year a part's heading names; it is the year whose work the report lays out.
fn year_of_headings(lines: &[&str]) -> Option<i32> {
    let parts = lines.iter().filter(|line| {
        line.chars().count() <= 40
            && outline::number(line).is_some_and(|n| n.style == outline::NumberStyle::Part)
    });
    parts
        .flat_map(|line| line.match_indices('年').map(move |(at, _)| &line[..at]))
        .filter_map(|before| before.get(before.len().checked_sub(4)?..)?.parse().ok())
        .filter(|year| (1949..2200).contains(year))
        .max()
}

/// The line that names the speaker: an office, and mostly a name behind it.
fn speaker(line: &str) -> Option<String> {
    const OFFICES: &[&str] = &[
        "主席",
        "省长",
        "市长",
        "州长",
        "盟长",
        "县长",
        "区长",
        "旗长",
        "总理",
        "行政長官",
        "行政长官",
        "镇长",
        "乡长",
    ];
    let short = line.chars().count() <= 30 && !line.contains(['。', '，', '：', '；', '、']);
    let office = OFFICES
        .iter()
        .find_map(|office| line.find(office).map(|at| at + office.len()))?;
    (short
        && !is_title(line)
        && !outline::is_dateline(line)
        && line[office..].chars().count() <= 16)
        .then(|| line.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_read_from_title_matter() {
        let lines = [
            "政府工作报告",
            "——2023年1月12日在内蒙古自治区第十四届人民代表大会第一次会议上",
            "自治区主席 王莉霞",
            "各位代表：",
        ];
        let about = about(&lines, &Facts::default(), false);
        assert_eq!(
            about.title.as_deref(),
            Some("内蒙古自治区2023年政府工作报告")
        );
        assert_eq!(about.issuer.as_deref(), Some("内蒙古自治区人民政府"));
        assert_eq!(about.speaker.as_deref(), Some("自治区主席 王莉霞"));
        assert_eq!(
            about.assembly.as_deref(),
            Some("内蒙古自治区第十四届人民代表大会第一次会议")
        );
        assert_eq!(about.date, Some(jiff::civil::date(2023, 1, 12)));
    }

    #[test]
    fn other_ways_to_print_title_name_and_day() {
        let lines = ["长沙市政府工作报告", "张剑飞", "2011年1月6日", "各位代表："];
        let changsha = about(&lines, &Facts::default(), false);
        assert_eq!(changsha.speaker.as_deref(), Some("张剑飞"));
        let lines = [
            "行政长官向立法会发表《行政长官2017年施政报告》发言全文",
            "立法会主席、各位议员：",
        ];
        let title = about(&lines, &Facts::default(), false).title;
        assert_eq!(title.as_deref(), Some("行政长官2017年施政报告"));
        let lines = [
            "院长施政报告",
            "[节录自立法院第11届第3会期卓院长口头施政报告114年2月25日]",
        ];
        let day = |minguo| about(&lines, &Facts::default(), minguo).date;
        assert_eq!(day(true), Some(jiff::civil::date(2025, 2, 25)));
        assert_eq!(day(false), None);
    }

    #[test]
    fn the_national_report_and_han_numerals() {
        let lines = [
            "政府工作报告",
            "——2022年3月5日在第十三届全国人民代表大会第五次会议上",
            "国务院总理 李克强",
            "各位代表：",
        ];
        let national = about(&lines, &Facts::default(), false);
        assert_eq!(national.title.as_deref(), Some("国务院2022年政府工作报告"));
        assert_eq!(national.issuer.as_deref(), Some("国务院"));
        let lines = [
            "2026年甘肃省政府工作报告",
            "——二〇二六年一月二十七日在甘肃省十四届人民代表大会第四次会议上",
        ];
        let gansu = about(&lines, &Facts::default(), false);
        assert_eq!(gansu.title.as_deref(), Some("2026年甘肃省政府工作报告"));
        assert_eq!(gansu.issuer.as_deref(), Some("甘肃省人民政府"));
        assert_eq!(gansu.date, Some(jiff::civil::date(2026, 1, 27)));
        let bare = [
            "各位代表：",
            "现在，我代表国务院，向大会报告工作。",
            "一、2013年工作回顾",
            "三、2014年重点工作",
        ];
        assert_eq!(
            about(&bare, &Facts::default(), false).title.as_deref(),
            Some("国务院2014年政府工作报告")
        );
    }
}
