pyrates::operator! {
    pub Relay {
        equations { m = tanh(u); d/dt x = -x + m; }
        variables { m: output, x: variable, u: input }
    }
}
pyrates::node! { pub Station { relay: Relay } }
pyrates::circuit! {
    pub Line {
        nodes { a: Station, b: Station, c: Station }
        edges {
            a.relay.x -> b.relay.u;
            b.relay.m -> c.relay.u { delay: 0.5 };
        }
    }
}

fn main() {}
