"""Legend: a strip of HTML that names what a scenario's map shows, and nothing else."""

from collections.abc import Iterator, Sequence
from itertools import product
from urllib.parse import quote

from explorer.cartography import hatching, palette
from explorer.cartography.palette import Badge, Fill, Line, Stroke, Theme
from explorer.cartography.webmap.markup import label
from explorer.language import Language, speech_in
from explorer.results.parcels import Parcel
from explorer.results.report import Report
from explorer.scenarios.rules import STATUSES, Holder
from explorer.wording.report import HOLDERS

_WIDTH, _HEIGHT = 28, 16


def markup(
    report: Report,
    parts: Sequence[Parcel],
    *,
    language: Language = "en",
    theme: Theme = "light",
) -> str:
    """
    Write a map's legend.

    Parameters
    ----------
    report
        Computed figures of one scenario on one baseline.
    parts
        The ground drawn.
    language, theme
        Words and colours.

    Returns
    -------
    html
        A list; every sample is an SVG of its own, with patterns of its own.
    """
    entries: list[Fill | Badge | Stroke] = [*_fills(parts, theme), *_badges(parts, theme)]
    items = [(palette.label(entry, language), _sample(entry, theme)) for entry in entries]
    for line in _lines(parts):
        stroke = palette.stroke(line, theme)
        text = palette.label(stroke, language)
        if line == "contact":
            text = speech_in(language).gettext(
                "Line of contact, {day} (not a border)",
                day=speech_in(language).short_day(report.baseline.date),
            )
        items.append((text, _sample(stroke, theme)))
    rows = "".join(f"<li>{sample}<span>{label(text)}</span></li>" for text, sample in items)
    return f'<ul class="legend">{rows}</ul>'


def of_step(
    parts: Sequence[Parcel],
    lines: tuple[str, str],
    *,
    language: Language = "en",
    theme: Theme = "light",
) -> str:
    """
    Write the legend of the step from one scenario or day to another.

    Parameters
    ----------
    parts
        The ground drawn, by holder on the first side and on the second.
    lines
        What the lines of both sides are called, as plain text.
    language, theme
        Words and colours.

    Returns
    -------
    html
        A list like `markup`'s.
    """
    speech, there = speech_in(language), _changes(parts)
    items = []
    for giver, taker in (change for change in product(HOLDERS, repeat=2) if change in there):
        holders = dict.fromkeys((giver, taker))
        text = " → ".join(speech.gettext(HOLDERS[holder]) for holder in holders)
        items.append((text, _sample(palette.fill(giver, taker, theme), theme)))
    items += [
        (palette.label(fill, language), _sample(fill, theme)) for fill in _contested(parts, theme)
    ]
    differ = {status for part in parts for status in (*part.statuses, *part.dropped)}
    for badge in (palette.badge(status, theme) for status in STATUSES if status in differ):
        text = speech.gettext("{status} (on one side only)", status=palette.label(badge, language))
        items.append((text, _sample(badge, theme)))
    both: tuple[Line, Line] = ("contact", "scenario")
    for line, name in zip(both, lines, strict=True):
        text = speech.gettext("{line} (not a border)", line=name)
        items.append((text, _sample(palette.stroke(line, theme), theme)))
    rest: tuple[Line, Line] = ("border", "belt")
    for line in rest:
        stroke = palette.stroke(line, theme)
        items.append((palette.label(stroke, language), _sample(stroke, theme)))
    rows = "".join(f"<li>{sample}<span>{label(text)}</span></li>" for text, sample in items)
    return f'<ul class="legend">{rows}</ul>'


def _changes(parts: Sequence[Parcel]) -> set[tuple[Holder, Holder]]:
    return {(part.before, part.after) for part in parts}


def _fills(parts: Sequence[Parcel], theme: Theme) -> Iterator[Fill]:
    there = _changes(parts)
    yield from (palette.fill(*change, theme) for change in palette.CHANGES if change in there)
    yield from _contested(parts, theme)


def _contested(parts: Sequence[Parcel], theme: Theme) -> Iterator[Fill]:
    if any(part.contested and not part.contested.shape.is_empty for part in parts):
        yield palette.contested(theme)


def _badges(parts: Sequence[Parcel], theme: Theme) -> Iterator[Badge]:
    there = {status for part in parts for status in part.statuses}
    return (palette.badge(status, theme) for status in STATUSES if status in there)


def _lines(parts: Sequence[Parcel]) -> Iterator[Line]:
    yield "contact"
    if any(part.before != part.after for part in parts) and _ends_inside(parts):
        yield "scenario"
    yield "border"
    yield "belt"


def _ends_inside(parts: Sequence[Parcel]) -> bool:
    return any(part.after != "ukraine" for part in parts)


def _sample(entry: Fill | Badge | Stroke, theme: Theme) -> str:
    """Draw a sample as a picture of its own, whose patterns meet no others."""
    drawing = _line(entry, theme) if isinstance(entry, Stroke) else _swatch(entry, theme)
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}">{drawing}</svg>'
    )
    address = f"data:image/svg+xml,{quote(picture)}"
    return f'<img src="{address}" width="{_WIDTH}" height="{_HEIGHT}" alt="">'


def _swatch(entry: Fill | Badge, theme: Theme) -> str:
    frame = f'width="{_WIDTH - 1}" height="{_HEIGHT - 1}" x="0.5" y="0.5" rx="1.5"'
    edge = f'stroke="{palette.SURFACES[theme].muted}" stroke-opacity="0.5"'
    if isinstance(entry, Badge):
        middle = f'<g transform="translate({_WIDTH / 2} {_HEIGHT / 2})">'
        return f'<rect {frame} fill="none" {edge}/>{middle}{hatching.sign(entry)}</g>'
    defined = hatching.pattern(entry)
    return (
        f"<defs>{defined}</defs>" if defined else ""
    ) + f'<rect {frame} fill="{hatching.paint(entry)}" {edge}/>'


def _line(entry: Stroke, theme: Theme) -> str:
    path = f'd="M0 {_HEIGHT / 2}H{_WIDTH}" fill="none"'
    dash = f' stroke-dasharray="{entry.dash}"' if entry.dash else ""
    halo = palette.SURFACES[theme].halo
    under = f'<path {path} stroke="{halo}" stroke-width="{entry.halo_width}"/>'
    over = f'<path {path} stroke="{entry.colour}" stroke-width="{entry.width}"{dash}/>'
    return under + over
