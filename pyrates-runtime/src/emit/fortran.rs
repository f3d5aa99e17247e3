//! Fortran 90 modules. Arguments are `double precision` with explicit shapes, so that f2py can wrap them;
//! delayed states come as `z(i, k)`, state `i` at `t - lag(k)`, as in DDE_SOLVER.

use pyrates_ir::function::Function;

use super::header::References;
use super::keywords;
use super::namer::NameRules;
use super::prepared::{Prepared, PreparedVariable};
use super::reads::Reads;
use super::syntax::{Helper, Logic, Spelling, Syntax};
use super::writer::{Access, Continuation, Writer, table};
use super::{Capabilities, EmitError, EmittedFile, Target};

/// Options of the export to Fortran.
#[derive(Debug, Clone, PartialEq)]
pub struct FortranOptions {
    /// Whether the module has a subroutine for the Jacobian.
    pub jacobian: bool,
}

impl Default for FortranOptions {
    fn default() -> Self {
        FortranOptions { jacobian: true }
    }
}

pub(super) const SYNTAX: Syntax = Syntax {
    language: "fortran",
    number,
    function,
    times: "*",
    over: "/",
    power: "**",
    not_equal: "/=",
    logic: Logic::Operators { and: ".and.", or: ".or.", not: ".not. " },
    select: |condition, a, b| format!("merge({a}, {b}, {condition})"),
    select_helper: None,
    arrays: None,
};

/// `0.5d0`, `1d-9`: without the `d` the literal would be single precision.
fn number(x: f64) -> String {
    let text = format!("{x:?}");
    if text.contains('e') { text.replace('e', "d") } else { text + "d0" }
}

fn function(function: &Function) -> Spelling {
    use Spelling::{Helper, Native};
    match function {
        Function::Sin => Native("sin"),
        Function::Cos => Native("cos"),
        Function::Tan => Native("tan"),
        Function::Asin => Native("asin"),
        Function::Acos => Native("acos"),
        Function::Atan => Native("atan"),
        Function::Sinh => Native("sinh"),
        Function::Cosh => Native("cosh"),
        Function::Tanh => Native("tanh"),
        Function::Asinh => Native("asinh"),
        Function::Acosh => Native("acosh"),
        Function::Atanh => Native("atanh"),
        Function::Exp => Native("exp"),
        Function::Ln => Native("log"),
        Function::Log10 => Native("log10"),
        Function::Sqrt => Native("sqrt"),
        Function::Abs => Native("abs"),
        Function::Sign => Helper(&SIGN),
        Function::Floor => Helper(&FLOOR),
        Function::Ceil => Helper(&CEILING),
        Function::Round => Helper(&ROUND),
        Function::Erf => Native("erf"),
        Function::Heaviside => Helper(&HEAVISIDE),
        Function::Sigmoid => Helper(&SIGMOID),
        Function::Min => Native("min"),
        Function::Max => Native("max"),
        Function::Mod => Native("modulo"),
        Function::Atan2 => Native("atan2"),
        // Lowering replaces functions of complex numbers by what they are on reals.
        Function::Real | Function::Conj => Native("dble"),
        Function::Imag => Native("aimag"),
        Function::Arg => Native("atan2"),
        // The user spells them; see `Printer`.
        Function::User(_) => Native(""),
    }
}

static SIGN: Helper = Helper {
    name: "signum",
    text: "
! -1, 0 or 1; Fortran's own sign(1, x) has no zero.
pure function signum(x) result(s)
  double precision, intent(in) :: x
  double precision :: s
  s = merge(1.0d0, 0.0d0, x > 0.0d0) - merge(1.0d0, 0.0d0, x < 0.0d0)
end function signum
",
};

static FLOOR: Helper = Helper {
    name: "real_floor",
    text: "
! The largest whole number not above x, as a real; Fortran's own floor(x) is an integer.
pure function real_floor(x) result(r)
  double precision, intent(in) :: x
  double precision :: r
  r = aint(x)
  if (r > x) r = r - 1.0d0
end function real_floor
",
};

static CEILING: Helper = Helper {
    name: "real_ceiling",
    text: "
! The smallest whole number not below x, as a real; Fortran's own ceiling(x) is an integer.
pure function real_ceiling(x) result(r)
  double precision, intent(in) :: x
  double precision :: r
  r = aint(x)
  if (r < x) r = r + 1.0d0
end function real_ceiling
",
};

static ROUND: Helper = Helper {
    name: "round_even",
    text: "
! The nearest whole number, halves to the even one.
pure function round_even(x) result(r)
  double precision, intent(in) :: x
  double precision :: r
  r = anint(x)
  if (abs(x - aint(x)) == 0.5d0) r = 2.0d0*anint(0.5d0*x)
end function round_even
",
};

