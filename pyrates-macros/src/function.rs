//! `function!`: a function written in Rust, with its derivatives and its spellings in other languages.

use proc_macro2::{Delimiter, Group, Ident, Literal, TokenStream, TokenTree};
use pyrates_ir::finding::{Code, Finding, Loc, Name};
use pyrates_ir::user_function::MAX_ARGUMENTS;
use quote::{quote, quote_spanned};
use syn::parse::{Parse, ParseStream};

use crate::lex::string;
use crate::parse::Context;
use crate::parse::sections::{first_span, is_punct, last_span, name, sections, split};
use crate::report;

/// The languages that have exports, and so may have spellings.
const LANGUAGES: [&str; 18] = [
    "brian2",
    "cellml",
    "diffsl",
    "fortran",
    "jax",
    "jitcode",
    "julia",
    "lems",
    "matlab",
    "modelica",
    "nestml",
    "numpy",
    "r",
    "sbml",
    "stan",
    "tensorflow",
    "torch",
    "xppaut",
];

/// `[crate path] attributes visibility fn name(x: f64) -> f64 { ... } sections`.
struct Input {
    krate: TokenStream,
    attributes: Vec<syn::Attribute>,
    visibility: syn::Visibility,
    name: Ident,
    arguments: Group,
    body: Group,
    sections: Vec<TokenTree>,
}

impl Parse for Input {
    fn parse(input: ParseStream) -> syn::Result<Input> {
        let krate: Group = input.parse()?;
        let attributes = input.call(syn::Attribute::parse_outer)?;
        let visibility = input.parse()?;
        let form = |error: syn::Error| {
            let help = "write `pub fn rate(x: f64, k: f64) -> f64 { ... }`, then `derivatives { ... }` and `spellings { ... }`";
            syn::Error::new(error.span(), format!("[P0207] {error}\n  = help: {help}"))
        };
        input.parse::<syn::Token![fn]>().map_err(form)?;
        let name = input.parse().map_err(form)?;
        let arguments = group(input, Delimiter::Parenthesis).map_err(form)?;
        input.parse::<syn::Token![->]>().map_err(form)?;
        let result: Ident = input.parse().map_err(form)?;
        if result != "f64" {
            return Err(form(syn::Error::new(result.span(), "the value of the function must be `f64`")));
        }
        let body = group(input, Delimiter::Brace).map_err(form)?;
        let sections = input.parse::<TokenStream>()?.into_iter().collect();
        Ok(Input { krate: krate.stream(), attributes, visibility, name, arguments, body, sections })
    }
}

fn group(input: ParseStream, delimiter: Delimiter) -> syn::Result<Group> {
    let span = input.span();
    match input.parse()? {
        TokenTree::Group(group) if group.delimiter() == delimiter => Ok(group),
        _ => Err(syn::Error::new(span, "expected a function")),
    }
}

