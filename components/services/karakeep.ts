import * as z from "zod";
import { defineService, exposure, http, onHost, port, ref } from "../fleet/index.ts";
import { ollama } from "./ollama.ts";

/** Karakeep: keeps bookmarks, notes and pictures, and finds them again. */
export const karakeep = defineService("karakeep", {
  args: z.strictObject({
    port: port.default(3000),
    expose: exposure.default(onHost()),
    /** Writes tags and summaries. @default none are written */
    ai: ref(ollama).optional(),
  }),
  units: () => [
    "karakeep-web.service",
    "karakeep-workers.service",
    "karakeep-browser.service",
    "meilisearch.service",
  ],
  endpoints: (args) => ({ web: http(args.port, { exposure: args.expose, health: "/api/health" }) }),
  state: () => ({ directories: ["/var/lib/karakeep"] }),
  tile: { title: "Karakeep", icon: "si:hoarder" },
  nixos: ({ args, listenAddress, publicUrl, urlOf }) => ({
    services: {
      karakeep: {
        enable: true,
        extraEnvironment: {
          PORT: String(args.port),
          HOSTNAME: listenAddress(),
          NEXTAUTH_URL: publicUrl(),
          ...(args.ai && { OLLAMA_BASE_URL: urlOf(args.ai) }),
        },
      },
    },
  }),
});
