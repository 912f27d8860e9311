import type { RunState, TaskState } from "../api/types";

const TONE: Partial<Record<RunState | TaskState, string>> = {
  live: "good", done: "good", failed: "bad", rejected: "bad", cancelled: "idle", stopped: "idle", pending: "idle",
  awaiting_approval: "ask", clarifying: "ask", paused: "ask", repairing: "ask",
};

/** A state as a coloured word. */
export function State({ state }: { state: RunState | TaskState }) {
  return <span className={`state ${TONE[state] ?? "busy"}`}>{state.replace("_", " ")}</span>;
}
