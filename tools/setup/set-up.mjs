// Brings what is missing, each tool once, independent ones at the same time.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { cache, stamps } from "./folders.mjs";
import { readJson, removeLeftovers, writeFile } from "./files.mjs";
import { withLock } from "./lock.mjs";
import { SetupFailure } from "./failure.mjs";
import { begin, say, span, stepLine } from "./progress.mjs";
import { node } from "./node.mjs";
import { npmDependencies } from "./npm-dependencies.mjs";
import { hostPackages } from "./host-packages.mjs";
import { labImage } from "./lab-image.mjs";
import { nix } from "./nix.mjs";
import { pulumi } from "./pulumi.mjs";
import { commandPlugin } from "./command-plugin.mjs";

/** All tools, each after those it needs. */
export const tools = [node, npmDependencies, pulumi, commandPlugin, hostPackages, labImage, nix];

const named = new Map(tools.map((tool) => [tool.name, tool]));
const stampOf = (tool) => tool.stamp ?? join(stamps, `${tool.name.replaceAll(" ", "-")}.json`);

/** Whether a tool is there as wanted; reads two or three small files and starts nothing. */
export function isComplete(tool) {
  const stamp = readJson(stampOf(tool));
  return stamp !== undefined && stamp.wanted === tool.wanted() && tool.isPresent(stamp);
}

/**
 * Makes sure the named tools are there.
 * @returns what was missing, by name
 */
export async function setUp(names) {
  if (names.every((name) => isComplete(named.get(name)))) return [];
  mkdirSync(cache, { recursive: true });
  return withLock(
    join(cache, "set-up.lock"),
    async () => {
      removeLeftovers();
      const missing = withNeeded(names.filter((name) => !isComplete(named.get(name))));
      if (missing.length === 0) return [];
      say(`Setting up (once; kept in ${cache})`);
      await bringAll(missing);
      removeLeftovers();
      return missing;
    },
    () => say("Another set-up is running; waiting for it to end"),
  );
}

/** The names with every incomplete tool they need first. */
function withNeeded(names) {
  const all = new Set();
  const add = (name) => {
    for (const needed of named.get(name).after()) if (!isComplete(named.get(needed))) add(needed);
    all.add(name);
  };
  names.forEach(add);
  return [...all];
}

/** Brings tools side by side, each after those it needs; all others end well even when one fails. */
async function bringAll(names) {
  const started = new Map();
  for (const name of names) {
    const tool = named.get(name);
    const needed = tool.after().map((other) => started.get(other));
    started.set(
      name,
      Promise.all(needed).then(() => bring(tool)),
    );
  }
  const ended = await Promise.allSettled(started.values());
  const failed = ended.find(({ status }) => status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

async function bring(tool) {
  const step = begin(tool.name);
  try {
    const { version, from, ...rest } = await tool.bring({ tell: step.tell });
    writeFile(stampOf(tool), `${JSON.stringify({ wanted: tool.wanted(), version, from, ...rest })}\n`);
    say(stepLine("✔", `${tool.name} ${version}`.trim(), from, span(step.end())));
  } catch (error) {
    const title = `${tool.name} ${tool.version}`.trim();
    say(stepLine("✘", title, error instanceof SetupFailure ? error.message : "unexpected", span(step.end())));
    throw Object.assign(error, { tool: tool.name });
  }
}
