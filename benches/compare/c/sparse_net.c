/* A million units with ten links into each from others at random, and a weight for each link: 100 Euler steps.
 *
 *     x_i' = -x_i + k sum_j w_ij tanh(x_j) */
#include <math.h>
#include <stdlib.h>
#include "clock.h"
#include "uniform.h"

#ifndef VARIANT
#define VARIANT "C"
#endif

enum { N = 1000000, LINKS = 10, STEPS = 100, REPETITIONS = 2, SHOWN = 100 };
static const double DT = 1e-3, K = 0.1;
static double *weight, *x, *m;
static int *source;

static void set_up(void)
{
    uint64_t seed = 1;
    for (int i = 0; i < N; i++)
        for (int l = 0; l < LINKS; l++) {
            source[i * LINKS + l] = N / LINKS * l + (int)(N / LINKS * uniform(&seed));
            weight[i * LINKS + l] = 2.0 * uniform(&seed) - 1.0;
        }
    for (int i = 0; i < N; i++)
        x[i] = 2.0 * uniform(&seed) - 1.0;
}

static void step(void)
{
    for (int j = 0; j < N; j++)
        m[j] = tanh(x[j]);
    for (int i = 0; i < N; i++) {
        double sum = 0.0;
        for (int l = i * LINKS; l < (i + 1) * LINKS; l++)
            sum += weight[l] * m[source[l]];
        x[i] += DT * (-x[i] + K * sum);
    }
}

int main(void)
{
    weight = malloc(sizeof(double) * N * LINKS);
    source = malloc(sizeof(int) * N * LINKS);
    x = malloc(sizeof(double) * N);
    m = malloc(sizeof(double) * N);
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
    print_result("sparse_net", VARIANT, best, x, SHOWN);
    free(weight);
    free(source);
    free(x);
    free(m);
    return 0;
}
