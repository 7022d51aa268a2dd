import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Host, RawModule } from "./fleet.ts";
import type { Problem } from "./problem.ts";
import { repeated } from "./repeated.ts";

/** Checks that the modules a host takes as they are exist, and are modules. */
export async function moduleProblems(host: Host): Promise<Problem[]> {
  const found = await Promise.all(
    host.modules.map(async (module, index): Promise<Problem[]> => {
      const mistake = await mistakeIn(module);
      return mistake === undefined ? [] : [{ file: host.file, field: `modules.${index}`, ...mistake }];
    }),
  );
  const twice = repeated(host.modules, (module) => module.path).map(([, module]) => ({
    file: host.file,
    field: "modules",
    message: `${module.name} is named twice`,
    remedy: "remove one of the two",
  }));
  return [...found.flat(), ...twice];
}

async function mistakeIn({
  name,
  path,
}: RawModule): Promise<Pick<Problem, "message" | "remedy"> | undefined> {
  const got = `got ${JSON.stringify(name)}`;
  const kind = await kindOf(path);
  if (kind === undefined) {
    return {
      message: `${got}, but there is no such file or folder in hosts/`,
      remedy: "create it or correct the path",
    };
  }
  if (kind === "folder" && (await kindOf(join(path, "default.nix"))) !== "file") {
    return {
      message: `${got}, a folder without default.nix`,
      remedy: "add default.nix to it or name a file",
    };
  }
  if (kind === "file" && !path.endsWith(".nix")) {
    return { message: `${got}, expected a file whose name ends in .nix`, remedy: "name a NixOS module" };
  }
  return undefined;
}

async function kindOf(path: string): Promise<"file" | "folder" | undefined> {
  try {
    return (await stat(path)).isDirectory() ? "folder" : "file";
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) {
      return undefined;
    }
    throw error;
  }
}
