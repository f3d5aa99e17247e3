/* 100 units, each coupled to all through tanh, with a weight and a delay for each pair: 1e4 Euler steps.
 *
 *     x_i' = -x_i + k/N sum_j w_ij tanh(x_j(t - d_ij)),   d_ij = 1..1000 steps, x constant before the start
 *
 * Delays are whole steps, so a ring buffer is exact. It keeps tanh(x), which each unit needs once per step; with
 * -DTANH_PER_PAIR it keeps x, and every pair takes the tanh. */
#include <math.h>
#include "clock.h"
#include "uniform.h"

#ifndef VARIANT
#define VARIANT "C"
#endif

enum { N = 100, STEPS = 10000, LONGEST = 1000, ROWS = 1024, REPETITIONS = 5 };
static const double DT = 1e-3, K = 10.0;
static double weight[N][N], ring[ROWS][N], x[N], dx[N];
static int delay[N][N];

static double kept(double state)
{
#ifdef TANH_PER_PAIR
    return state;
#else
    return tanh(state);
#endif
}

static double transmitted(double value)
{
#ifdef TANH_PER_PAIR
    return tanh(value);
#else
    return value;
#endif
}

static void set_up(void)
{
    uint64_t seed = 1;
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            weight[i][j] = 2.0 * uniform(&seed) - 1.0;
            delay[i][j] = 1 + (int)(LONGEST * uniform(&seed));
        }
    for (int i = 0; i < N; i++)
        x[i] = 2.0 * uniform(&seed) - 1.0;
    for (int row = 0; row < ROWS; row++)
        for (int i = 0; i < N; i++)
            ring[row][i] = kept(x[i]);
}

static void step(int n)
{
    for (int i = 0; i < N; i++) {
        double sum = 0.0;
        for (int j = 0; j < N; j++)
            sum += weight[i][j] * transmitted(ring[(n - delay[i][j]) & (ROWS - 1)][j]);
        dx[i] = -x[i] + K / N * sum;
    }
    for (int i = 0; i < N; i++)
        x[i] += DT * dx[i];
    for (int i = 0; i < N; i++)
        ring[(n + 1) & (ROWS - 1)][i] = kept(x[i]);
}

int main(void)
{
    const double best = fastest(set_up, step, STEPS, REPETITIONS);
    print_result("delayed_net", VARIANT, best, x, N);
    return 0;
}
