//! Calls: functions, conditionals, and the past of variables.

use crate::expr::{BinaryOp, Expr, ValueSort};
use crate::finding::{Code, Finding, Loc, Name};
use crate::function::Function;
use crate::noise;
use crate::vectors::{Operation, VectorFunction, Written};

use super::{Parser, require};

impl Parser<'_> {
    /// A call: a function, a conditional, or the past of a variable.
    pub(super) fn call(&mut self, name: Name) -> Result<Written, Finding> {
        self.at += 1;
        let (arguments, locs) = self.arguments(')')?;
        if let Some(function) = self.functions.iter().find(|function| function.name.text == name.text) {
            function.arity().map_or(Ok(()), |arity| count(&name, arity, &arguments))?;
            require_all(&arguments, &locs)?;
            noise::refuse_in_arguments(&name, &arguments)?;
            return function.call(&name, arguments);
        }
        match name.text.as_str() {
            "where" => conditional_call(&name, arguments, &locs),
            noise::NAME => noise_call(name, arguments, &locs),
            "past" => {
                count(&name, 2, &arguments)?;
                require_all(&arguments, &locs)?;
                let mut arguments = arguments.into_iter();
                let (x, delay) = (arguments.next(), arguments.next());
                x.zip(delay).map(|(x, d)| Expr::past(x, d)).ok_or_else(|| wrong_count(&name, 2, 0))
            }
            text => {
                // The smallest of one vector, or of two numbers.
                let extreme = matches!(Function::from_name(text), Some(Function::Min | Function::Max));
                let operation = match (Function::from_name(text), VectorFunction::from_name(text)) {
                    (Some(function), _) if !(extreme && arguments.len() == 1) => {
                        count(&name, function.arity(), &arguments)?;
                        Operation::Scalar(function)
                    }
                    (function, vector) => {
                        let vector = vector.or(function.and_then(of_one_vector));
                        let Some(vector) = vector else { return self.delayed_or_unknown(name, &arguments) };
                        count_between(&name, vector.arity(), arguments.len())?;
                        Operation::Vector(vector, name.loc)
                    }
                };
                require_all(&arguments, &locs)?;
                Ok(Expr::Call(operation, arguments))
            }
        }
    }

    /// `x(t - delay)`, or a call of something that is not a function.
    fn delayed_or_unknown(&self, name: Name, arguments: &[Written]) -> Result<Written, Finding> {
        let is_time = |e: &Written| matches!(e, Expr::Leaf(leaf) if leaf.text == "t");
        if let [argument] = arguments {
            if is_time(argument) {
                return Ok(Expr::Leaf(name));
            }
            if let Some(delay) = delay_of(argument, &is_time) {
                return Ok(Expr::past(Expr::Leaf(name), delay));
            }
        }
        let declared = self.functions.iter().map(|function| function.name.text.as_str());
        let built_in = Function::names().chain(VectorFunction::names()).chain(["where", "past", noise::NAME]);
        let known: Vec<&str> = declared.chain(built_in.map(|name| -> &str { name })).collect();
        let message = format!("unknown function `{}`", name.text);
        Err(Finding::new(Code::UnknownFunction, name.loc, message)
            .help("a variable followed by parentheses is its past: `x(t - tau)`; a product needs its `*`; functions of your own stand in `functions { ... }`")
            .suggest_near(&name.text, known))
    }
}

/// The function of one vector that has the name of a function of two numbers.
fn of_one_vector(function: Function) -> Option<VectorFunction> {
    match function {
        Function::Min => Some(VectorFunction::Min),
        Function::Max => Some(VectorFunction::Max),
        _ => None,
    }
}

fn count_between(name: &Name, (least, most): (usize, usize), found: usize) -> Result<(), Finding> {
    if (least..=most).contains(&found) {
        return Ok(());
    }
    Err(wrong_count(name, if found < least { least } else { most }, found))
}

pub(super) fn require_all(arguments: &[Written], locs: &[Loc]) -> Result<(), Finding> {
    arguments.iter().zip(locs).try_for_each(|(a, loc)| require(a, ValueSort::Number, *loc))
}

fn count(name: &Name, wanted: usize, arguments: &[Written]) -> Result<(), Finding> {
    if arguments.len() == wanted { Ok(()) } else { Err(wrong_count(name, wanted, arguments.len())) }
}

fn wrong_count(name: &Name, wanted: usize, found: usize) -> Finding {
    let s = if wanted == 1 { "" } else { "s" };
    let message = format!("`{}` takes {wanted} argument{s}, but {found} are given", name.text);
    let message = if found == 1 { message.replace("are given", "is given") } else { message };
    Finding::new(Code::ArgumentCount, name.loc, message)
}

/// `where(condition, a, b)`.
fn conditional_call(name: &Name, arguments: Vec<Written>, locs: &[Loc]) -> Result<Written, Finding> {
    let found = arguments.len();
    let [condition, a, b]: [Written; 3] = arguments.try_into().map_err(|_| wrong_count(name, 3, found))?;
    require(&condition, ValueSort::Truth, locs[0])?;
    require(&a, ValueSort::Number, locs[1])?;
    require(&b, ValueSort::Number, locs[2])?;
    Ok(Expr::select(condition, a, b))
}

/// `noise()`, `noise(amplitude)` or `noise(amplitude, source)`.
fn noise_call(name: Name, mut arguments: Vec<Written>, locs: &[Loc]) -> Result<Written, Finding> {
    if arguments.len() > 2 {
        return Err(wrong_count(&name, 2, arguments.len()));
    }
    let source = match (arguments.len(), arguments.pop()) {
        (2, Some(Expr::Leaf(source))) => Some(source),
        (2, Some(_)) => {
            let message = "the second argument of `noise` is the name of a source";
            return Err(Finding::new(Code::Noise, locs[1], message)
                .help("terms with the same name share a source: `noise(sigma, common)`"));
        }
        (_, last) => {
            arguments.extend(last);
            None
        }
    };
    require_all(&arguments, locs)?;
    let amplitude = arguments.pop().unwrap_or(Expr::Number(1.0));
    Ok(Expr::Call(Operation::Noise(source, name.loc), vec![amplitude]))
}

/// The delay in `t - a - b + c`, whose first term is the time.
fn delay_of(e: &Written, is_time: &dyn Fn(&Written) -> bool) -> Option<Written> {
    match e {
        Expr::Binary(BinaryOp::Sub, a, b) if is_time(a) => Some((**b).clone()),
        Expr::Binary(BinaryOp::Add, a, b) if is_time(a) => Some(-(**b).clone()),
        Expr::Binary(BinaryOp::Sub, a, b) => Some(delay_of(a, is_time)? + (**b).clone()),
        Expr::Binary(BinaryOp::Add, a, b) => Some(delay_of(a, is_time)? - (**b).clone()),
        _ => None,
    }
}
