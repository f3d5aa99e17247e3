/* CPU time, and what the programs print. */
#include <stdio.h>
#include <time.h>

static double cpu_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return t.tv_sec + 1e-9 * t.tv_nsec;
}

/* The seconds of the fastest of several runs of so many steps. It is a part of its caller, so that the compiler sees the steps. */
__attribute__((always_inline, unused)) static inline double
fastest(void (*set_up)(void), void (*step)(int), int steps, int repetitions)
{
    double best = 1e9;
    for (int k = 0; k < repetitions; k++) {
        set_up();
        const double start = cpu_seconds();
        for (int n = 0; n < steps; n++)
            step(n);
        const double seconds = cpu_seconds() - start;
        if (seconds < best)
            best = seconds;
    }
    return best;
}

/* One line of JSON: the job, the variant, the best time and some numbers of the end state. */
static void print_result(const char *job, const char *variant, double seconds, const double *end, int n)
{
    printf("{\"job\": \"%s\", \"tool\": \"%s\", \"seconds\": %.9e, \"end\": [", job, variant, seconds);
    for (int i = 0; i < n; i++)
        printf("%s%.17g", i ? ", " : "", end[i]);
    printf("]}\n");
}
