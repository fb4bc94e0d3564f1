// A profile as text, and the profile of a text: nothing is lost on the way.
import { doc, json, operator, text } from "../operator.ts";
import * as types from "../../dsl/types/types.ts";
import { dataError } from "../problem.ts";
import { bare, type Value } from "../value.ts";

/**
 * `profile_text({prefs: {taxi: 0.2, bus: 0.8}, situation: {place: "home"}})`: a line per group, `group：attribute：value；attribute：value`, in the order of the record, with ProSLU's signs between (arXiv 2112.11953; there an entity of the
 * knowledge graph is so flattened). Values are texts, numbers, booleans, nulls and lists of these. A backslash stands before signs, backslashes and line ends that belong to a name or a text; a text that would be
 * read as another value is in JSON's quotes. `profile_of` reads it back. Errors: E204 for deeper records, an empty group or an attribute without a name.
 */
export const profileText = operator({
  name: "profile_text",
  family: "memory",
  doc: "a profile as text: a line per group of attributes",
  params: { profile: doc("groups of attributes", json) },
  returns: types.text,
  run: ({ profile }) =>
    entriesOf(profile, "a record of groups")
      .map(([group, attributes]) =>
        [
          escaped(group),
          entriesOf(attributes, `a record of attributes in '${group}'`)
            .map(([name, value]) => `${escaped(name)}：${escaped(valueText(value, name))}`)
            .join("；"),
        ].join("："),
      )
      .join("\n"),
});

/** `profile_of(text)`: the profile that `profile_text` wrote. Errors: E204 for a line that is none of its. */
export const profileOf = operator({
  name: "profile_of",
  family: "memory",
  doc: "the profile of a text that profile_text wrote",
  params: { text },
  returns: types.json,
  run: ({ text: given }) => {
    const groups = new Map<string, Value>();
    for (const line of given === "" ? [] : given.split("\n")) {
      const [group = "", ...rest] = parts(line, "：");
      const attributes = new Map<string, Value>();
      for (const one of parts(rest.join("："), "；")) {
        const [name, value, more] = parts(one, "：");
        if (name === undefined || value === undefined || more !== undefined || group === "" || name === "")
          throw dataError("E204", `'profile_of' cannot read the line ${JSON.stringify(line)}`);
        if (attributes.has(plain(name)))
          throw dataError("E204", `'profile_of' finds '${plain(name)}' twice in a line`);
        attributes.set(plain(name), valueOf(plain(value)));
      }
      if (groups.has(plain(group))) throw dataError("E204", `'profile_of' finds '${plain(group)}' twice`);
      groups.set(plain(group), bare(attributes));
    }
    return bare(groups);
  },
});

function entriesOf(value: Value, what: string): readonly (readonly [string, Value])[] {
  const entries =
    typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  if (entries.length === 0 || entries.some(([name]) => name === ""))
    throw dataError(
      "E204",
      `'profile_text' takes ${what}, with a name for each, but got ${JSON.stringify(value)}`,
    );
  return entries as readonly (readonly [string, Value])[];
}

const isPlain = (value: Value): boolean =>
  value === null ||
  ["string", "boolean"].includes(typeof value) ||
  (typeof value === "number" && Number.isFinite(value));

function valueText(value: Value, name: string): string {
  if (!isPlain(value) && !(Array.isArray(value) && (value as readonly Value[]).every(isPlain)))
    throw dataError(
      "E204",
      `'profile_text' takes plain values and lists of them, but '${name}' has ${JSON.stringify(value)}`,
    );
  return typeof value === "string" && valueOf(value) === value ? value : JSON.stringify(value);
}

/** JSON where it is some, else the text itself. */
function valueOf(written: string): Value {
  try {
    const value = JSON.parse(written) as Value;
    return JSON.stringify(value) === written ? value : written;
  } catch {
    return written;
  }
}

const escaped = (given: string): string => given.replaceAll(/[\\：；]/gu, "\\$&").replaceAll("\n", "\\n");
const plain = (given: string): string =>
  given.replaceAll(/\\([^])/gu, (_, sign: string) => (sign === "n" ? "\n" : sign));

/** Cut at a sign that no backslash stands before; the backslashes stay. */
function parts(given: string, sign: string): string[] {
  const found = [""];
  const characters = Array.from(given);
  for (let at = 0; at < characters.length; at++) {
    if (characters[at] === sign) found.push("");
    else if (characters[at] === "\\") found[found.length - 1] += `\\${characters[++at] ?? ""}`;
    else found[found.length - 1] += characters[at]!;
  }
  return found;
}
