// How well a code's name answers to a few letters.

export interface Named { name: string; more: string }

/** 0 the name begins so, 1 one of its words, 2 somewhere in it, 3 a word of its definition, 4 not at all. */
export function rank(asked: string, { name, more }: Named): number {
  const letters = asked.trim().toLocaleLowerCase();
  const own = name.toLocaleLowerCase();
  if (!letters || own.startsWith(letters)) return 0;
  if (own.split(/[\s/-]+/u).some((word) => word.startsWith(letters))) return 1;
  if (own.includes(letters)) return 2;
  return more.toLocaleLowerCase().split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(letters)) ? 3 : 4;
}

/** Those that answer, best first; among equals as they came. */
export function ranked<T extends Named>(asked: string, all: readonly T[]): T[] {
  return all.map((each) => [rank(asked, each), each] as const).filter(([value]) => value < 4)
    .sort(([one], [other]) => one - other).map(([, each]) => each);
}
