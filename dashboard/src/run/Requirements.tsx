import type { Specification } from "../api/types";

/** The requirements as the agents understood the intent. */
export function Requirements({ specification }: { specification: Specification | null }) {
  if (!specification) return null;
  return (
    <section className="card">
      <h2>Requirements</h2>
      {specification.summary && <p>{specification.summary}</p>}
      <dl className="requirements">
        {specification.requirements.map((requirement) => (
          <div key={requirement.id}><dt>{requirement.id}</dt><dd>{requirement.text}</dd></div>
        ))}
      </dl>
      {specification.endpoints.length > 0 && (
        <div className="scroll" tabIndex={0} role="group" aria-label="Operations">
          <table>
            <thead><tr><th>Operation</th><th>Does</th><th>Answers</th></tr></thead>
            <tbody>
              {specification.endpoints.map((endpoint) => (
                <tr key={`${endpoint.method} ${endpoint.path}`}>
                  <td><code>{endpoint.method} {endpoint.path}</code></td>
                  <td>{endpoint.summary}</td>
                  <td>{[endpoint.status, ...endpoint.failures.map((f) => f.status)].join(", ")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {specification.assumptions.length > 0 && (
        <>
          <h3>Assumptions</h3>
          <ul>{specification.assumptions.map((assumption) => <li key={assumption}>{assumption}</li>)}</ul>
        </>
      )}
    </section>
  );
}
