pyrates::operator! {
    pub O {
        equations { d/dt v = -v/tau; }
        variables { v: output(-70.0) [mV], tau: 10.0 [msec], a: 2.0 [mV/], b: 1.0 [m^x] }
    }
}

fn main() {}
