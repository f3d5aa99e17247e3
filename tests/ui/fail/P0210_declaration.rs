pyrates::operator! {
    pub O {
        equations {
            d/dt x = -x;
        }
        variables { x: ouput(0.5), y: output(foo), z, w: , v: 1.0/0.0 }
    }
}

fn main() {}
