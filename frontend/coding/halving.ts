// Looking for a place among what is in order.

/** The last of `0 … many - 1` for which it holds, where it holds for all before that one too; 0 if for none. */
export function lastWhere(many: number, holds: (at: number) => boolean): number {
  let low = 0;
  let high = many - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
