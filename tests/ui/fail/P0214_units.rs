pyrates::operator! {
    pub Membrane {
        equations {
            d/dt v = (v_rest - v)/tau + i_in;
            d/dt w = (a - w)/tau_s;
            d/dt s = -s/tau;
            m = exp(v);
            "k = v_rest + 1"
            n = 2*v/v_rest;
        }
        variables {
            v: output(-70.0) [mV], v_rest: -70.0 [mV], tau: 10.0 [ms], i_in: input(0.0) [pA], w: variable(0.0) [mV],
            a: 1.0 [mV], tau_s: 0.1 [s], s: variable(0.0) [1], m: variable [1], k: variable [mV], n: variable [mV],
        }
    }
}
pyrates::operator! {
    pub Fast { equations { d/dt v = -v/tau; } variables { v: output(1.0) [mV], tau: 10.0 [ms] } }
}
pyrates::operator! {
    pub Slow { equations { d/dt y = (v - y)/tau; } variables { y: output(1.0) [V], v: input(0.0) [V], tau: 10.0 [s] } }
}
pyrates::node! { pub Mixed { fast: Fast, slow: Slow } }

fn main() {}
