"""The explorer in a browser: `streamlit run streamlit_app.py`, or `make run`."""

from pathlib import Path

from explorer.app import main

main.run(static=Path(__file__).resolve().parent / "static")
