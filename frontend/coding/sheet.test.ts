import { beforeEach, describe, expect, it } from "vitest";
import { type Code, type Coding, type Row, type Sent, Sheet } from "./sheet";

const row = (guid: string, start: number, end: number, code = "c1", coder = 1): Row => [guid, start, end, code, coder, "", 0, "", 0, "", 1];
const coding = (guid: string, start: number, end: number, waiting = false): Coding =>
  ({ guid, start, end, code: "c1", coder: 1, valence: "", important: false, review: "", memos: 0, fate: "", version: 1, waiting });
const sent = (codings: Row[], more: Partial<Sent> = {}): Sent => ({
  etag: "1", text: 1, version: null, round: null, me: 1, coders: [], codings, annotations: [], here: [], undo: null, redo: null, ...more,
});
const nothing = { etag: "2", codings: [], gone: [], undo: null, redo: null, counts: {}, refused: [] };

let sheet: Sheet;
beforeEach(() => { sheet = new Sheet([0, 100, 200]); });

describe("a sheet", () => {
  it("knows the turns a coding lies on, also over several", () => {
    sheet.take(sent([row("a", 90, 210)]));
    expect([0, 1, 2].map((turn) => sheet.on(turn).length)).toEqual([1, 1, 1]);
    expect(sheet.turnsOf({ start: 0, end: 100 })).toEqual([0]);
  });

  it("says what to draw again, and nothing for what is as it was", () => {
    sheet.take(sent([row("a", 0, 10), row("b", 20, 30)]));
    expect(sheet.take(sent([row("a", 0, 10), row("b", 20, 40)]))).toHaveLength(2);
    expect(sheet.take(sent([row("a", 0, 10)]))).toEqual([expect.objectContaining({ guid: "b" })]);
  });

  it("keeps what waits when others' codings arrive", () => {
    sheet.take(sent([row("a", 0, 10)]));
    sheet.put(coding("mine", 20, 30, true));
    sheet.take(sent([row("tom", 40, 50, "c1", 2)]));
    expect([...sheet.codings.keys()].sort()).toEqual(["mine", "tom"]);
  });

  it("takes in an answer: merged into one, the counts, what can be undone", () => {
    sheet.takeCodes([{ guid: "c1", here: 0, all: 4 } as Code]);
    sheet.take(sent([row("a", 0, 10)]));
    sheet.put(coding("new", 5, 20, true));
    sheet.apply({ ...nothing, codings: [row("new", 0, 20)], gone: ["a"], counts: { c1: [1, 5] }, undo: { label: "Coded" } });
    expect(sheet.inOrder().map(({ guid, start, end, waiting }) => [guid, start, end, waiting])).toEqual([["new", 0, 20, false]]);
    expect(sheet.codes.get("c1")).toMatchObject({ here: 1, all: 5 });
    expect(sheet.undo).toEqual({ label: "Coded" });
    expect(sheet.on(0)).toHaveLength(1);
  });

  it("counts down what is gone, and up what others coded", () => {
    sheet.takeCodes([{ guid: "c1", here: 2, all: 4 } as Code]);
    sheet.take(sent([row("a", 0, 10), row("b", 20, 30)]));
    expect(sheet.codes.get("c1")).toMatchObject({ here: 2, all: 4 });
    sheet.apply({ ...nothing, gone: ["a"] });
    expect(sheet.codes.get("c1")).toMatchObject({ here: 1, all: 3 });
    sheet.take(sent([row("b", 20, 30), row("tom", 40, 50, "c1", 2)]));
    expect(sheet.codes.get("c1")).toMatchObject({ here: 2, all: 4 });
  });

  it("finds what lies at a place, with its ends half open", () => {
    sheet.take(sent([row("a", 0, 10), row("b", 10, 20)]));
    expect(sheet.at({ start: 10, end: 10 }).map(({ guid }) => guid)).toEqual(["b"]);
    expect(sheet.at({ start: 9, end: 11 })).toHaveLength(2);
  });
});
