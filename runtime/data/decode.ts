// Bytes as text: UTF-8 or an error, a byte order mark dropped.
import type { FileBytes } from "../files.ts";
import { dataError } from "../problem.ts";

/** The text of a file. Errors: E112 where the bytes are not UTF-8. `cut`: the last character may be incomplete. */
export function decode({ path, bytes }: FileBytes, cut = false): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: cut });
  } catch {
    throw dataError("E112", `'${path}' is not UTF-8 text`, "convert it to UTF-8");
  }
}
