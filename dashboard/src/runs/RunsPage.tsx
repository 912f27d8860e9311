import { useCallback, useEffect, useState } from "react";

import { useSession } from "../api/session";
import type { RunList } from "../api/types";
import { State } from "../run/State";
import { useTitle } from "../title";
import { IntentForm } from "./IntentForm";

const EVERY_MS = 3000;

/** The form for a new intent, and the runs. `again`: the run whose intent the form begins with. */
export function RunsPage({ again }: { again: string | undefined }) {
  useTitle("");
  const { client } = useSession();
  const [list, setList] = useState<RunList | null>(null);
  const [pages, setPages] = useState(1);
  const [fault, setFault] = useState("");

  const load = useCallback(async () => {
    try {
      let found = await client.runs(null);
      for (let page = 1; page < pages && found.cursor; page += 1) {
        const next = await client.runs(found.cursor);
        found = { runs: [...found.runs, ...next.runs], cursor: next.cursor };
      }
      setList(found);
      setFault("");
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
    }
  }, [client, pages]);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let gone = false;
    const again = () => void load().then(() => { if (!gone) timer = setTimeout(again, EVERY_MS); });
    again();
    return () => { gone = true; clearTimeout(timer); };
  }, [load]);

  return (
    <main>
      <IntentForm again={again} />
      <section className="card">
        <h1>Runs</h1>
        {fault && <p className="fault" role="alert">{fault}</p>}
        {!list && !fault && <p className="quiet">Loading…</p>}
        {list?.runs.length === 0 && <p className="quiet">No runs yet. Say above what you want to have built.</p>}
        <ul className="runs">
          {list?.runs.map((run) => (
            <li key={run.run_id}>
              <a href={`#/runs/${run.run_id}`}>{run.title || run.run_id}</a>
              <State state={run.status} />
              {run.score !== null && <span className="quiet">{run.score}/100</span>}
              <time className="quiet">{run.created && new Date(run.created).toLocaleString()}</time>
            </li>
          ))}
        </ul>
        {list?.cursor && <button className="plain" onClick={() => setPages(pages + 1)}>Show older runs</button>}
      </section>
    </main>
  );
}
