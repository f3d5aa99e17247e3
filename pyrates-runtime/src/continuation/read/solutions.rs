//! Solutions: all states at a point or along a cycle, with what a run needs to start there.

use super::{BadLine, number};

/// The solution of a labelled point, as Auto wrote it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Record {
    /// Its text, from which a run can start.
    pub(crate) text: String,
    pub(crate) label: usize,
    /// The number of rows and of values in a row.
    shape: (usize, usize),
    /// The number of mesh intervals and of collocation points in each.
    pub(crate) mesh: (usize, usize),
    n_parameters: usize,
}

/// Positions in the first line of a record.
const LABEL: usize = 3;
const N_ROWS: usize = 6;
const N_VALUES: usize = 7;
const N_LINES: usize = 8;
const N_INTERVALS: usize = 9;
const N_COLLOCATION: usize = 10;
const N_PARAMETERS: usize = 11;

/// The solutions in a file, in order. The last one may be unfinished if Auto was ended, and is left out then.
pub(in crate::continuation) fn records(text: &str) -> Result<Vec<Record>, BadLine> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let (mut records, mut first) = (Vec::new(), 0);
    while first < lines.len() {
        let head = match head(lines[first]) {
            Some(head) => head,
            None if first + 1 == lines.len() => break,
            None => return Err(BadLine(first + 1)),
        };
        let end = first + 1 + head[N_LINES];
        if end > lines.len() || !lines[end - 1].ends_with('\n') {
            break;
        }
        let (label, n_parameters) = (head[LABEL], head[N_PARAMETERS]);
        let shape = (head[N_ROWS], head[N_VALUES]);
        let mesh = (head[N_INTERVALS], head[N_COLLOCATION]);
        records.push(Record { text: lines[first..end].concat(), label, shape, mesh, n_parameters });
        first = end;
    }
    Ok(records)
}

/// The whole numbers of the first line of a record, without signs, which only types and switches have.
fn head(line: &str) -> Option<Vec<usize>> {
    let word = |word: &str| word.parse::<i64>().ok().map(|n| n.unsigned_abs() as usize);
    let head: Vec<usize> = line.split_whitespace().map(word).collect::<Option<_>>()?;
    (head.len() > N_PARAMETERS).then_some(head)
}

impl Record {
    /// The record of a state at rest, with Auto's parameters from the first one on.
    pub(crate) fn at_rest(y: &[f64], parameters: &[f64]) -> Record {
        let (n_values, n_parameters) = (y.len() + 1, parameters.len());
        let lines = wrapped(&[&[0.0], y].concat()) + &wrapped(parameters);
        let n_lines = lines.lines().count();
        let head = format!("1 1 9 1 1 1 1 {n_values} {n_lines} 0 1 {n_parameters} 0 {} 1 0\n", y.len());
        Record { text: head + &lines, label: 1, shape: (1, n_values), mesh: (0, 1), n_parameters }
    }

    fn numbers<'a>(lines: impl Iterator<Item = &'a str>) -> impl Iterator<Item = f64> {
        lines.flat_map(str::split_whitespace).map(|word| number(word).unwrap_or(f64::NAN))
    }

    /// The rows: the time as a part of the period, then all states.
    pub(crate) fn rows(&self) -> Vec<Vec<f64>> {
        let (n_rows, n_values) = self.shape;
        let numbers: Vec<f64> = Record::numbers(self.text.lines().skip(1)).take(n_rows * n_values).collect();
        numbers.chunks_exact(n_values.max(1)).map(<[f64]>::to_vec).collect()
    }

    /// Auto's parameters, from the first one on.
    pub(crate) fn parameters(&self) -> Vec<f64> {
        let n_lines = self.text.lines().count().saturating_sub(self.n_parameters.div_ceil(7));
        Record::numbers(self.text.lines().skip(n_lines)).collect()
    }
}

/// Numbers in lines of seven.
fn wrapped(numbers: &[f64]) -> String {
    let line = |row: &[f64]| row.iter().map(|x| format!(" {x:e}")).collect::<String>() + "\n";
    numbers.chunks(7).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_at_rest_reads_back() {
        let (y, p) = ([0.1, -2.0, 1e-300, 4.0, 5.0, 6.0, 7.5], [1.0; 9]);
        let record = Record::at_rest(&y, &p);
        let read = records(&record.text.repeat(2)).unwrap();
        assert_eq!(read, [record.clone(), record]);
        assert_eq!(read[0].rows(), [[&[0.0], &y[..]].concat()]);
        assert_eq!(read[0].parameters(), p);
    }

    #[test]
    fn cycles_have_rows_and_unfinished_records_are_left_out() {
        let text = "   1    41    -4   133     2    -1       2     3       5    1    1    2    0    2    2    0\n\
                    0.0 1.5-101 2.0\n1.0 1.5 2.0\n 2 11\n 1.0 0.0\n 3.0 4.0\n";
        let read = records(&format!("{text}{}", &text[..120])).unwrap();
        assert_eq!(read.len(), 1);
        assert_eq!(read[0].rows(), [[0.0, 1.5e-101, 2.0], [1.0, 1.5, 2.0]]);
        assert_eq!((read[0].parameters(), read[0].label), (vec![3.0, 4.0], 133));
        assert!(records("hello\nworld\n").is_err());
    }
}
