// What evaluation takes: metrics over rows that are there already, what is said of them, and an earlier run scored again.
import { rankings } from "./eval/rankings.ts";
import { rescorings } from "./eval/rescoring.ts";
import { statistics } from "./eval/statistics.ts";

export default {
  name: "eval",
  run: async () => [...rankings(), ...statistics(), ...(await rescorings())],
};
