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
            prey.lv.x_in -> predator.lv.x_in;
        }
    }
}

pyrates::operator! {
    pub Spiking {
        equations { d/dt v = 2 - v + tanh(u); m = w; }
        variables { v: output(0.0), u: input(0.0), w: input(0.0), m: variable }
        events { spike: on v > 1 { v = 0; } }
    }
}
pyrates::node! { pub Cell { op: Spiking } }
pyrates::circuit! {
    pub Inside {
        nodes { a: Cell, b: Cell }
        edges { a.op.spike -> b.op.u { weight: 0.5 }; }
    }
}
pyrates::circuit! {
    pub Unread {
        nodes { a: Cell, b: Cell }
        edges { a.op.spike -> b.op.w { weight: 0.5, delay: 1.0 }; }
    }
}

fn main() {}
