// Places on a model hub as one text, `hf://datasets/owner/name@revision/file`: what `hub(...)` gives and `onnx` and readers take.

/** A repository of a model hub, or a file of it. */
export interface Location {
  readonly type: "model" | "dataset";
  /** `owner/name`. */
  readonly repository: string;
  /** A branch, a tag or a commit; null: what the hub shows first, `main`. */
  readonly revision: string | null;
  /** Path inside the repository; null: all of it. */
  readonly file: string | null;
}

const SCHEME = "hf://";
const DATASETS = "datasets/";
/** What the hub itself takes for an owner and for a name. */
const WORD = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?$/;

export const isLocation = (text: string): boolean => text.startsWith(SCHEME);

/** The form that `huggingface_hub` reads too; a slash in a revision is written `%2F`. */
export function locationText({ type, repository, revision, file }: Location): string {
  const at = revision === null ? "" : `@${encodeURIComponent(revision)}`;
  return `${SCHEME}${type === "dataset" ? DATASETS : ""}${repository}${at}${file === null ? "" : `/${file}`}`;
}

/** A location; null where the text is none, or names what cannot be in a repository. */
export function readLocation(text: string): Location | null {
  if (!isLocation(text)) return null;
  const type = text.startsWith(SCHEME + DATASETS) ? "dataset" : "model";
  const [owner = "", last = "", ...path] = text
    .slice(SCHEME.length + (type === "dataset" ? DATASETS.length : 0))
    .split("/");
  const [name = "", ...revisions] = last.split("@");
  const revision = revisions.length > 0 ? decoded(revisions.join("@")) : null;
  const sound = WORD.test(owner) && WORD.test(name) && !`${owner}/${name}`.includes("..");
  if (!sound || (revision !== null && !isInside(revision)) || (path.length > 0 && !isInside(path.join("/"))))
    return null;
  return {
    type,
    repository: `${owner}/${name}`,
    revision,
    file: path.length > 0 ? path.join("/") : null,
  };
}

/** The text of a location, or null where its parts cannot stand in one. */
export function placeText(location: Location): string | null {
  const text = locationText(location);
  const read = readLocation(text);
  const same =
    read?.repository === location.repository &&
    read.revision === location.revision &&
    read.file === location.file;
  return same ? text : null;
}

/** The same without its file, for what belongs to a repository as a whole; any other text as it is. */
export function repositoryOf(text: string): string {
  const location = readLocation(text);
  return location ? locationText({ ...location, file: null }) : text;
}

/** Whether a path names something below where it starts. */
export const isInside = (path: string): boolean =>
  // oxlint-disable-next-line no-control-regex -- NUL ends a path for the system
  !/[\u0000-\u001f\\]/.test(path) && path.split("/").every((part) => !["", ".", ".."].includes(part));

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
