#include "channel_loops_body.h"
#define LANES 16
#define LANED(x) NAME(x##16)
#include "depthwise_body.h"
#undef LANED
#undef LANES
#define LANES 8
#define LANED(x) NAME(x##8)
#include "depthwise_body.h"
#undef LANED
#undef LANES
#include "elementary_body.h"
#include "functions_body.h"
#include "local_response_body.h"
#include "rows_body.h"
#include "weighted_sums_body.h"
