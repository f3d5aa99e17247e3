//! The text of exports, as files to read. `UPDATE_EXPECT=1 cargo test` writes them anew.

use std::path::Path;

use pyrates_ir::system::System;
use pyrates_runtime::emit::{
    COptions, Complex, Emit, EmittedFiles, MatlabOptions, TARGETS, TargetEntry, capability_table,
};

use crate::auto::Rotor;
use crate::models;

fn check(folder: &str, files: &EmittedFiles) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(folder);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        files.write_to(&folder).unwrap();
    }
    for file in &files.files {
        let expected = std::fs::read_to_string(folder.join(&file.name)).unwrap_or_default();
        assert!(
            expected == file.text,
            "{} has changed; read it, then UPDATE_EXPECT=1:\n{}",
            file.name,
            file.text
        );
    }
}

fn check_all(folder: &str, system: &System) {
    for target in TARGETS.iter().filter(|target| takes_delays_of(system, target)) {
        check(&format!("{folder}/{}", target.word), &target.emit(system).unwrap());
    }
    let options = MatlabOptions { adaptive: false, ..Default::default() };
    check(&format!("{folder}/matlab-fixed-step"), &system.emit_matlab_with(&options).unwrap());
}

/// Whether a target has delays, if the model has some.
fn takes_delays_of(system: &System, entry: &TargetEntry) -> bool {
    !system.has_delays() || (entry.target)().capabilities().delays
}

#[test]
fn predator_prey() {
    check_all("predator_prey", &models::predator_prey());
}

#[test]
fn van_der_pol() {
    check_all("van_der_pol", &models::van_der_pol());
}

/// A complex state, where tools have complex numbers.
#[test]
fn rotor() {
    let system = Rotor::default().emitted_system();
    for target in TARGETS.iter().filter(|target| (target.target)().capabilities().complex) {
        check(&format!("rotor/{}", target.word), &target.emit(&system).unwrap());
    }
    let options = COptions { complex: Complex::Native, ..Default::default() };
    check("rotor/c-native", &system.emit_c_with(&options).unwrap());
}

#[test]
fn text_is_tidy_and_deterministic() {
    for system in [models::predator_prey(), models::van_der_pol(), models::hostile(), models::ring()] {
        for target in TARGETS.iter().filter(|target| takes_delays_of(&system, target)) {
            // Tools for bifurcations and The Virtual Brain refuse time in equations, and DDE-BIFTOOL delays that are computed.
            let system = match (target.word, system.name.as_str()) {
                ("auto" | "dde-biftool" | "matcont" | "tvb", "Hostile") => models::hostile_autonomous(),
                ("dde-biftool", "Ring") => continue,
                // It calls `floor`.
                ("diffsl", "Hostile") => continue,
                _ => system.clone(),
            };
            let files = target.emit(&system).unwrap();
            assert_eq!(files, target.emit(&system).unwrap());
            for line in files.text().lines() {
                assert_eq!(line, line.trim_end(), "{}", target.word);
                // Formulas are written for the eye, on paper; XPPAUT has no continued lines, and room for 1000.
                let room = match target.word {
                    "latex" => usize::MAX,
                    "xppaut" => 1000,
                    _ => 132,
                };
                assert!(line.chars().count() <= room, "{}: {line}", target.word);
            }
        }
    }
}

/// The page `docs/exports.md` has the table of what targets can express.
#[test]
fn the_table_of_targets_is_printed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/exports.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once("<!-- table -->\n").expect("a mark before the table");
    let (_, after) = rest.split_once("<!-- end -->").expect("a mark behind the table");
    let expected = format!("{before}<!-- table -->\n{}<!-- end -->{after}", capability_table());
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, &expected).unwrap();
    } else {
        assert!(page == expected, "docs/exports.md: UPDATE_EXPECT=1 writes it anew");
    }
}
