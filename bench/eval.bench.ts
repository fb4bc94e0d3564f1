// What evaluation takes: metrics over rows that are there already.
import { rankings } from "./eval/rankings.ts";

export default {
  name: "eval",
  run: () => Promise.resolve(rankings()),
};
