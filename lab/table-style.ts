const sides = ["top", "bottom", "left", "right", "mid", "middle"];
const lines = sides.flatMap((side) => ["", "-mid", "-left", "-right"].map((part) => `${side}${part}`));

/** Options of cli-table3 for a table of columns without lines. */
export const columnsOnly = {
  style: { head: [], border: [], "padding-left": 0, "padding-right": 2 },
  chars: Object.fromEntries(lines.map((line) => [line, ""])),
};
