// Drops files on a window, as a file manager does: the source's side of the XDND protocol, version 5
// (https://www.freedesktop.org/wiki/Specifications/XDND), with the files as text/uri-list.
//
//     drop WINDOW X Y FILE …      X and Y in the window's pixels
//
// Exit codes: 0 the target took the data, 1 it refused, did not answer within ten seconds or the arguments are wrong.

#include <X11/Xlib.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PROTOCOL_VERSION = 5, TIMEOUT_SECONDS = 10 };

static Display *display;
static Window source, target;

static Atom atom(const char *name) { return XInternAtom(display, name, False); }

static void send_message(const char *type, long a, long b, long c, long d) {
    XEvent event = {.xclient = {
                        .type = ClientMessage,
                        .display = display,
                        .window = target,
                        .message_type = atom(type),
                        .format = 32,
                        .data.l = {(long)source, a, b, c, d},
                    }};
    XSendEvent(display, target, False, NoEventMask, &event);
    XFlush(display);
}

// The files' URIs, one on each line: every byte that is not plain stands as %XX (RFC 3986).
static char *uri_list(int count, char **paths) {
    char *list = NULL;
    size_t size = 0;
    FILE *text = open_memstream(&list, &size);
    for (int index = 0; text && index < count; index++) {
        char *full = realpath(paths[index], NULL);
        if (!full) return NULL;
        fputs("file://", text);
        for (const unsigned char *c = (const unsigned char *)full; *c; c++) {
            int is_plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9')
                || strchr("/-._~", *c);
            fprintf(text, is_plain ? "%c" : "%%%02X", *c);
        }
        fputs("\r\n", text);
        free(full);
    }
    if (!text || fclose(text) != 0) return NULL;
    return list;
}

// Hands out the data when the target asks for them.
static void answer(const XSelectionRequestEvent *request, const char *list) {
    Atom property = request->target == atom("text/uri-list") ? request->property : None;
    if (property != None)
        XChangeProperty(display, request->requestor, property, request->target, 8, PropModeReplace,
            (const unsigned char *)list, (int)strlen(list));
    XEvent reply = {.xselection = {
                        .type = SelectionNotify,
                        .display = display,
                        .requestor = request->requestor,
                        .selection = request->selection,
                        .target = request->target,
                        .property = property,
                        .time = request->time,
                    }};
    XSendEvent(display, request->requestor, False, NoEventMask, &reply);
    XFlush(display);
}

// Serves the target until a message of that type comes; its flags, or -1 when time is up.
static long await(const char *type, const char *list) {
    time_t end = time(NULL) + TIMEOUT_SECONDS;
    while (time(NULL) < end) {
        while (XPending(display)) {
            XEvent event;
            XNextEvent(display, &event);
            if (event.type == SelectionRequest) answer(&event.xselectionrequest, list);
            if (event.type == ClientMessage && event.xclient.message_type == atom(type)) return event.xclient.data.l[1];
        }
        struct pollfd connection = {.fd = ConnectionNumber(display), .events = POLLIN};
        poll(&connection, 1, 100);
    }
    fprintf(stderr, "The window did not answer with %s.\n", type);
    return -1;
}

int main(int count, char **arguments) {
    char *list = count >= 5 ? uri_list(count - 4, arguments + 4) : NULL;
    display = XOpenDisplay(NULL);
    if (!list || !display) {
        fprintf(stderr, "usage: drop WINDOW X Y FILE ..., with a display and a file that exists\n");
        return 1;
    }
    target = strtoul(arguments[1], NULL, 0);
    source = XCreateSimpleWindow(display, DefaultRootWindow(display), 0, 0, 1, 1, 0, 0, 0);
    XSetSelectionOwner(display, atom("XdndSelection"), source, CurrentTime);

    int x, y;
    Window child;
    XTranslateCoordinates(
        display, target, DefaultRootWindow(display), atoi(arguments[2]), atoi(arguments[3]), &x, &y, &child);
    send_message("XdndEnter", (long)PROTOCOL_VERSION << 24, (long)atom("text/uri-list"), None, None);
    send_message("XdndPosition", 0, (long)x << 16 | y, CurrentTime, (long)atom("XdndActionCopy"));
    long status = await("XdndStatus", list);
    if (status < 0) return 1;
    if (!(status & 1)) {
        send_message("XdndLeave", 0, 0, 0, 0);
        fprintf(stderr, "The window does not take the drop.\n");
        return 1;
    }
    send_message("XdndDrop", 0, CurrentTime, 0, 0);
    long finished = await("XdndFinished", list);
    XCloseDisplay(display);
    free(list);
    return finished >= 0 && finished & 1 ? 0 : 1;
}
