//! The file that runs the component.

use super::LemsOptions;
use crate::emit::EmittedFile;
use crate::emit::prepared::Prepared;
use crate::emit::writer::{Continuation, Writer};

const TYPES: &str = include_str!("simulation.xml");

/// So many states are drawn, in these colors.
const COLORS: [&str; 10] = [
    "#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22",
    "#17becf",
];

/// A run of the component in another file.
pub(super) fn file(model: &Prepared, options: &LemsOptions, component: &str) -> EmittedFile {
    let id = &model.identifier;
    let name = format!("LEMS_{id}.xml");
    let (length, step) = (options.t_end, options.dt);
    let mut w = Writer::new("  ", Continuation::Operator);
    w.verbatim("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    w.verbatim(&format!(
        "<!--\n  Runs the component of {component}, which says what it is, by Euler's method:\n\n    pynml {name}\n    \
         pylems {name}\n\n  or, without windows, with the option -nogui. It writes {id}.dat: time, and the states in the \
         order below.\n-->"
    ));
    w.verbatim(TYPES);
    w.indented(1, |w| {
        w.verbatim(&format!("<Include file=\"{component}\"/>"));
        w.verbatim(&format!("<Target component=\"{id}_run\"/>"));
        let run = format!("id=\"{id}_run\" length=\"{length}s\" step=\"{step}s\" target=\"{id}_1\"");
        w.verbatim(&format!("<Simulation {run}>"));
        w.indented(1, |w| inside(w, model, length));
        w.verbatim("</Simulation>");
    });
    w.verbatim("</Lems>");
    EmittedFile { name, text: w.finish() }
}

/// A display of some states, and a file with all of them.
fn inside(w: &mut Writer, model: &Prepared, length: f64) {
    let id = &model.identifier;
    let region = format!("xmin=\"0\" xmax=\"{length}\" ymin=\"-1\" ymax=\"1\" timeScale=\"1s\"");
    w.verbatim(&format!("<Display id=\"display\" title=\"{id}\" {region}>"));
    w.indented(1, |w| {
        for (v, color) in model.states.iter().zip(COLORS) {
            let name = &v.name;
            let scale = "scale=\"1\" timeScale=\"1s\"";
            w.verbatim(&format!("<Line id=\"line_{name}\" quantity=\"{name}\" {scale} color=\"{color}\"/>"));
        }
    });
    w.verbatim("</Display>");
    w.verbatim(&format!("<OutputFile id=\"file\" fileName=\"{id}.dat\">"));
    w.indented(1, |w| {
        for v in &model.states {
            w.verbatim(&format!("<OutputColumn id=\"column_{0}\" quantity=\"{0}\"/>", v.name));
        }
    });
    w.verbatim("</OutputFile>");
}
