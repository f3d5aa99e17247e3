pyrates::operator! {
    pub O {
        equations {
            "x'' = -x";
            v += 1;
            2*w = x;
            d/dt u
        }
        variables { x: output(0.0), v: variable, w: variable, u: variable }
    }
}

fn main() {}
