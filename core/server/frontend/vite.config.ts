/** The build of the console: one script, one style sheet, the font, a sprite of icons, and what says their names. */
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { defineConfig, type Plugin } from "vite";

const load = createRequire(import.meta.url);
/** What is shipped of others, each with the file that is its licence's text. */
const SHIPPED = ["htmx.org", "sortablejs", "@fontsource-variable/inter", "@iconify-json/lucide"];

const ISC = `Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted,
provided that the above copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL
IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN
ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
THIS SOFTWARE.`;

interface IconSet {
  icons: Record<string, { body: string }>;
  aliases?: Record<string, { parent: string }>;
}

function symbol(set: IconSet, name: string): string {
  const found = set.icons[name] ?? set.icons[set.aliases?.[name]?.parent ?? ""];
  if (!found) throw new Error(`icons.json names '${name}', which Lucide does not have`);
  return `<symbol id="${name}" viewBox="0 0 24 24">${found.body}</symbol>`;
}

/** Lucide's icons that icons.json names, as one file of symbols. */
function sprite(): Plugin {
  return {
    name: "frontdesk-sprite",
    buildStart() {
      this.addWatchFile(join(import.meta.dirname, "icons.json"));
    },
    generateBundle() {
      const names: string[] = JSON.parse(readFileSync(join(import.meta.dirname, "icons.json"), "utf8"));
      const set: IconSet = load("@iconify-json/lucide/icons.json");
      const symbols = names.map((name) => symbol(set, name)).join("");
      const source = `<svg xmlns="http://www.w3.org/2000/svg">${symbols}</svg>\n`;
      this.emitFile({ type: "asset", name: "icons.svg", source });
    },
  };
}

function licence(name: string): string {
  const folder = dirname(load.resolve(`${name}/package.json`));
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return `${name} ${version} (${license})\n\n${licenceText(folder)}\n`;
}

/** The file of that name; else that part of the README; else, for Lucide's data, who and what its info.json names. */
function licenceText(folder: string): string {
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  if (file) return readFileSync(join(folder, file), "utf8").trim();
  const [, part] = readFileSync(join(folder, "README.md"), "utf8").split(/^#+.*licen[cs]e.*$/im);
  return part ? part.trim() : `${JSON.parse(readFileSync(join(folder, "info.json"), "utf8")).author.name}\n\n${ISC}`;
}

/** NOTICE.txt: whose work is in these files, and under which licences. */
function notice(): Plugin {
  return {
    name: "frontdesk-notice",
    generateBundle() {
      const source = `The console's files contain work of others:\n\n${SHIPPED.map(licence).join(`\n${"-".repeat(80)}\n\n`)}`;
      this.emitFile({ type: "asset", fileName: "NOTICE.txt", source });
    },
  };
}

/** manifest.json: a file's plain name -> its name with the hash of its content. */
function manifest(): Plugin {
  return {
    name: "frontdesk-manifest",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const names: Record<string, string> = {};
        for (const file of Object.keys(bundle).sort()) {
          const plain = file.replace(/-[\w-]{8}(\.\w+)$/, "$1");
          if (plain !== file) names[plain] = file;
        }
        this.emitFile({ type: "asset", fileName: "manifest.json", source: `${JSON.stringify(names, null, 2)}\n` });
      },
    },
  };
}

export default defineConfig({
  base: "/console/static/",
  plugins: [sprite(), notice(), manifest()],
  build: {
    outDir: "../src/frontdesk_server/console/static/dist",
    emptyOutDir: true,
    assetsDir: "",
    assetsInlineLimit: 0, // the Content-Security-Policy allows no data: addresses
    target: "es2022",
    cssTarget: ["chrome123", "firefox128", "safari17.5"], // the first with light-dark() and nesting
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: { console: "src/console.ts" },
      output: { entryFileNames: "[name]-[hash].js", assetFileNames: "[name]-[hash][extname]" },
    },
  },
});
