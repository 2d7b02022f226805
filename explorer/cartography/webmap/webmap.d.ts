// What Python computes for `map.js`: `base.describe` and `features.drawing`, read back from JSON.

import type {Feature, Geometry} from "geojson";
import type {LatLngBoundsLiteral, MapOptions, PathOptions} from "leaflet";

/** A shape with its looks, and the HTML that is shown over it. */
export type Shape = Feature<Geometry, PathOptions & {tooltip?: string}>;

/** A name is shown from a zoom level on. */
export type Name = [latitude: number, longitude: number, zoom: number, kind: string, html: string];

export interface Names {
    rows: Name[];
    /** Half the width of a letter, and the height of the buttons above, in pixels. */
    halfLetter: number;
    top: number;
}

export interface Views {
    whole: LatLngBoundsLiteral;
    /** Where a map narrower than so many pixels opens. */
    east: LatLngBoundsLiteral;
    narrow: number;
    /** Of the buttons: the whole country, and what the scenario changes. */
    labels: [whole: string, changes: string];
    /** Of Leaflet's own controls, by selector. */
    titles: Record<string, string>;
}

/** All of a map that no scenario changes. */
export interface Base {
    options: MapOptions;
    /** CSS of the map, and SVG patterns of its hatching. */
    style: string;
    hatching: string;
    credit: string;
    /** The zoom level from which on lines have their full width. */
    near: number;
    panes: [name: string, zIndex: number, isTouchable: boolean][];
    switches: [label: string, panes: string[]][];
    shapes: Record<string, Shape[]>;
    names: Names;
    views: Views;
    /** Words for Leaflet's units of length. */
    units: Record<string, string>;
}

/** What a scenario draws. */
export interface Drawing {
    panes: Record<string, Shape[]>;
    /** South-west and north-east corners of what changes; `null` if nothing does. */
    changes: LatLngBoundsLiteral | null;
    /** Colour of the shape under the pointer. */
    ink: string;
}
