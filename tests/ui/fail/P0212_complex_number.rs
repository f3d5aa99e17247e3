pyrates::operator! {
    pub O {
        equations {
            d/dt z = 1i*omega*z;
        }
        variables { z: output(1.0 + 0.5i), omega: 2.0 }
    }
}

fn main() {}
