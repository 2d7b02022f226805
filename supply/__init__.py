"""What is installed with the explorer: exact versions and hashes, licences, known advisories."""

from pathlib import Path

from explorer.errors import ExplorerError

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent


class SupplyError(ExplorerError):
    """A lock, a licence or a list of advisories is missing or does not fit the others."""
