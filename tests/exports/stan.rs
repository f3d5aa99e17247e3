//! Programs for Stan: functions compiled from what stanc makes of them, and a fit with PyStan.

use pyrates::emit::{EmitError, EmittedFiles, StanOptions};
use pyrates::ir::system::System;
use pyrates::prelude::*;

use crate::common::Random;
use crate::common::models::PredatorPrey;
use crate::happenings::{Fires, Wanders};
use crate::joined::{joined, watched};
use crate::models::{self, Suite, is_too_large};
use crate::tools::{Folder, stan_python};

/// Makes one C++ program of the functions of all models in some folders, and runs it: it prints the right-hand sides at
/// all points, and for some models where a run of Stan's solver ends.
const DRIVER: &str = r#"
import json, os, re, subprocess, sys
import httpstan

HOME = os.path.dirname(httpstan.__file__)

def stanc(*arguments):
    done = subprocess.run([f'{HOME}/stanc', *arguments], capture_output=True, text=True)
    assert done.returncode == 0 and not done.stderr, (arguments, done.stderr)

def numbers(value):
    return ' '.join(map(repr, value)) + ' '

def stored(kind, value):
    """The value of an argument as text: numbers, behind sizes."""
    if kind == 'real':
        return repr(value) + ' '
    if kind == 'matrix':
        return f'{len(value)} {len(value[0])} ' + ''.join(map(numbers, value))
    return f'{len(value)} ' + numbers(value)

READERS = {'real': 'real', 'vector': 'vec', 'matrix': 'mat', 'array[] int': 'ints'}
head, body = '', ''

def add(folder, place, file, what):
    """Adds the block for one model."""
    global head, body
    id = file.removesuffix('.stan')
    text = open(f'{folder}/{place}/{id}_functions.stan').read()
    data = json.load(open(f'{folder}/{place}/{id}_data.json'))
    stanc(f'{folder}/{place}/{file}', '--o', f'{folder}/{place}/whole.hpp')
    signature = re.search(r'vector (\w+_rhs_?)\(real t, vector y((?:, [^{]*)?)\) \{', text)
    name, arguments = signature[1], [a.rsplit(None, 1) for a in re.split(r',\s+', signature[2])[1:]]
    values = [data[a] if a in data else data[f'{a}_prior'] for _, a in arguments]
    with open(f'{folder}/{place}/arguments.txt', 'w') as out:
        out.write(stored('vector', data['y0']))
        for (kind, _), value in zip(arguments, values):
            out.write(stored(kind, value))
    if what == 'runs':
        declared, called = (''.join(', ' + ' '.join(a[k:]) for a in arguments) for k in (0, 1))
        text += f'''
array[] vector run(vector y0, data array[] real ts{declared}) {{
  return ode_rk45_tol({name}, y0, 0.0, ts, 1e-11, 1e-13, 1000000{called});
}}
'''
    unit = f'{os.path.basename(folder)}_{place}'.replace('-', '_')
    open(f'{unit}.stan', 'w').write(f'functions {{\n{text}\n}}\n')
    stanc(f'{unit}.stan', '--standalone-functions', '--name', unit)
    # Behind its namespace, stanc has the functions once more.
    head += open(f'{unit}.hpp').read().split('// [[stan::function]]')[0]
    read = ''.join(f'auto a{k} = {READERS[kind]}(in); ' for k, (kind, _) in enumerate(arguments))
    given = ''.join(f', a{k}' for k in range(len(arguments)))
    points = f'for (auto& row : rows("{folder}/{place}/points.txt", y0.size())) '
    space = f'{unit}_namespace'
    result = {
        'fields': f'{points} show({space}::{name}(row[0], row.tail(y0.size()).eval(){given}, &std::cerr));',
        'runs': f'show({space}::run(y0, std::vector<double>{{0.25, 0.5}}{given}, &std::cerr)[1]);',
        'views': f'show({space}::{id}_observed(0.0, y0{given}, &std::cerr));',
    }[what]
    body += f'{{ std::ifstream in("{folder}/{place}/arguments.txt"); auto y0 = vec(in); {read}{result} puts("end"); }}\n'

