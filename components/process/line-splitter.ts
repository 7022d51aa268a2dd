/** Cuts text that comes in pieces into lines, without their line ends; `end` gives a last line that has none. */
export function lineSplitter(onLine: (line: string) => void): { add(text: string): void; end(): void } {
  let rest = "";
  return {
    add: (text) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) onLine(line.replace(/\r$/, ""));
    },
    end: () => {
      if (rest !== "") onLine(rest);
      rest = "";
    },
  };
}
