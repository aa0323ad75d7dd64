#pragma once

/// Tries what walls forbid, with the walls of `walls_raise`, where `has_camera` those of
/// `walls_raise_around_camera`, or, where `is_open`, without.
///
/// \returns 0 where there is a table in descriptor 4.
int walls_probe(int is_open, int has_camera);
