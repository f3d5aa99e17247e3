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
//! power      = element [ ("^" | "**") unary ]
//! element    = atom { "[" expression { "," expression } "]" }
//! atom       = number | name | name "(" arguments ")" | "(" expression ")"
//!            | "if" expression "{" expression "}" "else" ( "{" expression "}" | if )
//! ```
//!
//! `name(t - delay)` is the past of `name`; `where(condition, a, b)` is the conditional.

use crate::expr::{BinaryOp, CompareOp, Expr, LogicOp, ValueSort};
use crate::finding::{Code, Finding, Loc, Name};
use crate::precedence;
use crate::system::EquationForm;
use crate::token::{Token, TokenKind, spelling};
use crate::user_function::DeclaredFunction;
use crate::vectors::{Operation, VectorFunction, Written, scalar};

mod calls;

use calls::require_all;

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
    pub value: Written,
}

/// Reads an equation; `end` is the place just behind it. Besides the functions of the language it may call those
/// that its operator declares.
pub fn equation(
    tokens: &[Token],
    end: Loc,
    functions: &[DeclaredFunction],
) -> Result<ParsedEquation, Finding> {
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
    let value = expression(&tokens[at + 1..], end, functions)?;
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
pub fn expression(tokens: &[Token], end: Loc, functions: &[DeclaredFunction]) -> Result<Written, Finding> {
    balanced(tokens)?;
    let is_operator = |token: &&Token| matches!(token.kind, TokenKind::Op(op) if op != ",");
    if let Some(token) = tokens.iter().filter(is_operator).nth(MAX_OPERATORS) {
        let message = format!("the expression has more than {MAX_OPERATORS} operators");
        return Err(Finding::new(Code::Expression, token.loc, message)
            .help("name parts of it by assignments of their own"));
    }
    let mut parser = Parser { tokens, at: 0, end, depth: 0, functions };
    let value = parser.binary(precedence::OR)?;
    match parser.peek() {
        None => Ok(value),
        Some(_) => Err(parser.unexpected("an operator")),
    }
}

/// Reads an expression of numbers that fills all tokens.
pub fn scalar_expression(tokens: &[Token], end: Loc) -> Result<Expr<Name>, Finding> {
    let written = expression(tokens, end, &[])?;
    let loc = tokens.first().map_or(end, |token| token.loc);
    scalar(&written).ok_or_else(|| {
        Finding::new(
            Code::UnknownFunction,
            loc,
            "functions of vectors can stand in the equations of a model only",
        )
    })
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
fn require(e: &Written, sort: ValueSort, loc: Loc) -> Result<(), Finding> {
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
    /// The functions that the operator declares.
    functions: &'a [DeclaredFunction],
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
    fn binary(&mut self, level: u8) -> Result<Written, Finding> {
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

    fn unary(&mut self) -> Result<Written, Finding> {
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

    fn power(&mut self) -> Result<Written, Finding> {
        let start = self.loc();
        let base = self.element()?;
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

    /// An atom, or an element of it: `x[0]`, `W[0][1]`, `W[0, 1]`.
    fn element(&mut self) -> Result<Written, Finding> {
        let start = self.loc();
        let mut value = self.atom()?;
        let mut n_indices = 0;
        while self.peek() == Some(&TokenKind::Open('[')) {
            let loc = self.loc();
            self.at += 1;
            let (arguments, locs) = self.arguments(']')?;
            require(&value, ValueSort::Number, start)?;
            require_all(&arguments, &locs)?;
            n_indices += arguments.len();
            if arguments.is_empty() || n_indices > 2 {
                return Err(Finding::new(
                    Code::Expression,
                    loc,
                    "an element has one index, or two in a matrix",
                )
                .help("write `x[0]` or `W[0][1]`"));
            }
            let function = if arguments.len() == 1 { VectorFunction::Index } else { VectorFunction::Index2d };
            let all = std::iter::once(value).chain(arguments).collect();
            value = Expr::Call(Operation::Vector(function, start), all);
        }
        Ok(value)
    }

    /// Expressions separated by commas, up to the closing parenthesis, with their places.
    fn arguments(&mut self, close: char) -> Result<(Vec<Written>, Vec<Loc>), Finding> {
        let (mut arguments, mut locs) = (Vec::new(), Vec::new());
        while self.peek() != Some(&TokenKind::Close(close)) {
            locs.push(self.loc());
            arguments.push(self.binary(precedence::OR)?);
            if !self.is_op(",") {
                break;
            }
            self.at += 1;
        }
        self.close(close)?;
        Ok((arguments, locs))
    }

    fn atom(&mut self) -> Result<Written, Finding> {
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
    fn conditional(&mut self) -> Result<Written, Finding> {
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

    fn block(&mut self) -> Result<Written, Finding> {
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
}

#[cfg(test)]
mod tests;
