//! Files that are meant to harm end in a message, quickly and without filling the memory.

use std::path::Path;
use std::time::{Duration, Instant};

use pyrates_ir::yaml::{self, MAX_FILE};

use crate::files::Memory;

/// Reads `Model` of a text; it must end in an error with this number, in time.
#[track_caller]
fn refused(text: &str, number: &str) {
    refused_files(&[("model.yaml", text)], number);
}

#[track_caller]
fn refused_files(files: &[(&str, &str)], number: &str) {
    let start = Instant::now();
    let result = yaml::load(Path::new("model.yaml"), "Model", &[], &Memory::new(files));
    let result = result.and_then(|loaded| loaded.system());
    let report = result.err().map(|report| report.to_string()).unwrap_or_default();
    assert!(report.contains(&format!("[{number}]")), "wanted {number}, got: {}", short(&report));
    assert!(report.len() < 100_000, "the report has {} bytes", report.len());
    assert!(start.elapsed() < Duration::from_secs(20), "took {:?}", start.elapsed());
}

fn short(text: &str) -> String {
    text.chars().take(2000).collect()
}

const LEAK: &str = "leak: {base: OperatorTemplate, equations: \"x' = u - x/tau\", \
                    variables: {x: output(1.0), u: input(0.0), tau: 2.0}}\n\
                    cell: {base: NodeTemplate, operators: [leak]}\n";

#[test]
fn aliases_of_aliases_are_no_bomb() {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for i in 1..40 {
        let list = vec![format!("*a{}", i - 1); 10].join(", ");
        text.push_str(&format!("a{i}: &a{i} [{list}]\n"));
    }
    text.push_str("Model: {base: OperatorTemplate, equations: *a39, variables: {}}\n");
    refused(&text, "P0411");
    text.push_str("Second: {base: CircuitTemplate, edges: *a39}\n");
    let text = text.replace("Model:", "First:").replace("Second:", "Model:");
    refused(&text, "P0411");
}

#[test]
fn many_aliases_of_one_edge_are_counted() {
    let edges = vec!["*e"; 4_500_000].join(",");
    let text = format!(
        "{LEAK}e: &e [a/leak/x, a/leak/u, null, {{}}]\n\
         Model: {{base: CircuitTemplate, nodes: {{a: cell}}, edges: [{edges}]}}\n"
    );
    refused(&text, "P0404");
}

#[test]
fn many_aliases_of_one_equation_are_counted() {
    let text = format!(
        "eq: &e \"x' = {}x\"\nModel: {{base: OperatorTemplate, equations: [{}], variables: {{x: output}}}}\n",
        "x + ".repeat(10_000),
        vec!["*e"; 100_000].join(",")
    );
    refused(&text, "P0404");
}

#[test]
fn circuits_that_double_at_every_level_are_counted() {
    let mut text = format!("{LEAK}c0: {{base: CircuitTemplate, nodes: {{a: cell, b: cell}}}}\n");
    for i in 1..50 {
        let below = i - 1;
        text.push_str(&format!("c{i}: {{base: CircuitTemplate, circuits: {{a: c{below}, b: c{below}}}}}\n"));
    }
    text.push_str("Model: {base: c49}\n");
    refused(&text, "P0404");
}

#[test]
fn edits_that_double_at_every_level_are_bounded() {
    let mut text =
        String::from("o0: {base: OperatorTemplate, equations: \"x' = k\", variables: {x: output, k: 1}}\n");
    for i in 1..50 {
        text.push_str(&format!("o{i}: {{base: o{}, equations: {{replace: {{k: k + k + k + k}}}}}}\n", i - 1));
    }
    text.push_str("Model: {base: o49}\n");
    refused(&text, "P0404");
}

#[test]
fn many_edits_are_bounded() {
    let edits: String = (0..200_000).map(|i| format!("      k{i}: k\n")).collect();
    let text = format!(
        "base: {{base: OperatorTemplate, equations: \"x' = {}\", variables: {{x: output, k: 1}}}}\n\
         Model:\n  base: base\n  equations:\n    replace:\n{edits}",
        vec!["k"; 900].join(" + ")
    );
    refused(&text, "P0404");
}

