import * as z from "zod";
import { absolutePath, defineService, exposure, http, onHost, port } from "../fleet/index.ts";

/**
 * Homebridge: brings devices that are not made for it to Apple Home; runs as a container on the host's own network.
 * @see https://github.com/homebridge/docker-homebridge
 */
export const homebridge = defineService("homebridge", {
  args: z.strictObject({
    port: port.default(8581),
    expose: exposure.default(onHost()),
    /** Tag of the image `homebridge/homebridge`. */
    version: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, { error: "a release of the image such as 2026-07-20" }),
    directory: absolutePath.default("/var/lib/homebridge"),
  }),
  units: () => ["podman-homebridge.service"],
  endpoints: (args) => ({ web: http(args.port, { exposure: args.expose }) }),
  state: (args) => ({ directories: [args.directory] }),
  tile: { title: "Homebridge", icon: "si:homebridge" },
  nixos: ({ args, host }) => ({
    systemd: { tmpfiles: { rules: [`d ${args.directory} 0755 root root -`] } },
    virtualisation: {
      "oci-containers": {
        backend: "podman",
        containers: {
          homebridge: {
            image: `docker.io/homebridge/homebridge:${args.version}`,
            environment: { HOMEBRIDGE_CONFIG_UI_PORT: String(args.port), TZ: host.timeZone },
            networks: ["host"],
            volumes: [`${args.directory}:/homebridge`],
          },
        },
      },
    },
  }),
});
