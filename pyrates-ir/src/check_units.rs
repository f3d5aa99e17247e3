//! Whether the units of an operator fit: sums and comparisons of like with like, functions of plain numbers, and
//! one unit of time. Where a unit is not known, nothing is checked.

use crate::check::constant;
use crate::definition::Operator;
use crate::expr::{BinaryOp, Expr};
use crate::finding::{Code, Finding, Loc, Name};
use crate::function::Function;
use crate::parse::ParsedEquation;
use crate::system::EquationForm;
use crate::units::Unit;
use crate::vectors::{Operation, VectorFunction, Written};

/// The unit of time that the differential equations imply, with the variable whose equation does.
pub fn time_unit(operator: &Operator, findings: &mut Vec<Finding>) -> Option<(Unit, String)> {
    let mut time: Option<(Unit, String)> = None;
    for equation in operator.equations.iter().filter(|e| e.form == EquationForm::Derivative) {
        let check = Check { operator, equation, time: None };
        let Ok(Some(slope)) = check.unit(&equation.value) else { continue };
        let Some(unit) = check.of(&equation.target) else { continue };
        let implied = unit.over(&slope).simplified();
        let name = &equation.target.text;
        let message = if !implied.is_time() {
            format!(
                "`{name}` is in {unit}, so its derivative is in {unit} per time, but the right-hand side is in {slope}"
            )
        } else {
            match &time {
                None => {
                    time = Some((implied, name.clone()));
                    continue;
                }
                Some((known, _)) if *known == implied => continue,
                Some((known, first)) => {
                    format!(
                        "time is in {implied} in the equation of `{name}`, but in {known} in that of `{first}`"
                    )
                }
            }
        };
        let finding = Finding::new(Code::Units, equation.target.loc, message);
        findings.push(finding.help("units are not converted: use one unit of time, and like units in sums"));
    }
    time
}

/// All equations of an operator.
pub fn operator(operator: &Operator, findings: &mut Vec<Finding>) {
    if operator.variables.iter().all(|v| v.unit.is_none()) {
        return;
    }
    let time = time_unit(operator, findings).map(|(unit, _)| unit);
    for equation in &operator.equations {
        let check = Check { operator, equation, time: time.clone() };
        match (check.unit(&equation.value), check.of(&equation.target)) {
            (Err(finding), _) => findings.push(*finding),
            (Ok(Some(value)), Some(target))
                if equation.form == EquationForm::Assignment && value != target =>
            {
                let name = &equation.target.text;
                let message = format!("`{name}` is in {target}, but the right-hand side is {}", words(value));
                let finding = Finding::new(Code::Units, equation.target.loc, message);
                findings.push(finding.help("units are not converted; write the factor between them"));
            }
            _ => {}
        }
    }
}

struct Check<'a> {
    operator: &'a Operator,
    equation: &'a ParsedEquation,
    time: Option<Unit>,
}

type Result = std::result::Result<Option<Unit>, Box<Finding>>;

