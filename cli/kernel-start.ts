// strux kernel start: the process that Jupyter starts for a notebook.
import { ConnectionFault } from "../kernel/jupyter/connection.ts";
import { start } from "../kernel/jupyter/start.ts";
import { command, fail } from "./command.ts";
import { version } from "./version.ts";

export const kernelStart = command({
  name: "kernel start",
  options: {
    "allow-read": { type: "string", multiple: true },
    "allow-net": { type: "boolean" },
    "no-host": { type: "boolean" },
  },
  // `jupyter run a.strux` hands its own files on behind the connection file: they come again as cells
  async run(values, [connectionFile]) {
    if (connectionFile === undefined) return fail("kernel start takes a connection file");
    let status = 0;
    const exit: (status: number) => never = process.exit.bind(process);
    try {
      const allowRead = values["allow-read"] ?? [];
      const allowNet = values["allow-net"] ?? false;
      await start({ connectionFile, version, allowRead, allowNet, host: !values["no-host"] });
    } catch (error) {
      if (!(error instanceof ConnectionFault)) throw error;
      status = fail(error.message);
    }
    // a notebook's code may have left timers behind, and sockets that cannot be opened leave their thread
    return exit(status);
  },
});
