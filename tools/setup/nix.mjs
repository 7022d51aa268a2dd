// Nix: the machine's own when new enough, else Debian trixie's out of the lab image, run without being installed.
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { bin, cache } from "./folders.mjs";
import { writeFile } from "./files.mjs";
import { onPath, versionText } from "./on-path.mjs";
import { runCommand } from "./run-command.mjs";
import { SetupFailure } from "./failure.mjs";
import { image } from "./lab-image.mjs";
import { isAtLeast, versionIn } from "./versions.mjs";

const oldest = "2.18.0";
const programs = (
  "nix nix-build nix-store nix-instantiate nix-env nix-copy-closure nix-shell " +
  "nix-hash nix-prefetch-url nix-collect-garbage"
).split(" ");

/** The store of the Nix that is not installed; inside its mount namespace this folder is /nix. */
const root = join(cache, "nix");
const wrappers = join(cache, "nix-programs");
const settings = join(cache, "nix-settings");

const ownNix = () => {
  const file = onPath("nix");
  return file !== undefined && isAtLeast(versionText(file, ["--version"]), oldest) ? file : undefined;
};

export const nix = {
  name: "nix",
  version: "",
  after: () => (ownNix() === undefined ? ["lab image"] : []),
  wanted: () => `at least ${oldest}, wrapper 2`,
  isPresent: (stamp) =>
    stamp.own
      ? existsSync(stamp.own)
      : existsSync(join(wrappers, "nix")) && existsSync(join(image, "usr/bin/nix")),

  async bring() {
    const own = ownNix();
    if (own !== undefined) {
      for (const name of programs) rmSync(join(bin, name), { force: true });
      return {
        version: versionIn(versionText(own, ["--version"])).join("."),
        from: "this machine's own",
        own,
      };
    }
    if (process.getuid?.() !== 0) {
      throw new SetupFailure("Nix that is not installed needs root", {
        detail: "each call mounts its store at /nix, for itself alone",
        advice: `run as root, or install Nix ${oldest} or newer`,
      });
    }
    mkdirSync(root, { recursive: true });
    mkdirSync("/nix", { recursive: true });
    writeFile(join(settings, "nix.conf"), configuration);
    for (const name of programs) {
      writeFile(join(wrappers, name), wrapper(name), 0o755);
      writeFile(join(bin, name), wrapper(name), 0o755);
    }
    const said = await runCommand([join(bin, "nix"), "--version"], { log: "nix", timeoutSeconds: 30 });
    await runCommand([join(bin, "nix-store"), "--init"], { log: "nix", timeoutSeconds: 30 });
    return { version: versionIn(said).join("."), from: "from Debian trixie, not installed" };
  },
};

const configuration = `# Written by set-up for the Nix that is not installed.
experimental-features = nix-command flakes
store = local
build-users-group =
sandbox = false
builders =
flake-registry =
connect-timeout = 5
download-attempts = 3
warn-dirty = false
`;

/** A shell script that gives one Nix program its own /nix and the libraries it was built with. */
function wrapper(name) {
  const libraries = { x64: "x86_64-linux-gnu", arm64: "aarch64-linux-gnu" }[process.arch];
  const loader = { x64: "lib64/ld-linux-x86-64.so.2", arm64: "lib/ld-linux-aarch64.so.1" }[process.arch];
  return `#!/bin/sh
# Debian's Nix without installing it: ${root} is mounted at /nix for this process and its children only.
set -eu
image='${image}'
# Nix starts itself again by name; it must find these scripts, not its own loader.
export NIX_BIN_DIR='${wrappers}' NIX_CONF_DIR='${settings}'
[ -n "\${NIX_SSL_CERT_FILE-}" ] || export NIX_SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
[ -d /nix ] || mkdir /nix
exec unshare --mount --propagation private sh -c 'mount --bind "$1" /nix && shift && exec "$@"' sh '${root}' \\
  "$image/${loader}" --argv0 '${name}' --library-path "$image/lib/${libraries}:$image/usr/lib/${libraries}" \\
  "$image/usr/bin/nix" "$@"
`;
}
