// The whole at length: `npm run test:long`, for whoever changes the language, what a plan is known by, the world or what the package holds.
import { atLength } from "../at-length.ts";
import { LONG } from "./files.ts";

export default atLength(LONG);