impl Check<'_> {
    /// The declared unit of a symbol.
    fn of(&self, name: &Name) -> Option<Unit> {
        match self.operator.declaration(&name.text) {
            Some(declaration) => declaration.unit.clone(),
            None if name.text == "t" => self.time.clone(),
            None => constant(&name.text).map(|_| Unit::one()),
        }
    }

    /// The unit of an expression, if it is known.
    fn unit(&self, e: &Written) -> Result {
        match e {
            // Zero is zero in every unit.
            Expr::Number(0.0) => Ok(None),
            Expr::Number(_) | Expr::Imaginary(_) => Ok(Some(Unit::one())),
            Expr::Leaf(name) => Ok(self.of(name)),
            Expr::Neg(a) => self.unit(a),
            Expr::Binary(op, a, b) => self.binary(*op, a, b),
            Expr::Call(Operation::Scalar(function), arguments) => self.call(function, arguments),
            Expr::Call(Operation::Vector(function, _), arguments) => self.of_vectors(*function, arguments),
            Expr::Call(Operation::Noise(..), arguments) => {
                // White noise is measured in units of one by the root of time.
                let amplitude = arguments.first().map_or(Ok(None), |a| self.unit(a))?;
                Ok(amplitude.zip(self.time.as_ref()).map(|(unit, time)| unit.over(&time.power(0.5))))
            }
            Expr::Compare(op, a, b) => self.same(op.symbol(), a, b).map(|_| None),
            Expr::Logic(_, a, b) => self.unit(a).and(self.unit(b)).map(|_| None),
            Expr::Not(a) => self.unit(a).map(|_| None),
            Expr::Select(c, a, b) => {
                self.unit(c)?;
                self.same("where", a, b)
            }
            Expr::Past(a, delay) => {
                if let (Some(delay), Some(time)) = (self.unit(delay)?, &self.time)
                    && delay != *time
                {
                    return self.refuse(e, format!("a delay is in {delay}, but time is in {time}"));
                }
                self.unit(a)
            }
        }
    }

    fn binary(&self, op: BinaryOp, a: &Written, b: &Written) -> Result {
        match op {
            BinaryOp::Add => self.same("+", a, b),
            BinaryOp::Sub => self.same("-", a, b),
            BinaryOp::Mul => Ok(self.both(a, b)?.map(|(a, b)| a.times(&b))),
            BinaryOp::Div => Ok(self.both(a, b)?.map(|(a, b)| a.over(&b))),
            BinaryOp::Pow => self.power(a, b),
        }
    }

    /// Elements, sums and means have the unit of the vector.
    fn of_vectors(&self, function: VectorFunction, arguments: &[Written]) -> Result {
        match (function, arguments) {
            (VectorFunction::Product | VectorFunction::WeightedSum, [a, b]) => {
                self.binary(BinaryOp::Mul, a, b)
            }
            (_, arguments) => arguments.first().map_or(Ok(None), |a| self.unit(a)),
        }
    }

    fn both(&self, a: &Written, b: &Written) -> std::result::Result<Option<(Unit, Unit)>, Box<Finding>> {
        let (a, b) = (self.unit(a)?, self.unit(b)?);
        Ok(a.zip(b))
    }

    fn power(&self, a: &Written, b: &Written) -> Result {
        let (base, exponent) = (self.unit(a)?, self.unit(b)?);
        if let Some(unit) = exponent.filter(|unit| !unit.is_one()) {
            return self.refuse(b, format!("an exponent is a plain number, not in {unit}"));
        }
        Ok(match (base, number(b)) {
            (Some(base), _) if base.is_one() => Some(base),
            (Some(base), Some(exponent)) => Some(base.power(exponent)),
            _ => None,
        })
    }

    /// Both sides of a sum or comparison have one unit.
    fn same(&self, what: &str, a: &Written, b: &Written) -> Result {
        let (left, right) = (self.unit(a)?, self.unit(b)?);
        match (left, right) {
            (Some(left), Some(right)) if left != right => {
                let (left, right) = (words(left), words(right));
                self.refuse(b, format!("`{what}` joins {left} with {right}"))
            }
            (left, right) => Ok(left.or(right)),
        }
    }

    fn call(&self, function: &Function, arguments: &[Written]) -> Result {
        let first = arguments.first().map_or(Ok(None), |a| self.unit(a))?;
        match function {
            Function::Abs | Function::Floor | Function::Ceil | Function::Round => Ok(first),
            Function::Real | Function::Imag | Function::Conj => Ok(first),
            Function::Sqrt => Ok(first.map(|unit| unit.power(0.5))),
            Function::Sign | Function::Heaviside | Function::Arg => Ok(Some(Unit::one())),
            Function::Min | Function::Max | Function::Mod | Function::Atan2 => {
                let [a, b] = arguments else { return Ok(None) };
                let unit = self.same(function.name(), a, b)?;
                Ok(if *function == Function::Atan2 { Some(Unit::one()) } else { unit })
            }
            _ => match (first, arguments.first()) {
                (Some(unit), Some(argument)) if !unit.is_one() => {
                    let unit = unit.simplified();
                    self.refuse(
                        argument,
                        format!("`{}` takes a plain number, not one in {unit}", function.name()),
                    )
                }
                _ => Ok(Some(Unit::one())),
            },
        }
    }

    /// A finding at the first name of an expression, or at the equation.
    fn refuse(&self, e: &Written, message: String) -> Result {
        let loc: Loc = e.leaves().first().map_or(self.equation.target.loc, |name| name.loc);
        let finding = Finding::new(
            Code::Units,
            loc,
            format!("{message} in the equation of `{}`", self.equation.target.text),
        );
        Err(Box::new(
            finding.help("units are not converted: use like units, or divide by a quantity of the same unit"),
        ))
    }
}

/// The unit as messages name it.
fn words(unit: Unit) -> String {
    if unit.is_one() { "a plain number".to_string() } else { unit.simplified().to_string() }
}

/// The value of an exponent that is written as a number.
fn number(e: &Written) -> Option<f64> {
    match e {
        Expr::Binary(BinaryOp::Div, a, b) => Some(a.as_number()? / b.as_number()?),
        e => e.as_number(),
    }
}
