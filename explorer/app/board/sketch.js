// @ts-check
// Geometry of the lines and areas that a reader draws: points moved, put in and taken away.
// Coordinates are degrees, longitude first, as in GeoJSON.
var frontlineSketch = (() => {
    "use strict";

    /** @typedef {import("./messages").Kind} Kind */
    /** @typedef {import("./messages").Parts} Parts */
    /** @typedef {import("./messages").Position} Position */
    /** @typedef {{x: number, y: number}} Point in any plane */

    /**
     * A handle is on the point of that place in that part, or, if it is new, half way between the
     * point before and that point.
     *
     * @typedef {{part: number, place: number, isNew: boolean}} Handle
     */

    const DECIMALS = 5;
    const SIDE_PX = 34;

    /** @param {Kind} kind */
    function fewestPoints(kind) { return kind === "area" ? 3 : 2; }

    /**
     * Leaflet puts the latitude first.
     *
     * @param {Parts} parts
     * @returns {[latitude: number, longitude: number][][]}
     */
    function latLngs(parts) { return parts.map((part) => part.map(([lng, lat]) => [lat, lng])); }

    /** @param {Parts} parts @returns {Parts} to about a metre */
    function rounded(parts) {
        const round = (/** @type {number} */ degrees) => Number(degrees.toFixed(DECIMALS));
        return parts.map((part) => part.map(([lng, lat]) => [round(lng), round(lat)]));
    }

    /**
     * Its points in an order of their own: the same for a line that was turned around, as the
     * server does so that Russia's side is on its right.
     *
     * @param {Parts} parts
     */
    function signature(parts) { return parts.flat().map(String).sort().join(" "); }

    /** @param {Kind} kind @param {Parts} parts @returns {Handle[]} along each part */
    function handles(kind, parts) {
        return parts.flatMap((positions, part) => positions.flatMap((_, place) => {
            const own = {part, place, isNew: false};
            const isLast = place === positions.length - 1;
            if (isLast && kind === "line") { return [own]; }
            return [own, {part, place: place + 1, isNew: true}];
        }));
    }

    /** @param {Parts} parts @param {Handle} handle */
    function position(parts, {part, place, isNew}) {
        const positions = parts[part] ?? [];
        const at = positions[place % positions.length];
        const before = positions[place - 1];
        if (!at || (isNew && !before)) { throw new RangeError("a handle stands on its line"); }
        return isNew && before ? middle(before, at) : at;
    }

    /** @param {Position} from @param {Position} to @returns {Position} */
    function middle([west, south], [east, north]) {
        return [(west + east) / 2, (south + north) / 2];
    }

    /** @param {Parts} parts @param {Handle} handle @param {Position} to @returns {Parts} */
    function moved(parts, {part, place, isNew}, to) {
        return parts.map((positions, each) => {
            return each === part ? positions.toSpliced(place, isNew ? 0 : 1, to) : positions;
        });
    }

    /**
     * Take a point away, and a part with it that has too few left.
     *
     * @param {Kind} kind
     * @param {Parts} parts
     * @param {Handle} handle
     * @returns {Parts} empty if nothing is left
     */
    function without(kind, parts, {part, place}) {
        return parts
            .map((positions, each) => each === part ? positions.toSpliced(place, 1) : positions)
            .filter((positions) => positions.length >= fewestPoints(kind));
    }

    /**
     * The handle on the point that stands where another was, or on the last one before it.
     *
     * @template {Handle} H
     * @param {H[]} all
     * @param {Handle} gone
     */
    function nearest(all, {part, place}) {
        const points = all.filter(({isNew}) => !isNew);
        return points.findLast((handle) => handle.part === part && handle.place <= place)
            ?? points.findLast((handle) => handle.part <= part);
    }

    /**
     * Where the names of the sides of a line stand beside its middle, in pixels from there.
     *
     * @param {Point} from the point before the middle, in a plane whose y runs up
     * @param {Point} to the point after
     * @returns {[left: Point, right: Point]} on the screen, whose y runs down
     */
    function sideOffsets(from, to) {
        const along = {x: to.x - from.x, y: to.y - from.y};
        const scale = SIDE_PX / (Math.hypot(along.x, along.y) || 1);
        // the left of a line that runs east is up
        const left = {x: -along.y * scale, y: -along.x * scale};
        return [left, {x: -left.x, y: -left.y}];
    }

    return {
        fewestPoints, handles, latLngs, moved, nearest, position, rounded, sideOffsets, signature,
        without,
    };
})();
