pyrates::operator! {
    pub O {
        equations {
            d/dt x = -x*t;
        }
        variables { x: output(0.0), t: 1.0 }
    }
}

fn main() {}