static HEAVISIDE: Helper = Helper {
    name: "heaviside",
    text: "
! 0 below zero, 1/2 at zero, 1 above.
pure function heaviside(x) result(h)
  double precision, intent(in) :: x
  double precision :: h
  h = 0.5d0*(merge(1.0d0, 0.0d0, x > 0.0d0) + merge(1.0d0, 0.0d0, x >= 0.0d0))
end function heaviside
",
};

static SIGMOID: Helper = Helper {
    name: "sigmoid",
    text: "
! The logistic function.
pure function sigmoid(x) result(s)
  double precision, intent(in) :: x
  double precision :: s
  s = 1.0d0/(1.0d0 + exp(-x))
end function sigmoid
",
};

impl Target for FortranOptions {
    fn name(&self) -> &'static str {
        "Fortran"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { delays: true, infinite_values: false }
    }

    fn name_rules(&self, delayed: bool) -> NameRules {
        NameRules {
            ignores_case: true,
            unicode: false,
            leading_underscore: false,
            // 63 is the limit of the language; the rest is for `_defaults` after the name of the model.
            max_length: 54,
            reserved: keywords::FORTRAN,
            reserved_here: if delayed {
                "t y z p dy dfdy lag ny np nlag signum real_floor real_ceiling round_even heaviside sigmoid"
            } else {
                "t y p dy dfdy ny np signum real_floor real_ceiling round_even heaviside sigmoid"
            },
        }
    }

    fn language(&self) -> &'static str {
        SYNTAX.language
    }

    fn has_jacobian(&self) -> bool {
        self.jacobian
    }

    fn files(&self, model: &Prepared) -> Result<Vec<EmittedFile>, EmitError> {
        let mut w = Writer::new("  ", Continuation::Mark(" &"));
        header(&mut w, model, self.jacobian);
        let id = &model.identifier;
        w.block(&format!("module {id}"), "", |w| declarations(w, model, self.jacobian));
        w.block("contains", "", |w| {
            w.line("");
            defaults(w, model);
            if model.is_delayed() {
                lags(w, model);
                history(w, model);
            }
            right_hand_side(w, model);
            if self.jacobian {
                jacobian(w, model);
            }
            let jacobian = model.jacobian_values().filter(|_| self.jacobian);
            let delays = model.delays.iter().map(|d| &d.value);
            w.definitions(
                &model.definitions(&SYNTAX, model.derivatives.iter().chain(delays).chain(jacobian)),
            );
        });
        w.line(&format!("end module {id}"));
        Ok(vec![EmittedFile { name: format!("{id}.f90"), text: w.finish() }])
    }
}

fn header(w: &mut Writer, model: &Prepared, jacobian: bool) {
    let id = &model.identifier;
    let mut lines = model.header(
        &SYNTAX,
        &References {
            state: &|i| format!("y({})", i + 1),
            parameter: &|i| format!("p({})", i + 1),
            delay: &|k| format!("lag({})", k + 1),
        },
    );
    let z = if model.is_delayed() { " z," } else { "" };
    let mut calls = vec![(format!("call {id}_defaults(y, p)"), "initial state and parameters")];
    if model.is_delayed() {
        calls.push((format!("call {id}_lags(p, lag)"), "the delays"));
        calls.push((format!("call {id}_history(t, y)"), "the state at t <= 0"));
    }
    calls.push((format!("call {id}_rhs(t, y,{z} p, dy)"), "the right-hand side"));
    if jacobian {
        calls.push((format!("call {id}_jac(t, y,{z} p, dfdy)"), "dfdy(i,j) = d dy(i) / d y(j)"));
    }
    if model.is_delayed() {
        calls.push(("z(i,k)".to_string(), "y(i) at time t - lag(k)"));
    }
    lines.push(String::new());
    lines.extend(table(&calls.into_iter().map(|(a, b)| vec![a, b.to_string()]).collect::<Vec<_>>()));
    w.comment("!", &lines);
    w.line("");
}

fn declarations(w: &mut Writer, model: &Prepared, jacobian: bool) {
    let id = &model.identifier;
    let mut sizes = format!("ny = {}, np = {}", model.states.len(), model.parameters.len());
    let mut names = vec!["defaults"];
    if model.is_delayed() {
        sizes += &format!(", nlag = {}", model.delays.len());
        names.extend(["lags", "history"]);
    }
    names.push("rhs");
    names.extend(jacobian.then_some("jac"));
    let names: Vec<String> = names.iter().map(|name| format!("{id}_{name}")).collect();
    w.line("implicit none");
    w.line("private");
    w.line(&format!("integer, parameter, public :: {sizes}"));
    w.line(&format!("public :: {}", names.join(", ")));
    w.line("");
}

