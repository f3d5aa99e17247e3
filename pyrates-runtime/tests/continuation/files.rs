//! Folders, tables and pictures.

use pyrates_runtime::continuation::Diagram;

use crate::models::QifSfa;
use crate::tools::Folder;
use crate::{compiled, installed};

#[test]
fn a_named_folder_is_kept_and_old_results_are_not_taken_for_new_ones() {
    let Some(auto) = installed() else { return };
    let folder = Folder::new();
    let runs = || {
        let qif = auto.clone().work_in(&folder.0).compile(&QifSfa::default()).unwrap();
        let rest = qif.equilibrium().unwrap();
        qif.continue_from(&rest).parameter("eta", -12.0..-5.0).run().unwrap()
    };
    let first = runs();
    let results = folder.0.join("01_equilibria/b.run");
    assert!(results.is_file() && folder.0.join("02_equilibria/c.run").is_file());
    std::fs::write(&results, "nonsense").unwrap();
    assert_eq!(runs(), first);
}

#[test]
fn branches_are_written_as_tables() {
    let Some(qif) = compiled(&QifSfa::default()) else { return };
    let rest = qif.equilibrium().unwrap();
    let branch = qif.continue_from(&rest).parameter("eta", -15.0..5.0).run().unwrap();
    let csv = branch.to_csv();
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some("label,type,stable,unstable,eta,r,v,a,x"));
    assert_eq!(lines.clone().count(), branch.points.len());
    assert!(csv.contains("\nHB1,Hopf point,") && csv.contains("\nLP2,fold,"), "{csv}");
    let cycles = qif.cycles_from(branch.hopf(1).unwrap()).max_points(5).run().unwrap();
    let header = "label,type,stable,unstable,eta,r,v,a,x,r_min,v_min,a_min,x_min,period";
    assert_eq!(cycles.to_csv().lines().next(), Some(header));
}

#[test]
fn diagrams_have_lines_markers_and_a_legend() {
    let Some(qif) = compiled(&QifSfa::default()) else { return };
    let rest = qif.equilibrium().unwrap();
    let branch = qif.continue_from(&rest).parameter("eta", -15.0..5.0).run().unwrap();
    let cycles = qif.cycles_from(branch.hopf(2).unwrap()).max_points(30).run().unwrap();
    let svg = Diagram::new("eta", "r").branch(&branch).branch(&cycles).to_svg().unwrap();
    for text in
        ["stable equilibria", "unstable equilibria", ">Hopf point<", ">fold<", "(max, min)", ">eta<", ">r<"]
    {
        assert!(svg.contains(text), "{text}");
    }
    let error = Diagram::new("eta", "q").branch(&branch).to_svg().unwrap_err();
    assert!(error.to_string().contains("no parameter `q`"), "{error}");
    assert!(Diagram::new("eta", "r").to_svg().is_err());
}
