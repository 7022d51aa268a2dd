import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { CommandProject } from "./command-project.ts";
import type { Ended } from "./command-project.ts";
import type { Properties } from "./values.ts";

function succeeded({ exitCode, text }: Ended): string {
  assert.equal(exitCode, 0, text);
  return text;
}

describe("a local command's life", () => {
  let project: CommandProject;
  before(async () => (project = await CommandProject.create()));
  after(async () => project.remove());

  const scripts = {
    create: 'echo "create:$MARK" >> log; echo made; echo warned >&2',
    update: 'echo "update:$MARK:$PULUMI_COMMAND_STDOUT:$PULUMI_COMMAND_STDERR" >> log; echo changed',
    delete: 'echo "delete:$MARK:$PULUMI_COMMAND_STDOUT" >> log',
  };

  test("create runs once and its output is kept, without the last line's end", async () => {
    succeeded(
      await project.up({ commands: { it: { ...scripts, environment: { MARK: "1" }, triggers: ["a"] } } }),
    );
    assert.deepEqual(await project.lines("log"), ["create:1"]);
    assert.deepEqual(await project.said("it"), { stdout: "made", stderr: "warned" });
  });

  test("nothing runs when nothing changed", async () => {
    const text = succeeded(await project.pulumi("up", "--yes", "--skip-preview", "--expect-no-changes"));
    assert.match(text, /2 unchanged/);
    assert.deepEqual(await project.lines("log"), ["create:1"]);
  });

  test("a preview runs nothing and says that an update is due", async () => {
    await project.declare({ commands: { it: { ...scripts, environment: { MARK: "2" }, triggers: ["a"] } } });
    assert.match(succeeded(await project.pulumi("preview")), /1 to update/);
    assert.deepEqual(await project.lines("log"), ["create:1"]);
  });

  test("any other changed input runs update, which is given the last output", async () => {
    succeeded(await project.pulumi("up", "--yes", "--skip-preview"));
    assert.deepEqual((await project.lines("log")).slice(1), ["update:2:made:warned"]);
    assert.deepEqual(await project.said("it"), { stdout: "changed", stderr: "" });
  });

  test("without update, create runs again; without the wish, the last output is not given", async () => {
    const { update: _, ...rest } = scripts;
    const create = 'echo "again:${PULUMI_COMMAND_STDOUT-none}" >> log';
    succeeded(
      await project.up({
        commands: {
          it: { ...rest, create, addPreviousOutputInEnv: false, environment: { MARK: "3" }, triggers: ["a"] },
        },
      }),
    );
    assert.deepEqual((await project.lines("log")).slice(2), ["again:none"]);
  });

  test("a changed trigger replaces: new create first, then the old delete with the old environment", async () => {
    succeeded(
      await project.up({ commands: { it: { ...scripts, environment: { MARK: "4" }, triggers: ["b", 2] } } }),
    );
    assert.deepEqual((await project.lines("log")).slice(3), ["create:4", "delete:3:"]);
  });

  test("a refresh runs nothing and changes nothing", async () => {
    succeeded(await project.pulumi("refresh", "--yes", "--expect-no-changes"));
    assert.equal((await project.lines("log")).length, 5);
  });

  test("destroy runs the stored delete, which is given the last output", async () => {
    succeeded(await project.pulumi("destroy", "--yes", "--skip-preview"));
    assert.deepEqual((await project.lines("log")).slice(5), ["delete:4:made"]);
  });
});

