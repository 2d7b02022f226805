"""The explorer in a browser; only this package and `streamlit_app.py` import streamlit."""
