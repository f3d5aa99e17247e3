//! The values of many variables in a row, as pieces that a file can write: short lists in its text, repeated
//! values once, long lists in files beside it.

use super::EmittedFile;
use super::prepared::{Prepared, PreparedVariable};

/// A list with more different numbers than this has a file of its own.
const MAX_IN_TEXT: usize = 1000;

/// Values that follow each other in the array of all states or parameters.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// Some numbers.
    List(Vec<f64>),
    /// One number many times.
    Repeat(f64, usize),
    /// So many numbers in a file: one in each line.
    File(String, usize),
}

/// The values of variables, in order.
pub fn pieces(model: &Prepared, variables: &[PreparedVariable]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for v in variables {
        let repeated = v.n() > 1 && v.values.iter().all(|x| *x == v.value());
        match pieces.last_mut() {
            _ if repeated => pieces.push(Piece::Repeat(v.value(), v.n())),
            _ if v.n() > MAX_IN_TEXT => pieces.push(Piece::File(file_name(model, &v.name), v.n())),
            Some(Piece::List(list)) => list.extend(&v.values),
            _ => pieces.push(Piece::List(v.values.clone())),
        }
    }
    pieces
}

/// The name of the file with the values of a variable or a table.
fn file_name(model: &Prepared, name: &str) -> String {
    format!("{}_{name}.txt", model.identifier)
}

/// The name of the file of a table, if it is too long for the text.
pub fn table_file(model: &Prepared, table: usize) -> Option<String> {
    let table = &model.tables[table];
    (table.indices.len() > MAX_IN_TEXT).then(|| file_name(model, &table.name))
}

/// The files beside the text: one number in each line; `base` is the number of the first element of an array.
pub fn data_files(model: &Prepared, base: usize) -> Vec<EmittedFile> {
    let lines = |numbers: Vec<String>| numbers.join("\n") + "\n";
    let mut files = Vec::new();
    for v in model.states.iter().chain(&model.parameters) {
        for piece in pieces(model, std::slice::from_ref(v)) {
            if let Piece::File(name, _) = piece {
                let numbers = v.values.iter().map(|x| format!("{x:?}")).collect();
                files.push(EmittedFile { name, text: lines(numbers) });
            }
        }
    }
    for k in model.used_tables() {
        let table = &model.tables[k];
        if let Some(name) = table_file(model, k) {
            let numbers = table.indices.iter().map(|i| (i + base).to_string()).collect();
            files.push(EmittedFile { name, text: lines(numbers) });
        }
    }
    files
}
