pyrates::operator! {
    pub Units {
        equations {
            d/dt x = x[3] - x;
            a = W[0][2];
            "b = index(tau, 0)"
            c = x[t - tau];
            d = index_range(x, 2, 2);
            e = W[0, 1] + x[0, 1];
        }
        variables {
            x: output([0.1, 0.2, 0.3]), a: variable, b: variable, c: variable, d: variable, e: variable,
            W: [[1, 2], [4, 5]], tau: 1.0,
        }
    }
}
pyrates::operator! {
    pub Three { equations { d/dt x = u - x; } variables { x: output([0; 3]), u: input([0; 3]), k: 1.0 } }
}
pyrates::node! { pub A { three: Three { x[3]: 1.0, k[0]: 2.0 } } }
pyrates::node! { pub B { three: Three } }
pyrates::circuit! {
    pub Joined {
        nodes { b: B, c: B }
        edges {
            b.three.x[3] -> c.three.u[0];
            b.three.x[0] -> c.three.u[0][1];
        }
    }
}

fn main() {}
