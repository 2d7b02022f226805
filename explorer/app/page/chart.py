"""Chart: a Vega-Lite chart on the page."""

from collections.abc import Mapping
from typing import Any

# Altair looks for pandas among the loaded modules and takes one that another session's thread is
# still loading; views import this module first, so that it is loaded before any of them draws
import pandas as pd  # noqa: F401
import streamlit as st


def show(spec: Mapping[str, Any], *, key: str) -> None:
    """
    Show a chart in its own colours.

    Parameters
    ----------
    spec
        Vega-Lite.
    key
        Its key on the page.
    """
    st.vega_lite_chart(spec, theme=None, key=key)
