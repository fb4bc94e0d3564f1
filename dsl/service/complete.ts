// Completion: the place of the hole decides what is offered; the table of places is the whole of it.
import type { Analysis } from "../compile.ts";
import { seenFrom } from "../names/local.ts";
import { own } from "../own.ts";
import type { Span } from "../source.ts";
import { sessionWords } from "../syntax/session-words.ts";
import { isKeyword, statementWords } from "../syntax/tokens.ts";
import { cells, properties, types } from "./bodies.ts";
import { type Hole, holeAt } from "./hole.ts";
import { expressions, type ItemKind, keyword, type Offer, ranks, simple } from "./offers.ts";
import { argumentsOf, called, columns, parts, strings, value } from "./values.ts";
import { exported } from "./members.ts";
import { magicAt } from "./magic.ts";
import { slotOf } from "./path.ts";

export interface Item {
  readonly label: string;
  readonly kind: ItemKind;
  /** The type, or the signature. */
  readonly detail: string;
  readonly doc: string;
  /** Put in place of `span`. */
  readonly insert: string;
  readonly span: Span;
}

/** What may be written at an offset of a cell, what fits first. */
export function complete(analysis: Analysis, cell: number, offset: number): readonly Item[] {
  const magic = magicAt(analysis.source.cells[cell]?.text ?? "", cell, offset);
  if (magic) return magic.offers.map((offer) => itemOf(offer, magic.span));
  const hole = holeAt(analysis, cell, offset);
  if (hole === null) return [];
  const dotted = analysis.source.cells[cell]?.text[hole.span.start - 1] === ".";
  const seen = new Set<string>();
  const found = offersAt(hole, analysis)
    .map((offer) => (dotted ? undotted(offer) : offer))
    .map((offer) => ({ offer, match: matching(offer, hole.prefix) }))
    .filter(({ match }) => match !== null);
  // what only holds what is typed is noise where something begins with it
  const best = found.some(({ match }) => match === 0) ? 0 : 1;
  return found
    .filter(({ match }) => match === best)
    .toSorted((a, b) => a.offer.rank - b.offer.rank)
    .filter(({ offer: { label } }) => !seen.has(label) && seen.add(label))
    .map(({ offer }) => itemOf(offer, hole.span));
}

const itemOf = ({ label, kind, detail, doc, insert }: Offer, span: Span): Item => ({
  label,
  kind,
  detail,
  doc,
  insert,
  span,
});

/** The dot that a column is written with already stands there. */
const undotted = (offer: Offer): Offer =>
  offer.label.startsWith(".")
    ? { ...offer, label: offer.label.slice(1), insert: offer.insert.slice(1) }
    : offer;

/** 0 where a label begins with what is typed, 1 where it holds it, null where it does not. */
function matching({ label }: Offer, prefix: string): number | null {
  const at = label
    .replace(/^[."`]/, "")
    .toLowerCase()
    .indexOf(prefix.toLowerCase());
  return at < 0 ? null : Math.min(at, 1);
}

function offersAt(hole: Hole, analysis: Analysis): readonly Offer[] {
  if (hole.head) {
    const words = statementWords.map((one) => keyword(one, 0));
    return hole.alone
      ? [...words, ...aboutNotebook(hole, analysis), ...expressions(hole, null, null, analysis).map(later)]
      : words;
  }
  if (hole.words.length > 0)
    return hole.words.filter((one) => one !== "not").map((one) => keyword(one, isKeyword(one) ? 0 : 1));
  const [owner, node] = hole.path.slice(-2);
  if (owner === undefined || node === undefined) return [];
  const inString = node.kind === "Str";
  if (hole.quoted !== inString) return [];
  const place = inString ? "Str" : `${owner.kind}.${slotOf(owner, node)}`;
  return own(places, place)?.(hole, analysis) ?? [];
}

/** `refresh`, `names`, where no declaration hides them. */
const aboutNotebook = ({ span }: Hole, { scope }: Analysis): readonly Offer[] =>
  Object.entries(sessionWords)
    .filter(([word]) => !seenFrom(scope.names, span.cell).has(word))
    .map(([word, does]) => ({ ...simple(word, "keyword", "", ranks.word), doc: does }));

/** The name is all that a `show` shows. */
const isShown = ({ path }: Hole): boolean => {
  const owner = path.at(-3);
  return owner?.kind === "Command" && owner.verb === "show";
};

const later = (offer: Offer): Offer => ({ ...offer, rank: offer.rank + 2 * ranks.unfit });

type Provider = (hole: Hole, analysis: Analysis) => readonly Offer[];

/** Kind of the node that holds the name, and where in it: what is offered there. Other names are new ones. */
const places: { readonly [place: string]: Provider } = {
  "Ref.name": (hole, analysis) => [
    ...(isShown(hole) ? aboutNotebook(hole, analysis) : []),
    ...value(hole, analysis),
  ],
  Str: (hole, analysis) => strings(hole, analysis),
  "Field.name": (hole, analysis) => columns(hole, analysis),
  "Get.name": (hole, analysis) => parts(hole, analysis),
  "Call.path": (hole, analysis) => called(hole, analysis),
  "Arg.name": (hole, analysis) => argumentsOf(hole, hole.path.length - 3, analysis),
  "Prop.name": (hole, analysis) => properties(hole, analysis),
  "Column.name": (hole, analysis) => cells(hole, analysis),
  "TypeName.name": types,
  "Device.name": (_, { known }) => known.devices.map((name): Offer => simple(name, "device", "device")),
  "Setting.name": () => [simple("reactive", "property", '"pure"')],
  "Use.names": (hole, analysis) => exported(hole, analysis),
};
