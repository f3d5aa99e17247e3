/* How fast numbers of 64 bits are read again and again, in GB/s, from an array of 80 kB and one of 8 MB: what products of
 * matrices with vectors can reach. Several sums, so that no addition waits for another. */
#include <stdio.h>
#include <stdlib.h>
#include "clock.h"

enum { SUMS = 64 };

static double read_all(const double *numbers, size_t n)
{
    double sums[SUMS] = {0.0}, sum = 0.0;
    for (size_t i = 0; i + SUMS <= n; i += SUMS)
        for (int k = 0; k < SUMS; k++)
            sums[k] += numbers[i + k];
    for (int k = 0; k < SUMS; k++)
        sum += sums[k];
    return sum;
}

static void measure(size_t n)
{
    double *numbers = aligned_alloc(64, n * sizeof(double)), best = 1e9, sum = 0.0;
    for (size_t i = 0; i < n; i++)
        numbers[i] = 1.0 / (double)(i + 1);
    const int times = (int)(400000000 / n);
    for (int k = 0; k < 5; k++) {
        const double start = cpu_seconds();
        for (int again = 0; again < times; again++) {
            numbers[again % n] = again;
            sum += read_all(numbers, n);
        }
        const double seconds = cpu_seconds() - start;
        if (seconds < best)
            best = seconds;
    }
    const double rate = (double)n * sizeof(double) * times / best / 1e9;
    printf("{\"job\": \"bandwidth\", \"kB\": %zu, \"GB_per_s\": %.4g, \"sum\": %g}\n", n * 8 / 1000, rate, sum);
    free(numbers);
}

int main(void)
{
    measure(10000);
    measure(1000000);
    return 0;
}
