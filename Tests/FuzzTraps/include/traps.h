#pragma once

#include <stdint.h>

/// What a child tells its parent while it works: in a file that both map.
struct fuzz_progress {
    /// The number of the input that is read now.
    volatile uint64_t index;
    /// How many were read, accepted, and used after that, by this child.
    volatile uint64_t read, accepted, used;
};

/// From now on a trap, a broken pointer or too much time of the processor prints where it happened and ends the process: a line
/// `trap SIGNAL` and a line for each frame, `+OFFSET` in the program itself or `LIBRARY+OFFSET`.
///
/// - Parameter report: the descriptor that gets them.
void fuzz_catch_traps(int report);

/// Seconds of the processor from now on; 0 for no limit.
void fuzz_limit(double seconds);

/// The status of a process that ended so.
enum { fuzz_trapped = 99 };