/// `function!`
pub(crate) fn function(input: TokenStream) -> TokenStream {
    let input: Input = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut context = Context::default();
    let owner = context.name(&input.name);
    let arguments = arguments(&input, &mut context);
    let (mut derivatives, mut spellings) = (Vec::new(), Vec::new());
    for section in sections(&input.sections, &["derivatives", "spellings"], &[], &owner, &mut context) {
        let inner: Vec<TokenTree> = section.body.stream().into_iter().collect();
        match section.word.as_str() {
            "derivatives" => derivatives = derivatives_of(&inner, &arguments, &mut context),
            "spellings" => spellings = spellings_of(&inner, &arguments, &mut context),
            _ => {}
        }
    }
    if !context.findings.is_empty() {
        let errors = report::errors(&context.findings, &context.places);
        let item = broken(&input, &arguments);
        return quote!(#errors #item);
    }
    item(&input, &arguments, &derivatives, &spellings)
}

/// The names of the arguments, which must be real numbers.
fn arguments(input: &Input, context: &mut Context) -> Vec<Ident> {
    let trees: Vec<TokenTree> = input.arguments.stream().into_iter().collect();
    let mut arguments: Vec<Ident> = Vec::new();
    for entry in split(&trees, &[',']) {
        match entry.as_slice() {
            [TokenTree::Ident(ident), colon, TokenTree::Ident(ty)]
                if is_punct(Some(colon), ':') && *ty == "f64" =>
            {
                arguments.push(ident.clone());
            }
            entry => {
                let loc = context.places.range(first_span(entry), last_span(entry));
                let finding = Finding::new(Code::Item, loc, "the arguments of a function are real numbers");
                context.findings.push(finding.help("write `name: f64`"));
            }
        }
    }
    if arguments.len() > MAX_ARGUMENTS || trees.is_empty() {
        let loc = context.places.range(input.arguments.span_open(), input.arguments.span_close());
        let message = format!("a function has 1 to {MAX_ARGUMENTS} arguments, not {}", arguments.len());
        let help = if trees.is_empty() { "a number needs no function" } else { "split the function" };
        context.findings.push(Finding::new(Code::ArgumentCount, loc, message).help(help));
    }
    arguments
}

/// Entries `name: value` whose names are among those known and do not repeat, with the index of the name.
fn entries(
    trees: &[TokenTree],
    known: &[String],
    what: &str,
    context: &mut Context,
) -> Vec<(usize, Name, Vec<TokenTree>)> {
    let mut entries: Vec<(usize, Name, Vec<TokenTree>)> = Vec::new();
    for entry in split(trees, &[',', ';']) {
        let [TokenTree::Ident(ident), colon, value @ ..] = entry.as_slice() else {
            let loc = context.places.range(first_span(&entry), last_span(&entry));
            let finding = Finding::new(Code::Item, loc, "expected `name: value`");
            context.findings.push(finding.help(format!("the name is that of {what}")));
            continue;
        };
        let name = name(ident, context);
        let index = known.iter().position(|known| *known == name.text);
        let finding = match index {
            _ if !is_punct(Some(colon), ':') || value.is_empty() => {
                Finding::new(Code::Item, name.loc, format!("`{}` needs `:` and a value", name.text))
            }
            None => Finding::new(Code::Item, name.loc, format!("`{}` is not the name of {what}", name.text))
                .suggest(&name.text, known.iter().map(String::as_str)),
            Some(index) if entries.iter().any(|(other, ..)| *other == index) => {
                let message = format!("`{}` is given twice", name.text);
                Finding::new(Code::RepeatedName, name.loc, message).help("keep one of them")
            }
            Some(index) => {
                entries.push((index, name, value.to_vec()));
                continue;
            }
        };
        context.findings.push(finding);
    }
    entries
}

fn words(arguments: &[Ident]) -> Vec<String> {
    arguments.iter().map(crate::names::text).collect()
}

/// Rust for the derivatives, with the index of the argument.
fn derivatives_of(
    trees: &[TokenTree],
    arguments: &[Ident],
    context: &mut Context,
) -> Vec<(usize, TokenStream)> {
    let entries = entries(trees, &words(arguments), "an argument", context);
    entries.into_iter().map(|(i, _, value)| (i, value.into_iter().collect())).collect()
}

/// How a language spells a function.
#[derive(Default)]
struct Spelling {
    language: &'static str,
    value: String,
    derivatives: Vec<(usize, String)>,
    definition: String,
}

fn spellings_of(trees: &[TokenTree], arguments: &[Ident], context: &mut Context) -> Vec<Spelling> {
    let languages = LANGUAGES.map(str::to_string);
    let entries = entries(trees, &languages, "a language with exports", context);
    entries
        .into_iter()
        .filter_map(|(i, name, value)| spelling(LANGUAGES[i], &name, &value, arguments, context))
        .collect()
}

/// `"text"`, or `{ value: "text", x: "text", definition: "text" }`.
fn spelling(
    language: &'static str,
    name: &Name,
    trees: &[TokenTree],
    arguments: &[Ident],
    context: &mut Context,
) -> Option<Spelling> {
    let mut spelling = Spelling { language, ..Spelling::default() };
    if let [TokenTree::Literal(literal)] = trees {
        spelling.value = text(literal, arguments, context)?;
        return Some(spelling);
    }
    let [TokenTree::Group(braces)] = trees else { return bad_spelling(name.loc, context) };
    let inner: Vec<TokenTree> = braces.stream().into_iter().collect();
    let mut known = words(arguments);
    // Arguments with these names have derivatives that no file can spell.
    known.retain(|name| name != "value" && name != "definition");
    known.extend(["value".to_string(), "definition".to_string()]);
    for (_, part, value) in entries(&inner, &known, "an argument, `value` or `definition`", context) {
        let [TokenTree::Literal(literal)] = value.as_slice() else { return bad_spelling(part.loc, context) };
        match part.text.as_str() {
            "definition" => {
                spelling.definition = string(literal).or_else(|| bad_spelling(part.loc, context))?
            }
            "value" => spelling.value = text(literal, arguments, context)?,
            argument => {
                let index = arguments.iter().position(|a| crate::names::text(a) == argument)?;
                spelling.derivatives.push((index, text(literal, arguments, context)?));
            }
        }
    }
    if spelling.value.is_empty() { bad_spelling(name.loc, context) } else { Some(spelling) }
}

fn bad_spelling<T>(loc: Loc, context: &mut Context) -> Option<T> {
    let finding = Finding::new(Code::Item, loc, "expected the spelling of the function");
    context.findings.push(finding.help(
        "write `julia: \"rate({x})\"`, or `julia: { value: \"rate({x})\", x: \"rate_prime({x})\", definition: \"...\" }`",
    ));
    None
}

/// A text in which `{x}` stands for the argument `x`.
fn text(literal: &Literal, arguments: &[Ident], context: &mut Context) -> Option<String> {
    let loc = context.places.token(literal.span());
    let Some(text) = string(literal) else { return bad_spelling(loc, context) };
    let names = words(arguments);
    for piece in text.split('{').skip(1) {
        let Some((word, _)) = piece.split_once('}') else { continue };
        let is_word = !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || c == '_');
        if is_word && !names.iter().any(|name| name == word) {
            let finding = Finding::new(Code::Item, loc, format!("`{{{word}}}` names no argument"));
            context.findings.push(finding.suggest(word, names.iter().map(String::as_str)));
            return None;
        }
    }
    Some(text)
}

