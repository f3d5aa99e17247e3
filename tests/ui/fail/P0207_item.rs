pyrates::operator! {
    pub O {
        equations {
            d/dt self = -x;
        }
        variables { x: output(0.0), self: 1.0 }
    }
}
pyrates::node! { pub N { O } }
pyrates::operator! {
    pub Growth {
        equations { d/dt x = x*(alpha + x_in); m = 2*x; }
        variables { x: output(0.5), m: variable, alpha: 0.5, x_in: input(0.0) }
    }
}
pyrates::node! { pub Species { lv: Growth } }
pyrates::circuit! {
    pub C {
        nodes { a: Species, b: Species }
        edges {
            a.lv.x b.lv.x_in;
            a.lv.x -> b.lv.x_in { weight };
        }
    }
}

fn main() {}
