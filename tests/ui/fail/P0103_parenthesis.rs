pyrates::operator! {
    pub O {
        equations {
            "x' = a*(x + 1";
            "v' = x) + 1";
        }
        variables { x: output(0.0), v: variable, a: 1.0 }
    }
}

fn main() {}
