/*
 * The oscillator of van der Pol.
 *
 * Model VanDerPol, exported by PyRates for Rust 0.1.0, hash 134ab624c7482f8f.
 *
 *   State  Name  Path in the model  Initial value  d/dt at t = 0
 *   y[0]   x     oscillator/vdp/x   0.0            1.0
 *   y[1]   z_    oscillator/vdp/z   1.0            1.0
 *
 *   Parameter  Name  Path in the model  Value
 *   p[0]       mu    oscillator/vdp/mu  1.0
 *
 * To check this file: the last column of the states is the right-hand side at t = 0, for
 * the initial values and the parameters above.
 *
 *   van_der_pol_y0, van_der_pol_p0  initial state and parameters
 *   van_der_pol_rhs(t, y, dy, p)    the right-hand side; the value is 0
 *   van_der_pol_jac(t, y, dfdy, p)  dfdy[i*VAN_DER_POL_NY + j] = d dy[i] / d y[j]; the value is 0
 */
#ifndef VAN_DER_POL_H
#define VAN_DER_POL_H

#include <math.h>

#ifndef PYRATES_INLINE
#ifdef __CUDACC__
#define PYRATES_INLINE static inline __host__ __device__
#else
#define PYRATES_INLINE static inline
#endif
#endif

#ifdef __cplusplus
extern "C" {
#endif

enum { VAN_DER_POL_NY = 2, VAN_DER_POL_NP = 1 };
static const double van_der_pol_y0[2] = {0.0, 1.0};
static const double van_der_pol_p0[1] = {1.0};
static const char *const van_der_pol_states[] = {"x", "z_"};
static const char *const van_der_pol_params[] = {"mu"};

PYRATES_INLINE int van_der_pol_rhs(double t, const double *y, double *dy, const double *p)
{
    (void)t; (void)y; (void)p;
    const double x = y[0];
    const double z_ = y[1];
    const double mu = p[0];
    dy[0] = z_;
    dy[1] = mu*z_*(1.0 - pow(x, 2.0)) - x;
    return 0;
}

PYRATES_INLINE int van_der_pol_jac(double t, const double *y, double *dfdy, const double *p)
{
    (void)t; (void)y; (void)p;
    const double x = y[0];
    const double z_ = y[1];
    const double mu = p[0];
    for (int i = 0; i < 4; ++i) dfdy[i] = 0.0;
    dfdy[1] = 1.0;
    dfdy[2] = -mu*z_*2.0*x - 1.0;
    dfdy[3] = mu*(1.0 - pow(x, 2.0));
    return 0;
}

#ifdef __cplusplus
}
#endif
#endif
