import * as z from "zod";
import { defineService, exposure, http, onHost, port } from "../fleet/index.ts";

/** Ollama: runs language models. */
export const ollama = defineService("ollama", {
  args: z.strictObject({
    port: port.default(11434),
    expose: exposure.default(onHost()),
    /** Models to fetch and keep: `gemma3:4b`. */
    models: z.array(z.string().min(1)).default([]),
    /** Graphics cards to compute on. @default the processor alone */
    acceleration: z.enum(["rocm", "cuda", "vulkan"]).optional(),
  }),
  units: () => ["ollama.service"],
  endpoints: (args) => ({ api: http(args.port, { exposure: args.expose, health: "/api/version" }) }),
  nixos: ({ args, listenAddress }) => ({
    services: {
      ollama: {
        enable: true,
        host: listenAddress(),
        port: args.port,
        loadModels: args.models,
        ...(args.acceleration && { acceleration: args.acceleration }),
      },
    },
  }),
});
