"""The structures by which Windows is told the limits of a job."""

from __future__ import annotations

import ctypes
import math


class _Basic(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION."""

    _fields_ = (
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("smallest_working_set", ctypes.c_size_t),
        ("largest_working_set", ctypes.c_size_t),
        ("processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    )


class ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = (
        ("basic", _Basic),
        ("io", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


_PROCESS_TIME, _ONE_PROCESS, _PROCESS_MEMORY = 0x2, 0x8, 0x100
_NO_ERROR_WINDOW, _KILL_ON_CLOSE = 0x400, 0x2000
EXTENDED = 9
_TICKS = 10_000_000
"""Windows counts in 100 ns."""


def job_limits(memory: int, cpu_seconds: float, *, tied: bool) -> ExtendedLimits:
    """So much memory and time for each process; it may start no other, or (tied) ends with us.

    The two are jobs of their own: from a checkout the process we start is one that starts Python.
    """
    limits = ExtendedLimits()
    bound = _KILL_ON_CLOSE if tied else _ONE_PROCESS
    limits.basic.flags = _PROCESS_TIME | _PROCESS_MEMORY | _NO_ERROR_WINDOW | bound
    limits.basic.process_time = math.ceil(cpu_seconds * _TICKS)
    limits.basic.processes = 1
    limits.process_memory = memory
    return limits
