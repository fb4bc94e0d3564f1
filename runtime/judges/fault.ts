// What a judge's reply is read as: a result or the reason that there is none, and the record that says either.
import * as types from "../../dsl/types/types.ts";
import { doc, maybe, type Reach, text } from "../operator.ts";
import { bare, type Value } from "../value.ts";

/** Why a reply says nothing. `several`: more than one thing, under a rule that takes one alone. */
export const FAULTS = ["no answer", "empty", "unmatched", "several", "out of range"] as const;
export type Fault = (typeof FAULTS)[number];

/** What a rule finds in a reply. */
export type Read<T> = { readonly is: T } | { readonly fault: Fault };
export type Rule<T> = (reply: string) => Read<T>;

export const found = <T>(is: T): Read<T> => ({ is });
export const lost = (fault: Fault): Read<never> => ({ fault });

export const reply = doc("what the judge said; null, as of a call that failed, is a fault too", maybe(text));

/** `{<name>, fault}`: one of the two says something. */
export const readType = (name: string, type: types.Type): types.Type => ({
  kind: "record",
  fields: {
    [name]: type,
    fault: { kind: "optional", of: types.union(...FAULTS.map(types.literal)) },
  },
});

/** Reads a reply by a rule. What cannot be read has the value `unread`, its reason, and is counted in a note. */
export function readBy<T extends Value>(
  what: string,
  name: string,
  { said, rule, unread }: { readonly said: string | null; readonly rule: Rule<T>; readonly unread: Value },
  note: Reach["note"],
): Value {
  const read = judged(said, rule);
  if ("fault" in read) note(`${what}: replies that cannot be read (${read.fault})`);
  return bare([
    [name, "is" in read ? read.is : unread],
    ["fault", "fault" in read ? read.fault : null],
  ]);
}

function judged<T>(said: string | null, rule: Rule<T>): Read<T> {
  if (said === null) return lost("no answer");
  return said.trim() === "" ? lost("empty") : rule(said);
}
