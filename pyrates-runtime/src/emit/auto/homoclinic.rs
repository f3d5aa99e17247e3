//! Homoclinic orbits: what Auto's part for them, HomCont, is told.

use super::option;
use crate::emit::EmitError;
use crate::emit::options::options;

options! {
    /// The constants of `c.hom`, which follows homoclinic orbits. The words in brackets are Auto's; its manual has a chapter
    /// about them.
    pub struct Homoclinic {
        /// The number of unstable directions of the state of rest (`NUNSTAB`); Auto counts them by default.
        pub unstable: Option<usize> = None,
        /// The number of its stable directions (`NSTAB`); Auto counts them by default.
        pub stable: Option<usize> = None,
        /// The state of rest (`IEQUIB`): 0 for one that does not move, 1 for a saddle, 2 for a saddle-node; -1 and -2 for two
        /// saddles that a heteroclinic orbit joins.
        pub equilibrium: i32 = 1,
        /// Whether the adjoint equation is solved too (`ITWIST`), as the test functions 13 and 14 need. Its solution is found
        /// by `c.adj`, from which `c.hom` goes on.
        pub twist: bool = false,
        /// How the run starts (`ISTART`): 1 from an orbit, 3 by homotopy, 4 from a cycle of long period, and a negative number
        /// from an orbit that turns so many times.
        pub start: i32 = 4,
        /// For each state, 1 if it keeps its sign when time is reversed and -1 if it changes (`IREV`); empty for a system that
        /// is not reversible.
        pub reversible: Vec<i32> = Vec::new(),
        /// The numbers of test functions that stay zero (`IFIXED`); each needs one parameter more, and takes the next one.
        pub fixed: Vec<usize> = Vec::new(),
        /// The numbers of test functions of which zeros are reported (`IPSI`), such as 1 for a neutral saddle and 11 for an orbit
        /// flip.
        pub tests: Vec<usize> = Vec::new(),
    }
}

impl Homoclinic {
    /// The lines of the constants file. A list for `IREV` means a reversible system even if it is empty.
    pub(super) fn constants(&self) -> Vec<String> {
        let mut lines = vec![self.kind(if self.twist { 1 } else { self.start })];
        if !self.reversible.is_empty() {
            lines.push(format!("IREV={:?}", self.reversible));
        }
        if !self.fixed.is_empty() {
            lines.push(format!("IFIXED={:?}", self.fixed));
        }
        if !self.tests.is_empty() {
            let zeros: Vec<String> = self.tests.iter().map(|i| format!("{}: 0.0", 20 + i)).collect();
            lines.push(format!("IPSI={:?}, UZR={{{}}}", self.tests, zeros.join(", ")));
        }
        lines
    }

    /// What kind of orbit there is, and how a run starts.
    pub(super) fn kind(&self, start: i32) -> String {
        let count = |n: Option<usize>| n.map_or("-1".to_string(), |n| n.to_string());
        let (unstable, stable) = (count(self.unstable), count(self.stable));
        let (equilibrium, twist) = (self.equilibrium, u8::from(self.twist));
        format!("NUNSTAB={unstable}, NSTAB={stable}, IEQUIB={equilibrium}, ITWIST={twist}, ISTART={start}")
    }

    pub(super) fn check(&self, n_states: usize, n_parameters: usize) -> Result<(), EmitError> {
        if !(-2..=2).contains(&self.equilibrium) {
            return Err(option("homoclinic.equilibrium", "a number from -2 to 2"));
        }
        if self.start == 0 || self.start > 5 {
            return Err(option("homoclinic.start", "a number from 1 to 5, or a negative one"));
        }
        if [self.unstable, self.stable].into_iter().flatten().any(|n| n == 0 || n > n_states) {
            let requirement = "left out, or a number from 1 to that of states";
            return Err(option("homoclinic.unstable` and `homoclinic.stable", requirement));
        }
        let is_sign = |sign: &i32| [-1, 1].contains(sign);
        if !(self.reversible.is_empty()
            || self.reversible.len() == n_states && self.reversible.iter().all(is_sign))
        {
            return Err(option("homoclinic.reversible", "empty, or 1 or -1 for each state"));
        }
        if self.fixed.iter().chain(&self.tests).any(|i| !(1..=16).contains(i)) {
            return Err(option("homoclinic.fixed` and `homoclinic.tests", "numbers from 1 to 16"));
        }
        let needs_adjoint = |i: &usize| [13, 14].contains(i);
        if !self.twist && self.fixed.iter().chain(&self.tests).any(needs_adjoint) {
            return Err(option("homoclinic.twist", "set for the test functions 13 and 14"));
        }
        if !self.fixed.is_empty() && 2 + self.fixed.len() > n_parameters {
            return Err(option("homoclinic.fixed", "shorter, since each number needs a parameter more"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_written_where_there_are_any() {
        let plain = Homoclinic::default().constants();
        assert_eq!(plain, ["NUNSTAB=-1, NSTAB=-1, IEQUIB=1, ITWIST=0, ISTART=4"]);
        let all = Homoclinic {
            unstable: Some(1),
            stable: Some(2),
            equilibrium: -1,
            twist: true,
            reversible: vec![1, -1, 1],
            fixed: vec![13],
            tests: vec![9, 10],
            ..Default::default()
        };
        let lines = [
            "NUNSTAB=1, NSTAB=2, IEQUIB=-1, ITWIST=1, ISTART=1",
            "IREV=[1, -1, 1]",
            "IFIXED=[13]",
            "IPSI=[9, 10], UZR={29: 0.0, 30: 0.0}",
        ];
        assert_eq!(all.constants(), lines);
        assert_eq!(all.check(3, 3), Ok(()));
    }

    #[test]
    fn constants_that_make_no_sense_are_refused() {
        let refused = |homoclinic: Homoclinic, words: &str| {
            let message = homoclinic.check(3, 2).unwrap_err().to_string();
            assert!(message.contains(words), "{message}");
        };
        let default = Homoclinic::default;
        refused(Homoclinic { equilibrium: 3, ..default() }, "a number from -2 to 2");
        refused(Homoclinic { start: 0, ..default() }, "a number from 1 to 5");
        refused(Homoclinic { stable: Some(4), ..default() }, "a number from 1 to that of states");
        refused(Homoclinic { reversible: vec![1, -1], ..default() }, "1 or -1 for each state");
        refused(Homoclinic { tests: vec![17], ..default() }, "numbers from 1 to 16");
        refused(Homoclinic { tests: vec![13], ..default() }, "set for the test functions 13 and 14");
        refused(Homoclinic { fixed: vec![1], ..default() }, "needs a parameter more");
    }
}
