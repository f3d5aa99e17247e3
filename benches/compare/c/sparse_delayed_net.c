/* 1000 units with 50 links into each from others at random, and a weight and a delay for each link: 1e4 Euler steps.
 *
 *     x_i' = -x_i + k/50 sum_j w_ij tanh(x_j(t - d_ij)),   d_ij = 1..1000 steps, x constant before the start
 *
 * Delays are whole steps, so a ring buffer is exact. It keeps tanh(x), which each unit needs once per step. */
#include <math.h>
#include "clock.h"
#include "uniform.h"

#ifndef VARIANT
#define VARIANT "C"
#endif

enum { N = 1000, LINKS = 50, STEPS = 10000, LONGEST = 1000, ROWS = 1024, REPETITIONS = 3 };
static const double DT = 1e-3, K = 10.0;
static double weight[N][LINKS], ring[ROWS][N], x[N], dx[N];
static int delay[N][LINKS], source[N][LINKS];

static void set_up(void)
{
    uint64_t seed = 1;
    for (int i = 0; i < N; i++)
        for (int l = 0; l < LINKS; l++) {
            /* One of 20 neighbouring units, so that links are sorted by their sources. */
            source[i][l] = 20 * l + (int)(20 * uniform(&seed));
            weight[i][l] = 2.0 * uniform(&seed) - 1.0;
            delay[i][l] = 1 + (int)(LONGEST * uniform(&seed));
        }
    for (int i = 0; i < N; i++)
        x[i] = 2.0 * uniform(&seed) - 1.0;
    for (int row = 0; row < ROWS; row++)
        for (int i = 0; i < N; i++)
            ring[row][i] = tanh(x[i]);
}

static void step(int n)
{
    for (int i = 0; i < N; i++) {
        double sum = 0.0;
        for (int l = 0; l < LINKS; l++)
            sum += weight[i][l] * ring[(n - delay[i][l]) & (ROWS - 1)][source[i][l]];
        dx[i] = -x[i] + K / LINKS * sum;
    }
    for (int i = 0; i < N; i++)
        x[i] += DT * dx[i];
    for (int i = 0; i < N; i++)
        ring[(n + 1) & (ROWS - 1)][i] = tanh(x[i]);
}

int main(void)
{
    double best = 1e9;
    for (int k = 0; k < REPETITIONS; k++) {
        set_up();
        const double start = cpu_seconds();
        for (int n = 0; n < STEPS; n++)
            step(n);
        const double seconds = cpu_seconds() - start;
        if (seconds < best)
            best = seconds;
    }
    print_result("sparse_delayed_net", VARIANT, best, x, N);
    return 0;
}
