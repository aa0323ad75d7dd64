// Winograd's algorithm with vectors of LANES floats, for as many tiles at a time as there are registers (TILES). Who includes
// this names each function for its width with NAME(x) and lists the numbers up to TILES with EACH_COUNT(f).
//
// A group of VECTORS × LANES output channels is computed together. The stages and what lies between them:
//   inputs    →  seen       batch of TILES tiles × place × block of channels × tile × lane
//   filters   →  prepared   group × place × input channel × channel of the group
//   seen · prepared  →  sums   tile × place × channel of the group
//   sums      →  output

enum { NAME(VECTORS) = 2, NAME(GROUP) = NAME(VECTORS) * LANES };

typedef float NAME(vector) __attribute__((vector_size(LANES * 4), aligned(LANES * 4)));
typedef int NAME(mask) __attribute__((vector_size(LANES * 4), aligned(LANES * 4)));
#define vector NAME(vector)
#define mask NAME(mask)
#define INLINE static inline __attribute__((always_inline))
#define UNROLLED _Pragma("clang loop unroll(full)")

INLINE vector NAME(load)(const float *from) { return *(const vector *)from; }
INLINE void NAME(store)(float *to, vector value) { *(vector *)to = value; }

// `yes` where the mask is set; a comparison with NaN does not set it.
INLINE vector NAME(choose)(mask where, vector yes, vector no) {
    return (vector)(((mask)yes & where) | ((mask)no & ~where));
}

static int NAME(input_blocks)(const winograd_shape *shape) { return up(shape->input_channels, LANES); }
static int NAME(output_blocks)(const winograd_shape *shape) { return up(shape->output_channels, LANES); }
static int NAME(group_count)(const winograd_shape *shape) { return up(shape->output_channels, NAME(GROUP)); }

// Floats of one group's prepared weights for one place.
static size_t NAME(panel)(const winograd_shape *shape) {
    return (size_t)NAME(input_blocks)(shape) * LANES * NAME(GROUP);
}

// Floats of a batch of tiles for one place.
static size_t NAME(stage)(const winograd_shape *shape) { return (size_t)NAME(input_blocks)(shape) * TILES * LANES; }

static size_t NAME(prepared_count)(const winograd_shape *shape) {
    return (size_t)NAME(group_count)(shape) * PLACES * NAME(panel)(shape);
}

static size_t NAME(scratch_count)(const winograd_shape *shape, int tiles) {
    return (up(tiles, TILES) * NAME(stage)(shape) + (size_t)tiles * NAME(GROUP)) * PLACES;
}

// Three values of a filter at the six points.
INLINE void NAME(evaluate_filter)(const vector *w, int step, vector *value, int to) {
    const float scale0 = 1 / (a2 * b2), scale_a = 1 / (2 * a2 * (a2 - b2)), scale_b = 1 / (2 * b2 * (b2 - a2));
    vector even_a = w[0] + a2 * w[2 * step], even_b = w[0] + b2 * w[2 * step];
    value[0] = scale0 * w[0];
    value[to] = scale_a * (even_a + a * w[step]);
    value[2 * to] = scale_a * (even_a - a * w[step]);
    value[3 * to] = scale_b * (even_b + b * w[step]);
    value[4 * to] = scale_b * (even_b - b * w[step]);
    value[5 * to] = w[2 * step];
}

// Six values of an input at the six points.
INLINE void NAME(evaluate_input)(const vector *d, vector *value, int to) {
    vector even_a = d[4] - b2 * d[2], odd_a = d[3] - b2 * d[1];
    vector even_b = d[4] - a2 * d[2], odd_b = d[3] - a2 * d[1];
    value[0] = a2 * b2 * d[0] + (d[4] - (a2 + b2) * d[2]);
    value[to] = even_a + a * odd_a;
    value[2 * to] = even_a - a * odd_a;
    value[3 * to] = even_b + b * odd_b;
    value[4 * to] = even_b - b * odd_b;
    value[5 * to] = a2 * b2 * d[1] + (d[5] - (a2 + b2) * d[3]);
}

// The four values of an output whose product of polynomials has six given values.
INLINE void NAME(interpolate)(const vector *m, vector *y, int to) {
    vector sum_a = m[1] + m[2], difference_a = m[1] - m[2];
    vector sum_b = m[3] + m[4], difference_b = m[3] - m[4];
    y[0] = m[0] + sum_a + sum_b;
    y[to] = a * difference_a + b * difference_b;
    y[2 * to] = a2 * sum_a + b2 * sum_b;
    y[3 * to] = a * a2 * difference_a + (b * b2 * difference_b + m[5]);
}

