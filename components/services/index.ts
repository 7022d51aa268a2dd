export { audiobookshelf } from "./audiobookshelf.ts";
export { forgejo } from "./forgejo.ts";
export { glance } from "./glance.ts";
export { homebridge } from "./homebridge.ts";
export { immich } from "./immich.ts";
export { karakeep } from "./karakeep.ts";
export { ollama } from "./ollama.ts";
