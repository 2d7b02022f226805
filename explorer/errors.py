"""Errors that a user can mend: each message is one sentence that names what to change."""


class ExplorerError(Exception):
    """Base of every error that is reported in one line, with exit code 2."""


class LayerError(ExplorerError):
    """A layer is missing, altered, malformed or not valid geometry."""


class LineError(ExplorerError):
    """A line of contact does not split the frame."""


class ScenarioError(ExplorerError):
    """A scenario file, one of its rules, or its name is wrong."""


class ClaimError(ExplorerError):
    """A claim file, or one of its selections, is wrong."""


class SourceError(ExplorerError):
    """An upstream file or answer is missing, or not in its documented shape."""


class OutputError(ExplorerError):
    """Something cannot be written where it was asked for."""
