//! C99 headers without dependencies, which C++ and CUDA take, too, unless they have complex numbers. Delayed states come
//! as `z[k*NY + i]`, state `i` at `t - lag[k]`.

mod spelling;

use pyrates_ir::expr::Expr;
use pyrates_ir::system::Kind;

use super::header::References;
use super::keywords;
use super::namer::NameRules;
use super::options::options;
use super::prepared::{Leaf, Places, Prepared, PreparedPast, PreparedVariable};
use super::reads::Reads;
use super::writer::{Continuation, Writer, table};
use super::{Capabilities, Complex, EmitError, EmittedFile, Form, Options, Target};

pub(super) use spelling::SYNTAX;
use spelling::each;

options! {
    /// Options of the export to C.
    pub struct COptions {
        /// Whether the header has a function for the Jacobian, and where populations are arrays for its product with a vector;
        /// models with complex numbers have none.
        pub jacobian: bool = true,
        /// Whether the units of populations share arrays, or all are written out.
        pub form: Form = Form::Populations,
        /// How complex variables stand in the file. Complex numbers are those of C99, which neither C++ nor CUDA nor the solvers
        /// of GSL and SUNDIALS take.
        pub complex: Complex = Complex::Parts,
    }
}

impl Target for COptions {
    fn name(&self) -> &'static str {
        "C"
    }

    fn options(&mut self) -> Option<&mut dyn Options> {
        Some(self)
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { delays: true, infinite_values: true, noise: false, events: false, complex: true }
    }

    fn name_rules(&self, _delayed: bool) -> NameRules {
        NameRules::ascii(
            keywords::C,
            "t y z p dy dfdy vector product column lag i j k signum heaviside sigmoid modulo PYRATES_INLINE I complex imaginary",
        )
    }

    fn language(&self) -> &'static str {
        SYNTAX.language
    }

    fn has_jacobian(&self) -> bool {
        self.jacobian
    }

    fn has_jacobian_product(&self) -> bool {
        self.jacobian
    }

    fn form(&self) -> Form {
        self.form
    }

    fn complex(&self) -> Complex {
        self.complex
    }

    fn files(&self, model: &Prepared) -> Result<Vec<EmittedFile>, EmitError> {
        let has_jacobian = self.jacobian && !model.is_complex;
        let mut w = Writer::new("    ", Continuation::Operator);
        header(&mut w, model, has_jacobian);
        preamble(&mut w, model);
        constants(&mut w, model);
        let jacobian_values = model.jacobian_values().filter(|_| has_jacobian);
        let delays = model.delays.iter().map(|d| &d.value);
        let outputs = model.derivatives.iter().chain(delays).chain(jacobian_values);
        w.definitions(&guarded(model.definitions(&SYNTAX, outputs)));
        if model.is_delayed() {
            lags_and_history(&mut w, model);
        }
        right_hand_side(&mut w, model);
        if has_jacobian {
            jacobian(&mut w, model);
        }
        if !model.is_complex {
            w.lines(["#ifdef __cplusplus", "}", "#endif"]);
        }
        w.line("#endif");
        Ok(vec![EmittedFile { name: format!("{}.h", model.identifier), text: w.finish() }])
    }
}

/// Definitions that several headers may bring, once.
fn guarded(definitions: Vec<String>) -> Vec<String> {
    let guard = |text: String| {
        let name = text.lines().find_map(|line| line.strip_prefix("PYRATES_INLINE double "));
        match name.and_then(|line| line.split('(').next()) {
            Some(name) => {
                let word = format!("PYRATES_{}", name.to_uppercase());
                format!("#ifndef {word}\n#define {word}\n{}\n#endif\n", text.trim_matches('\n'))
            }
            None => text,
        }
    };
    definitions.into_iter().map(guard).collect()
}

/// One element of an array, or the pointer to several.
fn elements(array: &str, first: usize, n: usize) -> String {
    match (n, first) {
        (1, _) => format!("{array}[{first}]"),
        (_, 0) => array.to_string(),
        _ => format!("{array} + {first}"),
    }
}

/// The places of a variable, for the tables of names.
fn reference(array: &str, first: usize, n: usize) -> String {
    if n == 1 { format!("{array}[{first}]") } else { format!("{array}[{first}..{}]", first + n - 1) }
}

