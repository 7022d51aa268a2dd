import * as pulumi from "@pulumi/pulumi";
import type { Endpoint, Service } from "../fleet/index.ts";
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
    this.url = pulumi.output(urlOf(service));
    this.port = pulumi.output(service.endpoints[0]?.port ?? 0);
    this.registerOutputs({ url: this.url, port: this.port });
  }
}

function urlOf(service: Service): string {
  const endpoint = service.endpoints.find(({ protocol }) => protocol === "http");
  return endpoint === undefined ? "" : (nameOf(endpoint) ?? `http://${service.host.name}:${endpoint.port}`);
}

function nameOf({ exposure }: Endpoint): string | undefined {
  return exposure.to === "host" || exposure.domain === undefined ? undefined : `https://${exposure.domain}`;
}

/** `home-assistant` as a type's name: `HomeAssistant`. */
function pascalCase(name: string): string {
  return name.replaceAll(/(^|-)([a-z0-9])/g, (_, _dash: string, letter: string) => letter.toUpperCase());
}
