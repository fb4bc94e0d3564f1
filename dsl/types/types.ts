// All about types from one place: the union and its questions, how a type is written, what may stand for what.
export * from "./fits.ts";
export * from "./show-type.ts";
export * from "./type.ts";