fn header(w: &mut Writer, model: &Prepared, jacobian: bool) {
    let id = &model.identifier;
    let mut lines = model.header(
        &SYNTAX,
        &References {
            state: &|i| reference("y", model.states[i].first, model.states[i].n()),
            parameter: &|i| reference("p", model.parameters[i].first, model.parameters[i].n()),
            delay: &|k| reference("lag", model.delays[k].first, model.delays[k].defaults.len()),
        },
    );
    let z = if model.is_delayed() { " z," } else { "" };
    let upper = id.to_uppercase();
    let mut calls = vec![(format!("{id}_y0, {id}_p0"), "initial state and parameters".to_string())];
    if model.is_delayed() {
        calls.push((format!("{id}_lags(p, lag)"), "the delays".into()));
        calls.push((format!("{id}_history(t, y)"), "the state at t <= 0".into()));
    }
    calls.push((format!("{id}_rhs(t, y,{z} dy, p)"), "the right-hand side; the value is 0".into()));
    if jacobian && model.has_arrays {
        let meaning = "the product of the Jacobian and a vector; the value is 0";
        calls.push((format!("{id}_jvp(t, y,{z} vector, product, p)"), meaning.to_string()));
    }
    if jacobian {
        let meaning = format!("dfdy[i*{upper}_NY + j] = d dy[i] / d y[j]; the value is 0");
        calls.push((format!("{id}_jac(t, y,{z} dfdy, p)"), meaning));
    }
    if model.is_delayed() {
        calls.push((format!("z[k*{upper}_NY + i]"), "y[i] at time t - lag[k]".into()));
    }
    lines.push(String::new());
    lines.extend(table(&calls.into_iter().map(|(a, b)| vec![a, b]).collect::<Vec<_>>()));
    // What the user wrote must not end the comment.
    let lines: Vec<String> = lines.iter().map(|line| line.replace("*/", "* /")).collect();
    w.line("/*");
    w.comment(" *", &lines);
    w.line(" */");
}

fn preamble(w: &mut Writer, model: &Prepared) {
    let guard = format!("{}_H", model.identifier.to_uppercase());
    w.lines([format!("#ifndef {guard}"), format!("#define {guard}")]);
    if model.is_complex {
        w.lines(["", "#ifdef __cplusplus"]);
        w.line("#error \"complex numbers of C99; export real and imaginary parts for C++\"");
        w.lines(["#endif", "", "#include <complex.h>", "#include <math.h>", ""]);
    } else {
        w.lines(["", "#include <math.h>", ""]);
    }
    w.lines(["#ifndef PYRATES_INLINE", "#ifdef __CUDACC__"]);
    w.lines(["#define PYRATES_INLINE static inline __host__ __device__", "#else"]);
    w.lines(["#define PYRATES_INLINE static inline", "#endif", "#endif", ""]);
    if !model.is_complex {
        w.lines(["#ifdef __cplusplus", "extern \"C\" {", "#endif", ""]);
    }
}

/// The name of a type.
fn type_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Real => "double",
        Kind::Complex => "double complex",
    }
}

/// The type of the elements of an array of variables: complex if one of these is.
fn common_type(variables: &[PreparedVariable]) -> &'static str {
    let is_complex = variables.iter().any(|v| v.kind() == Kind::Complex);
    type_of(if is_complex { Kind::Complex } else { Kind::Real })
}

fn constants(w: &mut Writer, model: &Prepared) {
    let (id, upper) = (&model.identifier, model.identifier.to_uppercase());
    let (n, m) = (model.n_states(), model.n_parameters());
    let lags =
        if model.is_delayed() { format!(", {upper}_NLAG = {}", model.n_lags()) } else { String::new() };
    w.line(&format!("enum {{ {upper}_NY = {n}, {upper}_NP = {m}{lags} }};"));
    array(w, &format!("{id}_y0"), &model.states);
    array(w, &format!("{id}_p0"), &model.parameters);
    names(w, &format!("{id}_states"), &model.states);
    names(w, &format!("{id}_params"), &model.parameters);
    w.line("");
}

/// The names of variables, and the places of the first element of each.
fn names(w: &mut Writer, name: &str, variables: &[PreparedVariable]) {
    if variables.is_empty() {
        return;
    }
    let names: Vec<String> = variables.iter().map(|v| format!("\"{}\"", v.name)).collect();
    w.line(&format!("static const char *const {name}[] = {{{}}};", names.join(", ")));
    if variables.iter().any(|v| v.n() > 1) {
        let places: Vec<String> = variables.iter().map(|v| v.first.to_string()).collect();
        w.line(&format!("static const int {name}_first[] = {{{}}};", places.join(", ")));
    }
}

