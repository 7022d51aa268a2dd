import assert from "node:assert/strict";
import { mkdtemp, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { generateFlake } from "../wiring/index.ts";
import { FleetError, loadFleet } from "./index.ts";

const components = (name: string) => pathToFileURL(join(import.meta.dirname, `../${name}/index.ts`)).href;

const prelude = `
import { at, defineFleet, defineHost, onTailnet, publicly } from ${JSON.stringify(components("fleet"))};
import { btrfs, thinkCentre } from ${JSON.stringify(components("machines"))};
import { audiobookshelf, glance, immich, karakeep, ollama } from ${JSON.stringify(components("services"))};
const common = {
  site: "home",
  machine: thinkCentre({ model: "m700-tiny", disk: btrfs("/dev/sda") }),
  stateVersion: "25.11",
  hostKey: "ssh-ed25519 AAAA",
};
`;

const fleetFile = `${prelude}export default defineFleet({
  nixpkgs: "github:NixOS/nixpkgs/nixos-25.11", tailnet: "tail.example.ts.net", acmeEmail: "admin@example.org",
  deployKeys: [], sites: { home: { timeZone: "Europe/Berlin", edge: "good" }, attic: { timeZone: "UTC" } },
});`;

const host = (fields: string) => `${prelude}export default defineHost({ ...common, ${fields} });`;

const folders: string[] = [];
after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

/** Writes a fleet's folder and returns its path. */
async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "fleet-"));
  folders.push(root);
  await mkdir(join(root, "hosts"));
  await writeFile(join(root, "package.json"), '{ "type": "module" }');
  for (const [name, text] of Object.entries({ "fleet.ts": fleetFile, ...files })) {
    await writeFile(join(root, name), text);
  }
  return root;
}

async function failureOf(loading: Promise<unknown>): Promise<FleetError> {
  const error: unknown = await loading.then(
    () => assert.fail("the fleet was accepted"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof FleetError, String(error));
  return error;
}

test("ten broken host files are reported in one run, each with file, field, got, expected and remedy", async () => {
  const root = await folderWith({
    "hosts/good.ts": host("services: [glance()]"),
    "hosts/bad-domain.ts": host('services: [karakeep({ expose: publicly("karakeep") })]'),
    "hosts/bad-path.ts": host('services: [audiobookshelf({ library: "../books" })]'),
    "hosts/clash.ts": host("services: [glance({ port: 8080 }), immich({ port: 8080 })]"),
    "hosts/duplicate.ts": host("services: [glance(), glance()]"),
    "hosts/empty.ts": "",
    "hosts/no-such-service.ts": host('services: [karakeep({ ai: at("good", ollama) })]'),
    "hosts/throws.ts": '\nthrow new Error("no such luck");',
    "hosts/unknown-key.ts": host("services: [karakeep({ prot: 7020 })]"),
    "hosts/unknown-site.ts": host('site: "hoem", services: [glance({ expose: publicly("a.example.org") })]'),
    "hosts/wrong-type.ts": host('services: [glance({ port: "8080" })]'),
  });
  const before = await readdir(root, { recursive: true });

  const error = await failureOf(loadFleet(root).then((fleet) => generateFlake(root, fleet)));

  assert.equal(
    error.message,
    `10 problems in the fleet; nothing was planned or written.

hosts/bad-domain.ts       services.karakeep.expose.domain: got "karakeep", expected a domain name such as photos.example.org
                          change services.karakeep.expose.domain in hosts/bad-domain.ts
hosts/bad-path.ts         services.audiobookshelf.library: got "../books", expected an absolute path such as /var/lib/photos
                          change services.audiobookshelf.library in hosts/bad-path.ts
hosts/clash.ts            services.immich.port: 8080 is also used by glance on clash (hosts/clash.ts)
                          choose another port for one of them
hosts/duplicate.ts        services.glance: glance is declared twice on duplicate
                          remove one of the two
hosts/empty.ts            exports no default; expected export default defineHost({ … })
                          write export default defineHost({ … }), or move the file elsewhere
hosts/no-such-service.ts  services.karakeep.ai: host "good" runs no ollama; hosts with ollama: none
                          add ollama() to a host or drop the argument
hosts/throws.ts           cannot be read: no such luck (line 2)
                          mend the file
hosts/unknown-key.ts      services.karakeep.prot: no such field; fields here: port, expose, ai
                          did you mean port? otherwise remove it
hosts/unknown-site.ts     site: got "hoem", expected one of home, attic
                          choose one of them, or add the site to fleet.ts
hosts/wrong-type.ts       services.glance.port: got "8080", expected a number
                          change services.glance.port in hosts/wrong-type.ts`,
  );
  assert.deepEqual(await readdir(root, { recursive: true }), before, "nothing is written");
});

test("mistakes in Nix options and module paths are reported with the others", async () => {
  const root = await folderWith({
    "hosts/good.ts": host("services: []"),
    "hosts/options.ts": host(
      'nixos: { services: { openssh: { settings: { PasswordAuthentification: false } } }, time: { timeZone: 3 } }, modules: ["./gone.nix", "../up.nix"]',
    ),
    "hosts/modules.ts": host('modules: ["./gone.nix", "./options.ts", "./folder", "./gone.nix"]'),
  });
  await mkdir(join(root, "hosts/folder"));
  const error = await failureOf(loadFleet(root));
  assert.equal(
    error.message,
    `8 problems in the fleet; nothing was planned or written.

hosts/modules.ts  modules: ./gone.nix is named twice
                  remove one of the two
hosts/modules.ts  modules.0: got "./gone.nix", but there is no such file or folder in hosts/
                  create it or correct the path
hosts/modules.ts  modules.1: got "./options.ts", expected a file whose name ends in .nix
                  name a NixOS module
hosts/modules.ts  modules.2: got "./folder", a folder without default.nix
                  add default.nix to it or name a file
hosts/modules.ts  modules.3: got "./gone.nix", but there is no such file or folder in hosts/
                  create it or correct the path
hosts/options.ts  modules.1: got "../up.nix", expected a file or folder below hosts/ such as ./mauville/samba.nix
                  change modules.1 in hosts/options.ts
hosts/options.ts  nixos.services.openssh.settings.PasswordAuthentification: no such option
                  did you mean services.openssh.settings.PasswordAuthentication?
hosts/options.ts  nixos.time.timeZone: got 3, expected null or string without spaces
                  give such a value, or an expression that makes one`,
  );
});

test("a broken or missing fleet.ts is one problem, and hosts are still judged", async () => {
  const root = await folderWith({
    "fleet.ts": "export const a = 1;",
    "hosts/clash.ts": host("services: [glance({ port: 8080 }), immich({ port: 8080 })]"),
  });
  const error = await failureOf(loadFleet(root));
  assert.equal(
    error.message,
    `2 problems in the fleet; nothing was planned or written.

fleet.ts        exports no default; expected export default defineFleet({ … })
                write export default defineFleet({ … }), or move the file elsewhere
hosts/clash.ts  services.immich.port: 8080 is also used by glance on clash (hosts/clash.ts)
                choose another port for one of them`,
  );
});

test("a folder without hosts/ is reported", async () => {
  const root = await folderWith({});
  await rm(join(root, "hosts"), { recursive: true });
  const error = await failureOf(loadFleet(root));
  assert.deepEqual(
    error.problems.map(({ file, message }) => `${file} ${message}`),
    [
      `hosts/ cannot be read: ENOENT: no such file or directory, scandir '${root}/hosts'`,
      'fleet.ts got "good", but there is no hosts/good.ts',
    ],
  );
});
