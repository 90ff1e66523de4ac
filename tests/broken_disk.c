/* A disk that fails: loaded before the C library (LD_PRELOAD), it counts what a program does to plain files and to names
   in folders, and at the step it was told kills the program in the middle of it, or has no room left from then on. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { COUNT, KILL, FULL };
static long steps, at;
static int how;

/* Start counting; at step `n`, 1 being the next one, do what `kind` says. */
void disk_fails(long n, int kind) { steps = 0; at = n; how = kind; }
long disk_steps(void) { return steps; }

static int plain(int fd) {
  struct stat found;
  return fstat(fd, &found) == 0 && S_ISREG(found.st_mode);
}

/* Count a step. 1: it is the one to be killed in, 2: there is no room for it, 0: it goes on. */
static int step(void) {
  steps++;
  if (how == KILL && at && steps == at) return 1;
  return how == FULL && at && steps >= at ? 2 : 0;
}

static void die(void) { kill(getpid(), SIGKILL); }

#define REAL(name) static __typeof__(name) *real; if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

/* Half of what is written arrives: the other half is what a stopped program or a full disk leaves out. */
#define WRITES(name, more, pass)                                          \
  ssize_t name(int fd, const void *from, size_t size more) {              \
    REAL(name);                                                           \
    int failing = plain(fd) ? step() : 0;                                 \
    if (!failing) return real(fd, from, size pass);                       \
    if (size > 1 && steps == at) real(fd, from, size / 2 pass);           \
    if (failing == 1) die();                                              \
    errno = ENOSPC;                                                       \
    return -1;                                                            \
  }
#define COMMA ,
WRITES(write, , )
WRITES(pwrite, COMMA off_t place, COMMA place)
WRITES(pwrite64, COMMA off64_t place, COMMA place)

/* A killed program loses nothing that the system has taken: nothing is forced to the disk, which would take its time. */
#define FORCES(name)                                                      \
  int name(int fd) {                                                      \
    if (plain(fd) && step() == 1) die();                                  \
    return 0;                                                             \
  }
FORCES(fsync)
FORCES(fdatasync)

/* These need no room on the disk: they only die. */
#define FREES(name, takes, gives, counted)                                \
  int name takes {                                                        \
    REAL(name);                                                           \
    if (counted && step() == 1) die();                                    \
    return real gives;                                                    \
  }
FREES(ftruncate, (int fd, off_t size), (fd, size), plain(fd))
FREES(ftruncate64, (int fd, off64_t size), (fd, size), plain(fd))
FREES(unlink, (const char *path), (path), 1)

/* A new name takes room in its folder. */
#define NAMES(name, takes, gives)                                         \
  int name takes {                                                        \
    REAL(name);                                                           \
    int failing = step();                                                 \
    if (failing == 1) die();                                              \
    if (failing) { errno = ENOSPC; return -1; }                           \
    return real gives;                                                    \
  }
NAMES(rename, (const char *from, const char *to), (from, to))
NAMES(linkat, (int from_fd, const char *from, int to_fd, const char *to, int flags), (from_fd, from, to_fd, to, flags))
NAMES(link, (const char *from, const char *to), (from, to))
NAMES(mkdir, (const char *path, mode_t mode), (path, mode))

#define OPENS(name)                                                       \
  int name(const char *path, int flags, ...) {                            \
    REAL(name);                                                           \
    va_list more;                                                         \
    va_start(more, flags);                                                \
    mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0;             \
    va_end(more);                                                         \
    int failing = (flags & O_CREAT) && access(path, F_OK) != 0 ? step() : 0; \
    if (failing == 1) die();                                              \
    if (failing) { errno = ENOSPC; return -1; }                           \
    return real(path, flags, mode);                                       \
  }
OPENS(open)
OPENS(open64)
