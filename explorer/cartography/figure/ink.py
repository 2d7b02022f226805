"""Ink: a drawing's colours and patterns, as CSS variables for a page or plainly for a picture."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from explorer.cartography import hatching, palette
from explorer.cartography.palette import LINES, Badge, Fill, Theme
from explorer.results.parcels import Disposition
from explorer.scenarios.rules import HOLDERS, Status


def colours(theme: Theme) -> dict[str, str]:
    """
    List a theme's colours.

    Parameters
    ----------
    theme
        `light` or `dark`.

    Returns
    -------
    colours
        By name: surfaces, `tint-…` and `mark-…` of holders, lines.
    """
    named = dict(palette.SURFACES[theme]._asdict())
    for holder in HOLDERS:
        named[f"tint-{holder}"] = palette.TINTS[theme][holder]
        named[f"mark-{holder}"] = palette.MARKS[theme][holder]
    return named | {line: palette.stroke(line, theme).colour for line in LINES}


def variables() -> dict[str, str]:
    """
    Name each colour's CSS variable.

    Returns
    -------
    colours
        `var(--…)` by name.
    """
    return {name: f"var(--{name})" for name in colours("light")}


@dataclass(frozen=True)
class Ink:
    """
    How a drawing gets its colours and widths.

    Attributes
    ----------
    colours
        A CSS colour for each name.
    hatch
        What to write for a pattern's key.
    unit
        Units of the sheet in a CSS pixel; `None` if lines keep their width when a map is scaled.
    """

    colours: Mapping[str, str]
    hatch: Callable[[str], str]
    unit: float | None = None

    def pixel(self, scale: float = 1.0) -> float:
        """
        Say how wide a line of one CSS pixel is drawn.

        Parameters
        ----------
        scale
            Scale of the group that it stands in.

        Returns
        -------
        width
            In that group's units.
        """
        return 1.0 if self.unit is None else self.unit / scale

    def ground(self, look: Disposition) -> str:
        """
        Paint ground.

        Parameters
        ----------
        look
            Who holds it before and after.

        Returns
        -------
        paint
            A CSS paint.
        """
        if look.before == look.after:
            return self.colours[f"tint-{look.before}"]
        return self.hatch(palette.fill(look.before, look.after).key)

    def status(self, status: Status) -> str:
        """
        Paint a status.

        Parameters
        ----------
        status
            One of `rules.STATUSES`.

        Returns
        -------
        paint
            A CSS paint, clear between its signs.
        """
        return self.hatch(palette.badge(status).key)

    @property
    def contested(self) -> str:
        """A CSS paint for what neither side controls, clear between its strokes."""
        return self.hatch(palette.contested().key)

    def patterns(
        self, looks: Iterable[Disposition], scale: float, prefix: str = "", *, sign: float = 1.0
    ) -> Markup:
        """
        Draw the patterns that some ground needs, and that of contested ground.

        Parameters
        ----------
        looks
            Its looks.
        scale
            Size of the patterns' tiles against CSS pixels.
        prefix
            Put before each id.
        sign
            Size of the statuses' signs against that.

        Returns
        -------
        markup
            What stands in `<defs>`.
        """
        drawn = [
            hatching.pattern(mark, prefix, scale * sign if isinstance(mark, Badge) else scale)
            for mark in self._hatched(looks)
        ]
        return Markup("").join(drawn)

    def keys(self, looks: Iterable[Disposition]) -> list[str]:
        """
        List the patterns that some ground needs, and that of contested ground.

        Parameters
        ----------
        looks
            Its looks.

        Returns
        -------
        keys
            Each once.
        """
        return [mark.key for mark in self._hatched(looks)]

    def _hatched(self, looks: Iterable[Disposition]) -> list[Fill | Badge]:
        contested = palette.contested()._replace(mark=self.colours["ink"])
        marks: dict[str, Fill | Badge] = {contested.key: contested}
        for look in looks:
            if look.before != look.after:
                fill = palette.fill(look.before, look.after)._replace(
                    tint=self.colours[f"tint-{look.before}"],
                    mark=self.colours[f"mark-{look.after}"],
                )
                marks[fill.key] = fill
            for status in look.statuses:
                badge = palette.badge(status)
                marks[badge.key] = badge._replace(
                    colour=self.colours["ink"], halo=self.colours["halo"]
                )
        return [marks[key] for key in sorted(marks)]
