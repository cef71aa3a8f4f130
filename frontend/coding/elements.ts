// Elements in one line.

type Part = Node | string | null | false | undefined;

export function el<K extends keyof HTMLElementTagNameMap>(name: K, about: Record<string, string | boolean | (() => void)> = {}, ...parts: Part[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(about)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false) made.setAttribute(key, value);
  }
  made.append(...parts.filter((part): part is Node | string => part !== null && part !== false && part !== undefined && part !== ""));
  return made;
}

export function button(words: string, command: string, key = "", about: Record<string, string> = {}): HTMLButtonElement {
  return el("button", { type: "button", class: "button small", "data-command": command, ...about }, words, key && el("kbd", {}, key));
}

export function icon(name: string): SVGSVGElement {
  const made = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  made.setAttribute("class", "icon");
  made.ariaHidden = "true";
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${document.querySelector<SVGUseElement>("svg use[href*='icons.svg']")?.getAttribute("href")?.split("#")[0] ?? ""}#${name}`);
  made.append(use);
  return made;
}

export const csrf = (): string => (JSON.parse(document.body.getAttribute("hx-headers") ?? "{}") as Record<string, string>)["X-CSRFToken"] ?? "";
