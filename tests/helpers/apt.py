"""Installs Debian's packages, where this process may."""

from __future__ import annotations

import os
import shutil
import subprocess


def install(*packages: str) -> bool:
    """Install packages; tell whether that was possible."""
    if shutil.which("apt-get") is None:
        return False
    sudo = [] if _is_root() else ["sudo", "-n"]
    if sudo and (shutil.which("sudo") is None or not runs(*sudo, "true")):
        return False
    environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
    command = ["apt-get", "install", "--yes", "--no-install-recommends"]
    # on Ubuntu a package may be only a pointer to a snap, and says so when it cannot install it
    return runs(*sudo, "apt-get", "update") and runs(*sudo, *environment, *command, *packages)


def runs(*command: str) -> bool:
    """Run a command that asks nothing; tell whether it succeeded."""
    return subprocess.run(command, check=False, stdin=subprocess.DEVNULL).returncode == 0


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
