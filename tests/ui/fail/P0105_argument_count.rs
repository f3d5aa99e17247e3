pyrates::operator! {
    pub O {
        equations {
            d/dt x = atan2(x) + exp(x, 2);
            d/dt v = where(x > 0, 1);
        }
        variables { x: output(0.0), v: variable }
    }
}

fn main() {}
