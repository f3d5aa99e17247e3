//! What the compiler says about models: each file in `ui/fail` has its messages beside it, files in
//! `ui/pass` compile and run. `TRYBUILD=overwrite cargo test --test ui` rewrites the messages.

use std::path::Path;

use pyrates::ir::finding::Code;

#[test]
fn messages() {
    let tests = trybuild::TestCases::new();
    tests.pass("tests/ui/pass/*.rs");
    tests.compile_fail("tests/ui/fail/*.rs");
}

/// The same for models in files. The macro looks for them where the files are compiled, so they go there first.
#[cfg(feature = "yaml")]
#[test]
fn messages_about_files() {
    let binary = std::env::current_exe().expect("the path of this test");
    let target =
        binary.ancestors().find(|folder| folder.join("CACHEDIR.TAG").exists()).expect("the target folder");
    let there = target.join("tests/trybuild/pyrates/models");
    std::fs::create_dir_all(&there).expect("the folder can be made");
    for model in std::fs::read_dir("tests/ui/yaml/models").expect("the folder of this test") {
        let model = model.expect("a file just listed");
        std::fs::copy(model.path(), there.join(model.file_name())).expect("the file can be copied");
    }
    let tests = trybuild::TestCases::new();
    tests.pass("tests/ui/yaml/pass/*.rs");
    tests.compile_fail("tests/ui/yaml/*.rs");
}

/// Every number has a page and a file that provokes it. Those of models in files have theirs in `tests/yaml`, and
/// warnings stand in `docs/yaml.md`.
#[test]
fn every_number_has_a_page_and_a_test() {
    let files: Vec<String> = std::fs::read_dir("tests/ui/fail")
        .expect("the folder of this test")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    for code in Code::ALL.iter().filter(|code| !code.is_lint()) {
        let number = code.number();
        let page = std::fs::read_to_string(Path::new("docs/errors").join(format!("{number}.md")));
        let page = page.unwrap_or_else(|_| panic!("docs/errors/{number}.md is missing"));
        assert!(page.starts_with(&format!("# {number}: {}", code.title())), "title of {number}.md");
        if code.is_about_files() {
            continue;
        }
        let stderr = files.iter().find(|name| name.starts_with(number) && name.ends_with(".stderr"));
        let stderr = stderr.unwrap_or_else(|| panic!("tests/ui/fail/{number}_*.stderr is missing"));
        let text =
            std::fs::read_to_string(Path::new("tests/ui/fail").join(stderr)).expect("a file just listed");
        assert!(text.contains(&format!("[{number}]")), "{stderr} does not mention {number}");
    }
}
