// Writes a table as JSON Lines: an object per row.
import { columnsOf, jsonOf, putRows, type Write } from "./write.ts";

export const jsonLines: Write = async (table, sink) => {
  const columns = columnsOf(table).map(({ name, values }) => ({ name, values, key: JSON.stringify(name) }));
  await putRows(table.size, sink, (at) => {
    const members = columns.map(
      ({ name, values, key }) => `${key}:${jsonOf(values[at] ?? null, name, sink)}`,
    );
    return `{${members.join(",")}}\n`;
  });
};
