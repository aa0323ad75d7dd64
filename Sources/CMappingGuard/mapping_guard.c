#define _GNU_SOURCE
#include "mapping_guard.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

enum { capacity = 256 };

/// A mapping; free where its size is 0.
struct mapping {
    _Atomic uintptr_t start;
    _Atomic size_t size;
    atomic_bool is_damaged;
};

static struct mapping mappings[capacity];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool is_installed = false;
static struct sigaction previous;
static uintptr_t page_size;

/// Runs in the thread that looked, between any two of its instructions: only atomics and system calls.
static void on_bus_error(int signal, siginfo_t *information, void *context) {
    (void)context;
    const uintptr_t address = (uintptr_t)information->si_addr;
    for (int number = 0; number < capacity; number++) {
        const size_t size = atomic_load(&mappings[number].size);
        const uintptr_t start = atomic_load(&mappings[number].start);
        if (size == 0 || address < start || address - start >= size) continue;
        const uintptr_t page = address & ~(page_size - 1);
        void *const zeros = mmap(
            (void *)page, start + size - page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
        if (zeros == MAP_FAILED) break;
        atomic_store(&mappings[number].is_damaged, true);
        return;
    }
    // Not ours: the instruction runs again and what was to happen before happens.
    sigaction(signal, &previous, NULL);
}

static void install(void) {
    page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
    struct sigaction action = {0};
    action.sa_sigaction = on_bus_error;
    action.sa_flags = SA_SIGINFO;
    sigemptyset(&action.sa_mask);
    is_installed = sigaction(SIGBUS, &action, &previous) == 0;
}

int mapping_guard_watch(const void *start, size_t size) {
    int found = -1;
    pthread_mutex_lock(&lock);
    if (!is_installed) install();
    for (int number = 0; is_installed && found < 0 && number < capacity; number++) {
        if (atomic_load(&mappings[number].size) != 0) continue;
        atomic_store(&mappings[number].start, (uintptr_t)start);
        atomic_store(&mappings[number].is_damaged, false);
        atomic_store(&mappings[number].size, size);
        found = number;
    }
    pthread_mutex_unlock(&lock);
    return found;
}

bool mapping_guard_is_damaged(int number) { return number >= 0 && atomic_load(&mappings[number].is_damaged); }

void mapping_guard_forget(int number) {
    if (number >= 0) atomic_store(&mappings[number].size, 0);
}
