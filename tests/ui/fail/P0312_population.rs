pyrates::operator! {
    pub Growth {
        equations { d/dt x = x*(alpha + x_in); m = 2*x; }
        variables { x: output(0.5), m: variable, alpha: 0.5, x_in: input(0.0) }
    }
}
pyrates::node! { pub Species { lv: Growth } }
pyrates::circuit! {
    pub C {
        nodes { cells: [Species; 3], hub: Species, none: [Species; 0], odd: [Species], biased: [Species; 2] { lv.x_in: 0.5 } }
        edges {
            cells.lv.x -> hub.lv.x_in;
            cells[3].lv.x -> hub.lv.x_in;
            hub[0].lv.x -> cells[0].lv.x_in;
            hub.lv.x -> cells[one].lv.x_in;
        }
    }
}
pyrates::circuit! {
    pub PartlyFed {
        nodes { hub: Species, biased: [Species; 2] { lv.x_in: 0.5 } }
        edges { hub.lv.x -> biased[0].lv.x_in; }
    }
}

fn main() {}
