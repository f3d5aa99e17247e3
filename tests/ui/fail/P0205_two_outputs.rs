pyrates::operator! {
    pub O {
        equations {
            d/dt x = -x;
            d/dt v = x;
        }
        variables { x: output(0.0), v: output(1.0) }
    }
}

fn main() {}
