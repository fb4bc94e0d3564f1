// sha256 as lower-case hex: the one digest of the house. In one call: a hash object of OpenSSL for each would lie about until it is collected.
import { hash } from "node:crypto";

export const digest = (text: string | Uint8Array): string => hash("sha256", text, "hex");
