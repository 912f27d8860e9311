import { useCallback, useEffect, useState } from "react";

import { useSession } from "../api/session";
import type { DeadLetter } from "../api/types";
import { useTitle } from "../title";

/** Messages that could not be handled: why, and a way to send them again. For admins. */
export function DeadLettersPage() {
  useTitle("Dead letters");
  const { client } = useSession();
  const [letters, setLetters] = useState<DeadLetter[] | null>(null);
  const [fault, setFault] = useState("");

  const load = useCallback(async () => {
    try {
      setLetters(await client.deadLetters());
      setFault("");
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
    }
  }, [client]);
  useEffect(() => { void load(); }, [load]);

  return (
    <main>
      <section className="card">
        <div className="row"><h1>Dead letters</h1><span className="grow" /><button className="plain" onClick={() => void load()}>Read again</button></div>
        <p className="quiet">Messages that could not be handled. Send one again once its cause is gone.</p>
        {fault && <p className="fault" role="alert">{fault}</p>}
        {letters?.length === 0 && <p>There are none: every message was handled.</p>}
        <ul className="letters">{letters?.map((letter) => <Letter key={letter.id} letter={letter} onReplayed={load} />)}</ul>
      </section>
    </main>
  );
}

function Letter({ letter, onReplayed }: { letter: DeadLetter; onReplayed: () => Promise<void> }) {
  const { client } = useSession();
  const [message, setMessage] = useState<string | null>(null);
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);

  async function attempt(command: () => Promise<void>) {
    setBusy(true);
    setFault("");
    try {
      await command();
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }

  const show = async () => { const found = await client.deadLetter(letter.id); setMessage(found.text ?? found.base64); };
  const replay = async () => { await client.replay(letter.id); await onReplayed(); };
  return (
    <li>
      <div className="row">
        <strong>{letter.component}</strong><span className="state bad">{letter.code}</span>
        <span className="quiet">{new Date(letter.time).toLocaleString()} · {letter.topic} {letter.partition}/{letter.offset}</span>
        <span className="grow" />
        {letter.run && <a href={`#/runs/${letter.run}`}>run {letter.run.slice(0, 8)}</a>}
      </div>
      <p className="error-text">{letter.error}</p>
      <div className="row">
        <button className="plain" disabled={busy} onClick={() => void attempt(replay)}>Send again</button>
        {message === null && <button className="plain" disabled={busy} onClick={() => void attempt(show)}>Show the message</button>}
        {letter.replayed && <span className="quiet">Sent again {letter.replays} {letter.replays === 1 ? "time" : "times"}, last by {letter.replayed_by}, {new Date(letter.replayed).toLocaleString()}</span>}
      </div>
      {fault && <p className="fault" role="alert">{fault}</p>}
      {message !== null && <pre tabIndex={0}><code>{message}</code></pre>}
    </li>
  );
}
