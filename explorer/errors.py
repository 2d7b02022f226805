"""Errors that a user can mend: each message is one sentence that names what to change."""

# What a sentence is filled with: a name, a count, a measure, or longitude and latitude in degrees.
Value = str | int | float | tuple[float, float]


class ExplorerError(Exception):
    """Base of every error that is reported in one line, with exit code 2."""


class LayerError(ExplorerError):
    """A layer is missing, altered, malformed or not valid geometry."""


class LineError(ExplorerError):
    """A line of contact does not split the frame."""


class SplitError(LineError):
    """
    A line's sectors do not split the frame into two sides.

    Parameters
    ----------
    message
        The sentence.
    place
        Longitude and latitude in degrees where that is seen.
    """

    def __init__(self, message: str, place: tuple[float, float]) -> None:
        super().__init__(message)
        self.place = place


class LooseLineError(SplitError):
    """One of the sectors cuts off no ground."""


class TornGroundError(SplitError):
    """The sectors leave some ground on both of their sides."""


class ScenarioError(ExplorerError):
    """A scenario file, one of its rules, or its name is wrong."""


class SpokenError(ExplorerError):
    """
    What a reader gave is wrong, said in either language.

    Parameters
    ----------
    template
        English with {names} of values, marked with `language.message`.
    **values
        What fills it: measures are written with one decimal, places with two.
    """

    def __init__(self, template: str, /, **values: Value) -> None:
        super().__init__(template.format(**{name: _plain(v) for name, v in values.items()}))
        self.template = template
        self.values = values


class SketchError(SpokenError):
    """What a reader drew or uploaded cannot be overlaid."""


class UploadError(SpokenError):
    """A file that a reader uploads cannot be read, or holds no ground."""


class EditError(SpokenError):
    """A reader's change of a scenario, or the address that carries it, is wrong."""


class WorkError(SpokenError):
    """What a reader asked for could not be made."""


def _plain(value: Value) -> str:
    if isinstance(value, tuple):
        x, y = value
        return f"{abs(y):.2f}° {'S' if y < 0 else 'N'}, {abs(x):.2f}° {'W' if x < 0 else 'E'}"
    if isinstance(value, float):
        return f"{value:,.1f}"
    return f"{value:,}" if isinstance(value, int) else value


class ClaimError(ExplorerError):
    """A claim file, or one of its selections, is wrong."""


class SourceError(ExplorerError):
    """An upstream file or answer is missing, or not in its documented shape."""


class OutputError(ExplorerError):
    """Something cannot be written where it was asked for."""
