import { useCallback, useEffect, useState } from "react";

import { useSession } from "../api/session";
import type { RunSummary } from "../api/types";
import { State } from "../run/State";
import { IntentForm } from "./IntentForm";

const EVERY_MS = 3000;

export function RunsPage() {
  const { client } = useSession();
  const [runs, setRuns] = useState<RunSummary[] | null>(null);
  const [fault, setFault] = useState("");

  const load = useCallback(async () => {
    try {
      setRuns(await client.runs());
      setFault("");
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
    }
  }, [client]);

  useEffect(() => {
    void load();
    const timer = setInterval(() => void load(), EVERY_MS);
    return () => clearInterval(timer);
  }, [load]);

  return (
    <main>
      <IntentForm />
      <section className="card">
        <h2>Runs</h2>
        {fault && <p className="fault" role="alert">{fault}</p>}
        {runs?.length === 0 && <p className="quiet">No runs yet. Say above what you want to have built.</p>}
        <ul className="runs">
          {runs?.map((run) => (
            <li key={run.run_id}>
              <a href={`#/runs/${run.run_id}`}>{run.title || run.run_id}</a>
              <State state={run.status} />
              {run.score !== null && <span className="quiet">{run.score}/100</span>}
              {run.live_url && <a href={run.live_url} target="_blank" rel="noreferrer">open</a>}
              <time className="quiet">{run.created && new Date(run.created).toLocaleString()}</time>
            </li>
          ))}
        </ul>
      </section>
    </main>
  );
}
