// Entities of a user's store for the context that is there now.
import * as types from "../../dsl/types/types.ts";
import { choice, doc, int, listOf, maybe, num, operator, opt, table, text } from "../operator.ts";
import { dataError } from "../problem.ts";
import { stream } from "../random.ts";
import { ranged } from "../ranged.ts";
import { memoriesOf, type Memory, moment, storeType, tableOf } from "./store.ts";

const DAY = 86_400_000;
const days = doc("how many days", ranged(opt(num, 14), { least: 0 }));
const isLapsed = ({ last }: Memory, operator: string, before: number): boolean =>
  moment(operator, last) < before;

/**
 * `lapsed(store, days: 14, now: .at)`: what was met last more than so many days of 24 hours before `now`. The time is given, never taken from a clock. Of K-LaMP (arXiv 2311.06318).
 * Errors: E203 for a time that is none.
 */
export const lapsed = operator({
  name: "lapsed",
  family: "memory",
  doc: "the entities of a store that were last met some time ago",
  params: { store: table, now: doc("the time that is now, as ISO 8601", text), days },
  returns: storeType,
  run: ({ store, now, days: age }) => {
    const before = moment("lapsed", now) - age * DAY;
    return tableOf(memoriesOf("lapsed", store).filter((one) => isLapsed(one, "lapsed", before)));
  },
});

/**
 * `remembered(store, user: .user, kind: "familiar", k: 5, seed: 42, among: .entities, now: .at)`: k different entities of one user, drawn without replacement one after the other: `familiar` ones as often as their counts say,
 * `unfamiliar` ones of `among` by 1 / (count + 1), so that those never met are likeliest, `lapsed` ones last met more than `days` before `now`, by their counts. `among` are the
 * entities of the query and the page that is read; left out, all of the user's. What the store, the entities, the user, the seed and the time are decides. Fewer than k: a note. The rules are those of a public re-implementation of K-LaMP
 * (FedericoVaona99/Tesi_Query_Reccomendations): the paper's own (arXiv 2311.06318) are not public. Errors: E204 for `lapsed` without `now`, `unfamiliar` without `among`, E203.
 */
export const remembered = operator({
  name: "remembered",
  family: "memory",
  doc: "entities of a user, drawn by how well they are known",
  params: {
    store: table,
    user: doc("whose", text),
    kind: doc("which, and how likely each is", choice("familiar", "unfamiliar", "lapsed")),
    k: doc("how many", opt(ranged(int, { least: 0 }), 5)),
    seed: doc("the same seed draws the same entities", int),
    among: doc("entities of the context, by their ids", maybe(listOf(text))),
    now: doc("of lapsed ones: the time that is now, as ISO 8601", maybe(text)),
    days,
  },
  returns: types.list(types.text),
  run: ({ store, user, kind, k, seed, among, now, days: age }, { note }) => {
    if ((kind === "lapsed" && now === null) || (kind === "unfamiliar" && among === null))
      throw dataError("E204", `'remembered' needs ${kind === "lapsed" ? "now" : "among"} for "${kind}"`);
    const before = kind === "lapsed" && now !== null ? moment("remembered", now) - age * DAY : 0;
    const own = memoriesOf("remembered", store).filter((one) => one.user === user);
    const counts = new Map(own.map((one) => [one.entity, one.n]));
    const old = new Set(
      own.filter((one) => kind === "lapsed" && isLapsed(one, "remembered", before)).map((one) => one.entity),
    );
    const weigh = {
      familiar: (entity: string): number => counts.get(entity) ?? 0,
      unfamiliar: (entity: string): number => 1 / ((counts.get(entity) ?? 0) + 1),
      lapsed: (entity: string): number => (old.has(entity) ? (counts.get(entity) ?? 0) : 0),
    }[kind];
    const left = new Map(
      [...new Set(among ?? counts.keys())]
        .sort()
        .flatMap((one) => (weigh(one) > 0 ? [[one, weigh(one)]] : [])),
    );
    const random = stream(seed, "remembered", kind, user, ...left.keys());
    const drawn: string[] = [];
    while (drawn.length < k && left.size > 0) {
      let rest = random.next() * [...left.values()].reduce((sum, one) => sum + one, 0);
      const [next] = [...left].find(([, weight]) => (rest -= weight) < 0) ?? [...left].at(-1)!;
      drawn.push(next);
      left.delete(next);
    }
    if (drawn.length < k) note("remembered: fewer entities than wanted");
    return drawn;
  },
});
