// A kernelspec: what kernel.json says about Strux, and reading one back, whoever wrote it.
import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface Spec {
  readonly argv: readonly string[];
  readonly display_name: string;
  readonly language: string;
  readonly interrupt_mode: "message" | "signal";
  readonly env: { readonly [name: string]: string };
  readonly metadata: { readonly [name: string]: unknown };
  readonly kernel_protocol_version: string;
}

/** What differs from one installation to another. */
export interface Wanted {
  readonly node: string;
  readonly script: string;
  readonly version: string;
  readonly displayName: string;
  readonly env: { readonly [name: string]: string };
  /** Of `strux kernel start`. */
  readonly options: readonly string[];
}

export const specOf = ({ node, script, version, displayName, env, options }: Wanted): Spec => ({
  argv: [node, script, "kernel", "start", ...options, "{connection_file}"],
  display_name: displayName,
  language: "strux",
  // by message, so that Stop works on every platform and reaches a kernel that is busy
  interrupt_mode: "message",
  env,
  metadata: { debugger: false, strux: { version } },
  kernel_protocol_version: "5.5",
});

/** A kernelspec of ours, as it was found. */
export interface Ours {
  readonly argv: readonly string[];
  readonly node: string;
  readonly script: string;
  /** Of the package that wrote it; null where it does not say. */
  readonly version: string | null;
  readonly displayName: string;
  readonly env: { readonly [name: string]: string };
}

/** What a folder of a kernel holds: nothing, a kernelspec of ours, or something else. */
export type Found =
  | { readonly kind: "none" }
  | { readonly kind: "ours"; readonly ours: Ours }
  | { readonly kind: "foreign"; readonly what: string };

export function readSpec(folder: string): Found {
  let text: string;
  try {
    text = readFileSync(join(folder, "kernel.json"), "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOENT" || code === "ENOTDIR"
      ? { kind: "none" }
      : { kind: "foreign", what: `unreadable, ${String(code)}` };
  }
  try {
    return judged(JSON.parse(text) as unknown);
  } catch {
    return { kind: "foreign", what: "a kernel.json that is no JSON" };
  }
}

function judged(read: unknown): Found {
  const spec = record(read);
  const argv = Array.isArray(spec["argv"]) ? spec["argv"].map(String) : [];
  const at = argv.indexOf("kernel");
  const [node, script] = [argv[0], argv[at - 1]];
  const called = text(spec["display_name"]) ?? "without a name";
  if (spec["language"] !== "strux" || argv[at + 1] !== "start" || node === undefined || script === undefined)
    return { kind: "foreign", what: `the kernel '${called}'` };
  const version = text(record(record(spec["metadata"])["strux"])["version"]);
  const env = Object.fromEntries(
    Object.entries(record(spec["env"])).map(([name, value]) => [name, String(value)]),
  );
  return { kind: "ours", ours: { argv, node, script, version, displayName: called, env } };
}

const record = (value: unknown): { readonly [name: string]: unknown } =>
  typeof value === "object" && value !== null ? (value as { readonly [name: string]: unknown }) : {};

const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
