// Sets the chosen theme before the first paint. It is its own small file because the content security policy allows no
// inline script, and it blocks because a page that flashes white at night is worse than a millisecond.
import { applyTheme, storedTheme } from "./behaviour/theme";

applyTheme(storedTheme());
