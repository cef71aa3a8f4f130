import { wipeAll } from "../coding/queue";

/** What waits for the network is one's own: it does not stay for whoever sits down next. */
export function signOut(): void {
  document.addEventListener("submit", (event) => {
    if (new URL((event.target as HTMLFormElement).action).pathname.endsWith("/sign-out/")) wipeAll();
  });
}
