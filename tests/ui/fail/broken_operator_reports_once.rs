pyrates::operator! {
    pub Broken {
        equations {
            d/dt x = -x/taw;
        }
        variables { x: output(0.0), tau: 1.0 }
    }
}
pyrates::node! { pub N { lv: Broken } }
pyrates::circuit! {
    pub C {
        nodes { a: N, b: N }
        edges { a.lv.x -> b.lv.nothing; }
    }
}

fn main() {}
