import { useEffect, useState } from "react";

import { useSession } from "../api/session";
import type { Run } from "../api/types";

const LOOK_MS = 700;

/** Takes a live app down, or brings a stopped one back. The run's stream has ended before, so it looks until that is done. */
export function Switch({ run, reload }: { run: Run; reload: () => Promise<void> }) {
  const { client, principal } = useSession();
  const [waits, setWaits] = useState(false);
  const [fault, setFault] = useState("");
  const stopped = run.stopped?.time;

  useEffect(() => setWaits(false), [run.status, stopped]);
  useEffect(() => {
    if (!waits) return undefined;
    const timer = setInterval(() => void reload(), LOOK_MS);
    return () => clearInterval(timer);
  }, [waits, reload]);

  async function attempt(command: () => Promise<unknown>) {
    setFault("");
    setWaits(true);
    try {
      await command();
    } catch (error) {
      setWaits(false);
      setFault(error instanceof Error ? error.message : String(error));
    }
  }

  function stop() {
    if (confirm("Stop this app? Nobody can use it until it is started again. Its data stay.")) void attempt(() => client.stop(run.run_id, false));
  }

  function erase() {
    if (confirm("Delete everything that this app has stored? That cannot be undone.")) void attempt(() => client.stop(run.run_id, true));
  }

  const may = principal.roles.includes("approver");
  return (
    <>
      {run.stopped && <p className="quiet">Stopped by {run.stopped.by}, {new Date(run.stopped.time).toLocaleString()}{run.stopped.reason && `: ${run.stopped.reason}`}. Its data {run.stopped.data_deleted ? "are deleted" : "are kept"}.</p>}
      {may && (
        <div className="row">
          {run.status === "live" && <button className="plain" disabled={waits} onClick={stop}>Stop the app</button>}
          {run.status === "stopped" && <button disabled={waits} onClick={() => void attempt(() => client.start(run.run_id))}>Start the app again</button>}
          {run.stopped && !run.stopped.data_deleted && <button className="danger" disabled={waits} onClick={erase}>Delete its data</button>}
          {waits && <span className="quiet" role="status">Working…</span>}
        </div>
      )}
      {fault && <p className="fault" role="alert">{fault}</p>}
    </>
  );
}
