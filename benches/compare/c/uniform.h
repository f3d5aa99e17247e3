/* The generator that all programs of this comparison share: numbers from 0 to 1. */
#include <stdint.h>

static double uniform(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(*seed >> 11) / 9007199254740992.0;
}
