// Which texts the settings of an answer take, where they are written out and where they are computed.

const MOST_CHOICES = 10_000;
const MOST_LETTERS = 100_000;

const isText = (value: unknown): value is string => typeof value === "string";
const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);

const CHOICES = `1 to ${MOST_CHOICES} texts that are not empty: ["yes", "no"]`;
const BARE = 'texts without white space around them, or choose: "raw" and a delimiter: beside them';
const RULES = `rules of up to ${MOST_LETTERS} letters, one of them named root: root ::= "yes" | "no"`;

/** What a value is to be instead; null where it can be. */
type Rule = (value: unknown) => string | null;

const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  [
    "choices",
    (value) =>
      isTexts(value) && value.length > 0 && value.length <= MOST_CHOICES && !value.includes("")
        ? null
        : CHOICES,
  ],
  [
    "grammar",
    (value) =>
      isText(value) && /(?:^|\n)\s*root\s*::=/.test(value) && value.length <= MOST_LETTERS ? null : RULES,
  ],
  ["given", (value) => (isText(value) && value !== "" ? null : "a text that is not empty")],
  [
    "stop",
    (value) => (isTexts(value) && !value.includes("") ? null : 'texts that are not empty, or none: ["\\n"]'),
  ],
]);

/** What the value of a setting is to be instead; null where it can be, and for settings that are no texts. */
export const insteadOf = (name: string, value: unknown): string | null => rules.get(name)?.(value) ?? null;

/** The same of choices that an answer is held to: white space around it belongs to no choice. */
export const barely = (choices: readonly string[]): string | null =>
  choices.every((choice) => choice.trim() === choice) ? null : BARE;

/** Whether a value is of the type that such a setting has: what is not is told by its type. */
export const isTextual = (value: unknown): boolean => isText(value) || isTexts(value);

/** Letters of a value that messages show. */
const GLIMPSE = 60;

/** A value as it is written, as much of it as a message has place for. */
export function glimpse(value: unknown): string {
  const written = JSON.stringify(value) ?? "nothing";
  return written.length > GLIMPSE ? `${written.slice(0, GLIMPSE)}…` : written;
}
