//! The file for `set_symfuncs`: directional derivatives of the right-hand side, as DDE-BIFTOOL itself would have them
//! made by a toolbox for symbols.
//!
//! `set_symfuncs` calls the function with the name of an action. For `'rhs'` there follow 1, the order, the number of
//! states, then one argument for each state at each delay, one for each parameter, and the same again for the direction.
//! Arguments are numbers or rows of numbers. It returns one value for each right-hand side.

use super::{
    DdeBiftoolOptions, Derivatives, ELEMENTWISE, EmitError, Leaf, Prepared, SPELLING_ADVICE, Symbol,
    argument, writer,
};
use crate::emit::EmittedFile;
use crate::emit::derivatives::Routine;

pub(super) fn file(
    model: &Prepared,
    derivatives: &mut Derivatives,
    options: &DdeBiftoolOptions,
) -> Result<EmittedFile, EmitError> {
    let orders: Vec<Vec<usize>> = (0..=options.order).map(|order| derivatives.directional(order)).collect();
    let all = orders.concat();
    derivatives.check(&all, options, SPELLING_ADVICE)?;
    let id = &model.identifier;
    let mut w = writer();
    w.comment("%", &about(model));
    w.line("");
    w.block(&format!("function varargout = sym_{id}(action, varargin)"), "end", |w| {
        w.line("switch action");
        for (word, answer) in [
            ("ntau", model.delays.len()),
            ("tp_del", 0),
            ("maxorder", options.order),
            ("directional_derivative", 1),
        ] {
            w.line(&format!("  case '{word}'"));
            w.line(&format!("    varargout = {{{answer}}};"));
        }
        w.line("  case 'rhs'");
        let handles: Vec<String> = (0..=options.order).map(|order| format!("@order_{order}")).collect();
        w.line(&format!("    orders = {{{}}};", handles.join(", ")));
        w.line("    order = varargin{2};");
        w.line("    varargout = orders{order + 1}(varargin(4:end));");
        w.line("  otherwise");
        w.line(&format!("    error('sym_{id} has no action %s', action);"));
        w.line("end");
    });
    w.line("");
    for (order, parts) in orders.iter().enumerate() {
        let routine = derivatives.routine(&ELEMENTWISE, parts);
        w.block(&format!("function out = order_{order}(args)"), "end", |w| body(w, model, &routine));
        w.line("");
    }
    w.definitions(&derivatives.routine(&ELEMENTWISE, &all).definitions());
    let text = w.finish().trim_end().to_string() + "\n";
    Ok(EmittedFile { name: format!("sym_{id}.m"), text })
}

fn about(model: &Prepared) -> Vec<String> {
    let (id, version) = (&model.identifier, env!("CARGO_PKG_VERSION"));
    vec![
        format!("SYM_{}  Directional derivatives of {} for DDE-BIFTOOL.", id.to_uppercase(), model.model),
        String::new(),
        format!("Exported by PyRates for Rust {version}, hash {:016x}; see {id}.m.", model.hash),
        String::new(),
        "  order_k(args) is the derivative d^k/dh^k of sys_rhs(xx + h*dxx, par + h*dpar) at h = 0, a cell"
            .into(),
        format!(
            "  with one value for each state; args = [num2cell(xx(:))', num2cell(par), the same for dxx, dpar]."
        ),
    ]
}

fn body(w: &mut crate::emit::Writer, model: &Prepared, routine: &Routine) {
    let n = model.states.len();
    let n_past = n * (model.delays.len() + 1);
    let n_all = n_past + model.parameters.len();
    let number = |leaf: &Leaf| match leaf {
        Leaf::Parameter(j) => Some(n_past + j + 1),
        leaf => argument(model, leaf).map(|(state, delay)| delay * n + state + 1),
    };
    let place = |symbol: &Symbol| match symbol {
        Symbol::Value(leaf) => Some(format!("args{{{}}}", number(leaf)?)),
        Symbol::Direction(leaf) => Some(format!("args{{{}}}", n_all + number(leaf)?)),
    };
    w.lines(routine.bindings(model, &place, ";"));
    w.line(&format!("out = cell(1, {n});"));
    for (i, value) in routine.values(model).iter().enumerate() {
        w.line(&format!("out{{{}}} = {value};", i + 1));
    }
}
