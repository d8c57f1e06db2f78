"""Checks the system libraries that no wheel carries; installs them where that is allowed.

Run by the Makefile, also before anything else works: standard library only.
"""

import ctypes
import os
import shutil
import subprocess
import sys

# Debian's package for each library (measured on a minimal Debian 12: `ldd` clean, programs run).
SOUND = {"libportaudio.so.2": "libportaudio2"}
WINDOW = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
DISPLAY = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-image.so.0": "libxcb-image0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
}


def missing() -> dict[str, str]:
    """Library to Debian package, of what cannot be loaded here."""
    wanted = {**SOUND, **WINDOW}
    if os.environ.get("DISPLAY"):
        wanted |= DISPLAY
    return {library: package for library, package in wanted.items() if not _loads(library)}


def main() -> int:
    """0 when everything is there, 1 with the one line to type when it is not."""
    if not sys.platform.startswith("linux"):
        return 0
    lacking = missing()
    if not lacking:
        return 0
    packages = sorted(set(lacking.values()))
    apt = shutil.which("apt-get")
    if apt is None:
        _say(
            f"Please install the libraries {', '.join(sorted(lacking))} with your package manager."
        )
        return 1
    if os.geteuid() != 0:
        line = f"sudo apt-get install -y {' '.join(packages)}"
        _say(f"System libraries are missing. Please type:\n\n    {line}\n")
        return 1
    _say(f"Installing system libraries: {' '.join(packages)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", *packages]):
        done = subprocess.run(  # noqa: S603 - fixed words
            [apt, *arguments], env=environment, stdout=subprocess.DEVNULL, check=False
        )
        if done.returncode:
            _say(f"apt-get {' '.join(arguments)} failed with status {done.returncode}.")
            return 1
    still = missing()
    if still:
        _say(f"Still missing after the installation: {', '.join(sorted(still))}.")
    return 1 if still else 0


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _say(words: str) -> None:
    sys.stderr.write(words + "\n")


if __name__ == "__main__":
    sys.exit(main())
