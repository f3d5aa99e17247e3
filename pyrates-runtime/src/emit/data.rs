//! The values of many variables in a row, as pieces that a file can write: short lists in its text, repeated
//! values once, long lists in files beside it.

use pyrates_ir::system::{Kind, PARTS, Value};

use super::EmittedFile;
use super::prepared::{Prepared, PreparedVariable};

/// A list with more different numbers than this has a file of its own.
const MAX_IN_TEXT: usize = 1000;

/// Values that follow each other in the array of all states or parameters.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// Some numbers.
    List(Vec<Value>),
    /// One number many times.
    Repeat(Value, usize),
    /// So many numbers in a file: one in each line. Complex ones have a second file for their imaginary parts.
    File(String, Option<String>, usize),
}

/// The values of variables, in order.
pub fn pieces(model: &Prepared, variables: &[PreparedVariable]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for v in variables {
        let values = v.complex_values();
        let repeated = values.first().filter(|first| v.n() > 1 && values.iter().all(|x| x == *first));
        match (repeated, pieces.last_mut()) {
            (Some(first), _) => pieces.push(Piece::Repeat(*first, v.n())),
            (None, _) if v.n() > MAX_IN_TEXT => {
                let [re, im] = file_names(model, v);
                pieces.push(Piece::File(re, v.imaginary.as_ref().map(|_| im), v.n()));
            }
            (None, Some(Piece::List(list))) => list.extend(values),
            (None, _) => pieces.push(Piece::List(values)),
        }
    }
    pieces
}

/// The name of the file with the values of a variable or a table.
fn file_name(model: &Prepared, name: &str) -> String {
    format!("{}_{name}.txt", model.identifier)
}

/// The names of the files of a variable: of its values, or of real and imaginary parts.
fn file_names(model: &Prepared, v: &PreparedVariable) -> [String; 2] {
    let part = |part: &str| file_name(model, &format!("{}_{part}", v.name));
    let first = if v.kind() == Kind::Real { file_name(model, &v.name) } else { part(PARTS[0]) };
    [first, part(PARTS[1])]
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
            let Piece::File(re, im, _) = piece else { continue };
            let parts = [(Some(re), Some(&v.values)), (im, v.imaginary.as_ref())];
            for (name, values) in parts.into_iter().filter_map(|(name, values)| name.zip(values)) {
                let numbers = values.iter().map(|x| format!("{x:?}")).collect();
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
