//! The table of points: a line for each, in columns.

use super::{BadLine, number};

/// The entry of Auto's parameters that holds the period.
const PERIOD: usize = 11;

/// A line of the table.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::continuation) struct Row {
    /// Its sign says whether the point is stable (negative) or not; its value starts anew after 9999.
    pub(in crate::continuation) number: i64,
    /// Auto's number for what is special about the point.
    pub(in crate::continuation) kind: i32,
    /// The number of its solution; zero for none.
    pub(in crate::continuation) label: usize,
    values: Vec<f64>,
}

/// The table.
#[derive(Debug, Clone, PartialEq, Default)]
pub(in crate::continuation) struct Table {
    /// For each column, the entry of Auto's parameters that it holds, if any.
    columns: Vec<Option<usize>>,
    pub(in crate::continuation) rows: Vec<Row>,
}

impl Table {
    /// Reads the file. A last line without an end is one that Auto was about to write when it was ended.
    pub(in crate::continuation) fn parse(text: &str) -> Result<Table, BadLine> {
        let mut table = Table::default();
        let complete = text.rfind('\n').map_or("", |end| &text[..end]);
        for (i, line) in complete.lines().enumerate() {
            if line.trim().is_empty() {
                continue;
            }
            let branch: i64 = field(line, 0..4).ok_or(BadLine(i + 1))?;
            if branch != 0 {
                table.rows.push(row(line).ok_or(BadLine(i + 1))?);
            } else if let Some((_, names)) = line.split_once(" LAB ") {
                table.columns = columns(names);
            }
        }
        Ok(table)
    }

    /// The value of an entry of Auto's parameters at a row, if there is a column for it.
    pub(in crate::continuation) fn value(&self, row: usize, entry: usize) -> Option<f64> {
        let column = self.columns.iter().position(|column| *column == Some(entry))?;
        self.rows[row].values.get(column).copied()
    }
}

fn field<T: std::str::FromStr>(line: &str, range: std::ops::Range<usize>) -> Option<T> {
    line.get(range)?.trim().parse().ok()
}

fn row(line: &str) -> Option<Row> {
    let words = line.get(19..)?.split_whitespace();
    Some(Row {
        number: field(line, 4..10)?,
        kind: field(line, 10..14)?,
        // More than 99999 labels do not fit.
        label: field(line, 14..19).unwrap_or(usize::MAX),
        values: words.map(number).collect::<Option<_>>()?,
    })
}

/// The columns after their names, which are at least two blanks apart, since one may be within.
fn columns(names: &str) -> Vec<Option<usize>> {
    let names = names.split("  ").map(str::trim).filter(|name| !name.is_empty());
    let entry = |name: &str| match name.strip_prefix("PAR(") {
        Some(rest) => rest.strip_suffix(')')?.parse().ok(),
        None => (name == "PERIOD").then_some(PERIOD),
    };
    names.map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "
   0  -1.7976+308  1.7976+308 -1.7976+308  1.7976+308
   0   EPSL= 1.0000E-10  EPSU = 1.0000E-10  EPSS = 1.0000E-08
   0    PT  TY  LAB    PAR(2)             L2-NORM            MAX U(1)            PERIOD            PAR(37)         
-132     1   0    0 -4.0398186008E+000  2.6603674288E+000  2.2364861135E-001  3.6495200663E+001 -1.4232589-101
-132 -9999   5  133 -4.0399824476E+000  2.6604104935E+000               NaN  3.6520410463E+001  1.0E+000
-132    -1  -9  134 -4.0399824476E+000  2.66";

    #[test]
    fn columns_are_found_by_names_that_may_have_blanks() {
        let table = Table::parse(TEXT).unwrap();
        assert_eq!(table.columns, [Some(2), None, None, Some(11), Some(37)]);
        assert_eq!(table.value(0, 37), Some(-1.423_258_9e-101));
        assert_eq!(table.value(1, 11), Some(36.520_410_463));
        assert_eq!(table.value(1, 3), None);
    }

    #[test]
    fn the_sign_of_the_number_is_kept_and_unfinished_lines_are_left_out() {
        let rows = Table::parse(TEXT).unwrap().rows;
        let heads: Vec<(i64, i32, usize)> =
            rows.iter().map(|row| (row.number, row.kind, row.label)).collect();
        assert_eq!(heads, [(1, 0, 0), (-9999, 5, 133)]);
    }

    #[test]
    fn other_files_are_refused() {
        assert_eq!(Table::parse("   1     1   x\n"), Err(BadLine(1)));
        assert_eq!(Table::parse("hello, world\n"), Err(BadLine(1)));
    }
}
