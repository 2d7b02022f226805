"""Access: who may change what is kept on the machine that serves the page."""

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

import streamlit as st

# The setting; by default only a reader on this machine may keep and delete.
VARIABLE = "FRONTLINE_KEEP"
_HERE = {"localhost", "127.0.0.1", "::1"}
# A proxy adds one of these, so that a reader behind it is no reader on this machine.
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via")


def may_keep() -> bool:
    """
    Tell whether the reader may keep and delete lines and maps on the machine that serves the page.

    Returns
    -------
    may
        By default true for a reader on that machine. `FRONTLINE_KEEP` is `always` for all readers,
        `never` for none.
    """
    setting = os.environ.get(VARIABLE, "")
    if setting in {"always", "never"}:
        return setting == "always"
    return st.context.ip_address is None and is_local(st.context.headers.to_dict())


def is_local(headers: Mapping[str, str]) -> bool:
    """
    Tell whether a request names this machine and was not forwarded to it.

    Parameters
    ----------
    headers
        Of the request, from a loopback address.

    Returns
    -------
    local
        False also where the page was opened by another name, which a proxy leaves in `Host` or
        the browser in `Origin`.
    """
    sent = {name.lower(): value for name, value in headers.items()}
    if any(name.lower() in sent for name in _FORWARDED):
        return False
    addresses = [f"//{sent.get('host', '')}"]
    if "origin" in sent:
        addresses.append(sent["origin"])
    return all(_host(address) in _HERE for address in addresses)


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