for entry in sys.argv[1:]:
    what, folder = entry.split(':')
    for line in open(f'{folder}/models.txt'):
        add(folder, *line.split(), what)
    body += 'puts("suite");\n'

open('driver.cpp', 'w').write('''
#include <fstream>
#include <iostream>
''' + head + '''
double real(std::istream& in) { std::string word; in >> word; return std::strtod(word.c_str(), nullptr); }
Eigen::VectorXd row(std::istream& in, int n) { Eigen::VectorXd v(n); for (int i = 0; i < n; ++i) v[i] = real(in); return v; }
Eigen::VectorXd vec(std::istream& in) { int n; in >> n; return row(in, n); }
Eigen::MatrixXd mat(std::istream& in) {
  int n, m; in >> n >> m;
  Eigen::MatrixXd a(n, m);
  for (int i = 0; i < n; ++i) a.row(i) = row(in, m);
  return a;
}
std::vector<int> ints(std::istream& in) { int n; in >> n; std::vector<int> v(n); for (int& i : v) in >> i; return v; }
std::vector<Eigen::VectorXd> rows(const char* file, int n) {
  std::ifstream in(file);
  std::vector<Eigen::VectorXd> rows;
  for (;;) { auto next = row(in, n + 1); if (!in) return rows; rows.push_back(next); }
}
void show(const Eigen::VectorXd& v) { for (double x : v) printf("%.17g ", x); puts(""); }
int main() {
''' + body + '}\n')
flags = '-std=c++17 -O0 -w -DSTAN_THREADS -D_REENTRANT -DBOOST_DISABLE_ASSERTS -D_GLIBCXX_USE_CXX11_ABI=0'.split()
libraries = [f'-L{HOME}/lib', f'-Wl,-rpath,{HOME}/lib', '-lsundials_cvodes', '-lsundials_nvecserial', '-ltbb']
subprocess.run(['g++', *flags, f'-I{HOME}/include', 'driver.cpp', '-o', 'driver', *libraries], check=True)
sys.stdout.flush()
subprocess.run(['./driver'], check=True)
"#;

fn emit(system: &System) -> Result<EmittedFiles, EmitError> {
    system.emit_stan()
}

fn is_refused(error: &EmitError) -> bool {
    is_too_large(error) || error.to_string().starts_with("Stan cannot express the delay in the equation")
}

/// All is fitted, of any shape, so that stanc reads what that takes.
fn emit_all(system: &System) -> Result<EmittedFiles, EmitError> {
    let model = pyrates::emit::prepare(system, &StanOptions::default())?;
    let fit = model.parameters.iter().chain(&model.states).map(|v| v.name.clone()).collect();
    system.emit_stan_with(&StanOptions { fit, ..Default::default() })
}

fn emit_watched(system: &System) -> Result<EmittedFiles, EmitError> {
    system.emit_stan_with(&StanOptions { observed: watched().0, ..Default::default() })
}

