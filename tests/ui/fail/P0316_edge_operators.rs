pyrates::operator! {
    pub Growth {
        equations { d/dt x = x*(alpha + x_in); }
        variables { x: output(0.5), alpha: 0.5, x_in: input(0.0) }
    }
}
pyrates::operator! {
    pub Difference {
        equations { s = sin(pre - post); }
        variables { s: output, pre: input(0.0), post: input(0.0) }
    }
}
pyrates::operator! {
    pub Constant {
        equations { s = 2*weight; }
        variables { s: output, weight: 1.0 }
    }
}
pyrates::node! { pub Species { lv: Growth } }
pyrates::node! { pub Pair { one: Difference, two: Difference } }
pyrates::circuit! {
    pub C {
        nodes { prey: Species, predator: Species }
        edges {
            prey.lv.x -> predator.lv.x_in via Difference { weight: 2.0 };
            prey.lv.x -> predator.lv.x_in via Constant;
            prey.lv.x -> predator.lv.x_in via Pair { one.pre: source, two.pre: source };
            prey.lv.x -> predator.lv.x_in via Difference { pre: source, pots: predator.lv.x };
            prey.lv.x -> predator.lv.x_in via Difference { pre: source, post: predator.lv.y, k: 2.0 };
        }
    }
}
pyrates::circuit! {
    pub Populations {
        nodes { cells: [Species; 3], few: [Species; 2] }
        edges {
            cells[j].lv.x -> few[i].lv.x_in via Difference { pre: few[i].lv.x, post: few[i].lv.x, weight: sparse };
            cells[j].lv.x -> few[i].lv.x_in via Difference { pre: source, post: cells[k].lv.x, weight: sparse };
        }
    }
}

fn main() {}