#[test]
fn deep_nesting_is_refused() {
    refused(&format!("Model: {}", "[".repeat(1_000_000)), "P0404");
    refused(&format!("Model: {}", "{a: ".repeat(1_000_000)), "P0404");
    let indented: String = (0..2000).map(|i| format!("{}a:\n", " ".repeat(i))).collect();
    refused(&indented, "P0404");
    refused(&"- ".repeat(100_000), "P0404");
    refused(&"? ".repeat(100_000), "P0402");
    let parentheses = format!("{}x{}", "(".repeat(20_000), ")".repeat(20_000));
    refused(
        &format!(
            "Model: {{base: OperatorTemplate, equations: \"x' = {parentheses}\", variables: {{x: output}}}}"
        ),
        "P0101",
    );
}

#[test]
fn long_chains_of_bases_are_refused() {
    let chain: String = (1..10_000).map(|i| format!("o{i}: {{base: o{}}}\n", i - 1)).collect();
    refused(&format!("o0: {{base: NodeTemplate, operators: []}}\n{chain}Model: {{base: o9999}}\n"), "P0404");
    let nested: String = (1..1000)
        .map(|i| format!("c{i}: {{base: CircuitTemplate, circuits: {{c: c{}}}}}\n", i - 1))
        .collect();
    let text =
        format!("{LEAK}c0: {{base: CircuitTemplate, nodes: {{a: cell}}}}\n{nested}Model: {{base: c999}}\n");
    refused(&text, "P0404");
}

#[test]
fn names_of_a_megabyte_are_refused() {
    let name = "n".repeat(1_000_000);
    refused(
        &format!("Model: {{base: OperatorTemplate, equations: \"x' = x\", variables: {{? {name} : 1}}}}"),
        "P0404",
    );
    refused(&format!("Model: {{base: {name}}}"), "P0404");
    refused(&format!("Model: {{base: \"{}x\"}}", "a/".repeat(500_000)), "P0404");
    refused(&format!("{LEAK}Model: {{base: CircuitTemplate, nodes: {{a: {name}}}}}"), "P0404");
    refused(
        &format!("{LEAK}Model: {{base: CircuitTemplate, nodes: {{a: cell}}, edges: [[{name}, b/c/d]]}}"),
        "P0404",
    );
    refused(
        &format!("Model: {{base: OperatorTemplate, equations: \"x' = {name}\", variables: {{x: output}}}}"),
        "P0404",
    );
    refused(
        &format!(
            "Model: {{base: OperatorTemplate, equations: \"x' = x\", variables: {{x: \"output({name})\"}}}}"
        ),
        "P0404",
    );
    refused(&format!("Model: {{base: OperatorTemplate, equations: \"x' = x\", {name}: 1}}"), "P0404");
}

#[test]
fn many_mistakes_are_not_all_told() {
    let symbols: Vec<String> = (0..900).map(|i| format!("s{i}")).collect();
    let variables: Vec<String> = (0..990).map(|i| format!("v{i}: 1.0")).collect();
    let text = format!(
        "Model: {{base: OperatorTemplate, equations: \"x' = {}\", variables: {{x: output, {}}}}}\n",
        symbols.join("+"),
        variables.join(", ")
    );
    refused(&text, "P0201");
    let edges = vec!["[a/b, c]"; 300_000].join(",");
    refused(
        &format!("{LEAK}Model: {{base: CircuitTemplate, nodes: {{a: cell}}, edges: [{edges}]}}"),
        "P0309",
    );
    let keys: String = (0..300_000).map(|i| format!("  key{i}: 1\n")).collect();
    refused(&format!("Model:\n  base: CircuitTemplate\n{keys}"), "P0410");
}

