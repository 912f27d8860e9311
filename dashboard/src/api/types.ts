/** What the gateway answers, as far as the dashboard shows it. The whole contract is the gateway's /api/v1/openapi.json. */

export type RunState =
  | "submitted" | "specifying" | "clarifying" | "planning" | "building" | "validating" | "repairing"
  | "packaging" | "awaiting_approval" | "deploying" | "paused" | "live" | "stopped" | "rejected" | "failed" | "cancelled";

export type TaskState = "pending" | "dispatched" | "running" | "done" | "failed" | "cancelled";

export interface RunSummary {
  run_id: string;
  title: string;
  status: RunState;
  created: string | null;
  live_url: string | null;
  score: number | null;
}

/** Some runs, newest first, and where the next ones are. */
export interface RunList { runs: RunSummary[]; cursor: string | null }

export interface Task {
  task: string;
  role: string;
  state: TaskState;
  needs: string[];
  attempt: number;
  reason: string;
  tokens: number;
  reused_from: string | null;
}

export interface Requirement { id: string; text: string }

/** A field. `rule`: its limits in words. */
export interface Specification {
  title: string;
  summary: string;
  requirements: Requirement[];
  endpoints: { method: string; path: string }[];
  assumptions: string[];
}

export interface Operation { operation: string; summary: string; takes: string[]; answers: number; refusals: string[] }

export interface Stored { name: string; fields: { name: string; limits: string }[] }

/** The specification's operations and data in words. */
export interface Understanding { operations: Operation[]; records: Stored[] }

export interface Delta { kept: string[]; added: string[]; changed: { name: string; before: string; now: string }[]; removed: string[] }

/** What a run changes about the app of its base run. */
export interface Difference {
  base: string;
  requirements: Delta;
  data: Delta;
  tasks: Delta;
  tests_kept: number;
  tests_dropped: { test: string; reason: string }[];
}

/** What a run will probably use in all. Money: null where no price is known; `note` says why, or what is special. */
export interface Estimate { tokens: number; money: number | null; minutes: number; note: string }

/** Where a run's budgets stand: allowed (null: without limit), used by tasks that ended, set aside for those that run. */
export interface Spending {
  token_cap: number | null;
  tokens_spent: number;
  tokens_reserved: number;
  money_cap: number | null;
  money_spent: number;
  money_reserved: number;
}

export interface Run extends RunSummary {
  intent: string;
  reason: string;
  tokens: number;
  seconds: number;
  score_parts: Record<string, number>;
  capsule: string | null;
  estimate: Estimate | null;
  spending: Spending | null;
  questions: string[];
  decision: { decision: "approve" | "reject"; by: string; reason: string; time: string } | null;
  stopped: { by: string; reason: string; time: string; data_deleted: boolean } | null;
  approval: { digest: string; score: number; risks: string[]; expires: string } | null;
  specification: Specification | null;
  understanding: Understanding | null;
  difference: Difference | null;
  tasks: Task[];
}

export interface DropSummary { id: string; task: string; role: string; files: string[] }

export interface DropFile { path: string; content: string }

export interface Thought { seq: number; task: string; role: string; text: string; level: "thought" | "info" | "warning" | "error" }

/** A message that could not be handled. */
export interface DeadLetter {
  id: string;
  run: string;
  time: string;
  component: string;
  code: string;
  error: string;
  topic: string;
  partition: number;
  offset: number;
  replays: number;
  replayed: string | null;
  replayed_by: string;
}

export interface Principal { tenant: string; name: string; roles: string[] }

export const ENDED: ReadonlySet<RunState> = new Set(["live", "stopped", "rejected", "failed", "cancelled"]);
