/** Speaks HTTP to the application, over a socket in a folder of its own; each test begins with no data. */

import { existsSync, mkdtempSync } from "node:fs";
import { createServer, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type Row = Record<string, any>;

export interface Answer {
  status: number;
  text: string;
  headers: Record<string, any>;
  json(): any;
}

export interface Given {
  json?: unknown;
  params?: Row;
}

/** The path of a socket may have about 100 characters. */
const folder = mkdtempSync(join(tmpdir().length < 80 ? tmpdir() : "/tmp", "tests-"));
process.env.QLP_DATA = join(folder, "data");
const { app } = await import("../main.ts");
const data = new URL("../store.ts", import.meta.url);
const store = existsSync(data) ? await import(data.href) : null;
const socketPath = join(folder, "s");
const server = createServer(app);
await new Promise<void>((done) => server.listen(socketPath, done));
server.unref();

async function call(method: string, path: string, given: Given): Promise<Answer> {
  const query = new URLSearchParams(Object.entries(given.params ?? {}).map(([name, value]): [string, string] => [name, String(value)]));
  const target = encodeURI(path) + (given.params ? `?${query}` : "");
  const body = "json" in given ? JSON.stringify(given.json) : "";
  const headers = body ? { "content-type": "application/json", "content-length": Buffer.byteLength(body) } : {};
  return new Promise((done, failed) => {
    const sending = request({ socketPath, method, path: target, headers, agent: false }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (chunk: string) => (text += chunk));
      answer.on("end", () => done({ status: answer.statusCode ?? 0, text, headers: answer.headers, json: () => JSON.parse(text) }));
    });
    sending.on("error", failed);
    sending.end(body);
  });
}

export interface Client {
  get(path: string, given?: Given): Promise<Answer>;
  post(path: string, given?: Given): Promise<Answer>;
  put(path: string, given?: Given): Promise<Answer>;
  patch(path: string, given?: Given): Promise<Answer>;
  delete(path: string, given?: Given): Promise<Answer>;
}

/** A client of the application without data. */
export async function fresh(): Promise<Client> {
  store?.empty();
  const verb = (method: string) => (path: string, given: Given = {}) => call(method, path, given);
  return { get: verb("GET"), post: verb("POST"), put: verb("PUT"), patch: verb("PATCH"), delete: verb("DELETE") };
}
