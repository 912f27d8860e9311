import type { Run, RunState } from "../api/types";

const STEPS: readonly { name: string; states: readonly RunState[] }[] = [
  { name: "Requirements", states: ["submitted", "specifying", "clarifying"] },
  { name: "Plan", states: ["planning"] },
  { name: "Build", states: ["building"] },
  { name: "Validate", states: ["validating", "repairing"] },
  { name: "Package", states: ["packaging"] },
  { name: "Approve", states: ["awaiting_approval"] },
  { name: "Deploy", states: ["deploying"] },
  { name: "Live", states: ["live", "stopped"] },
];

/** The way from the intent to the live app: what is past, where the run is, or where it stopped. */
export function Steps({ run }: { run: Run }) {
  const going = STEPS.findIndex((step) => step.states.includes(run.status));
  const at = going < 0 ? stoppedAt(run) : going;
  return (
    <ol className="steps">
      {STEPS.map((step, n) => {
        const here = run.status === "failed" ? "failed" : going < 0 || run.status === "stopped" ? "stopped" : "now";
        return <li key={step.name} className={n < at || run.status === "live" ? "past" : n === at ? here : ""} aria-current={n === at ? "step" : undefined}>{step.name}</li>;
      })}
    </ol>
  );
}

/** How far a run came that is paused or has ended: its state does not tell any more, but what it has made does. */
function stoppedAt(run: Run): number {
  if (run.decision) return run.decision.decision === "approve" ? 6 : 5;
  if (run.capsule) return 5;
  const roles = new Set(run.tasks.map((task) => task.role));
  if (run.score !== null || roles.has("check")) return 3;
  if ([...roles].some((role) => role !== "requirements" && role !== "architect")) return 2;
  return roles.has("architect") ? 1 : 0;
}
