// Each stretch takes the first lane that is free where it begins.

export interface Stretch { start: number; end: number }

/** The lanes of stretches that come in the order of their beginnings. */
export function lanes(stretches: readonly Stretch[]): number[] {
  const ends: number[] = [];
  return stretches.map(({ start, end }) => {
    const free = ends.findIndex((until) => until <= start);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = end;
    return lane;
  });
}

/** Where labels stand that want to stand at `wanted` (from above to below) and need `step` each. */
export function stacked(wanted: readonly number[], step: number): number[] {
  let free = -Infinity;
  return wanted.map((top) => {
    const at = Math.max(top, free);
    free = at + step;
    return at;
  });
}
