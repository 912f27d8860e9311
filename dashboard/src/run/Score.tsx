import type { Run } from "../api/types";

/** The validation's score and its parts. */
export function Score({ run }: { run: Run }) {
  if (run.score === null) return null;
  return (
    <section className="card">
      <h2>Score <span className="score">{run.score}<small>/100</small></span></h2>
      <dl className="parts">
        {Object.entries(run.score_parts).map(([part, points]) => <div key={part}><dt>{part}</dt><dd>{points}</dd></div>)}
      </dl>
    </section>
  );
}
