/** The HTTP edge: routes, requests that are checked before an operation sees them, errors as JSON. Needs nothing but Node. */

import type { IncomingMessage, ServerResponse } from "node:http";
import { invalid, key, numbered, type Problem, type Shape, text } from "./shapes.ts";

export type Row = Record<string, any>;
type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
type Fields = Record<string, Shape>;

/** What an operation takes: its path and query parameters, its body, or the fields of a form; and how it answers. */
export interface Takes {
  status?: number;
  path?: Fields;
  query?: Fields;
  body?: Shape;
  bodyOptional?: boolean;
  form?: Shape;
  type?: "html" | "text";
}

/** A request that is refused, with this status. */
export class Refusal extends Error {
  readonly status: number;
  readonly detail: unknown;

  constructor(status: number, detail: unknown) {
    super(typeof detail === "string" ? detail : "refused");
    this.status = status;
    this.detail = detail;
  }
}

/** An answer that sends the client elsewhere. */
export class Redirect {
  readonly to: string;
  readonly status: number;

  constructor(to: string, status = 307) {
    this.to = to;
    this.status = status;
  }
}

/** What an operation may set of its answer. */
export interface Reply {
  status: number;
}

type Operation = (given: Row, reply: Reply) => unknown;

interface Route {
  method: Method;
  path: string;
  pattern: RegExp;
  names: string[];
  takes: Takes;
  run: Operation;
}

/** How errors look, and which statuses invalid requests get. */
export interface Manners {
  invalid?: number;
  errorKey?: string;
  errorWords?: Record<number, string>;
  invalidOn?: Record<string, number>;
}

/** The application: its operations, and `listener`, which a server hands its requests to. */
export class Service {
  readonly routes: Route[] = [];
  readonly title: string;
  readonly manners: Required<Manners>;

  constructor(title: string, manners: Manners = {}) {
    this.title = title;
    this.manners = { invalid: 422, errorKey: "detail", errorWords: {}, invalidOn: {}, ...manners };
  }

  get(path: string, takes: Takes, run: Operation): void {
    this.add("GET", path, takes, run);
  }

  post(path: string, takes: Takes, run: Operation): void {
    this.add("POST", path, takes, run);
  }

  put(path: string, takes: Takes, run: Operation): void {
    this.add("PUT", path, takes, run);
  }

  patch(path: string, takes: Takes, run: Operation): void {
    this.add("PATCH", path, takes, run);
  }

  delete(path: string, takes: Takes, run: Operation): void {
    this.add("DELETE", path, takes, run);
  }