describe("how a script is run", () => {
  let project: CommandProject;
  before(async () => (project = await CommandProject.create()));
  after(async () => project.remove());

  test("stdin, dir, interpreter, environment and long lines arrive and are captured as they are", async () => {
    succeeded(
      await project.up({
        commands: {
          stdin: { create: "cat", stdin: "one\ntwo\n\n" },
          dir: { create: "pwd", dir: "/usr" },
          relative: { create: "pwd" },
          interpreter: { create: "console.log(6 * 7)", interpreter: ["node", "-e"] },
          environment: { create: 'echo "$A$B"', environment: { A: "x y", B: "$HOME" } },
          long: { create: "head -c 200000 /dev/zero | tr '\\0' x" },
          silent: { delete: "true" },
          unread: { create: "exec <&-; true", stdin: "x".repeat(300_000) },
        },
      }),
    );
    assert.deepEqual(await project.said("stdin"), { stdout: "one\ntwo\n", stderr: "" });
    assert.deepEqual(await project.said("dir"), { stdout: "/usr", stderr: "" });
    assert.deepEqual(await project.said("relative"), { stdout: project.folder, stderr: "" });
    assert.deepEqual(await project.said("interpreter"), { stdout: "42", stderr: "" });
    assert.deepEqual(await project.said("environment"), { stdout: "x y$HOME", stderr: "" });
    assert.deepEqual(await project.said("long"), { stdout: "x".repeat(200_000), stderr: "" });
    assert.deepEqual(await project.said("silent"), { stdout: "", stderr: "" });
  });

  test("logging decides which lines are shown, not which are captured", async () => {
    const create = "echo out-$N; echo err-$N >&2";
    const modes = ["none", "stdout", "stderr", "stdoutAndStderr"];
    const commands = Object.fromEntries(
      modes.map((logging) => [logging, { create, logging, environment: { N: logging } }]),
    );
    await project.declare({ commands });
    const shown = succeeded(await project.pulumi("up", "--yes", "--skip-preview", "--json"));
    const seen = modes.map((mode) => [
      shown.includes(`message":"out-${mode}\\n`),
      shown.includes(`message":"err-${mode}\\n`),
    ]);
    const expected = [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ];
    assert.deepEqual(seen, expected, shown.slice(0, 2000));
    for (const mode of modes)
      assert.deepEqual(await project.said(mode), { stdout: `out-${mode}`, stderr: `err-${mode}` });
  });

  test("a script that fails is named with its exit status and all it said, and is run again next time", async () => {
    const create = "echo heard; echo why >&2; test -e now";
    const failed = await project.up({ commands: { it: { create } } });
    assert.notEqual(failed.exitCode, 0);
    for (const part of ["exit status 1", `running ${JSON.stringify(create)}`, "heard", "why"]) {
      assert.ok(failed.text.includes(part), `"${part}" is missing in ${failed.text}`);
    }
    await project.write("now", "");
    succeeded(await project.up({ commands: { it: { create } } }));
    assert.deepEqual(await project.said("it"), { stdout: "heard", stderr: "why" });
  });

  test("a failed update keeps the old inputs, so that the next run tries it again", async () => {
    const failing = { commands: { it: { create: "echo ran >> updates; test -e later" } } };
    assert.notEqual((await project.up(failing)).exitCode, 0);
    await project.write("later", "");
    succeeded(await project.up(failing));
    assert.equal((await project.lines("updates")).length, 2);
  });

  test("a missing directory and a missing program are told as such", async () => {
    const failed = await project.up({
      commands: {
        lost: { create: "true", dir: "/no/such" },
        odd: { create: "true", interpreter: ["no-such-program"] },
      },
    });
    assert.match(failed.text, /chdir \/no\/such: no such file or directory/);
    assert.match(failed.text, /no-such-program ENOENT/);
  });
});

describe("secrets", () => {
  let project: CommandProject;
  before(async () => (project = await CommandProject.create()));
  after(async () => project.remove());

  test("a secret input reaches the script and is stored encrypted", async () => {
    const token = "correct-horse-battery";
    succeeded(
      await project.up({
        commands: {
          it: {
            create: 'cat > /dev/null; test "$T" = correct-horse-battery',
            environment: { T: { secret: token } },
            stdin: { secret: token },
            logging: "none",
          },
        },
      }),
    );
    const { text } = await project.pulumi("stack", "export");
    assert.ok(text.includes('"T"'), text);
    assert.ok(!text.includes(`"${token}"`), "the secret is in the state in plain text");
    const again = await project.pulumi("up", "--yes", "--skip-preview", "--expect-no-changes");
    succeeded(again);
  });
});

