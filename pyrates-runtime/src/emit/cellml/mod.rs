//! CellML 2.0: one component, whose variables are all without dimension. Order means nothing, and functions that CellML
//! lacks are written in terms of others.

use pyrates_ir::expr::Expr;
use pyrates_ir::function::Function;

use super::elementary::in_elementary_terms;
use super::header::References;
use super::keywords;
use super::mathml::{MATHML, MathMl, PLAIN, identifier, native};
use super::namer::{NameRules, Namer};
use super::prepared::{Leaf, Prepared};
use super::syntax::Syntax;
use super::xml::{self, Xml};
use super::{Capabilities, EmitError, EmittedFile, Target};

const LANGUAGE: &str = "cellml";
const CORE: &str = "http://www.cellml.org/cellml/2.0#";
const UNITS: &str = "units=\"dimensionless\"";

/// Options of the export to CellML.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct CellmlOptions {}

impl Target for CellmlOptions {
    fn name(&self) -> &'static str {
        "CellML"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { delays: false, infinite_values: false, noise: false, events: false, complex: false }
    }

    fn name_rules(&self, _delayed: bool) -> NameRules {
        NameRules::ascii(keywords::CELLML, "")
    }

    fn language(&self) -> &'static str {
        LANGUAGE
    }

    fn has_jacobian(&self) -> bool {
        false
    }

    fn files(&self, model: &Prepared) -> Result<Vec<EmittedFile>, EmitError> {
        // Those of a user are spelled in MathML.
        let has = |function: &Function| native(function).is_some() || matches!(function, Function::User(_));
        let model = &in_elementary_terms(model, &has, Namer::new(self.name_rules(false)));
        let mut inside = variables(model);
        // What the user has to define for functions of their own.
        let plain = Syntax { language: LANGUAGE, ..PLAIN };
        inside.extend(model.definitions(&plain, &model.derivatives).into_iter().map(Xml::text));
        inside.push(Xml::element(format!("math xmlns=\"{MATHML}\""), equations(model)));
        let component = Xml::element(format!("component name=\"{}\"", model.identifier), inside);
        let names = format!("xmlns=\"{CORE}\" xmlns:cellml=\"{CORE}\"");
        let root = Xml::element(format!("model {names} name=\"{}\"", model.identifier), vec![component]);
        let text = xml::document(&header(model), &root);
        Ok(vec![EmittedFile { name: format!("{}.cellml", model.identifier), text }])
    }
}

fn header(model: &Prepared) -> Vec<String> {
    model.header(
        &PLAIN,
        &References {
            state: &|_| "derivative".to_string(),
            parameter: &|_| "constant".to_string(),
            delay: &|k| k.to_string(),
        },
    )
}

/// Time, states, parameters, and auxiliary variables.
fn variables(model: &Prepared) -> Vec<Xml> {
    let variable = |name: &str| Xml::empty(format!("variable name=\"{name}\" {UNITS}"));
    let known = model.states.iter().chain(&model.parameters);
    let known = known.map(|v| {
        Xml::empty(format!("variable name=\"{}\" {UNITS} initial_value=\"{:?}\"", v.name, v.value()))
    });
    let computed = model.auxiliaries.iter().map(|auxiliary| variable(&auxiliary.name));
    std::iter::once(variable("t")).chain(known).chain(computed).collect()
}

fn equations(model: &Prepared) -> Vec<Xml> {
    let leaf = |leaf: &Leaf| identifier(&model.leaf(leaf));
    let number_attributes = " cellml:units=\"dimensionless\"";
    let printer = MathMl { leaf: &leaf, number_attributes, language: LANGUAGE };
    let equation = |left: Xml, right: &Expr<Leaf>| {
        Xml::element("apply", vec![Xml::empty("eq"), left, printer.xml(right)])
    };
    let rate = |name: &str| {
        let by = Xml::element("bvar", vec![identifier("t")]);
        Xml::element("apply", vec![Xml::empty("diff"), by, identifier(name)])
    };
    let computed = model
        .auxiliaries
        .iter()
        .filter_map(|auxiliary| Some(equation(identifier(&auxiliary.name), auxiliary.value.expression()?)));
    let rates = model.states.iter().zip(&model.derivatives).map(|(v, e)| equation(rate(&v.name), e));
    computed.chain(rates).collect()
}
