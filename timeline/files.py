"""Files that only their owner can read, written whole or not at all.

What is written is put beside its place first, under another name, forced to the disk, and then takes the place in one
step. So a full disk, a stopped program or a crash leaves a file that was there as it was, and whoever reads sees the
old content or the new, never a part of it. Nothing is written through a link, into a pipe or onto a device.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from timeline.errors import Fault, FileError

AnyPath = str | os.PathLike[str]

#: A link is refused, a pipe is not waited for, and no line end is changed, where the system knows these words.
_PLAINLY = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))
#: What files are called before they take their place.
DRAFTS = ".timeline-*.new"
#: Largest file that is read: more would not fit into the memory of a usual machine once it is analyzed.
MOST_BYTES = 500_000_000
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_RENAMES_TO_NEW_NAMES_ONLY = os.name == "nt"
#: What a disk answers that knows no second name for a file, such as a memory stick.
_NO_LINKS = (errno.EPERM, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK)
_RIGHTS = "Check the folder and its permissions."


def write_private(path: AnyPath, content: str | bytes, *, overwrite: bool = False, forced: bool = True) -> None:
    """Write a file that only its owner can read; text as UTF-8, its line ends as they are.

    Parameters
    ----------
    forced
        Whether it is forced to the disk by itself; of many files, `force_all` afterward does it at once.

    Raises
    ------
    FileError: the file exists and `overwrite` is false, or it cannot be written; a file that was there is as it was.
    """
    write_together([(path, content)], overwrite=overwrite, forced=forced)


def force_all() -> None:
    """Force everything written so far to the disk, where the system can."""
    if hasattr(os, "sync"):
        os.sync()


def write_together(
    contents: Iterable[tuple[AnyPath, str | bytes]], *, overwrite: bool = False, forced: bool = True
) -> None:
    """Write several private files; none is put in its place before all of them are on disk.

    Parameters
    ----------
    contents
        Path and content of each, taken one at a time.
    overwrite
        Whether they replace files that exist.
    forced
        Whether each is forced to the disk.

    Raises
    ------
    FileError: a file exists and `overwrite` is false, or one cannot be written; then no file was changed. Only where
        the last step itself fails, which takes no room on the disk, earlier ones of several are in their places.
    """
    drafts: list[tuple[Path, Path]] = []
    try:
        for path, content in contents:
            target = Path(path)
            check_free([target], overwrite=overwrite)
            with file_errors(target, "written"):
                drafts.append((target.with_name(DRAFTS.replace("*", secrets.token_hex(8))), target))
                _write_draft(drafts[-1][0], _encoded(target, content), forced=forced)
        while drafts:
            with file_errors(drafts[0][1], "written"):
                _take_place(*drafts[0], overwrite=overwrite, forced=forced)
            drafts.pop(0)
    finally:
        for draft, _ in drafts:
            with suppress(OSError):
                os.unlink(draft)


def read_plain(path: AnyPath, limit: int = MOST_BYTES) -> bytes:
    """Read a whole plain file; a pipe or device, which may never end or never begin, is not waited for.

    Raises
    ------
    OSError: it cannot be opened, is no plain file, or has more than `limit` bytes.
    """
    with _plain(path) as file:
        content = file.read(limit + 1)
    if len(content) > limit:
        raise OSError(errno.EFBIG, f"more than {limit:,} bytes")
    return content


def hash_of(path: AnyPath) -> str:
    """Return the SHA-256 of a plain file of any size.

    Raises
    ------
    OSError: it cannot be opened, or is no plain file.
    """
    found = hashlib.sha256()
    with _plain(path) as file:
        while block := file.read(1 << 20):
            found.update(block)
    return found.hexdigest()


@contextmanager
def _plain(path: AnyPath) -> Iterator[BinaryIO]:
    """Open a plain file."""
    flags = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_BINARY"))
    descriptor = os.open(path, flags)
    with open(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "not a plain file")
        yield file


def check_free(paths: Iterable[Path], *, overwrite: bool = False) -> None:
    """Check that files can be written at these paths, before any work is done for them.

    Raises
    ------
    FileError: every file that exists, unless `overwrite`, and everything that is not a file.
    """
    faults = [fault for path in paths if (fault := _in_the_way(path, overwrite=overwrite)) is not None]
    if faults:
        raise FileError(faults)


def private_folder(path: AnyPath) -> Path:
    """Create a folder and its missing parents, readable by their owner only; an existing one is left alone.

    Raises
    ------
    FileError: it cannot be created, or a file or a link has its name; links above it are followed.
    """
    folder = Path(path)
    if folder.is_symlink():
        raise FileError([_fault(folder, "is a link", "Name the folder itself.")])
    try:
        for missing in reversed([each for each in (folder, *folder.parents) if not each.exists()]):
            missing.mkdir(mode=0o700, exist_ok=True)
        if not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    except (FileExistsError, NotADirectoryError) as error:
        raise FileError(
            [_fault(folder, f"cannot be created ({_reason(error)})", "Name a folder, not a file.")]
        ) from None
    except OSError as error:
        raise FileError([_fault(folder, f"cannot be created ({_reason(error)})", _repair(error))]) from None
    return folder


@contextmanager
def file_errors(path: Path, doing: str, name: str = "") -> Iterator[None]:
    """Turn an error of the operating system in this block into a sentence: which file, why, and what to do.

    Parameters
    ----------
    path
        The file concerned; only the last part of its name is shown.
    doing
        What it cannot be: `written`, `read`, `opened`.
    name
        What is shown in its place, where several files have the same last part.

    Raises
    ------
    FileError: in place of any `OSError`.
    """
    try:
        yield
    except FileExistsError:
        raise FileError([_exists(path)]) from None
    except OSError as error:
        fault = Fault(name or path.name, None, "", "", f"cannot be {doing} ({_reason(error)})", _repair(error))
        raise FileError([fault]) from None


def _write_draft(draft: Path, content: bytes, *, forced: bool) -> None:
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _PLAINLY, 0o600)
    try:
        _put(descriptor, content, forced=forced)
    finally:
        os.close(descriptor)


def _take_place(draft: Path, target: Path, *, overwrite: bool, forced: bool) -> None:
    """Put a finished file in its place in one step; without `overwrite`, only where nothing has its name."""
    if overwrite:
        os.replace(draft, target)
    elif _RENAMES_TO_NEW_NAMES_ONLY:
        os.rename(draft, target)
    else:
        _link(draft, target)
    if not forced:
        return
    # The file is written. A power cut could still lose its name in the folder; not every system prevents that.
    with suppress(OSError):
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _link(draft: Path, target: Path) -> None:
    """Give a finished file its name, unless it is taken; where there are no links, an empty file reserves it first."""
    try:
        os.link(draft, target)
    except NotImplementedError:
        _reserve(draft, target)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        _reserve(draft, target)
    else:
        with suppress(OSError):
            os.unlink(draft)


def _reserve(draft: Path, target: Path) -> None:
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _PLAINLY, 0o600))
    try:
        os.replace(draft, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(target)
        raise


def _put(descriptor: int, content: bytes, *, forced: bool = True) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(descriptor, left) :]
    if forced:
        os.fsync(descriptor)


def _encoded(path: Path, content: str | bytes) -> bytes:
    try:
        return content.encode() if isinstance(content, str) else content
    except UnicodeEncodeError:
        repair = "Rename input files whose names are not UTF-8."
        raise FileError([_fault(path, "would hold text that is not Unicode", repair)]) from None


def _in_the_way(path: Path, *, overwrite: bool) -> Fault | None:
    try:
        mode = os.lstat(path).st_mode
    except OSError:  # nothing there; where the folder is at fault, writing says so
        return None
    if stat.S_ISLNK(mode):
        return _fault(path, "is a link", "Name the file itself.")
    if not stat.S_ISREG(mode):
        what = "is a folder" if stat.S_ISDIR(mode) else "is not a plain file"
        return _fault(path, what, "Name a file.")
    return None if overwrite else _exists(path)


def _exists(path: Path) -> Fault:
    return _fault(path, "already exists", "Choose another name, or add --overwrite.")


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _repair(error: OSError) -> str:
    if error.errno in _NO_ROOM:
        return "Free some space, or choose another disk; nothing was changed."
    if error.errno == errno.ENAMETOOLONG:
        return "Choose a shorter name."
    return "Name the file itself." if error.errno == errno.ELOOP else _RIGHTS


def _fault(path: Path, problem: str, repair: str) -> Fault:
    return Fault(file=path.name, row=None, column="", value="", problem=problem, repair=repair)
