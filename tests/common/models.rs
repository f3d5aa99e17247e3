//! Models that use every part of the language.

use pyrates::{circuit, node, operator};

operator! {
    /// Lotka-Volterra growth of one species.
    pub LotkaVolterra {
        equations { d/dt x = x*(alpha + x_in); }
        variables { x: output(0.5), alpha: 0.5, x_in: input(0.0) }
    }
}
node! { pub Species { lv: LotkaVolterra } }
circuit! {
    /// Predator and prey, the prey acting with a delay.
    pub PredatorPrey {
        nodes {
            predator: Species { lv.alpha: -1.0 },
            prey: Species { lv.alpha: 0.7 },
        }
        edges {
            predator.lv.x -> prey.lv.x_in { weight: -1.3 };
            prey.lv.x -> predator.lv.x_in { weight: 1.0, delay: 0.5 };
        }
    }
}

operator! {
    /// Van der Pol oscillator.
    pub VanDerPol {
        equations {
            d/dt x = z;
            d/dt z = mu*z*(1 - x^2) - x + inp;
        }
        variables { x: output(0.0), z: variable(1.0), mu: 1.0, inp: input(0.0) }
    }
}

// Jansen-Rit column out of synapses and a sigmoid (Jansen & Rit 1995).
operator! {
    pub Excitatory {
        equations { "v' = x"; "x' = h*(m_in + u)/tau - 2*x/tau - v/tau^2"; }
        variables { v: output, x: variable, m_in: input, u: input(0.0), h: 3.25e-3, tau: 10e-3 }
    }
}
operator! {
    pub Inhibitory {
        equations { "d/dt * v = x", "d/dt * x = h*m_in/tau - 2*x/tau - v/tau**2" }
        variables { v: output, x: variable, m_in: input, h: -22e-3, tau: 20e-3 }
    }
}
operator! {
    pub Potential {
        equations { m = m_max/(1 + exp(s*(v_thr - v))); }
        variables { m: output, v: input, m_max: 5.0, s: 560.0, v_thr: 6e-3 }
    }
}
node! { pub Pyramidal { rpo_e: Excitatory { u: 220.0 }, rpo_i: Inhibitory, pro: Potential } }
node! { pub Interneuron { rpo_e: Excitatory, pro: Potential } }
circuit! {
    pub JansenRit {
        nodes { pc: Pyramidal, ein: Interneuron, iin: Interneuron }
        edges {
            pc.pro.m -> ein.rpo_e.m_in { weight: 135.0 };
            pc.pro.m -> iin.rpo_e.m_in { weight: 33.75 };
            ein.pro.m -> pc.rpo_e.m_in { weight: 108.0 };
            iin.pro.m -> pc.rpo_i.m_in { weight: 33.75 };
        }
    }
}

operator! {
    /// Every function and operator of the language.
    pub Functions {
        equations {
            d/dt a = sin(a) + cos(b)*tan(0.3*a) - asin(0.1*a)/acos(0.1*b) + atan(a)^3;
            d/dt b = sinh(0.2*a) + cosh(0.2*b) - tanh(a) + asinh(b) + acosh(2.0 + a^2) + atanh(0.1*b);
            d/dt c = exp(-a) + ln(2.0 + abs(b)) + log10(3.0 + c^2) + sqrt(1.0 + c^2) + sign(a)*floor(3.0*b);
            d/dt d = ceil(2.0*a) + round(3.0*b) + erf(c) + heaviside(a - b) + sigmoid(k*c);
            d/dt e = min(a, b) + max(b, c) + mod(a, 0.7) + atan2(a, 2.0 + b^2) + (1.5 + a^2)^b + 2^-c;
            d/dt f = if a > b && !(c > 2.0) { a*f } else if b <= c || a == d { b } else { where(c != e, c^-2, t) };
            g = absv(a)**0.5 + arctan(b)*pi + E + maxi(a, mini(b, c)) + real(a) + imag(b) + conj(c) + arg(2.0 + a^2);
            d/dt h = g*k - h/(1.0 + g^2) + t;
        }
        variables {
            a: output(0.3), b: variable(-0.4), c: variable(0.8), d: variable(0.1), e: variable(0.5),
            f: variable(-0.2), g: variable, h: variable(0.0), k: 1.7,
        }
    }
}

operator! {
    /// Names that mean something elsewhere.
    pub Names {
        equations {
            d/dt beta = -gamma*beta + lambda*S - I*E;
            S = sin(beta) + sin_;
            d/dt I = type*y - dy*I;
            sin_ = exp*R + r;
        }
        variables {
            beta: output(1.0), gamma: 0.5, lambda: 0.2, S: variable, I: variable(0.1), E: 2.0, type: 0.3, y: 0.4,
            dy: 0.6, sin_: variable, exp: 0.7, R: 0.8, r: 0.9,
        }
    }
}

