"""Downloads a file and goes on where an earlier try stopped: python download.py ADDRESS FILE BYTES"""
import os
import sys
import time
import urllib.error
import urllib.request

TRIES = 5
CHUNK = 1 << 18


def fetch(address, path, size):
    have = os.path.getsize(path) if os.path.exists(path) else 0
    if have > size:
        have = 0
    if have == size:
        return
    request = urllib.request.Request(address, headers={"Range": "bytes=%d-" % have} if have else {})
    with urllib.request.urlopen(request, timeout=60) as answer:
        if answer.status != 206:
            have = 0
        elif have:
            say("going on at %d MB" % (have // 10**6))
        with open(path, "ab" if have else "wb") as file:
            while True:
                chunk = answer.read(CHUNK)
                if not chunk:
                    break
                file.write(chunk)
                show(have, have + len(chunk), size)
                have += len(chunk)
    if have < size:
        raise OSError("cut off at %d of %d bytes" % (have, size))


def show(before, now, size):
    """On a terminal each hundredth, over the last one; else a line each fifth."""
    parts = 100 if sys.stdout.isatty() else 5
    if before * parts // size == now * parts // size:
        return
    end = "\r" if sys.stdout.isatty() and now < size else "\n"
    print("  %3d %% of %d MB" % (now * 100 // size, size // 10**6), end=end, flush=True)


def say(text):
    print("gradwire: " + text, flush=True)


def main(address, path, size):
    for left in reversed(range(TRIES)):
        try:
            return fetch(address, path, int(size))
        except (OSError, urllib.error.URLError) as error:
            if left == 0:
                say("the download failed: %s" % error)
                sys.exit(1)
            time.sleep(1)


main(*sys.argv[1:])