  private add(method: Method, path: string, takes: Takes, run: Operation): void {
    const names: string[] = [];
    const source = path.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{(\w+)\}/g, (_, name: string) => {
      names.push(name);
      return "([^/]+)";
    });
    this.routes.push({ method, path, pattern: new RegExp(`^${source}$`), names, takes, run });
  }

  readonly listener = (request: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      this.answer(request, Buffer.concat(chunks), response).catch((error) => this.fail(error, response));
    });
  };

  private async answer(request: IncomingMessage, sent: Buffer, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://app");
    const [route, values] = this.find(request.method ?? "GET", url, response);
    if (route === null) return;
    const given = this.read(route, values, url.searchParams, request, sent);
    const reply: Reply = { status: route.takes.status ?? 200 };
    const result = await route.run(given, reply);
    if (result instanceof Redirect) {
      response.writeHead(result.status, { location: encodeURI(result.to).replaceAll("%25", "%") }).end();
    } else if (reply.status === 204) {
      response.writeHead(204).end();
    } else if (route.takes.type) {
      const kind = route.takes.type === "html" ? "text/html; charset=utf-8" : "text/plain; charset=utf-8";
      response.writeHead(reply.status, { "content-type": kind }).end(String(result));
    } else {
      json(response, reply.status, result ?? null);
    }
  }

  private find(method: string, url: URL, response: ServerResponse): [Route | null, string[]] {
    const path = url.pathname;
    const matching = this.routes.filter((route) => route.pattern.test(path));
    const route = matching.find((one) => one.method === method);
    if (route) return [route, (route.pattern.exec(path) ?? []).slice(1).map(unescaped)];
    if (method === "GET" && path === "/openapi.json") {
      json(response, 200, this.document());
    } else if (matching.length > 0) {
      response.setHeader("allow", matching.map((one) => one.method).join(", "));
      json(response, 405, { detail: "Method Not Allowed" });
    } else {
      this.elsewhere(path, url, response);
    }
    return [null, []];
  }

  private elsewhere(path: string, url: URL, response: ServerResponse): void {
    const other = path.endsWith("/") ? path.slice(0, -1) : `${path}/`;
    if (other && this.routes.some((route) => route.pattern.test(other))) {
      response.writeHead(307, { location: other + url.search }).end();
    } else {
      json(response, 404, { detail: "Not Found" });
    }
  }

  private read(route: Route, values: string[], query: URLSearchParams, request: IncomingMessage, sent: Buffer): Row {
    const problems: Problem[] = [];
    const given: Row = {};
    for (const [at, name] of route.names.entries()) {
      const shape = route.takes.path?.[name] ?? (/(?:^id|_id|Id)$/.test(name) ? key() : text());
      given[name] = shape.parse(values[at], ["path", name], problems, true);
    }
    for (const [name, shape] of Object.entries(route.takes.query ?? {})) {
      given[name] = shape.parse(query.getAll(name).at(-1), ["query", name], problems, true);
    }
    if (route.takes.body) given.body = this.body(route, route.takes.body, request, sent, problems);
    if (route.takes.form) given.form = form(route.takes.form, sent, problems);
    if (problems.length > 0) {
      throw new Refusal(this.manners.invalidOn[`${route.method} ${route.path}`] ?? this.manners.invalid, problems);
    }
    return given;
  }

  private body(route: Route, shape: Shape, request: IncomingMessage, sent: Buffer, problems: Problem[]): unknown {
    if (sent.length === 0) {
      if (route.takes.bodyOptional) return shape.parse({}, ["body"], problems, false);
      return invalid(problems, ["body"], "missing", "Field required");
    }
    const type = (request.headers["content-type"] ?? "").split(";")[0].trim().toLowerCase();
    if (!/^application\/(?:[\w.-]+\+)?json$/.test(type)) {
      return invalid(problems, ["body"], "model_attributes_type", "Input should be JSON");
    }
    try {
      return shape.parse(numbered(sent.toString()), ["body"], problems, false);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return invalid(problems, ["body"], "json_invalid", "JSON decode error");
    }
  }

  /** What is wrong: the members at fault, or one text where errors have a form of their own. */
  private said(detail: unknown): unknown {
    if (this.manners.errorKey === "detail" || !Array.isArray(detail)) return detail;
    return (detail as Problem[]).map((one) => `${one.loc.slice(1).join(".")}: ${one.msg}`).join("; ");
  }

  private fail(error: unknown, response: ServerResponse): void {
    if (error instanceof Refusal) {
      json(response, error.status, { [this.manners.errorKey]: this.manners.errorWords[error.status] ?? this.said(error.detail) });
    } else {
      console.error(error);
      response.writeHead(500, { "content-type": "text/plain; charset=utf-8" }).end("Internal Server Error");
    }
  }

  /** What there is to call, as OpenAPI. */
  private document(): Row {
    const paths: Record<string, Row> = {};
    for (const { method, path, names, takes } of this.routes) {
      const place = (where: string) => (name: string) => ({ name, in: where, required: where === "path", schema: {} });
      const parameters = [...names.map(place("path")), ...Object.keys(takes.query ?? {}).map(place("query"))];
      const requestBody = takes.body ? { requestBody: { content: { "application/json": { schema: { type: "object" } } } } } : {};
      const responses = { [takes.status ?? 200]: { description: "Successful Response" } };
      paths[path] = { ...paths[path], [method.toLowerCase()]: { parameters, ...requestBody, responses } };
    }
    return { openapi: "3.1.0", info: { title: this.title, version: "0.1.0" }, paths };
  }
}

/** The fields of a form; one that is left empty is not there. */
function form(shape: Shape, sent: Buffer, problems: Problem[]): unknown {
  const fields = [...new URLSearchParams(sent.toString())].filter(([, value]) => value !== "");
  return shape.parse(Object.fromEntries(fields), ["form"], problems, true);
}

function unescaped(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function json(response: ServerResponse, status: number, value: unknown): void {
  const text = JSON.stringify(value, (_, one) => (one instanceof Map ? Object.fromEntries(one) : one instanceof Set ? [...one] : one));
  response.writeHead(status, { "content-type": "application/json" }).end(text);
}