fn array(w: &mut Writer, name: &str, variables: &[PreparedVariable]) {
    let values = variables.iter().flat_map(PreparedVariable::complex_values);
    let values: Vec<String> = values.map(|x| SYNTAX.complex_number(x)).collect();
    // An array has one element at least.
    let values = if values.is_empty() { vec!["0.0".to_string()] } else { values };
    let (kind, n) = (common_type(variables), values.len());
    w.line(&format!("static const {kind} {name}[{n}] = {{{}}};", values.join(", ")));
}

/// A function of the header.
fn function(w: &mut Writer, open: &str, content: impl FnOnce(&mut Writer)) {
    w.line(&format!("PYRATES_INLINE {open}"));
    w.block("{", "}", content);
    w.line("");
}

fn lags_and_history(w: &mut Writer, model: &Prepared) {
    let id = &model.identifier;
    let (of_states, of_parameters) = (common_type(&model.states), common_type(&model.parameters));
    function(w, &format!("void {id}_lags(const {of_parameters} *p, double *lag)"), |w| {
        let reads = model.reads(model.delays.iter().map(|d| &d.value));
        if reads.parameters.is_empty() {
            w.line("(void)p;");
        }
        bindings(w, model, &reads);
        for delay in &model.delays {
            assign(w, "lag", delay.first, delay.defaults.len(), &model.text(&SYNTAX, &delay.value));
        }
    });
    function(w, &format!("void {id}_history(double t, {of_states} *y)"), |w| {
        w.line("(void)t;");
        w.line(&each(model.n_states(), &format!("y[i] = {id}_y0[i];")));
    });
}

/// Sets one element, or several in a loop.
fn assign(w: &mut Writer, array: &str, first: usize, n: usize, value: &str) {
    match (n, first) {
        (1, _) => w.line(&format!("{array}[{first}] = {value};")),
        (_, 0) => w.line(&each(n, &format!("{array}[i] = {value};"))),
        _ => w.line(&each(n, &format!("{array}[{first} + i] = {value};"))),
    }
}

/// Sets the elements of an output by an expression for each state.
fn of_each_state(w: &mut Writer, model: &Prepared, output: &str, values: &[Expr<Leaf>]) {
    for (v, value) in model.states.iter().zip(values) {
        assign(w, output, v.first, v.n(), &model.text(&SYNTAX, value));
    }
}

/// The arguments of the right-hand side, of the Jacobian and of its product, which also takes a vector.
fn arguments(model: &Prepared, output: &str) -> String {
    let (of_states, of_parameters) = (common_type(&model.states), common_type(&model.parameters));
    let z = if model.is_delayed() { format!(" const {of_states} *z,") } else { String::new() };
    format!("double t, const {of_states} *y,{z} {of_states} *{output}, const {of_parameters} *p")
}

/// Says to the compiler that arguments need not be used.
fn unused(w: &mut Writer, model: &Prepared) {
    let z = if model.is_delayed() { " (void)z;" } else { "" };
    w.line(&format!("(void)t; (void)y;{z} (void)p;"));
}

fn right_hand_side(w: &mut Writer, model: &Prepared) {
    let open = format!("int {}_rhs({})", model.identifier, arguments(model, "dy"));
    function(w, &open, |w| {
        unused(w, model);
        bindings(w, model, &model.reads(&model.derivatives));
        of_each_state(w, model, "dy", &model.derivatives);
        w.line("return 0;");
    });
}

fn jacobian_product(w: &mut Writer, model: &Prepared) {
    let arguments = arguments(model, "product");
    let arguments = arguments.replacen(" double *product", " const double *vector, double *product", 1);
    function(w, &format!("int {}_jvp({arguments})", model.identifier), |w| {
        unused(w, model);
        let reads = model.reads(&model.jacobian_product);
        for &i in &reads.vector {
            bind(w, model, &Leaf::Vector(i), "vector", &model.vector[i]);
        }
        bindings(w, model, &reads);
        of_each_state(w, model, "product", &model.jacobian_product);
        w.line("return 0;");
    });
}

/// The Jacobian, column by column.
fn jacobian_of_products(w: &mut Writer, model: &Prepared) {
    let (id, n) = (&model.identifier, model.n_states());
    let z = if model.is_delayed() { " z," } else { "" };
    function(w, &format!("int {id}_jac({})", arguments(model, "dfdy")), |w| {
        w.line(&format!("double vector[{n}] = {{0.0}}, column[{n}];"));
        w.block(&format!("for (int j = 0; j < {n}; ++j) {{"), "}", |w| {
            w.line("vector[j] = 1.0;");
            w.line(&format!("{id}_jvp(t, y,{z} vector, column, p);"));
            w.line("vector[j] = 0.0;");
            w.line(&each(n, &format!("dfdy[i*{n} + j] = column[i];")));
        });
        w.line("return 0;");
    });
}

