// The comm target `strux.names`: what a panel of variables shows. Each message asks for the names as they are now.
import type { Json } from "../../runtime/value.ts";
import type { Session } from "../session.ts";
import type { Comm, Target } from "./comms.ts";

export function namesTarget(session: Pick<Session, "names">): Target {
  const tell = ({ send }: Comm): void =>
    send({ names: session.names().map((row): { readonly [column: string]: Json } => ({ ...row })) });
  return { opened: tell, heard: tell };
}
