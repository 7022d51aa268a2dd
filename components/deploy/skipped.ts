/**
 * Makes Pulumi say in one line, without a stack, what was not deployed because something before it failed.
 * Pulumi itself reports the failure; the SDK then ends, as unhandled, the registration of all that depends on it.
 * @see https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/cmd/run/run.ts
 */
export function explainSkipped(): void {
  process.prependListener("unhandledRejection", (reason) => {
    if (!(reason instanceof Error)) return;
    const [, name, type] = /resource (.+) \[.+:(.+)\] failed to register$/.exec(reason.message) ?? [];
    if (name === undefined || type === undefined) return;
    // The SDK's own mark of errors that are shown without a stack: pulumi.RunError.
    Object.assign(reason, {
      message: `${type === "Command" ? name : `${type} ${name}`} failed; what depends on it was left as it is`,
      __pulumiRunError: true,
    });
  });
}