static void NAME(prepare)(
    const winograd_shape *shape, const float *weights, winograd_weights layout, int group, float *prepared) {
    size_t panel = NAME(panel)(shape);
    int channels = NAME(input_blocks)(shape) * LANES;
    for (int channel = 0; channel < channels; channel++)
        for (int j = 0; j < NAME(VECTORS); j++) {
            int first = group * NAME(GROUP) + j * LANES;
            vector w[9], down[18], across[6];
            for (int k = 0; k < 9; k++) {
                float values[LANES] = {0};
                for (int lane = 0; lane < LANES; lane++)
                    if (first + lane < shape->output_channels && channel < shape->input_channels)
                        values[lane] = weights[(first + lane) * layout.output_stride
                            + channel * layout.input_stride + (layout.is_reversed ? 8 - k : k)];
                memcpy(&w[k], values, sizeof values);
            }
            UNROLLED for (int x = 0; x < 3; x++) NAME(evaluate_filter)(w + x, 3, down + x, 3);
            float *to = prepared + group * PLACES * panel + (size_t)channel * NAME(GROUP) + j * LANES;
            UNROLLED for (int y = 0; y < INPUT; y++) {
                NAME(evaluate_filter)(down + y * 3, 1, across, 1);
                UNROLLED for (int x = 0; x < INPUT; x++) NAME(store)(to + (y * INPUT + x) * panel, across[x]);
            }
        }
}

// A value of the input as far as it counts.
INLINE vector NAME(gated)(const winograd_operands *operands, size_t position, const bool has_gate) {
    vector value = NAME(load)(operands->input + position);
    if (!has_gate) return value;
    vector gate = NAME(load)(operands->gate + position);
    return NAME(choose)((gate > operands->gate_low) & (gate < operands->gate_high), value, (vector){0});
}

// What one tile looks at, for one block of channels, at all places.
INLINE void NAME(evaluate_tile)(
    const winograd_shape *shape, const winograd_operands *operands, size_t plane, int row, int column, float *to,
    size_t stage, const bool has_gate) {
    int height = shape->input_height, width = shape->input_width;
    vector down[PLACES];
    bool is_inside = row >= 0 && column >= 0 && row + INPUT <= height && column + INPUT <= width;
    if (is_inside) {
        size_t corner = plane + ((size_t)row * width + column) * LANES, step = (size_t)width * LANES;
        // The columns of the tile after the next.
        for (int y = 0; y < INPUT; y++)
            for (int x = 0; x < OUTPUT; x++) {
                size_t ahead = corner + y * step + (INPUT + OUTPUT + x) * LANES;
                __builtin_prefetch(operands->input + ahead);
                if (has_gate) __builtin_prefetch(operands->gate + ahead);
            }
        UNROLLED for (int x = 0; x < INPUT; x++) {
            vector values[INPUT];
            UNROLLED for (int y = 0; y < INPUT; y++)
                values[y] = NAME(gated)(operands, corner + y * step + x * LANES, has_gate);
            NAME(evaluate_input)(values, down + x, INPUT);
        }
    } else {
        for (int x = 0; x < INPUT; x++) {
            vector values[INPUT];
            for (int y = 0; y < INPUT; y++) {
                int r = row + y, c = column + x;
                bool exists = r >= 0 && r < height && c >= 0 && c < width;
                values[y] = exists ? NAME(gated)(operands, plane + ((size_t)r * width + c) * LANES, has_gate)
                                   : (vector){0};
            }
            NAME(evaluate_input)(values, down + x, INPUT);
        }
    }
    UNROLLED for (int y = 0; y < INPUT; y++) {
        vector across[INPUT];
        NAME(evaluate_input)(down + y * INPUT, across, 1);
        UNROLLED for (int x = 0; x < INPUT; x++) NAME(store)(to + (y * INPUT + x) * stage, across[x]);
    }
}

// What the tiles look at, in batches of `size` tiles.
static void NAME(evaluate_tiles)(
    const winograd_shape *shape, const winograd_operands *operands, winograd_piece piece, int size, float *seen) {
    int blocks = NAME(input_blocks)(shape);
    size_t stage = NAME(stage)(shape), plane = (size_t)shape->input_height * shape->input_width * LANES;
    for (int block = 0; block < blocks; block++)
        for (int tile = piece.first_tile; tile < piece.end_tile; tile++) {
            tile_place place = place_of(shape, tile);
            int row = place.row - shape->padding_top, column = place.column - shape->padding_left;
            size_t start = ((size_t)place.item * blocks + block) * plane;
            int slot = tile - piece.first_tile;
            float *to = seen + slot / size * PLACES * stage + (block * TILES + slot % size) * LANES;
            if (operands->gate)
                NAME(evaluate_tile)(shape, operands, start, row, column, to, stage, true);
            else
                NAME(evaluate_tile)(shape, operands, start, row, column, to, stage, false);
        }
}

