//! The parser of the equation language: precedence climbing over [`Token`]s.
//!
//! ```text
//! equation   = target "=" expression
//! target     = "d" "/" "dt" ["*"] name | "d" name "/" "dt" | name "'" | name
//! expression = conjunction { "||" conjunction }
//! conjunction = comparison { "&&" comparison }
//! comparison = sum [ ("<" | "<=" | ">" | ">=" | "==" | "!=") sum ]
//! sum        = product { ("+" | "-") product }
//! product    = unary { ("*" | "/") unary }
//! unary      = ("-" | "+" | "!") unary | power
//! power      = atom [ ("^" | "**") unary ]
//! atom       = number | name | name "(" arguments ")" | "(" expression ")"
//!            | "if" expression "{" expression "}" "else" ( "{" expression "}" | if )
//! ```
//!
//! `name(t - delay)` is the past of `name`; `where(condition, a, b)` is the conditional.

use crate::expr::{BinaryOp, CompareOp, Expr, LogicOp, ValueSort};
use crate::finding::{Code, Finding, Loc, Name};
use crate::function::Function;
use crate::precedence;
use crate::system::EquationForm;
use crate::token::{Token, TokenKind, spelling};

/// The deepest nesting of expressions that is accepted; deeper ones would endanger the stack.
const MAX_DEPTH: usize = 128;

/// The largest number of operators in an expression; its tree is as deep at most.
const MAX_OPERATORS: usize = 1000;

/// An equation as the user wrote it.
#[derive(Debug, Clone, PartialEq)]
pub struct ParsedEquation {
    /// Differential equation or assignment.
    pub form: EquationForm,
    /// The variable on the left-hand side.
    pub target: Name,
    /// The right-hand side.
    pub value: Expr<Name>,
}

/// Reads an equation; `end` is the place just behind it.
pub fn equation(tokens: &[Token], end: Loc) -> Result<ParsedEquation, Finding> {
    let at = tokens.iter().position(|t| matches!(t.kind, TokenKind::Op("=" | "+=" | "-=" | "*=" | "/=")));
    let Some(at) = at else {
        let loc = tokens.first().map_or(end, |t| t.loc);
        return Err(Finding::new(Code::LeftSide, loc, "an equation needs a `=`")
            .help("write `d/dt x = ...` for a differential equation or `m = ...` for an assignment"));
    };
    if let TokenKind::Op(op) = tokens[at].kind
        && op != "="
    {
        return Err(Finding::new(Code::LeftSide, tokens[at].loc, format!("`{op}` is not an equation"))
            .help("write the whole right-hand side after `=`"));
    }
    let (form, target) = left_side(&tokens[..at], tokens[at].loc)?;
    let value = expression(&tokens[at + 1..], end)?;
    require(&value, ValueSort::Number, tokens[at].loc)?;
    Ok(ParsedEquation { form, target, value })
}

fn left_side(tokens: &[Token], equals: Loc) -> Result<(EquationForm, Name), Finding> {
    use TokenKind::{Op, Word};
    let kinds: Vec<&TokenKind> = tokens.iter().map(|t| &t.kind).collect();
    let name = |i: usize, text: &str| Name::new(text, tokens[i].loc);
    match kinds.as_slice() {
        [Word(x)] => Ok((EquationForm::Assignment, name(0, x))),
        [Word(x), Op("'")] => Ok((EquationForm::Derivative, name(0, x))),
        [Word(d), Op("/"), Word(dt), Word(x)] if d == "d" && dt == "dt" => {
            Ok((EquationForm::Derivative, name(3, x)))
        }
        [Word(d), Op("/"), Word(dt), Op("*"), Word(x)] if d == "d" && dt == "dt" => {
            Ok((EquationForm::Derivative, name(4, x)))
        }
        [Word(dx), Op("/"), Word(dt)] if dt == "dt" && dx.len() > 1 && dx.starts_with('d') => {
            Ok((EquationForm::Derivative, name(0, &dx[1..])))
        }
        [Word(x), Op("'"), Op("'"), ..] => Err(Finding::new(
            Code::LeftSide,
            tokens[1].loc,
            format!("`{x}''` is a derivative of second order"),
        )
        .help(format!("write two equations: `{x}' = v` and `v' = ...`"))),
        _ => {
            let loc = tokens.first().map_or(equals, |t| t.loc);
            let text: Vec<String> = tokens.iter().map(|t| spelling(&t.kind)).collect();
            Err(Finding::new(Code::LeftSide, loc, format!("`{}` cannot stand left of `=`", text.join(" ")))
                .help("the left side is `d/dt x`, `dx/dt`, `x'` (in a string) or a name"))
        }
    }
}

