#pragma once

/// Tries what walls forbid, with the walls of `walls_raise` or, where `is_open`, without.
///
/// \returns 0 where there is a table in descriptor 4.
int walls_probe(int is_open);
