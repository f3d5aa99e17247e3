pyrates::operator! {
    pub O {
        equations {
            d/dt x = x + ;
            "v' = x ? 2";
            d/dt w = 2 x;
        }
        variables { x: output(0.0), v: variable, w: variable }
    }
}

fn main() {}
