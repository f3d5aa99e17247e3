//! Models in CellML, read, checked and turned into Python by libCellML: vector fields, and runs of that code.

use pyrates::emit::EmitError;
use pyrates::prelude::*;

use crate::models::{self, Suite};
use crate::tools::{Folder, cellml_python};

/// The derivatives of a model as a function of time and state, in the order of the states in the file.
const LOAD: &str = "
import math
import libcellml as lc
import numpy as np

def load(file):
    model = lc.Parser(True).parseModel(open(file).read())
    for judge, act in ((lc.Validator(), 'validateModel'), (lc.Analyser(), 'analyseModel')):
        getattr(judge, act)(model)
        assert judge.issueCount() == 0, judge.issue(0).description()
    component = model.component(0)
    names = [component.variable(k).name() for k in range(component.variableCount())]
    code = lc.Generator().implementationCode(
        judge.analyserModel(), lc.GeneratorProfile(lc.GeneratorProfile.Profile.PYTHON))
    m = {}
    exec(code, m)
    states, rates = m['create_states_array'](), m['create_states_array']()
    rest = [m[f'create_{kind}_array']() for kind in ('constants', 'computed_constants', 'algebraic_variables')]
    m['initialise_arrays'](states, rates, *rest)
    m['compute_computed_constants'](0.0, states, rates, *rest)
    order = sorted(range(len(states)), key=lambda k: names.index(m['STATE_INFO'][k]['name']))
    def field(t, y):
        values = [0.0]*len(states)
        for k, value in zip(order, y):
            values[k] = value
        m['compute_rates'](t, values, rates, *rest)
        return [rates[k] for k in order]
    return field, [states[k] for k in order]
";

const FIELDS: &str = "
for line in open('models.txt'):
    folder, name = line.split()
    field, _ = load(f'{folder}/{name}')
    for row in np.loadtxt(folder + '/points.txt', ndmin=2).tolist():
        print(*field(row[0], row[1:]))
    print('end')
";

const TRAJECTORIES: &str = "
from scipy.integrate import solve_ivp
for line in open('models.txt'):
    field, start = load('/'.join(line.split()))
    print(*solve_ivp(field, (0.0, 0.5), start, method='DOP853', rtol=1e-12, atol=1e-14).y[:, -1])
    print('end')
";

/// CellML has no delays.
fn is_refused(error: &EmitError) -> bool {
    let construct = "the delay in the equation";
    models::is_too_large(error)
        || matches!(error, EmitError::Unsupported { construct: found, target: "CellML", .. } if *found == construct)
}

fn run(suite: &Suite, program: &str) -> Option<String> {
    let python = cellml_python()?;
    let folder = Folder::new();
    suite.write(&folder, &|system| system.emit_cellml(), &str::to_string);
    folder.write("driver.py", &format!("{LOAD}{program}"));
    Some(folder.run(&python, &["driver.py"]))
}

#[test]
fn every_model_without_delays_is_code_of_libcellml() {
    for suite in models::accepted(&|system| system.emit_cellml(), &is_refused) {
        let Some(printed) = run(&suite, FIELDS) else { return };
        suite.check(&printed);
    }
}

#[test]
fn trajectories_of_libcellml_are_those_of_the_library() {
    let [suite, _] = models::accepted(&|system| system.emit_cellml(), &is_refused);
    if let Some(printed) = run(&suite, TRAJECTORIES) {
        suite.check_ends(0.5, &printed);
    }
}

function! {
    pub fn fourth(x: f64) -> f64 { x.powi(4) }
    spellings {
        cellml: {
            value: "<apply><power/>{x}<ci>four</ci></apply>",
            definition: "<variable name='four' units='dimensionless' initial_value='4'/>"
        }
    }
}

operator! {
    /// A function in Rust.
    Quartic {
        functions { fourth }
        equations { d/dt x = fourth(x - c); }
        variables { x: output(0.5), c: 0.25 }
    }
}

#[test]
fn functions_in_rust_are_spelled_in_mathml() {
    let suite = Suite::of(vec![Quartic::default().system()]);
    if let Some(printed) = run(&suite, FIELDS) {
        suite.check(&printed);
    }
}
