/* 400 van der Pol oscillators, each driven by a phase oscillator: frequencies from 0.3 to 0.5 and strengths from 0 to 2.
 *
 *     x' = z,  z' = mu z (1 - x^2) - x + J sin(2 pi theta),  theta' = omega,   t = 0..1100, rtol 1e-3, atol 1e-6
 *
 * The method is DOPRI5 with the control of steps of Hairer, Norsett and Wanner, as a plain C program does it. */
#include <math.h>
#include "clock.h"

#ifndef VARIANT
#define VARIANT "C"
#endif

enum { SIZE = 20, STATES = 3, REPETITIONS = 5 };
static const double MU = 2.0, T_END = 1100.0, RTOL = 1e-3, ATOL = 1e-6, PI = 3.14159265358979323846;
static double omega, strength;

static void slopes(const double *y, double *dy)
{
    dy[0] = y[1];
    dy[1] = MU * y[1] * (1.0 - y[0] * y[0]) - y[0] + strength * sin(2.0 * PI * y[2]);
    dy[2] = omega;
}

static const double A[6][6] = {
    {1.0 / 5.0},
    {3.0 / 40.0, 9.0 / 40.0},
    {44.0 / 45.0, -56.0 / 15.0, 32.0 / 9.0},
    {19372.0 / 6561.0, -25360.0 / 2187.0, 64448.0 / 6561.0, -212.0 / 729.0},
    {9017.0 / 3168.0, -355.0 / 33.0, 46732.0 / 5247.0, 49.0 / 176.0, -5103.0 / 18656.0},
    {35.0 / 384.0, 0.0, 500.0 / 1113.0, 125.0 / 192.0, -2187.0 / 6784.0, 11.0 / 84.0},
};
static const double E[7] = {
    71.0 / 57600.0, 0.0, -71.0 / 16695.0, 71.0 / 1920.0, -17253.0 / 339200.0, 22.0 / 525.0, -1.0 / 40.0,
};

static double larger(double a, double b)
{
    return a > b ? a : b;
}

static double norm(const double *y, const double *values)
{
    double sum = 0.0;
    for (int i = 0; i < STATES; i++) {
        const double scaled = values[i] / (ATOL + RTOL * fabs(y[i]));
        sum += scaled * scaled;
    }
    return sqrt(sum / STATES);
}

/* The first step of Hairer's hinit. */
static double first_step(const double *y, const double *k0)
{
    const double size = norm(y, y), slope = norm(y, k0);
    const double h0 = size < 1e-5 || slope < 1e-5 ? 1e-6 : 0.01 * size / slope;
    double y1[STATES], k1[STATES];
    for (int i = 0; i < STATES; i++)
        y1[i] = y[i] + h0 * k0[i];
    slopes(y1, k1);
    for (int i = 0; i < STATES; i++)
        k1[i] -= k0[i];
    const double steepest = larger(slope, norm(y, k1) / h0);
    const double h1 = steepest <= 1e-15 ? larger(1e-3 * h0, 1e-6) : pow(0.01 / steepest, 0.2);
    return h1 < 100.0 * h0 ? h1 : 100.0 * h0;
}

static void run(double *y)
{
    double k[7][STATES], stage[STATES], t = 0.0, before = 1e-4;
    int rejected = 0;
    slopes(y, k[0]);
    double h = first_step(y, k[0]);
    while (t < T_END) {
        if (t + 1.01 * h >= T_END)
            h = T_END - t;
        for (int s = 0; s < 6; s++) {
            for (int i = 0; i < STATES; i++) {
                double sum = 0.0;
                for (int j = 0; j <= s; j++)
                    sum += A[s][j] * k[j][i];
                stage[i] = y[i] + h * sum;
            }
            slopes(stage, k[s + 1]);
        }
        double square = 0.0;
        for (int i = 0; i < STATES; i++) {
            double sum = 0.0;
            for (int j = 0; j < 7; j++)
                sum += E[j] * k[j][i];
            const double scaled = h * sum / (ATOL + RTOL * larger(fabs(y[i]), fabs(stage[i])));
            square += scaled * scaled;
        }
        const double error = sqrt(square / STATES);
        if (error <= 1.0) {
            double factor = 0.9 * pow(error, -0.17) * pow(before, 0.04);
            factor = factor < 0.2 ? 0.2 : factor > (rejected ? 1.0 : 10.0) ? (rejected ? 1.0 : 10.0) : factor;
            t = t + h >= T_END ? T_END : t + h;
            for (int i = 0; i < STATES; i++) {
                y[i] = stage[i];
                k[0][i] = k[6][i];
            }
            before = larger(error, 1e-4);
            rejected = 0;
            h *= factor;
        } else {
            const double factor = 0.9 / pow(error, 0.17);
            h *= factor < 0.2 ? 0.2 : factor;
            rejected = 1;
        }
    }
}

int main(void)
{
    double best = 1e9, y[STATES];
    for (int r = 0; r < REPETITIONS; r++) {
        const double start = cpu_seconds();
        for (int m = 0; m < SIZE * SIZE; m++) {
            omega = 0.3 + 0.2 * (m / SIZE) / (SIZE - 1);
            strength = 2.0 * (m % SIZE) / (SIZE - 1);
            y[0] = 0.0, y[1] = 1.0, y[2] = 0.0;
            run(y);
        }
        const double seconds = cpu_seconds() - start;
        if (seconds < best)
            best = seconds;
    }
    /* The phase alone: others depend on the last bits outside of the tongue. */
    print_result("entrainment", VARIANT, best, y + 2, 1);
    return 0;
}
