import CliTable from "cli-table3";
import { urlOf, type Endpoint, type Fleet, type Host } from "../components/fleet/index.ts";
import { curl } from "./curl.ts";
import type { Lab, MachineStatus } from "./laboratory.ts";
import { columnsOnly } from "./table-style.ts";

/** How long a service may take to answer. */
const answerWithinSeconds = 5;

/** A service's endpoint and what it answered from the lab's network. */
interface Answer {
  readonly endpoint: Endpoint;
  /** `200`, or why there was no answer. */
  readonly said: string;
  readonly well: boolean;
}

/** Asks every HTTP endpoint that more than its own host may reach, from the lab's network. */
export async function askServices(lab: Lab, fleet: Fleet): Promise<Answer[]> {
  const endpoints = fleet.hosts
    .flatMap((host) => host.services.flatMap((service) => service.endpoints))
    .filter((endpoint) => endpoint.protocol === "http" && endpoint.exposure.to !== "host");
  const urls = endpoints.map((endpoint) => new URL(endpoint.health ?? "/", urlOf(endpoint)).href);
  const { stdout } = await curl(lab, [
    "--write-out",
    "%{http_code} %{errormsg}\\n",
    "--max-time",
    String(answerWithinSeconds),
    ...urls.flatMap((url) => ["--output", "/dev/null", url]),
  ]);
  const lines = stdout.split("\n");
  return endpoints.map((endpoint, index) => {
    const said = lines[index]?.trim() ?? "no answer";
    return { endpoint, said, well: /^[23]\d\d/.test(said) };
  });
}

/** The end of a rehearsal: each machine, what it runs, its services with their health and URL. */
export function rehearsalTable(
  fleet: Fleet,
  machines: readonly MachineStatus[],
  answers: readonly Answer[],
): string {
  const table = new CliTable({
    head: ["machine", "stands on", "address", "system", "services"],
    ...columnsOnly,
  });
  for (const host of fleet.hosts) {
    const machine = machines.find((candidate) => candidate.host === host.name);
    table.push([
      host.name,
      `lab (${host.machine.definition.spec.title})`,
      machine?.address ?? "",
      machine?.generation === undefined ? "none" : `generation ${machine.generation}`,
      servicesOf(host, answers).join("\n"),
    ]);
  }
  return table.toString();
}

function servicesOf(host: Host, answers: readonly Answer[]): string[] {
  return host.services.map((service) => {
    const answer = answers.find(({ endpoint }) => endpoint.service === service);
    if (answer === undefined) return `${service.name}  on this host only`;
    return `${service.name}  ${urlOf(answer.endpoint)}  ${answer.well ? "✔" : `✘ ${answer.said}`}`;
  });
}
