"""The explorer in a browser, a file a view; the only rooms that import streamlit."""
