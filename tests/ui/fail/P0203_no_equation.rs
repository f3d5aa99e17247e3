pyrates::operator! {
    pub O {
        equations {
            d/dt x = -x + v;
        }
        variables { x: output(0.0), v: variable(1.0) }
    }
}

fn main() {}
