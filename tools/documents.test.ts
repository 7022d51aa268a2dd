import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import * as z from "zod";

const root = join(import.meta.dirname, "..");
const packageJson = z.object({ scripts: z.record(z.string(), z.string()) });
const documents = ["README.md", "CONTRIBUTING.md"];

/** Words in backticks that look like a path of this repository. */
function pathsIn(markdown: string): string[] {
  const inline = [...markdown.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? "");
  return (
    inline
      .filter((text) => /^[\w.-]+(\/[\w.-]+)*\/?$/.test(text))
      .filter((text) => text.includes("/") || /\.(ts|mjs|md|json|yaml|nix|sh)$/.test(text))
      // Patterns of names, and what exists only at run time.
      .filter((text) => !text.startsWith("x.") && !text.startsWith(".confederation"))
  );
}

function linksIn(markdown: string): string[] {
  return [...markdown.matchAll(/\]\(([^)#]+)(#[^)]*)?\)/g)]
    .map((match) => match[1] ?? "")
    .filter((link) => !link.includes("://"));
}

for (const document of documents) {
  const markdown = readFileSync(join(root, document), "utf8");

  test(`every path that ${document} names exists`, () => {
    const paths = [...new Set([...pathsIn(markdown), ...linksIn(markdown)])];
    assert.ok(paths.length > 0, "no path was found in the document: the test reads it wrongly");
    assert.deepEqual(
      paths.filter((path) => !existsSync(join(root, path))),
      [],
    );
  });

  test(`every npm script that ${document} names exists`, () => {
    const { scripts } = packageJson.parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
    const named = [...markdown.matchAll(/npm (?:run )?([a-z:]+)/g)].map((match) => match[1] ?? "");
    const builtIn = new Set(["ci", "install"]);
    assert.deepEqual(
      [...new Set(named)].filter((script) => !builtIn.has(script) && !(script in scripts)),
      [],
    );
  });
}
