//! The cortical column of Jansen & Rit (Biological Cybernetics 73, 1995): pyramidal cells, excitatory and
//! inhibitory interneurons. Times in s, potentials in V, rates in 1/s.

crate::operator! {
    /// Excitatory synapse (PyRates: `rpo_e`): `v'' = h*m_in/tau - 2*v'/tau - v/tau^2` as two equations.
    pub ExcitatorySynapse {
        equations {
            d/dt v = x;
            d/dt x = h*m_in/tau - 2*x/tau - v/tau^2;
        }
        variables {
            /// Postsynaptic potential.
            v: output(0.0) [V],
            x: variable(0.0) [V/s],
            /// Firing rate that arrives.
            m_in: input(0.0) [1/s],
            /// Efficacy.
            h: 3.25e-3 [V],
            /// Time constant.
            tau: 10e-3 [s],
        }
    }
}

crate::operator! {
    /// Excitatory synapse with an input from outside (PyRates: `rpo_e_in`).
    pub DrivenSynapse {
        equations {
            d/dt v = x;
            d/dt x = h*(m_in + u)/tau - 2*x/tau - v/tau^2;
        }
        variables {
            /// Postsynaptic potential.
            v: output(0.0) [V],
            x: variable(0.0) [V/s],
            /// Firing rate that arrives.
            m_in: input(0.0) [1/s],
            /// Firing rate from outside the column.
            u: input(220.0) [1/s],
            /// Efficacy.
            h: 3.25e-3 [V],
            /// Time constant.
            tau: 10e-3 [s],
        }
    }
}

crate::operator! {
    /// Inhibitory synapse (PyRates: `rpo_i`).
    pub InhibitorySynapse {
        equations {
            d/dt v = x;
            d/dt x = h*m_in/tau - 2*x/tau - v/tau^2;
        }
        variables {
            /// Postsynaptic potential.
            v: output(0.0) [V],
            x: variable(0.0) [V/s],
            /// Firing rate that arrives.
            m_in: input(0.0) [1/s],
            /// Efficacy, negative.
            h: -22e-3 [V],
            /// Time constant.
            tau: 20e-3 [s],
        }
    }
}

crate::operator! {
    /// From potential to firing rate (PyRates: `pro`): `m = m_max/(1 + exp(s*(v_thr - v)))`.
    pub FiringRate {
        equations { m = m_max/(1 + exp(s*(v_thr - v))); }
        variables {
            /// Firing rate.
            m: output [1/s],
            /// Sum of the postsynaptic potentials.
            v: input(0.0) [V],
            /// Largest firing rate.
            m_max: 5.0 [1/s],
            /// Slope.
            s: 560.0 [1/V],
            /// Threshold in V.
            v_thr: 6e-3 [V],
        }
    }
}

crate::node! {
    /// Pyramidal cells (PyRates: `PC`).
    pub PyramidalCells { rpo_e_in: DrivenSynapse, rpo_i: InhibitorySynapse, pro: FiringRate }
}

crate::node! {
    /// Interneurons (PyRates: `IN`).
    pub Interneurons { rpo_e: ExcitatorySynapse, pro: FiringRate }
}

crate::circuit! {
    /// The Jansen-Rit column of three populations (PyRates: `JRC`), with 8 states.
    pub JansenRit {
        nodes { pc: PyramidalCells, ein: Interneurons, iin: Interneurons }
        edges {
            pc.pro.m -> ein.rpo_e.m_in { weight: 135.0 };
            pc.pro.m -> iin.rpo_e.m_in { weight: 33.75 };
            ein.pro.m -> pc.rpo_e_in.m_in { weight: 108.0 };
            iin.pro.m -> pc.rpo_i.m_in { weight: 33.75 };
        }
    }
}

crate::circuit! {
    /// Two columns that excite each other after a distributed delay of 4 ms (PyRates: `JRC_2delaycoupled`),
    /// with 48 states.
    pub JansenRitPair {
        nodes { jrc1: JansenRit, jrc2: JansenRit }
        edges {
            jrc1.pc.pro.m -> jrc2.pc.rpo_e_in.m_in { weight: 20.0, delay: 0.004, spread: 0.001 };
            jrc2.pc.pro.m -> jrc1.pc.rpo_e_in.m_in { weight: 40.0, delay: 0.004, spread: 0.001 };
        }
    }
}

crate::operator! {
    /// The Jansen-Rit column as one operator (PyRates: `jrc_op`, circuit `JRC2`). It is the same model as
    /// [`JansenRit`]; here the inhibitory potential `v_i` is positive and subtracted.
    pub JansenRitOperator {
        equations {
            d/dt v_ein = x_ein;
            d/dt x_ein = h_e*c*m/tau_e - v_ein/tau_e^2 - 2*x_ein/tau_e;
            d/dt v_iin = x_iin;
            d/dt x_iin = h_e*c*m/(ei_ratio*tau_e) - v_iin/tau_e^2 - 2*x_iin/tau_e;
            d/dt v_e = x_e;
            d/dt x_e = h_e/tau_e*(0.8*c*m_max*sigmoid(r*(v_ein - v_thr)) + c*m_in/io_ratio + u)
                - v_e/tau_e^2 - 2*x_e/tau_e;
            d/dt v_i = x_i;
            d/dt x_i = h_i*c*m_max*sigmoid(r*(v_iin - v_thr))/(ei_ratio*tau_i) - v_i/tau_i^2 - 2*x_i/tau_i;
            m = m_max*sigmoid(r*(v_e - v_i - v_thr));
        }
        variables {
            /// Firing rate of the pyramidal cells in 1/s.
            m: output,
            /// Potential of the excitatory interneurons in V.
            v_ein: variable(0.0),
            x_ein: variable(0.0),
            /// Potential of the inhibitory interneurons in V.
            v_iin: variable(0.0),
            x_iin: variable(0.0),
            /// Excitatory potential of the pyramidal cells in V.
            v_e: variable(0.0),
            x_e: variable(0.0),
            /// Inhibitory potential of the pyramidal cells in V.
            v_i: variable(0.0),
            x_i: variable(0.0),
            /// Firing rate from other columns in 1/s.
            m_in: input(0.0),
            /// Firing rate from outside in 1/s.
            u: input(220.0),
            /// Excitatory efficacy in V.
            h_e: 3.25e-3,
            /// Excitatory time constant in s.
            tau_e: 10e-3,
            /// Inhibitory efficacy in V.
            h_i: 22e-3,
            /// Inhibitory time constant in s.
            tau_i: 20e-3,
            /// Largest firing rate in 1/s.
            m_max: 5.0,
            /// Slope of the sigmoid in 1/V.
            r: 560.0,
            /// Threshold in V.
            v_thr: 6e-3,
            /// Number of synapses.
            c: 135.0,
            /// Excitatory to inhibitory synapses.
            ei_ratio: 4.0,
            /// Internal to outer synapses.
            io_ratio: 3.0,
        }
    }
}
