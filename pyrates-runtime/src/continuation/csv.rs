//! Branches as tables.

use crate::solution::{csv_field, push_number};

use super::Branch;

pub(super) fn text(branch: &Branch) -> String {
    let cycles = branch.kind.has_cycles();
    let states = branch.states();
    let mut header: Vec<String> = ["label", "type", "stable", "unstable"].map(String::from).to_vec();
    header.extend(branch.continued().iter().map(|path| csv_field(path)));
    header.extend(states.iter().map(|path| csv_field(path)));
    if cycles {
        header.extend(states.iter().map(|path| csv_field(&format!("{path}_min"))));
        header.push("period".to_string());
    }
    let mut text = header.join(",") + "\n";
    for point in &branch.points {
        text += &format!("{},{}", point.label, point.kind);
        let stable = point.stable.map_or("", |stable| if stable { "yes" } else { "no" });
        let unstable = point.n_unstable.map_or(String::new(), |n| n.to_string());
        text += &format!(",{stable},{unstable}");
        let parameters = branch.origin.continued.iter().map(|(i, _)| point.parameters[*i]);
        let mut values: Vec<f64> = parameters.chain(point.max.iter().copied()).collect();
        if cycles {
            values.extend(&point.min);
            values.extend(point.period);
        }
        for value in values {
            text.push(',');
            push_number(&mut text, value);
        }
        text.push('\n');
    }
    text
}
