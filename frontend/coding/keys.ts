// Which keys do what. A command has an id, words for its button and the palette, and keys; the same table draws the
// list of keys, so it cannot differ from what the keys do.

export interface Command {
  id: string;
  words: string;
  group: "Choose" | "Code" | "This coding" | "Read" | "Framework" | "Page";
  keys: string[]; // "c", "Shift+e", "Mod+k": Mod is Ctrl, or ⌘ on a Mac
  run: () => void;
  can?: () => string; // why it cannot be done now; empty if it can
}

interface Pressed { key: string; code?: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean; shiftKey: boolean }

const BRACKETS: Record<string, string> = { BracketLeft: "[", BracketRight: "]" };

/** How a press is written in the table. Shift is told only for letters and named keys: `?` is `?` on every keyboard. */
export function written(press: Pressed): string {
  const bracket = press.altKey || press.shiftKey ? BRACKETS[press.code ?? ""] : undefined;
  const key = bracket ?? (press.key.length === 1 ? press.key.toLowerCase() : press.key);
  const tellsShift = bracket !== undefined || key.length > 1 || /\p{L}/u.test(key);
  const parts = [press.ctrlKey || press.metaKey ? "Mod" : "", press.altKey ? "Alt" : "", press.shiftKey && tellsShift ? "Shift" : "", key];
  return parts.filter(Boolean).join("+");
}

/** For people: Mod+k is Ctrl K, or ⌘ K on a Mac. */
export function shown(keys: string, mac = false): string {
  return keys.split(/\+(?=.)/u).map((part) => ({ Mod: mac ? "⌘" : "Ctrl", Alt: mac ? "⌥" : "Alt", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc", Delete: "Del" })[part]
    ?? (part.length === 1 ? part.toUpperCase() : part)).join(" ");
}

export class Keys {
  private readonly byKey = new Map<string, Command>();

  constructor(readonly commands: readonly Command[]) {
    for (const command of commands) {
      for (const key of command.keys) {
        if (this.byKey.has(key)) throw new Error(`${key} means two things: ${this.byKey.get(key)!.id}, ${command.id}`);
        this.byKey.set(key, command);
      }
    }
  }

  of(press: Pressed): Command | undefined { return this.byKey.get(written(press)); }

  named(id: string): Command | undefined { return this.commands.find((each) => each.id === id); }
}
