// A query as a question in words.
import type { Random } from "../random.ts";
import type { Domain } from "./domain.ts";
import { ASK, BY_LINK, BY_VALUE, COUNT, fill, PAIR, TOP } from "./frames.ts";
import { part } from "./held-out.ts";
import { formOf, split, type Forms } from "./invented.ts";
import type { Query } from "./query.ts";

const OWN = 0.5;
const WORDS = {
  number: {
    above: "more than",
    more: { most: "higher", least: "lower" },
    top: { most: "highest", least: "lowest" },
  },
  date: {
    above: "later than",
    more: { most: "later", least: "earlier" },
    top: { most: "latest", least: "earliest" },
  },
};

export function question(random: Random, { aspects, one, many }: Domain, query: Query, forms: Forms): string {
  const pick = (list: readonly string[]): string => random.pick(part(list, split(forms)));
  const aspect = aspects.find(({ noun }) => noun === query.aspect);
  if (!aspect) throw new RangeError(`the domain has no aspect "${query.aspect}"`);
  const words = WORDS[aspect.kind.kind === "date" ? "date" : "number"];
  const common = { A: aspect.noun, D: one, M: many };
  switch (query.kind) {
    case "value":
      return fill(random.chance(OWN) ? pick(aspect.asks) : formOf(random, ASK, forms), {
        ...common,
        E: query.entity,
      });
    case "link":
      return fill(pick(BY_LINK), { ...common, B: query.by, E: query.entity });
    case "found":
      return fill(pick(BY_VALUE), { ...common, B: query.by, Y: query.value });
    case "count":
      return fill(pick(COUNT), { ...common, Y: query.above, H: words.above });
    case "pair":
      return fill(pick(PAIR), { ...common, E: query.of[0], F: query.of[1], H: words.more[query.want] });
    case "top":
      return fill(pick(TOP), { ...common, H: words.top[query.want] });
  }
}