operator! {
    pub Delayed {
        equations {
            m = tanh(x) + k;
            d/dt x = -x(t - tau) + 0.5*m(t - 2*tau - 0.1) - past(x, 0.3) + sin(t);
        }
        variables { x: output(1.0), m: variable, tau: 0.4, k: 0.2 }
    }
}

operator! {
    /// Passes its input on, without dynamics.
    pub Relay {
        equations { m = gain*tanh(u) + bias; }
        variables { m: output, u: input(0.5), gain: 2.0, bias: 0.1 }
    }
}
operator! {
    pub Leak {
        equations { d/dt r = (r0 - r)/tau + u + r*m; }
        variables { r: output(0.1), r0: 0.0, tau: 2.0, u: input(0.3), m: input(0.25) }
    }
}
node! { pub RelayNode { relay: Relay } }
node! { pub LeakNode { leak: Leak } }
node! {
    /// The relay of the node feeds `leak.m`.
    pub Both { leak: Leak, relay: Relay { gain: 0.7 } }
}
circuit! {
    /// Algebraic variables passed from node to node, parallel edges, delayed and undelayed edges from one
    /// source, inputs that edges and outputs of the own node feed.
    pub Chain {
        nodes {
            first: RelayNode { relay.u: 0.2 },
            second: RelayNode,
            third: RelayNode,
            leak: LeakNode { leak.tau: 3.0 },
            both: Both,
        }
        edges {
            first.relay.m -> second.relay.u { weight: 0.5 };
            second.relay.m -> third.relay.u { weight: 0.25 };
            leak.leak.r -> third.relay.u { weight: -1.5 };
            third.relay.m -> leak.leak.u;
            named: third.relay.m -> leak.leak.u { weight: 2.0 };
            both.leak.r -> leak.leak.m { weight: 0.3, delay: 0.2 };
            both.leak.r -> leak.leak.m { weight: 0.4 };
            both.leak.r -> leak.leak.m { weight: 0.5, delay: 0.7 };
            both.relay.m -> leak.leak.u { delay: 0.3 };
            leak.leak.r -> both.leak.m { weight: 0.6 };
            leak.leak.r -> both.leak.u { weight: 0.1 };
        }
    }
}

operator! {
    /// Hands its input on as it is.
    pub Hand { equations { y = u; } variables { y: output, u: input(0.5) } }
}
node! { pub HandNode { hand: Hand } }
circuit! {
    /// Outputs that only hand inputs on: one node to the next, from and to populations, beside a computed output.
    pub Hands {
        nodes { cells: [LeakNode; 3], mean: HandNode, relay: RelayNode, back: HandNode, after: HandNode }
        edges {
            cells.leak.r -> mean.hand.u { weight: 0.25 };
            mean.hand.y -> relay.relay.u { weight: 2.0 };
            mean.hand.y -> cells.leak.m { weight: 0.3 };
            relay.relay.m -> back.hand.u;
            back.hand.y -> after.hand.u { weight: 0.7 };
            after.hand.y -> cells.leak.u { weight: -0.2 };
        }
    }
}
circuit! {
    /// A population with edges between its units, and a single node of the same kind.
    pub Mixed {
        nodes { cells: [LeakNode; 5] { leak.tau: 4.0 }, hub: LeakNode { leak.u: 0.0 }, relay: [RelayNode; 2] }
        edges {
            hub.leak.r -> cells[0].leak.m { weight: 1.0 };
            hub.leak.r -> cells[1].leak.m { weight: 2.0 };
            cells[0].leak.r -> cells[2].leak.m { weight: 3.0, delay: 0.5 };
            cells[1].leak.r -> cells[3].leak.m { weight: 4.0, delay: 0.25 };
            cells[4].leak.r -> cells[4].leak.m { weight: 5.0 };
            cells[2].leak.r -> hub.leak.m { weight: 0.1 };
            cells[3].leak.r -> relay[1].relay.u { weight: 0.2 };
            cells[3].leak.r -> relay[0].relay.u { weight: 0.3 };
            relay[0].relay.m -> cells[0].leak.m { weight: 0.5 };
            relay[1].relay.m -> cells[0].leak.m { weight: 0.7 };
        }
    }
}

