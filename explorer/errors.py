"""Errors that a user can fix: each message says in one sentence what is wrong and what to do."""

# A value in a message: a name, a count, a measure, or longitude and latitude in degrees.
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
        Longitude and latitude in degrees of a point where it fails.
    """

    def __init__(self, message: str, place: tuple[float, float]) -> None:
        super().__init__(message)
        self.place = place

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (str(self), self.place)


class LooseLineError(SplitError):
    """A sector cuts no ground off the frame."""


class TornGroundError(SplitError):
    """Some ground lies on the left of one sector and on the right of another."""


class ScenarioError(ExplorerError):
    """A scenario file, one of its rules, or its id is wrong."""


class TranslatableError(ExplorerError):
    """
    An error in a reader's input, whose message can be translated.

    Parameters
    ----------
    template
        English message with {names} of values, marked with `language._`.
    **values
        Values for those names: measures are written with one decimal, places with two.
    """

    def __init__(self, template: str, /, **values: Value) -> None:
        super().__init__(template.format(**{name: _plain(v) for name, v in values.items()}))
        self.template = template
        self.values = values

    def __reduce__(self) -> tuple[object, ...]:
        # pickled by default, the finished sentence would be taken for a template
        return _rebuilt, (type(self), self.template, self.values)


class SketchError(TranslatableError):
    """A drawn or uploaded line or area cannot be overlaid."""


class EditError(TranslatableError):
    """A reader's change of a scenario, or the address that carries it, is wrong."""


class WorkError(TranslatableError):
    """A file or picture that a reader requested could not be made."""


class LimitError(WorkError):
    """What a reader requests takes more time or memory than it may, now and at any other time."""


def _rebuilt(
    kind: type[TranslatableError], template: str, values: dict[str, Value]
) -> TranslatableError:
    return kind(template, **values)


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


class FileError(TranslatableError, SourceError):
    """A file of lines or areas cannot be read; or, not raised, what of it was left out."""


class UploadError(FileError):
    """A file that a reader uploads holds no line or area that a scenario can use."""


class MissingError(SourceError):
    """A source has nothing of a day; it may have another."""


class UnavailableError(SourceError):
    """A source does not answer, or refuses to; asking for another day would not help."""


class OutputError(ExplorerError):
    """An output file or folder cannot be written."""


class ClusterError(ExplorerError):
    """A cluster cannot be reached, or cannot compute what it is asked."""
