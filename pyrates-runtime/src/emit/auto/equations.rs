//! The equation file: the six subroutines that Auto calls.

use std::collections::BTreeSet;

use super::conditions::Conditions;
use super::{AutoOptions, SYNTAX, Slots};
use crate::emit::EmittedFile;
use crate::emit::header::References;
use crate::emit::lines;
use crate::emit::prepared::{Prepared, PreparedEntry};
use crate::emit::reads::Reads;
use crate::emit::writer::{Access, Continuation, Writer, table};

pub(super) fn file(
    model: &Prepared,
    options: &AutoOptions,
    conditions: Option<&Conditions>,
    measures: &str,
) -> EmittedFile {
    let mut w = Writer::new("  ", Continuation::Mark(" &"));
    header(&mut w, model, options);
    right_hand_side(&mut w, model, options.jacobian);
    start(&mut w, model);
    match conditions {
        Some(conditions) => conditions.subroutines(&mut w, model, options.jacobian),
        None => {
            w.verbatim(NO_CONDITIONS);
            w.line("");
        }
    }
    w.verbatim(UNUSED);
    w.line("");
    w.verbatim(measures);
    EmittedFile { name: format!("{}.f90", model.identifier), text: w.finish() }
}

/// The place for the conditions of boundary value problems.
const NO_CONDITIONS: &str = "
! A model has no boundary conditions, integral conditions, objectives and measures; this is their place.
subroutine bcnd(ndim, par, icp, nbc, u0, u1, fb, ijac, dbc)
  implicit none
  integer, intent(in) :: ndim, icp(*), nbc, ijac
  double precision, intent(in) :: par(*), u0(ndim), u1(ndim)
  double precision, intent(out) :: fb(nbc)
  double precision, intent(inout) :: dbc(nbc,*)
  fb = 0.0d0
end subroutine bcnd

subroutine icnd(ndim, par, icp, nint, u, uold, udot, upold, fi, ijac, dint)
  implicit none
  integer, intent(in) :: ndim, icp(*), nint, ijac
  double precision, intent(in) :: par(*), u(ndim), uold(ndim), udot(ndim), upold(ndim)
  double precision, intent(out) :: fi(nint)
  double precision, intent(inout) :: dint(nint,*)
  fi = 0.0d0
end subroutine icnd
";

/// What Auto links but calls only for optimisation.
const UNUSED: &str = "
subroutine fopt(ndim, u, icp, par, ijac, fs, dfdu, dfdp)
  implicit none
  integer, intent(in) :: ndim, icp(*), ijac
  double precision, intent(in) :: u(ndim), par(*)
  double precision, intent(out) :: fs
  double precision, intent(inout) :: dfdu(ndim), dfdp(*)
  fs = 0.0d0
end subroutine fopt
";

/// The place for measures of solutions, empty.
pub(super) const NO_MEASURES: &str = "
subroutine pvls(ndim, u, par)
  implicit none
  integer, intent(in) :: ndim
  double precision, intent(in) :: u(ndim)
  double precision, intent(inout) :: par(*)
end subroutine pvls
";

fn header(w: &mut Writer, model: &Prepared, options: &AutoOptions) {
    let slots = Slots::new(model);
    let mut text = model.header(
        &SYNTAX,
        &References {
            state: &|i| format!("u({})", i + 1),
            parameter: &|i| format!("par({})", slots.of(i)),
            delay: &|_| String::new(),
        },
    );
    text.push(String::new());
    text.push(
        "Auto itself uses par(10) to par(14): par(11) is the period, par(14) the time. For homoclinic"
            .to_string(),
    );
    text.push("orbits it uses all entries from par(10) on that are not in the table.".to_string());
    if model.n_own_states < model.states.len() {
        text.push(String::new());
        let first = format!("u({})", model.n_own_states + 1);
        text.extend(lines::about(&first, options.nodes));
    }
    text.push(String::new());
    let id = &model.identifier;
    let calls = [
        (format!("gfortran -O2 -fopenmp {id}.f90 $AUTO_DIR/lib/*.o -o {id}.exe"), "once"),
        (format!("OMP_NUM_THREADS=1 ./{id}.exe < c.ivp"), "each c. file, after the one that its s= names"),
        (format!("@r {id}"), "c.ivp, by Auto's commands"),
    ];
    text.extend(table(&calls.map(|(a, b)| vec![a, b.to_string()])));
    w.comment("!", &text);
    w.line("");
}

