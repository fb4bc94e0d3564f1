// sha256 as lower-case hex: the one digest of the house.
import { createHash } from "node:crypto";

export const digest = (text: string | Uint8Array): string => createHash("sha256").update(text).digest("hex");
