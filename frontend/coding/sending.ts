// One thing at a time goes to the server, in the order it was done. Silence is waited out; a refusal is told.
import type { Deed, Queue } from "./queue";
import type { Answer } from "./sheet";

export class Refused extends Error {
  constructor(message: string, readonly todo: string, readonly status: number, readonly said: Record<string, unknown> = {}) { super(message); }
}
export class Silence extends Error {}

const PATIENCE = [1000, 2000, 4000, 8000, 15000];

function headers(): Record<string, string> {
  const given = document.body.getAttribute("hx-headers");
  return { "Content-Type": "application/json", Accept: "application/json", ...(given ? (JSON.parse(given) as Record<string, string>) : {}) };
}

/** Asks the server something in JSON. Raises Silence for no answer or one that is its own fault, Refused for a no. */
export async function ask<T>(url: string, body: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(url, { method: "POST", headers: headers(), body: JSON.stringify(body), redirect: "manual" });
  } catch {
    throw new Silence();
  }
  if (response.type === "opaqueredirect") throw new Refused("You are signed out.", "Sign in in another tab; then try this again.", 401);
  if (response.status >= 500 || response.status === 429) throw new Silence();
  const told = await inFull(response);
  if (response.ok && told) return told as T;
  if (response.ok) throw new Silence(); // somebody else's answer, such as a hotel's page to sign in to its network
  const reason = response.headers.get("X-Reason");
  throw new Refused(
    String(told?.message ?? (reason ? decodeURIComponent(reason) : "This was not done.")),
    String(told?.todo ?? "Reload the page and try again."), response.status, told ?? {},
  );
}

/** The JSON of an answer; null where it is something else. One that was cut off on its way is none. */
async function inFull(response: Response): Promise<Record<string, unknown> | null> {
  if (!response.headers.get("Content-Type")?.includes("json")) return null;
  try {
    return (await response.json()) as Record<string, unknown>;
  } catch {
    throw new Silence();
  }
}

export interface Told {
  answered(deeds: readonly Deed[], answer: Answer): void;
  refused(deed: Deed, message: string, todo: string): void;
  state(): void;
}

export class Sending {
  offline = false;
  savedAt: number | null = null;
  /** Counts what was sent and answered, so that an older picture of the sheet is known for one. */
  turn = 0;
  private busy = false;
  private tries = 0;
  private timer = 0;

  constructor(private readonly queue: Queue, private readonly told: Told) {
    addEventListener("online", () => this.reached());
  }

  get waiting(): number { return this.queue.length; }
  get sending(): boolean { return this.busy; }

  add(deed: Deed): void {
    this.turn += 1;
    this.queue.add(deed);
    if (!this.offline) void this.go();
    this.told.state();
  }

  /** The network is there, whatever was thought of it. */
  reached(): void {
    if (!this.queue.length) this.offline = false;
    void this.go();
  }

  /** The last deed that waits, if none is on its way. */
  get last(): Deed | undefined { return this.busy ? undefined : this.queue.deeds.findLast((deed) => !deed.takesBack); }

  /** Takes back a deed that never left. */
  drop(deed: Deed): void {
    this.queue.drop([deed.id]);
    this.told.state();
  }

  /** Says another deed in the place of one: what was sent and never answered may have arrived. */
  instead(deed: Deed, other: Deed): void {
    this.turn += 1;
    this.queue.put(deed.id, other);
    this.told.state();
  }

  async go(): Promise<void> {
    clearTimeout(this.timer);
    if (this.busy) return;
    this.busy = true;
    for (let run = this.queue.next(); run.length; run = this.queue.next()) {
      const first = run[0]!;
      const body = first.kind === "code" ? { batch: run.flatMap((deed) => deed.body.batch as unknown[]) } : first.body;
      const ids = run.map((deed) => deed.id);
      try {
        const answer = await ask<Answer>(first.url, body);
        this.turn += 1;
        this.queue.drop(ids);
        this.offline = false;
        this.tries = 0;
        this.savedAt = Date.now();
        this.told.answered(run, answer);
      } catch (problem) {
        if (problem instanceof Refused && problem.status !== 401) {
          this.turn += 1;
          this.queue.drop(ids);
          // what never arrived needs no taking back
          for (const deed of run) if (!(deed.takesBack && problem.status === 404)) this.told.refused(deed, problem.message, problem.todo);
          continue;
        }
        if (!(problem instanceof Silence) && !(problem instanceof Refused)) {
          this.busy = false;
          throw problem;
        }
        this.queue.sent(ids);
        this.offline = true;
        this.timer = setTimeout(() => void this.go(), PATIENCE[Math.min(this.tries++, PATIENCE.length - 1)]);
        break;
      }
    }
    this.busy = false;
    this.told.state();
  }
}