// The products of `count` tiles with one group's weights for one place.
INLINE void NAME(multiply)(const int count, int blocks, const float *seen, const float *panel, float *sums) {
    vector sum[TILES][NAME(VECTORS)];
    UNROLLED for (int tile = 0; tile < count; tile++)
        UNROLLED for (int j = 0; j < NAME(VECTORS); j++) sum[tile][j] = (vector){0};
    for (int block = 0; block < blocks; block++, seen += TILES * LANES)
        _Pragma("clang loop unroll_count(4)") for (int k = 0; k < LANES; k++, panel += NAME(GROUP)) {
            vector weights[NAME(VECTORS)];
            UNROLLED for (int j = 0; j < NAME(VECTORS); j++) weights[j] = NAME(load)(panel + j * LANES);
            UNROLLED for (int tile = 0; tile < count; tile++)
                UNROLLED for (int j = 0; j < NAME(VECTORS); j++)
                    sum[tile][j] += weights[j] * seen[tile * LANES + k];
        }
    UNROLLED for (int tile = 0; tile < count; tile++)
        UNROLLED for (int j = 0; j < NAME(VECTORS); j++)
            NAME(store)(sums + tile * PLACES * NAME(GROUP) + j * LANES, sum[tile][j]);
}

// One group's outputs of the tiles.
static void NAME(interpolate_tiles)(
    const winograd_shape *shape, const winograd_operands *operands, winograd_piece piece, int group,
    const float *sums) {
    int blocks = NAME(output_blocks)(shape), height = shape->output_height, width = shape->output_width;
    int first = group * NAME(VECTORS), end = first + NAME(VECTORS) < blocks ? first + NAME(VECTORS) : blocks;
    for (int block = first; block < end; block++)
        for (int tile = piece.first_tile; tile < piece.end_tile; tile++) {
            const float *from = sums + (size_t)(tile - piece.first_tile) * PLACES * NAME(GROUP) + (block - first) * LANES;
            vector down[OUTPUT * INPUT], values[OUTPUT * OUTPUT];
            UNROLLED for (int x = 0; x < INPUT; x++) {
                vector column[INPUT];
                UNROLLED for (int y = 0; y < INPUT; y++)
                    column[y] = NAME(load)(from + (y * INPUT + x) * NAME(GROUP));
                NAME(interpolate)(column, down + x, INPUT);
            }
            vector added = operands->bias ? NAME(load)(operands->bias + block * LANES) : (vector){0};
            float low = operands->low, high = operands->high;
            tile_place place = place_of(shape, tile);
            size_t corner = (((size_t)place.item * blocks + block) * height + place.row) * width * LANES
                + (size_t)place.column * LANES;
            bool is_inside = place.row + OUTPUT <= height && place.column + OUTPUT <= width;
            const float *addend = operands->addend;
            UNROLLED for (int y = 0; y < OUTPUT; y++) {
                vector *row = values + y * OUTPUT;
                NAME(interpolate)(down + y * INPUT, row, 1);
                UNROLLED for (int x = 0; x < OUTPUT; x++) {
                    vector value = row[x] + added;
                    if (addend && (is_inside || (place.row + y < height && place.column + x < width)))
                        value += NAME(load)(addend + corner + ((size_t)y * width + x) * LANES);
                    value = NAME(choose)(value < low, (vector){0} + low, value);
                    row[x] = NAME(choose)(value > high, (vector){0} + high, value);
                }
            }
            float *to = operands->output + corner;
            if (is_inside) {
                UNROLLED for (int y = 0; y < OUTPUT; y++)
                    UNROLLED for (int x = 0; x < OUTPUT; x++)
                        NAME(store)(to + ((size_t)y * width + x) * LANES, values[y * OUTPUT + x]);
            } else {
                for (int y = 0; y < OUTPUT && place.row + y < height; y++)
                    for (int x = 0; x < OUTPUT && place.column + x < width; x++)
                        NAME(store)(to + ((size_t)y * width + x) * LANES, values[y * OUTPUT + x]);
            }
        }
}

static void NAME(convolve)(
    const winograd_shape *shape, const winograd_operands *operands, winograd_piece piece, float *scratch) {
    int blocks = NAME(input_blocks)(shape), tiles = piece.end_tile - piece.first_tile;
    size_t stage = NAME(stage)(shape), panel = NAME(panel)(shape);
    // Batches of about the same size, of which the last may be smaller.
    int batches = up(tiles, TILES), size = up(tiles, batches);
    float *seen = scratch, *sums = scratch + (size_t)batches * PLACES * stage;
    NAME(evaluate_tiles)(shape, operands, piece, size, seen);
    for (int group = piece.first_group; group < piece.end_group; group++) {
        for (int place = 0; place < PLACES; place++) {
            const float *weights = operands->prepared + ((size_t)group * PLACES + place) * panel;
            for (int slot = 0; slot < tiles; slot += size) {
                const float *from = seen + (size_t)(slot / size * PLACES + place) * stage;
                float *to = sums + ((size_t)slot * PLACES + place) * NAME(GROUP);
                switch (tiles - slot < size ? tiles - slot : size) {
#define MULTIPLY(count) \
    case count: NAME(multiply)(count, blocks, from, weights, to); break;
                    EACH_COUNT(MULTIPLY)
#undef MULTIPLY
                }
            }
        }
        NAME(interpolate_tiles)(shape, operands, piece, group, sums);
    }
}

#undef vector
#undef mask
#undef INLINE
#undef UNROLLED
