// The few Debian packages lab machines need on the host they run on.
import { existsSync } from "node:fs";
import { onPath } from "./on-path.mjs";
import { runCommand } from "./run-command.mjs";
import { SetupFailure } from "./failure.mjs";

/** Debian package, and what proves that it is there. */
const packages = [
  ["systemd-container", () => onPath("systemd-nspawn")],
  ["mmdebstrap", () => onPath("mmdebstrap")],
  ["uidmap", () => onPath("newuidmap")],
  ["debian-archive-keyring", () => existsSync("/usr/share/keyrings/debian-archive-keyring.gpg")],
  ["iproute2", () => onPath("ip")],
  ["openssh-client", () => onPath("ssh") && onPath("ssh-keygen")],
  ["util-linux", () => onPath("nsenter") && onPath("unshare")],
];

const missing = () => packages.filter(([, isThere]) => !isThere()).map(([name]) => name);

export const hostPackages = {
  name: "host packages",
  version: "",
  after: () => [],
  wanted: () => packages.map(([name]) => name).join(" "),
  isPresent: () => true,

  async bring({ tell }) {
    const absent = missing();
    if (absent.length === 0) return { version: "", from: "this machine has them" };
    if (process.platform !== "linux" || process.getuid?.() !== 0 || onPath("apt-get") === undefined) {
      throw new SetupFailure(`lab machines need ${absent.join(", ")}`, {
        detail: "they can be installed here only as root on Debian",
        advice:
          "run as root on Debian, or install these yourself; deploying real machines does not need them",
      });
    }
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const options = { log: "host-packages", env, onLine: tell, timeoutSeconds: 300 };
    const advice = "see that apt-get reaches Debian's mirror and run again";
    const wait = ["-o", "DPkg::Lock::Timeout=120"];
    await runCommand(["apt-get", ...wait, "update"], { ...options, advice });
    await runCommand(["apt-get", ...wait, "install", "--yes", "--no-install-recommends", ...absent], {
      ...options,
      advice,
    });
    const still = missing();
    if (still.length > 0) {
      throw new SetupFailure(`not found after installing: ${still.join(", ")}`, {
        advice: "look at the log and install them by hand",
      });
    }
    return { version: "", from: `installed by apt-get: ${absent.join(", ")}` };
  },
};
