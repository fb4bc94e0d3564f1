// Operators that remember users: stores of entities, profiles as text, words about a target.
import type { Entry } from "./entry.ts";

const klamp = "K-LaMP, arXiv 2311.06318";
const store = `let logs = table([
  { user: "ann", met: ["mill", "lake"], day: "2026-01-03" },
  { user: "ann", met: ["mill"], day: "2026-02-01" },
  { user: "bob", met: ["boat"], day: "2026-02-01" },
])
let store = logs |> entity_store(user: .user, entities: .met, at: .day)`;

export const memories: readonly Entry[] = [
  {
    name: "entity_store",
    source: klamp,
    example: `${store}
show store |> select(.user, .entity, .n, .last)`,
    counts:
      "No text of a record is kept. Records without a user, a time or entities are counted; the order of the records changes nothing.",
  },
  {
    name: "merge_stores",
    source: klamp,
    example: `${store}
show merge_stores(store, store) |> select(.user, .entity, .n)`,
    counts: "Stores of parts give the store of all, in whatever order.",
  },
  {
    name: "forget",
    example: `${store}
show store |> forget(entity: "mill") |> select(.user, .entity, .n)`,
    counts: "The store is as if those records had never been there; how many rows went is told.",
  },
  {
    name: "lapsed",
    source: klamp,
    example: `${store}
show store |> lapsed(days: 14, now: "2026-02-02") |> select(.user, .entity)`,
    counts: "A day has 24 hours. The time is given, and never that of a clock.",
  },
  {
    name: "remembered",
    source:
      "the public re-implementation of K-LaMP, FedericoVaona99/Tesi_Query_Reccomendations; the paper's own rules are not public",
    words: {
      kind: {
        familiar: "as likely as their counts say",
        unfamiliar: "of `among`, by 1 / (count + 1)",
        lapsed: "those last met more than `days` before `now`, by their counts",
      },
    },
    example: `${store}
show store |> remembered(user: "ann", kind: "familiar", k: 2, seed: 1) |> join(" ")`,
    counts: "Entities are drawn without replacement; that there are fewer than `k` is told.",
  },
  {
    name: "profile_text",
    source: "flattened entities of ProSLU, arXiv 2112.11953",
    example: 'show profile_text({ prefs: { bus: 0.8, taxi: 0.2 }, situation: { place: "home" } })',
    counts: "Deeper records are an error.",
  },
  {
    name: "profile_of",
    source: "the way back of [`profile_text`](#profile_text)",
    example: 'show profile_of("prefs：bus：0.8；taxi：0.2")',
    counts: "A line of another form is an error.",
  },
  {
    name: "cloze",
    source: "step one of contextual target attributes, arXiv 2312.13766, whose templates are not public",
    made: true,
    example: `model filler = onnx("filler") on cpu
show cloze("the old mill", template: "the mill is [MASK].", target: "mill", with: filler, k: 2) |> len`,
    counts:
      "Pieces of words, function words, the target itself and words that come twice are left out and counted, each by its reason.",
  },
];
