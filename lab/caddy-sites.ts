/** A site of a Caddyfile. */
export interface CaddySite {
  /** Without scheme and port: `git.example.org`. */
  readonly name: string;
  /** Addresses or names it is bound to; empty for all of the machine's. */
  readonly bind: readonly string[];
}

/** The named sites of a Caddyfile, as NixOS lays it out: a site's address at the start of a line, its block below. */
export function sitesOf(caddyfile: string): CaddySite[] {
  const sites: CaddySite[] = [];
  let names: string[] = [];
  let depth = 0;
  let bind: string[] = [];
  for (const line of caddyfile.split("\n").map((text) => text.trim())) {
    if (depth === 0 && line.endsWith("{")) {
      names = namesOf(line.slice(0, -1));
      bind = [];
    } else if (depth === 1 && line.startsWith("bind ")) {
      bind = line.split(/\s+/).slice(1);
    }
    if (line.endsWith("{")) depth++;
    if (line === "}") depth--;
    if (depth === 0) {
      sites.push(...names.map((name) => ({ name, bind })));
      names = [];
    }
  }
  return sites;
}

function namesOf(addresses: string): string[] {
  return addresses
    .split(/[\s,]+/)
    .map((address) => address.replace(/^https?:\/\//, "").replace(/:\d+$/, ""))
    .filter((name) => /^[a-z0-9][a-z0-9.-]*\.[a-z0-9-]+$/i.test(name));
}
