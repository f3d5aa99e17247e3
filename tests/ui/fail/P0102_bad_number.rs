pyrates::operator! {
    pub O {
        equations {
            d/dt x = 1.e-3*x + 0x10;
            "v' = 1.2.3";
        }
        variables { x: output(0.0), v: variable }
    }
}
pyrates::operator! {
    pub P {
        equations { d/dt x = 1.e-3*x; }
        variables { x: output(2.e5) }
    }
}

fn main() {}
