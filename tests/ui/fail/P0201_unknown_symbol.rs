pyrates::operator! {
    pub O {
        equations {
            d/dt x = -x/taw + foo;
            "d/dt * v = x*alhpa";
        }
        variables { x: output(0.0), v: variable, tau: 10.0, alpha: 1.0 }
    }
}

fn main() {}
