import * as z from "zod";
import { absolutePath, defineService, exposure, http, onHost, port } from "../fleet/index.ts";

/** Audiobookshelf: plays audiobooks and podcasts. */
export const audiobookshelf = defineService("audiobookshelf", {
  args: z.strictObject({
    port: port.default(8000),
    expose: exposure.default(onHost()),
    /** Folder of the books; the service waits for the file system that holds it. */
    library: absolutePath.optional(),
  }),
  units: () => ["audiobookshelf.service"],
  endpoints: (args) => ({ web: http(args.port, { exposure: args.expose, health: "/healthcheck" }) }),
  state: () => ({ directories: ["/var/lib/audiobookshelf"] }),
  tile: { title: "Audiobookshelf", icon: "si:audiobookshelf" },
  nixos: ({ args, listenAddress }) => ({
    services: { audiobookshelf: { enable: true, host: listenAddress(), port: args.port } },
    ...(args.library && {
      systemd: { services: { audiobookshelf: { unitConfig: { RequiresMountsFor: [args.library] } } } },
    }),
  }),
});