/// Reads an expression that fills all tokens; `end` is the place just behind them.
pub fn expression(tokens: &[Token], end: Loc) -> Result<Expr<Name>, Finding> {
    balanced(tokens)?;
    let is_operator = |token: &&Token| matches!(token.kind, TokenKind::Op(op) if op != ",");
    if let Some(token) = tokens.iter().filter(is_operator).nth(MAX_OPERATORS) {
        let message = format!("the expression has more than {MAX_OPERATORS} operators");
        return Err(Finding::new(Code::Expression, token.loc, message)
            .help("name parts of it by assignments of their own"));
    }
    let mut parser = Parser { tokens, at: 0, end, depth: 0 };
    let value = parser.binary(precedence::OR)?;
    match parser.peek() {
        None => Ok(value),
        Some(_) => Err(parser.unexpected("an operator")),
    }
}

/// Checks that every parenthesis has its partner.
fn balanced(tokens: &[Token]) -> Result<(), Finding> {
    let mut open: Vec<(char, Loc)> = Vec::new();
    for token in tokens {
        match token.kind {
            TokenKind::Open(c) => open.push((c, token.loc)),
            TokenKind::Close(c) => match open.pop() {
                Some((o, _)) if partner(o) == c => {}
                Some((o, _)) => {
                    let message = format!("`{o}` is closed by `{c}`");
                    return Err(Finding::new(Code::Parenthesis, token.loc, message));
                }
                None => {
                    let message = format!("`{c}` closes nothing");
                    return Err(Finding::new(Code::Parenthesis, token.loc, message)
                        .help("remove it, or add the opening one"));
                }
            },
            _ => {}
        }
    }
    match open.pop() {
        None => Ok(()),
        Some((c, loc)) => Err(Finding::new(Code::Parenthesis, loc, format!("`{c}` is never closed"))),
    }
}

