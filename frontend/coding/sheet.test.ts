import { beforeEach, describe, expect, it } from "vitest";
import { type Code, type Coding, type Row, type Sent, Sheet } from "./sheet";

const row = (guid: string, start: number, end: number, code = "c1", coder = 1): Row => [guid, start, end, code, coder, "", 0, "", 0, "", 1, 7];
const coding = (guid: string, start: number, end: number, waiting = false): Coding =>
  ({ guid, start, end, code: "c1", coder: 1, valence: "", important: false, review: "", memos: 0, fate: "", version: 1, checksum: waiting ? 0 : 7, waiting });
const sent = (codings: Row[], more: Partial<Sent> = {}): Sent => ({
  besides: "1", framework: "", text: 1, version: null, round: null, me: 1, coders: [], codings, annotations: [], here: [], undo: null, redo: null, ...more,
});
const nothing = { codings: [], gone: [], undo: null, redo: null, refused: [] };

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

  it("takes in an answer: merged into one, what can be undone", () => {
    sheet.take(sent([row("a", 0, 10)]));
    sheet.put(coding("new", 5, 20, true));
    sheet.apply({ ...nothing, codings: [row("new", 0, 20)], gone: ["a"], undo: { label: "Coded" } });
    expect(sheet.inOrder().map(({ guid, start, end, waiting }) => [guid, start, end, waiting])).toEqual([["new", 0, 20, false]]);
    expect(sheet.undo).toEqual({ label: "Coded" });
    expect(sheet.on(0)).toHaveLength(1);
  });

  describe("counts what lies under a code", () => {
    const counts = (code = "c1"): number[] => [sheet.codes.get(code)!.here, sheet.codes.get(code)!.all];
    const codes = (here: number, all: number): Code[] => [{ guid: "c1", here, all }, { guid: "c2", here: 0, all: 0 }] as Code[];
    beforeEach(() => {
      sheet.takeCodes(codes(2, 4));
      sheet.take(sent([row("a", 0, 10), row("b", 20, 30)]));
    });

    it("as the server counted it at first", () => expect(counts()).toEqual([2, 4]));

    it("down with what is gone, and up with what others coded", () => {
      sheet.apply({ ...nothing, gone: ["a"] });
      expect(counts()).toEqual([1, 3]);
      sheet.take(sent([row("b", 20, 30), row("tom", 40, 50, "c1", 2)]));
      expect(counts()).toEqual([2, 4]);
    });

    it("also the first of all, by others", () => {
      sheet = new Sheet([0, 100, 200]);
      sheet.takeCodes(codes(0, 0));
      sheet.take(sent([]));
      sheet.take(sent([row("tom", 40, 50, "c1", 2)]));
      expect(counts()).toEqual([1, 1]);
    });

    it("at once when it is painted, and no more when it is confirmed", () => {
      sheet.put(coding("mine", 40, 50, true));
      expect(counts()).toEqual([3, 5]);
      sheet.apply({ ...nothing, codings: [row("mine", 40, 50)] });
      expect(counts()).toEqual([3, 5]);
    });

    it("under its other code, when it got another", () => {
      sheet.apply({ ...nothing, codings: [row("a", 0, 10, "c2")] });
      expect([counts(), counts("c2")]).toEqual([[1, 3], [1, 1]]);
    });

    it("with what waits, when the framework is taken in anew", () => {
      sheet.put(coding("mine", 40, 50, true));
      sheet.takeCodes(codes(2, 4));
      expect(counts()).toEqual([3, 5]);
    });
  });

  it("tells what is held by what was confirmed", () => {
    sheet.take(sent([row("a", 0, 10), row("b", 20, 30)]));
    expect(sheet.tag).toBe("1.2.14");
    sheet.put(coding("mine", 40, 50, true));
    expect(sheet.tag).toBe("1.2.14");
    sheet.apply({ ...nothing, codings: [row("mine", 40, 50)], gone: ["a", "b"] });
    expect(sheet.tag).toBe("1.1.7");
  });

  it("finds what lies at a place, with its ends half open", () => {
    sheet.take(sent([row("a", 0, 10), row("b", 10, 20)]));
    expect(sheet.at({ start: 10, end: 10 }).map(({ guid }) => guid)).toEqual(["b"]);
    expect(sheet.at({ start: 9, end: 11 })).toHaveLength(2);
  });
});
