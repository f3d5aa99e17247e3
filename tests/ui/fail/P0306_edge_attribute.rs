pyrates::operator! {
    pub Growth {
        equations { d/dt x = x*(alpha + x_in); m = 2*x; }
        variables { x: output(0.5), m: variable, alpha: 0.5, x_in: input(0.0) }
    }
}
pyrates::node! { pub Species { lv: Growth } }
pyrates::circuit! {
    pub C {
        nodes { prey: Species, predator: Species }
        edges {
            prey.lv.x -> predator.lv.x_in { wieght: 2.0, lv.alpha: 0.1 };
        }
    }
}

fn main() {}
