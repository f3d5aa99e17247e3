pyrates::operator! {
    pub O {
        equations {
            d/dt k = -k;
            u = k;
        }
        variables { k: 1.0, u: input(0.0) }
    }
}

fn main() {}
