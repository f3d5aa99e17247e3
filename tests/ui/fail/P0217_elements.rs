pyrates::operator! {
    pub Large {
        equations { d/dt x = -x; }
        variables {
            x: output([0.1; 257]), a: [], b: [[1, 2], [3]], c: variable(0.5, n), d: [[[1]]], W: [[0; 20]; 20],
        }
    }
}
pyrates::operator! {
    pub Long {
        equations { d/dt x = vsum(x*y) - x; d/dt y = vsum(x*y) - y; }
        variables { x: output([0.1; 200]), y: variable([0.1; 200]) }
    }
}

fn main() {}
