// What is said where the store cannot be used.
import { dataError, type Problem } from "../problem.ts";

/** E116, whatever went wrong below. */
export const unusable = (place: string, error: unknown): Problem =>
  dataError(
    "E116",
    `the store at ${place} cannot be used: ${error instanceof Error ? error.message : String(error)}`,
    fixFor(error),
  );

function fixFor(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (
    code === "ENOSPC" ||
    code === "EDQUOT" ||
    (error instanceof Error && /MDB_MAP_FULL|No space/.test(error.message))
  )
    return "make room there (strux store gc), or set STRUX_STORE to a folder on another disk; what is finished is kept";
  return "set STRUX_STORE to a folder that can be written";
}
