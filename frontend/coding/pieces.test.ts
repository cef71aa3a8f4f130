import { expect, it } from "vitest";
import { lanes, stacked } from "./lanes";
import { pieces } from "./pieces";

it("cuts overlapping stretches into a flat row that is the whole text", () => {
  const found = pieces(0, 10, [{ start: 2, end: 6, n: 1 }, { start: 4, end: 12, n: 2 }]);
  expect(found.map((each) => [each.start, each.end, each.over.map(({ n }) => n)])).toEqual([[0, 2, []], [2, 4, [1]], [4, 6, [1, 2]], [6, 10, [2]]]);
});

it("holds three hundred codings on one sentence", () => {
  const many = Array.from({ length: 300 }, (_, at) => ({ start: at % 40, end: 60 + (at % 30) }));
  const found = pieces(0, 100, many);
  expect(found[0]!.start).toBe(0);
  expect(found.at(-1)!.end).toBe(100);
  for (let at = 1; at < found.length; at += 1) expect(found[at]!.start).toBe(found[at - 1]!.end);
  for (const piece of found) {
    expect(piece.over.length).toBe(many.filter((each) => each.start <= piece.start && each.end >= piece.end).length);
  }
});

it("leaves out what lies elsewhere, and has nothing for no text", () => {
  expect(pieces(5, 9, [{ start: 0, end: 5 }])).toEqual([{ start: 5, end: 9, over: [] }]);
  expect(pieces(5, 5, [])).toEqual([]);
});

it("gives the first free lane, and never two stretches one place", () => {
  const some = [{ start: 0, end: 9 }, { start: 2, end: 4 }, { start: 3, end: 5 }, { start: 4, end: 8 }, { start: 9, end: 10 }];
  expect(lanes(some)).toEqual([0, 1, 2, 1, 0]);
});

it("pushes labels down where they would cover each other", () => {
  expect(stacked([0, 5, 60, 61], 20)).toEqual([0, 20, 60, 80]);
});