circuit! {
    /// Two columns that excite each other with delays, and a node beside them.
    pub Columns {
        nodes {
            left: JansenRit,
            right: JansenRit { pc.rpo_e.u: 180.0, ein.pro.m_max: 4.0 },
            beside: Interneuron,
        }
        edges {
            left.pc.pro.m -> right.pc.rpo_e.m_in { weight: 20.0, delay: 0.004 };
            right.pc.pro.m -> left.pc.rpo_e.m_in { weight: 40.0, delay: 0.006 };
            beside.pro.m -> left.ein.rpo_e.m_in { weight: 2.0 };
        }
    }
}
circuit! {
    /// Circuits of circuits, nodes and populations at every level.
    pub Brain {
        nodes {
            west: Columns { left.pc.pro.v_thr: 7e-3, right.pc.rpo_e.u: 150.0 },
            east: Columns,
            cells: [LeakNode; 3] { leak.m: 0.0 },
            mixed: Mixed { cells.leak.tau: 5.0 },
        }
        edges {
            west.left.pc.pro.m -> east.right.iin.rpo_e.m_in { weight: 3.0 };
            bridge: east.beside.pro.m -> cells[1].leak.m { weight: 0.5, delay: 0.01 };
            mixed.cells[2].leak.r -> cells[1].leak.m;
            cells[0].leak.r -> mixed.hub.leak.m { weight: 0.25 };
        }
    }
}
circuit! {
    /// A population with fewer edges than units, delayed and undelayed ones among them, and relays on the way.
    pub Sparse {
        nodes { cells: [Sink; 7], relay: [RelayNode; 3] }
        edges {
            cells[6].sink.r -> cells[1].sink.m { weight: 0.9 };
            cells[0].sink.r -> cells[2].sink.m { weight: 3.0, delay: 0.5 };
            cells[1].sink.r -> cells[2].sink.m { weight: 4.0 };
            relay[2].relay.m -> cells[2].sink.m { weight: 0.7 };
            cells[3].sink.r -> relay[0].relay.u { weight: 0.2 };
            cells[4].sink.r -> relay[1].relay.u { weight: 0.3 };
            cells[5].sink.r -> relay[2].relay.u { weight: -0.4 };
            cells[1].sink.r -> cells[6].sink.m { weight: 0.5, delay: 0.1 };
        }
    }
}
operator! {
    /// Its input is zero where no edge ends.
    pub Absorb {
        equations { d/dt r = -r/tau + tanh(r*m); }
        variables { r: output(0.1), tau: 2.0, m: input(0.0) }
    }
}
node! { pub Sink { sink: Absorb } }

operator! {
    /// A synapse that depresses.
    pub Depressing {
        equations { d/dt x = (1 - x)/tau_x - k*x*r_in; r_eff = r_in*x; }
        variables { r_eff: output, x: variable(1.0), tau_x: 100.0, k: 1.0, r_in: input(0.0) }
    }
}
operator! {
    /// What passes depends on both ends.
    pub Difference {
        equations { s = sin(pre - post) + offset; }
        variables { s: output, pre: input(0.0), post: input(0.0), offset: 0.25 }
    }
}
operator! {
    /// Passes on half of what arrives.
    pub Half {
        equations { r_in = r_raw/2; }
        variables { r_in: output, r_raw: input(0.0) }
    }
}
node! { pub DepressingEdge { dep: Depressing } }
node! { pub TwoOnEdge { half: Half, dep: Depressing } }
circuit! {
    /// Everything that can lie on an edge.
    pub Stages {
        nodes { a: Station, b: Station { leak.tau: 3.0 }, cells: [Station; 3] { leak.m: 0.0 } }
        edges {
            a.leak.r -> b.leak.m via DepressingEdge { weight: 2.0, dep.tau_x: 50.0 };
            b.leak.r -> a.leak.m via Depressing { weight: 1.5, delay: 0.75, spread: 0.3, k: 0.5 };
            b.leak.r -> a.leak.m via DepressingEdge { weight: 0.5, delay: 0.75 };
            a.leak.r -> a.leak.m { delay: 1.0, spread: 0.5 };
            twice: a.leak.r -> cells[1].leak.m via TwoOnEdge { delay: 0.25, dep.x: 0.5 };
            cells[2].leak.r -> b.leak.m via Difference { pre: source, post: b.leak.r, weight: -1.0 };
            b.leak.r -> cells[2].leak.m via Difference { pre: source, post: cells[2].leak.r, weight: 2.0, delay: 0.5 };
        }
    }
}
node! { pub Station { leak: Leak } }

