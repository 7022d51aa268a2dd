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
 * far shell, whichever it is, only sees `bash -s`. The body is one function, so that bash has read
 * all of it before it runs any of it and a cut connection can never run half a script.
 */
export function machineScript(
  name: ScriptName,
  args: readonly string[],
  files: Readonly<Record<string, string>> = {},
): string {
  return [
    "main() {",
    machineFile("common.sh"),
    ...Object.entries(files).map(
      ([file, text]) => `read_text ${variableOf(file)} <<'${endOf(text)}'\n${text}\n${endOf(text)}`,
    ),
    machineFile(`${name}.sh`),
    "}",
    `main ${args.map(quoted).join(" ")}; exit`,
    "",
  ].join("\n");
}

/** `unit-commit.sh` becomes `file_unit_commit_sh`. */
function variableOf(file: string): string {
  return `file_${file.replaceAll(/[^A-Za-z0-9]/g, "_")}`;
}

/** A here-document's end that does not occur in its text. */
function endOf(text: string): string {
  let end = "END_OF_FILE";
  while (text.includes(end)) end += "_";
  return end;
}

/** One word of bash, whatever its characters. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
