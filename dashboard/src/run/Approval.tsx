import { useState } from "react";

import { useSession } from "../api/session";
import type { Run } from "../api/types";

/** The decision of a person: it names the capsule's digest, so that exactly what was approved goes live. */
export function Approval({ run, approval, onDecided }: { run: Run; approval: NonNullable<Run["approval"]>; onDecided: () => Promise<void> }) {
  const { client, principal } = useSession();
  const [reason, setReason] = useState("");
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  const may = principal.roles.includes("approver");

  async function decide(decision: "approve" | "reject") {
    setBusy(true);
    setFault("");
    try {
      await client.decide(run.run_id, decision, approval.digest, reason);
      await onDecided();
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  }

  return (
    <section className="card approval">
      <h2>Approve this capsule?</h2>
      <p>Score {approval.score}/100 · <code>{approval.digest.slice(0, 23)}…</code> · decide before {new Date(approval.expires).toLocaleString()}</p>
      {approval.risks.length > 0 && <ul>{approval.risks.map((risk) => <li key={risk}>{risk}</li>)}</ul>}
      {may ? (
        <>
          <label>Reason (optional)<input value={reason} onChange={(e) => setReason(e.target.value)} maxLength={1000} /></label>
          <div className="row">
            <button disabled={busy} onClick={() => void decide("approve")}>Approve</button>
            <button disabled={busy} className="danger" onClick={() => void decide("reject")}>Reject</button>
          </div>
        </>
      ) : <p className="quiet">An approver has to decide.</p>}
      {fault && <p className="fault" role="alert">{fault}</p>}
    </section>
  );
}
