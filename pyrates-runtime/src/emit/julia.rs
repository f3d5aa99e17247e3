//! Julia modules. Vector fields have the signatures of DifferentialEquations.jl; parameters are a named
//! tuple, as BifurcationKit.jl likes them.

use pyrates_ir::function::Function;

use super::header::References;
use super::keywords;
use super::namer::NameRules;
use super::prepared::{Prepared, PreparedPast};
use super::reads::Reads;
use super::syntax::{Helper, Logic, Spelling, Syntax};
use super::writer::{Access, Continuation, Writer};
use super::{Capabilities, EmitError, EmittedFile, Target};

/// Options of the export to Julia.
#[derive(Debug, Clone, PartialEq)]
pub struct JuliaOptions {
    /// Whether the module has functions for the Jacobian.
    pub jacobian: bool,
}

impl Default for JuliaOptions {
    fn default() -> Self {
        JuliaOptions { jacobian: true }
    }
}

pub(super) const SYNTAX: Syntax = Syntax {
    language: "julia",
    number,
    function,
    times: "*",
    over: "/",
    power: "^",
    not_equal: "!=",
    logic: Logic::Operators { and: "&&", or: "||", not: "!" },
    select: |condition, a, b| format!("({condition} ? {a} : {b})"),
    select_helper: None,
    arrays: None,
};

fn number(x: f64) -> String {
    if x.is_nan() {
        "NaN".to_string()
    } else if x.is_infinite() {
        "Inf".to_string()
    } else {
        format!("{x:?}")
    }
}

fn function(function: &Function) -> Spelling {
    use Spelling::{Helper, Native};
    match function {
        Function::Sin => Native("sin"),
        Function::Cos => Native("cos"),
        Function::Tan => Native("tan"),
        Function::Asin => Native("asin"),
        Function::Acos => Native("acos"),
        Function::Atan | Function::Atan2 => Native("atan"),
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
        Function::Sign => Native("sign"),
        Function::Floor => Native("floor"),
        Function::Ceil => Native("ceil"),
        Function::Round => Native("round"),
        Function::Erf => Helper(&ERF),
        Function::Heaviside => Helper(&HEAVISIDE),
        Function::Sigmoid => Helper(&SIGMOID),
        Function::Min => Native("min"),
        Function::Max => Native("max"),
        Function::Mod => Native("mod"),
        // Lowering replaces functions of complex numbers by what they are on reals.
        Function::Real => Native("real"),
        Function::Imag => Native("imag"),
        Function::Conj => Native("conj"),
        Function::Arg => Native("angle"),
        // The user spells them; see `Printer`.
        Function::User(_) => Native(""),
    }
}

static HEAVISIDE: Helper = Helper {
    name: "heaviside",
    text: "
# 0 below zero, 1/2 at zero, 1 above.
heaviside(x) = (sign(x) + 1) / 2
",
};

static SIGMOID: Helper = Helper {
    name: "sigmoid",
    text: "
# The logistic function.
sigmoid(x) = 1 / (1 + exp(-x))
",
};

static ERF: Helper = Helper {
    name: "erf",
    text: "
# The error function: a series near zero, a scaled complement elsewhere.
const erf_series = (
    {series},
)
const erf_scaled = (
    {scaled},
)

function erf(x)
    a = abs(x)
    a < {end} && return x * evalpoly(x * x, reverse(erf_series))
    a > 6.0 && return copysign(one(x), x)
    s = (a - {centre}) / (a + {centre})
    complement = exp(-a * a) * evalpoly(s, reverse(erf_scaled)) / (a + {centre})
    return copysign(1 - complement, x)
end
",
};

