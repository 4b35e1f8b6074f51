import os
import platform
import subprocess
import sys

import pytest

from bot.operating.thrift import VARIABLE, share_memory_pools

MANY_THREADS = """
import sys, threading
from bot.operating.thrift import share_memory_pools
if sys.argv[1] == "thrifty":
    assert share_memory_pools({})
together = threading.Barrier(12)

def work():
    kept = [bytearray(1000) for _ in range(1000)]
    together.wait()
    del kept

threads = [threading.Thread(target=work) for _ in range(12)]
for each in threads: each.start()
for each in threads: each.join()
import ctypes, os, tempfile
libc = ctypes.CDLL(None)
with tempfile.TemporaryFile("w+") as file:
    libc.fdopen.restype = ctypes.c_void_p
    stream = ctypes.c_void_p(libc.fdopen(os.dup(file.fileno()), b"w"))
    libc.malloc_info(0, stream)
    libc.fflush(stream)
    file.seek(0)
    print(file.read().count("<heap nr="))
"""


def pools(how: str) -> int:
    environment = {name: value for name, value in os.environ.items() if name != VARIABLE}
    command = [sys.executable, "-c", MANY_THREADS, how]
    return int(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)  # noqa: S603 (our own)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")
def test_many_threads_share_two_pools() -> None:
    assert pools("thrifty") <= 2
    assert pools("as it is") > 2


def test_who_sets_the_number_of_pools_is_left_alone() -> None:
    assert not share_memory_pools({VARIABLE: "4"})
