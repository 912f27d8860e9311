import { type FormEvent, useEffect, useRef, useState } from "react";

import { useSession } from "../api/session";

const EXAMPLE = "Build a to-do list REST API. POST /todos with a JSON title creates one (201), GET /todos lists them, DELETE /todos/{id} removes one.";

/** Takes an intent in; `again`: the run whose intent to begin with, this time with questions. */
export function IntentForm({ again }: { again: string | undefined }) {
  const { client } = useSession();
  const [intent, setIntent] = useState("");
  const [ask, setAsk] = useState(false);
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (again) client.run(again).then((run) => { setIntent(run.intent); setAsk(true); }, (error: unknown) => setFault(error instanceof Error ? error.message : String(error)));
  }, [client, again]);
  const attempt = useRef({ intent: "", ask: false, key: "" });

  /** A second click, or a retry after a lost answer, must not start a second run: same text, same key. */
  function key(): string {
    if (attempt.current.intent !== intent || attempt.current.ask !== ask || !attempt.current.key) {
      attempt.current = { intent, ask, key: crypto.randomUUID() };
    }
    return attempt.current.key;
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setFault("");
    try {
      const { run_id } = await client.submit(intent, ask, key());
      location.hash = `#/runs/${run_id}`;
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  }

  return (
    <form className="card intent" onSubmit={submit}>
      <label htmlFor="intent">What should be built?</label>
      <textarea id="intent" rows={4} value={intent} placeholder={EXAMPLE} onChange={(e) => setIntent(e.target.value)} maxLength={16000} required />
      {fault && <p className="fault" role="alert">{fault}</p>}
      <div className="row">
        <label className="check"><input type="checkbox" checked={ask} onChange={(e) => setAsk(e.target.checked)} />Ask me when something is unclear</label>
        <button type="button" className="plain" onClick={() => setIntent(EXAMPLE)}>Use the example</button>
        <button disabled={busy || !intent.trim()}>{busy ? "Submitting…" : "Build it"}</button>
      </div>
    </form>
  );
}
