//! DiffSL, the language of diffsol: tensors, one after the other. States are elements of `u_i`, parameters of `in_i`, and
//! the right-hand sides `F_i`. Populations are vectors, and what edges bring is a product with a matrix.

mod names;
mod spelling;
mod tensors;
mod terms;

use super::chosen::{chosen_parameter, find};
use super::header::References;
use super::namer::{NameRules, Namer};
use super::options::options;
use super::prepared::{Prepared, PreparedVariable};
use super::writer::{Continuation, Writer};
use super::{Capabilities, EmitError, EmittedFile, Form, Options, Target};

use spelling::SYNTAX;
use tensors::Tensors;

const NAME: &str = "DiffSL";

options! {
    /// Options of the export to DiffSL.
    pub struct DiffslOptions {
        /// Parameters, by path or name, that are inputs, whose values are given for each run; others are numbers in the file.
        /// By default inputs are all that are single numbers.
        pub inputs: Vec<String> = Vec::new(),
        /// Whether the units of populations share vectors, or all are written out.
        pub form: Form = Form::Populations,
    }
}

impl Target for DiffslOptions {
    fn name(&self) -> &'static str {
        NAME
    }

    fn options(&mut self) -> Option<&mut dyn Options> {
        Some(self)
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { delays: false, infinite_values: false, noise: false, events: true, complex: false }
    }

    fn name_rules(&self, _delayed: bool) -> NameRules {
        // Names change once more, see `names`.
        NameRules::ascii("", "")
    }

    fn language(&self) -> &'static str {
        SYNTAX.language
    }

    fn has_jacobian(&self) -> bool {
        false
    }

    fn form(&self) -> Form {
        self.form
    }

    fn files(&self, model: &Prepared) -> Result<Vec<EmittedFile>, EmitError> {
        let inputs = self.chosen_inputs(model)?;
        let model = terms::in_terms_of_diffsl(model, Namer::new(self.name_rules(false)))?;
        let (model, names) = names::renamed(&model);
        let mut w = Writer::new("  ", Continuation::Operator);
        header(&mut w, &model, &inputs);
        w.definitions(&model.definitions(&SYNTAX, model.derivatives.iter().chain(model.happenings())));
        Tensors::new(&model, names, &inputs).write(&mut w);
        Ok(vec![EmittedFile { name: format!("{}.diffsl", model.identifier), text: w.finish() }])
    }
}

impl DiffslOptions {
    /// The indices of the parameters that are inputs.
    fn chosen_inputs(&self, model: &Prepared) -> Result<Vec<usize>, EmitError> {
        if self.inputs.is_empty() {
            return Ok((0..model.parameters.len()).filter(|&i| model.parameters[i].n() == 1).collect());
        }
        // Names in the file have no underscores.
        let renamed = names::renamed(model).0.parameters;
        let mut inputs = Vec::new();
        for wanted in &self.inputs {
            let known = find(&model.parameters, wanted).or_else(|| find(&renamed, wanted));
            // The search says what is wrong.
            let place = match known {
                Some(i) => Some(i),
                None => chosen_parameter(&model.parameters, Some(wanted), "inputs", NAME)?,
            };
            inputs.extend(place.filter(|i| !inputs.contains(i)));
        }
        match inputs.iter().find(|&&i| model.is_multiplied(i)) {
            Some(&i) => Err(EmitError::Unsupported {
                target: NAME,
                construct: "a matrix among the inputs, as that",
                variable: model.parameters[i].path.clone(),
                advice: "leave it out of `inputs`, or write the units out with `form: Form::Units`",
            }),
            None => Ok(inputs),
        }
    }
}

fn header(w: &mut Writer, model: &Prepared, inputs: &[usize]) {
    let first = |i: usize| inputs.iter().take_while(|&&k| k != i).map(|&k| model.parameters[k].n()).sum();
    let place = |array: &str, first: usize, n: usize| match n {
        1 => format!("{array}[{first}]"),
        n => format!("{array}[{first}:{}]", first + n),
    };
    let mut lines = model.header(
        &SYNTAX,
        &References {
            state: &|i| place("u", model.states[i].first, model.states[i].n()),
            parameter: &|i| match inputs.contains(&i) {
                true => place("p", first(i), model.parameters[i].n()),
                false => "constant".to_string(),
            },
            delay: &|_| String::new(),
        },
    );
    let values: Vec<String> = inputs.iter().flat_map(|&i| numbers(&model.parameters[i])).collect();
    lines.push(String::new());
    lines.push("The inputs, in order:".to_string());
    let rows: Vec<String> = values.chunks(8).map(|row| row.join(", ")).collect();
    lines.extend(format!("  p = [{}]", rows.join(",\n       ")).lines().map(str::to_string));
    lines.extend([
        String::new(),
        "In Python:".to_string(),
        "  import numpy as np, pydiffsol as ds".to_string(),
        format!("  ode = ds.Ode(open(\"{}.diffsl\").read())", model.identifier),
        "  solution = ode.solve_dense(np.array(p), np.linspace(0.0, 100.0, 1001))".to_string(),
    ]);
    w.comment("//", &lines);
    w.line("");
}

fn numbers(v: &PreparedVariable) -> Vec<String> {
    v.values.iter().map(|x| SYNTAX.signed(*x)).collect()
}
