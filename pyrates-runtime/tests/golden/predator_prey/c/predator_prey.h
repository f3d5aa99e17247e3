/*
 * Lotka-Volterra dynamics of two species.
 *
 * The predator grows with a delay.
 *
 * Model PredatorPrey, exported by PyRates for Rust 0.1.0, hash c6ff5ff9d5b710a5.
 *
 *   State  Name        Path in the model  Initial value  d/dt at t = 0
 *   y[0]   predator_x  predator/lv/x      0.5            -0.25
 *   y[1]   prey_x      prey/lv/x          0.5            0.024999999999999967
 *
 *   Parameter  Name                     Path in the model              Value
 *   p[0]       predator_alpha           predator/lv/alpha              -1.0
 *   p[1]       prey_alpha               prey/lv/alpha                  0.7
 *   p[2]       predator_to_prey_weight  edges/predator_to_prey/weight  -1.3
 *   p[3]       prey_to_predator_weight  edges/prey_to_predator/weight  1.0
 *   p[4]       prey_to_predator_delay   edges/prey_to_predator/delay   0.5
 *
 *   Lag     Delay                   Value
 *   lag[0]  prey_to_predator_delay  0.5
 *
 * To check this file: the last column of the states is the right-hand side at t = 0, for
 * the initial values now and at all earlier times, and the parameters above.
 *
 *   predator_prey_y0, predator_prey_p0   initial state and parameters
 *   predator_prey_lags(p, lag)           the delays
 *   predator_prey_history(t, y)          the state at t <= 0
 *   predator_prey_rhs(t, y, z, dy, p)    the right-hand side; the value is 0
 *   predator_prey_jac(t, y, z, dfdy, p)  dfdy[i*PREDATOR_PREY_NY + j] = d dy[i] / d y[j]; the value is 0
 *   z[k*PREDATOR_PREY_NY + i]            y[i] at time t - lag[k]
 */
#ifndef PREDATOR_PREY_H
#define PREDATOR_PREY_H

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

enum { PREDATOR_PREY_NY = 2, PREDATOR_PREY_NP = 5, PREDATOR_PREY_NLAG = 1 };
static const double predator_prey_y0[2] = {0.5, 0.5};
static const double predator_prey_p0[5] = {-1.0, 0.7, -1.3, 1.0, 0.5};
static const char *const predator_prey_states[] = {"predator_x", "prey_x"};
static const char *const predator_prey_params[] =
    {"predator_alpha", "prey_alpha", "predator_to_prey_weight", "prey_to_predator_weight",
    "prey_to_predator_delay"};

PYRATES_INLINE void predator_prey_lags(const double *p, double *lag)
{
    const double prey_to_predator_delay = p[4];
    lag[0] = prey_to_predator_delay;
}

PYRATES_INLINE void predator_prey_history(double t, double *y)
{
    (void)t;
    for (int i = 0; i < 2; ++i) y[i] = predator_prey_y0[i];
}

PYRATES_INLINE int predator_prey_rhs(double t, const double *y, const double *z,
    double *dy, const double *p)
{
    (void)t; (void)y; (void)z; (void)p;
    const double predator_x = y[0];
    const double prey_x = y[1];
    const double predator_alpha = p[0];
    const double prey_alpha = p[1];
    const double predator_to_prey_weight = p[2];
    const double prey_to_predator_weight = p[3];
    const double prey_x_delayed = z[1];
    dy[0] = predator_x*(predator_alpha + prey_to_predator_weight*prey_x_delayed);
    dy[1] = prey_x*(prey_alpha + predator_to_prey_weight*predator_x);
    return 0;
}

PYRATES_INLINE int predator_prey_jac(double t, const double *y, const double *z,
    double *dfdy, const double *p)
{
    (void)t; (void)y; (void)z; (void)p;
    const double predator_x = y[0];
    const double prey_x = y[1];
    const double predator_alpha = p[0];
    const double prey_alpha = p[1];
    const double predator_to_prey_weight = p[2];
    const double prey_to_predator_weight = p[3];
    const double prey_x_delayed = z[1];
    for (int i = 0; i < 4; ++i) dfdy[i] = 0.0;
    dfdy[0] = predator_alpha + prey_to_predator_weight*prey_x_delayed;
    dfdy[2] = prey_x*predator_to_prey_weight;
    dfdy[3] = prey_alpha + predator_to_prey_weight*predator_x;
    return 0;
}

#ifdef __cplusplus
}
#endif
#endif
