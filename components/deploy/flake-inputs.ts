import { resolve } from "node:path";

/** Whether packages come from folders of this machine: no binary cache has them. */
export function isAllLocal(inputs: Readonly<Record<string, string>>): boolean {
  const urls = Object.values(inputs);
  return urls.length > 0 && urls.every((url) => url.startsWith("path:"));
}

/** Flake inputs whose `path:…` is relative to the project, as Nix wants them: absolute. */
export function absoluteInputs(inputs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, url]) => [
      name,
      url.startsWith("path:") ? `path:${resolve(url.slice("path:".length))}` : url,
    ]),
  );
}