#[test]
fn many_variables_are_refused() {
    let variables: String = (0..300_000).map(|i| format!("v{i}: 1.0, ")).collect();
    refused(
        &format!(
            "Model: {{base: OperatorTemplate, equations: \"x' = x\", variables: {{x: output, {variables}}}}}"
        ),
        "P0404",
    );
}

#[test]
fn large_files_are_refused_before_they_are_read() {
    let read = |_: &Path, limit: u64| {
        assert!(limit <= MAX_FILE);
        Err(std::io::Error::other("the file has more bytes than allowed"))
    };
    let report = yaml::load(Path::new("model.yaml"), "Model", &[], &read).err().map(|r| r.to_string());
    assert!(report.unwrap_or_default().contains("[P0401]"));
    // A reader that does not keep to the limit gains nothing.
    let read = |_: &Path, _: u64| Ok(vec![b' '; 17 << 20]);
    let report = yaml::load(Path::new("model.yaml"), "Model", &[], &read).err().map(|r| r.to_string());
    assert!(report.unwrap_or_default().contains("[P0404]"));
}

#[test]
fn many_files_are_refused() {
    let uses: String = (0..300).map(|i| format!("n{i}: f{i}/T, ")).collect();
    let model = format!("Model: {{base: CircuitTemplate, nodes: {{{uses}}}}}\n");
    let names: Vec<String> = (0..300).map(|i| format!("f{i}.yaml")).collect();
    let node = LEAK.replace("cell:", "T:");
    let mut files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), node.as_str())).collect();
    files.push(("model.yaml", &model));
    refused_files(&files, "P0404");
}

#[test]
fn texts_that_are_no_templates_are_refused() {
    for text in [
        "",
        "\u{feff}",
        "null",
        "- a\n- b",
        "word",
        "{}",
        "# only a comment",
        "%YAML 1.2\n---\n",
        "--- |\n text",
    ] {
        refused(text, "P0405");
    }
    for text in
        ["a: b: c", "{", "[", "\"", "'", "&", "*", "a: *b", "%", "|", "!<", "a: &x\n? [a]: b", "\0", "a\0: b"]
    {
        let result = yaml::load(Path::new("model.yaml"), "Model", &[], &Memory::new(&[("model.yaml", text)]));
        assert!(result.is_err(), "{text:?}");
    }
    for bytes in [vec![0xff, 0xfe, 0x61, 0x00], vec![0xc3, 0x28], vec![0x80]] {
        let read = move |_: &Path, _: u64| Ok(bytes.clone());
        let report = yaml::load(Path::new("model.yaml"), "Model", &[], &read).err().map(|r| r.to_string());
        assert!(report.unwrap_or_default().contains("not UTF-8"));
    }
}

/// No cut, doubled or lost piece of a sound file makes the reader panic.
#[test]
fn damaged_files_are_no_danger() {
    let sound = include_str!("../../../tests/yaml/library/oscillators.yaml");
    let mut state = 7u64;
    let mut random = |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % n.max(1)
    };
    for _ in 0..1500 {
        let mut characters: Vec<char> = sound.chars().collect();
        for _ in 0..=random(4) {
            let (at, length) = (random(characters.len()), random(30));
            let end = (at + length).min(characters.len());
            match random(4) {
                0 => drop(characters.drain(at..end)),
                1 => characters.truncate(at),
                2 => {
                    let piece: Vec<char> = characters[at..end].to_vec();
                    let to = random(characters.len());
                    characters.splice(to..to, piece);
                }
                _ => {
                    characters[at] =
                        ['\t', '"', '\'', '\n', ':', '&', '*', '{', ']', 'é', '\u{0}', '#'][random(12)]
                }
            }
            if characters.is_empty() {
                break;
            }
        }
        let text: String = characters.into_iter().collect();
        for name in ["phases", "two_orders", ""] {
            let files = Memory::new(&[("model.yaml", &text)]);
            if let Err(report) =
                yaml::load(Path::new("model.yaml"), name, &[], &files).and_then(|l| l.system())
            {
                assert!(!report.to_string().is_empty());
            }
        }
    }
}
