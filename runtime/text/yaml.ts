// YAML that a model wrote, as values: the door of yaml. No tags, no anchors, no merging: what is read is as large as what was written.
import { parseDocument } from "yaml";
import { plainly, type Value } from "../value.ts";

/** A longer text is no structure, and not worth the time. */
const LONGEST = 1_000_000;

/** The value; undefined for what is no YAML, has an anchor, an alias or a tag of its own, or a key twice. */
export function parseYaml(text: string): Value | undefined {
  if (text.length > LONGEST) return undefined;
  const document = parseDocument(text, {
    schema: "core",
    uniqueKeys: true,
    customTags: [],
    logLevel: "silent",
  });
  if (document.errors.length > 0 || document.warnings.length > 0) return undefined;
  try {
    const value = document.toJS({ maxAliasCount: 0 }) as Value | undefined;
    return value === undefined ? undefined : plainly(value);
  } catch {
    return undefined;
  }
}
