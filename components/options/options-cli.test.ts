import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { checkAgainst } from "./check-config.ts";
import { generate } from "./generate.ts";
import { readOptionsFile } from "./options-file.ts";
import { readSnapshot } from "./snapshot.ts";

const timeout = 60_000;
const cli = join(import.meta.dirname, "options-cli.ts");

function folder(context: TestContext): string {
  const made = mkdtempSync(join(tmpdir(), "options-"));
  context.after(() => rmSync(made, { recursive: true }));
  return made;
}

/** A few options in the form in which Nix builds a manual's facts. */
const builtByNix = {
  "_module.args": { loc: ["_module", "args"], type: "lazy attribute set of raw value", readOnly: false },
  'programs.git.extra."a.b"': {
    declarations: [{ name: "<home-manager/modules/programs/git.nix>", url: "https://example.org" }],
    default: { _type: "literalExpression", text: "null" },
    description: "Whatever.",
    loc: ["programs", "git", "extra", "a.b"],
    readOnly: false,
    type: 'null or one of "x", "y z"',
  },
  "programs.git.signers": {
    loc: ["programs", "git", "signers"],
    readOnly: false,
    type: "list of (submodule)",
  },
  "programs.git.signers.*.key": {
    loc: ["programs", "git", "signers", "*", "key"],
    readOnly: false,
    type: "string",
  },
  "accounts.<name>.port": {
    loc: ["accounts", "<name>", "port"],
    readOnly: false,
    type: "16 bit unsigned integer; between 0 and 65535 (both inclusive)",
  },
};

test("an options.json of any system gives types and a check", (context) => {
  const made = folder(context);
  const file = join(made, "options.json");
  writeFileSync(file, JSON.stringify(builtByNix));
  const { share } = generate("home-manager", readOptionsFile(file), made);
  assert.equal(share, 1);
  const types = readFileSync(join(made, "home-manager.d.ts"), "utf8");
  assert.match(types, /export interface HomeManagerConfig \{/);
  assert.match(types, /readonly "a\.b"\?: Value<null \| "x" \| "y z">;/);
  assert.doesNotMatch(types, /_module/);
  const tree = readSnapshot(readFileSync(join(made, "home-manager.jsonl"), "utf8"));
  const right = {
    programs: { git: { extra: { "a.b": "y z" }, signers: [{ key: "k" }] } },
    accounts: { joe: { port: 25 } },
    warnings: [],
  };
  assert.deepEqual(checkAgainst(tree, right), []);
  const wrong = {
    programs: { git: { extra: { "a.b": "z" }, signers: [{ kye: "k" }] } },
    accounts: { joe: { port: 99_999 } },
  };
  assert.deepEqual(
    checkAgainst(tree, wrong).map(({ path, kind }) => [path, kind]),
    [
      ['programs.git.extra."a.b"', "type"],
      ["programs.git.signers[0].kye", "unknown"],
      ["accounts.joe.port", "range"],
    ],
  );
});

const mistakes: readonly (readonly [what: string, args: (folder: string) => string[], expected: RegExp])[] = [
  [
    "a flake that has locked nothing",
    (made) => ["--flake", made],
    /has no flake\.lock.*nix flake lock.*--from/,
  ],
  ["a file that is missing", (made) => ["--from", join(made, "none.json")], /none\.json cannot be read/],
  [
    "a file that holds something else",
    () => ["--from", join(import.meta.dirname, "renamed-options.json")],
    /is no options\.json/,
  ],
  ["a system that does not exist", () => ["--for", "guix"], /nixos, home-manager, nix-darwin/],
];

for (const [what, args, expected] of mistakes) {
  test(`tells the mistake: ${what}`, (context) => {
    const { status, stderr } = spawnSync(process.execPath, [cli, ...args(folder(context))], {
      encoding: "utf8",
      timeout,
    });
    assert.equal(status, 1);
    assert.match(stderr, expected);
    assert.doesNotMatch(stderr, /\n\s+at /);
  });
}