impl Target for JuliaOptions {
    fn name(&self) -> &'static str {
        "Julia"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { delays: true, infinite_values: true }
    }

    fn name_rules(&self, delayed: bool) -> NameRules {
        NameRules {
            ignores_case: false,
            unicode: true,
            leading_underscore: true,
            max_length: 200,
            reserved: keywords::JULIA,
            reserved_here: if delayed {
                "t u p h du J v xd past lag states u0 lags params f f! rhs! jac jac! element erf erf_series \
                 erf_scaled heaviside sigmoid"
            } else {
                "t u p du J v states u0 params f f! jac jac! element erf erf_series erf_scaled heaviside sigmoid"
            },
        }
    }

    fn identifier(&self, model: &str) -> String {
        model.to_string()
    }

    fn language(&self) -> &'static str {
        SYNTAX.language
    }

    fn has_jacobian(&self) -> bool {
        self.jacobian
    }

    fn files(&self, model: &Prepared) -> Result<Vec<EmittedFile>, EmitError> {
        let mut w = Writer::new("    ", Continuation::Operator);
        header(&mut w, model);
        w.line(&format!("module {}", model.identifier));
        w.line("");
        constants(&mut w, model);
        let jacobian = model.jacobian_values().filter(|_| self.jacobian);
        let delays = model.delays.iter().map(|d| &d.value);
        w.definitions(&model.definitions(&SYNTAX, model.derivatives.iter().chain(delays).chain(jacobian)));
        if model.is_delayed() {
            lags_and_history(&mut w, model);
            delayed_vector_field(&mut w, model);
        } else {
            vector_field(&mut w, model);
        }
        if self.jacobian {
            jacobian_functions(&mut w, model);
        }
        w.line("end # module");
        Ok(vec![EmittedFile { name: format!("{}.jl", model.identifier), text: w.finish() }])
    }
}

fn header(w: &mut Writer, model: &Prepared) {
    let mut lines = model.header(
        &SYNTAX,
        &References {
            state: &|i| format!("u[{}]", i + 1),
            parameter: &|i| format!("p[{}]", i + 1),
            delay: &|k| format!("lags[{}]", k + 1),
        },
    );
    let id = &model.identifier;
    lines.push(String::new());
    lines.push(format!("  include(\"{id}.jl\")"));
    lines.extend(if model.is_delayed() {
        [
            format!("  using .{id}: f!, u0, h, p, lags"),
            "  using DelayDiffEq".to_string(),
            "  problem = DDEProblem(f!, u0, h, (0.0, 100.0), p; constant_lags = lags(p))".to_string(),
            "  solution = solve(problem, MethodOfSteps(Tsit5()))".to_string(),
        ]
    } else {
        [
            format!("  using .{id}: f!, u0, p"),
            "  using OrdinaryDiffEq".to_string(),
            "  problem = ODEProblem(f!, u0, (0.0, 100.0), p)".to_string(),
            "  solution = solve(problem, Tsit5())".to_string(),
        ]
    });
    w.comment("#", &lines);
    w.line("");
}

fn constants(w: &mut Writer, model: &Prepared) {
    let symbols: Vec<String> = model.states.iter().map(|v| format!(":{}", v.name)).collect();
    let end = if symbols.len() == 1 { "," } else { "" };
    w.line(&format!("const states = ({}{end})", symbols.join(", ")));
    w.line(&format!("const u0 = {}", initial_state(model)));
    if model.parameters.is_empty() {
        w.line("const p = NamedTuple()");
    } else {
        w.block("const p = (", ")", |w| {
            for v in &model.parameters {
                w.line(&format!("{} = {},", v.name, SYNTAX.signed(v.value())));
            }
        });
    }
    w.line("");
    w.line("# Parameters from a vector, for optimisers.");
    w.line("params(v::AbstractVector) = NamedTuple{keys(p)}(Tuple(v))");
    w.line("");
    w.line("# The number type of results, so that dual numbers pass through states and parameters.");
    w.line("element(u, p) = promote_type(eltype(u), map(typeof, Tuple(p))...)");
    w.line("");
}

fn initial_state(model: &Prepared) -> String {
    let values: Vec<String> = model.states.iter().map(|v| SYNTAX.signed(v.value())).collect();
    format!("[{}]", values.join(", "))
}

