pyrates::operator! {
    pub O {
        equations {
            d/dt z = 1i*omega*z*min(z, 1);
            d/dt x = if z > 0.5 { 1 } else { -x };
            m = floor(conj(z));
        }
        variables { z: output(1.0 + 0.5i), x: variable(0.0), m: variable, omega: 2.0 }
    }
}

fn main() {}
