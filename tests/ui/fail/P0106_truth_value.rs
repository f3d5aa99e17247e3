pyrates::operator! {
    pub O {
        equations {
            d/dt x = 2*(x > 0);
            d/dt v = if x { 1 } else { 0 };
        }
        variables { x: output(0.0), v: variable }
    }
}

fn main() {}
