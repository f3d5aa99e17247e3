/*
 * The oscillator of Stuart and Landau, a complex number.
 *
 * Model Rotor, exported by PyRates for Rust 0.1.0, hash 41a77f437c9f3675.
 *
 *   State  Name  Path in the model  Initial value  d/dt at t = 0
 *   y[0]   re    z/re               1.0            -1.95
 *   y[1]   im    z/im               0.5            1.525
 *
 *   Parameter  Name   Path in the model  Value
 *   p[0]       mu     mu                 0.3
 *   p[1]       omega  omega              2.0
 *
 * To check this file: the last column of the states is the right-hand side at t = 0, for
 * the initial values and the parameters above.
 *
 *   rotor_y0, rotor_p0        initial state and parameters
 *   rotor_rhs(t, y, dy, p)    the right-hand side; the value is 0
 *   rotor_jac(t, y, dfdy, p)  dfdy[i*ROTOR_NY + j] = d dy[i] / d y[j]; the value is 0
 */
#ifndef ROTOR_H
#define ROTOR_H

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

enum { ROTOR_NY = 2, ROTOR_NP = 2 };
static const double rotor_y0[2] = {1.0, 0.5};
static const double rotor_p0[2] = {0.3, 2.0};
static const char *const rotor_states[] = {"re", "im"};
static const char *const rotor_params[] = {"mu", "omega"};

PYRATES_INLINE int rotor_rhs(double t, const double *y, double *dy, const double *p)
{
    (void)t; (void)y; (void)p;
    const double re = y[0];
    const double im = y[1];
    const double mu = p[0];
    const double omega = p[1];
    const double part1 = pow(re, 2.0) - pow(im, 2.0);
    const double part2 = 2.0*re*im;
    dy[0] = mu*re - omega*im - (part1*re + part2*im);
    dy[1] = mu*im + omega*re - (-part1*im + part2*re);
    return 0;
}

PYRATES_INLINE int rotor_jac(double t, const double *y, double *dfdy, const double *p)
{
    (void)t; (void)y; (void)p;
    const double re = y[0];
    const double im = y[1];
    const double mu = p[0];
    const double omega = p[1];
    const double part1 = pow(re, 2.0) - pow(im, 2.0);
    const double part2 = 2.0*re*im;
    for (int i = 0; i < 4; ++i) dfdy[i] = 0.0;
    dfdy[0] = mu - (2.0*re*re + part1 + 2.0*im*im);
    dfdy[1] = -omega - (-2.0*im*re + 2.0*re*im + part2);
    dfdy[2] = omega - (-2.0*re*im + 2.0*im*re + part2);
    dfdy[3] = mu - (-(-2.0*im*im + part1) + 2.0*re*re);
    return 0;
}

#ifdef __cplusplus
}
#endif
#endif
