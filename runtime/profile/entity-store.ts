// Records of users become a store of entities; stores are merged, and users or entities forgotten.
import { doc, each, listOf, maybe, operator, rowsOf, table, text } from "../operator.ts";
import { typeError } from "../problem.ts";
import { perRow, tableOf as rowsIn } from "../verbs/rows.ts";
import { memoriesOf, type Memory, merged, moment, storeType, tableOf, written } from "./store.ts";

/**
 * `logs |> entity_store(user: .user, entities: .entities, at: .time)`: a row for each user and entity: {user, entity, n, first, last}. `entities` are the canonical ids that a linker found in the record, each
 * counted once a record. No text of a record is kept. The order of the records changes nothing, and stores of parts merge into the store of all. Records without a user, a time or entities are counted.
 * The entity-centric store of K-LaMP (arXiv 2311.06318). Errors: E203 for a time that is none.
 */
export const entityStore = operator({
  name: "entity_store",
  family: "memory",
  doc: "which entities each user met, how often, when first and last",
  params: {
    rows: rowsOf,
    user: doc("over a row: whose record it is", each(maybe(text))),
    entities: doc("over a row: ids of the entities in it", each(maybe(listOf(text)))),
    at: doc("over a row: when it was, as ISO 8601 in UTC or with its distance to it", each(maybe(text))),
  },
  returns: storeType,
  run: async ({ rows, user, entities, at }, reach) => {
    const from = rowsIn(rows);
    const users = await perRow(from, user, reach);
    const found = await perRow(from, entities, reach);
    const times = await perRow(from, at, reach);
    const all = users.flatMap((one, nth): Memory[] => {
      const [of, time] = [found[nth] ?? [], times[nth] ?? null];
      if (one === null || time === null || of.length === 0) {
        reach.note("entity_store: records without a user, a time or entities, left out");
        return [];
      }
      const when = written(moment("entity_store", time));
      return [...new Set(of)].map((entity) => ({ user: one, entity, n: 1, first: when, last: when }));
    });
    return tableOf(merged(all));
  },
});

/** `merge_stores(a, b)`: counts in sum, the earliest first and the latest last time: in whatever order, the store of all records of both. */
export const mergeStores = operator({
  name: "merge_stores",
  family: "memory",
  doc: "two stores of entities as one",
  params: { store: table, with: table },
  returns: storeType,
  run: ({ store, with: other }) =>
    tableOf(merged([...memoriesOf("merge_stores", store), ...memoriesOf("merge_stores", other)])),
});

/**
 * `forget(store, user: "u1")`, `forget(store, entity: "Q42")`: the store as if no record of the user, or none with the entity, had been there; with both, of that user that entity. How many rows went is told.
 * Errors: E206 for neither.
 */
export const forget = operator({
  name: "forget",
  family: "memory",
  doc: "the store without a user, an entity, or an entity of a user",
  params: { store: table, user: doc("whose", maybe(text)), entity: doc("which", maybe(text)) },
  returns: storeType,
  run: ({ store, user, entity }, { note }) => {
    if (user === null && entity === null)
      throw typeError("E206", "'forget' needs user: Text or entity: Text", 'forget(user: "u1")');
    const all = memoriesOf("forget", store);
    const kept = all.filter(
      (one) => !((user === null || one.user === user) && (entity === null || one.entity === entity)),
    );
    note("forget: rows taken out", all.length - kept.length);
    return tableOf(kept);
  },
});
