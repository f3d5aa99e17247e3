pyrates::operator! {
    pub Units {
        equations {
            d/dt x = -x + matvec(W, v);
            d/dt v = x*w - v;
            "s = x + 1"
            k = wsum(W, x);
        }
        variables {
            x: output([0.1, 0.2, 0.3]), v: variable([0; 2]), s: variable, k: variable(0, 3),
            W: [[1, 2, 3], [4, 5, 6]], w: [1.0, 2.0],
        }
    }
}
pyrates::operator! {
    pub Three { equations { d/dt x = u - x; } variables { x: output([0; 3]), u: input([0; 3]) } }
}
pyrates::operator! {
    pub Two { equations { d/dt y = x - y; } variables { y: output([0; 2]), x: input([0; 2]) } }
}
pyrates::node! { pub Wired { three: Three, two: Two } }
pyrates::node! { pub A { three: Three { x: [1.0, 2.0] } } }
pyrates::node! { pub B { three: Three } }
pyrates::node! { pub C { two: Two } }
pyrates::circuit! {
    pub Joined {
        nodes { b: B, c: C }
        edges {
            b.three.x -> c.two.x;
            b.three.x[0] -> c.two.x;
            b.three.x[0] -> c.two.x[1];
        }
    }
}

fn main() {}
