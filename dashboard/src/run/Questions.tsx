import { type FormEvent, useState } from "react";

import { useSession } from "../api/session";
import type { Run } from "../api/types";

/** What the agents want to know before they go on. */
export function Questions({ run, onAnswered }: { run: Run; onAnswered: () => Promise<void> }) {
  const { client } = useSession();
  const [answers, setAnswers] = useState<string[]>(run.questions.map(() => ""));
  const [fault, setFault] = useState("");

  async function submit(event: FormEvent) {
    event.preventDefault();
    try {
      await client.answer(run.run_id, answers);
      await onAnswered();
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
    }
  }

  return (
    <form className="card approval" onSubmit={submit}>
      <h2>Questions</h2>
      {run.questions.map((question, n) => (
        <label key={question}>{question}
          <input value={answers[n] ?? ""} onChange={(e) => setAnswers(answers.map((a, m) => (m === n ? e.target.value : a)))} required />
        </label>
      ))}
      {fault && <p className="fault" role="alert">{fault}</p>}
      <button>Answer</button>
    </form>
  );
}
