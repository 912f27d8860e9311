import { type FormEvent, useState } from "react";

import { useSession } from "../api/session";
import type { Run } from "../api/types";

/** What the agents want to know before they go on. */
export function Questions({ run, onAnswered }: { run: Run; onAnswered: () => Promise<void> }) {
  const { client } = useSession();
  const [answers, setAnswers] = useState<string[]>(run.questions.map(() => ""));
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setFault("");
    try {
      await client.answer(run.run_id, answers);
      await onAnswered();
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  }

  return (
    <form className="card approval" onSubmit={submit}>
      <h2>Questions</h2>
      <p className="quiet">Where you leave an answer empty, QLP goes on with an assumption of its own, which you find among the requirements.</p>
      {run.questions.map((question, n) => (
        <label key={n}>{question}
          <input value={answers[n] ?? ""} onChange={(e) => setAnswers(answers.map((a, m) => (m === n ? e.target.value : a)))} maxLength={2000} />
        </label>
      ))}
      {fault && <p className="fault" role="alert">{fault}</p>}
      <button disabled={busy}>{busy ? "Answering…" : "Answer"}</button>
    </form>
  );
}
