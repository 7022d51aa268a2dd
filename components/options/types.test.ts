import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import ts from "typescript";

const fixtures = join(import.meta.dirname, "fixtures");
const root = resolve(import.meta.dirname, "../..");
const marked = ["wrong-configurations.ts", "wrong-results.ts"].map((name) => join(fixtures, name));
const directive = /\/\/ @ts-expect-error/g;

/** The fixtures as a program, some of them with other texts. */
function compile(replaced: ReadonlyMap<string, string>): ts.Program {
  const parsed = ts.getParsedCommandLineOfConfigFile(join(root, "tsconfig.json"), undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (problem) => {
      throw new Error(ts.flattenDiagnosticMessageText(problem.messageText, " "));
    },
  });
  const options = parsed?.options ?? {};
  const host = ts.createCompilerHost(options);
  const readFile = host.readFile.bind(host);
  host.readFile = (file) => replaced.get(resolve(file)) ?? readFile(file);
  return ts.createProgram([...marked, join(fixtures, "right-configurations.ts")], options, host);
}

/** Lines with errors, as `file:line`. */
function errorLines(program: ts.Program): string[] {
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ file, start, messageText }) =>
      file === undefined || start === undefined
        ? ts.flattenDiagnosticMessageText(messageText, " ")
        : `${file.fileName}:${file.getLineAndCharacterOfPosition(start).line + 1}`,
    );
}

// Twice what the fixtures need; going through all options would take hundreds of thousands.
const mostTypes = 60_000;

test("right configurations compile, each marked mistake is one, and only what is given is looked at", (context) => {
  const program = compile(new Map());
  assert.deepEqual(errorLines(program), []);
  context.diagnostic(`${program.getTypeCount()} types, ${program.getInstantiationCount()} instantiations`);
  assert.ok(program.getTypeCount() < mostTypes);
});

test("without the marks every mistake is an error on its own line", () => {
  const texts = new Map(marked.map((file) => [file, readFileSync(file, "utf8")]));
  const expected = [...texts].flatMap(([file, text]) =>
    [...text.matchAll(directive)].map(
      ({ index }) => `${file}:${text.slice(0, index).split("\n").length + 1}`,
    ),
  );
  const found = errorLines(
    compile(new Map([...texts].map(([file, text]) => [file, text.replaceAll(directive, "//")]))),
  );
  assert.ok(expected.length >= 40);
  assert.deepEqual([...new Set(found)].toSorted(), expected.toSorted());
});