/// A subroutine of the module: its arguments with their intent, and its content.
fn subroutine(
    w: &mut Writer,
    model: &Prepared,
    (name, arguments): (&str, &str),
    (inputs, output): (&str, &str),
    content: impl FnOnce(&mut Writer),
) {
    let name = format!("{}_{name}", model.identifier);
    let open = format!("pure subroutine {name}({arguments})");
    w.block(&open, &format!("end subroutine {name}"), |w| {
        if !inputs.is_empty() {
            w.line(&format!("double precision, intent(in) :: {inputs}"));
        }
        w.line(&format!("double precision, intent(out) :: {output}"));
        content(w);
    });
    w.line("");
}

fn values(w: &mut Writer, array: &str, values: impl Iterator<Item = f64>) {
    for (i, x) in values.enumerate() {
        w.line(&format!("{array}({}) = {}", i + 1, SYNTAX.signed(x)));
    }
}

fn defaults(w: &mut Writer, model: &Prepared) {
    let output = format!("y({}), p({})", model.states.len(), model.parameters.len());
    subroutine(w, model, ("defaults", "y, p"), ("", &output), |w| {
        values(w, "y", model.states.iter().map(PreparedVariable::value));
        values(w, "p", model.parameters.iter().map(PreparedVariable::value));
    });
}

fn history(w: &mut Writer, model: &Prepared) {
    let output = format!("y({})", model.states.len());
    subroutine(w, model, ("history", "t, y"), ("t", &output), |w| {
        values(w, "y", model.states.iter().map(PreparedVariable::value));
    });
}

fn lags(w: &mut Writer, model: &Prepared) {
    let inputs = format!("p({})", model.parameters.len());
    let output = format!("lag({})", model.delays.len());
    subroutine(w, model, ("lags", "p, lag"), (&inputs, &output), |w| {
        bindings(w, model, &model.reads(model.delays.iter().map(|d| &d.value)));
        for (k, delay) in model.delays.iter().enumerate() {
            w.line(&format!("lag({}) = {}", k + 1, model.text(&SYNTAX, &delay.value)));
        }
    });
}

/// The arguments of the right-hand side and of the Jacobian, and the declaration of the inputs.
fn arguments(model: &Prepared, output: &str) -> (String, String) {
    let (n, m, k) = (model.states.len(), model.parameters.len(), model.delays.len());
    if model.is_delayed() {
        (format!("t, y, z, p, {output}"), format!("t, y({n}), z({n},{k}), p({m})"))
    } else {
        (format!("t, y, p, {output}"), format!("t, y({n}), p({m})"))
    }
}

fn right_hand_side(w: &mut Writer, model: &Prepared) {
    let (arguments, inputs) = arguments(model, "dy");
    let output = format!("dy({})", model.states.len());
    subroutine(w, model, ("rhs", &arguments), (&inputs, &output), |w| {
        bindings(w, model, &model.reads(&model.derivatives));
        for (i, value) in model.derivatives.iter().enumerate() {
            w.line(&format!("dy({}) = {}", i + 1, model.text(&SYNTAX, value)));
        }
    });
}

fn jacobian(w: &mut Writer, model: &Prepared) {
    let (arguments, inputs) = arguments(model, "dfdy");
    let n = model.states.len();
    subroutine(w, model, ("jac", &arguments), (&inputs, &format!("dfdy({n},{n})")), |w| {
        bindings(w, model, &model.reads(model.jacobian_values()));
        w.line("dfdy = 0.0d0");
        for entry in &model.jacobian {
            let value = model.text(&SYNTAX, &entry.value);
            w.line(&format!("dfdy({},{}) = {value}", entry.row + 1, entry.column + 1));
        }
    });
}

/// Declares the local variables of a routine and gives them their values.
fn bindings(w: &mut Writer, model: &Prepared, reads: &Reads) {
    let access = Access {
        state: &|i| format!("y({})", i + 1),
        parameter: &|i| format!("p({})", i + 1),
        past: &|i| format!("z({},{})", model.past[i].state + 1, model.past[i].delay + 1),
        end: "",
    };
    let lines = model.bindings(&SYNTAX, reads, &access);
    let names = lines.iter().filter_map(|line| line.split_once(" = ")).map(|(name, _)| name);
    for names in names.collect::<Vec<_>>().chunks(8) {
        w.line(&format!("double precision :: {}", names.join(", ")));
    }
    if !lines.is_empty() {
        w.line("");
    }
    w.lines(&lines);
}
