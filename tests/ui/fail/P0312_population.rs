pyrates::operator! {
    pub Growth {
        equations { d/dt x = x*(alpha + x_in); m = 2*x; }
        variables { x: output(0.5), m: variable, alpha: 0.5, x_in: input(0.0) }
    }
}
pyrates::node! { pub Species { lv: Growth } }
pyrates::circuit! {
    pub C {
        nodes { cells: [Species; 3], few: [Species; 2], hub: Species, none: [Species; 0], free: [Species], odd: [Species; x] }
        edges {
            cells[3].lv.x -> hub.lv.x_in;
            hub[0].lv.x -> cells[0].lv.x_in;
            hub.lv.x -> cells[1.5].lv.x_in;
            free[0].lv.x -> hub.lv.x_in;
            cells[i].lv.x -> few[i].lv.x_in;
            cells[i].lv.x -> cells[i].lv.x_in { weight: dense };
            hub.lv.x -> cells[0].lv.x_in { weight: dense(0.5) };
            [hub, few[0]].lv.x -> hub.lv.x_in { weight: [[1, 2], [3]] };
        }
    }
}
pyrates::circuit! {
    pub PartlyFed {
        nodes { hub: Species, biased: [Species; 2] { lv.x_in: 0.5 } }
        edges { hub.lv.x -> biased[0].lv.x_in; }
    }
}
pyrates::circuit! {
    pub ComplexLinks {
        nodes { cells: [Species; 2] }
        edges { cells[j].lv.x -> cells[i].lv.x_in { weight: sparse(0.5i) }; }
    }
}

fn main() {}