/// One program for all, since Stan's headers take a compiler a quarter of a minute.
#[test]
fn every_model_has_its_right_hand_side_and_its_runs_in_stan() {
    let Some(python) = stan_python() else { return };
    let [mut suite, expressions] = models::accepted(&emit, &is_refused);
    let chosen = ["QifSfa", "VanDerPol", "WilsonCowan", "StuartLandau", "JansenRit"];
    let runs = Suite::of(suite.systems.clone()).filtered(|system| chosen.contains(&system.name.as_str()));
    assert_eq!(runs.systems.len(), chosen.len());
    suite.systems.extend([Words::default().system(), Quartic::default().system(), joined().system()]);
    let views = Suite::of(vec![joined().system()]);
    let parts: [(&str, &Suite, Emitter); 4] = [
        ("fields", &suite, &emit_all),
        ("fields", &expressions, &emit),
        ("runs", &runs, &emit),
        ("views", &views, &emit_watched),
    ];
    let folders = parts.map(|(kind, suite, emit)| {
        let folder = Folder::new();
        suite.write(&folder, emit, &str::to_string);
        (kind, folder)
    });
    let entries: Vec<String> =
        folders.iter().map(|(kind, folder)| format!("{kind}:{}", folder.0.display())).collect();
    let folder = Folder::new();
    folder.write("driver.py", DRIVER);
    let arguments: Vec<&str> = ["driver.py"].into_iter().chain(entries.iter().map(String::as_str)).collect();
    let printed = folder.run(&python, &arguments);
    let printed: Vec<&str> = printed.split("suite\n").collect();
    let [fields, more, ends, seen, ""] = printed.as_slice() else { panic!("{printed:?}") };
    suite.check(fields);
    expressions.check(more);
    runs.check_ends(0.5, ends);
    views.check_values("Joined", &numbers(seen.trim_end_matches("end\n")), &watched().1);
}

/// How a suite is exported.
type Emitter<'a> = &'a dyn Fn(&System) -> Result<EmittedFiles, EmitError>;

operator! {
    /// Variables that are words of Stan, of C++ or of the program.
    Words {
        equations {
            d/dt target = -real*target + lower*noise - times; d/dt observed = NULL - observed/vector + errno;
            lp = observed*target; d/dt words_rhs = lp - words_rhs*expected;
        }
        variables {
            target: output(0.5), observed: variable(0.2), words_rhs: variable(0.1), lp: variable,
            real: 1.0, lower: -2.0, noise: 0.5, times: 0.25, NULL: 3.0, vector: -4.0, errno: 0.0, expected: 0.5,
        }
    }
}

