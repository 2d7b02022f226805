"""Files: written under a temporary name, then renamed, so that none is ever half-written."""

import os
import tempfile
from pathlib import Path

from explorer.errors import OutputError


def write(path: Path, content: str | bytes) -> int:
    """
    Write a file whole or not at all.

    Parameters
    ----------
    path
        Where it goes; an existing file is replaced.
    content
        Text, written as UTF-8, or bytes.

    Returns
    -------
    size
        Bytes written.

    Raises
    ------
    OutputError
        When its folder does not exist or cannot be written to.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as fault:
        raise OutputError(
            f"{path}: cannot be written ({fault.strerror}); choose a folder that exists"
        ) from fault
    return len(data)
