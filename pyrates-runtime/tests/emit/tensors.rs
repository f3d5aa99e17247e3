//! Python modules on PyTorch, JAX and TensorFlow: vector fields, and derivatives in reverse mode against the symbolic
//! Jacobian.

use std::path::{Path, PathBuf};

use pyrates_ir::expr::{BinaryOp, CompareOp, Expr};
use pyrates_ir::function::Function;
use pyrates_ir::system::{Symbol, System};
use pyrates_runtime::emit::{
    Emit, EmitError, EmittedFiles, Form, JaxOptions, TensorflowOptions, TorchOptions,
};

use crate::check::{check_points, points_file};
use crate::contrast::contrast;
use crate::models;
use crate::tools::{Folder, jax_python, tensorflow_python, torch_python};

const TORCH: &str = "
import torch
torch.set_default_dtype(torch.float64)
import MODULE as m
p = {name: torch.tensor(value) for name, value in m.P0.items()}
array = torch.tensor

def both(t, y, z):
    f = lambda y: m.vector_field(torch.tensor(t), y, *z, p)
    return f(y).tolist(), torch.autograd.functional.jacobian(f, y).reshape(-1).tolist()
";

const JAX: &str = "
import jax, jax.numpy as jnp
jax.config.update('jax_enable_x64', True)
import MODULE as m
p = m.parameters()
array = jnp.asarray
field = jax.jit(lambda y, t, z: m.vector_field(t, y, *z, p))
rows = jax.jit(jax.jacrev(field))

def both(t, y, z):
    return field(y, t, z).tolist(), rows(y, t, z).reshape(-1).tolist()
";

const TENSORFLOW: &str = "
import tensorflow as tf
import MODULE as m
p = m.parameters()
array = tf.constant

def both(t, y, z):
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(y)
        dy = m.ode_fn(t, y, *z, **p)
    rows = tape.jacobian(dy, y, unconnected_gradients=tf.UnconnectedGradients.ZERO, experimental_use_pfor=False)
    return dy.numpy().tolist(), tf.reshape(rows, [-1]).numpy().tolist()
";

/// Prints the vector field and the Jacobian at all points.
const POINTS: &str = "
import numpy as np

for row in np.atleast_2d(np.loadtxt('points.txt')):
    t, y = row[0], row[1:]
    z = ()
    if hasattr(m, 'lags'):
        ages = np.asarray(m.lags(p))[:, None]
        z = (array(0.5 + 0.3*np.sin(t - ages + np.arange(1, len(y) + 1))),)
    dy, jacobian = both(t, array(y), z)
    print(*dy, *jacobian)
";

type Export = fn(&System) -> Result<EmittedFiles, EmitError>;

/// Each target in the form that writes units out: Python, the beginning of the program, and the export.
fn targets() -> [(Option<PathBuf>, &'static str, Export); 3] {
    [
        (torch_python(), TORCH, |system| {
            system.emit_torch_with(&TorchOptions { form: Form::Units, ..Default::default() })
        }),
        (jax_python(), JAX, |system| {
            system.emit_jax_with(&JaxOptions { form: Form::Units, ..Default::default() })
        }),
        (tensorflow_python(), TENSORFLOW, |system| {
            system.emit_tensorflow_with(&TensorflowOptions { form: Form::Units, ..Default::default() })
        }),
    ]
}

fn run(python: &Path, start: &str, points: &str, files: &EmittedFiles, rest: &str) -> String {
    let folder = Folder::new();
    files.write_to(&folder.0).unwrap();
    let module = files.files[0].name.trim_end_matches(".py");
    folder.write("driver.py", &format!("{}{rest}", start.replace("MODULE", module)));
    folder.write("points.txt", points);
    folder.run(python, &["driver.py"])
}

#[test]
fn vector_fields_and_derivatives_agree() {
    for (python, start, export) in targets() {
        let Some(python) = python else { continue };
        for system in
            [models::predator_prey(), models::hostile(), models::vectors(), contrast(), models::ring()]
        {
            let files = export(&system).unwrap();
            check_points(&system, &run(&python, start, &points_file(&system), &files, POINTS));
        }
    }
}

/// `x' = if x > 0 { sqrt(x)*mu } else { -x }` and `z' = if z < 1 { ln(1 - z) } else { 1/z }`.
fn branches() -> System {
    let mut system = models::van_der_pol();
    let leaf = |i| Expr::Leaf(Symbol::Variable(i));
    let root = Expr::call1(Function::Sqrt, leaf(0)) * leaf(2);
    let log = Expr::call1(Function::Ln, Expr::Number(1.0) - leaf(1));
    let inverse = Expr::binary(BinaryOp::Div, Expr::Number(1.0), leaf(1));
    let equations = &mut system.groups[0].equations;
    equations[0].value =
        Expr::select(Expr::compare(CompareOp::Gt, leaf(0), Expr::Number(0.0)), root, -leaf(0));
    equations[1].value = Expr::select(Expr::compare(CompareOp::Lt, leaf(1), Expr::Number(1.0)), log, inverse);
    system
}

#[test]
fn branches_that_are_not_chosen_have_no_part_in_derivatives() {
    let system = branches();
    let points = "0 0.0 1.0\n0 -0.5 2.0\n0 0.25 0.5\n";
    // For each point the field and the rows of the Jacobian.
    let expected = [
        [0.0, 1.0, -1.0, 0.0, 0.0, -1.0],
        [0.5, 0.5, -1.0, 0.0, 0.0, -0.25],
        [0.5, 0.5_f64.ln(), 1.0, 0.0, 0.0, -2.0],
    ];
    for (python, start, export) in targets() {
        let Some(python) = python else { continue };
        let printed = run(&python, start, points, &export(&system).unwrap(), POINTS);
        for (line, expected) in printed.lines().zip(expected) {
            let values: Vec<f64> = line.split_whitespace().map(|word| word.parse().unwrap()).collect();
            let agree = values.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-14);
            assert!(agree && values.len() == 6, "{start}: {values:?} but should be {expected:?}");
        }
    }
}
