// A gateway that answers what a test tells it to, inside the browser: `answers` is read with every request, so a test may change it.

export const RUN = "0123456789abcdef0123456789abcdef";

/** A run as the gateway shows it. */
export function run(differences = {}) {
  return {
    run_id: RUN, app: RUN, title: "Recipes", status: "building", reason: "", created: "2026-01-02T03:04:05Z", updated: "2026-01-02T03:04:06Z", ended: null,
    live_url: null, capsule: null, score: null, tokens: 0, seconds: 3, intent: "Build a service for recipes.", score_parts: {},
    estimate: { tokens: 0, money: 0, minutes: 0.7, note: "the offline model uses no tokens" },
    spending: { token_cap: 400000, tokens_spent: 0, tokens_reserved: 0, money_cap: null, money_spent: 0, money_reserved: 0 },
    questions: [], approval: null, decision: null, stopped: null, specification: null, understanding: null, difference: null, tasks: [], ...differences,
  };
}

/** Serves `answers` to the page: by "METHOD /path", a body, or a function of the request's body and query. `asked` are the commands that came. */
export async function serve(page, answers) {
  const asked = [];
  await page.route("**/api/v1/**", async (route) => {
    if (answers.away) return route.abort("connectionrefused");
    const request = route.request();
    const { pathname, searchParams } = new URL(request.url());
    const path = pathname.replace("/api/v1", "");
    if (request.method() === "POST") asked.push([path, request.postDataJSON()]);
    const found = answers[`${request.method()} ${path}`];
    const answer = typeof found === "function" ? found(request.postDataJSON(), searchParams) : found;
    if (path.endsWith("/events")) return events(route, answer ?? []);
    if (answer === undefined) return respond(route, 404, { status: 404, detail: "there is no such thing" });
    return respond(route, answer.problem ? answer.status : 200, answer);
  });
  return asked;
}

/** A problem+json answer. */
export const problem = (status, detail) => ({ problem: true, status, detail });

const HEADERS = { "access-control-allow-origin": "*" };

function respond(route, status, body) {
  return route.fulfill({ status, headers: HEADERS, contentType: "application/json", body: JSON.stringify(body) });
}

async function events(route, answer) {
  if (answer.problem) return respond(route, answer.status, answer);
  await new Promise((resolve) => setTimeout(resolve, 300));
  return route.fulfill({ status: 200, headers: HEADERS, contentType: "text/event-stream", body: answer.join("") });
}
