import type { RunState } from "../api/types";

const STEPS: readonly { name: string; states: readonly RunState[] }[] = [
  { name: "Requirements", states: ["submitted", "specifying", "clarifying"] },
  { name: "Plan", states: ["planning"] },
  { name: "Build", states: ["building"] },
  { name: "Validate", states: ["validating", "repairing"] },
  { name: "Package", states: ["packaging"] },
  { name: "Approve", states: ["awaiting_approval"] },
  { name: "Deploy", states: ["deploying"] },
  { name: "Live", states: ["live"] },
];

/** The way from the intent to the live app, with the present step marked. */
export function Steps({ state }: { state: RunState }) {
  const at = STEPS.findIndex((step) => step.states.includes(state));
  return (
    <ol className="steps">
      {STEPS.map((step, n) => (
        <li key={step.name} className={n < at || state === "live" ? "past" : n === at ? "now" : ""} aria-current={n === at ? "step" : undefined}>{step.name}</li>
      ))}
    </ol>
  );
}
