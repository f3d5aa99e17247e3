pyrates::operator! {
    pub O {
        equations {
            a = b + 1;
            b = 0.5*c;
            c = a;
            d/dt x = a;
        }
        variables { x: output(0.0), a: variable, b: variable, c: variable }
    }
}

pyrates::operator! {
    pub Relay {
        equations { m = tanh(u); }
        variables { m: output, u: input }
    }
}
pyrates::node! { pub Station { relay: Relay } }
pyrates::circuit! {
    pub Ring {
        nodes { north: Station, east: Station, south: Station }
        edges {
            north.relay.m -> east.relay.u;
            east.relay.m -> south.relay.u;
            south.relay.m -> north.relay.u;
        }
    }
}

fn main() {}
