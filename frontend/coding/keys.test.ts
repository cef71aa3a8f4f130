import { expect, it } from "vitest";
import { type Command, Keys, shown, written } from "./keys";
import { rank, ranked } from "./ranking";
import { unitAt, unitsOf } from "./units";

const press = (key: string, more: object = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });
const command = (id: string, ...keys: string[]): Command => ({ id, words: id, group: "Code", keys, run: () => {} });

it("writes a press the same on every keyboard", () => {
  expect(written(press("C"))).toBe("c");
  expect(written(press("E", { shiftKey: true }))).toBe("Shift+e");
  expect(written(press("?", { shiftKey: true }))).toBe("?");
  expect(written(press("k", { metaKey: true }))).toBe("Mod+k");
  expect(written(press("{", { shiftKey: true, code: "BracketLeft" }))).toBe("Shift+[");
  expect(written(press("“", { altKey: true, code: "BracketLeft" }))).toBe("Alt+[");
  expect(shown("Mod+Shift+z")).toBe("Ctrl Shift Z");
  expect(shown("Alt++")).toBe("Alt +");
});

it("refuses a key that would mean two things", () => {
  expect(() => new Keys([command("code", "c"), command("copy", "c")])).toThrow("c means two things");
  expect(new Keys([command("code", "c", "Mod+F2")]).of(press("F2", { ctrlKey: true }))?.id).toBe("code");
});

it("puts the code whose name begins so before those that only mention it", () => {
  const codes = [{ name: "Support", more: "the boss is kind" }, { name: "Board", more: "" }, { name: "On boarding", more: "" }, { name: "Media", more: "" }];
  expect(ranked("bo", codes).map(({ name }) => name)).toEqual(["Board", "On boarding", "Support"]);
  expect(rank("zz", codes[0]!)).toBe(4);
});

it("finds words and sentences, in Arabic too", () => {
  const text = "It began. “Who asked?” No one… ever  \nThen it ended";
  expect(unitsOf(text, "sentence").map(({ start, end }) => text.slice(start, end))).toEqual(["It began.", "“Who asked?”", "No one…", "ever  \nThen it ended"]);
  expect(unitsOf("مرحبا يا سارة.", "word")).toHaveLength(3);
  expect(unitAt(unitsOf("one two", "word"), 3)).toEqual({ start: 4, end: 7 });
  expect(unitsOf("  whole turn ", "turn")).toEqual([{ start: 2, end: 12 }]);
});
