pyrates::operator! {
    pub Growth {
        equations { d/dt x = x*(alpha + x_in); }
        variables { x: output(0.5), alpha: 0.5, x_in: input(0.0) }
    }
}
pyrates::node! { pub Species { lv: Growth } }
pyrates::circuit! {
    pub Pair {
        nodes { prey: Species, predator: Species, others: [Species; 2] }
        edges { prey.lv.x -> predator.lv.x_in; }
    }
}
pyrates::circuit! {
    pub Outer {
        nodes {
            east: Pair { pray.lv.alpha: 1.0, prey.lv.alhpa: 1.0, predator.lv.x_in: 2.0 },
            west: Pair,
            west: Species,
        }
        edges {
            east.pray.lv.x -> west.prey.lv.x_in;
            est.prey.lv.x -> west.prey.lv.x_in;
            east.prey.x -> west.prey.lv.x_in;
            east.prey -> west.prey.lv.x_in;
            east -> west.prey.lv.x_in;
            east.others[2].lv.x -> west.prey.lv.x_in;
            east[0].prey.lv.x -> west.prey.lv.x_in;
            east.others.lv.x -> west.prey.lv.x_in;
        }
    }
}

fn main() {}
