/* The Jansen-Rit column of 8 states: 1e5 Euler steps, as a plain C program does them. Parameters are constants. */
#include <math.h>
#include "clock.h"

#ifndef VARIANT
#define VARIANT "C"
#endif

enum { STEPS = 100000, REPETITIONS = 40 };
static const double DT = 1e-4;
static const double H_E = 3.25e-3, TAU_E = 10e-3, H_I = 22e-3, TAU_I = 20e-3;
static const double M_MAX = 5.0, R = 560.0, V_THR = 6e-3, C = 135.0, EI = 4.0, U = 220.0;

static double sigmoid(double x)
{
    return 1.0 / (1.0 + exp(-x));
}

static void slopes(const double *y, double *dy)
{
    const double v_ein = y[0], x_ein = y[1], v_iin = y[2], x_iin = y[3];
    const double v_e = y[4], x_e = y[5], v_i = y[6], x_i = y[7];
    const double m = M_MAX * sigmoid(R * (v_e - v_i - V_THR));
    dy[0] = x_ein;
    dy[1] = H_E * C * m / TAU_E - v_ein / (TAU_E * TAU_E) - 2.0 * x_ein / TAU_E;
    dy[2] = x_iin;
    dy[3] = H_E * C * m / (EI * TAU_E) - v_iin / (TAU_E * TAU_E) - 2.0 * x_iin / TAU_E;
    dy[4] = x_e;
    dy[5] = H_E / TAU_E * (0.8 * C * M_MAX * sigmoid(R * (v_ein - V_THR)) + U) - v_e / (TAU_E * TAU_E)
        - 2.0 * x_e / TAU_E;
    dy[6] = x_i;
    dy[7] = H_I * C * M_MAX * sigmoid(R * (v_iin - V_THR)) / (EI * TAU_I) - v_i / (TAU_I * TAU_I)
        - 2.0 * x_i / TAU_I;
}

int main(void)
{
    double y[8], dy[8], best = 1e9;
    for (int k = 0; k < REPETITIONS; k++) {
        const double start = cpu_seconds();
        for (int i = 0; i < 8; i++)
            y[i] = 0.0;
        for (int n = 0; n < STEPS; n++) {
            slopes(y, dy);
            for (int i = 0; i < 8; i++)
                y[i] += DT * dy[i];
        }
        const double seconds = cpu_seconds() - start;
        if (seconds < best)
            best = seconds;
    }
    print_result("jansen_rit", VARIANT, best, y, 8);
    return 0;
}
