pyrates::operator! {
    pub Growth {
        equations { d/dt x = x*(alpha + x_in); m = 2*x; }
        variables { x: output(0.5), m: variable, alpha: 0.5, x_in: input(0.0) }
    }
}
pyrates::operator! {
    pub Wrong: Growth {
        replace { alhpa: 2*alpha; }
        remove { n }
        equations { d/dt x = x*beta; }
    }
}
pyrates::node! { pub Species { lv: Growth } }
pyrates::node! { pub Changed: Species { lw { alpha: 2.0 } remove { lx } } }
pyrates::node! { pub WrongKind: Growth { lv: Growth } }
pyrates::circuit! {
    pub C {
        nodes { prey: Species, predator: Species }
        edges { named: prey.lv.x -> predator.lv.x_in; }
    }
}
pyrates::circuit! {
    pub D: C {
        remove { nmaed }
        nodes { pery { lv.alpha: 2.0 }, prey { lv.alhpa: 1.0 } }
    }
}

fn main() {}