fn partner(open: char) -> char {
    match open {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

/// Refuses a truth value where a number is needed, and the reverse.
fn require(e: &Expr<Name>, sort: ValueSort, loc: Loc) -> Result<(), Finding> {
    if e.sort() == sort {
        return Ok(());
    }
    let finding = match sort {
        ValueSort::Number => Finding::new(Code::TruthValue, loc, "a comparison is not a number")
            .help("write `where(condition, 1, 0)` to count a truth value as a number"),
        ValueSort::Truth => Finding::new(Code::TruthValue, loc, "a condition is needed here, not a number")
            .help("compare it with something, for instance `x > 0`"),
    };
    Err(finding)
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    end: Loc,
    depth: usize,
}

/// What an infix token does.
enum Infix {
    Binary(BinaryOp),
    Compare(CompareOp),
    Logic(LogicOp),
}

fn infix(op: &str) -> Option<(Infix, u8)> {
    let (infix, level) = match op {
        "+" => (Infix::Binary(BinaryOp::Add), precedence::SUM),
        "-" => (Infix::Binary(BinaryOp::Sub), precedence::SUM),
        "*" => (Infix::Binary(BinaryOp::Mul), precedence::PRODUCT),
        "/" => (Infix::Binary(BinaryOp::Div), precedence::PRODUCT),
        "<" => (Infix::Compare(CompareOp::Lt), precedence::COMPARE),
        "<=" => (Infix::Compare(CompareOp::Le), precedence::COMPARE),
        ">" => (Infix::Compare(CompareOp::Gt), precedence::COMPARE),
        ">=" => (Infix::Compare(CompareOp::Ge), precedence::COMPARE),
        "==" => (Infix::Compare(CompareOp::Eq), precedence::COMPARE),
        "!=" => (Infix::Compare(CompareOp::Ne), precedence::COMPARE),
        "&&" | "&" => (Infix::Logic(LogicOp::And), precedence::AND),
        "||" | "|" => (Infix::Logic(LogicOp::Or), precedence::OR),
        _ => return None,
    };
    Some((infix, level))
}

impl Parser<'_> {
    fn peek(&self) -> Option<&TokenKind> {
        self.tokens.get(self.at).map(|t| &t.kind)
    }

    fn loc(&self) -> Loc {
        self.tokens.get(self.at).map_or(self.end, |t| t.loc)
    }

    fn is_op(&self, op: &str) -> bool {
        matches!(self.peek(), Some(TokenKind::Op(o)) if *o == op)
    }

    fn unexpected(&self, wanted: &str) -> Finding {
        match self.peek() {
            Some(kind) => {
                let text = spelling(kind);
                let finding =
                    Finding::new(Code::Expression, self.loc(), format!("expected {wanted}, found `{text}`"));
                match text.as_str() {
                    "%" => finding.help("write `mod(a, b)` for the remainder"),
                    "=" => finding.help("write `==` to compare"),
                    "[" => finding.help("write `x(t - delay)` or `past(x, delay)` for a delayed value"),
                    _ => finding,
                }
            }
            None => {
                Finding::new(Code::Expression, self.end, format!("expected {wanted}, but nothing follows"))
            }
        }
    }

    /// Counts a level of nesting.
    fn deeper(&mut self) -> Result<(), Finding> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let message = format!("the expression is nested more than {MAX_DEPTH} levels deep");
            return Err(Finding::new(Code::Expression, self.loc(), message)
                .help("name parts of it by assignments of their own"));
        }
        Ok(())
    }

    /// Operators of at least this precedence, left to right.
    fn binary(&mut self, level: u8) -> Result<Expr<Name>, Finding> {
        self.deeper()?;
        let start = self.loc();
        let mut left = self.unary()?;
        while let Some(TokenKind::Op(op)) = self.peek() {
            let Some((infix, precedence)) = infix(op) else { break };
            if precedence < level {
                break;
            }
            let loc = self.loc();
            self.at += 1;
            let right_start = self.loc();
            let right = self.binary(precedence + 1)?;
            left = match infix {
                Infix::Binary(op) => {
                    require(&left, ValueSort::Number, start)?;
                    require(&right, ValueSort::Number, right_start)?;
                    Expr::binary(op, left, right)
                }
                Infix::Compare(op) => {
                    if let Expr::Compare(..) = left {
                        return Err(Finding::new(Code::Expression, loc, "comparisons do not chain")
                            .help("write `a < b && b < c`"));
                    }
                    require(&left, ValueSort::Number, start)?;
                    require(&right, ValueSort::Number, right_start)?;
                    Expr::compare(op, left, right)
                }
                Infix::Logic(op) => {
                    require(&left, ValueSort::Truth, start)?;
                    require(&right, ValueSort::Truth, right_start)?;
                    Expr::logic(op, left, right)
                }
            };
        }
        self.depth -= 1;
        Ok(left)
    }

    fn unary(&mut self) -> Result<Expr<Name>, Finding> {
        let Some(op) = ["-", "+", "!"].into_iter().find(|op| self.is_op(op)) else { return self.power() };
        self.deeper()?;
        self.at += 1;
        let loc = self.loc();
        let inner = self.unary()?;
        self.depth -= 1;
        require(&inner, if op == "!" { ValueSort::Truth } else { ValueSort::Number }, loc)?;
        Ok(match op {
            "-" => -inner,
            "!" => Expr::Not(Box::new(inner)),
            _ => inner,
        })
    }

    fn power(&mut self) -> Result<Expr<Name>, Finding> {
        let start = self.loc();
        let base = self.atom()?;
        if !(self.is_op("^") || self.is_op("**")) {
            return Ok(base);
        }
        self.deeper()?;
        self.at += 1;
        let loc = self.loc();
        let exponent = self.unary()?;
        self.depth -= 1;
        require(&base, ValueSort::Number, start)?;
        require(&exponent, ValueSort::Number, loc)?;
        Ok(Expr::binary(BinaryOp::Pow, base, exponent))
    }

    fn atom(&mut self) -> Result<Expr<Name>, Finding> {
        let loc = self.loc();
        let Some(kind) = self.peek().cloned() else { return Err(self.unexpected("a value")) };
        match kind {
            TokenKind::Number(x) => {
                self.at += 1;
                Ok(Expr::Number(x))
            }
            TokenKind::Imaginary(x) => {
                self.at += 1;
                Ok(Expr::Imaginary(x))
            }
            TokenKind::Open('(') => {
                self.at += 1;
                let inner = self.binary(precedence::OR)?;
                self.close(')')?;
                Ok(inner)
            }
            TokenKind::Word(word) if word == "if" => self.conditional(),
            TokenKind::Word(word) => {
                self.at += 1;
                match self.peek() {
                    Some(TokenKind::Open('(')) => self.call(Name::new(word, loc)),
                    _ => Ok(Expr::Leaf(Name::new(word, loc))),
                }
            }
            TokenKind::Op(_) | TokenKind::Open(_) | TokenKind::Close(_) => Err(self.unexpected("a value")),
        }
    }

    fn close(&mut self, c: char) -> Result<(), Finding> {
        if self.peek() == Some(&TokenKind::Close(c)) {
            self.at += 1;
            return Ok(());
        }
        Err(self.unexpected(&format!("an operator or `{c}`")))
    }

    /// `if condition { a } else { b }`, with `else if` chains.
    fn conditional(&mut self) -> Result<Expr<Name>, Finding> {
        self.deeper()?;
        self.at += 1;
        let loc = self.loc();
        let condition = self.binary(precedence::OR)?;
        require(&condition, ValueSort::Truth, loc)?;
        let a = self.block()?;
        match self.peek() {
            Some(TokenKind::Word(word)) if word == "else" => self.at += 1,
            _ => return Err(self.unexpected("`else`")),
        }
        let chained = matches!(self.peek(), Some(TokenKind::Word(word)) if word == "if");
        let b = if chained { self.conditional()? } else { self.block()? };
        self.depth -= 1;
        Ok(Expr::select(condition, a, b))
    }

    fn block(&mut self) -> Result<Expr<Name>, Finding> {
        if self.peek() != Some(&TokenKind::Open('{')) {
            return Err(self.unexpected("`{`"));
        }
        self.at += 1;
        let loc = self.loc();
        let value = self.binary(precedence::OR)?;
        require(&value, ValueSort::Number, loc)?;
        self.close('}')?;
        Ok(value)
    }

    /// A call: a function, a conditional, or the past of a variable.
    fn call(&mut self, name: Name) -> Result<Expr<Name>, Finding> {
        self.at += 1;
        let (mut arguments, mut locs) = (Vec::new(), Vec::new());
        while self.peek() != Some(&TokenKind::Close(')')) {
            locs.push(self.loc());
            arguments.push(self.binary(precedence::OR)?);
            if !self.is_op(",") {
                break;
            }
            self.at += 1;
        }
        self.close(')')?;
        match name.text.as_str() {
            "where" => conditional_call(&name, arguments, &locs),
            "past" => {
                count(&name, 2, &arguments)?;
                require_all(&arguments, &locs)?;
                let mut arguments = arguments.into_iter();
                let (x, delay) = (arguments.next(), arguments.next());
                x.zip(delay).map(|(x, d)| Expr::past(x, d)).ok_or_else(|| wrong_count(&name, 2, 0))
            }
            _ => match Function::from_name(&name.text) {
                Some(function) => {
                    count(&name, function.arity(), &arguments)?;
                    require_all(&arguments, &locs)?;
                    Ok(Expr::Call(function, arguments))
                }
                None => delayed_or_unknown(name, &arguments),
            },
        }
    }
}

