//! Every mistake and every lint has a file in `tests/yaml/messages`, with the messages beside it in a `.txt` of the
//! same name. `PYRATES_OVERWRITE=1 cargo test -p pyrates-ir --features yaml` rewrites them.

use std::fs;
use std::path::Path;

use pyrates_ir::finding::Code;
use pyrates_ir::yaml;

use crate::files::{folder, read};

/// What is said about the template `Model` of a file, or about its only circuit.
fn messages(file: &str) -> String {
    let path = Path::new("messages").join(file);
    let text = fs::read_to_string(folder().join(&path)).unwrap_or_default();
    let name = if text.contains("\nModel:") || text.starts_with("Model:") { "Model" } else { "" };
    match yaml::load(&path, name, &[], &read) {
        Err(report) => report.to_string(),
        Ok(loaded) => match loaded.system() {
            Err(report) => report.to_string(),
            Ok(_) => {
                let lints = loaded.lints.iter().map(|lint| yaml::text("warning", lint, &loaded.sources));
                lints.collect::<Vec<_>>().join("\n")
            }
        },
    }
}

fn names() -> Vec<String> {
    let entries = fs::read_dir(folder().join("messages")).expect("the folder of messages");
    let files = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut names: Vec<String> = files.filter(|name| name.ends_with(".yaml")).collect();
    names.sort();
    names
}

#[test]
fn messages_are_as_written() {
    let overwrite = std::env::var_os("PYRATES_OVERWRITE").is_some();
    let mut wrong = Vec::new();
    for name in names() {
        let found = messages(&name);
        let beside = folder().join("messages").join(name.replace(".yaml", ".txt"));
        if overwrite {
            fs::write(&beside, &found).expect("the file can be written");
        }
        if fs::read_to_string(&beside).unwrap_or_default() != found {
            wrong.push(format!("{name}:\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_number_has_a_file_that_provokes_it() {
    let names = names();
    for code in Code::ALL.iter().filter(|code| code.is_about_files()) {
        let number = code.number();
        let name = names.iter().find(|name| name.starts_with(&format!("{number}_")));
        let name = name.unwrap_or_else(|| panic!("tests/yaml/messages/{number}_*.yaml is missing"));
        assert!(messages(name).contains(&format!("[{number}]")), "{name} does not provoke {number}");
    }
}

#[test]
fn every_lint_is_in_the_documentation() {
    let page = fs::read_to_string(folder().join("../../docs/yaml.md")).expect("docs/yaml.md");
    for code in Code::ALL.iter().filter(|code| code.is_lint()) {
        assert!(page.contains(&format!("| {} |", code.number())), "{} is not in docs/yaml.md", code.number());
    }
}
