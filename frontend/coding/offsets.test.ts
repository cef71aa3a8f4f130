import { describe, expect, it } from "vitest";
import { Table, trimmed, wholeSigns, wordsIn } from "./offsets";

const SIGNS = ["a", " ", "é", "e\u0301", "ß", "\n", "م", "رْ", "中", "😀", "👩‍⚕️", "👨‍👩‍👧‍👦", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "𝔘", "\u200f", "\ud83d", "."];

/** Small and repeatable, so that a failure can be read. */
function* texts(many: number): Generator<string> {
  let seed = 7;
  const random = (most: number): number => (seed = (seed * 48271) % 2147483647) % most;
  for (let at = 0; at < many; at += 1) yield Array.from({ length: random(60) }, () => SIGNS[random(SIGNS.length)]!).join("");
}

describe("between code points and UTF-16 units", () => {
  it("finds the same words both ways in any text", () => {
    for (const text of texts(2000)) {
      const table = new Table(text);
      const signs = [...text];
      expect(table.length).toBe(signs.length);
      for (let start = 0; start <= signs.length; start += 1) {
        const unit = table.units(start);
        expect(unit).toBe(signs.slice(0, start).join("").length);
        expect(table.points(unit)).toBe(start);
      }
    }
  });

  it("takes a place inside a surrogate pair as the sign's beginning", () => {
    expect(new Table("a😀b").points(2)).toBe(1);
    expect(new Table("a😀b").points(3)).toBe(2);
  });

  it("holds places beyond the text at its ends", () => {
    expect(new Table("abc").units(9)).toBe(3);
    expect(new Table("a😀").units(9)).toBe(3);
    expect(new Table("a😀").points(-4)).toBe(0);
  });
});

it("never cuts a visible sign", () => {
  const family = "👨‍👩‍👧‍👦";
  expect(wholeSigns(`x${family}y`, 3, 5)).toEqual({ start: 1, end: 1 + family.length });
  expect(wholeSigns("cafe\u0301 x", 0, 4)).toEqual({ start: 0, end: 5 });
  expect(wholeSigns("plain", 1, 3)).toEqual({ start: 1, end: 3 });
});

it("means the words, not the white space around them", () => {
  expect(trimmed("a  word \n", 1, 9)).toEqual({ start: 3, end: 7 });
  expect(trimmed("a   b", 1, 4)).toBeNull();
});

it("counts words in any script", () => expect(wordsIn(" two words\nوثلاث كلمات 😀 ")).toBe(5));
