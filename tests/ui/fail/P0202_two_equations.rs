pyrates::operator! {
    pub O {
        equations {
            d/dt x = -x;
            d/dt x = 1 - x;
        }
        variables { x: output(0.0) }
    }
}

fn main() {}
