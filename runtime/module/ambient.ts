// What a module may name besides JavaScript's own library: `operator`, the globals of Node, and packages, whose types are not looked at.

const globals =
  "console process Buffer URL URLSearchParams TextEncoder TextDecoder structuredClone performance fetch crypto atob btoa " +
  "setTimeout clearTimeout setInterval clearInterval setImmediate queueMicrotask AbortController AbortSignal Blob require module";

/** A declaration file. Anything from a package is `any` here, so that checking a module reads no package. */
export const ambient = `
declare module "*";
${globals
  .split(" ")
  .map((name) => `declare const ${name}: any; type ${name} = any;`)
  .join("\n")}
declare function operator(
  about: { in: { [name: string]: string }; out: string; pure?: boolean; version?: number; doc?: string },
  run: (...args: any[]) => unknown,
): any;
`;
