//! Programs for Stan: functions compiled from what stanc makes of them, and a fit with PyStan.

use pyrates::emit::{EmitError, EmittedFiles, StanOptions};
use pyrates::ir::system::System;
use pyrates::prelude::*;

use crate::happenings::{Fires, Wanders};
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

def add(folder, place, file, runs):
    """Adds the block for one model."""
    global head, body
    id = file.removesuffix('.stan')
    text = open(f'{folder}/{place}/{id}_functions.stan').read()
    data = json.load(open(f'{folder}/{place}/{id}_data.json'))
    stanc(f'{folder}/{place}/{file}', '--o', f'{folder}/{place}/whole.hpp')
    signature = re.search(r'vector (\w+_rhs)\(real t, vector y((?:, [^{]*)?)\) \{', text)
    name, arguments = signature[1], [a.rsplit(None, 1) for a in re.split(r',\s+', signature[2])[1:]]
    values = [data[a] if a in data else data[f'{a}_prior'] for _, a in arguments]
    with open(f'{folder}/{place}/arguments.txt', 'w') as out:
        out.write(stored('vector', data['y0']))
        for (kind, _), value in zip(arguments, values):
            out.write(stored(kind, value))
    if runs:
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
    result = (f'show({unit}_namespace::run(y0, std::vector<double>{{0.25, 0.5}}{given}, &std::cerr)[1]);' if runs else
              f'for (auto& row : rows("{folder}/{place}/points.txt", y0.size())) '
              f'show({unit}_namespace::{name}(row[0], row.tail(y0.size()).eval(){given}, &std::cerr));')
    body += f'{{ std::ifstream in("{folder}/{place}/arguments.txt"); auto y0 = vec(in); {read}{result} puts("end"); }}\n'

for entry in sys.argv[1:]:
    kind, folder = entry.split(':')
    for line in open(f'{folder}/models.txt'):
        add(folder, *line.split(), kind == 'runs')
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

fn name(file: &str) -> String {
    file.to_string()
}

fn emit(system: &System) -> Result<EmittedFiles, EmitError> {
    system.emit_stan()
}

fn is_refused(error: &EmitError) -> bool {
    is_too_large(error) || error.to_string().starts_with("Stan cannot express the delay in the equation")
}

/// One program for all, since Stan's headers take a compiler a quarter of a minute.
#[test]
fn every_model_has_its_right_hand_side_and_its_runs_in_stan() {
    let Some(python) = stan_python() else { return };
    let [suite, expressions] = models::accepted(&emit, &is_refused);
    let chosen = ["QifSfa", "VanDerPol", "WilsonCowan", "StuartLandau", "JansenRit"];
    let runs = Suite::of(suite.systems.clone()).filtered(|system| chosen.contains(&system.name.as_str()));
    assert_eq!(runs.systems.len(), chosen.len());
    let folders = [Folder::new(), Folder::new(), Folder::new()];
    for (suite, folder) in [&suite, &expressions, &runs].into_iter().zip(&folders) {
        suite.write(folder, &emit, &name);
    }
    let folder = Folder::new();
    folder.write("driver.py", DRIVER);
    let entry = |kind: &str, folder: &Folder| format!("{kind}:{}", folder.0.display());
    let [fields, more, ends] =
        [entry("fields", &folders[0]), entry("fields", &folders[1]), entry("runs", &folders[2])];
    let printed = folder.run(&python, &["driver.py", &fields, &more, &ends]);
    let parts: Vec<&str> = printed.split("suite\n").collect();
    let [fields, more, ends, ""] = parts.as_slice() else { panic!("{printed}") };
    suite.check(fields);
    expressions.check(more);
    runs.check_ends(0.5, ends);
}
