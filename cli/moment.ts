// A time as it is told: here, to the second.

export function moment(ms: number): string {
  const at = new Date(ms);
  if (Number.isNaN(at.getTime())) return "no date";
  const two = (n: number): string => String(n).padStart(2, "0");
  const day = [at.getFullYear(), at.getMonth() + 1, at.getDate()].map(two).join("-");
  return `${day} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(":")}`;
}
