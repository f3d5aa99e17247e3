pyrates::operator! {
    pub Neuron {
        equations { d/dt v = (i - v)/tau; d/dt s = -s; m = 2*v; }
        variables { v: output(0.0), s: variable(0.0), m: variable, i: 2.0, tau: 1.0, v_th: 1.0 }
        events {
            when v > v_th { v = 0; }
            on v { v = 0; }
            on v > v_th
        }
    }
}
pyrates::operator! {
    pub Wrong {
        equations { d/dt v = (i - v)/tau; m = 2*v; }
        variables { v: output(0.0), m: variable, i: 2.0, tau: 1.0, v_th: 1.0 }
        events {
            spike: on v > v_th { d/dt v = 0; }
            "on v > v_th { v = 0 + }"
        }
    }
}
pyrates::operator! {
    pub Targets {
        equations { d/dt v = (i - v)/tau; m = 2*v; }
        variables { v: output(0.0), m: variable, i: 2.0, tau: 1.0, v_th: 1.0 }
        events {
            spike: on v > v_thr { v = 0; v = 1; m = 0; i = 3; u = 0; }
            v: on v(t - 1) > 0 { stop; }
        }
    }
}

fn main() {}
