// What TypeScript a program really runs, as those who run it are asked to.
import type { Deps } from "./house.ts";
import type { Host } from "./module/host.ts";
import type { Scripts } from "./script.ts";

/** The same, telling `ran` what each run is called. */
export function seenRunning(
  { host = null, scripts = null }: Pick<Deps, "host" | "scripts">,
  ran: Set<string>,
): { readonly host: Host | null; readonly scripts: Scripts | null } {
  return {
    host:
      host &&
      ((module) => {
        ran.add(`'${module.file}'`);
        return host(module);
      }),
    scripts: scripts && {
      ...scripts,
      run: (cell, ...more) => {
        ran.add(cell.label);
        return scripts.run(cell, ...more);
      },
    },
  };
}
