#define _GNU_SOURCE
#include "traps.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <link.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

static int report_to = 1;
static uintptr_t program_start;

/// The program is over: what is not safe in a handler may be done once.
static void on_trap(int signal, siginfo_t *information, void *context) {
    (void)information, (void)context;
    void *frames[96];
    char line[512];
    const int count = backtrace(frames, 96);
    int length = snprintf(line, sizeof line, "trap %d\n", signal);
    if (write(report_to, line, (size_t)length) < 0) _exit(fuzz_trapped);
    for (int number = 0; number < count; number++) {
        Dl_info module = {0};
        const uintptr_t address = (uintptr_t)frames[number];
        if (!dladdr(frames[number], &module) || !module.dli_fbase) continue;
        const uintptr_t start = (uintptr_t)module.dli_fbase;
        const char *name = module.dli_fname ? strrchr(module.dli_fname, '/') : NULL;
        // The return address is that of the next instruction.
        length = snprintf(
            line, sizeof line, "%s+0x%lx\n", start == program_start ? "" : name ? name + 1 : "?",
            (unsigned long)(address - start - 1));
        if (write(report_to, line, (size_t)length) < 0) break;
    }
    _exit(fuzz_trapped);
}

void fuzz_catch_traps(int report) {
    report_to = report;
    Dl_info module = {0};
    if (dladdr((void *)fuzz_catch_traps, &module)) program_start = (uintptr_t)module.dli_fbase;
    void *frames[4];
    // Loads what it needs now rather than in the handler.
    backtrace(frames, 4);
    stack_t stack = {.ss_sp = malloc(1 << 18), .ss_size = 1 << 18};
    sigaltstack(&stack, NULL);
    struct sigaction action = {0};
    action.sa_sigaction = on_trap;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESETHAND;
    sigemptyset(&action.sa_mask);
    const int signals[] = {SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS, SIGPROF};
    for (size_t number = 0; number < sizeof signals / sizeof *signals; number++)
        sigaction(signals[number], &action, NULL);
}

void fuzz_limit(double seconds) {
    struct itimerval limit = {0};
    limit.it_value.tv_sec = (time_t)seconds;
    limit.it_value.tv_usec = (suseconds_t)((seconds - (double)limit.it_value.tv_sec) * 1e6);
    setitimer(ITIMER_PROF, &limit, NULL);
}
