/*
 * The oscillator of Stuart and Landau, a complex number.
 *
 * Model Rotor, exported by PyRates for Rust 0.1.0, hash 105bc686c99bfbf4.
 *
 *   State  Name  Path in the model  Initial value  d/dt at t = 0
 *   y[0]   z_    z                  1.0 + 0.5i     -1.95 + 1.525i
 *
 *   Parameter  Name   Path in the model  Value
 *   p[0]       mu     mu                 0.3
 *   p[1]       omega  omega              2.0
 *
 * To check this file: the last column of the states is the right-hand side at t = 0, for
 * the initial values and the parameters above.
 *
 *   rotor_y0, rotor_p0      initial state and parameters
 *   rotor_rhs(t, y, dy, p)  the right-hand side; the value is 0
 */
#ifndef ROTOR_H
#define ROTOR_H

#ifdef __cplusplus
#error "complex numbers of C99; export real and imaginary parts for C++"
#endif

#include <complex.h>
#include <math.h>

#ifndef PYRATES_INLINE
#ifdef __CUDACC__
#define PYRATES_INLINE static inline __host__ __device__
#else
#define PYRATES_INLINE static inline
#endif
#endif

enum { ROTOR_NY = 1, ROTOR_NP = 2 };
static const double complex rotor_y0[1] = {1.0 + (0.5*I)};
static const double rotor_p0[2] = {0.3, 2.0};
static const char *const rotor_states[] = {"z_"};
static const char *const rotor_params[] = {"mu", "omega"};

PYRATES_INLINE int rotor_rhs(double t, const double complex *y, double complex *dy, const double *p)
{
    (void)t; (void)y; (void)p;
    const double complex z_ = y[0];
    const double mu = p[0];
    const double omega = p[1];
    dy[0] = (mu + (1.0*I)*omega)*z_ - cpow(z_, 2.0)*conj(z_);
    return 0;
}

#endif
