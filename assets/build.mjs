// Builds what the browser gets into src/nenso/web/static: bundled, named by content, compressed, with a manifest.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync, mkdirSync, renameSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import * as sass from "sass";

const here = fileURLToPath(new URL(".", import.meta.url));
const target = join(here, "..", "src", "nenso", "web", "static");
const half = `${target}.new-${process.pid}`;
const entries = (folder, ending) =>
  readdirSync(join(here, folder)).filter((name) => name.endsWith(ending) && !name.startsWith("_")).map((name) => join(here, folder, name));

const styles = {
  name: "styles",
  setup(build) {
    build.onLoad({ filter: /\.scss$/ }, ({ path }) => {
      const made = sass.compile(path, { loadPaths: [join(here, "node_modules")], style: "expanded", quietDeps: true, silenceDeprecations: ["import"] });
      return { contents: made.css, loader: "css", resolveDir: join(here, "node_modules"), watchFiles: made.loadedUrls.map((url) => fileURLToPath(url)) };
    });
  },
};

const packages = Object.keys(JSON.parse(readFileSync(join(here, "package.json"))).dependencies);
const fonts = {
  name: "packages-in-styles",
  setup(build) {
    build.onResolve({ filter: new RegExp(`^(${packages.map((name) => name.replace(/[./]/g, "\\$&")).join("|")})/.*woff2$`) }, ({ path }) => ({ path: join(here, "node_modules", path) }));
  },
};

mkdirSync(half, { recursive: true });
const made = await esbuild.build({
  entryPoints: [...entries("styles", ".scss"), ...entries("scripts", ".js")],
  outdir: half,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  minify: true,
  target: ["es2020"],
  loader: { ".woff2": "file", ".svg": "file" },
  plugins: [styles, fonts],
  legalComments: "linked",
  metafile: true,
  logLevel: "warning",
});

const manifest = {};
for (const [path, output] of Object.entries(made.metafile.outputs)) {
  if (output.entryPoint) {
    const name = basename(output.entryPoint.replace(/^\w+:/, "")).replace(/\.scss$/, ".css");
    manifest[name] = { file: basename(path), imports: output.imports.filter((one) => one.kind === "import-statement").map((one) => basename(one.path)) };
  }
}
for (const path of entries("images", "")) {
  const content = readFileSync(path);
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
  const file = basename(path).replace(/(\.\w+)$/, `-${hash}$1`);
  writeFileSync(join(half, file), content);
  manifest[basename(path)] = { file, imports: [] };
}
writeFileSync(join(half, "manifest.json"), JSON.stringify(manifest, null, 1));
for (const name of readdirSync(half)) {
  const path = join(half, name);
  if (/\.(css|js|svg)$/.test(name) && statSync(path).size > 500) {
    const content = readFileSync(path);
    writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
    writeFileSync(`${path}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
  }
}
rmSync(target, { recursive: true, force: true });
renameSync(half, target);
console.log(`${relative(process.cwd(), target)}: ${Object.keys(manifest).sort().join(", ")}`);
