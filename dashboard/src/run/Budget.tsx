import { type FormEvent, useState } from "react";

import { useSession } from "../api/session";
import type { Run, Spending } from "../api/types";

/** A run that stopped at a budget: why, and a form that raises what limits it, so that it goes on. */
export function Budget({ run, onRaised }: { run: Run; onRaised: () => Promise<void> }) {
  const { principal } = useSession();
  return (
    <section className="card approval">
      <h2>Paused at a budget</h2>
      <p>{run.reason}</p>
      {!principal.roles.includes("admin") ? <p className="quiet">An admin can raise it.</p>
        : run.spending && <Raise key={`${run.spending.token_cap} ${run.spending.money_cap}`} run={run} spending={run.spending} onRaised={onRaised} />}
    </section>
  );
}

function Raise({ run, spending, onRaised }: { run: Run; spending: Spending; onRaised: () => Promise<void> }) {
  const { client } = useSession();
  const [tokens, setTokens] = useState(String(spending.token_cap ?? ""));
  const [money, setMoney] = useState(String(spending.money_cap ?? ""));
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  const budget = {
    ...(spending.token_cap !== null && Number(tokens) > spending.token_cap && { tokens: Number(tokens) }),
    ...(spending.money_cap !== null && Number(money) > spending.money_cap && { money: Number(money) }),
  };

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setFault("");
    try {
      await client.raiseBudget(run.run_id, budget);
      await onRaised();
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  }

  return (
    <form onSubmit={submit}>
      {spending.token_cap !== null && (
        <label>Tokens in all<input type="number" min={spending.token_cap} max={1_000_000_000} step="1" value={tokens} onChange={(e) => setTokens(e.target.value)} required /></label>
      )}
      {spending.money_cap !== null && (
        <label>Money in all<input type="number" min={spending.money_cap} max={1_000_000} step="any" value={money} onChange={(e) => setMoney(e.target.value)} required /></label>
      )}
      {fault && <p className="fault" role="alert">{fault}</p>}
      <button disabled={busy || Object.keys(budget).length === 0}>{busy ? "Raising…" : "Raise and go on"}</button>
    </form>
  );
}
