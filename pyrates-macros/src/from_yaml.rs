//! `from_yaml!`: a model from a template file, with the structs of `circuit!`.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, Group, Ident, TokenStream};
use pyrates_ir::definition::{Circuit, Node};
use pyrates_ir::finding::{Code, Finding, Name};
use pyrates_ir::yaml::{self, Files, Loaded, Sources};
use quote::{ToTokens, quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::{LitStr, Token};

use crate::carrier;
use crate::expand::{self, Item};
use crate::names;
use crate::parse::header::{Header, identity};

/// `[crate path] attributes visibility Name = "file", "template", search: ["folder"]`.
struct Call {
    header: Header,
    file: LitStr,
    template: Option<LitStr>,
    /// Folders in which other files are looked up.
    search: Vec<PathBuf>,
}

impl Parse for Call {
    fn parse(input: ParseStream) -> syn::Result<Call> {
        let krate: Group = input.parse()?;
        let attributes = input.call(syn::Attribute::parse_outer)?;
        let visibility = input.parse()?;
        let name: Ident = input.parse()?;
        let (file, template, search) = source(input).map_err(|error| {
            let help = "write `pub Name = \"file.yaml\", \"Template\"`, one item a call, or with folders to look up other files in: `, search: [\"folder\"]`";
            syn::Error::new(error.span(), format!("[P0211] {error}\n  = help: {help}"))
        })?;
        let body = Group::new(Delimiter::Brace, TokenStream::new());
        let (krate, identity) = (krate.stream(), identity(&name, &TokenStream::new()));
        let header = Header { krate, attributes, visibility, name, base: None, body, identity };
        Ok(Call { header, file, template, search })
    }
}

/// `= "file", "template", search: ["folder"]`, all but the file and separators at the end left out or not.
fn source(input: ParseStream) -> syn::Result<(LitStr, Option<LitStr>, Vec<PathBuf>)> {
    input.parse::<Token![=]>()?;
    let file = input.parse()?;
    let (mut template, mut search) = (None, Vec::new());
    if input.parse::<Option<Token![,]>>()?.is_some() && input.peek(LitStr) {
        template = Some(input.parse()?);
        input.parse::<Option<Token![,]>>()?;
    }
    if input.peek(syn::Ident) {
        search = folders(input)?;
        input.parse::<Option<Token![,]>>()?;
    }
    input.parse::<Option<Token![;]>>()?;
    if input.is_empty() { Ok((file, template, search)) } else { Err(input.error("nothing can follow here")) }
}

/// `search: ["folder", "folder"]`
fn folders(input: ParseStream) -> syn::Result<Vec<PathBuf>> {
    let word: Ident = input.parse()?;
    if word != "search" {
        return Err(syn::Error::new(
            word.span(),
            format!("unknown option `{word}`; the one there is is `search`"),
        ));
    }
    input.parse::<Token![:]>()?;
    let list;
    syn::bracketed!(list in input);
    let folders = list.parse_terminated(<LitStr as Parse>::parse, Token![,])?;
    Ok(folders.iter().map(|folder| PathBuf::from(folder.value())).collect())
}

/// `from_yaml!`
pub(crate) fn from_yaml(input: TokenStream) -> TokenStream {
    // Cargo always sets it; without it, paths start where the compiler runs.
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    with(input, &|path: &Path, limit: u64| read(&root.join(path), limit))
}

/// The same with files from anywhere.
pub(crate) fn with(input: TokenStream, files: &dyn Files) -> TokenStream {
    let call: Call = match syn::parse2(input) {
        Ok(call) => call,
        Err(error) => return error.to_compile_error(),
    };
    let name = call.template.as_ref().map(LitStr::value).unwrap_or_default();
    match yaml::load(Path::new(&call.file.value()), &name, &call.search, files) {
        Ok(loaded) => model(call, loaded),
        Err(report) => broken(&call, &report.errors, &report.sources),
    }
}

/// The item of a model that could be read.
fn model(mut call: Call, mut loaded: Loaded) -> TokenStream {
    let mut findings = Vec::new();
    check_names(&loaded.circuit, &mut findings);
    if !findings.is_empty() {
        return broken(&call, &findings, &loaded.sources);
    }
    loaded.circuit.name.text = names::text(&call.header.name);
    let system = match loaded.system() {
        Ok(system) => system,
        Err(report) => return broken(&call, &report.errors, &report.sources),
    };
    if call.header.doc().is_empty() && !loaded.doc.is_empty() {
        let doc = &loaded.doc;
        call.header.attributes.push(syn::parse_quote!(#[doc = #doc]));
    }
    let (header, circuit) = (&call.header, &loaded.circuit);
    let item = Item { header, circuit, system: &system, real: &system.split(), paths: &[], functions: &[] };
    let model = expand::model(&item);
    let carrier = carrier::of_file(header);
    let files = tracked(&loaded.sources);
    quote!(#model #carrier #files)
}

/// Errors, and an empty item, so that users of the name get no errors of their own.
fn broken(call: &Call, findings: &[Finding], sources: &Sources) -> TokenStream {
    let errors = findings.iter().map(|finding| {
        let text = yaml::text("error", finding, sources);
        let text = text.trim_end().trim_start_matches("error: ");
        let span = call.file.span();
        quote_spanned!(span=> ::core::compile_error! { #text })
    });
    let item = expand::fallback(&call.header);
    let carrier = carrier::of_file(&call.header);
    let files = tracked(sources);
    quote!(#(#errors)* #item #carrier #files)
}

/// Makes the compiler look at the files again when they change.
fn tracked(sources: &Sources) -> TokenStream {
    let files = sources.paths().filter_map(Path::to_str).map(|path| match Path::new(path).is_absolute() {
        true => path.to_token_stream(),
        false => quote!(::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/", #path)),
    });
    quote!(#(const _: &[u8] = ::core::include_bytes!(#files);)*)
}

/// All names of the model must be names in Rust, since they become fields and types.
fn check_names(circuit: &Circuit, findings: &mut Vec<Finding>) {
    for (scope, _) in &circuit.circuits {
        scope.iter().for_each(|name| check(name, findings));
    }
    for node in &circuit.nodes {
        // A model that is a single node has no name for it.
        if !node.name.text.is_empty() {
            check(&node.name, findings);
        }
        check_node(&node.node, findings);
    }
    for template in circuit.edges.iter().filter_map(|edge| edge.template.as_ref()) {
        check_node(&template.node, findings);
    }
    let mut seen = std::collections::HashSet::new();
    findings.retain(|finding| seen.insert(finding.message.clone()));
}

fn check_node(node: &Node, findings: &mut Vec<Finding>) {
    check(&node.name, findings);
    for used in &node.operators {
        if !used.name.text.is_empty() {
            check(&used.name, findings);
        }
        used.operator.variables.iter().for_each(|variable| check(&variable.name, findings));
    }
}

fn check(name: &Name, findings: &mut Vec<Finding>) {
    let text = name.text.as_str();
    let known = findings.len();
    names::check(name, findings);
    if findings.len() > known {
        return;
    }
    let is_word =
        syn::parse_str::<Ident>(text).is_ok() || syn::parse_str::<Ident>(&format!("r#{text}")).is_ok();
    if !is_word || !text.chars().any(char::is_alphanumeric) {
        let message = format!("`{text}` cannot be a name in Rust, where it becomes a field or type");
        let finding = Finding::new(Code::Item, name.loc, message);
        findings.push(finding.help("use letters, digits and `_`, and no digit first"));
    }
}

/// The bytes of a file. What is not a file counts as absent, a larger one is an error; neither is read.
fn read(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let metadata = fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(io::Error::new(io::ErrorKind::NotFound, "it is not a file"));
    }
    if metadata.len() > limit {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("it has more than {limit} bytes")));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}
