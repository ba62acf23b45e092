//! Tables of tasks, as orders to carry out a report print them: each row is an item with the agencies that do it.
//!
//! A row becomes a sentence of the form an annex item has, `任务（牵头单位：甲；配合单位：乙；完成时限：丙）`, with the table's own
//! words for who does what; so everything that reads items reads tables too.

use crate::report::outline;

/// A table of tasks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tasks {
    /// What stands above the row of column heads.
    pub(crate) titles: Vec<String>,
    /// The rows, in order.
    pub(crate) rows: Vec<Row>,
}

/// A row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Row {
    /// Tasks below it belong together.
    Group(String),
    /// A task: its number, if it is printed, and its sentence.
    Task(Option<usize>, String),
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Number,
    Group,
    Task,
    /// Who does it, or until when.
    Label,
}

/// Column heads that stand within so many rows belong to the table.
const HEAD_ROWS: usize = 3;

/// Reads a table of tasks; none if no column names those who do them.
pub(crate) fn tasks(rows: &[Vec<&str>]) -> Option<Tasks> {
    let (at, columns) = rows
        .iter()
        .take(HEAD_ROWS)
        .enumerate()
        .find_map(|(at, row)| Some((at, columns(row)?)))?;
    let head: Vec<String> = rows[at].iter().map(|cell| tight(cell)).collect();
    let titles = rows[..at]
        .iter()
        .filter_map(|row| row.iter().find(|cell| !cell.trim().is_empty()))
        .map(|cell| cell.trim().to_owned())
        .collect();
    let mut reader = Reader {
        head,
        columns,
        group: String::new(),
        lead: Vec::new(),
        rows: Vec::new(),
    };
    for row in &rows[at + 1..] {
        reader.row(row);
    }
    Some(Tasks {
        titles,
        rows: reader.rows,
    })
}

/// What the columns below a row of heads hold; none if it is no such row.
fn columns(row: &[&str]) -> Option<Vec<Column>> {
    let column = |cell: &&str| {
        let head = tight(cell);
        if head.is_empty() || head.chars().count() > 16 {
            Column::Task
        } else if ["序号", "编号", "项次"].contains(&head.as_str()) {
            Column::Number
        } else if outline::is_task_label(&head) && !head.starts_with("工作") {
            Column::Label
        } else if ["类别", "分类", "领域", "板块", "类型", "大类", "方面"]
            .iter()
            .any(|end| head.ends_with(end))
        {
            Column::Group
        } else {
            Column::Task
        }
    };
    let columns: Vec<Column> = row.iter().map(column).collect();
    let has = |wanted| columns.contains(&wanted);
    let bodies = row.iter().any(|cell| {
        let head = tight(cell);
        outline::is_task_label(&head) && (head.contains("单位") || head.contains("部门"))
    });
    (has(Column::Task) && bodies).then_some(columns)
}

struct Reader {
    head: Vec<String>,
    columns: Vec<Column>,
    group: String,
    /// What led the last task, by column: a cell that reaches down over several rows is empty below its first.
    lead: Vec<String>,
    rows: Vec<Row>,
}

impl Reader {
    fn row(&mut self, row: &[&str]) {
        let cells: Vec<&str> = row.iter().map(|cell| cell.trim()).collect();
        let of = |wanted: Column| {
            self.columns
                .iter()
                .zip(&cells)
                .filter(move |(column, cell)| **column == wanted && !cell.is_empty())
                .map(|(_, cell)| *cell)
        };
        let filled: Vec<&str> = cells
            .iter()
            .copied()
            .filter(|cell| !cell.is_empty())
            .collect();
        let number = of(Column::Number).next();
        let value =
            number.and_then(|cell| cell.trim_end_matches(['.', '、', '．']).parse::<u16>().ok());
        let value = value.map(usize::from);
        let words: Vec<&str> = of(Column::Task).collect();
        let group = of(Column::Group).next().map(str::to_owned);
        // A row of one cell heads those below it.
        if let [heading] = filled[..]
            && value.is_none()
            && self.columns.len() > 2
        {
            self.rows.push(Row::Group(heading.to_owned()));
            return;
        }
        if let Some(group) = group.filter(|group| *group != self.group) {
            self.rows.push(Row::Group(group.clone()));
            self.group = group;
        }
        if words.is_empty() {
            return;
        }
        let mut text = words.join("\u{3000}");
        let labels = self.labels(&cells);
        if !labels.is_empty() {
            text.push('（');
            text.push_str(&labels.join("；"));
            text.push('）');
        }
        match self.rows.last_mut() {
            // A number that reaches down over several rows makes one task of them.
            Some(Row::Task(_, above))
                if number.is_none() && self.columns.contains(&Column::Number) =>
            {
                above.push('；');
                above.push_str(&text);
            }
            _ => self.rows.push(Row::Task(value, text)),
        }
    }

    /// `牵头单位：甲` for each column that says who does the task or until when.
    fn labels(&mut self, cells: &[&str]) -> Vec<String> {
        self.lead.resize(self.head.len(), String::new());
        let mut labels = Vec::new();
        for (index, cell) in cells.iter().enumerate().take(self.head.len()) {
            if self.columns[index] != Column::Label {
                continue;
            }
            let head = &self.head[index];
            let leads = head.contains("牵头") || head.contains("责任");
            let cell = if cell.is_empty() && leads {
                self.lead[index].clone()
            } else {
                (*cell).to_owned()
            };
            if !cell.is_empty() {
                labels.push(format!("{head}：{cell}"));
            }
            self.lead[index] = cell;
        }
        labels
    }
}

fn tight(cell: &str) -> String {
    cell.chars().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_items_with_their_agencies() {
        let rows = [
            vec!["任务分解表", "", "", "", ""],
            vec!["类 别", "序号", "重点任务", "牵头单位", "完成时限"],
            vec![
                "一、稳增长",
                "1",
                "新开工项目600个。",
                "省发展改革委",
                "2023年底",
            ],
            vec!["", "2", "新增装机400万千瓦。", "", ""],
            vec!["", "", "建设电站3座。", "省能源局", ""],
            vec!["二、保民生", "", "", "", ""],
            vec!["", "3", "新增托位1万个。", "省卫生健康委", ""],
        ];
        let tasks = tasks(&rows).unwrap();
        assert_eq!(tasks.titles, ["任务分解表"]);
        let task = |number, text: &str| Row::Task(Some(number), text.to_owned());
        assert_eq!(
            tasks.rows,
            [
                Row::Group("一、稳增长".to_owned()),
                task(
                    1,
                    "新开工项目600个。（牵头单位：省发展改革委；完成时限：2023年底）"
                ),
                task(
                    2,
                    "新增装机400万千瓦。（牵头单位：省发展改革委）；建设电站3座。（牵头单位：省能源局）"
                ),
                Row::Group("二、保民生".to_owned()),
                task(3, "新增托位1万个。（牵头单位：省卫生健康委）"),
            ]
        );
    }

    #[test]
    fn other_tables_are_none_of_tasks() {
        assert_eq!(
            tasks(&[vec!["指标", "2022年", "单位"], vec!["产值", "1", "亿元"]]),
            None
        );
    }
}
