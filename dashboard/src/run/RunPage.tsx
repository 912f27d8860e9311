import { useEffect, useState } from "react";

import { useSession } from "../api/session";
import { ENDED, type Run } from "../api/types";
import { useTitle } from "../title";
import { Approval } from "./Approval";
import { Budget } from "./Budget";
import { Change, Changes } from "./Change";
import { Dag } from "./Dag";
import { Drops } from "./Drops";
import { Questions } from "./Questions";
import { Requirements } from "./Requirements";
import { Score } from "./Score";
import { Spending } from "./Spending";
import { State } from "./State";
import { Steps } from "./Steps";
import { Switch } from "./Switch";
import { Thoughts } from "./Thoughts";
import { useRun } from "./useRun";

export function RunPage({ run: id }: { run: string }) {
  const { run, thoughts, fault, reload } = useRun(id);
  useTitle(run ? `${run.title}: ${run.status.replace("_", " ")}` : "Run");
  if (!run) return <main><a className="back" href="#/">← All runs</a>{fault ? <p className="fault" role="alert">{fault}</p> : <p className="quiet centred">Loading…</p>}</main>;
  return (
    <main>
      <a className="back" href="#/">← All runs</a>
      <Head run={run} reload={reload} />
      {fault && <p className="fault" role="alert">{fault}</p>}
      {run.status === "awaiting_approval" && run.approval && <Approval run={run} approval={run.approval} onDecided={reload} />}
      {run.status === "paused" && <Budget run={run} onRaised={reload} />}
      {run.status === "clarifying" && <Questions run={run} onAnswered={reload} />}
      <div className="columns">
        <div>
          <Dag tasks={run.tasks} />
          {(run.status === "live" || run.status === "stopped") && <Change run={run} />}
          {run.difference && <Changes difference={run.difference} run={run} />}
          <Requirements specification={run.specification} understanding={run.understanding} />
          <Drops run={run} />
        </div>
        <div>
          <Score run={run} />
          <Spending run={run} />
          <Thoughts thoughts={thoughts} ended={ENDED.has(run.status)} />
        </div>
      </div>
    </main>
  );
}

function Head({ run, reload }: { run: Run; reload: () => Promise<void> }) {
  const { client } = useSession();
  const seconds = useElapsed(run);
  const [fault, setFault] = useState("");

  async function attempt(command: () => Promise<void>) {
    setFault("");
    try {
      await command();
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
    }
  }

  async function cancel() {
    if (!confirm("Cancel this run? It cannot go on afterwards.")) return;
    await client.cancel(run.run_id);
    await reload();
  }

  async function download() {
    const { name, content } = await client.capsule(run.run_id);
    const url = URL.createObjectURL(content);
    Object.assign(document.createElement("a"), { href: url, download: name }).click();
    URL.revokeObjectURL(url);
  }

  return (
    <section className="card head">
      <div className="row">
        <h1>{run.title}</h1>
        <span role="status"><State state={run.status} /></span>
        <span className="grow" />
        {run.live_url && <a className="button" href={front(run, run.live_url)} target="_blank" rel="noreferrer">Open the live app</a>}
        {run.capsule && <button className="plain" onClick={() => void attempt(download)}>Download capsule</button>}
        {!ENDED.has(run.status) && <button className="plain" onClick={() => void attempt(cancel)}>Cancel</button>}
      </div>
      <Steps run={run} />
      {run.reason && run.status !== "live" && run.status !== "paused" && <p className={run.status === "failed" ? "fault" : "quiet"}>{run.reason}</p>}
      {fault && <p className="fault" role="alert">{fault}</p>}
      <p className="intent-text" tabIndex={0}>{run.intent}</p>
      {(run.status === "failed" || run.status === "rejected" || run.status === "cancelled") && !run.difference && <p><a href={`#/again/${run.run_id}`}>Try again with other words</a></p>}
      {run.decision && <p className="quiet">{run.decision.decision === "approve" ? "Approved" : "Rejected"} by {run.decision.by}, {new Date(run.decision.time).toLocaleString()}{run.decision.reason && `: ${run.decision.reason}`}</p>}
      {(run.status === "live" || run.status === "stopped") && <Switch run={run} reload={reload} />}
      <p className="quiet">{duration(seconds)} · {run.tokens.toLocaleString()} tokens · run {run.run_id.slice(0, 8)}</p>
    </section>
  );
}

/** Where a live app answers a reader: its first page, or for a service without one the first thing that it lists. */
function front(run: Run, url: string): string {
  const pages = run.specification?.endpoints.filter(({ method, path }) => method === "GET" && !path.includes("{")).map(({ path }) => path) ?? [];
  return `${url}${pages.includes("/") ? "/" : (pages[0] ?? "/")}`;
}

/** A time in the units that people use for it. */
function duration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 2) return `${seconds.toFixed(0)} s`;
  return minutes < 120 ? `${minutes} min` : minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} days`;
}

/** Seconds since the run was submitted, ticking until it ends. */
function useElapsed(run: Run): number {
  const [extra, setExtra] = useState(0);
  useEffect(() => {
    setExtra(0);
    if (ENDED.has(run.status)) return undefined;
    const since = Date.now();
    const timer = setInterval(() => setExtra((Date.now() - since) / 1000), 1000);
    return () => clearInterval(timer);
  }, [run]);
  return run.seconds + extra;
}