/// The function without what is known about it, after errors, so that users of the name get no errors of their own.
fn broken(input: &Input, arguments: &[Ident]) -> TokenStream {
    let name = &input.name;
    with_type(
        input,
        &quote!(#[allow(dead_code, unused_variables)]),
        &quote!(fn #name(#(#arguments: f64),*) -> f64 { f64::NAN }),
        &quote! {
            arguments: &[],
            value: |_| f64::NAN,
            derivative: |_, _| ::core::option::Option::None,
            spellings: &[],
        },
    )
}

/// The function itself, and a type of its name that knows all about it.
fn item(
    input: &Input,
    arguments: &[Ident],
    derivatives: &[(usize, TokenStream)],
    spellings: &[Spelling],
) -> TokenStream {
    let Input { krate, name, arguments: list, body, .. } = input;
    let (names, places) = (words(arguments), 0..arguments.len());
    let values: Vec<TokenStream> = places.map(|i| quote!(x_[#i])).collect();
    let cases = derivatives.iter().map(|(i, value)| {
        let span = value.clone().into_iter().next().map_or(name.span(), |tree| tree.span());
        let bound = quote!(#(let #arguments: f64 = #values;)*);
        quote_spanned!(span=> #i => { #bound ::core::option::Option::Some({ #value }) })
    });
    let cases: Vec<TokenStream> = cases.collect();
    let spellings = spellings.iter().map(|s| {
        let Spelling { language, value, derivatives, definition } = s;
        let (places, texts) = (derivatives.iter().map(|(i, _)| i), derivatives.iter().map(|(_, text)| text));
        quote!(#krate::ir::user_function::Spelling {
            language: #language, value: #value, derivatives: &[#((#places, #texts)),*], definition: #definition
        })
    });
    with_type(
        input,
        &TokenStream::new(),
        &quote!(fn #name #list -> f64 #body),
        &quote! {
            arguments: &[#(#names),*],
            value: |x_| #name(#(#values),*),
            derivative: |x_, i_| match i_ { #(#cases)* _ => ::core::option::Option::None },
            spellings: &[#(#spellings),*],
        },
    )
}

/// A function with further attributes, and the type of its name with the fields of the implementation.
fn with_type(
    input: &Input,
    further: &TokenStream,
    function: &TokenStream,
    implementation: &TokenStream,
) -> TokenStream {
    let Input { krate, attributes, visibility, name, .. } = input;
    quote! {
        #(#attributes)*
        #further
        #visibility #function

        #[doc(hidden)]
        #[allow(non_camel_case_types, dead_code)]
        #[derive(Debug, Clone, Copy)]
        #visibility struct #name {}

        #[automatically_derived]
        #[allow(unused_variables, unused_braces, clippy::all)]
        impl #krate::__private::RustFunction for #name {
            const IMPLEMENTATION: #krate::ir::user_function::Implementation =
                #krate::ir::user_function::Implementation { #implementation };
        }
    }
}
