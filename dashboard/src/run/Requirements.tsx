import type { Endpoint, Entity, Property, Specification } from "../api/types";

/** The requirements as the agents understood the intent: all that whoever approves has to check. */
export function Requirements({ specification }: { specification: Specification | null }) {
  if (!specification) return null;
  const { summary, requirements, entities, endpoints, assumptions } = specification;
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
      {entities.length > 0 && <h3>What is stored</h3>}
      {entities.map((entity) => <Stored key={entity.name} entity={entity} />)}
      {endpoints.length > 0 && <h3>Operations</h3>}
      {endpoints.map((endpoint) => <Operation key={`${endpoint.method} ${endpoint.path}`} endpoint={endpoint} />)}
    </section>
  );
}

function Stored({ entity }: { entity: Entity }) {
  return (
    <div className="told">
      <b>{entity.name.replaceAll("_", " ")}</b>
      <ul>{entity.properties.map((property) => <li key={property.name}><code>{property.name}</code> {limits(property)}</li>)}</ul>
    </div>
  );
}

/** What a field may hold, in words. */
function limits({ type, required, rule }: Property): string {
  return [type, required && "required", rule].filter(Boolean).join(", ");
}

function Operation({ endpoint }: { endpoint: Endpoint }) {
  const taken = endpoint.request.map((property) => (property.required ? property.name : `${property.name} (optional)`));
  return (
    <div className="told">
      <code>{endpoint.method} {endpoint.path}</code> {endpoint.summary}
      <ul>
        <li>{taken.length > 0 && `Takes ${taken.join(", ")}; `}{taken.length > 0 ? "answers" : "Answers"} {endpoint.status}</li>
        {endpoint.failures.map(({ status, when }) => <li key={`${status} ${when}`}>Refuses with {status} when {when}</li>)}
      </ul>
    </div>
  );
}
