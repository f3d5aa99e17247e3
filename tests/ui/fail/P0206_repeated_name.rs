pyrates::operator! {
    pub O {
        equations {
            d/dt x = -x;
        }
        variables { x: output(0.0), k: 1.0, k: 2.0 }
    }
}
pyrates::operator! {
    pub Growth {
        equations { d/dt x = x*(alpha + x_in); m = 2*x; }
        variables { x: output(0.5), m: variable, alpha: 0.5, x_in: input(0.0) }
    }
}
pyrates::node! { pub Species { lv: Growth } }
pyrates::circuit! {
    pub C {
        nodes { a: Species, a: Species, edges: Species, b: Species { lv.alpha: 1.0, lv.alpha: 2.0 } }
    }
}
pyrates::node! { pub Twice { lv: Growth, lv: Growth } }

fn main() {}
