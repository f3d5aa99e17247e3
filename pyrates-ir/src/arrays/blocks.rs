//! Which units share an array.

use std::ops::Range;

use super::Form;
use crate::system::Group;

/// A run of so many single units shares arrays; fewer keep variables of their own, with their own names.
const MIN_RUN: usize = 9;

/// Units of a group that share arrays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The units of the group.
    pub units: Range<usize>,
    /// The path of the unit or population; the name of the group if single units share arrays.
    pub path: Vec<String>,
    /// The paths of single units that share arrays.
    pub members: Vec<String>,
}

impl Block {
    /// The number of units.
    pub fn n(&self) -> usize {
        self.units.len()
    }
}

/// The blocks of a group, in order of their units.
pub(super) fn blocks(group: &Group, form: Form) -> Vec<Block> {
    if form == Form::Units {
        return (0..group.n_units()).map(|unit| single(group, unit)).collect();
    }
    let mut blocks: Vec<Block> = Vec::new();
    let mut run: Range<usize> = 0..0;
    for member in &group.members {
        let n = member.count.unwrap_or(1);
        let next = run.end..run.end + n;
        if n > 1 {
            close(group, run, &mut blocks);
            blocks.push(Block { units: next.clone(), path: member.path.clone(), members: Vec::new() });
            run = next.end..next.end;
        } else {
            run.end = next.end;
        }
    }
    close(group, run, &mut blocks);
    blocks
}

/// Single units that follow each other, as one block or as many.
fn close(group: &Group, run: Range<usize>, blocks: &mut Vec<Block>) {
    if run.len() < MIN_RUN {
        blocks.extend(run.map(|unit| single(group, unit)));
        return;
    }
    let members = run.clone().map(|unit| group.unit_path(unit).join("/")).collect();
    blocks.push(Block { units: run, path: vec![group.name.clone()], members });
}

fn single(group: &Group, unit: usize) -> Block {
    Block { units: unit..unit + 1, path: group.unit_path(unit), members: Vec::new() }
}
