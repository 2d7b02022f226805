"""Lines of contact in words: which are at hand, and what a new one comes to before it is kept."""

from collections.abc import Iterator

from explorer.language import Speech, Written, _
from explorer.layers.catalog import Catalog
from explorer.layers.inventory import Line
from explorer.own.imports import Preview
from explorer.quantity import Quantity, exactly
from explorer.wording import provenance
from explorer.wording.facts import Fact
from explorer.wording.report import share_of_ukraine

HEADS = (
    _("Line"),
    _("Source"),
    _("Licence"),
    _("Origin"),
    _("Days old"),
    _("Accuracy, km"),
    _("Size, kB"),
)
# Of its columns, those that hold words.
WORDS = 4
_KB = 1000


def row(line: Line, speech: Speech) -> tuple[str, ...]:
    """
    Write a line at hand as a row of a table.

    Parameters
    ----------
    line
        The line.
    speech
        The language.

    Returns
    -------
    cells
        Plain texts in the order of `HEADS`.
    """
    return (
        line.name,
        speech.gettext(line.source),
        speech.gettext(line.licence),
        speech.gettext("ships") if line.is_shipped else speech.gettext("imported"),
        speech.number(line.age_days),
        speech.number(line.accuracy_km, 1),
        size(line.size, speech),
    )


def size(count: int, speech: Speech) -> str:
    """
    Write a size in kilobytes.

    Parameters
    ----------
    count
        Bytes.
    speech
        The language.

    Returns
    -------
    number
        Thousands of bytes, rounded.
    """
    return speech.number(count / _KB)


def facts(preview: Preview, catalog: Catalog, speech: Speech) -> Iterator[Fact]:
    """
    Write the figures of a line that is not kept yet.

    Parameters
    ----------
    preview
        The line.
    catalog
        The layers, with the line that it is measured against.
    speech
        The language.

    Yields
    ------
    fact
        Areas with their change since the line before, the line's length, what was closed, and what
        is contested where the source says so.
    """
    report, since = preview.report, _since(preview, catalog, speech)
    ukraine = share_of_ukraine(preview.held.value, report, speech)
    yield Fact(
        "held", speech.gettext("Held by Russia"), *speech.written(preview.held, "km²"), ukraine
    )
    if preview.held_change:
        label = speech.gettext("Change of what Russia holds")
        yield Fact("held-change", label, *_change(preview.held_change, speech), since)
    share = speech.percent(100 * preview.donbas.value / report.donbas_km2)
    donbas = speech.gettext("{share} of Donbas", share=share)
    label = speech.gettext("Donbas held by Ukraine")
    yield Fact("donbas", label, *speech.written(preview.donbas, "km²"), donbas)
    if preview.donbas_change:
        label = speech.gettext("Change of Donbas held by Ukraine")
        yield Fact("donbas-change", label, *_change(preview.donbas_change, speech), since)
    yield from _drawn(preview, speech)


def _since(preview: Preview, catalog: Catalog, speech: Speech) -> str:
    if preview.before is None:
        return ""
    line = provenance.line_title(catalog, preview.before.baseline.name, speech)
    return speech.gettext("since the line of {line}", line=line)


def _change(change: Quantity, speech: Speech) -> Written:
    written = speech.written(change, "km²")
    return written._replace(value=f"+{written.value}") if change.value > 0 else written


def _drawn(preview: Preview, speech: Speech) -> Iterator[Fact]:
    """Write how the line is drawn, and what was made of the file's polygons."""
    traced = preview.traced
    length = speech.length(exactly(traced.length_km))
    vertices = speech.ngettext(
        "{count} vertex", "{count} vertices", traced.vertices, count=speech.number(traced.vertices)
    )
    yield Fact("line", speech.gettext("Line of contact"), length, "", vertices)
    closed = exactly(preview.control.closed_km2)
    between = speech.gettext("between neighbouring polygons of the file")
    yield Fact("closed", speech.gettext("Gaps closed"), *speech.written(closed, "km²", 2), between)
    if preview.report.contested:
        contested = speech.written(preview.report.contested.held, "km²")
        note = speech.gettext("counts as held by Ukraine")
        yield Fact("contested", speech.gettext("Contested"), *contested, note)


def about(preview: Preview, speech: Speech) -> Iterator[str]:
    """
    Say where a line that is not kept yet comes from.

    Parameters
    ----------
    preview
        The line.
    speech
        The language.

    Yields
    ------
    sentence
        Source and licence, how far the line may be off, what of the file was left out, and what
        the changes are measured against.
    """
    control, source = preview.control, preview.source
    yield provenance.credit_line(control.day, preview.report.baseline.credit, speech)
    yield speech.gettext("Licence: {licence}.", licence=speech.gettext(source.licence))
    if control.retrieved:
        yield speech.gettext("Fetched on {day}.", day=speech.day(control.retrieved.date()))
    yield provenance.interval_line(preview.report, speech.language)
    if control.left_out:
        yield speech.gettext("Left out: {names}.", names=", ".join(control.left_out))
    yield from map(speech.fault, control.remarks)
    if preview.before is None:
        yield speech.gettext("No line at hand is earlier.")
    elif preview.before.baseline.source != preview.report.baseline.source:
        yield speech.gettext(
            "The earlier line is another source's: part of the change is that each draws its own "
            "way."
        )
