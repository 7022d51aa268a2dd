export { CommandFailure, type CommandFailureDetails } from "./command-failure.ts";
export { run, type Argv, type RunOptions, type RunResult } from "./run.ts";
export { start, type StartedProgram } from "./start.ts";
export { withSlot, type Slots } from "./slots.ts";
