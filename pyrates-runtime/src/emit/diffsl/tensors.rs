//! The tensors of a file, each of which may use those before.

use std::collections::{BTreeMap, BTreeSet};

use pyrates_ir::expr::Expr;

use super::names::Names;
use super::numbers;
use super::spelling::SYNTAX;
use crate::emit::prepared::{Leaf, Prepared, PreparedAuxiliary, PreparedValue, PreparedVariable};
use crate::emit::printer::Printer;
use crate::emit::writer::Writer;

/// So many elements stand in one line.
const IN_LINE: usize = 6;

/// A matrix of zeros and ones: it chooses elements of a vector, or sums those that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Selection {
    table: usize,
    sums: bool,
    rows: usize,
    columns: usize,
}

/// The tensors in the making.
pub(super) struct Tensors<'a> {
    model: &'a Prepared,
    names: Names,
    inputs: &'a [usize],
    /// Tensors of numbers, as lines of text.
    constants: Vec<String>,
    /// Vectors that are filled with a number, by this number and their length.
    filled: BTreeMap<(bool, usize), String>,
    selections: BTreeMap<Selection, String>,
    /// What follows the states.
    computed: Vec<String>,
}

impl<'a> Tensors<'a> {
    pub(super) fn new(model: &'a Prepared, names: Names, inputs: &'a [usize]) -> Tensors<'a> {
        let (filled, selections) = (BTreeMap::new(), BTreeMap::new());
        Tensors { model, names, inputs, constants: Vec::new(), filled, selections, computed: Vec::new() }
    }

    /// Writes all tensors.
    pub(super) fn write(mut self, w: &mut Writer) {
        let model = self.model;
        let inputs: Vec<&PreparedVariable> = self.inputs.iter().map(|&i| &model.parameters[i]).collect();
        let inputs = self.elements(&inputs, "Default");
        let states = self.elements(&model.states.iter().collect::<Vec<_>>(), "Start");
        for (i, v) in model.parameters.iter().enumerate().filter(|(i, _)| !self.inputs.contains(i)) {
            match v.columns.filter(|_| model.is_multiplied(i)) {
                Some(columns) => self.matrix(&v.name, columns, &v.values),
                None => self.vector(&v.name, v),
            }
        }
        self.order().into_iter().for_each(|k| self.auxiliary(&model.auxiliaries[k]));
        let slopes = model.states.iter().zip(&model.derivatives);
        let slopes: Vec<String> = slopes.map(|(v, e)| self.of_length(v.n(), e)).collect();
        w.lines(&self.constants);
        if !inputs.is_empty() {
            block(w, "in_i", &inputs);
        }
        block(w, "u_i", &states);
        w.lines(&self.computed);
        block(w, "F_i", &slopes);
        for event in &model.events {
            block(w, "stop_i", &[self.text(&event.switch, "i")]);
            let values: Vec<String> = event.set.iter().map(|(_, value)| self.text(value, "i")).collect();
            block(w, "reset_i", &values);
        }
    }

    /// Variables with their values, as elements of one vector. Different values of a vector are a tensor of their own.
    fn elements(&mut self, variables: &[&PreparedVariable], suffix: &str) -> Vec<String> {
        let mut first = 0;
        let mut elements = Vec::new();
        for v in variables {
            let place = format!("({first}:{}): ", first + v.n());
            first += v.n();
            elements.push(match (v.n(), v.is_uniform()) {
                (1, _) => format!("{} = {}", v.name, SYNTAX.signed(v.value())),
                (_, true) => format!("{place}{} = {}", v.name, SYNTAX.signed(v.value())),
                (_, false) => {
                    let name = self.names.name(&format!("{}_{suffix}", v.name));
                    self.vector(&name, v);
                    format!("{place}{} = {name}_i", v.name)
                }
            });
        }
        elements
    }

    /// Adds the values of a variable as a tensor.
    fn vector(&mut self, name: &str, v: &PreparedVariable) {
        match (v.n(), v.is_uniform()) {
            (1, _) => self.constants.push(format!("{name} {{ {} }}", SYNTAX.signed(v.value()))),
            (n, true) => self.constants.push(format!("{name}_i {{ (0:{n}): {} }}", SYNTAX.signed(v.value()))),
            (_, false) => self.list(&format!("{name}_i"), &numbers(v)),
        }
    }

    /// Adds a tensor with these elements.
    fn list(&mut self, name: &str, elements: &[String]) {
        self.constants.push(format!("{name} {{"));
        self.constants.extend(elements.chunks(IN_LINE).map(|row| format!("  {},", row.join(", "))));
        self.constants.push("}".to_string());
    }

    /// Adds a matrix, given by its rows.
    fn matrix(&mut self, name: &str, columns: usize, values: &[f64]) {
        let rows = values.len() / columns;
        match values.first().filter(|first| values.iter().all(|x| x == *first)) {
            Some(x) => {
                let text = format!("{name}_ij {{ (0:{rows}, 0:{columns}): {} }}", SYNTAX.signed(*x));
                self.constants.push(text);
            }
            None => {
                let at = |k: usize| (k / columns, k % columns);
                let entries = values.iter().enumerate().filter(|(_, x)| **x != 0.0);
                self.sparse(name, (rows, columns), &entries.map(|(k, x)| (at(k), *x)).collect::<Vec<_>>());
            }
        }
    }

    /// Adds a matrix of this size, given by its entries. The last one has to be there.
    fn sparse(&mut self, name: &str, (rows, columns): (usize, usize), entries: &[((usize, usize), f64)]) {
        let text = |((i, j), x): &((usize, usize), f64)| format!("({i}, {j}): {}", SYNTAX.signed(*x));
        let mut elements: Vec<String> = entries.iter().map(text).collect();
        let last = (rows - 1, columns - 1);
        if entries.iter().all(|(place, _)| *place != last) {
            elements.push(text(&(last, 0.0)));
        }
        self.list(&format!("{name}_ij"), &elements);
    }

    /// The matrix that belongs to a table.
    fn selection(&mut self, selection: Selection) -> String {
        if let Some(name) = self.selections.get(&selection) {
            return name.clone();
        }
        let Selection { table, sums, rows, columns } = selection;
        let table = &self.model.tables[table];
        let name = self.names.name(&table.name);
        let places = table.indices.iter().enumerate().map(|(k, &i)| if sums { (i, k) } else { (k, i) });
        let mut entries: Vec<_> = places.map(|place| (place, 1.0)).collect();
        entries.sort_by_key(|(place, _)| *place);
        self.sparse(&name, (rows, columns), &entries);
        self.selections.insert(selection, name.clone());
        name
    }

    /// A vector of ones, or of zeros.
    fn filled(&mut self, ones: bool, n: usize) -> String {
        if let Some(name) = self.filled.get(&(ones, n)) {
            return name.clone();
        }
        let (word, number) = if ones { ("ones", "1.0") } else { ("zeros", "0.0") };
        let name = self.names.name(&format!("{word}{n}"));
        self.constants.push(format!("{name}_i {{ (0:{n}): {number} }}"));
        self.filled.insert((ones, n), name.clone());
        name
    }

    /// The auxiliary variables that are needed, each behind those that it needs.
    fn order(&self) -> Vec<usize> {
        let (mut order, mut seen) = (Vec::new(), BTreeSet::new());
        for e in self.model.derivatives.iter().chain(self.model.happenings()) {
            e.leaves().into_iter().for_each(|leaf| self.visit(leaf, &mut order, &mut seen));
        }
        order
    }

    fn visit(&self, leaf: &Leaf, order: &mut Vec<usize>, seen: &mut BTreeSet<usize>) {
        let Leaf::Auxiliary(k) = *leaf else { return };
        if seen.insert(k) {
            let leaves = self.model.auxiliaries[k].value.leaves();
            leaves.iter().for_each(|leaf| self.visit(leaf, order, seen));
            order.push(k);
        }
    }

    fn auxiliary(&mut self, auxiliary: &PreparedAuxiliary) {
        let PreparedAuxiliary { name, n, value, .. } = auxiliary;
        let text = match value {
            PreparedValue::Each(e) | PreparedValue::Fill(e) => self.of_length(*n, e),
            PreparedValue::Sum(e) => self.text(e, "i"),
            PreparedValue::Product { matrix, vector } => {
                let matrix = &self.model.parameters[*matrix];
                let is_empty = matrix.values.chunks(matrix.columns.unwrap_or(1)).any(is_zero);
                self.product(&matrix.name, &self.text(&Expr::Leaf(*vector), "j"), *n, is_empty)
            }
            PreparedValue::Pick { of, table } if *n == 1 => {
                let index = self.model.tables[*table].indices.first().copied().unwrap_or(0);
                match self.model.n(of) {
                    1 => self.leaf(of, "i"),
                    _ => format!("{}[{index}]", self.leaf(of, "i")),
                }
            }
            PreparedValue::Pick { of, table } => {
                let columns = self.model.n(of);
                let matrix = self.selection(Selection { table: *table, sums: false, rows: *n, columns });
                self.product(&matrix, &self.leaf(of, "j"), *n, false)
            }
            PreparedValue::LinkSum { table, value } => {
                let indices = &self.model.tables[*table].indices;
                let is_empty = (0..*n).any(|i| !indices.contains(&i));
                let columns = indices.len();
                let matrix = self.selection(Selection { table: *table, sums: true, rows: *n, columns });
                self.product(&matrix, &format!("({})", self.text(value, "j")), *n, is_empty)
            }
        };
        let subscript = if *n == 1 { "" } else { "_i" };
        self.computed.push(format!("{name}{subscript} {{ {text} }}"));
    }

    /// The product of a matrix and a vector. Rows without entries would have no element in it.
    fn product(&mut self, matrix: &str, vector: &str, n: usize, has_empty_rows: bool) -> String {
        let product = format!("{matrix}_ij*{vector}");
        if has_empty_rows { format!("{}_i + {product}", self.filled(false, n)) } else { product }
    }

    /// An expression as a vector of so many elements; single numbers do not become vectors by themselves.
    fn of_length(&mut self, n: usize, e: &Expr<Leaf>) -> String {
        let text = self.text(e, "i");
        if n == 1 || self.model.n_of(e) > 1 {
            return text;
        }
        format!("{}_i*({text})", self.filled(true, n))
    }

    fn text(&self, e: &Expr<Leaf>, index: &str) -> String {
        Printer { syntax: &SYNTAX, leaf: &|leaf: &Leaf| self.leaf(leaf, index), kind: None }.text(e)
    }

    fn leaf(&self, leaf: &Leaf, index: &str) -> String {
        let name = self.model.leaf(leaf);
        if self.model.n(leaf) == 1 { name } else { format!("{name}_{index}") }
    }
}

fn is_zero(values: &[f64]) -> bool {
    values.iter().all(|x| *x == 0.0)
}

/// A tensor with one element in each line.
fn block(w: &mut Writer, name: &str, elements: &[String]) {
    w.block(&format!("{name} {{"), "}", |w| {
        elements.iter().for_each(|element| w.line(&format!("{element},")));
    });
}
