// The environment of a process, as far as it is read.
export type Env = { readonly [name: string]: string | undefined };
