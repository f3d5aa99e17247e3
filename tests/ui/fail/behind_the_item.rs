pyrates::operator! {
    pub O {
        equations { d/dt x = -x; }
        variables { x: output(0.0) }
    }
    pub P {}
}

fn main() {}
