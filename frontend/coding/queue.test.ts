import { describe, expect, it } from "vitest";
import { type Deed, type Kept, Queue, inBrowser, wipeAll } from "./queue";

const HOUR = 3600 * 1000;
const deed = (id: string, more: Partial<Deed> = {}): Deed => ({ id, kind: "code", url: "/codings/", body: { batch: [{ guid: id }] }, at: 0, ...more });

function paper(text: string | null = null): Kept & { text: string | null } {
  return { text, read() { return this.text; }, write(given) { this.text = given; }, wipe() { this.text = null; } };
}

class Store {
  [key: string]: unknown;
  getItem(key: string): string | null { return (this[key] as string | undefined) ?? null; }
  setItem(key: string, value: string): void { this[key] = value; }
  removeItem(key: string): void { delete this[key]; }
}

describe("what waits", () => {
  it("is sent in order, codings in a row together", () => {
    const queue = new Queue(paper(), 0);
    for (const each of [deed("1"), deed("2"), deed("3", { kind: "change", url: "/change/", body: { valence: "both" } }), deed("4")]) queue.add(each);
    expect(queue.next().map(({ id }) => id)).toEqual(["1", "2"]);
    queue.drop(["1", "2"]);
    expect(queue.next().map(({ id }) => id)).toEqual(["3"]);
    queue.drop(["3"]);
    expect(queue.next().map(({ id }) => id)).toEqual(["4"]);
  });

  it("remembers what left without an answer, and says its taking back in its place", () => {
    const kept = paper();
    const queue = new Queue(kept, 0);
    for (const id of ["1", "2"]) queue.add(deed(id));
    queue.sent(["1"]);
    queue.put("1", deed("1 back", { kind: "remove", guid: "1", takesBack: true }));
    expect(new Queue(kept, 0).deeds.map(({ id, sent, takesBack }) => [id, sent, takesBack])).toEqual([["1 back", undefined, true], ["2", undefined, undefined]]);
    expect(queue.next().map(({ id }) => id)).toEqual(["1 back"]);
  });

  it("is there after a reload, but for words", () => {
    const kept = paper();
    const queue = new Queue(kept, 0);
    queue.add(deed("1"));
    queue.add(deed("memo", { kind: "other", url: "/memo/", body: { body: "what nobody may find here" }, words: true }));
    expect(kept.text).not.toContain("nobody");
    expect(new Queue(kept, HOUR).deeds.map(({ id }) => id)).toEqual(["1"]);
  });

  it("is gone after a day, and says how many", () => {
    const kept = paper(JSON.stringify([deed("old"), deed("new", { at: 10 * HOUR })]));
    const queue = new Queue(kept, 25 * HOUR);
    expect(queue.deeds.map(({ id }) => id)).toEqual(["new"]);
    expect(queue.old).toBe(1);
    expect(kept.text).not.toContain("old");
  });

  it("begins anew where the store holds nonsense", () => {
    const kept = paper("[{");
    expect(new Queue(kept, 0).length).toBe(0);
    expect(kept.text).toBeNull();
  });

  it("is of one person: another who opens the page finds nothing, and sign-out leaves nothing", () => {
    const store = new Store() as unknown as Storage;
    inBrowser("1", "s").write("[1]");
    expect(inBrowser("1", "s").read()).toBe("[1]");
    expect(inBrowser("2", "s").read()).toBeNull();
    expect(inBrowser("1", "s").read()).toBeNull();
    inBrowser("1", "s", store).write("[1]");
    store.setItem("theme", "dark");
    wipeAll(store);
    expect(Object.keys(store)).toEqual(["theme"]);
  });
});

globalThis.localStorage ??= new Store() as unknown as Storage;
