//! The product of the Jacobian and a vector, for models whose populations are arrays. It is computed in the same arrays, where
//! the Jacobian itself would be a matrix with a row for each unit.

use pyrates_ir::derivative::derivative;
use pyrates_ir::expr::Expr;
use pyrates_ir::system::Kind;

use super::Target;
use super::checks::{missing_spelling, unspelled};
use super::error::EmitError;
use super::namer::Namer;
use super::prepared::{Leaf, Prepared, PreparedAuxiliary, PreparedValue, PreparedVariable};

/// Adds the product to a model with arrays: a vector with an element for each state, the derivatives of auxiliary variables along it,
/// and those of the right-hand sides.
pub(super) fn add(model: &mut Prepared, namer: &mut Namer, target: &dyn Target) -> Result<(), EmitError> {
    let vector = |v: &PreparedVariable| PreparedVariable { name: derived_name(namer, &v.name), ..v.clone() };
    model.vector = model.states.iter().map(vector).collect();
    let mut along = Along { derived: Vec::new(), namer, model };
    for k in 0..along.model.auxiliaries.len() {
        let derived = along.auxiliary(k);
        along.derived.push(derived);
    }
    let rows = along.model.derivatives.clone();
    let product: Vec<Expr<Leaf>> = rows.iter().map(|e| along.of(e)).collect();
    model.jacobian_product = product;
    check(model, target)
}

fn derived_name(namer: &mut Namer, name: &str) -> String {
    namer.name(&format!("d_{name}"))
}

/// Refuses functions in Rust whose derivatives the user has not spelled.
fn check(model: &Prepared, target: &dyn Target) -> Result<(), EmitError> {
    if !target.needs_spellings() {
        return Ok(());
    }
    let rows = model.states.iter().map(|v| &v.path).zip(&model.jacobian_product);
    let auxiliaries = model.auxiliaries.iter().filter_map(|a| Some((&a.path, a.value.expression()?)));
    match rows.chain(auxiliaries).find_map(|(path, e)| Some((path, missing_spelling(e, target)?))) {
        Some((path, function)) => Err(unspelled(function, path, target)),
        None => Ok(()),
    }
}

/// Derivatives along the vector.
struct Along<'m, 'n> {
    model: &'m mut Prepared,
    namer: &'n mut Namer,
    /// For each auxiliary variable the one that is its derivative, if that is not zero.
    derived: Vec<Option<usize>>,
}

impl Along<'_, '_> {
    /// The derivative of an expression.
    fn of(&self, e: &Expr<Leaf>) -> Expr<Leaf> {
        let mut leaf = |leaf: &Leaf| self.of_leaf(*leaf).map_or(Expr::Number(0.0), Expr::Leaf);
        derivative(e, &mut leaf, &mut |_| Expr::Number(0.0))
    }

    /// The derivative of a variable, if it is not zero.
    fn of_leaf(&self, leaf: Leaf) -> Option<Leaf> {
        match leaf {
            Leaf::State(i) => Some(Leaf::Vector(i)),
            Leaf::Auxiliary(k) => self.derived.get(k).copied().flatten().map(Leaf::Auxiliary),
            Leaf::Time | Leaf::Parameter(_) | Leaf::Past(_) | Leaf::Vector(_) => None,
        }
    }

    /// Adds the derivative of an auxiliary variable, if it is not zero.
    fn auxiliary(&mut self, k: usize) -> Option<usize> {
        let PreparedAuxiliary { name, path, n, value, .. } = self.model.auxiliaries[k].clone();
        let value = self.value(&value, n, &name, &path)?;
        Some(self.push(&name, path, n, value))
    }

    fn push(&mut self, name: &str, path: String, n: usize, value: PreparedValue) -> usize {
        let name = derived_name(self.namer, name);
        self.model.auxiliaries.push(PreparedAuxiliary { name, path, n, kind: Kind::Real, value });
        self.model.auxiliaries.len() - 1
    }

    fn value(&mut self, value: &PreparedValue, n: usize, name: &str, path: &str) -> Option<PreparedValue> {
        let wanted = match value {
            PreparedValue::Sum(e) => self.model.n_of(e),
            PreparedValue::LinkSum { table, .. } => self.model.tables[*table].indices.len(),
            _ => n,
        };
        match value {
            PreparedValue::Product { matrix, vector } => {
                Some(PreparedValue::Product { matrix: *matrix, vector: self.of_leaf(*vector)? })
            }
            PreparedValue::Pick { of, table } => {
                Some(PreparedValue::Pick { of: self.of_leaf(*of)?, table: *table })
            }
            PreparedValue::Each(e) | PreparedValue::Fill(e) => {
                let e = self.nonzero(e)?;
                let is_one = self.model.n_of(&e) < n;
                Some(if is_one { PreparedValue::Fill(e) } else { PreparedValue::Each(e) })
            }
            PreparedValue::Sum(e) => {
                let e = self.nonzero(e)?;
                Some(PreparedValue::Sum(self.repeated(e, wanted, name, path)))
            }
            PreparedValue::LinkSum { table, value } => {
                let value = self.nonzero(value)?;
                Some(PreparedValue::LinkSum {
                    table: *table,
                    value: self.repeated(value, wanted, name, path),
                })
            }
        }
    }

    fn nonzero(&self, e: &Expr<Leaf>) -> Option<Expr<Leaf>> {
        let e = self.of(e);
        (e.as_number() != Some(0.0)).then_some(e)
    }

    /// The expression with as many elements as are wanted.
    fn repeated(&mut self, e: Expr<Leaf>, wanted: usize, name: &str, path: &str) -> Expr<Leaf> {
        if self.model.n_of(&e) >= wanted {
            return e;
        }
        let name = format!("{name}_terms");
        Expr::Leaf(Leaf::Auxiliary(self.push(&name, path.to_string(), wanted, PreparedValue::Fill(e))))
    }
}
