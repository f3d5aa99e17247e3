pyrates::operator! {
    pub Growth {
        equations { d/dt x = x*(alpha + x_in); m = 2*x; }
        variables { x: output(0.5), m: variable, alpha: 0.5, x_in: input(0.0) }
    }
}
pyrates::node! { pub Species { lv: Growth } }
pyrates::circuit! {
    pub C {
        nodes { prey: Species { alpha: 1.0 }, predator: Species }
        edges {
            prey.x -> predator.lv.x_in;
            prey.lv.x.y -> predator.lv.x_in;
        }
    }
}
pyrates::node! { pub N { lv: Growth { lv.alpha: 1.0 } } }

fn main() {}
