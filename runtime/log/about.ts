// What a process says of itself at the head of a log.
import type { About } from "./write.ts";

export const aboutHere = (version: string): Pick<About, "folder" | "args" | "versions"> => ({
  folder: process.cwd(),
  args: process.argv.slice(2),
  versions: { strux: version, node: process.version, platform: `${process.platform}-${process.arch}` },
});
