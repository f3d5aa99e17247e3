//! A second file that fits parameters to data.

use super::happenings::Solving;
use super::{SYNTAX, elements};
use crate::emit::chosen::chosen_parameter;
use crate::emit::prepared::{Prepared, PreparedVariable};
use crate::emit::writer::{Continuation, Writer};
use crate::emit::{EmitError, EmittedFile};

/// The file, if any parameter is to be fitted.
pub(super) fn file(model: &Prepared, wanted: &[String]) -> Result<Option<EmittedFile>, EmitError> {
    if wanted.is_empty() {
        return Ok(None);
    }
    let wrong = |requirement| EmitError::Option { target: "Julia", option: "fit", requirement };
    if !model.noise.is_empty() {
        return Err(wrong("empty for a model with noise, of which the distance from data is random"));
    }
    if model.is_complex {
        return Err(wrong(
            "empty for complex numbers, or given with real and imaginary parts: `complex: Complex::Parts`",
        ));
    }
    let mut free: Vec<&PreparedVariable> = Vec::new();
    for name in wanted {
        let found = chosen_parameter(&model.parameters, Some(name), "fit", "Julia")?;
        let parameter =
            found.map(|i| &model.parameters[i]).ok_or_else(|| wrong("the names of parameters"))?;
        if free.contains(&parameter) {
            return Err(wrong("given each parameter once"));
        }
        free.push(parameter);
    }
    let mut w = Writer::new("    ", Continuation::Operator);
    header(&mut w, model, &free);
    module(&mut w, model, &free);
    w.verbatim(&SCRIPT.replace("MODEL", &model.identifier));
    Ok(Some(EmittedFile { name: format!("{}Fit.jl", model.identifier), text: w.finish() }))
}

fn header(w: &mut Writer, model: &Prepared, free: &[&PreparedVariable]) {
    let id = &model.identifier;
    let names: Vec<&str> = free.iter().map(|v| v.name.as_str()).collect();
    let column = if model.has_arrays { "its place in u0" } else { "its name in `states`" };
    let lines = [
        format!("Fits parameters of {id} to data: {}.", names.join(", ")),
        String::new(),
        format!("  julia {id}Fit.jl data.csv"),
        String::new(),
        "The first line of the data names the columns: t, and for each state that is known".to_string(),
        format!("{column}. The other lines have numbers."),
        String::new(),
        "From Julia, with Optimization.jl in place of BlackBoxOptim.jl:".to_string(),
        String::new(),
        format!("  include(\"{id}Fit.jl\")"),
        format!("  data = {id}Fit.read_data(\"data.csv\")"),
        format!("  low, high = first.({id}Fit.ranges), last.({id}Fit.ranges)"),
        format!("  problem = OptimizationProblem({id}Fit.loss, (low + high)/2, data; lb = low, ub = high)"),
    ];
    w.comment("#", &lines);
    w.line("");
}

fn module(w: &mut Writer, model: &Prepared, free: &[&PreparedVariable]) {
    let solving = Solving::new(model);
    let id = &model.identifier;
    w.line(&format!("module {id}Fit"));
    w.line("");
    w.line("using DelimitedFiles");
    w.line(&format!("using {}", solving.package));
    w.line(&format!("include(\"{id}.jl\")"));
    let names = solving.names.iter().filter(|name| **name != "p").copied();
    w.line(&format!("using .{id}: {}, states", names.collect::<Vec<_>>().join(", ")));
    w.line("");
    w.line("# The ranges in which values are sought; change them to what you know.");
    let range = |v: &&PreparedVariable| match v.n() {
        1 => format!("[{}]", range(v.value())),
        n if v.values.iter().all(|x| *x == v.value()) => format!("fill({}, {n})", range(v.value())),
        _ => format!("[{}]", v.values.iter().map(|x| range(*x)).collect::<Vec<_>>().join(", ")),
    };
    w.line(&format!("const ranges = vcat({})", free.iter().map(range).collect::<Vec<_>>().join(", ")));
    w.line("");
    w.line("# All parameters, from values of those that are fitted.");
    let mut first = 0;
    let mut entry = |v: &&PreparedVariable| {
        let place = elements("x", first, v.n());
        first += v.n();
        format!("{} = {place}", v.name)
    };
    let entries: Vec<String> = free.iter().map(&mut entry).collect();
    let end = if entries.len() == 1 { "," } else { "" };
    w.line(&format!("parameters(x) = merge({id}.p, ({}{end}))", entries.join(", ")));
    w.line("");
    w.line("# The solution up to a time, as a function of time.");
    w.block("function simulate(p, t_end)", "end", |w| {
        // Optimisers that take derivatives call it with dual numbers.
        w.line(&format!("u0 = {id}.element({id}.u0, p).({id}.u0)"));
        w.line(&format!("problem = {}", solving.problem("t_end")));
        w.line(&format!("return {}", solving.solve("reltol = 1e-8, abstol = 1e-10")));
    });
    w.line("");
    w.verbatim(if model.has_arrays { INDEX_OF_ARRAYS } else { INDEX });
    w.line("");
    w.verbatim(LOSS);
    w.line("");
    w.line(&format!("end # module {id}Fit"));
    w.line("");
}

/// From half of a value to its double.
fn range(value: f64) -> String {
    let (low, high) = match value {
        0.0 => (-1.0, 1.0),
        x if x > 0.0 => (x / 2.0, 2.0 * x),
        x => (2.0 * x, x / 2.0),
    };
    format!("({}, {})", SYNTAX.signed(low), SYNTAX.signed(high))
}

const INDEX: &str = r#"
# The place of a state in u0.
function index(name)
    i = findfirst(==(Symbol(name)), states)
    i === nothing && error("the model has no state $name; its states are $(join(states, ", "))")
    return i
end
"#;

const INDEX_OF_ARRAYS: &str = r#"
# The place of a state in u0.
function index(name)
    i = tryparse(Int, name)
    i in eachindex(u0) || error("the model has no state $name; its states are 1 to $(length(u0))")
    return i
end
"#;

const LOSS: &str = r#"
# Times, places of states, and their values: a row for each time and a column for each state.
function read_data(file)
    values, names = readdlm(file, ',', Float64; header = true)
    names = strip.(vec(names))
    names[1] == "t" || error("the first column of $file must be t, not $(names[1])")
    return (t = values[:, 1], states = index.(names[2:end]), values = values[:, 2:end])
end

# The mean square distance of the model from the data.
function loss(x, data)
    solution = simulate(parameters(x), maximum(data.t))
    # Where the solver gives up, the values are none.
    solution.t[end] < maximum(data.t) && return Inf
    total = zero(eltype(x))
    for (k, t) in enumerate(data.t)
        u = solution(t)
        total += sum(abs2, u[data.states] .- data.values[k, :])
    end
    return total/length(data.values)
end
"#;

const SCRIPT: &str = r#"
if abspath(PROGRAM_FILE) == @__FILE__
    using BlackBoxOptim
    data = MODELFit.read_data(ARGS[1])
    result = bboptimize(x -> MODELFit.loss(x, data); SearchRange = MODELFit.ranges, MaxTime = 60.0)
    println("loss: ", best_fitness(result))
    foreach(println, pairs(MODELFit.parameters(best_candidate(result))))
end
"#;
