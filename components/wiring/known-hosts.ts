import { defineWiring } from "./define-wiring.ts";

/** The public SSH host keys of all hosts, so that none of them has to be trusted at first sight. */
export const knownHosts = defineWiring("known-hosts", (fleet) => {
  const options = {
    programs: {
      ssh: {
        knownHosts: Object.fromEntries(
          fleet.hosts.map(({ name, tailnetName, hostKey }) => [
            name,
            { hostNames: [name, tailnetName], publicKey: hostKey },
          ]),
        ),
      },
    },
  };
  return () => options;
});
