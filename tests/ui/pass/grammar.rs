//! The corners of the grammar: every form in which an equation, a declaration or an edge can be written.

pyrates::operator! {
    /// Comments of several lines
    /// are kept.
    #[allow(clippy::all)]
    pub Forms {
        equations {
            /// Comments may stand anywhere,
            // of both kinds.
            d/dt a = -a;
            d/dt * b = -b^2 - b**2;
            dc/dt = -c;
            "d/dt * d = -d";
            "e' = -e";
            "df/dt = -f", "g = .5*a + 1.E-1",
            "h = where(a > 0 & b < 1 | c == 0, 1, 0)"
            i = if a >= 0 && !(b <= 1) { 1 } else if c != 0 || d > 1 { 2 } else { 3 };
            j = .5 + 1_000*2e-3 - -1 + +2;
            k = past(a, tau) + a(t - tau) + b(t - tau - 0.5) + c(t)
        }
        variables {
            /// The first variable.
            a: output(0.5);
            b: variable(-1e-3), c: variable(float), d: variable(), e: variable,
            f: variable(2*pi), g: variable, h: variable, i: variable, j: variable, k: variable,
            tau: parameter(10e-3), u: input, v: 1/3, w: -2.5e3, x: sqrt(2), y: E,
        }
    }
}
pyrates::node! { pub One { op: Forms }  }
pyrates::node! { pub Two { op: Forms { a: 0.25, tau: 2*5e-3, }, other: Forms } }
pyrates::circuit! {
    pub All {
        edges {
            /// The first edge.
            one.op.a -> two.op.u;
            /// An edge with a name.
            named: one.op.a -> two.op.u { weight: -1.5 }
            one.op.g -> two.other.u { delay: 0.5, weight: 2 },
            many[1_0].op.b -> two.op.u { delay: 0 };
            two.op.a -> many[0].op.u {}
        }
        nodes { /** The first node. */ one: One, two: Two { other.tau: 1.0, op.a: 3.0 }, many: [One; 1_1] { op.v: 1.0 }, }
    }
}

// Names of nodes and operators that the generated types have too.
pyrates::node! { pub Edges { variables: Forms, a_b: Forms, aB: Forms } }
pyrates::node! { pub Variables { edges: Forms } }
pyrates::circuit! {
    pub C {
        nodes { a: Edges, b: Variables, c: Edges }
        edges { a.variables.a -> c.variables.u; }
    }
}
pyrates::circuit! { pub NoEdges { nodes { one: One } edges {} } }

fn main() {
    let model = All::default();
    assert_eq!((model.two.op.a, model.two.op.tau, model.two.other.tau), (3.0, 0.01, 1.0));
    assert_eq!((model.edges.named.weight, model.edges.one_to_two_2.delay), (-1.5, 0.5));
    assert_eq!(model.many.len(), 11);
    assert_eq!(C::default().c.a_b.v, 1.0 / 3.0);
    assert_eq!(Forms::default().f, 2.0 * std::f64::consts::PI);
}
