#include "winograd.h"

#include <string.h>

// The points at which tiles and filters are evaluated as polynomials: 0, ±a, ±b and infinity. These two give a quarter of
// the largest rounding error of the usual 1 and 2, because the factors of all transforms stay near 1.
static const float a = 0.70710678f, b = 1.41421356f;
// Their squares.
static const float a2 = 0.5f, b2 = 2.0f;

// Values along the side of a tile of the output and of what it depends on.
enum { OUTPUT = 4, INPUT = 6, PLACES = INPUT * INPUT };

static int up(int count, int size) { return (count + size - 1) / size; }

static int tiles_across(const winograd_shape *shape) { return up(shape->output_width, OUTPUT); }
static int tiles_down(const winograd_shape *shape) { return up(shape->output_height, OUTPUT); }

int winograd_tile_count(const winograd_shape *shape) { return tiles_across(shape) * tiles_down(shape); }

// Where a tile of a batch stands.
typedef struct {
    int item, row, column;
} tile_place;

static tile_place place_of(const winograd_shape *shape, int tile) {
    int across = tiles_across(shape), down = tiles_down(shape);
    tile_place place = {tile / (across * down), tile / across % down * OUTPUT, tile % across * OUTPUT};
    return place;
}

#if defined(__x86_64__)

#pragma clang attribute push(__attribute__((target("avx512f"))), apply_to = function)
#define LANES 16
#define TILES 12
#define NAME(x) x##_16
#define EACH_COUNT(f) f(1) f(2) f(3) f(4) f(5) f(6) f(7) f(8) f(9) f(10) f(11) f(12)
#include "winograd_lanes.h"
#undef LANES
#undef TILES
#undef NAME
#undef EACH_COUNT
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define LANES 8
#define TILES 6
#define NAME(x) x##_8
#define EACH_COUNT(f) f(1) f(2) f(3) f(4) f(5) f(6)
#include "winograd_lanes.h"
#pragma clang attribute pop

bool winograd_supports(int lanes) {
    __builtin_cpu_init();
    if (lanes == 16) return __builtin_cpu_supports("avx512f");
    return lanes == 8 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

#define WITH_LANES(shape, f, ...) ((shape)->lanes == 16 ? f##_16(shape, ##__VA_ARGS__) : f##_8(shape, ##__VA_ARGS__))

int winograd_group_count(const winograd_shape *shape) { return WITH_LANES(shape, group_count); }

size_t winograd_prepared_count(const winograd_shape *shape) { return WITH_LANES(shape, prepared_count); }

size_t winograd_scratch_count(const winograd_shape *shape, int tiles) {
    return WITH_LANES(shape, scratch_count, tiles);
}

void winograd_prepare(
    const winograd_shape *shape, const float *weights, winograd_weights layout, int group, float *prepared) {
    WITH_LANES(shape, prepare, weights, layout, group, prepared);
}

void winograd_convolve(
    const winograd_shape *shape, const winograd_operands *operands, winograd_piece piece, float *scratch) {
    WITH_LANES(shape, convolve, operands, piece, scratch);
}

#else

bool winograd_supports(int lanes) { return false; }
int winograd_group_count(const winograd_shape *shape) { return 0; }
size_t winograd_prepared_count(const winograd_shape *shape) { return 0; }
size_t winograd_scratch_count(const winograd_shape *shape, int tiles) { return 0; }
void winograd_prepare(
    const winograd_shape *shape, const float *weights, winograd_weights layout, int group, float *prepared) {}
void winograd_convolve(
    const winograd_shape *shape, const winograd_operands *operands, winograd_piece piece, float *scratch) {}

#endif
