pyrates::operator! {
    pub Growth {
        equations { d/dt x = x*(alpha + x_in); m = 2*x; }
        variables { x: output(0.5), m: variable, alpha: 0.5, x_in: input(0.0) }
    }
}
pyrates::node! { pub Species { lv: Growth } }
pyrates::circuit! {
    pub C {
        nodes { prey: Species { lv.m: 1.0 } }
    }
}
pyrates::node! { pub N { lv: Growth { m: 1.0 } } }
pyrates::circuit! {
    pub Fed {
        nodes { prey: Species, predator: Species { lv.x_in: 0.5 } }
        edges { prey.lv.x -> predator.lv.x_in; }
    }
}
pyrates::operator! {
    pub Drive {
        equations { x_in = sin(t); }
        variables { x_in: output }
    }
}
pyrates::node! { pub Driven { lv: Growth { x_in: 0.5 }, drive: Drive } }

fn main() {}
