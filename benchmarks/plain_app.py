"""The peer: a plain st_folium app that overlays with geopandas and draws its map anew."""

from pathlib import Path

import folium
import geopandas as gpd
import streamlit as st
from streamlit_folium import st_folium

FOLDER = Path(__file__).resolve().parent
COLOURS = {"ukraine": "#c3d7ec", "russia": "#f2d6b8", "neutral": "#d6d6d2"}
# Leaflet from here, as in the explorer, so that no network is waited for
folium.Map.default_js = [("leaflet", "../../app/static/leaflet.js")]
folium.Map.default_css = [("leaflet_css", "../../app/static/leaflet.css")]

st.set_page_config(layout="wide")
layers = sorted(path.stem for path in FOLDER.glob("*.geojson") if path.stem != "oblasts")
name = st.radio("Scenario", layers)
oblasts = gpd.read_file(FOLDER / "oblasts.geojson")
ground = gpd.read_file(FOLDER / f"{name}.geojson")
parts = gpd.overlay(oblasts, ground, how="intersection")
parts["km2"] = parts.to_crs(6933).area / 1e6
moved = parts[parts["before"] != parts["after"]]
st.header(f"{name}: {moved['km2'].sum():,.0f} km² change hands")
drawn = folium.Map(location=[48.5, 31.5], zoom_start=6, tiles=None)
folium.GeoJson(
    parts,
    style_function=lambda row: {
        "fillColor": COLOURS[row["properties"]["after"]],
        "className": f"of-{name}",
        "weight": 0.5,
    },
    tooltip=folium.GeoJsonTooltip(["name", "before", "after", "km2"]),
).add_to(drawn)
st_folium(drawn, height=600, use_container_width=True, returned_objects=[])
