#define _GNU_SOURCE
#include "walls.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <linux/videodev2.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// MARK: Landlock (https://docs.kernel.org/userspace-api/landlock.html); the headers of older systems have none or half of it.

struct landlock_rules {
    uint64_t files, network, scopes;
};

enum {
    landlock_create = 444,
    landlock_restrict = 446,
    landlock_version = 1,
};

/// Forbids everything that the kernel's version knows.
static int close_files(void) {
    const long version = syscall(landlock_create, NULL, 0, landlock_version);
    if (version < 1) return -1;
    static const uint8_t rights[] = {13, 14, 15, 15, 16};
    const int newest = version < 5 ? (int)version - 1 : 4;
    const struct landlock_rules rules = {
        .files = (1u << rights[newest]) - 1,
        // Binding and connecting; abstract sockets and signals of others.
        .network = version >= 4 ? 3 : 0,
        .scopes = version >= 6 ? 3 : 0,
    };
    const size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
    const int descriptor = (int)syscall(landlock_create, &rules, size, 0);
    if (descriptor < 0) return -1;
    const long result = syscall(landlock_restrict, descriptor, 0);
    close(descriptor);
    return (int)result;
}

// MARK: Seccomp

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "The allow-list is written for x86-64 and 64-bit ARM."
#endif

#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define DENY BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)
#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define CALL(name) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##name, 0, 1), ALLOW
// Memory that can be run is refused.
#define DATA_ONLY(name)                                                                                        \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##name, 0, 4), LOAD(args[2]),                                       \
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1), DENY, ALLOW
// The process itself is meant.
#define OWN(name)                                                                                              \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##name, 0, 4), LOAD(args[0]),                                       \
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0), DENY, ALLOW

// Of devices, only what a camera that runs already is asked: to take its next picture, to have the place back, to stop.
#define CAMERA(order) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, order, 0, 1), ALLOW
#define CAMERA_ONLY                                                                                            \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ioctl, 0, 8), LOAD(args[1]), CAMERA(VIDIOC_DQBUF), CAMERA(VIDIOC_QBUF), \
        CAMERA(VIDIOC_STREAMOFF), DENY

#define CHECKED                                                                                                \
    LOAD(arch), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),                                       \
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS), LOAD(nr)

static const struct sock_filter allowed[] = {
    CHECKED,
#include "calls.h"
};

static const struct sock_filter allowed_with_camera[] = {
    CHECKED,
    CAMERA_ONLY,
#include "calls.h"
};


static int raise_walls(int first_closed, const struct sock_filter *filter, size_t count) {
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return walls_none;
    if (syscall(SYS_close_range, first_closed, ~0u, 0) != 0) {
        for (int descriptor = first_closed; descriptor < 4096; descriptor++) close(descriptor);
    }
    const int has_landlock = close_files() == 0;
    const struct sock_fprog program = {
        .len = (unsigned short)count, .filter = (struct sock_filter *)filter};
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) != 0) return walls_none;
    return walls_calls | (has_landlock ? walls_files : 0);
}

int walls_raise(int first_closed) { return raise_walls(first_closed, allowed, sizeof allowed / sizeof *allowed); }

int walls_raise_around_camera(int first_closed) {
    return raise_walls(first_closed, allowed_with_camera, sizeof allowed_with_camera / sizeof *allowed_with_camera);
}

// MARK: Copies

/// Takes a message and its three descriptors.
static ssize_t receive(char *message, int size, int descriptors[3]) {
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(3 * sizeof(int))];
    } control;
    struct iovec part = {message, (size_t)size};
    struct msghdr envelope = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    ssize_t count;
    do count = recvmsg(0, &envelope, MSG_CMSG_CLOEXEC);
    while (count < 0 && errno == EINTR);
    if (count <= 0) return -1;
    const struct cmsghdr *header = CMSG_FIRSTHDR(&envelope);
    if (!header || header->cmsg_type != SCM_RIGHTS || header->cmsg_len != CMSG_LEN(3 * sizeof(int))) return 0;
    memcpy(descriptors, CMSG_DATA(header), 3 * sizeof(int));
    return count;
}

int walls_serve(char *message, int size) {
    // The system takes away copies that have ended.
    signal(SIGCHLD, SIG_IGN);
    while (1) {
        int given[3];
        const ssize_t count = receive(message, size, given);
        if (count < 0) _exit(0);
        if (count == 0) continue;
        const pid_t copy = fork();
        if (copy == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
            // Above the numbers that are given out, so that none is overwritten before it is copied.
            for (int number = 0; number < 3; number++) given[number] = fcntl(given[number], F_DUPFD, 16);
            dup2(given[0], 3);
            dup2(given[1], 4);
            dup2(given[2], 1);
            dup2(2, 0);
            // The request is taken.
            if (write(1, "", 1) != 1) _exit(1);
            return (int)count;
        }
        for (int number = 0; number < 3; number++) close(given[number]);
    }
}
