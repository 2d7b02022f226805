"""Tables: every number of a report as CSV or XLSX, with unit, source and date in each row.

A cell that a spreadsheet would take for a formula is written as text: in CSV behind an apostrophe
(OWASP, CSV injection), in XLSX by its type. Characters that one does not see are escaped.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from explorer import files
from explorer.language import speech_in
from explorer.layers.gazetteer import Unit
from explorer.results.numbers import numbers
from explorer.results.report import Report
from explorer.wording import provenance
from explorer.wording.visible import visible

Value = str | float | None

COLUMNS = (
    "scenario",
    "title",
    "proposed",
    "measure",
    "oblast",
    "oblast_name",
    "before",
    "after",
    "status",
    "value",
    "low",
    "high",
    "unit",
    "share_pct",
    "share_of",
    "share_of_value",
    "line_of_contact",
    "line_shift_km",
    "source",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
# Office files carry the time at which they were made; a constant keeps their bytes the same.
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_WIDTHS = {"title": 36, "source": 60, "measure": 22, "oblast_name": 18, "share_of": 18}


def rows(reports: Sequence[Report]) -> Iterator[tuple[Value, ...]]:
    """
    List the numbers of reports.

    Parameters
    ----------
    reports
        Computed figures of one or more scenarios.

    Yields
    ------
    row
        Values in the order of `COLUMNS`.
    """
    speech = speech_in("en")
    for report in reports:
        names: dict[str, Unit] = {row.oblast: row.unit for row in report.rows}
        for number in numbers(report, speech):
            yield (
                number.scenario,
                report.scenario.title.en,
                report.scenario.proposed.isoformat() if report.scenario.proposed else None,
                number.measure,
                number.oblast,
                names[number.oblast].name if number.oblast else None,
                number.before,
                number.after,
                number.status,
                number.value,
                number.low,
                number.high,
                number.unit,
                number.share_pct,
                number.of,
                number.of_value,
                number.baseline,
                report.line_shift_km,
                report.baseline.credit,
            )


def csv_text(reports: Sequence[Report]) -> str:
    """
    Write numbers as CSV (RFC 4180).

    Parameters
    ----------
    reports
        Computed figures of one or more scenarios.

    Returns
    -------
    text
        A header and one row a number; numbers with two decimals and a point.
    """
    return sheet(COLUMNS, rows(reports))


def sheet(columns: Sequence[str], lines: Iterable[Sequence[Value]]) -> str:
    """
    Write a table as CSV (RFC 4180) that no spreadsheet runs.

    Parameters
    ----------
    columns
        Heads.
    lines
        Cells of each row.

    Returns
    -------
    text
        A header and one row a row; numbers with two decimals and a point.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([harmless(value) for value in line] for line in lines)
    return text.getvalue()


def harmless(value: Value) -> str:
    """
    Write a cell so that no spreadsheet runs it.

    Parameters
    ----------
    value
        Text, a number, or nothing.

    Returns
    -------
    cell
        Text that starts like a formula stands behind an apostrophe.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        shown = visible(value)
        return f"'{shown}" if value.startswith(_FORMULA) else shown
    return f"{value:.2f}"


def xlsx(reports: Sequence[Report]) -> bytes:
    """
    Write numbers as an Excel workbook.

    Parameters
    ----------
    reports
        Computed figures of one or more scenarios.

    Returns
    -------
    content
        A sheet of numbers and one that says where they come from; the same bytes every time.
    """
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101  (a new workbook has one)
    sheet.title = "numbers"
    _fill(sheet, [COLUMNS, *rows(reports)])
    for number, name in enumerate(COLUMNS, start=1):
        sheet.cell(row=1, column=number).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(name, 13)
    sheet.freeze_panes = "A2"
    about = book.create_sheet("about")
    _fill(about, [(key, value) for key, value in metadata(reports).items()])
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 24, 120
    book.properties.creator = "Frontline Explorer"
    book.properties.created = book.properties.modified = _EPOCH.replace(tzinfo=None)
    return files.packed(_parts(book))


def _parts(book: Workbook) -> dict[str, bytes]:
    buffer = io.BytesIO()
    # `Workbook.save` would date the file by the clock, and so does the zip file that it writes
    ExcelWriter(book, zipfile.ZipFile(buffer, "w")).save()
    with zipfile.ZipFile(buffer) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _fill(sheet: Worksheet, lines: Sequence[Sequence[Value]]) -> None:
    for y, line in enumerate(lines, start=1):
        for x, value in enumerate(line, start=1):
            cell = sheet.cell(row=y, column=x)
            assert isinstance(cell, Cell)  # noqa: S101  (nothing is merged)
            if value is not None:
                cell.value = visible(value) if isinstance(value, str) else value
            if isinstance(value, str):
                cell.data_type = "s"  # text, whatever it starts with


def metadata(reports: Sequence[Report]) -> dict[str, str]:
    """
    Say where numbers come from.

    Parameters
    ----------
    reports
        Computed figures of one or more scenarios on one baseline.

    Returns
    -------
    metadata
        Sentences by name: units, sources, date, interval, proposals, licence.
    """
    first = reports[0]
    metadata = {
        "units": "Areas in km² on the WGS84 ellipsoid, lengths in km, shares in percent.",
        "sources": provenance.source_line(first),
        "interval": provenance.interval_line(first),
        "line_of_contact": first.baseline.name,
        "licence": "CC BY 4.0; settlements: GeoNames, CC BY 4.0; borders, under their own licence: "
        f"{first.borders}",
        "note": provenance.DISCLAIMER,
    }
    for report in reports:
        day = f", {report.scenario.proposed}" if report.scenario.proposed else ""
        origin = f"{report.scenario.title.en}{day}. {provenance.told_by(report)}"
        assumed = " ".join(provenance.assumptions(report))
        metadata[f"scenario {report.scenario.id}"] = f"{origin} {assumed}".strip()
    return {name: visible(text) for name, text in metadata.items()}
