/** A reporter for node:test: tells, line by line, what each test did. */
const ended = (error) => (error?.exitCode || error?.signal ? `; its process ended with ${error.signal ?? error.exitCode}` : "");
const detail = (error) => String(error?.cause?.stack ?? error ?? "").slice(-6000) + ended(error);
const line = (test, outcome, data) => JSON.stringify({ test, outcome, file: data.file ?? "", detail: detail(data.details?.error) }) + "\n";

export default async function* reporter(source) {
  for await (const { type, data } of source) {
    if (type === "test:pass" && data.details?.type !== "suite") yield line(data.name, "passed", data);
    if (type === "test:fail") yield line(data.name, "failed", data);
  }
}
