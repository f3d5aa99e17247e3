pyrates::operator! {
    pub O {
        equations {
            m = y(t - 1 - y);
            d/dt y = -y;
            d/dt x = -m(t - 2);
        }
        variables { x: output(0.0), y: variable(1.0), m: variable }
    }
}

fn main() {}
