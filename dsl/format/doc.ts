// Layout as a value: what may be broken over lines, and how it is indented; print.ts decides what is. After Wadler's
// "A prettier printer", with two kinds of comments, which end their line whatever stands around them.

/** How a document meets its neighbours, known when it is made. */
interface Meets {
  /** It holds a line break that cannot be left out, so no group around it fits on a line. */
  readonly forced: boolean;
  /** It begins with a comment on a line of its own: nothing may stand before it on that line. */
  readonly opens: boolean;
  /** It ends with a comment: nothing may stand behind it on that line. */
  readonly ends: boolean;
}
type Shape =
  | { readonly kind: "concat"; readonly parts: readonly Doc[] }
  | { readonly kind: "line"; readonly flat: string; readonly blank: boolean }
  | { readonly kind: "indent"; readonly of: Doc }
  | { readonly kind: "group"; readonly of: Doc }
  | { readonly kind: "flat"; readonly of: Doc }
  | { readonly kind: "either"; readonly first: Doc; readonly second: Doc }
  | { readonly kind: "broken"; readonly of: Doc; readonly orelse: Doc }
  | { readonly kind: "fill"; readonly items: readonly Doc[] }
  | { readonly kind: "trail"; readonly text: string }
  | { readonly kind: "own"; readonly text: string; readonly blank: boolean; readonly after: boolean }
  | { readonly kind: "text"; readonly lines: readonly string[]; readonly closes: boolean };
export type Doc = string | (Shape & Meets);

const calm: Meets = { forced: false, opens: false, ends: false };
const meets = (doc: Doc): Meets => (typeof doc === "string" ? calm : doc);

/** A comment is the last thing in it. */
export const ends = (doc: Doc): boolean => meets(doc).ends;

/** One after the other. Comments between others force a break. */
export function concat(...parts: readonly Doc[]): Doc {
  const full = parts.filter((part) => part !== "");
  const [only] = full;
  if (full.length < 2) return only ?? "";
  const forced = full.some(
    (part, i) => meets(part).forced || (i > 0 && (meets(part).opens || meets(full[i - 1]!).ends)),
  );
  return {
    kind: "concat",
    parts: full,
    forced,
    opens: meets(full[0]!).opens,
    ends: meets(full.at(-1)!).ends,
  };
}

/** With a blank between; behind a comment, or before one, what follows has lines of its own, indented. */
export function words(...docs: readonly Doc[]): Doc {
  const full = docs.filter((each) => each !== "");
  const cut = full.findIndex((each, i) => i > 0 && (meets(each).opens || meets(full[i - 1]!).ends));
  const line = cut < 0 ? full : full.slice(0, cut);
  const spread = line.flatMap((each, i) => (i === 0 ? [each] : [" ", each]));
  return cut < 0 ? concat(...spread) : concat(...spread, indent(hard(), words(...full.slice(cut))));
}

const lines = (flat: string, forced: boolean): readonly [Doc, Doc] => [
  { ...calm, kind: "line", flat, blank: false, forced },
  { ...calm, kind: "line", flat, blank: true, forced },
];
const [open, tight, always] = [lines(" ", false), lines("", false), lines("", true)];
/** A line break where the group around it is broken, else a blank; `blank` adds an empty line. */
export const line = (blank = false): Doc => open[blank ? 1 : 0];
/** The same, else nothing. */
export const soft = (blank = false): Doc => tight[blank ? 1 : 0];
/** A line break in any case. */
export const hard = (blank = false): Doc => always[blank ? 1 : 0];

const wrap = (kind: "indent" | "group", of: Doc): Doc => (of === "" ? "" : { ...meets(of), kind, of });
/** Lines inside start two columns further in. */
export const indent = (...of: readonly Doc[]): Doc => wrap("indent", concat(...of));
/** On one line if it fits, else all its own lines are broken. */
export const group = (...of: readonly Doc[]): Doc => wrap("group", concat(...of));
/** On one line, whether it fits or not. */
export const flat = (...of: readonly Doc[]): Doc => {
  const inner = concat(...of);
  return { ...meets(inner), kind: "flat", of: inner };
};
/** `head tail` if the head fits on the line, with what the tail begins with; else the two `apart`. */
export function beside(head: Doc, tail: Doc, apart: Doc): Doc {
  if (meets(head).forced || meets(head).ends || meets(tail).opens) return apart;
  const first = concat(flat(head), " ", tail);
  return { ...meets(first), kind: "either", first, second: apart };
}
/** What stands in a broken group only. */
export const broken = (of: Doc, orelse: Doc = ""): Doc => ({ ...meets(of), kind: "broken", of, orelse });
/** As many to a line as fit; the items bring their commas. */
export const fill = (items: readonly Doc[]): Doc => ({ ...calm, kind: "fill", items });
/** A comment behind what stands on the line. */
export const trail = (text: string): Doc => ({ ...calm, ends: true, kind: "trail", text });
/** Comments on lines of their own, before `of`; `after` keeps an empty line between. */
export function above(comments: readonly Comment[], of: Doc, after = false): Doc {
  if (comments.length === 0) return of;
  const last = comments.length - 1;
  const lines = comments.map(({ text, blank }, i): Doc => ({
    ...calm,
    kind: "own",
    text,
    blank: blank && i > 0,
    after: after && i === last,
  }));
  return {
    kind: "concat",
    parts: [...lines, of],
    forced: meets(of).forced,
    opens: true,
    ends: meets(of).ends,
  };
}
/** A comment, and whether an empty line stands before it. */
export interface Comment {
  readonly text: string;
  readonly blank: boolean;
}
/** Text with line breaks of its own. Its lines are indented once more; the last one is not where it `closes`. */
export const text = (lines: readonly string[], closes: boolean): Doc => ({
  ...calm,
  kind: "text",
  lines,
  closes,
});

/** Columns on one line; Infinity where it cannot stand on one. With `remarked`, a comment at its end takes none. */
export function widthOf(doc: Doc, remarked = false): number {
  if (typeof doc === "string") return doc.length;
  if (doc.forced || doc.opens || (doc.ends && !remarked)) return Infinity;
  switch (doc.kind) {
    case "concat": {
      const last = doc.parts.length - 1;
      return doc.parts.reduce((sum: number, part, i) => sum + widthOf(part, remarked && i === last), 0);
    }
    case "line":
      return doc.flat.length;
    case "indent":
    case "group":
    case "flat":
      return widthOf(doc.of, remarked);
    case "either":
      return widthOf(doc.first, remarked);
    case "broken":
      return widthOf(doc.orelse);
    case "fill":
      return doc.items.reduce((sum: number, item) => sum + widthOf(item) + 1, -1);
    case "text":
      return doc.lines.length > 1 ? Infinity : (doc.lines[0] ?? "").length;
    case "trail":
      return 0;
    default:
      return Infinity;
  }
}
