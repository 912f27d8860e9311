import { type FormEvent, useRef, useState } from "react";

import { useSession } from "../api/session";
import type { Delta, Difference, Run } from "../api/types";

/** Asks for a change of a live app: a run of its own, whose capsule replaces this one once it is approved. */
export function Change({ run }: { run: Run }) {
  const { client } = useSession();
  const [text, setText] = useState("");
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  const attempt = useRef({ text: "", key: "" });

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setFault("");
    if (attempt.current.text !== text) attempt.current = { text, key: crypto.randomUUID() };
    try {
      const { run_id } = await client.submit(text, false, attempt.current.key, run.run_id);
      location.hash = `#/runs/${run_id}`;
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  }

  return (
    <form className="card" onSubmit={submit}>
      <label htmlFor="change">What should change?</label>
      <textarea id="change" rows={2} value={text} placeholder="Add due dates to my to-dos." onChange={(e) => setText(e.target.value)} maxLength={16000} required />
      {fault && <p className="fault" role="alert">{fault}</p>}
      <div className="row"><button disabled={busy || !text.trim()}>{busy ? "Submitting…" : "Change it"}</button></div>
    </form>
  );
}

/** How this version differs from the one that it replaces. */
export function Changes({ difference, run }: { difference: Difference; run: Run }) {
  const reused = run.tasks.filter((task) => task.reused_from).map((task) => task.task);
  return (
    <section className="card">
      <h2>Changes to <a href={`#/runs/${difference.base}`}>run {difference.base.slice(0, 8)}</a></h2>
      <Rows title="Requirements" delta={difference.requirements} />
      <Rows title="Data" delta={difference.data} />
      {reused.length > 0 && <p>Reused, since their inputs are the same: {reused.join(", ")}</p>}
      <p>Old tests: {difference.tests_kept} kept{difference.tests_dropped.length > 0 && ", dropped:"}</p>
      <ul>{difference.tests_dropped.map(({ test, reason }) => <li key={test}><code>{test}</code>: {reason}</li>)}</ul>
    </section>
  );
}

function Rows({ title, delta }: { title: string; delta: Delta }) {
  return (
    <>
      <h3>{title}: {delta.kept.length} kept</h3>
      <ul>
        {delta.added.map((name) => <li key={name}>added: {name}</li>)}
        {delta.changed.map(({ name, before, now }) => <li key={name}>changed: {name}, now {now} <span className="quiet">(before: {before})</span></li>)}
        {delta.removed.map((name) => <li key={name}>removed: {name}</li>)}
      </ul>
    </>
  );
}
