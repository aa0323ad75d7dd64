#include "coverage.h"

#include <string.h>

/// One an edge, of all modules together: the linker puts them side by side, and every module names the same ones.
static uint8_t *counters;
static size_t count;

// What clang's SanitizerCoverage calls at the start (https://clang.llvm.org/docs/SanitizerCoverage.html).
void __sanitizer_cov_8bit_counters_init(uint8_t *start, uint8_t *stop);
void __sanitizer_cov_8bit_counters_init(uint8_t *start, uint8_t *stop) {
    counters = start;
    count = (size_t)(stop - start);
}

size_t fuzz_edge_count(void) { return count; }

void fuzz_forget_edges(void) {
    if (count) memset(counters, 0, count);
}

/// 1, 2, 3, 4 to 7, 8 to 15, 16 to 31, 32 to 127, more.
static uint8_t order(uint8_t times) {
    if (times < 4) return (uint8_t)(1u << (times - 1));
    if (times < 8) return 8;
    if (times < 16) return 16;
    if (times < 32) return 32;
    return times < 128 ? 64 : 128;
}

size_t fuzz_mark_edges(uint8_t *seen) {
    size_t found = 0, edge = 0;
    while (edge < count) {
        // Most were not taken.
        uint64_t eight = 0;
        if (edge + sizeof eight <= count) {
            memcpy(&eight, counters + edge, sizeof eight);
            if (!eight) {
                edge += sizeof eight;
                continue;
            }
        }
        for (size_t end = edge + sizeof eight < count ? edge + sizeof eight : count; edge < end; edge++) {
            if (!counters[edge]) continue;
            const uint8_t bit = order(counters[edge]);
            if (seen[edge] & bit) continue;
            seen[edge] |= bit;
            found++;
        }
    }
    return found;
}
