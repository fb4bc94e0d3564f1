// The decode engine at length: `npm run test:engine`, for whoever changes `runtime/model/`. Shorter tests of it run with the ordinary ones.
import { atLength } from "../at-length.ts";
import { ENGINE } from "./files.ts";

export default atLength(ENGINE);
