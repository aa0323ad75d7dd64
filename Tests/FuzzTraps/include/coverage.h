#pragma once

#include <stddef.h>
#include <stdint.h>

/// How many edges the program counts: 0 where it was built without them (`Tests/Fuzz/run.sh --guided` builds it with them).
size_t fuzz_edge_count(void);

/// Forgets which edges were taken.
void fuzz_forget_edges(void);

/// Marks the edges that were taken since then.
///
/// - Parameter seen: a byte for each edge, with a bit for each order of how often one input took it; others may write there.
/// - Returns: how many edges were taken for the first time, or in an order that is new for them.
size_t fuzz_mark_edges(uint8_t *seen);
