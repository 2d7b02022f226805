"""Prepared: loads the layers on import, once for all processes that are forked afterwards."""

from contextlib import suppress

from explorer.app.jobs import cuts
from explorer.errors import ExplorerError

with suppress(ExplorerError):  # whoever needs the layers says what is wrong with them
    cuts.prepare()
