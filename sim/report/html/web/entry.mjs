// What the page takes from d3; esbuild leaves the rest out.
export { bisector, extent, max } from "d3-array";
export { axisBottom, axisLeft } from "d3-axis";
export { brush, brushY } from "d3-brush";
export { scaleBand, scaleLinear, scaleLog, scalePoint } from "d3-scale";
export { pointer, select } from "d3-selection";
export { area, line } from "d3-shape";
