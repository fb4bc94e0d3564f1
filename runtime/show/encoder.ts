// What an encoder gives, in rows: its kind, labels, pooling, prompts, window.
import { gives, type Inspected } from "../model/index.ts";
import { many } from "./bundle.ts";

type Encoder = NonNullable<Inspected["encoder"]>;

/** Labels that are written out; beyond, they are counted. */
const LABELS = 12;

export function encoderRows({
  kind,
  labels,
  multi,
  pooled,
  width,
  settings,
  window,
}: Encoder): (readonly [what: string, told: string])[] {
  const { pooling, normalize, prompts, logistic } = settings;
  const more = labels.length > LABELS ? `, … (${labels.length})` : "";
  const named = labels.slice(0, LABELS).join(", ") + more;
  const how = pooled ? "one vector per text in the graph" : `${pooling} over the tokens of a text`;
  const before = Object.entries(prompts).map(
    ([name, text]) => `${name || "any text"} ${JSON.stringify(text)}`,
  );
  return [
    ["encoder", `${kind}: ${gives[kind]}`],
    ...(labels.length > 0 ? [["labels", `${named}${multi ? "; each by itself" : ""}`] as const] : []),
    ...(kind === "embed"
      ? [["pooling", `${how}${normalize ? ", of length 1" : ""}; ${width ?? "?"} numbers`] as const]
      : []),
    ...(before.length > 0 ? [["put before", before.join(", ")] as const] : []),
    ...(kind === "rerank" ? [["score", logistic ? "0 to 1 (logistic function)" : "a logit"] as const] : []),
    ["window", `${many(window)} tokens; what is longer is cut, and counted`],
  ];
}
