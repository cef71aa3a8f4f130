// Overlapping stretches become a flat row of pieces, each with what lies over it: marks are never nested.
import type { Place } from "./offsets";

export interface Piece<T> extends Place { over: T[] }

export function pieces<T extends Place>(start: number, end: number, stretches: readonly T[]): Piece<T>[] {
  const cuts = new Set([start, end]);
  for (const each of stretches) {
    if (each.start > start && each.start < end) cuts.add(each.start);
    if (each.end > start && each.end < end) cuts.add(each.end);
  }
  const sorted = [...cuts].sort((one, other) => one - other);
  const begun = stretches.filter((each) => each.end > start && each.start < end).sort((one, other) => one.start - other.start);
  const found: Piece<T>[] = [];
  let open: T[] = [];
  let next = 0;
  for (let cut = 0; cut + 1 < sorted.length; cut += 1) {
    const [from, to] = [sorted[cut]!, sorted[cut + 1]!];
    open = open.filter((each) => each.end > from);
    while (next < begun.length && begun[next]!.start <= from) open.push(begun[next++]!);
    found.push({ start: from, end: to, over: [...open] });
  }
  return found;
}
