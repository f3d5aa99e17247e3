pyrates::operator! {
    pub Growth {
        equations { d/dt x = x*(alpha + x_in); m = 2*x; }
        variables { x: output(0.5), m: variable, alpha: 0.5, x_in: input(0.0) }
    }
}
pyrates::node! { pub Species { lv: Growth } }
pyrates::circuit! {
    pub C {
        nodes { prey: Growth }
        edges {

        }
    }
}
pyrates::node! { pub N { s: Species } }
pyrates::circuit! { pub Inner { nodes { a: Species } } }
pyrates::circuit! { pub Outer { nodes { inner: [Inner; 3] } } }
pyrates::node! { pub K { c: Inner } }

fn main() {}
