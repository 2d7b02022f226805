"""The explorer in a browser: `streamlit run streamlit_app.py`, or `make run`."""

from pathlib import Path

if __name__ == "__main__":  # a process that the page starts loads this file, and needs no page
    from explorer.app import main

    main.run(static=Path(__file__).resolve().parent / "static")
