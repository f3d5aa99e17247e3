//! What the checks say about a model: numbered findings at places in the user's text.

/// A place in the user's text. What it stands for is the business of the front end that made it: a span
/// of Rust source, or line and column of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Loc(pub u32);

/// A word of the user with its place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Name {
    /// The word.
    pub text: String,
    /// Where it stands.
    pub loc: Loc,
}

impl Name {
    /// A word at a place.
    pub fn new(text: impl Into<String>, loc: Loc) -> Name {
        Name { text: text.into(), loc }
    }
}

/// Something wrong in the user's model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The number under which the documentation explains it.
    pub code: Code,
    /// Where it is.
    pub loc: Loc,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Finding {
    /// A finding without advice.
    pub fn new(code: Code, loc: Loc, message: impl Into<String>) -> Finding {
        Finding { code, loc, message: message.into(), help: None }
    }

    /// Adds advice.
    pub fn help(mut self, help: impl Into<String>) -> Finding {
        self.help = Some(help.into());
        self
    }

    /// Adds the nearest of the known words as advice, or the list of them if they are few.
    pub fn suggest<'a>(self, word: &str, known: impl IntoIterator<Item = &'a str>) -> Finding {
        let known: Vec<&str> = known.into_iter().collect();
        let finding = match known.len() {
            1..=12 => self.help(format!("known here: `{}`", known.join("`, `"))),
            _ => self,
        };
        finding.suggest_near(word, known)
    }

    /// Replaces the advice by the nearest of the known words, if one is near.
    pub fn suggest_near<'a>(self, word: &str, known: impl IntoIterator<Item = &'a str>) -> Finding {
        match crate::nearest::nearest(word, known) {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None => self,
        }
    }
}

/// Declares the codes with their numbers and titles.
macro_rules! codes {
    ($($name:ident = $number:literal, $title:literal;)*) => {
        /// The kinds of findings. Each number has a page in `docs/errors/`; those of lints stand in
        /// `docs/yaml.md`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $title] $name,)*
        }

        impl Code {
            /// All codes.
            pub const ALL: &[Code] = &[$(Code::$name,)*];

            /// The number, for instance `P0201`.
            pub fn number(self) -> &'static str {
                match self {
                    $(Code::$name => $number,)*
                }
            }

            /// Whether it is no mistake, but something that PyRates treats differently. Those are explained
            /// in `docs/yaml.md`.
            pub fn is_lint(self) -> bool {
                self.number().starts_with('L')
            }

            /// Whether only models in files have it.
            pub fn is_about_files(self) -> bool {
                self.is_lint() || self.number().starts_with("P04")
            }

            /// What is wrong, in a few words.
            pub fn title(self) -> &'static str {
                match self {
                    $(Code::$name => $title,)*
                }
            }
        }
    };
}

