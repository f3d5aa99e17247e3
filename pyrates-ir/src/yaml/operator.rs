//! Operators: equations, which a derived template edits, and variables, which it adds to.

use crate::definition::{Declared, Operator};
use crate::event::{ParsedEvent, event};
use crate::finding::{Code, Finding, Loc, Name};
use crate::parse::{self, ParsedEquation};
use crate::system::EquationForm;
use crate::token::{self, Token, TokenKind};

use super::declaration::Declares;
use super::limits::{MAX_EQUATIONS, MAX_OPERATORS, MAX_VARIABLES};
use super::reader::{Outcome, Reader, Reported, shorten};
use super::template::{Chain, Template, TemplateKind};
use super::text::Text;
use super::tree::Value;

/// The parts of an operator while templates add to it.
#[derive(Default)]
struct Draft {
    equations: Vec<Text>,
    events: Vec<Text>,
    variables: Vec<(Name, Value)>,
}

impl Reader<'_> {
    /// The operator that a path stands for.
    pub(super) fn operator_at(&mut self, path: &Value, from: usize) -> Outcome<Operator> {
        let loc = self.loc(path);
        let template = self.resolve(path, from)?;
        if let Some(known) = self.operators.get(&template.id) {
            return known.clone().ok_or(Reported);
        }
        let id = template.id;
        let read = self.chain(template).and_then(|chain| {
            self.expect(&chain, TemplateKind::Operator, loc)?;
            self.operator(&chain)
        });
        self.operators.insert(id, read.as_ref().ok().cloned());
        read
    }

    /// The operator of a template.
    pub(super) fn operator(&mut self, chain: &Chain) -> Outcome<Operator> {
        let mut draft = Draft::default();
        for (level, template) in chain.templates.iter().enumerate() {
            self.extend(&mut draft, template, level == 0)?;
        }
        let name = chain.last().name.clone();
        let before = self.errors.len();
        let declared = self.declarations(&draft);
        let equations = self.equations(&draft);
        let events = self.events(&draft);
        if self.errors.len() > before {
            return Err(Reported);
        }
        let (mut variables, mut with_value) = (Vec::new(), Vec::new());
        for declares in declared {
            with_value.push(declares.has_value);
            variables.push(declares.declaration);
        }
        let mut operator = Operator { name, variables, equations, functions: Vec::new(), events };
        self.constants_with_equations(&mut operator);
        self.lint_operator(&operator, &with_value);
        Ok(operator.with_events())
    }

    /// Adds what a template says to the draft of its base.
    fn extend(&mut self, draft: &mut Draft, template: &Template, is_base: bool) -> Outcome<()> {
        match template.body.get("equations").filter(|equations| !equations.is_null()) {
            Some(equations) => self.add_equations(draft, &equations, is_base)?,
            None if is_base => {
                let message = format!("operator `{}` has no equations", template.name.text);
                let finding = Finding::new(Code::Section, template.name.loc, message);
                return Err(self.error(finding.help("add `equations:` with a string or a list of strings")));
            }
            None => {}
        }
        if let Some(events) = template.body.get("events").filter(|events| !events.is_null()) {
            let loc = self.loc(&events);
            self.beyond(loc, "events");
            draft.events.extend(self.strings(&events, "an event")?);
        }
        let own = match template.body.get("variables") {
            Some(variables) => {
                self.map(&variables, "a map of variables", "write `name: value` for each variable")?
            }
            None => Vec::new(),
        };
        if own.len() > MAX_VARIABLES {
            return Err(self.too_large(template));
        }
        for (key, value) in own {
            let name = self.name(&key, "a variable")?;
            match draft.variables.iter_mut().find(|(known, _)| known.text == name.text) {
                Some(known) => *known = (name, value),
                None => draft.variables.push((name, value)),
            }
        }
        if !is_base {
            self.drop_unused(draft, template);
        }
        let length: usize = draft.equations.iter().chain(&draft.events).map(Text::len).sum();
        let most = draft.variables.len().max(draft.equations.len()).max(draft.events.len());
        if length > MAX_EQUATIONS || most > MAX_VARIABLES {
            return Err(self.too_large(template));
        }
        Ok(())
    }

    fn too_large(&mut self, template: &Template) -> Reported {
        let name = &template.name;
        let message = format!(
            "operator `{}` has more than {MAX_VARIABLES} variables or equations, or {MAX_EQUATIONS} bytes of them",
            shorten(&name.text)
        );
        let finding = Finding::new(Code::Limit, name.loc, message);
        self.error(finding.help("divide it into several operators"))
    }

    /// Forgets variables that no equation mentions any longer, as PyRates does in derived templates.
    fn drop_unused(&mut self, draft: &mut Draft, template: &Template) {
        let mentioned = |name: &str| {
            draft.equations.iter().chain(&draft.events).any(|equation| mentions(equation.as_str(), name))
        };
        let (kept, dropped): (Vec<_>, Vec<_>) =
            draft.variables.drain(..).partition(|(name, _)| mentioned(&name.text));
        draft.variables = kept;
        let own = template.body.get("variables");
        for (name, _) in dropped {
            if own.as_ref().is_some_and(|own| own.get(&name.text).is_some()) && name.text != "t" {
                let message = format!("no equation of `{}` mentions `{}`", template.name.text, name.text);
                let help = "PyRates drops it in derived operators, as is done here; remove it, or use it";
                self.lint(Code::DroppedVariable, name.loc, message, help);
            }
        }
    }

    fn add_equations(&mut self, draft: &mut Draft, value: &Value, is_base: bool) -> Outcome<()> {
        if value.map().is_none() {
            draft.equations = self.strings(value, "an equation")?;
            return Ok(());
        }
        if is_base {
            return Err(self.shape(
                value,
                "a string or a list of strings",
                "`replace`, `add` and the like edit the equations of a base operator; this one has none",
            ));
        }
        self.edit(draft, value)
    }

    /// A string, or a list of strings.
    fn strings(&mut self, value: &Value, what: &str) -> Outcome<Vec<Text>> {
        let items = value.list().unwrap_or_else(|| vec![value.clone()]);
        let mut texts = Vec::new();
        let mut length = 0;
        for item in &items {
            if item.word().is_none() || item.is_null() {
                let help = "put equations in quotes, one string each";
                return Err(self.shape(item, &format!("{what} as a string"), help));
            }
            let text = self.text(item);
            length += text.len();
            if length > MAX_EQUATIONS || texts.len() > MAX_VARIABLES {
                let loc = self.loc(item);
                let message = format!("more than {MAX_EQUATIONS} bytes of equations in one operator");
                return Err(self.error(Finding::new(Code::Limit, loc, message)));
            }
            texts.push(text);
        }
        Ok(texts)
    }

    /// Edits the inherited equations in the order of PyRates: replace, remove, append, prepend; then adds.
    fn edit(&mut self, draft: &mut Draft, edits: &Value) -> Outcome<()> {
        self.known_edits(edits)?;
        if let Some(replace) = edits.get("replace") {
            for (old, new) in self.map(&replace, "a map", "write `old: new` for each term")? {
                let new = self.strings(&new, "a term")?;
                let new = new.first().cloned().unwrap_or_default();
                self.replace(draft, &old, &new)?;
            }
        }
        if let Some(remove) = edits.get("remove").filter(|remove| !remove.is_null()) {
            for old in remove.list().unwrap_or_else(|| vec![remove.clone()]) {
                self.replace(draft, &old, &Text::default())?;
            }
        }
        if let Some(append) = edits.get("append").filter(|append| !append.is_null()) {
            let texts = self.strings(&append, "a text")?;
            for equation in &mut draft.equations {
                *equation = texts.iter().fold(equation.clone(), |joined, text| joined.then(text));
            }
        }
        if let Some(prepend) = edits.get("prepend").filter(|prepend| !prepend.is_null()) {
            let texts = self.strings(&prepend, "a text")?;
            for equation in &mut draft.equations {
                *equation = texts.iter().rev().fold(equation.clone(), |joined, text| text.then(&joined));
            }
        }
        if let Some(add) = edits.get("add").filter(|add| !add.is_null()) {
            draft.equations.extend(self.strings(&add, "an equation")?);
        }
        Ok(())
    }

    fn known_edits(&mut self, edits: &Value) -> Outcome<()> {
        const KEYS: [&str; 5] = ["replace", "remove", "append", "prepend", "add"];
        for (key, _) in edits.map().unwrap_or_default() {
            let word = key.word().unwrap_or("").to_string();
            if !KEYS.contains(&word.as_str()) {
                let loc = self.loc(&key);
                let message = format!("equations have no edit `{}`", shorten(&word));
                let finding = Finding::new(Code::Key, loc, message);
                let finding = if word == "variables" {
                    finding.help("`variables` stands beside `equations`: indent it less")
                } else {
                    finding.suggest(&word, KEYS)
                };
                return Err(self.error(finding));
            }
        }
        Ok(())
    }

    /// Replaces a term in all equations.
    fn replace(&mut self, draft: &mut Draft, old: &Value, new: &Text) -> Outcome<()> {
        let loc = self.loc(old);
        let Some(term) = old.word().filter(|word| !word.is_empty()).map(str::to_string) else {
            return Err(self.shape(old, "a term to replace", "write the text of the term"));
        };
        let (mut replaced, mut primed, mut length) = (0, 0, 0);
        // Edits count by the text they go through, so that many of them on long equations end, too.
        self.count(draft.equations.iter().map(Text::len).sum::<usize>() / 64, loc)?;
        for equation in &mut draft.equations {
            // The length is known before the text is built.
            length += equation.len() + equation.as_str().matches(&term).count() * new.len();
            if length > 2 * MAX_EQUATIONS {
                let message = format!(
                    "replacing `{}` makes equations of more than {MAX_EQUATIONS} bytes",
                    shorten(&term)
                );
                return Err(self.error(Finding::new(Code::Limit, loc, message)));
            }
            let (edited, found) = equation.replace(&term, new);
            *equation = edited;
            replaced += found.replaced;
            primed += found.primed;
        }
        let term = shorten(&term);
        if primed > 0 {
            let message = format!("`{term}` is not replaced before `'`");
            let help = format!(
                "PyRates leaves `{term}'` as it is, as is done here; write the base as `d/dt * {term}`"
            );
            self.lint(Code::IdleEdit, loc, message, help);
        } else if replaced == 0 {
            let message = format!("`{term}` stands in no inherited equation, at least not alone");
            let help = "PyRates ignores such an edit, as is done here; check its spelling and its blanks";
            self.lint(Code::IdleEdit, loc, message, help);
        }
        Ok(())
    }

    fn declarations(&mut self, draft: &Draft) -> Vec<Declares> {
        let mut declared = Vec::new();
        for (name, value) in &draft.variables {
            // The time needs no declaration, and a value of it has no meaning.
            if name.text == "t" {
                continue;
            }
            if let Ok(declares) = self.declaration(name.clone(), value) {
                declared.push(declares);
            }
        }
        declared
    }

    fn equations(&mut self, draft: &Draft) -> Vec<ParsedEquation> {
        self.parsed(&draft.equations, true, |tokens, end, _| parse::equation(tokens, end, &[]))
    }

    fn events(&mut self, draft: &Draft) -> Vec<ParsedEvent> {
        self.parsed(&draft.events, false, |tokens, end, k| event(tokens, end, &[], k + 1))
    }

    /// What `parse` makes of the tokens of texts, of their ends and of their numbers.
    fn parsed<T>(
        &mut self,
        texts: &[Text],
        is_linted: bool,
        parse: impl Fn(&[Token], Loc, usize) -> Result<T, Finding>,
    ) -> Vec<T> {
        let mut parsed = Vec::new();
        for (k, text) in texts.iter().enumerate() {
            if self.is_full() {
                break;
            }
            let end = text.place(text.len()..text.len() + 1, &mut self.sources);
            let sources = &mut self.sources;
            let tokens = token::lex(text.as_str(), &mut |range| text.place(range, sources));
            let found = tokens.and_then(|tokens| {
                not_too_long(&tokens)?;
                if is_linted {
                    self.lint_tokens(&tokens);
                }
                parse(&tokens, end, k)
            });
            match found {
                Ok(found) => parsed.push(found),
                Err(finding) => {
                    self.error(finding);
                }
            }
        }
        parsed
    }

    /// A constant with an equation is a variable, as in PyRates.
    fn constants_with_equations(&mut self, operator: &mut Operator) {
        for variable in &mut operator.variables {
            let equation = operator.equations.iter().find(|e| e.target.text == variable.name.text);
            let (Declared::Parameter, Some(equation)) = (variable.declared, equation) else { continue };
            variable.declared = Declared::Variable;
            let name = variable.name.text.clone();
            let help = match equation.form {
                EquationForm::Derivative => {
                    format!("its value is the initial value, as in PyRates; write `{name}: variable(...)`")
                }
                EquationForm::Assignment => {
                    format!("PyRates overwrites its value silently; write `{name}: variable`")
                }
            };
            let message = format!("`{name}` is declared as a constant, but has an equation");
            self.lint(Code::ConstantEquation, variable.name.loc, message, help);
        }
    }
}

fn not_too_long(tokens: &[Token]) -> Result<(), Finding> {
    let mut operators = tokens.iter().filter(|token| matches!(token.kind, TokenKind::Op(_)));
    match operators.nth(MAX_OPERATORS) {
        None => Ok(()),
        Some(token) => {
            let message = format!("an equation of more than {MAX_OPERATORS} operators");
            let finding = Finding::new(Code::Limit, token.loc, message);
            Err(finding.help("name parts of it by assignments of their own"))
        }
    }
}

/// Whether a name stands in an equation as a word.
fn mentions(equation: &str, name: &str) -> bool {
    let mut rest = equation;
    let mut before = None;
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    while let Some(at) = rest.find(name) {
        let previous = rest[..at].chars().next_back().or(before);
        let behind = rest[at + name.len()..].chars().next();
        // `dx/dt` is the derivative of `x`.
        let derivative = previous == Some('d') && rest[at + name.len()..].trim_start().starts_with('/');
        if (!previous.is_some_and(is_part) || derivative) && !behind.is_some_and(is_part) {
            return true;
        }
        let next = at + rest[at..].chars().next().map_or(1, char::len_utf8);
        before = rest[..next].chars().next_back();
        rest = &rest[next..];
    }
    false
}
