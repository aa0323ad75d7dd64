#define _GNU_SOURCE
#include "team.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>

// The entry of GNU's OpenMP library to which compilers translate a parallel region: a function that every thread of the team
// runs, its argument, the number of threads (0 for the usual one) and flags.
typedef void parallel(void (*function)(void *), void *argument, unsigned threads, unsigned flags);

static parallel *region;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void find(void) { region = (parallel *)dlsym(RTLD_DEFAULT, "GOMP_parallel"); }

typedef struct {
    void (*body)(void *, ptrdiff_t);
    void *context;
    ptrdiff_t count;
    _Atomic ptrdiff_t next;
} work;

// Each thread takes the next number that is left, so that one that was kept from running leaves its share to the others.
static void take(void *argument) {
    work *all = argument;
    for (;;) {
        ptrdiff_t number = atomic_fetch_add_explicit(&all->next, 1, memory_order_relaxed);
        if (number >= all->count) return;
        all->body(all->context, number);
    }
}

bool team_run(ptrdiff_t count, void (*body)(void *context, ptrdiff_t number), void *context) {
    pthread_once(&once, find);
    if (!region) return false;
    work all = {body, context, count, 0};
    region(take, &all, 0, 0);
    return true;
}