function! {
    pub fn fourth(x: f64) -> f64 { x.powi(4) }
    spellings {
        stan: {
            value: "fourth({x})",
            definition: "
                real fourth(real x) {
                  return square(square(x));
                }
            "
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

operator! {
    /// A damped oscillator with a drive, of which a sum is seen.
    Swing {
        equations { d/dt x = v; d/dt v = -k*x - c*v + drive*sin(t); seen = x + 0.5*v + base; }
        variables {
            x: output(1.0), v: variable(0.0), seen: variable,
            k: 2.0, c: 0.3, drive: 0.5, base: -0.5, limit: 0.0,
        }
    }
}

/// Fits a program to data, and prints the mean and the standard deviation of everything that is fitted.
const FIT: &str = r#"
import json, os
# Compiled programs are kept here.
os.environ['XDG_CACHE_HOME'] = os.getcwd()
import numpy as np
import stan

data = json.load(open('swing_data.json'))
times, seen = np.loadtxt('seen.txt', ndmin=2).T
data.update(n_times=len(times), times=times.tolist(), observed=seen[:, None].tolist())
program = stan.build(open('swing.stan').read(), data=data, random_seed=1)
inits = json.load(open('swing_inits.json'))
fit = program.sample(num_chains=2, num_warmup=500, num_samples=500, init=[inits, inits])
with open('found.txt', 'w') as out:
    for name in [*inits, 'noise']:
        draws = fit[name].ravel()
        chains = draws.reshape(-1, 2).T    # They alternate.
        print(draws.mean(), draws.std(), abs(chains[0].mean() - chains[1].mean()), file=out)
    print(fit['expected'].mean(), fit['simulated'].mean(), fit['log_lik'].mean(), file=out)
"#;

/// The model with other values, and noise.
fn observations() -> String {
    let truth = Swing { k: 3.0, c: 0.5, base: -0.3, x: 1.5, ..Default::default() };
    let run = truth.simulate(0.0..10.0).method(Dop853).rtol(1e-11).atol(1e-13).interval(0.2).run();
    let solution = run.expect("a solution");
    let [x, v] = ["x", "v"].map(|name| solution.column(name).expect("a state"));
    let mut random = Random::new(3);
    // The sum of twelve uniform numbers is nearly normal.
    let mut normal = || random.vector(12, -0.5, 0.5).iter().sum::<f64>();
    let rows = x.iter().zip(&v).enumerate().skip(1);
    rows.map(|(i, (x, v))| format!("{} {:?}\n", 0.2 * i as f64, x + 0.5 * v - 0.3 + 0.05 * normal()))
        .collect()
}

/// A program compiles for most of a minute.
#[test]
fn a_program_finds_the_parameters_of_data() {
    let Some(python) = stan_python() else { return };
    let fit = ["k", "c", "base", "limit", "x"].map(String::from).to_vec();
    let options = StanOptions { fit, observed: vec!["seen".into()], ..Default::default() };
    let folder = Folder::new();
    Swing::default().emit_stan_with(&options).unwrap().write_to(&folder.0).unwrap();
    folder.write("seen.txt", &observations());
    folder.write("fit.py", FIT);
    folder.run(&python, &["fit.py"]);
    let printed = folder.read("found.txt");
    let rows: Vec<Vec<f64>> = printed.lines().map(numbers).collect();
    let [k, c, base, limit, x, noise, last] = rows.as_slice() else { panic!("{printed}") };
    let known = [(k, 3.0, 0.1), (c, 0.5, 0.05), (base, -0.3, 0.05), (x, 1.5, 0.1), (noise, 0.05, 0.02)];
    for (found, truth, tolerance) in known {
        let [mean, deviation, between] = found[..] else { panic!("{printed}") };
        assert!((mean - truth).abs() < 4.0 * deviation, "{printed}");
        assert!(deviation < tolerance && between < 0.5 * deviation, "{printed}");
    }
    // What has no effect stays as it was.
    assert!(limit[0].abs() < 0.2 && (limit[1] - 1.0).abs() < 0.2, "{printed}");
    assert!((last[0] - last[1]).abs() < 0.01 && (1.2..2.0).contains(&last[2]), "{printed}");
}

fn numbers(line: &str) -> Vec<f64> {
    line.split_whitespace().map(|word| word.parse().expect("a number")).collect()
}

#[test]
fn stan_refuses_what_it_does_not_have() {
    let refused = |system: &System| system.emit_stan().unwrap_err().to_string();
    for (system, construct) in [
        (Fires::default().system(), "the event"),
        (Wanders::default().system(), "noise"),
        (PredatorPrey::default().system(), "the delay in the equation"),
    ] {
        let error = refused(&system);
        assert!(error.starts_with(&format!("Stan cannot express {construct} of `")), "{error}");
    }
    let with = |fit: &[&str], observed: &[&str], solver: &str, spread: f64| {
        let [fit, observed] = [fit, observed].map(|list| list.iter().map(ToString::to_string).collect());
        let options = StanOptions { fit, observed, solver: solver.into(), spread, ..Default::default() };
        Swing::default().emit_stan_with(&options).map(|files| files.text()).map_err(|e| e.to_string())
    };
    assert!(with(&["v", "c"], &["seen", "x"], "bdf", 0.1).unwrap().contains("ode_bdf_tol"));
    for (result, option) in [
        (with(&["nothing"], &[], "rk45", 0.1), "fit"),
        (with(&["seen"], &[], "rk45", 0.1), "fit"),
        (with(&["k", "k"], &[], "rk45", 0.1), "fit"),
        (with(&[], &["k"], "rk45", 0.1), "observed"),
        (with(&[], &[], "euler", 0.1), "solver"),
        (with(&[], &[], "rk45", 0.0), "spread"),
    ] {
        let error = result.unwrap_err();
        assert!(error.starts_with(&format!("the option `{option}` of the export to Stan")), "{error}");
    }
}
