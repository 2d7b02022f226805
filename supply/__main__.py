"""Check, list and fetch what is known of the locked packages: `python -m supply audit`."""

from __future__ import annotations

import sys

import typer

from explorer import files
from explorer.errors import ExplorerError
from supply import FOLDER, ROOT, advisories, licences, lock, sbom

app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.command()
def audit() -> None:
    """Check locks, licences and stored advisories; exit 1 if one of them is at fault."""
    pins, answer = lock.every(), advisories.stored()
    faults = [
        fault
        for name, sources in lock.SOURCES.items()
        for fault in lock.disagreements(FOLDER / name, *(ROOT / source for source in sources))
    ]
    faults += licences.faults(pins, licences.stored())
    faults += advisories.faults(pins, answer)
    typer.echo(f"Locked: {len(pins)} versions of {len({pin.name for pin in pins})} packages.")
    typer.echo(advisories.coverage(pins, answer))
    typer.echo("\n".join(faults) or "Nothing at fault was found in what is stored.")
    raise typer.Exit(bool(faults))


@app.command("licences")
def store_licences() -> None:
    """Read each locked package's licence from its metadata and store them."""
    typer.echo(f"{licences.STORED.name}: {licences.store()} packages.")


@app.command("advisories")
def store_advisories() -> None:
    """Ask an advisory database about each locked package and store what it says."""
    typer.echo(advisories.coverage(lock.every(), advisories.store()))


@app.command("sbom")
def write_sbom() -> None:
    """Write a bill of materials of what runs the explorer to dist/sbom.json."""
    path = ROOT / "dist" / "sbom.json"
    path.parent.mkdir(exist_ok=True)
    files.write(path, sbom.text())
    typer.echo(f"{path.relative_to(ROOT)} written.")


if __name__ == "__main__":
    try:
        app()
    except ExplorerError as error:
        typer.echo(f"supply: {error}", err=True)
        sys.exit(2)
