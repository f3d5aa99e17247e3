pyrates::operator! {
    pub O {
        equations {
            d/dt x = -x/taw + foo;
            "d/dt * v = x*alhpa";
        }
        variables { x: output(0.0), v: variable, tau: 10.0, alpha: 1.0 }
    }
}
pyrates::operator! {
    pub P {
        equations { delta/dt = -delta; }
        variables { delta: output(0.5) }
    }
}

fn main() {}
