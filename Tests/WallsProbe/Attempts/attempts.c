// Tries from inside the walls what a library that was taken over would try.
//
// Writes a line for each attempt into descriptor 4, `NAME refused ERRNO` or `NAME done`; `is_open` tries the harmless ones without walls. It runs
// with the descriptors that ConfinedProcess gives: 1 a pipe, 3 a file, 4 an empty file for the result.
#define _GNU_SOURCE
#include "attempts.h"
#include "walls.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

extern char **environ;

static char lines[1 << 14];
static size_t length = 0;

static void note(const char *name, long result) {
    const int code = errno;
    length += (size_t)snprintf(
        lines + length, sizeof lines - length, result < 0 ? "%s refused %d\n" : "%s done\n", name, code);
}

#define TRY(name, call)                                                                                        \
    do {                                                                                                       \
        errno = 0;                                                                                             \
        note(name, (long)(call));                                                                              \
    } while (0)

static int nothing(void *argument) {
    (void)argument;
    return 0;
}

int walls_probe(int is_open, int has_camera) {
    // Asked before the walls stand: afterwards nobody tells.
    const pid_t parent = getppid(), own = getpid();
    const int walls = is_open ? 0 : has_camera ? walls_raise_around_camera(5) : walls_raise(5);
    if (walls == walls_none) return 1;
    length += (size_t)snprintf(lines, sizeof lines, "walls %d\n", walls);
    int variables = 0;
    for (char **variable = environ; variable && *variable; variable++) variables++;
    length += (size_t)snprintf(lines + length, sizeof lines - length, "environment %d\n", variables);

    static char memory[1 << 16];
    struct rlimit limit = {1, 1};
    struct iovec part = {memory, 16}, theirs = {memory, 16};
    char name[64];
    snprintf(name, sizeof name, "/tmp/walls-probe-%d", (int)own);
    char *const shell[] = {"/bin/true", NULL};
    int pair[2];
    struct sched_param priority = {0};

    TRY("open for reading", open("/etc/passwd", O_RDONLY));
    TRY("open for writing", open(name, O_WRONLY | O_CREAT, 0600));
    TRY("open by path only", open("/etc", O_PATH));
    TRY("openat2", syscall(437, AT_FDCWD, "/etc/passwd", memory, 24));
    TRY("create", syscall(SYS_openat, AT_FDCWD, name, O_WRONLY | O_CREAT | O_TRUNC, 0600));
    TRY("make a folder", mkdir(name, 0700));
    TRY("make a link", symlink("/etc/passwd", name));
    TRY("look at a path", stat("/etc/passwd", (struct stat *)memory));
    TRY("read a link", readlink("/proc/self/exe", memory, 64));
    TRY("list a folder", syscall(SYS_getdents64, 3, memory, sizeof memory));
    TRY("remove", unlink(name));
    TRY("rename", rename(name, "/tmp/walls-probe"));
    TRY("change rights", chmod(name, 0777));
    TRY("change the folder", chdir("/"));
    TRY("socket of the internet", socket(AF_INET, SOCK_STREAM, 0));
    TRY("socket of this machine", socket(AF_UNIX, SOCK_STREAM, 0));
    TRY("pair of sockets", socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    TRY("send", send(3, memory, 1, MSG_NOSIGNAL));
    TRY("pipe", pipe(pair));
    TRY("file in memory", memfd_create("probe", 0));
    TRY("copy a descriptor", dup(3));
    TRY("fcntl", fcntl(3, F_GETFL));
    TRY("ioctl", syscall(SYS_ioctl, 1, 0x5412, memory));
    // What sets a camera up: its format, its memory; and what keeps it going.
    TRY("set up a camera", syscall(SYS_ioctl, 3, VIDIOC_S_FMT, memory));
    TRY("memory of a camera", syscall(SYS_ioctl, 3, VIDIOC_REQBUFS, memory));
    TRY("next picture of a camera", syscall(SYS_ioctl, 3, VIDIOC_DQBUF, memory));
#ifdef SYS_fork
    long copy = syscall(SYS_fork);
#else
    long copy = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
#endif
    if (copy == 0) _exit(0);
    errno = copy < 0 ? EPERM : 0;
    note("fork", copy);
    TRY("signal to the parent", kill(parent, 0));
    if (!is_open) {
        TRY("execute", execve("/bin/true", shell, NULL));
        TRY("execute by descriptor", syscall(SYS_execveat, 3, "", shell, NULL, 0x1000));
        TRY("clone", clone(nothing, memory + sizeof memory, CLONE_VM | SIGCHLD, NULL));
        TRY("clone3", syscall(435, memory, 64));
        TRY("signal to all", kill(-1, 0));
        TRY("signal to a thread", syscall(SYS_tgkill, parent, parent, 0));
        TRY("handle of a process", syscall(434, parent, 0));
        TRY("trace the parent", ptrace(PTRACE_ATTACH, parent, 0, 0));
        TRY("be traced", ptrace(PTRACE_TRACEME, 0, 0, 0));
        TRY("read the parent's memory", process_vm_readv(parent, &part, 1, &theirs, 1, 0));
        TRY("write the parent's memory", process_vm_writev(parent, &part, 1, &theirs, 1, 0));
        TRY("limits of the parent", syscall(SYS_prlimit64, parent, RLIMIT_CPU, &limit, NULL));
        TRY("prctl", prctl(PR_SET_DUMPABLE, 1, 0, 0, 0));
        TRY("another filter", syscall(SYS_seccomp, 1, 0, memory));
        TRY("become root", setuid(0));
        TRY("name space", unshare(CLONE_NEWUSER));
        TRY("mount", syscall(SYS_mount, "none", "/mnt", "tmpfs", 0, NULL));
        TRY("root folder", chroot("/"));
        TRY("bpf", syscall(SYS_bpf, 0, memory, 48));
        TRY("ring of input and output", syscall(425, 4, memory));
        TRY("faults of pages", syscall(SYS_userfaultfd, 0));
        TRY("counters", syscall(SYS_perf_event_open, memory, 0, -1, -1, 0));
        TRY("keys", syscall(SYS_keyctl, 0, -3, 0));
        TRY("shared memory", syscall(SYS_shmget, 0, 4096, 01600));
        TRY("watch files", syscall(SYS_inotify_init1, 0));
        TRY("priority", sched_setscheduler(0, SCHED_BATCH, &priority));
        TRY("personality", syscall(SYS_personality, 0));
        TRY("code in new memory", mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
        TRY("code in old memory", mprotect((void *)((size_t)memory & ~4095ul), 4096, PROT_READ | PROT_EXEC));
    }

    // What is left has to work.
    if (is_open) rmdir(name);
    mprotect((void *)((size_t)memory & ~4095ul), 4096, PROT_READ | PROT_WRITE);
    int descriptors = 0;
    for (int descriptor = 0; descriptor < 1024; descriptor++) {
        // lseek fails with EBADF where there is none.
        errno = 0;
        if (lseek(descriptor, 0, SEEK_CUR) >= 0 || errno != EBADF) descriptors++;
    }
    length += (size_t)snprintf(lines + length, sizeof lines - length, "descriptors %d\n", descriptors);
    void *data = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    const int works = data != MAP_FAILED && pread(3, data, 4, 0) == 4 && munmap(data, 1 << 20) == 0;
    length += (size_t)snprintf(lines + length, sizeof lines - length, "work %s\n", works ? "done" : "refused");
    return pwrite(4, lines, length, 0) == (ssize_t)length ? 0 : 1;
}
