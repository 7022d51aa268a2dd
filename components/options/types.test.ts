import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import ts from "typescript";

const fixtures = join(import.meta.dirname, "fixtures");
const root = resolve(import.meta.dirname, "../..");
const marked = ["wrong-configurations.ts", "wrong-results.ts"].map((name) => join(fixtures, name));
const directive = /\/\/ @ts-expect-error/g;

/** Lines with errors, as `file:line`, in the fixtures as they are or as they would be with other texts. */
function errorLines(replaced: ReadonlyMap<string, string>): string[] {
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
  const program = ts.createProgram([...marked, join(fixtures, "right-configurations.ts")], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const text = ts.flattenDiagnosticMessageText(messageText, " ");
    return file === undefined || start === undefined
      ? text
      : `${file.fileName}:${file.getLineAndCharacterOfPosition(start).line + 1}`;
  });
}

test("right configurations compile, and each marked mistake is one", () => {
  assert.deepEqual(errorLines(new Map()), []);
});

test("without the marks every mistake is an error on its own line", () => {
  const texts = new Map(marked.map((file) => [file, readFileSync(file, "utf8")]));
  const expected = [...texts].flatMap(([file, text]) =>
    [...text.matchAll(directive)].map(
      ({ index }) => `${file}:${text.slice(0, index).split("\n").length + 1}`,
    ),
  );
  const found = errorLines(
    new Map([...texts].map(([file, text]) => [file, text.replaceAll(directive, "//")])),
  );
  assert.ok(expected.length >= 40);
  assert.deepEqual([...new Set(found)].toSorted(), expected.toSorted());
});
