import * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import { deployPolicy, type DeployPolicyInput } from "../fleet/deploy-policy.ts";
import {
  defineMachine,
  defineService,
  http,
  publicly,
  tcp,
  type Endpoint,
  type Host,
  type Service,
  type ServiceDeclaration,
} from "../fleet/index.ts";

/** A kind of machine that is already there. For tests. */
export const sampleBox = defineMachine("SampleBox", {
  title: "sample box",
  args: z.strictObject({}),
  system: "x86_64-linux",
  nixos: () => ({}),
});

/** A kind of machine that is rented. For tests. */
export const sampleRental = defineMachine("SampleRental", {
  title: "sample rental",
  args: z.strictObject({}),
  system: "x86_64-linux",
  nixos: () => ({}),
  rent: (host, _args, opts) => {
    const server = new SampleServer(host.name, opts);
    return { address: server.address };
  },
});

class SampleServer extends pulumi.CustomResource {
  declare readonly address: pulumi.Output<string>;

  constructor(name: string, opts: pulumi.CustomResourceOptions) {
    super("sample:index:Server", name, { address: undefined }, opts);
  }
}

/** A public web service. For tests. */
export const sampleWeb = defineService("sample-web", {
  args: z.strictObject({ port: z.int(), domain: z.string() }),
  units: () => ["sample-web.service"],
  endpoints: ({ port, domain }) => ({ web: http(port, { exposure: publicly(domain) }), raw: tcp(port + 1) }),
  nixos: () => ({}),
});

/** What of a host matters to a test. */
export interface SampleHostOptions {
  readonly site?: string;
  readonly rented?: boolean;
  readonly services?: readonly ServiceDeclaration[];
  readonly deploy?: DeployPolicyInput;
}

/** A loaded host as loading makes it. For tests. */
export function sampleHost(name: string, options: SampleHostOptions = {}): Host {
  const { definition } = options.rented === true ? sampleRental({}) : sampleBox({});
  const services: Service[] = [];
  const host: Host = {
    name,
    file: `hosts/${name}.ts`,
    site: { name: options.site ?? "home", timeZone: "UTC", edge: undefined },
    machine: { definition, args: {} },
    tailnetName: `${name}.example.ts.net`,
    stateVersion: "25.11",
    hostKey: `ssh-ed25519 ${name}`,
    deployKeys: [],
    services,
    nixos: {},
    modules: [],
    deploy: deployPolicy.parse(options.deploy ?? {}),
  };
  services.push(...(options.services ?? []).map((declaration) => sampleService(host, declaration)));
  return host;
}

function sampleService(host: Host, { definition, args: given }: ServiceDeclaration): Service {
  const { serviceName: name, spec } = definition;
  const args = spec.args.parse(given);
  const endpoints: Endpoint[] = [];
  const units = spec.units(args);
  const service: Service = {
    name,
    host,
    definition,
    args,
    units,
    endpoints,
    state: undefined,
    tile: undefined,
    uses: [],
  };
  for (const [endpoint, declared] of Object.entries(spec.endpoints?.(args) ?? {}))
    endpoints.push({ ...declared, name: endpoint, service, unit: units[0] });
  return service;
}
