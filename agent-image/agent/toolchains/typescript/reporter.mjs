/** A reporter for node:test: tells, line by line, what each test did. */
const line = (test, outcome, data) => JSON.stringify({ test, outcome, file: data.file ?? "", detail: String(data.details?.error?.cause?.stack ?? data.details?.error ?? "").slice(-6000) }) + "\n";

export default async function* reporter(source) {
  for await (const { type, data } of source) {
    if (type === "test:pass" && data.details?.type !== "suite") yield line(data.name, "passed", data);
    if (type === "test:fail") yield line(data.name, "failed", data);
  }
}
