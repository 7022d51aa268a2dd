import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { FleetDeclaration } from "./define-fleet.ts";
import type { HostDeclaration } from "./define-host.ts";
import type { Problem } from "./problem.ts";
import { hostName } from "./schemas.ts";

/** What was found in the fleet's folder. */
export interface Discovered {
  readonly fleet: FleetDeclaration | undefined;
  readonly hosts: readonly {
    readonly name: string;
    readonly file: string;
    readonly declaration: HostDeclaration;
  }[];
  /** Names of all host files, also of those that could not be read. */
  readonly names: ReadonlySet<string>;
  readonly problems: readonly Problem[];
}

/**
 * Reads `fleet.ts` and every `hosts/<name>.ts` below `root`, in the order of their names.
 * A file that throws or exports something else becomes a problem; the others are still read.
 */
export async function discover(root: string): Promise<Discovered> {
  const problems: Problem[] = [];
  const read = async <Declaration extends { readonly kind: string }>(
    file: string,
    maker: string,
    kind: Declaration["kind"],
  ) => {
    const found = await importDefault(join(root, file));
    if ("failure" in found) {
      problems.push({
        file,
        field: "",
        message: `cannot be read: ${found.failure}`,
        remedy: "mend the file",
      });
    } else if (isDeclaration<Declaration>(found.value, kind)) {
      return found.value;
    } else {
      const message = `${found.value === undefined ? "exports no default" : "its default export is not a declaration"}; expected export default ${maker}({ … })`;
      problems.push({
        file,
        field: "",
        message,
        remedy: `write export default ${maker}({ … }), or move the file elsewhere`,
      });
    }
    return undefined;
  };
  const fleet = await read<FleetDeclaration>("fleet.ts", "defineFleet", "fleet");
  const hosts: { name: string; file: string; declaration: HostDeclaration }[] = [];
  const names = new Set<string>();
  for (const entry of await hostFiles(root, problems)) {
    const file = `hosts/${entry}`;
    const name = entry.replace(/\.ts$/, "");
    if (!hostName.safeParse(name).success) {
      problems.push({
        file,
        field: "",
        message: `the file's name ${JSON.stringify(name)} is the host's name; expected lower-case letters, digits and hyphens`,
        remedy: "rename the file",
      });
      continue;
    }
    names.add(name);
    const declaration = await read<HostDeclaration>(file, "defineHost", "host");
    if (declaration !== undefined) hosts.push({ name, file, declaration });
  }
  return { fleet, hosts, names, problems };
}

async function hostFiles(root: string, problems: Problem[]): Promise<string[]> {
  const entries = await readdir(join(root, "hosts"), { withFileTypes: true }).catch((error: unknown) => {
    problems.push({
      file: "hosts/",
      field: "",
      message: `cannot be read: ${reasonOf(error)}`,
      remedy: "create the folder, with a file for each host",
    });
    return [];
  });
  return entries
    .filter((entry) => entry.isFile() && /^[^.].*(?<!\.test|\.d)\.ts$/.test(entry.name))
    .map((entry) => entry.name)
    .toSorted();
}

async function importDefault(path: string): Promise<{ value: unknown } | { failure: string }> {
  try {
    // A changed file is another module: the query keeps one process able to read a fleet twice.
    const { mtimeMs } = await stat(path);
    const module: unknown = await import(`${pathToFileURL(path).href}?changed=${mtimeMs}`);
    const isModule = typeof module === "object" && module !== null && "default" in module;
    return { value: isModule ? module.default : undefined };
  } catch (error) {
    return { failure: `${reasonOf(error)}${lineOf(error, path)}` };
  }
}

/** First line of what went wrong. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split("\n")[0] ?? text;
}

/** Where in a file an error arose, as far as its stack tells: ` (line 12)`. */
function lineOf(error: unknown, path: string): string {
  const [, after] = (error instanceof Error ? (error.stack ?? "") : "").split(pathToFileURL(path).href);
  const line = /^[^:\n]*:(\d+)/.exec(after ?? "")?.[1];
  return line === undefined ? "" : ` (line ${line})`;
}

function isDeclaration<Declaration extends { readonly kind: string }>(
  value: unknown,
  kind: Declaration["kind"],
): value is Declaration {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === kind;
}
