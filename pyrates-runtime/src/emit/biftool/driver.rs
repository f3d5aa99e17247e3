//! The script: equilibria over a parameter, their bifurcations with normal forms, a curve of Hopf points and cycles.

use super::{DdeBiftoolOptions, ELEMENTWISE, Prepared, writer};
use crate::emit::EmittedFile;
use crate::emit::writer::Writer;

pub(super) fn file(
    model: &Prepared,
    options: &DdeBiftoolOptions,
    delays: &[usize],
    first: usize,
    second: Option<usize>,
) -> EmittedFile {
    let id = &model.identifier;
    let name = |i: usize| &model.parameters[i].name;
    let bounds = |i: usize| match options.range {
        Some(range) if i == first => range,
        _ => neighbourhood(model.parameters[i].value(), delays.contains(&i)),
    };
    let mut w = writer();
    w.comment("%", &about(id, name(first), options));
    w.line("");
    let functions = if options.jacobian { "symfuncs" } else { "funcs" };
    w.line(&format!("funcs = {id}('{functions}');"));
    w.line(&format!("ind = {id}('ind');"));
    w.line("");
    equilibria(&mut w, id, name(first), bounds(first));
    if let Some(second) = second {
        hopf_curve(&mut w, [name(first), name(second)], [bounds(first), bounds(second)]);
    }
    cycles(&mut w, name(first), bounds(first));
    EmittedFile { name: format!("{id}_run.m"), text: w.finish().trim_end().to_string() + "\n" }
}

fn about(id: &str, name: &str, options: &DdeBiftoolOptions) -> Vec<String> {
    let normal_forms = if options.jacobian { ", with normal forms" } else { "" };
    vec![
        format!("{}_RUN  Bifurcations over {name} by DDE-BIFTOOL{normal_forms}.", id.to_uppercase()),
        String::new(),
        "DDE-BIFTOOL must be on the path: its folders ddebiftool, ddebiftool_utilities, ddebiftool_extra_psol".into(),
        "and ddebiftool_extra_nmfm.".into(),
    ]
}

/// Where a continuation ends without a wish of the user; delays do not become negative.
fn neighbourhood(value: f64, is_delay: bool) -> (f64, f64) {
    let width = value.abs().max(1.0);
    if is_delay { (0.0, value + 2.0 * width) } else { (value - width, value + width) }
}

/// Arguments that bound a parameter and the steps in it.
fn limits(names: &[&String], bounds: &[(f64, f64)]) -> String {
    let rows = |value: &dyn Fn(&(f64, f64)) -> f64| {
        let row = |(name, bounds): (&&String, &(f64, f64))| {
            format!("ind.{name}, {}", ELEMENTWISE.signed(value(bounds)))
        };
        format!("[{}]", names.iter().zip(bounds).map(row).collect::<Vec<_>>().join("; "))
    };
    let (low, high, step) = (rows(&|b| b.0), rows(&|b| b.1), rows(&|b| (b.1 - b.0) / 100.0));
    format!("limits = {{'min_bound', {low}, 'max_bound', {high}, 'max_step', {step}}};")
}

fn equilibria(w: &mut Writer, id: &str, name: &String, bounds: (f64, f64)) {
    let step = ELEMENTWISE.signed((bounds.1 - bounds.0) / 500.0);
    w.comment("%", &[format!("Equilibria, from the initial state in both directions of {name}.")]);
    w.line(&limits(&[name], &[bounds]));
    w.line(&format!(
        "[branch, found] = SetupStst(funcs, 'x', {id}('x0'), 'parameter', {id}('par'), 'contpar', ind.{name}, 'step', \
         {step}, limits{{:}}, 'newheuristics_tests', 0);"
    ));
    w.line("assert(all(found), 'Newton''s method finds no equilibrium; start nearer to one');");
    w.line("branch.method.continuation.plot = 0;");
    w.line("branch = br_contn(funcs, branch, 300);");
    w.line("branch = br_rvers(branch);");
    w.line("branch = br_contn(funcs, branch, 300);");
    w.line("[branch, tests, places, kinds] = LocateSpecialPoints(funcs, branch);");
    w.block("for k = 1:numel(places)", "end", |w| {
        w.line("point = branch.point(places(k));");
        w.line(&format!("fprintf('%s at {name} = %.10g\\n', kinds{{k}}, point.parameter(ind.{name}));"));
    });
    w.line("hopf_places = places(strcmp(kinds, 'hopf'));");
    w.line("");
}

fn hopf_curve(w: &mut Writer, names: [&String; 2], bounds: [(f64, f64); 2]) {
    let [first, second] = names;
    w.comment("%", &[format!("Hopf points over {first} and {second}, from the first one.")]);
    w.block("if ~isempty(hopf_places)", "end", |w| {
        w.line(&limits(&names, &bounds));
        let step = ELEMENTWISE.signed((bounds[0].1 - bounds[0].0) / 500.0);
        w.line(&format!(
            "hopf = SetupHopf(funcs, branch, hopf_places(1), 'contpar', [ind.{first}, ind.{second}], 'dir', ind.{first}, \
             'step', {step}, limits{{:}});"
        ));
        w.line("hopf.method.continuation.plot = 0;");
        w.line("hopf = br_contn(funcs, hopf, 50);");
        w.line("hopf = br_rvers(hopf);");
        w.line("hopf = br_contn(funcs, hopf, 50);");
        w.line("fprintf('curve of %d Hopf points\\n', numel(hopf.point));");
    });
    w.line("");
}

fn cycles(w: &mut Writer, name: &String, bounds: (f64, f64)) {
    w.comment("%", &[format!("Cycles over {name}, from the first Hopf point.")]);
    w.block("if ~isempty(hopf_places)", "end", |w| {
        w.line(&limits(&[name], &[bounds]));
        w.line(&format!(
            "cycles = SetupPsol(funcs, branch, hopf_places(1), 'contpar', ind.{name}, 'intervals', 20, 'degree', 4, \
             limits{{:}});"
        ));
        w.line("cycles.method.continuation.plot = 0;");
        w.line("cycles = br_contn(funcs, cycles, 20);");
        w.line("point = cycles.point(end);");
        w.line(&format!(
            "fprintf('%d cycles, the last one at {name} = %.6g with period %.6g\\n', numel(cycles.point), \
             point.parameter(ind.{name}), point.period);"
        ));
    });
}