fn right_hand_side(w: &mut Writer, model: &Prepared, jacobian: bool) {
    let rates = model.reads(&model.derivatives);
    let by_states = model.reads(values(&model.jacobian).filter(|_| jacobian));
    let by_parameters = model.reads(values(&model.parameter_jacobian).filter(|_| jacobian));
    let by_parameters = without(&without(&by_parameters, &rates), &by_states);
    let by_states = without(&by_states, &rates);
    w.block("subroutine func(ndim, u, icp, par, ijac, f, dfdu, dfdp)", "", |w| {
        w.line("implicit none");
        w.line("integer, intent(in) :: ndim, icp(*), ijac");
        w.line("double precision, intent(in) :: u(ndim), par(*)");
        w.line("double precision, intent(out) :: f(ndim)");
        w.line("double precision, intent(inout) :: dfdu(ndim,ndim), dfdp(ndim,*)");
        declare(w, model, [&rates, &by_states, &by_parameters]);
        w.line("");
        w.lines(bindings(model, &rates));
        for (i, value) in model.derivatives.iter().enumerate() {
            w.line(&format!("f({}) = {}", i + 1, model.text(&SYNTAX, value)));
        }
        if jacobian {
            let slots = Slots::new(model);
            let (columns, parameter) = (|column: usize| column + 1, |column: usize| slots.of(column));
            derivatives(w, model, &by_states, &model.jacobian, ("dfdu", "u(j)", 0), &columns);
            derivatives(
                w,
                model,
                &by_parameters,
                &model.parameter_jacobian,
                ("dfdp", "par(j)", 1),
                &parameter,
            );
        }
    });
    functions(w, model, jacobian);
    w.line("end subroutine func");
    w.line("");
}

/// What the equations call is inside the subroutine, so that nothing else need be linked.
fn functions(w: &mut Writer, model: &Prepared, jacobian: bool) {
    let derivatives = values(&model.jacobian).chain(values(&model.parameter_jacobian));
    let outputs = model.derivatives.iter().chain(derivatives.filter(|_| jacobian));
    let definitions = model.definitions(&SYNTAX, outputs);
    if definitions.is_empty() {
        return;
    }
    w.block("contains", "", |w| {
        w.line("");
        w.definitions(&definitions);
    });
}

fn values(entries: &[PreparedEntry]) -> impl Iterator<Item = &pyrates_ir::expr::Expr<crate::emit::Leaf>> {
    entries.iter().map(|entry| &entry.value)
}

/// What remains to be read after others were.
fn without(reads: &Reads, others: &Reads) -> Reads {
    let rest = |a: &BTreeSet<usize>, b: &BTreeSet<usize>| a.difference(b).copied().collect();
    Reads {
        states: rest(&reads.states, &others.states),
        parameters: rest(&reads.parameters, &others.parameters),
        past: rest(&reads.past, &others.past),
        auxiliaries: rest(&reads.auxiliaries, &others.auxiliaries),
        vector: rest(&reads.vector, &others.vector),
    }
}

fn bindings(model: &Prepared, reads: &Reads) -> Vec<String> {
    let slots = Slots::new(model);
    let access = Access {
        state: &|i| format!("u({})", i + 1),
        parameter: &|i| format!("par({})", slots.of(i)),
        // The past is in the states.
        past: &|_| String::new(),
        end: "",
    };
    model.bindings(&SYNTAX, reads, &access)
}

fn declare(w: &mut Writer, model: &Prepared, reads: [&Reads; 3]) {
    let lines: Vec<String> = reads.iter().flat_map(|reads| bindings(model, reads)).collect();
    let names = lines.iter().filter_map(|line| line.split_once(" = ")).map(|(name, _)| name);
    for names in names.collect::<Vec<_>>().chunks(8) {
        w.line(&format!("double precision :: {}", names.join(", ")));
    }
}

/// The entries of a matrix of derivatives, after `step` of them was enough for those who want less. Auto has set the matrix
/// to zero, but its part for homoclinic orbits has not.
fn derivatives(
    w: &mut Writer,
    model: &Prepared,
    reads: &Reads,
    entries: &[PreparedEntry],
    (array, by, step): (&str, &str, u32),
    column: &dyn Fn(usize) -> usize,
) {
    w.line(&format!("if (ijac == {step}) return"));
    w.line("");
    w.comment("!", &[format!("{array}(i,j) = d f(i) / d {by}")]);
    w.lines(bindings(model, reads));
    match step {
        0 => w.line(&format!("{array} = 0.0d0")),
        _ => Slots::new(model)
            .ranges()
            .into_iter()
            .for_each(|range| w.line(&format!("{array}(:,{}:{}) = 0.0d0", range.start(), range.end()))),
    }
    for entry in entries {
        let value = model.text(&SYNTAX, &entry.value);
        w.line(&format!("{array}({},{}) = {value}", entry.row + 1, column(entry.column)));
    }
}

/// The initial state and the parameters.
fn start(w: &mut Writer, model: &Prepared) {
    let slots = Slots::new(model);
    w.block("subroutine stpnt(ndim, u, par, t)", "end subroutine stpnt", |w| {
        w.line("implicit none");
        w.line("integer, intent(in) :: ndim");
        w.line("double precision, intent(inout) :: u(ndim), par(*)");
        w.line("double precision, intent(in) :: t");
        w.line("");
        for (i, v) in model.parameters.iter().enumerate() {
            w.line(&format!("par({}) = {}", slots.of(i), SYNTAX.signed(v.value())));
        }
        w.line("par(14) = 0.0d0");
        for (i, v) in model.states.iter().enumerate() {
            w.line(&format!("u({}) = {}", i + 1, SYNTAX.signed(v.value())));
        }
    });
    w.line("");
}
