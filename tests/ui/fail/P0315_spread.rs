pyrates::operator! {
    pub Growth {
        equations { d/dt x = x*(alpha + x_in); }
        variables { x: output(0.5), alpha: 0.5, x_in: input(0.0) }
    }
}
pyrates::node! { pub Species { lv: Growth } }
pyrates::circuit! {
    pub C {
        nodes { prey: Species, predator: Species }
        edges {
            prey.lv.x -> predator.lv.x_in { weight: 2.0, spread: 0.1 };
            predator.lv.x -> prey.lv.x_in { delay: 2.0, spread: -0.1 };
            predator.lv.x -> predator.lv.x_in { delay: 2.0, spread: 1e-3 };
        }
    }
}
pyrates::circuit! {
    pub Populations {
        nodes { cells: [Species; 3] }
        edges {
            few: cells[j].lv.x -> cells[i].lv.x_in { weight: dense(1), delay: 1.0, spread: dense(0.25), stages: 4 };
            one: cells[j].lv.x -> cells[i].lv.x_in { weight: dense(1), delay: 1.0, spread: 0.5, stages: 4 };
            part: cells[j].lv.x -> cells[i].lv.x_in { weight: sparse, delay: 1.0, spread: sparse(0.5) };
            half: cells[j].lv.x -> cells[i].lv.x_in { weight: dense(1), delay: 1.0, spread: dense(0.5), stages: 4.5 };
        }
    }
}

fn main() {}
