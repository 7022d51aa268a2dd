import * as z from "zod";
import { absolutePath, defineService, exposure, http, onHost, port } from "../fleet/index.ts";

/** What in the media folder cannot be made again; thumbnails and converted videos can. */
const originals = ["library", "upload", "profile", "backups"];

/** Immich: keeps photos and videos; PostgreSQL and Redis of its own come with it. */
export const immich = defineService("immich", {
  args: z.strictObject({
    port: port.default(2283),
    expose: exposure.default(onHost()),
    /** Folder of photos and videos. */
    media: absolutePath.default("/var/lib/immich"),
  }),
  units: () => [
    "immich-server.service",
    "immich-machine-learning.service",
    "postgresql.service",
    "redis-immich.service",
  ],
  endpoints: (args) => ({ web: http(args.port, { exposure: args.expose, health: "/api/server/ping" }) }),
  state: (args) => ({
    directories: originals.map((folder) => `${args.media}/${folder}`),
    databases: ["immich"],
  }),
  tile: { title: "Immich", icon: "si:immich" },
  nixos: ({ args, listenAddress }) => ({
    services: {
      immich: { enable: true, host: listenAddress(), port: args.port, mediaLocation: args.media },
    },
  }),
});