fn lags_and_history(w: &mut Writer, model: &Prepared) {
    w.block("function lags(p)", "end", |w| {
        bindings(w, model, &model.reads(model.delays.iter().map(|d| &d.value)));
        let lags: Vec<String> = model.delays.iter().map(|d| model.text(&SYNTAX, &d.value)).collect();
        w.line(&format!("return [{}]", lags.join(", ")));
    });
    w.line("");
    w.line("# The states at t <= 0.");
    w.line("h(p, t; idxs = nothing) = idxs === nothing ? copy(u0) : u0[idxs]");
    w.line("h(out, p, t; idxs = nothing) = (out .= h(p, t; idxs = idxs); out)");
    w.line("");
}

fn assignments(w: &mut Writer, model: &Prepared) {
    bindings(w, model, &model.reads(&model.derivatives));
    for (i, value) in model.derivatives.iter().enumerate() {
        w.line(&format!("du[{}] = {}", i + 1, model.text(&SYNTAX, value)));
    }
    w.line("return nothing");
}

fn vector_field(w: &mut Writer, model: &Prepared) {
    w.block("function f!(du, u, p, t = 0.0)", "end", |w| assignments(w, model));
    w.line("");
    w.block("function f(u, p, t = 0.0)", "end", |w| {
        w.lines(["du = similar(u, element(u, p))", "f!(du, u, p, t)", "return du"]);
    });
    w.line("");
}

fn delayed_vector_field(w: &mut Writer, model: &Prepared) {
    w.line("# The right-hand side; past holds the delayed states.");
    w.block("function rhs!(du, u, past, p, t)", "end", |w| assignments(w, model));
    w.line("");
    w.line("# For DelayDiffEq.jl.");
    w.block("function f!(du, u, h, p, t)", "end", |w| {
        past_from_history(w, model);
        w.line("return rhs!(du, u, past, p, t)");
    });
    w.line("");
    w.line("# For DDEBifurcationKit.jl: xd.u[k] is the state at t - lags(p)[k].");
    w.block("function f(u, xd, p, t = 0.0)", "end", |w| {
        w.line("du = similar(u, element(u, p))");
        let past = past_tuple(model, |past| format!("xd.u[{}][{}]", past.delay + 1, past.state + 1));
        w.line(&format!("rhs!(du, u, {past}, p, t)"));
        w.line("return du");
    });
    w.line("");
}

fn past_from_history(w: &mut Writer, model: &Prepared) {
    w.line("lag = lags(p)");
    let past = |past: &PreparedPast| format!("h(p, t - lag[{}]; idxs = {})", past.delay + 1, past.state + 1);
    w.line(&format!("past = {}", past_tuple(model, past)));
}

fn past_tuple(model: &Prepared, item: impl Fn(&PreparedPast) -> String) -> String {
    let items: Vec<String> = model.past.iter().map(item).collect();
    let end = if items.len() == 1 { "," } else { "" };
    format!("({}{end})", items.join(", "))
}

fn jacobian_functions(w: &mut Writer, model: &Prepared) {
    let delayed = model.is_delayed();
    let open = if delayed { "function jac!(J, u, h, p, t)" } else { "function jac!(J, u, p, t = 0.0)" };
    w.line("# J[i, j] is the derivative of du[i] with respect to u[j].");
    w.block(open, "end", |w| {
        let reads = model.reads(model.jacobian_values());
        if !reads.past.is_empty() {
            past_from_history(w, model);
        }
        bindings(w, model, &reads);
        w.line("fill!(J, zero(eltype(J)))");
        for entry in &model.jacobian {
            let value = model.text(&SYNTAX, &entry.value);
            w.line(&format!("J[{}, {}] = {value}", entry.row + 1, entry.column + 1));
        }
        w.line("return nothing");
    });
    w.line("");
    if !delayed {
        w.block("function jac(u, p, t = 0.0)", "end", |w| {
            w.lines(["J = zeros(element(u, p), length(u), length(u))", "jac!(J, u, p, t)", "return J"]);
        });
        w.line("");
    }
}

fn bindings(w: &mut Writer, model: &Prepared, reads: &Reads) {
    let access = Access {
        state: &|i| format!("u[{}]", i + 1),
        parameter: &|i| format!("p.{}", model.parameters[i].name),
        past: &|i| format!("past[{}]", i + 1),
        end: "",
    };
    w.lines(model.bindings(&SYNTAX, reads, &access));
}
