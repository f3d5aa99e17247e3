//! Models for ModelingToolkit.jl: equations as symbols, which the package simplifies, differentiates and compiles.

use pyrates_ir::function::Function;

use super::spelling::{SYNTAX as PLAIN, function};
use crate::emit::header::References;
use crate::emit::keywords;
use crate::emit::namer::NameRules;
use crate::emit::prepared::{Leaf, Prepared};
use crate::emit::printer::Printer;
use crate::emit::syntax::{Logic, Spelling, Syntax};
use crate::emit::writer::{Continuation, Writer};
use crate::emit::{Capabilities, EmitError, EmittedFile, Target};

/// Options of the export to ModelingToolkit.jl.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct ModelingToolkitOptions {}

/// Conditions are symbols, so nothing may branch on them.
const SYNTAX: Syntax = Syntax {
    function: symbolic,
    logic: Logic::Functions { and: "&", or: "|", not: "!" },
    select: |condition, a, b| format!("ifelse({condition}, {a}, {b})"),
    arrays: None,
    ..PLAIN
};

/// The package traces functions with symbols; the error function branches, and is there under its own name.
fn symbolic(of: &Function) -> Spelling {
    match of {
        Function::Erf => Spelling::Native("erf"),
        other => function(other),
    }
}

impl Target for ModelingToolkitOptions {
    fn name(&self) -> &'static str {
        "ModelingToolkit.jl"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { delays: true, infinite_values: true, noise: false, events: false, complex: false }
    }

    fn name_rules(&self, _delayed: bool) -> NameRules {
        NameRules {
            ignores_case: false,
            unicode: true,
            leading_underscore: true,
            max_length: 200,
            reserved: keywords::JULIA,
            reserved_here: "t D system equations erf ifelse heaviside sigmoid ModelingToolkit SpecialFunctions System \
                            mtkcompile named",
        }
    }

    fn identifier(&self, model: &str) -> String {
        format!("{model}Toolkit")
    }

    fn language(&self) -> &'static str {
        SYNTAX.language
    }

    fn has_jacobian(&self) -> bool {
        false
    }

    fn files(&self, model: &Prepared) -> Result<Vec<EmittedFile>, EmitError> {
        let mut w = Writer::new("    ", Continuation::Operator);
        header(&mut w, model);
        w.line(&format!("module {}", model.identifier));
        w.line("");
        w.line("using ModelingToolkit");
        w.line("using ModelingToolkit: t_nounits, D_nounits");
        let calls_erf = model
            .derivatives
            .iter()
            .chain(auxiliaries(model))
            .any(|e| e.any(&mut |e| matches!(e, pyrates_ir::expr::Expr::Call(Function::Erf, _))));
        if calls_erf {
            w.line("using SpecialFunctions: erf");
        }
        w.line("");
        w.line("const t, D = t_nounits, D_nounits");
        w.line("");
        w.definitions(&model.definitions(&SYNTAX, &model.derivatives));
        declarations(&mut w, model);
        equations(&mut w, model);
        w.line("end # module");
        Ok(vec![EmittedFile { name: format!("{}.jl", model.identifier), text: w.finish() }])
    }
}

fn auxiliaries(model: &Prepared) -> impl Iterator<Item = &pyrates_ir::expr::Expr<Leaf>> {
    model.auxiliaries.iter().filter_map(|a| a.value.expression())
}

fn header(w: &mut Writer, model: &Prepared) {
    let mut lines = model.header(
        &SYNTAX,
        &References {
            state: &|i| model.states[i].name.clone(),
            parameter: &|i| model.parameters[i].name.clone(),
            delay: &|k| (k + 1).to_string(),
        },
    );
    let id = &model.identifier;
    lines.extend([String::new(), format!("  include(\"{id}.jl\")"), "  using ModelingToolkit".to_string()]);
    lines.push(format!("  model = mtkcompile({id}.system)"));
    lines.extend(
        match model.is_delayed() {
            true => [
                "  using DelayDiffEq",
                "  solution = solve(DDEProblem(model, [], (0.0, 100.0)), MethodOfSteps(Tsit5()))",
            ],
            false => {
                ["  using OrdinaryDiffEq", "  solution = solve(ODEProblem(model, [], (0.0, 100.0)), Tsit5())"]
            }
        }
        .map(String::from),
    );
    w.comment("#", &lines);
    w.line("");
}

fn declarations(w: &mut Writer, model: &Prepared) {
    if !model.parameters.is_empty() {
        w.block("@parameters begin", "end", |w| {
            for v in &model.parameters {
                w.line(&format!("{} = {}", v.name, SYNTAX.signed(v.value())));
            }
        });
    }
    // Variables that are read with delays are declared as functions of any time.
    let argument = if model.is_delayed() { ".." } else { "t" };
    w.block("@variables begin", "end", |w| {
        for v in &model.states {
            w.line(&format!("{}({argument}) = {}", v.name, SYNTAX.signed(v.value())));
        }
        for k in model.reads(&model.derivatives).auxiliaries {
            w.line(&format!("{}(t)", model.auxiliaries[k].name));
        }
    });
    w.line("");
}

fn equations(w: &mut Writer, model: &Prepared) {
    w.block("equations = [", "]", |w| {
        for (i, value) in model.derivatives.iter().enumerate() {
            w.line(&format!("D({}) ~ {},", leaf(model, &Leaf::State(i)), text(model, value)));
        }
        for k in model.reads(&model.derivatives).auxiliaries {
            let auxiliary = &model.auxiliaries[k];
            let value = auxiliary.value.expression().map(|e| text(model, e)).unwrap_or_default();
            w.line(&format!("{} ~ {value},", auxiliary.name));
        }
    });
    w.line("");
    w.line("@named system = System(equations, t)");
    w.line("");
}

fn text(model: &Prepared, e: &pyrates_ir::expr::Expr<Leaf>) -> String {
    Printer { syntax: &SYNTAX, leaf: &|symbol| leaf(model, symbol), kind: None }.text(e)
}

fn leaf(model: &Prepared, symbol: &Leaf) -> String {
    match *symbol {
        Leaf::State(i) if model.is_delayed() => format!("{}(t)", model.states[i].name),
        Leaf::Past(i) => {
            let past = &model.past[i];
            let delay = Printer { syntax: &SYNTAX, leaf: &|symbol| leaf(model, symbol), kind: None };
            let delay = delay.text(&model.delays[past.delay].value);
            let simple = delay.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.');
            let delay = if simple { delay } else { format!("({delay})") };
            format!("{}(t - {delay})", model.states[past.state].name)
        }
        ref other => model.leaf(other),
    }
}
