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
  endpoints: ({ port, expose, ssh }) => ({
    web: http(port, { exposure: expose, health: "/api/healthz" }),
    ...(ssh && { ssh: tcp(ssh.port, { exposure: ssh.expose }) }),
  }),
  state: () => ({ directories: ["/var/lib/forgejo"], databases: ["forgejo"] }),
  tile: { title: "Forgejo", icon: "si:forgejo" },
  nixos: ({ args: { port, ssh }, listenAddress, publicUrl }) => ({
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
            HTTP_PORT: port,
            DISABLE_SSH: ssh === undefined,
            ...(ssh && {
              START_SSH_SERVER: true,
              SSH_LISTEN_HOST: listenAddress("ssh"),
              SSH_LISTEN_PORT: ssh.port,
              SSH_PORT: ssh.port,
            }),
          },
          service: { DISABLE_REGISTRATION: true },
        },
      },
    },
  }),
});
