/* CPU time, and what the programs print. */
#include <stdio.h>
#include <time.h>

static double cpu_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return t.tv_sec + 1e-9 * t.tv_nsec;
}

/* One line of JSON: the job, the variant, the best time and some numbers of the end state. */
static void print_result(const char *job, const char *variant, double seconds, const double *end, int n)
{
    printf("{\"job\": \"%s\", \"tool\": \"%s\", \"seconds\": %.9e, \"end\": [", job, variant, seconds);
    for (int i = 0; i < n; i++)
        printf("%s%.17g", i ? ", " : "", end[i]);
    printf("]}\n");
}
