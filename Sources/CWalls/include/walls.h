#pragma once

#include <stddef.h>

/// Walls around a process that reads a stranger's file with a library that is not made for one. Nothing takes them down again.

/// What of the walls the kernel has.
enum {
    walls_none = -1,
    /// No new privileges, and only the system calls of an allow-list: memory that is not code, the descriptors that are open,
    /// the end. No file is opened, no socket made, no program or thread started, no signal sent, no process looked into.
    walls_calls = 1,
    /// Landlock, too (Linux 5.13 and later): no file and no folder is reached, also by calls that do not exist yet.
    walls_files = 2,
};

/// Raises them around a process of one thread.
///
/// \param first_closed descriptors from this one on are closed.
/// \returns `walls_calls`, with `walls_files` where the kernel has it, or `walls_none`: the process must end.
int walls_raise(int first_closed);

/// The same around one that reads a camera, which has been opened and runs: of devices it may ask for the next picture, give its
/// memory back and stop it, and nothing else.
int walls_raise_around_camera(int first_closed);

/// Makes this process one that is copied for each request. It returns in the copy only, and ends with the last one who asks.
///
/// A request is a message of up to `size` bytes on descriptor 0 with three descriptors. In the copy these are 1 (a pipe, in
/// which a byte says that the request is taken, and which closes when the copy ends), 3 (the file) and 4 (an empty file for the result); 0 and 2 are what 2 was.
///
/// \returns the bytes of the message.
int walls_serve(char *message, int size);
