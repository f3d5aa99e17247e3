//! Hostile input: whatever stands in a macro, the answer is Rust that parses, never a panic.

use std::str::FromStr;

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::quote;

use crate::carrier::VERSION;
use crate::{function, steps};

/// A small generator of reproducible random numbers (Knuth's MMIX congruence, upper bits).
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n.max(1)
    }
}

const OPERATOR: &str = r#"
    /// Growth.
    pub Growth {
        equations {
            d/dt x = x*(alpha + x_in) - if x > 1e3 { x^2 } else { past(m, tau) };
            "m = tanh(x(t - tau)) + 2*beta + hill(rate(x), root(x, 1))"
            d/dt z = where(x < 1 && !(z == 2), sin(z), -z**0.5);
        }
        variables { x: output(0.5), z: variable(1/3), m: variable, alpha: -1.0, tau: 0.5, beta: pi, x_in: input(0.0) }
        functions { hill(x, k) = x/(k + alpha), rate, root: crate::rates::root; twice(x) = hill(x, 2*x) }
    }
"#;
const FUNCTION: &str = r#"
    /// Saturation.
    pub fn rate(x: f64, k: f64) -> f64 { x / (k + x) }
    derivatives { x: k / (k + x).powi(2), k: -x / (k + x).powi(2) }
    spellings { julia: "{x}/({k} + {x})"; numpy: { value: "rate({x}, {k})", x: "0", definition: "def rate" } }
"#;
const NODE: &str = "pub Species { lv: Growth { alpha: 0.25 }, other: Growth }";
const CIRCUIT: &str = r#"
    pub Net {
        nodes { a: Species { lv.alpha: 1.0 }, b: Species, cells: [Species; 3] }
        edges {
            a.lv.x -> b.lv.x_in { weight: -1.5, delay: 0.5 };
            named: cells[2].other.m -> a.other.x_in { weight: 2 }
            b.lv.x -> cells[0].lv.x_in;
        }
    }
"#;
/// Words that mutations put in.
const WORDS: &str = r#"t self lv x 0.5 -> { } ( ) [ ] : ; , . * / ^ = == "x' = (" "" 1e999 0x1 'a' d dt output nodes edges
    weight delay past where if else Species fn functions derivatives pub # ! ? é 9999999999999999999 r#type _"#;

fn tokens(text: &str) -> TokenStream {
    TokenStream::from_str(text).expect("a text of this file")
}

/// Changes one tree, somewhere.
fn mutate(stream: TokenStream, words: &[TokenTree], random: &mut Random) -> TokenStream {
    let mut trees: Vec<TokenTree> = stream.into_iter().collect();
    let at = random.below(trees.len());
    match trees.get(at).cloned() {
        // Mostly go into groups, where almost all tokens are.
        Some(TokenTree::Group(group)) if random.below(8) > 0 => {
            let inner = mutate(group.stream(), words, random);
            trees[at] = TokenTree::Group(Group::new(group.delimiter(), inner));
        }
        Some(tree) => match random.below(5) {
            0 => drop(trees.remove(at)),
            1 => trees.insert(at, tree),
            2 => trees[at] = words[random.below(words.len())].clone(),
            3 => trees[at] = TokenTree::Group(Group::new(Delimiter::None, TokenStream::from(tree))),
            _ => trees.insert(at, words[random.below(words.len())].clone()),
        },
        None => trees.push(words[random.below(words.len())].clone()),
    }
    trees.into_iter().collect()
}

fn words() -> Vec<TokenTree> {
    let single = WORDS.split_whitespace().filter_map(|word| TokenStream::from_str(word).ok());
    single.flatten().collect()
}

/// Runs a step on mutations of a text and checks that what comes out is a sequence of items.
fn check(text: &str, runs: usize, step: &dyn Fn(TokenStream) -> TokenStream) {
    let words = words();
    let mut random = Random(7);
    for _ in 0..runs {
        let mut input = tokens(text);
        for _ in 0..=random.below(4) {
            input = mutate(input, &words, &mut random);
        }
        let output = step(input.clone());
        if let Err(error) = syn::parse2::<syn::File>(output.clone()) {
            panic!("{error}\nfrom {input}\ncame {output}");
        }
    }
}

