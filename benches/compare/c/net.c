/* 100 units (or UNITS), each coupled to all through tanh with a weight for each pair: 1e4 Euler steps.
 *
 *     x_i' = -x_i + k/N sum_j w_ij tanh(x_j) */
#include <math.h>
#include "clock.h"
#include "uniform.h"

#ifndef VARIANT
#define VARIANT "C"
#endif

#ifndef UNITS
#define UNITS 100
#endif

enum { N = UNITS, STEPS = 10000, REPETITIONS = UNITS > 100 ? 2 : 10 };
static const double DT = 1e-3, K = 10.0;
static double weight[N][N], x[N], m[N];

static void set_up(void)
{
    uint64_t seed = 1;
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
            weight[i][j] = 2.0 * uniform(&seed) - 1.0;
    for (int i = 0; i < N; i++)
        x[i] = 2.0 * uniform(&seed) - 1.0;
}

static void step(void)
{
    for (int j = 0; j < N; j++)
        m[j] = tanh(x[j]);
    for (int i = 0; i < N; i++) {
        double sum = 0.0;
        for (int j = 0; j < N; j++)
            sum += weight[i][j] * m[j];
        x[i] += DT * (-x[i] + K / N * sum);
    }
}

int main(void)
{
    double best = 1e9;
    for (int k = 0; k < REPETITIONS; k++) {
        set_up();
        const double start = cpu_seconds();
        for (int n = 0; n < STEPS; n++)
            step();
        const double seconds = cpu_seconds() - start;
        if (seconds < best)
            best = seconds;
    }
    print_result(UNITS > 100 ? "large_net" : "net", VARIANT, best, x, N);
    return 0;
}
