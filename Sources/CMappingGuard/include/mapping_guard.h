#pragma once

#include <stdbool.h>
#include <stddef.h>

/// Keeps the process alive when a mapped file becomes shorter: the kernel answers a look at a page that the file no
/// longer has with SIGBUS. The first such look turns the page and all after it into zeros and marks the mapping.

/// Watches a mapping of whole pages from its beginning.
///
/// \returns a number for the other functions, or -1 where as many mappings are watched as there is room for.
int mapping_guard_watch(const void *start, size_t size);

/// Whether a page of the mapping was missing.
bool mapping_guard_is_damaged(int number);

/// To be called before the mapping is undone.
void mapping_guard_forget(int number);
