#pragma once

#include <stdbool.h>
#include <stddef.h>

/// Calls `body` with the context and every number below `count`, on the team of threads that runs oneDNN's loops on behalf
/// of the calling thread: between two loops none of them has to be woken.
///
/// \return false, without any call, where oneDNN's threads are not those of GNU's OpenMP library.
bool team_run(ptrdiff_t count, void (*body)(void *context, ptrdiff_t number), void *context);
