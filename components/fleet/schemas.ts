import * as z from "zod";

/** A port that a program listens on: 1 to 65535. */
export const port = z.int().min(1).max(65535);

/** A DNS name: lower-case labels of letters, digits and hyphens, at least two of them. */
export const domainName = z
  .string()
  .max(253)
  .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/, {
    error: "a domain name such as photos.example.org",
  });

/** An absolute path on the machine, without `..`, trailing slash or characters that systemd units cannot hold. */
export const absolutePath = z.custom<`/${string}`>(
  (value) => typeof value === "string" && /^\/(?!.*(^|\/)\.\.?(\/|$))[^\s"'\\${}]*(?<!.\/)$/.test(value),
  { error: "an absolute path such as /var/lib/photos" },
);

/** A host's name: one DNS label of lower-case letters, digits and hyphens. */
export const hostName = z.string().regex(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/, {
  error: "a host name such as mauville",
});

/** A public SSH key as in `/etc/ssh/ssh_host_ed25519_key.pub`, without the comment. */
export const sshPublicKey = z
  .string()
  .regex(/^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)) [A-Za-z0-9+/]+={0,3}$/, {
    error: "a public SSH key such as ssh-ed25519 AAAA…",
  });

/** A time zone of the IANA database: `America/New_York`. */
export const timeZone = z.string().refine(isTimeZone, { error: "a time zone such as Europe/Berlin" });

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
