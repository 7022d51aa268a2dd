import * as z from "zod";
import { defineService, exposure, http, onHost, port, tcp } from "../fleet/index.ts";

/** Forgejo: a forge for Git repositories, with PostgreSQL. */
export const forgejo = defineService("forgejo", {
  args: z.strictObject({
    port: port.default(3000),
    expose: exposure.default(onHost()),
    /** Git over SSH, by a server of Forgejo's own. @default Git over HTTP only */
    ssh: z.strictObject({ port: port.default(2222), expose: exposure.default(onHost()) }).optional(),
  }),
  units: () => ["forgejo.service", "postgresql.service"],
  endpoints: (args) => ({
    web: http(args.port, { exposure: args.expose, health: "/api/healthz" }),
    ...(args.ssh && { ssh: tcp(args.ssh.port, { exposure: args.ssh.expose }) }),
  }),
  state: () => ({ directories: ["/var/lib/forgejo"], databases: ["forgejo"] }),
  tile: { title: "Forgejo", icon: "si:forgejo" },
  nixos: ({ args, listenAddress, publicUrl }) => ({
    services: {
      forgejo: {
        enable: true,
        database: { type: "postgres" },
        lfs: { enable: true },
        settings: {
          server: {
            DOMAIN: new URL(publicUrl()).hostname,
            ROOT_URL: `${publicUrl()}/`,
            HTTP_ADDR: listenAddress(),
            HTTP_PORT: args.port,
            DISABLE_SSH: args.ssh === undefined,
            ...(args.ssh && {
              START_SSH_SERVER: true,
              SSH_LISTEN_HOST: listenAddress("ssh"),
              SSH_LISTEN_PORT: args.ssh.port,
              SSH_PORT: args.ssh.port,
            }),
          },
          service: { DISABLE_REGISTRATION: true },
        },
      },
    },
  }),
});
