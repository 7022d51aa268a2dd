// The read-only file system lab machines start from: a small Debian trixie with systemd, sshd and Nix.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cache } from "./folders.mjs";
import { buildFolder, link, putInPlace } from "./files.mjs";
import { SetupFailure } from "./failure.mjs";
import { runCommand } from "./run-command.mjs";

const suite = "trixie";
const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
const packages = (
  "systemd systemd-sysv dbus openssh-server iproute2 nftables procps " +
  "nix-bin busybox-static ca-certificates curl bash sudo age restic caddy"
).split(" ");
const excluded = ["doc", "man", "locale", "info"].map(
  (name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`,
);
const apt = ["APT::Install-Recommends false", "Acquire::Languages none"].map((line) => {
  const [key, value] = line.split(" ");
  return `--aptopt=${key} "${value}"`;
});
/**
 * It mounts /proc, /sys and /dev inside the tree. In namespaces of its own those mounts and all its processes are gone
 * with it, however it ends, and nobody who removes the half-built tree meets them.
 */
const alone = "unshare --mount --pid --fork --kill-child --mount-proc --propagation private".split(" ");
/** Raised when what happens to the tree after its packages are installed changes. */
const layout = 1;
const key = createHash("sha256")
  .update(JSON.stringify([suite, packages, excluded, apt, layout]))
  .digest("hex")
  .slice(0, 12);

/** Where the current image is found. It is shared: use it as a lower layer, never write into it. */
export const image = join(cache, "image");

export const labImage = {
  name: "lab image",
  version: "",
  after: () => ["host packages"],
  wanted: () => key,
  isPresent: () => existsSync(join(image, "usr", "bin", "nix")),

  async bring({ tell }) {
    const folder = join(buildFolder("image"), "root");
    const options = {
      log: "lab-image",
      onLine: (line) => tell(line.replace(/^I: /, "")),
      timeoutSeconds: 600,
    };
    const mirror = await ownMirror(options);
    const transport = transportOptions(await runCommand(["apt-config", "dump"], options));
    const source = `deb [signed-by=${keyring}] ${mirror} ${suite} main`;
    const how = ["--mode=root", "--variant=minbase", "--format=directory", `--include=${packages.join(",")}`];
    const configured = [...apt, ...transport.map((line) => `--aptopt=${line}`), ...excluded];
    await runCommand([...alone, "mmdebstrap", ...how, ...configured, suite, folder, source], {
      ...options,
      advice: "see that apt-get reaches Debian's mirror and run again",
    });
    makeAnonymous(folder);
    const place = join(cache, "images", key);
    putInPlace(folder, place);
    link(join("images", key), image);
    removeUnused(key);
    const size = (await runCommand(["du", "-sm", place], options)).split("\t")[0];
    return { version: "", from: `Debian ${suite}, systemd ${packageVersion(place, "systemd")}, ${size} MiB` };
  },
};

/** The Debian mirror this machine's apt uses; apt knows of none before its first update. */
async function ownMirror(options) {
  const list = ["apt-get", "indextargets", "--format", "$(REPO_URI)|$(ORIGIN)", "Created-By: Packages"];
  const known = debianMirror(await runCommand(list, options));
  if (known !== undefined) return known;
  await runCommand(["apt-get", "-o", "DPkg::Lock::Timeout=120", "update"], options);
  const updated = debianMirror(await runCommand(list, options));
  if (updated !== undefined) return updated;
  throw new SetupFailure("this machine's apt knows no Debian mirror", {
    advice: "name one in /etc/apt/sources.list.d, run apt-get update, and run again",
  });
}

/** The Debian mirror in `apt-get indextargets` lines `uri|origin`; undefined when there is none. */
export function debianMirror(indexTargets) {
  for (const line of indexTargets.split("\n")) {
    const [uri = "", origin] = line.split("|");
    if (origin === "Debian" && !uri.includes("security")) return uri;
  }
  return undefined;
}

/** The lines of `apt-config dump` that say how to reach mirrors: proxies and certificates. */
export function transportOptions(aptConfig) {
  return aptConfig
    .split("\n")
    .filter((line) => /^Acquire::https?::\S/i.test(line) && !line.endsWith('"";'))
    .map((line) => line.replace(/;$/, ""));
}

/** Takes out what must differ between machines or came from this one, and services nobody asked to start. */
function makeAnonymous(root) {
  const ssh = join(root, "etc", "ssh");
  for (const name of readdirSync(ssh)) if (name.startsWith("ssh_host_")) rmSync(join(ssh, name));
  for (const path of [
    "etc/apt/apt.conf.d/99mmdebstrap",
    "etc/systemd/system/multi-user.target.wants/caddy.service",
  ]) {
    rmSync(join(root, path), { force: true });
  }
  for (const path of ["etc/machine-id", "etc/hostname", "etc/resolv.conf", "etc/apt/sources.list"]) {
    rmSync(join(root, path), { force: true });
    writeFileSync(join(root, path), "");
  }
}

/** Removes images of other package lists, but none that a running lab machine stands on. */
function removeUnused(current) {
  const mounts = readFileSync("/proc/mounts", "utf8");
  for (const name of readdirSync(join(cache, "images"))) {
    const path = join(cache, "images", name);
    if (name !== current && !mounts.includes(path)) rmSync(path, { recursive: true, force: true });
  }
}

/** Version of a package installed in a Debian tree, without Debian's own suffix. */
export function packageVersion(root, name) {
  const status = readFileSync(join(root, "var", "lib", "dpkg", "status"), "utf8");
  const entry = status.split("\n\n").find((text) => text.startsWith(`Package: ${name}\n`)) ?? "";
  return /^Version: (?:\d+:)?([\d.]+)/m.exec(entry)?.[1] ?? "";
}
