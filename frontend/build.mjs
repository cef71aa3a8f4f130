// Builds what the browser gets: app.css and app.js, the theme script that runs before the first paint, one script for
// each island, and the icons. Everything is written beside the Django app that serves it and is never committed.
import { build, context } from "esbuild";
import { compile } from "sass";
import { cp, mkdir, readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const outdir = process.env.ALONGSIDE_FRONTEND_OUT ?? join(here, "../src/alongside/ui/static/alongside");
const watching = process.argv.includes("--watch");

const scss = {
  name: "scss",
  setup({ onLoad }) {
    onLoad({ filter: /\.scss$/ }, ({ path }) => {
      const { css, loadedUrls } = compile(path, { loadPaths: [join(here, "node_modules")], quietDeps: true });
      return { contents: css, loader: "css", watchFiles: loadedUrls.map(fileURLToPath) };
    });
  },
};

const islands = (await readdir(join(here, "islands"))).filter((name) => name.endsWith(".ts"));

const options = {
  absWorkingDir: here,
  entryPoints: [
    { in: "app.ts", out: "app" },
    { in: "theme.ts", out: "theme" },
    { in: "styles/app.css", out: "app" },
    ...islands.map((name) => ({ in: `islands/${name}`, out: basename(name, ".ts") })),
  ],
  outdir,
  bundle: true,
  minify: !watching,
  format: "iife",
  // light-dark(), :has() and field-sizing are passed through: browsers since the spring of 2024 know the first two.
  target: ["chrome123", "firefox121", "safari17.5"],
  logLevel: "warning",
  plugins: [scss],
  legalComments: "eof",
};

await mkdir(outdir, { recursive: true });
for (const picture of ["icons.svg", "mark.svg"]) await cp(join(here, picture), join(outdir, picture));
if (watching) {
  const running = await context(options);
  await running.watch();
  console.log("Watching frontend/ ; stop with Ctrl-C.");
} else {
  await build(options);
}