fn require_all(arguments: &[Expr<Name>], locs: &[Loc]) -> Result<(), Finding> {
    arguments.iter().zip(locs).try_for_each(|(a, loc)| require(a, ValueSort::Number, *loc))
}

fn count(name: &Name, wanted: usize, arguments: &[Expr<Name>]) -> Result<(), Finding> {
    if arguments.len() == wanted { Ok(()) } else { Err(wrong_count(name, wanted, arguments.len())) }
}

fn wrong_count(name: &Name, wanted: usize, found: usize) -> Finding {
    let s = if wanted == 1 { "" } else { "s" };
    let message = format!("`{}` takes {wanted} argument{s}, but {found} are given", name.text);
    let message = if found == 1 { message.replace("are given", "is given") } else { message };
    Finding::new(Code::ArgumentCount, name.loc, message)
}

/// `where(condition, a, b)`.
fn conditional_call(name: &Name, arguments: Vec<Expr<Name>>, locs: &[Loc]) -> Result<Expr<Name>, Finding> {
    let found = arguments.len();
    let [condition, a, b]: [Expr<Name>; 3] = arguments.try_into().map_err(|_| wrong_count(name, 3, found))?;
    require(&condition, ValueSort::Truth, locs[0])?;
    require(&a, ValueSort::Number, locs[1])?;
    require(&b, ValueSort::Number, locs[2])?;
    Ok(Expr::select(condition, a, b))
}

