pyrates::operator! {
    pub O {
        equations {
            d/dt x = tanhh(x) + foo(x);
        }
        variables { x: output(0.0) }
    }
}

fn main() {}
