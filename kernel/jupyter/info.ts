// kernel_info_reply: what the kernel speaks, and how front ends are to colour it.
import { type Content, PROTOCOL } from "./message.ts";

export const infoOf = (version: string): Content => ({
  status: "ok",
  protocol_version: PROTOCOL,
  implementation: "strux",
  implementation_version: version,
  language_info: {
    name: "strux",
    version,
    mimetype: "text/x-strux",
    file_extension: ".strux",
    // front ends that do not know the name colour it as a language that is close
    codemirror_mode: { name: "strux", mime: "application/typescript" },
    pygments_lexer: "typescript",
    nbconvert_exporter: "script",
  },
  banner: `Strux ${version}: experiments on LLM context`,
  help_links: [],
  supported_features: [],
  debugger: false,
});
