// What was done and not yet said to the server, in order. Ids and places survive a reload in this browser, for a day;
// words (memos, names of codes) never leave the page's memory.

export interface Deed {
  id: string;
  kind: "code" | "change" | "remove" | "other";
  guid?: string; // of the coding that is changed or removed
  url: string;
  body: Record<string, unknown>;
  at: number; // ms
  words?: boolean; // holds words: kept in memory only
  sent?: boolean; // it left, and no answer came: it may have arrived
  takesBack?: boolean; // it takes back one that may have arrived
}

export interface Kept { read(): string | null; write(text: string): void; wipe(): void }

const DAY = 24 * 3600 * 1000;
export const PREFIX = "alongside-waiting ";

export class Queue {
  deeds: Deed[] = [];
  old = 0; // deeds found that were older than a day, and left out

  constructor(private readonly kept: Kept, now: number) {
    let found: Deed[] = [];
    try {
      found = JSON.parse(kept.read() ?? "[]") as Deed[];
    } catch {
      kept.wipe(); // not ours, or cut off while it was written: nothing in it can be sent
    }
    this.deeds = found.filter((deed) => now - deed.at < DAY);
    this.old = found.length - this.deeds.length;
    if (this.old) this.keep();
  }

  get length(): number { return this.deeds.length; }

  add(deed: Deed): void {
    this.deeds.push(deed);
    this.keep();
  }

  /** Takes back a deed that was not sent yet. */
  drop(ids: readonly string[]): void {
    this.deeds = this.deeds.filter((deed) => !ids.includes(deed.id));
    this.keep();
  }

  /** These left, and no answer came. */
  sent(ids: readonly string[]): void {
    for (const deed of this.deeds) if (ids.includes(deed.id)) deed.sent = true;
    this.keep();
  }

  /** Another deed in the place of one. */
  put(id: string, other: Deed): void {
    this.deeds = this.deeds.map((deed) => (deed.id === id ? other : deed));
    this.keep();
  }

  /** The next to send: one deed, or a run of codings as one batch. */
  next(most = 50): Deed[] {
    const first = this.deeds[0];
    if (!first) return [];
    if (first.kind !== "code") return [first];
    const run = this.deeds.findIndex((deed) => deed.kind !== "code");
    return this.deeds.slice(0, Math.min(run < 0 ? this.deeds.length : run, most));
  }

  private keep(): void {
    const lasting = this.deeds.filter((deed) => !deed.words);
    if (lasting.length) this.kept.write(JSON.stringify(lasting));
    else this.kept.wipe();
  }
}

/** In this browser, for one person at one source. A full or forbidden store leaves the queue in memory. */
export function inBrowser(person: string, source: string, storage: Storage = localStorage): Kept {
  const key = `${PREFIX}${person} ${source}`;
  for (const other of Object.keys(storage)) if (other.startsWith(PREFIX) && !other.startsWith(`${PREFIX}${person} `)) storage.removeItem(other);
  return {
    read: () => storage.getItem(key),
    write: (text) => { try { storage.setItem(key, text); } catch { /* told on the page: what waits is in memory */ } },
    wipe: () => storage.removeItem(key),
  };
}

/** At sign-out nothing stays behind. */
export function wipeAll(storage: Storage = localStorage): void {
  for (const key of Object.keys(storage)) if (key.startsWith(PREFIX)) storage.removeItem(key);
}