operator! {
    /// Every function and operator that complex numbers have.
    pub ComplexFunctions {
        equations {
            d/dt z = (1i*omega - 0.5)*z + sqrt(w)/3 - conj(z)^2*z + drive;
            d/dt w = exp(1i*t)*tanh(z) - w/(1 + z*conj(z)) + log(2 + w^2)/7;
            d/dt x = real(a) + imag(z)*abs(w) - arg(z + 1);
            d/dt y = sin(z) + cos(w)/4 - sinh(z/3)*cosh(w/5) + tan(z/9) + y^(0.5 + 0.25i) + past(w, 0.3)*z;
            a = asinh(z) + atan(w/4) - acos(z/5) + sigmoid(w) + if x > 0 { z } else { 2*w };
        }
        variables {
            z: output(0.5 + 0.1i), w: variable(0.2 - 0.3i), x: variable(0.1), y: variable(complex), a: variable,
            omega: 1.5, drive: input(0.1i),
        }
    }
}
node! { pub ComplexNode { f: ComplexFunctions } }
circuit! {
    /// Complex values on edges, with complex weights.
    pub ComplexCircuit {
        nodes { a: ComplexNode, b: ComplexNode { f.omega: 0.5, f.z: 0.2i }, real: Station }
        edges {
            a.f.z -> b.f.drive { weight: 0.7 };
            b.f.w -> a.f.drive { weight: 0.5 - 0.25i, delay: 0.4 };
            b.f.z -> a.f.drive { delay: 0.2 };
            real.leak.r -> b.f.drive { weight: 1i };
            a.f.x -> real.leak.m;
            a.f.z -> a.f.drive { delay: 0.5, spread: 0.25 };
        }
    }
}

operator! {
    /// Leaky integrator with an algebraic output.
    pub Rated {
        equations { d/dt r = (r0 - r)/tau + m_in + u; m = tanh(r); }
        variables { r: output(0.1), m: variable, r0: 0.0, tau: 1.0, m_in: input(0.0), u: input(0.0) }
    }
}
operator! {
    pub LowPass {
        equations { d/dt u = (x - u)/tau; }
        variables { u: output(0.0), x: input(0.0), tau: 0.1 }
    }
}
node! { pub RatedNode { li: Rated } }
circuit! {
    /// Populations joined in every way.
    pub Populations {
        nodes { a: RatedNode, cells: [RatedNode; 4], others: [RatedNode; 3] { li.tau: 2.0 }, big: [RatedNode] { li.tau: 3.0 } }
        edges {
            cells.li.r -> cells.li.m_in { weight: 0.25 };
            cells[i].li.m -> cells[i].li.m_in { weight: -0.5, delay: 0.3 };
            cells[j].li.m -> others[i].li.m_in { weight: dense(0.2), delay: 0.1 };
            others[j].li.m -> cells[i].li.m_in { weight: dense(0.1), delay: dense(0.4) };
            others[j].li.r -> others[i].li.u { weight: sparse };
            cells[j].li.r -> others[i].li.u { weight: sparse, delay: 0.2 };
            cells[2].li.r -> others[1].li.u { weight: 0.3 };
            a.li.r -> cells.li.u;
            cells.li.m -> a.li.u { weight: 0.01 };
            sine: cells[j].li.r -> cells[i].li.u via Difference { pre: source, post: cells[i].li.r, weight: 0.3 };
            low: cells[j].li.r -> others[i].li.u via LowPass { weight: dense(0.3), delay: 0.2 };
            cells.li.m -> others.li.m_in { weight: 0.1, delay: 1.0, spread: 0.5 };
            big[j].li.m -> big[i].li.m_in { weight: dense(0.1) };
            big.li.m -> cells.li.m_in { weight: 0.1, delay: 0.2 };
            pairs: cells[j].li.m -> big[i].li.m_in via LowPass { weight: dense(0.2) };
            big[i].li.r -> big[i].li.u { weight: 0.5, delay: 0.4, spread: 0.2 };
        }
    }
}

/// [`Populations`] with links, uneven weights, and more units where the size is free.
pub fn populations() -> Populations {
    use pyrates::model::Model;
    use pyrates::{PairMatrix, Source, SparseMatrix, Target};
    let mut model = Populations::default();
    let links = [(Target(0), Source(2), 0.5), (Target(2), Source(0), -0.5), (Target(2), Source(1), 0.25)];
    model.edges.others_to_others.weights = SparseMatrix::from_links(3, 3, links).expect("links inside");
    let links = [(Target(1), Source(3), 1.5), (Target(0), Source(0), -0.25)];
    model.edges.cells_to_others_2.weights = SparseMatrix::from_links(3, 4, links).expect("links inside");
    let uneven = |Target(i): Target, Source(j): Source| 0.1 * (1.0 + i as f64 - 2.0 * j as f64);
    model.edges.cells_to_others.weights = PairMatrix::from_fn(3, 4, uneven);
    model.edges.others_to_cells.delays = PairMatrix::from_fn(4, 3, |i, j| uneven(i, j).abs());
    model.edges.low.weights = PairMatrix::from_fn(3, 4, uneven);
    model.big.resize(3);
    model.fit_edges();
    model.edges.big_to_big.weights = PairMatrix::from_fn(3, 3, uneven);
    for (k, unit) in model.big.iter_mut().enumerate() {
        unit.li.tau = 1.0 + k as f64;
    }
    model
}
