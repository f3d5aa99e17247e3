pyrates::operator! {
    pub O {
        equation { d/dt x = -x; }
        variables { x: output(0.0) }
        variables { k: 1.0 }
    }
}
pyrates::operator! {
    pub Empty {
        equations { d/dt x = -x; }
    }
}
pyrates::node! { pub Nothing {} }

fn main() {}
