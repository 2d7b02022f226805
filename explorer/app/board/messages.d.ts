// What the server sends to the scripts of the page, and what they send to it, as JSON.

export type Place = [latitude: number, longitude: number];
export type View = [latitude: number, longitude: number, zoom: number];

export type Kind = "line" | "area";
export type Position = [longitude: number, latitude: number];
/** A line or an area may have several parts, each with points of its own. */
export type Parts = Position[][];

/** A line or an area as the reader drew it, or moved it. */
export interface Drawn {
    kind: Kind;
    parts: Parts;
    /** As the server calls it; `null` if the server does not know it yet. */
    name: string | null;
}

/** Each drawing of a page has a higher number than the one before. */
export type NumberedDrawn = Drawn & {serial: number};

/** A line or an area as the server keeps it. */
export interface Sketch extends Drawn {
    /** Who gets the left and the right of a line; empty if neither is decided. */
    sides: string[];
}

export interface PencilWords {
    toolbar: string;
    line: string;
    area: string;
    middle: string;
    back: string;
    finish: string;
    cancel: string;
    hint: string;
    tap: string;
    few: string;
    many: string;
    point: string;
    between: string;
}

/** Addresses of what a map needs before it can be drawn. */
export interface Files {
    leaflet: string;
    map: string;
    pencil: string;
    sheet: string;
}

export interface Tiles {
    url: string;
    credit: string;
}

/** A line of JSON; after it comes the drawing, packed by gzip. */
export interface BoardMessage {
    files: Files;
    /** Address of the base. */
    base: string;
    height: number;
    /** Maps that share a word pan and zoom together; empty for a map by itself. */
    link: string;
    at: View | null;
    marker: Place | null;
    sketches: Sketch[];
    /** The number of the newest drawing that the server has read; 0 if it has read none. */
    answers: number;
    tiles: Tiles | null;
    opensOnChanges: boolean;
    clickable: boolean;
    keepsView: boolean;
    /** Tells one drawing from another. */
    mark: string;
    words: {map: string; pencil?: PencilWords};
}

export interface Card {
    id: string;
    title: string;
    note: string;
    mark: string;
}

export interface CardsMessage {
    label: string;
    groups: {title: string; cards: Card[]}[];
    chosen: string;
    /** A scenario for the tab to hold; empty if there is none. */
    hold: string;
    /** Whether the server wants the scenario that the tab holds. */
    asks: boolean;
}

/** What a reader did, which is sent with every message and read once. */
export interface Told {
    /** When, in milliseconds since the page was opened. */
    at: number;
    value: unknown;
}

/** Send a value to the server under the name of an event. */
export type Send = (event: string, value: unknown) => void;

/** What Streamlit gives a component. */
export interface Component {
    data: Uint8Array<ArrayBuffer>;
    parentElement: HTMLElement;
    /** Send it now and with every message that follows. */
    setStateValue: Send;
    /** Send it once: a message that follows at once may push it aside. */
    setTriggerValue: Send;
}

declare global {
    /** Leaflet and the scripts of the map, once they are loaded; shared by all maps of the page. */
    var frontlineLibrary: Promise<unknown> | null | undefined;
}
