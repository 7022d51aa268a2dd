import * as pulumi from "@pulumi/pulumi";
import { urlOf, type Service } from "../fleet/index.ts";
import { wordsOf } from "./words.ts";

/** A service on its host: its arguments, and where it answers. It has no children; its machine deploys it. */
export class ServiceComponent extends pulumi.ComponentResource {
  /** Where people reach its first HTTP endpoint: `https://karakeep.cute.haus`, else `http://mauville:7020`; empty without one. */
  readonly url: pulumi.Output<string>;
  /** Port of its first endpoint; 0 without one. */
  readonly port: pulumi.Output<number>;

  constructor(service: Service, opts: pulumi.ComponentResourceOptions) {
    super(
      `confederation:service:${pascalCase(service.name)}`,
      `${service.name} on ${service.host.name}`,
      wordsOf(service.args),
      opts,
    );
    const web = service.endpoints.find(({ protocol }) => protocol === "http");
    this.url = pulumi.output(web === undefined ? "" : urlOf(web));
    this.port = pulumi.output(service.endpoints[0]?.port ?? 0);
    this.registerOutputs({ url: this.url, port: this.port });
  }
}

/** `home-assistant` as a type's name: `HomeAssistant`. */
function pascalCase(name: string): string {
  return name.replaceAll(/(^|-)([a-z0-9])/g, (_, _dash: string, letter: string) => letter.toUpperCase());
}