fn jacobian(w: &mut Writer, model: &Prepared) {
    if model.has_arrays {
        jacobian_product(w, model);
        return jacobian_of_products(w, model);
    }
    let n = model.states.len();
    let open = format!("int {}_jac({})", model.identifier, arguments(model, "dfdy"));
    function(w, &open, |w| {
        unused(w, model);
        bindings(w, model, &model.reads(model.jacobian_values()));
        w.line(&each(n * n, "dfdy[i] = 0.0;"));
        for entry in &model.jacobian {
            let value = model.text(&SYNTAX, &entry.value);
            w.line(&format!("dfdy[{}] = {value};", entry.row * n + entry.column));
        }
        w.line("return 0;");
    });
}

fn bindings(w: &mut Writer, model: &Prepared, reads: &Reads) {
    for k in model.tables_of(reads) {
        let table = &model.tables[k];
        let numbers: Vec<String> = table.indices.iter().map(usize::to_string).collect();
        let (name, n) = (&table.name, numbers.len());
        w.line(&format!("static const int {name}[{n}] = {{{}}};", numbers.join(", ")));
    }
    for &i in &reads.states {
        bind(w, model, &Leaf::State(i), "y", &model.states[i]);
    }
    for &i in &reads.parameters {
        bind(w, model, &Leaf::Parameter(i), "p", &model.parameters[i]);
    }
    reads.past.iter().for_each(|&i| past(w, model, &model.past[i]));
    for &i in &reads.auxiliaries {
        let auxiliary = &model.auxiliaries[i];
        let mut lines = model.statements(&SYNTAX, auxiliary, ";");
        if let Some(line) = lines.first_mut().filter(|line| !line.contains("double ")) {
            line.insert_str(0, &format!("const {} ", type_of(auxiliary.kind)));
        }
        w.lines(&lines);
    }
}

/// Gives a name to one element of an argument or to several that follow each other: a copy of these if they are the real
/// parts of complex numbers.
fn bind(w: &mut Writer, model: &Prepared, leaf: &Leaf, array: &str, v: &PreparedVariable) {
    let (name, value, kind) = (&v.name, elements(array, v.first, v.n()), type_of(v.kind()));
    match (v.n(), model.is_real_part(leaf)) {
        (1, false) => w.line(&format!("const {kind} {name} = {value};")),
        (1, true) => w.line(&format!("const double {name} = creal({value});")),
        (_, false) => w.line(&format!("const {kind} *{name} = {value};")),
        (n, true) => {
            w.line(&format!("double {name}[{n}];"));
            w.line(&each(n, &format!("{name}[i] = creal(({value})[i]);")));
        }
    }
}

/// Delayed states: one, some that follow each other, or a copy of those that are far apart.
fn past(w: &mut Writer, model: &Prepared, past: &PreparedPast) {
    let (name, n, size) = (&past.name, past.n, model.n_states());
    let from =
        |first: usize, text: &str| if first == 0 { text.to_string() } else { format!("{first} + {text}") };
    let text = |places: Places| match places {
        Places::One(i) => i.to_string(),
        Places::Range(first, _) | Places::Listed(first, _) => from(first, "i"),
        Places::Table(first, k) => from(first, &format!("{}[i]", model.tables[k].name)),
    };
    let kind = type_of(model.states[past.state].kind());
    let is_real_part = model.has_complex_states() && kind == type_of(Kind::Real);
    let part = |text: String| if is_real_part { format!("creal({text})") } else { text };
    match model.past_places(past) {
        (Places::One(state), Places::One(lag)) => {
            w.line(&format!("const {kind} {name} = {};", part(format!("z[{}]", lag * size + state))));
        }
        (Places::Range(first, _), Places::One(lag)) if !is_real_part => {
            w.line(&format!("const {kind} *{name} = {};", elements("z", lag * size + first, n)));
        }
        (states, lags) => {
            w.line(&format!("{kind} {name}[{n}];"));
            let element = format!("z[({})*{size} + {}]", text(lags), text(states));
            w.line(&each(n, &format!("{name}[i] = {};", part(element))));
        }
    }
}
