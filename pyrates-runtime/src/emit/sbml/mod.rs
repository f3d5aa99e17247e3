//! SBML Level 3 Version 2: states are parameters with rate rules, auxiliary variables have assignment rules, and functions
//! that MathML lacks are function definitions.

mod parts;

use super::header::References;
use super::keywords;
use super::mathml::PLAIN;
use super::namer::NameRules;
use super::prepared::Prepared;
use super::xml::{self, Xml};
use super::{Capabilities, EmitError, EmittedFile, Target};

const NAME: &str = "SBML";
const LANGUAGE: &str = "sbml";
const CORE: &str = "http://www.sbml.org/sbml/level3/version2/core";

/// Options of the export to SBML.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct SbmlOptions {}

impl Target for SbmlOptions {
    fn name(&self) -> &'static str {
        NAME
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { delays: true, infinite_values: true, noise: false, events: true, complex: false }
    }

    fn name_rules(&self, _delayed: bool) -> NameRules {
        NameRules::ascii(
            keywords::SBML,
            "signum round_even erf heaviside sigmoid minimum maximum modulo atan2",
        )
    }

    fn language(&self) -> &'static str {
        LANGUAGE
    }

    fn has_jacobian(&self) -> bool {
        false
    }

    fn files(&self, model: &Prepared) -> Result<Vec<EmittedFile>, EmitError> {
        parts::check_events(model)?;
        let lists = [
            ("listOfFunctionDefinitions", parts::functions(model)),
            ("listOfParameters", parts::parameters(model)),
            ("listOfRules", parts::rules(model)),
            ("listOfEvents", parts::events(model)),
        ];
        let lists = lists.into_iter().filter(|(_, items)| !items.is_empty());
        let lists = lists.map(|(name, items)| Xml::element(name, items)).collect();
        let name = xml::escaped(&model.model);
        let of_model = Xml::element(format!("model id=\"{}\" name=\"{name}\"", model.identifier), lists);
        let root = Xml::element(format!("sbml xmlns=\"{CORE}\" level=\"3\" version=\"2\""), vec![of_model]);
        let text = xml::document(&header(model), &root);
        Ok(vec![EmittedFile { name: format!("{}.xml", model.identifier), text }])
    }
}

fn header(model: &Prepared) -> Vec<String> {
    model.header(
        &PLAIN,
        &References {
            state: &|_| "rate rule".to_string(),
            parameter: &|_| "constant".to_string(),
            delay: &|k| (k + 1).to_string(),
        },
    )
}
