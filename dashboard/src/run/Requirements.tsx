import type { Operation, Run, Stored } from "../api/types";

/** The requirements as the agents understood the intent: all that whoever approves has to check. */
export function Requirements({ specification, understanding }: Pick<Run, "specification" | "understanding">) {
  if (!specification || !understanding) return null;
  const { summary, requirements, assumptions } = specification;
  const { operations, records } = understanding;
  return (
    <section className="card">
      <h2>Requirements</h2>
      {summary && <p>{summary}</p>}
      <dl className="requirements">
        {requirements.map((requirement) => (
          <div key={requirement.id}><dt>{requirement.id}</dt><dd>{requirement.text}</dd></div>
        ))}
      </dl>
      {assumptions.length > 0 && (
        <>
          <h3>Assumptions</h3>
          <ul>{assumptions.map((assumption) => <li key={assumption}>{assumption}</li>)}</ul>
        </>
      )}
      {records.length > 0 && <h3>What is stored</h3>}
      {records.map((record) => <StoredRecord key={record.name} record={record} />)}
      {operations.length > 0 && <h3>Operations</h3>}
      {operations.map((operation) => <OperationInWords key={operation.operation} operation={operation} />)}
    </section>
  );
}

function StoredRecord({ record }: { record: Stored }) {
  return (
    <div className="told">
      <b>{record.name}</b>
      <ul>{record.fields.map((field) => <li key={field.name}><code>{field.name}</code> {field.limits}</li>)}</ul>
    </div>
  );
}

function OperationInWords({ operation: { operation, summary, takes, answers, refusals } }: { operation: Operation }) {
  return (
    <div className="told">
      <code>{operation}</code> {summary}
      <ul>
        <li>{takes.length > 0 && `Takes ${takes.join(", ")}; `}{takes.length > 0 ? "answers" : "Answers"} {answers}</li>
        {refusals.map((refusal) => <li key={refusal}>Refuses with {refusal}</li>)}
      </ul>
    </div>
  );
}
