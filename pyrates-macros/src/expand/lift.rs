//! The flat system as Rust that builds it again at run time.

use proc_macro2::{Ident, Span, TokenStream};
use pyrates_ir::expr::Expr;
use pyrates_ir::function::Function;
use pyrates_ir::system::{
    Connection, Coupling, Delays, Equation, EquationForm, Group, Kind, Pattern, Symbol, System, UnitRange,
    Value, Variable, VariableRef, Weights,
};
use quote::quote;

use super::Item;
use super::expression::literal;
use super::functions;
use super::patterns::sparse_matrix;
use super::sizes::has_matrix;
use crate::names::field;

/// An expression that makes the system.
pub(super) fn system(item: &Item) -> TokenStream {
    let krate = &item.header.krate;
    let (name, doc) = (&item.system.name, item.header.doc());
    let groups = item.system.groups.iter().map(group);
    let couplings = item.system.couplings.iter().map(|c| coupling(item, c));
    let system = quote!(b::system(#name, #doc, ::std::vec![#(#groups),*], ::std::vec![#(#couplings),*]));
    let system = match &item.system.time_unit {
        Some(unit) => quote!(b::with_time_unit(#system, #unit)),
        None => system,
    };
    quote! {
        use #krate::ir::build as b;
        use #krate::ir::expr::{BinaryOp, CompareOp, LogicOp};
        use #krate::ir::function::Function;
        use #krate::ir::system::{Delays, Pattern, Role, Weights};
        #system
    }
}

/// Whether the system is the same for all values of a model: sizes are not chosen at run time, and no matrix is.
pub(super) fn is_constant(system: &System) -> bool {
    let is_resizable = system.groups.iter().flat_map(|group| &group.members).any(|member| member.resizable);
    !is_resizable && system.couplings.iter().all(|coupling| coupling.connection.is_none())
}

fn group(group: &Group) -> TokenStream {
    let name = &group.name;
    let members = group.members.iter().map(|member| {
        let path = &member.path;
        let count = match member.resizable {
            true => {
                let n = run_time_size(&member.path);
                quote!(::core::option::Option::Some(#n))
            }
            false => option(member.count),
        };
        quote!((&[#(#path),*], #count))
    });
    let n = group.members.first().filter(|member| member.resizable).map(|member| run_time_size(&member.path));
    let variables = group.variables.iter().map(|v| variable(v, n.as_ref()));
    let equations = group.equations.iter().map(equation);
    let plain = quote! {
        b::group(#name, &[#(#members),*], ::std::vec![#(#variables),*], ::std::vec![#(#equations),*])
    };
    if group.events.is_empty() {
        return plain;
    }
    let events = group.events.iter().map(|event| {
        let (switch, stop) = (event.switch, event.stop);
        let set = event.set.iter().map(|(state, value)| quote!((#state, #value)));
        quote!((#switch, &[#(#set),*], #stop))
    });
    quote!(b::with_events(#plain, &[#(#events),*]))
}

fn option(value: Option<usize>) -> TokenStream {
    match value {
        Some(n) => quote!(::core::option::Option::Some(#n)),
        None => quote!(::core::option::Option::None),
    }
}

/// The number of units of a population whose size is chosen at run time.
fn run_time_size(path: &[String]) -> TokenStream {
    let path = path.iter().map(|part| field(part));
    quote!(self #(.#path)*.len())
}

/// A variable; `units` is their number where it is chosen at run time.
fn variable(variable: &Variable, units: Option<&TokenStream>) -> TokenStream {
    let plain = plain_variable(variable, units);
    match &variable.unit {
        Some(unit) => quote!(b::with_unit(#plain, #unit)),
        None => plain,
    }
}

fn plain_variable(variable: &Variable, units: Option<&TokenStream>) -> TokenStream {
    let path = &variable.path;
    let role = variant("Role", &variable.role);
    let runs = runs(&variable.values).into_iter();
    if variable.kind == Kind::Complex {
        let runs = runs.map(|(value, n)| {
            let (re, im, n) = (literal(value.re), literal(value.im), units.cloned().unwrap_or(quote!(#n)));
            quote!((#re, #im, #n))
        });
        return quote!(b::complex_variable(&[#(#path),*], #role, &[#(#runs),*]));
    }
    let runs = runs.map(|(value, n)| {
        let (value, n) = (literal(value.re), units.cloned().unwrap_or(quote!(#n)));
        quote!((#value, #n))
    });
    quote!(b::variable(&[#(#path),*], #role, &[#(#runs),*]))
}

/// Runs of equal values.
fn runs(values: &[Value]) -> Vec<(Value, usize)> {
    let mut runs: Vec<(Value, usize)> = Vec::new();
    for value in values {
        match runs.last_mut() {
            Some((last, n)) if last == value => *n += 1,
            _ => runs.push((*value, 1)),
        }
    }
    runs
}

fn equation(equation: &Equation) -> TokenStream {
    let (v, value) = (equation.variable, expression(&equation.value));
    match equation.form {
        EquationForm::Assignment => quote!(b::assign(#v, #value)),
        EquationForm::Derivative => quote!(b::derive(#v, #value)),
    }
}

fn coupling(item: &Item, coupling: &Coupling) -> TokenStream {
    let at = |at: &pyrates_ir::system::VariableRef| {
        let (g, v) = (at.group, at.variable);
        quote!((#g, #v))
    };
    let (source, target) = (at(&coupling.source), at(&coupling.target));
    let weights = match coupling.weights {
        Weights::Own => quote!(Weights::Own),
        Weights::Of(c) => quote!(Weights::Of(#c)),
        Weights::One => quote!(Weights::One),
    };
    let delays = match coupling.delays {
        Delays::None => quote!(Delays::None),
        Delays::Own => quote!(Delays::Own),
        Delays::Of(c) => quote!(Delays::Of(#c)),
        Delays::Target(v) => quote!(Delays::Target(#v)),
    };
    let value = expression(&coupling.value);
    if let Some(c) = &coupling.connection {
        let connection = connection(item, coupling, c);
        return quote!(b::connected(#source, #target, #value, (#weights, #delays), #connection));
    }
    // A table of literals is no code.
    let edges = coupling.edges.iter().map(|edge| {
        let (scope, name, source, target) = (&edge.scope, &edge.name, edge.source_unit, edge.target_unit);
        let (weight, delay) = (literal(edge.weight), literal(edge.delay));
        quote!((&[#(#scope),*], #name, (#source, #target), #weight, #delay))
    });
    quote!(b::coupling(#source, #target, #value, (#weights, #delays), &[#(#edges),*]))
}

fn connection(item: &Item, coupling: &Coupling, c: &Connection) -> TokenStream {
    let (scope, name) = (&c.scope, &c.name);
    let matrix = sparse_matrix(c);
    let links = quote!(b::sparse_links(#matrix.rows(), #matrix.columns(), #matrix.sources()));
    let pattern = match &c.pattern {
        Pattern::Sparse(_) => quote!(Pattern::Sparse(#links)),
        Pattern::SparsePre(_) => quote!(Pattern::SparsePre(#links)),
        Pattern::SparsePost(_) => quote!(Pattern::SparsePost(#links)),
        Pattern::SparseRows(_) => quote!(Pattern::SparseRows(#links)),
        other => variant("Pattern", other),
    };
    let range = |at: VariableRef, range: UnitRange| {
        let (first, n) = (range.first, range.count);
        match item.system.group(at).members.as_slice() {
            [member] if member.resizable => {
                let n = run_time_size(&member.path);
                quote!((#first, #n))
            }
            _ => quote!((#first, #n)),
        }
    };
    let (sources, targets) = (range(coupling.source, c.sources), range(coupling.target, c.targets));
    let fields: Vec<Ident> = c.path().iter().map(|part| field(part)).collect();
    let stored = |own: bool, of_pairs: bool, what: &str, declared: &[f64]| match (own, of_pairs) {
        (true, true) => {
            let key = field(&format!("{what}s"));
            quote!(self #(.#fields)*.#key.values().to_vec())
        }
        (true, false) => {
            let key = field(what);
            quote!(::std::vec![self #(.#fields)*.#key])
        }
        (false, _) => {
            let declared = declared.iter().map(|x| literal(*x));
            quote!(::std::vec![#(#declared),*])
        }
    };
    let of_pairs = has_matrix(coupling);
    let weights = stored(coupling.weights == Weights::Own, of_pairs, "weight", &c.weights);
    let delays =
        stored(coupling.delays == Delays::Own, of_pairs && !coupling.has_one_delay(), "delay", &c.delays);
    let one_delay = c.one_delay;
    quote!(b::connection((&[#(#scope),*], #name), #pattern, #sources, #targets, #weights, (#delays, #one_delay)))
}

/// A variant of one of our enums, by its `Debug` name.
fn variant(ty: &str, value: &dyn std::fmt::Debug) -> TokenStream {
    let (ty, name) =
        (Ident::new(ty, Span::call_site()), Ident::new(&format!("{value:?}"), Span::call_site()));
    quote!(#ty::#name)
}

fn expression(e: &Expr<Symbol>) -> TokenStream {
    let go = expression;
    match e {
        Expr::Number(x) => {
            let x = literal(*x);
            quote!(b::num(#x))
        }
        Expr::Imaginary(x) => {
            let x = literal(*x);
            quote!(b::imaginary(#x))
        }
        Expr::Leaf(Symbol::Variable(v)) => quote!(b::var(#v)),
        Expr::Leaf(Symbol::Time) => quote!(b::time()),
        Expr::Leaf(Symbol::Delay) => quote!(b::delay()),
        Expr::Leaf(Symbol::Noise(source)) => quote!(b::noise(#source)),
        Expr::Neg(a) => {
            let a = go(a);
            quote!(b::neg(#a))
        }
        Expr::Not(a) => {
            let a = go(a);
            quote!(b::not(#a))
        }
        Expr::Binary(op, x, y) => {
            let (op, x, y) = (variant("BinaryOp", op), go(x), go(y));
            quote!(b::bin(#op, #x, #y))
        }
        Expr::Compare(op, x, y) => {
            let (op, x, y) = (variant("CompareOp", op), go(x), go(y));
            quote!(b::cmp(#op, #x, #y))
        }
        Expr::Logic(op, x, y) => {
            let (op, x, y) = (variant("LogicOp", op), go(x), go(y));
            quote!(b::logic(#op, #x, #y))
        }
        Expr::Select(c, x, y) => {
            let (c, x, y) = (go(c), go(x), go(y));
            quote!(b::select(#c, #x, #y))
        }
        Expr::Past(x, delay) => {
            let (x, delay) = (go(x), go(delay));
            quote!(b::past(#x, #delay))
        }
        Expr::Call(function, arguments) => {
            let function = match function {
                Function::User(function) => functions::lift(function),
                other => variant("Function", other),
            };
            let arguments = arguments.iter().map(go);
            quote!(b::call(#function, [#(#arguments),*]))
        }
    }
}
