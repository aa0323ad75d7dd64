// Calls of Linux that the Glibc module leaves out.
#include <fcntl.h>
#include <linux/videodev2.h>
#include <malloc.h>
#include <signal.h>
#include <spawn.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <errno.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

extern int memfd_create(const char *name, unsigned int flags);
extern int pipe2(int ends[2], int flags);
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);

// Gives the pages of memory that was freed back to the system.
static inline void linux_give_back_memory(void) { malloc_trim(0); }

// Both ends are closed in programs that this one starts.
static inline int linux_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

// Room for so many bytes in a pipe.
static inline void linux_widen_pipe(int pipe, int bytes) {
    const int set_pipe_size = 1031;
    fcntl(pipe, set_pipe_size, bytes);
}

// Two ends between which messages go, with descriptors; closed in programs that this one starts.
static inline int linux_message_sockets(int ends[2]) {
    return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends);
}

// Sends a message and three descriptors.
static inline int linux_send(int socket, const char *message, size_t count, int first, int second, int third) {
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(3 * sizeof(int))];
    } control;
    memset(&control, 0, sizeof control);
    struct iovec part = {(void *)message, count};
    struct msghdr envelope = {0};
    envelope.msg_iov = &part;
    envelope.msg_iovlen = 1;
    envelope.msg_control = &control;
    envelope.msg_controllen = sizeof control;
    struct cmsghdr *header = CMSG_FIRSTHDR(&envelope);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(3 * sizeof(int));
    const int descriptors[] = {first, second, third};
    memcpy(CMSG_DATA(header), descriptors, sizeof descriptors);
    return sendmsg(socket, &envelope, MSG_NOSIGNAL) < 0 ? -1 : 0;
}

// A program that is started has no descriptors from this one on.
static inline int linux_close_from(posix_spawn_file_actions_t *actions, int from) {
    return posix_spawn_file_actions_addclosefrom_np(actions, from);
}

// A descriptor that can be read as soon as a file of the folder has been written, renamed or removed; -1 where that cannot be
// watched. What is read off it says nothing of which file.
static inline int linux_watch_folder(const char *folder) {
    const int watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (watch < 0) return -1;
    const unsigned int changes = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ONLYDIR;
    if (inotify_add_watch(watch, folder, changes) >= 0) return watch;
    close(watch);
    return -1;
}

// A file in memory, empty, which can be sealed; closed in programs that this one starts.
static inline int linux_memory_file(const char *name) {
    const unsigned int close_on_exec = 1, allow_sealing = 2;
    return memfd_create(name, close_on_exec | allow_sealing);
}

// Nobody can change the file in memory any more. Fails while it is mapped for writing.
static inline int linux_seal(int descriptor) {
    const int add_seals = 1033, seal = 1, shrink = 2, grow = 4, write = 8;
    return fcntl(descriptor, add_seals, seal | shrink | grow | write);
}

// The process is killed when its parent ends.
static inline int linux_end_with_parent(void) { return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0); }

// Stricter limits that hold already are kept: only a privileged process could raise them.
static inline int linux_limit(int resource, unsigned long soft, unsigned long hard) {
    struct rlimit limit;
    if (getrlimit(resource, &limit) != 0) return -1;
    if (limit.rlim_max > hard) limit.rlim_max = hard;
    limit.rlim_cur = soft < limit.rlim_max ? soft : limit.rlim_max;
    return setrlimit(resource, &limit);
}

static inline int linux_limit_core(void) { return linux_limit(RLIMIT_CORE, 0, 0); }
static inline int linux_limit_file_size(unsigned long bytes) { return linux_limit(RLIMIT_FSIZE, bytes, bytes); }
static inline int linux_limit_open_files(unsigned long count) { return linux_limit(RLIMIT_NOFILE, count, count); }
static inline int linux_limit_processor_time(unsigned long seconds) {
    // A second later it is killed even if it ignores the signal.
    return linux_limit(RLIMIT_CPU, seconds, seconds + 1);
}
static inline int linux_limit_address_space(unsigned long bytes, unsigned long highest) {
    return linux_limit(RLIMIT_AS, bytes, highest);
}

// Whether a device of Video4Linux gives pictures. It is asked what it can and is not switched on; one that may not be opened now may
// give some.
static inline int linux_captures_video(const char *path) {
    const int device = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (device < 0) return errno == EACCES || errno == EBUSY;
    struct v4l2_capability said;
    memset(&said, 0, sizeof said);
    int captures = 0;
    if (ioctl(device, VIDIOC_QUERYCAP, &said) == 0) {
        const unsigned can = said.capabilities & V4L2_CAP_DEVICE_CAPS ? said.device_caps : said.capabilities;
        captures = (can & V4L2_CAP_VIDEO_CAPTURE) != 0;
    }
    close(device);
    return captures;
}
