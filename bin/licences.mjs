// The licence texts of the packages that a bundle contains, for the people who receive it without node_modules.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/**
 * @param {readonly string[]} modules paths of the bundled files
 * @returns {string}
 */
export function licences(modules) {
  const folders = new Set(
    modules.flatMap((path) => path.match(/^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/)?.[0] ?? []),
  );
  return [...folders].sort().map(section).join("\n");
}

/** @param {string} folder */
function section(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const text = file ? readFileSync(join(folder, file), "utf8").trim() : license;
  return `${"=".repeat(80)}\n${name} ${version} (${license})\n\n${text}\n`;
}
