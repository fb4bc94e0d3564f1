// What evaluation takes: metrics over rows that are there already, and what is said of them.
import { rankings } from "./eval/rankings.ts";
import { statistics } from "./eval/statistics.ts";

export default {
  name: "eval",
  run: () => Promise.resolve([...rankings(), ...statistics()]),
};
