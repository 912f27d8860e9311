import type { DeadLetter, DropFile, DropSummary, Principal, Run, RunList } from "./types";

/** A problem+json answer of the gateway, or no answer at all. */
export class ApiError extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

/** The gateway, called for one person. `token` gives the token for a call; `onRefused`: there is none, or it is not accepted any more. */
export class Client {
  constructor(private readonly gateway: string, private readonly token: () => Promise<string>, private readonly onRefused: () => void) {}

  me = (): Promise<Principal> => this.json("GET", "/me");
  runs = (cursor: string | null): Promise<RunList> => this.json("GET", `/runs?limit=50${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
  run = (id: string): Promise<Run> => this.json("GET", `/runs/${id}`);
  drops = async (id: string): Promise<DropSummary[]> => (await this.json<{ drops: DropSummary[] }>("GET", `/runs/${id}/drops`)).drops;
  dropFiles = async (id: string, drop: string): Promise<DropFile[]> =>
    (await this.json<{ files: DropFile[] }>("GET", `/runs/${id}/drops/${encodeURIComponent(drop)}`)).files;
  deadLetters = async (): Promise<DeadLetter[]> => (await this.json<{ deadletters: DeadLetter[] }>("GET", "/deadletters?limit=100")).deadletters;
  deadLetter = (id: string): Promise<{ text: string | null; base64: string }> => this.json("GET", `/deadletters/${id}`);
  replay = (id: string): Promise<unknown> => this.json("POST", `/deadletters/${id}/replay`);

  submit = (intent: string, ask: boolean, key: string, base?: string): Promise<{ run_id: string }> =>
    this.json("POST", "/intents", { intent, ask, ...(base && { base_run: base }) }, { "Idempotency-Key": key });
  decide = (id: string, decision: "approve" | "reject", digest: string, reason: string): Promise<unknown> =>
    this.json("POST", `/runs/${id}/approval`, { decision, digest, reason });
  answer = (id: string, answers: string[]): Promise<unknown> => this.json("POST", `/runs/${id}/answers`, { answers });
  raiseBudget = (id: string, budget: { tokens?: number; money?: number }): Promise<unknown> => this.json("POST", `/runs/${id}/budget`, budget);
  cancel = (id: string): Promise<unknown> => this.json("POST", `/runs/${id}/cancel`, {});
  stop = (id: string, deleteData: boolean): Promise<unknown> => this.json("POST", `/runs/${id}/stop`, { delete_data: deleteData });
  start = (id: string): Promise<unknown> => this.json("POST", `/runs/${id}/start`);

  /** The event stream from after `last`; the caller reads the body. */
  events(id: string, last: string, signal: AbortSignal): Promise<Response> {
    return this.fetch("GET", `/runs/${id}/events`, undefined, { Accept: "text/event-stream", ...(last && { "Last-Event-ID": last }) }, signal);
  }

  /** The capsule's archive, and the name that the gateway gives it. */
  async capsule(id: string): Promise<{ name: string; content: Blob }> {
    const response = await this.fetch("GET", `/runs/${id}/capsule`);
    const name = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") ?? "")?.[1];
    return { name: name ?? `${id}.qlcapsule`, content: await response.blob() };
  }

  private async json<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
    return (await this.fetch(method, path, body, headers)).json() as Promise<T>;
  }

  private async fetch(method: string, path: string, body?: unknown, headers: Record<string, string> = {}, signal?: AbortSignal): Promise<Response> {
    const token = await this.token().catch((error: unknown) => {
      if (error instanceof ApiError && error.status === 401) this.onRefused();
      throw error;
    });
    const init: RequestInit = {
      method,
      headers: { Authorization: `Bearer ${token}`, ...(body !== undefined && { "Content-Type": "application/json" }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    };
    const response = await fetch(`${this.gateway}/api/v1${path}`, init).catch((error: unknown) => {
      if (signal?.aborted) throw error;
      throw new ApiError(0, "QLP does not answer. Is the stack up?");
    });
    if (response.status === 401) this.onRefused();
    if (!response.ok) throw new ApiError(response.status, await problem(response));
    return response;
  }
}

async function problem(response: Response): Promise<string> {
  try {
    const body = (await response.json()) as { detail?: string; title?: string };
    return body.detail ?? body.title ?? `HTTP ${response.status}`;
  } catch {
    return `HTTP ${response.status}`;
  }
}
