import { readFileSync } from "node:fs";

/** A bash script of components/deploy/machine, ready to be sent through ssh's standard input. */
export type ScriptName =
  | "activate"
  | "dry-activate"
  | "generations"
  | "observe"
  | "open"
  | "prove"
  | "reboot"
  | "rejoin"
  | "rollback"
  | "status";

const folder = new URL("./machine/", import.meta.url);

/** The text of a file of components/deploy/machine. */
export function machineFile(name: string): string {
  return readFileSync(new URL(name, folder), "utf8");
}

/**
 * A script with its arguments and the files it installs. Nothing of it is ever part of a command line: the
 * far shell, whichever it is, only sees `scriptReader`'s. The body is one function, so that it may return.
 */
export function machineScript(
  name: ScriptName,
  args: readonly string[],
  files: Readonly<Record<string, string>> = {},
): string {
  return [
    "main() {",
    machineFile("common.sh"),
    ...Object.entries(files).map(([file, text]) => `${variableOf(file)}=${quoted(text)}`),
    machineFile(`${name}.sh`),
    "}",
    `main ${args.map(quoted).join(" ")}; exit`,
    "",
  ].join("\n");
}

/**
 * The command that runs a script which comes through standard input, followed by what the script itself reads. Bash takes the
 * whole of it before it runs any of it: a cut connection can never run half a script. By length, as `bash -s` makes
 * a system call for each byte.
 */
export function scriptReader(script: string): string {
  return `bash -c 'LC_ALL=C; IFS= read -rN ${Buffer.byteLength(script)} script && eval "$script"'`;
}

/** `unit-commit.sh` becomes `file_unit_commit_sh`. */
function variableOf(file: string): string {
  return `file_${file.replaceAll(/[^A-Za-z0-9]/g, "_")}`;
}

/** One word of bash, whatever its characters. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
