// strux lsp: the language server for editors.
import { serve } from "../kernel/lsp/server.ts";
import { command, fail } from "./command.ts";
import { version } from "./version.ts";

export const lsp = command({
  name: "lsp",
  options: { stdio: { type: "boolean" }, clientProcessId: { type: "string" } },
  async run(values, paths) {
    if (!values.stdio || paths.length > 0) return fail("lsp speaks over standard streams: strux lsp --stdio");
    serve(version);
    // the connection ends the process
    return new Promise<number>(() => undefined);
  },
});
