"""Room and time of a process: `setrlimit` on POSIX, a job object on Windows."""

from __future__ import annotations

import math
import sys
import time

_FILES = 64
"""Open files: the pipes, libraries and codecs."""


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    from app.foreign.job_objects import EXTENDED, ExtendedLimits, job_limits

    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _kernel.CreateJobObjectW.restype = wintypes.HANDLE
    _kernel.CreateJobObjectW.argtypes = (ctypes.c_void_p, wintypes.LPCWSTR)
    _kernel.SetInformationJobObject.argtypes = (
        *(wintypes.HANDLE, ctypes.c_int),
        *(ctypes.c_void_p, wintypes.DWORD),
    )
    _kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
    _kernel.GetCurrentProcess.restype = wintypes.HANDLE
    _kernel.OpenProcess.restype = wintypes.HANDLE
    _kernel.OpenProcess.argtypes = (wintypes.DWORD, wintypes.BOOL, wintypes.DWORD)
    _kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
    _SET_QUOTA_AND_TERMINATE = 0x0101
    _BEFORE = 256 * 1024 * 1024
    """What the interpreter and its libraries have committed before the file arrives."""

    def confine_self(memory: int, cpu_seconds: int) -> None:
        """Bound this process from here on; raises OSError when Windows refuses."""
        limits = job_limits(_BEFORE + memory, time.process_time() + cpu_seconds, tied=False)
        _assign(_kernel.GetCurrentProcess(), limits)

    def tie(pid: int, memory: int, cpu_seconds: int) -> int:
        """A handle whose closing ends the process `pid`, which is bounded as well."""
        process = _kernel.OpenProcess(_SET_QUOTA_AND_TERMINATE, False, pid)
        if not process:
            raise ctypes.WinError(ctypes.get_last_error())
        try:
            return _assign(process, job_limits(_BEFORE + memory, cpu_seconds + 60, tied=True))
        finally:
            _kernel.CloseHandle(process)

    def untie(handle: int) -> None:
        """Close what `tie` gave."""
        _kernel.CloseHandle(handle)

    def _assign(process: int, limits: ExtendedLimits) -> int:
        job = _kernel.CreateJobObjectW(None, None)
        if not job:
            raise ctypes.WinError(ctypes.get_last_error())
        told = _kernel.SetInformationJobObject(
            job, EXTENDED, ctypes.byref(limits), ctypes.sizeof(limits)
        )
        if not (told and _kernel.AssignProcessToJobObject(job, process)):
            error = ctypes.WinError(ctypes.get_last_error())
            _kernel.CloseHandle(job)
            raise error
        return int(job)

else:
    import resource

    def confine_self(memory: int, cpu_seconds: int) -> None:
        """Bound this process from here on: memory, time, no file written, no memory dumped."""
        if sys.platform == "linux":
            room = _held() + memory
            _bound(resource.RLIMIT_AS, room)
        _bound(resource.RLIMIT_CPU, math.ceil(time.process_time()) + cpu_seconds)
        _bound(resource.RLIMIT_FSIZE, 0)
        _bound(resource.RLIMIT_CORE, 0)
        _bound(resource.RLIMIT_NOFILE, _FILES)

    def tie(pid: int, memory: int, cpu_seconds: int) -> int:
        """Nothing to hold: the process ends when the pipe it writes to is closed."""
        return 0

    def untie(handle: int) -> None:
        """Nothing to close."""

    def _bound(kind: int, most: int) -> None:
        _, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))

    def _held() -> int:
        """Bytes of address space this process has already."""
        with open("/proc/self/statm", encoding="ascii") as told:  # noqa: PTH123 - pathlib takes long
            pages = int(told.read().split()[0])
        return pages * resource.getpagesize()
