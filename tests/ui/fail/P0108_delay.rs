pyrates::operator! {
    pub O {
        equations {
            d/dt x = -past(x, x) + x(t - t);
        }
        variables { x: output(0.0) }
    }
}

fn main() {}