/// `x(t - delay)`, or a call of something that is not a function.
fn delayed_or_unknown(name: Name, arguments: &[Expr<Name>]) -> Result<Expr<Name>, Finding> {
    let is_time = |e: &Expr<Name>| matches!(e, Expr::Leaf(leaf) if leaf.text == "t");
    if let [argument] = arguments {
        if is_time(argument) {
            return Ok(Expr::Leaf(name));
        }
        if let Some(delay) = delay_of(argument, &is_time) {
            return Ok(Expr::past(Expr::Leaf(name), delay));
        }
    }
    let known = Function::all().flat_map(|f| std::iter::once(f.name()).chain(f.aliases().iter().copied()));
    let message = format!("unknown function `{}`", name.text);
    Err(Finding::new(Code::UnknownFunction, name.loc, message)
        .help("a variable followed by parentheses is its past: `x(t - tau)`; a product needs its `*`")
        .suggest_near(&name.text, known.chain(["where", "past"])))
}

/// The delay in `t - a - b + c`, whose first term is the time.
fn delay_of(e: &Expr<Name>, is_time: &dyn Fn(&Expr<Name>) -> bool) -> Option<Expr<Name>> {
    match e {
        Expr::Binary(BinaryOp::Sub, a, b) if is_time(a) => Some((**b).clone()),
        Expr::Binary(BinaryOp::Add, a, b) if is_time(a) => Some(-(**b).clone()),
        Expr::Binary(BinaryOp::Sub, a, b) => Some(delay_of(a, is_time)? + (**b).clone()),
        Expr::Binary(BinaryOp::Add, a, b) => Some(delay_of(a, is_time)? - (**b).clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