describe("a local run", () => {
  let project: CommandProject;
  before(async () => (project = await CommandProject.create()));
  after(async () => project.remove());

  test("runs in previews too and gives what it said; secret arguments make that secret", async () => {
    await project.declare({
      runs: {
        open: { command: "echo ran >> runs; cat; echo oops >&2", stdin: "in", environment: { A: "1" } },
        closed: { command: 'echo "$A"', environment: { A: { secret: "s3cret" } } },
      },
    });
    succeeded(await project.pulumi("preview"));
    assert.deepEqual(await project.lines("runs"), ["ran"]);
    succeeded(await project.pulumi("up", "--yes", "--skip-preview"));
    assert.deepEqual(await project.lines("runs"), ["ran", "ran"]);
    assert.deepEqual(await project.said("open"), { stdout: "in", stderr: "oops" });
    assert.doesNotMatch(JSON.stringify(await project.said("closed")), /s3cret/);
  });

  test("a run that fails fails the program", async () => {
    const failed = await project.up({ runs: { it: { command: "echo heard; exit 3" } } });
    assert.notEqual(failed.exitCode, 0);
    assert.match(failed.text, /exit status 3/);
  });
});

describe("what the stand-in does not do", () => {
  let project: CommandProject;
  before(async () => (project = await CommandProject.create()));
  after(async () => project.remove());

  test("a remote command is refused by name", async () => {
    const refused = await project.up({ remote: true });
    assert.notEqual(refused.exitCode, 0);
    assert.match(
      refused.text,
      /command:remote:Command is not done by this stand-in for Pulumi's command plugin/,
    );
  });

  const wrong: [string, Properties, RegExp][] = [
    ["assets", { create: "echo ran >> log", assetPaths: ["*"] }, /assetPaths.*collects no assets/],
    ["another type", { create: ["echo", "ran"] }, /create.*expected a string/],
    ["another word", { create: "echo ran >> log", logging: "all" }, /logging.*expected "stdout"/],
  ];
  for (const [what, args, reason] of wrong) {
    test(`${what} is refused before anything runs`, async () => {
      const refused = await project.up({ commands: { it: args } });
      assert.notEqual(refused.exitCode, 0);
      assert.match(refused.text, reason);
      assert.deepEqual(await project.lines("log"), []);
    });
  }
});

describe("when the engine ends early", () => {
  let project: CommandProject;
  before(async () => (project = await CommandProject.create()));
  after(async () => project.remove());

  for (const signal of ["SIGKILL", "SIGINT"] as const) {
    test(`the script and its children end after ${signal}`, async () => {
      const file = join(project.folder, `pids-${signal}`);
      await project.declare({
        commands: {
          [`it-${signal}`]: { create: `sleep 300 & echo $! > ${file}.new; mv ${file}.new ${file}; wait` },
        },
      });
      const env = { ...process.env, ...project.environment() };
      const up = spawn("pulumi", ["up", "--yes", "--skip-preview", "--non-interactive"], {
        cwd: project.folder,
        env,
        stdio: "ignore",
      });
      const ended = new Promise((resolve) => up.once("exit", resolve));
      await until(() => existsSync(file), "the script did not start");
      up.kill(signal);
      const [pid] = (await readFile(file, "utf8")).split("\n");
      await until(() => !existsSync(`/proc/${pid ?? ""}`), "the script's child still runs");
      await ended;
      await project.pulumi("cancel", "--yes");
    });
  }

  async function until(isTrue: () => boolean, problem: string): Promise<void> {
    for (let tries = 0; tries < 150; tries++) {
      if (isTrue()) return;
      await sleep(100);
    }
    assert.fail(problem);
  }
});
