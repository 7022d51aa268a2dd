// Which tools a program needs, so that a type check on a laptop does not wait for a lab image.

const forTypeScript = ["node", "npm packages"];
const forPulumi = [...forTypeScript, "pulumi", "command plugin", "nix"];
const everything = [...forPulumi, "host packages", "lab image"];

const needs = {
  tsc: forTypeScript,
  oxlint: forTypeScript,
  oxfmt: forTypeScript,
  "components/wiring/generate-cli.ts": forTypeScript,
  "components/options/options-cli.ts": forTypeScript,
  pulumi: forPulumi,
};

/** Names of the tools a program needs; a program not listed, or none, needs all. */
export function neededBy(program) {
  return needs[program] ?? everything;
}