codes! {
    Expression = "P0101", "an expression cannot be read";
    BadNumber = "P0102", "a number is not well formed";
    Parenthesis = "P0103", "a parenthesis has no partner";
    UnknownFunction = "P0104", "unknown function";
    ArgumentCount = "P0105", "wrong number of arguments";
    TruthValue = "P0106", "a number stands for a truth value, or the reverse";
    LeftSide = "P0107", "the left-hand side of an equation cannot be read";
    Delay = "P0108", "a delayed term that cannot be evaluated";
    UnknownSymbol = "P0201", "unknown symbol in an equation";
    TwoEquations = "P0202", "two equations for one variable";
    NoEquation = "P0203", "a variable without an equation";
    AlgebraicLoop = "P0204", "algebraic loop";
    TwoOutputs = "P0205", "two outputs in one operator";
    RepeatedName = "P0206", "a name is used twice";
    Item = "P0207", "an item of a definition cannot be read";
    TimeName = "P0208", "a variable is called `t`";
    FixedVariable = "P0209", "an equation for an input or a parameter";
    Declaration = "P0210", "a declaration cannot be read";
    Section = "P0211", "an unknown, missing or repeated section";
    ComplexNumber = "P0212", "an operation that complex numbers do not have";
    UnknownUnit = "P0213", "a unit that cannot be read";
    Units = "P0214", "units that do not fit";
    Shapes = "P0215", "vectors or matrices whose shapes do not fit";
    Index = "P0216", "an index that names no element";
    Elements = "P0217", "a vector without elements, with unequal rows, or too large";
    Noise = "P0218", "noise where it has no meaning";
    Event = "P0219", "an event that cannot be read";
    UnknownNode = "P0301", "unknown node";
    UnknownOperator = "P0302", "unknown operator";
    UnknownVariable = "P0303", "unknown variable";
    EdgeTarget = "P0304", "an edge ends in something that is not an input";
    EdgeSource = "P0305", "an edge starts in an input";
    EdgeAttribute = "P0306", "unknown edge attribute";
    RepeatedAttribute = "P0307", "an edge attribute is given twice";
    NegativeDelay = "P0308", "negative delay";
    Path = "P0309", "a path has too few or too many parts";
    WrongKind = "P0310", "an operator, node or circuit stands where another kind is needed";
    Override = "P0311", "a value is given to something that has none";
    Population = "P0312", "a population without size, or a unit outside it";
    DelayedSource = "P0313", "a delayed edge starts in a variable without a past";
    Carrier = "P0314", "definitions of different versions";
    Spread = "P0315", "a spread that makes no distributed delay";
    EdgeOperators = "P0316", "operators on an edge that cannot be connected";
    FileRead = "P0401", "a file cannot be read";
    YamlSyntax = "P0402", "a file is not YAML, or uses YAML that has no meaning in templates";
    RepeatedKey = "P0403", "a key stands twice in one map";
    Limit = "P0404", "a file or a model is too large";
    UnknownTemplate = "P0405", "unknown template";
    TemplatePath = "P0406", "the path of a template cannot be read";
    WhichTemplate = "P0407", "it is not clear which template of a file is meant";
    Base = "P0408", "a template without a base";
    Ring = "P0409", "templates are made of each other in a ring";
    Key = "P0410", "unknown key";
    Shape = "P0411", "a list, map or word stands where something else is needed";
    Vector = "P0412", "a vector that cannot be read";
    ParallelEdges = "L01", "parallel edges";
    DelayOfOne = "L02", "a delay of exactly 1";
    NullDelay = "L03", "a delay of `null`";
    UndelayedSibling = "L04", "an undelayed edge beside a delayed one";
    DiscreteBesideGamma = "L05", "a delay beside a delay with spread";
    GammaOrderZero = "L06", "a spread that is too wide for its delay";
    SpreadWithoutDelay = "L07", "a spread without a delay";
    SecondDerivative = "L08", "a derivative of second order";
    StaleLoop = "L09", "an algebraic loop";
    LastEquation = "L10", "two equations for one variable";
    MissingValue = "L11", "a state without initial value";
    ComplexPrecision = "L12", "a complex variable";
    ForbiddenName = "L13", "a name that PyRates cannot have";
    NegativePast = "L14", "a delayed term is subtracted";
    DelayedAlgebraic = "L15", "a delayed edge starts in an algebraic variable";
    EdgeAndOutput = "L16", "an input is fed by an edge and by an output of its node";
    EqualNames = "L17", "different operators of equal name";
    NegativeDelayIgnored = "L18", "a negative delay";
    StepCounter = "L19", "an equation depends on the time";
    ConstantEquation = "L20", "a constant has an equation";
    EdgeIntoConstant = "L21", "an edge ends in a constant";
    UnequalDepth = "L22", "nodes at different depths";
    BeyondPyRates = "L23", "something that PyRates does not have";
    IdleEdit = "L24", "an edit of equations that finds nothing";
    DroppedVariable = "L25", "a variable that no equation mentions";
    OperatorRing = "L26", "operators of a node feed each other in a ring";
    LegacyDeclaration = "L27", "a declaration in the form of old versions";
    EqualInput = "L28", "an input on an edge has the name of what feeds it";
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn numbers_are_unique() {
        let mut numbers: Vec<&str> = Code::ALL.iter().map(|code| code.number()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), Code::ALL.len());
    }
}
