//! The Jansen-Rit column, which the comparison with other tools takes from here, too.

use pyrates::operator;

operator! {
    /// The Jansen-Rit column as one operator of 8 states (`JRC2` of PyRates).
    pub(crate) JansenRitColumn {
        equations {
            m = m_max*sigmoid(r*(V_e - V_i - V_thr));
            d/dt V_ein = X_ein;
            d/dt X_ein = h_e*c*m/tau_e - V_ein/tau_e^2 - 2.0*X_ein/tau_e;
            d/dt V_iin = X_iin;
            d/dt X_iin = h_e*c*m/(ei_ratio*tau_e) - V_iin/tau_e^2 - 2.0*X_iin/tau_e;
            d/dt V_e = X_e;
            d/dt X_e = (h_e/tau_e)*(0.8*c*m_max*sigmoid(r*(V_ein - V_thr)) + c*m_in/io_ratio + u)
                - V_e/tau_e^2 - 2.0*X_e/tau_e;
            d/dt V_i = X_i;
            d/dt X_i = h_i*c*m_max*sigmoid(r*(V_iin - V_thr))/(ei_ratio*tau_i)
                - V_i/tau_i^2 - 2.0*X_i/tau_i;
        }
        variables {
            V_ein: variable, X_ein: variable, V_iin: variable, X_iin: variable,
            V_e: variable, X_e: variable, V_i: variable, X_i: variable, m: output,
            h_e: 3.25e-3, tau_e: 10e-3, h_i: 22e-3, tau_i: 20e-3, m_max: 5.0, r: 560.0, V_thr: 6e-3,
            c: 135.0, ei_ratio: 4.0, io_ratio: 3.0, u: 220.0, m_in: input(0.0),
        }
    }
}
