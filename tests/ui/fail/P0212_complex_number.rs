pyrates::operator! {
    pub O {
        equations {
            d/dt z = 1i*omega*z;
        }
        variables { z: output(1.0 + 0.5i), omega: 2.0 }
    }
}
pyrates::operator! {
    pub Real {
        equations { d/dt x = -k*x; }
        variables { x: output(1.0), k: 2.0 }
    }
}
pyrates::node! { pub N { real: Real { k: 1 + 2i } } }

fn main() {}
