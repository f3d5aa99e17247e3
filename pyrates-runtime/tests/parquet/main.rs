//! Tables of sweeps as Parquet files, read by the readers of two other projects.

use std::process::Command;

use pyrates_runtime::prelude::*;
use pyrates_runtime::sweep::{Design, Key, Measure, SweepTable, linspace};

mod explosive;
#[path = "../emit/tools.rs"]
#[allow(dead_code, reason = "these tests need one tool of many")]
mod tools;

use explosive::Explosive;

/// 3 x 7 members, of which some fail.
fn table(measures: [Measure; 2]) -> SweepTable {
    let design =
        Design::new().axis(Key::named("start", "x"), [0.1, 0.5, 1.0]).axis("k", linspace(-1.0, 2.0, 7));
    let model = Explosive::default();
    model.simulate(0.0..1.0).rtol(1e-6).sweep(design).measure(measures).expect("a sweep")
}

#[test]
fn other_readers_find_all_bits() {
    let Some(python) = tools::tables_python() else { return };
    let table = table([Measure::last("x"), Measure::maximum("x").named("größte, \"x\"")]);
    let n_failed = table.failures().len();
    assert!((1..21).contains(&n_failed), "{n_failed}");
    let folder = tools::Folder::new();
    let path = folder.0.join("sweep.parquet");
    table.write_parquet(&path).expect("a file");
    let read = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/parquet/read.py");
    let output = Command::new(python).arg(read).arg(&path).output().expect("Python runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    for reader in ["pyarrow", "polars"] {
        let found = &found[reader];
        let members: Vec<usize> = table.members().collect();
        assert_eq!(found["member"], serde_json::json!(members), "{reader}");
        for name in table.names() {
            let bits: Vec<u64> = table.column(name).unwrap().into_iter().map(f64::to_bits).collect();
            assert_eq!(found[name], serde_json::json!(bits), "{reader}: {name}");
        }
        let failure = |member: usize| {
            table
                .failures()
                .into_iter()
                .find(|failure| failure.member == member)
                .map(|failure| failure.message)
        };
        let failures: Vec<Option<String>> = members.into_iter().map(failure).collect();
        assert_eq!(found["failure"], serde_json::json!(failures), "{reader}");
        assert_eq!(found.as_object().map(serde_json::Map::len), Some(6), "{reader}");
    }
    let metadata = serde_json::json!({
        "keys": [{"name": "start", "paths": ["x"], "axis": 0}, {"name": "k", "paths": ["k"], "axis": 1}],
        "shape": [3, 7],
        "measures": ["last of x", "größte, \"x\""],
        "fingerprint": format!("{:016x}", table.fingerprint()),
    });
    assert_eq!(found["metadata"], metadata);
}

#[test]
fn columns_of_the_file_are_not_measured() {
    let folder = tools::Folder::new();
    let path = folder.0.join("sweep.parquet");
    let table = table([Measure::last("x").named("member"), Measure::maximum("x")]);
    let message = table.write_parquet(&path).unwrap_err().to_string();
    assert!(message.contains("two columns are called `member`"), "{message}");
    assert!(!path.exists());
    let nowhere = table_path_error(&folder.0.join("no/where.parquet"));
    assert!(nowhere.contains("where.parquet"), "{nowhere}");
}

fn table_path_error(path: &std::path::Path) -> String {
    table([Measure::last("x"), Measure::maximum("x")]).write_parquet(path).unwrap_err().to_string()
}
