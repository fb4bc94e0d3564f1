// Where Jupyter looks for kernels, in its order: the rules of jupyter_core, worked out without Python.
import { posix, win32 } from "node:path";

/** What the rules depend on. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: { readonly [name: string]: string | undefined };
  readonly home: string;
  /** `sys.prefix` of the Python on PATH, where it was asked, and whether that is a virtual environment. */
  readonly python: { readonly prefix: string; readonly isVirtual: boolean } | null;
}

export interface Place {
  /** A data folder of Jupyter; kernels are in `kernels/` below it. */
  readonly folder: string;
  /** What puts it on the path, in words. */
  readonly why: string;
}

/** The rules of one platform's paths, whatever machine this is. */
export const pathsOf = ({ platform }: Machine): typeof posix => (platform === "win32" ? win32 : posix);

/** The user's own data folder of Jupyter. */
export function userFolder(machine: Machine): string {
  const { env, platform, home } = machine;
  const join = (...parts: readonly string[]): string => pathsOf(machine).join(...parts);
  if (env["JUPYTER_DATA_DIR"]) return env["JUPYTER_DATA_DIR"];
  const modern = set(env["JUPYTER_PLATFORM_DIRS"]);
  if (platform === "darwin")
    return modern
      ? join(home, "Library", "Application Support", "jupyter")
      : join(home, "Library", "Jupyter");
  if (platform === "win32") {
    if (modern) return join(env["LOCALAPPDATA"] ?? join(home, "AppData", "Local"), "jupyter");
    if (env["APPDATA"]) return join(env["APPDATA"], "jupyter");
    return join(env["JUPYTER_CONFIG_DIR"] ?? join(home, ".jupyter"), "data");
  }
  return join(env["XDG_DATA_HOME"] || join(home, ".local", "share"), "jupyter");
}

/** The data folder of a Python environment, or of any other prefix. */
export const prefixFolder = (machine: Machine, prefix: string): string =>
  pathsOf(machine).join(prefix, "share", "jupyter");

/** The Python environment in use: the active one, else that of the Python on PATH. */
export const environment = ({ env, python }: Machine): string | null =>
  env["VIRTUAL_ENV"] || env["CONDA_PREFIX"] || (python?.prefix ?? null);

/** All folders Jupyter looks into, the first find wins. */
export function searchPath(machine: Machine): readonly Place[] {
  const { env, platform } = machine;
  const { delimiter } = pathsOf(machine);
  const asked = (env["JUPYTER_PATH"] ?? "")
    .split(delimiter)
    .filter((path) => path !== "")
    .map((folder) => ({ folder: trimmed(folder), why: "JUPYTER_PATH" }));
  const user = [{ folder: userFolder(machine), why: "the user's folder" }];
  const prefix = environment(machine);
  const python = prefix === null ? [] : [{ folder: prefixFolder(machine, prefix), why: `of ${prefix}` }];
  const system =
    platform === "win32"
      ? []
      : ["/usr/local/share/jupyter", "/usr/share/jupyter"].map((folder) => ({ folder, why: "the system's" }));
  const middle = prefersPython(machine) ? [...python, ...user] : [...user, ...python];
  const seen = new Set<string>();
  return [...asked, ...middle, ...system].filter(({ folder }) => !seen.has(folder) && seen.add(folder));
}

/** In a Python environment of its own, the kernels of that environment come first. */
function prefersPython({ env, python }: Machine): boolean {
  const said = env["JUPYTER_PREFER_ENV_PATH"];
  if (said !== undefined) return set(said);
  if (env["VIRTUAL_ENV"] || python?.isVirtual) return true;
  return Boolean(env["CONDA_PREFIX"]) && (env["CONDA_DEFAULT_ENV"] ?? "base") !== "base";
}

const set = (value: string | undefined): boolean =>
  value !== undefined && !["no", "n", "false", "off", "0", "0.0", ""].includes(value.toLowerCase());

const trimmed = (folder: string): string => (folder.length > 1 ? folder.replace(/[\\/]+$/, "") : folder);