#[test]
fn operators_never_panic() {
    check(OPERATOR, 3000, &|input| steps::operator(quote!([::pyrates] #input)));
}

#[test]
fn functions_never_panic() {
    // Rust in the texts may be wrong, and is then for rustc to explain.
    let (words, mut random) = (words(), Random(7));
    for _ in 0..3000 {
        let input = mutate(tokens(FUNCTION), &words, &mut random);
        let output = function::function(quote!([::pyrates] #input));
        assert!(!output.is_empty(), "nothing came from {input}");
    }
    let sound = tokens(FUNCTION);
    let output = function::function(quote!([::pyrates] #sound));
    assert!(syn::parse2::<syn::File>(output).is_ok());
}

#[test]
fn nodes_never_panic() {
    check(NODE, 1500, &|input| steps::node(quote!([::pyrates] #input)));
    let growth = carried("operator", OPERATOR);
    check(NODE, 1500, &|input| {
        steps::finish_node(quote!({} { [::pyrates] #input } { [Growth] } { #growth }))
    });
    // What another crate carries may be anything.
    let node = tokens(NODE);
    let version = Ident::new(VERSION, Span::call_site());
    check(OPERATOR, 1500, &|input| {
        steps::finish_node(quote!({} { [::pyrates] #node } { [Growth] } { operator #version [] 7u64 #input }))
    });
}

#[test]
fn circuits_never_panic() {
    check(CIRCUIT, 1500, &|input| steps::circuit(quote!([::pyrates] #input)));
    let (species, growth) = (carried("node", NODE), carried("operator", OPERATOR));
    check(CIRCUIT, 1500, &|input| {
        steps::finish_circuit(quote!({} { [::pyrates] #input } { [Species] } { #species { #growth } }))
    });
}

/// A definition without errors, as carriers hold it.
fn carried(kind: &str, text: &str) -> TokenStream {
    let trees: Vec<TokenTree> = tokens(text).into_iter().collect();
    let name_and_body: TokenStream = trees[trees.len() - 2..].iter().cloned().collect();
    let [kind, version] = [kind, VERSION].map(|word| Ident::new(word, Span::call_site()));
    quote!(#kind #version [] 7u64 #name_and_body)
}

/// What a file holds, too, may be anything.
#[cfg(feature = "yaml")]
#[test]
fn files_never_panic() {
    use crate::from_yaml::with;

    const FILE: &str = include_str!("../../tests/yaml/library/oscillators.yaml");
    let sound = |_: &std::path::Path, _: u64| Ok(FILE.as_bytes().to_vec());
    check("/// Phases.\n pub Phases = \"a/file.yaml\", \"phases\",", 1500, &|input| {
        with(quote!([::pyrates] #input), &sound)
    });
    let mut random = Random(11);
    let pieces = [
        "\"self\"", "a b", "1", "type", "é", "\n", ":", "phase_op", "[", "}", "-", "&a", "*a", "0.5",
        "sin(t)",
    ];
    for _ in 0..600 {
        let mut text: Vec<char> = FILE.chars().collect();
        for _ in 0..=random.below(3) {
            let at = random.below(text.len());
            let end = (at + random.below(12)).min(text.len());
            text.splice(at..end, pieces[random.below(pieces.len())].chars());
        }
        let text: String = text.into_iter().collect();
        for name in ["phases", "two_orders", "vdp_op"] {
            let damaged = |_: &std::path::Path, _: u64| Ok(text.clone().into_bytes());
            let output = with(quote!([::pyrates] pub Model = "model.yaml", #name), &damaged);
            if let Err(error) = syn::parse2::<syn::File>(output.clone()) {
                panic!("{error}\nfrom {text}\ncame {output}");
            }
        }
    }
}

/// The unchanged texts arrive at the last step: a model comes out, not only errors.
#[test]
fn sound_definitions_arrive() {
    let (species, growth) = (carried("node", NODE), carried("operator", OPERATOR));
    let circuit = tokens(CIRCUIT);
    let output =
        steps::finish_circuit(quote!({} { [::pyrates] #circuit } { [Species] } { #species { #growth } }));
    let output = output.to_string();
    assert!(output.contains("impl :: pyrates :: model :: Model for Net"), "{output}");
    // `rate` and `root` of the operator, handed on by the node.
    assert_eq!(output.matches("< Species as :: pyrates :: __private :: HasFunction").count(), 4);
}
