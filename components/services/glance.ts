import * as z from "zod";
import { defineService, exposure, http, onHost, port } from "../fleet/index.ts";

/** Glance: a start page that shows what the fleet serves. */
export const glance = defineService("glance", {
  args: z.strictObject({ port: port.default(8080), expose: exposure.default(onHost()) }),
  units: () => ["glance.service"],
  endpoints: (args) => ({ web: http(args.port, { exposure: args.expose, health: "/api/healthz" }) }),
  nixos: ({ args, listenAddress }) => ({
    services: { glance: { enable: true, settings: { server: { host: listenAddress(), port: args.port } } } },
  }),
});
