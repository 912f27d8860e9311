import { useEffect, useState } from "react";

import { useSession } from "../api/session";
import type { DropFile, DropSummary, Run } from "../api/types";
import { FileView } from "./FileView";

/** The drops and the files in them. */
export function Drops({ run }: { run: Run }) {
  const { client } = useSession();
  const [drops, setDrops] = useState<DropSummary[]>([]);
  const [fault, setFault] = useState("");
  const done = run.tasks.filter((task) => task.state === "done").length;

  useEffect(() => {
    client.drops(run.run_id).then(
      (found) => { setDrops(found); setFault(""); },
      (error: unknown) => setFault(error instanceof Error ? error.message : String(error)),
    );
  }, [client, run.run_id, run.status, done]);

  const withFiles = drops.filter((drop) => drop.files.length > 0);
  if (withFiles.length === 0 && !fault) return null;
  return (
    <section className="card">
      <h2>Drops</h2>
      {fault && <p className="fault" role="alert">{fault}</p>}
      <ul className="drops">{withFiles.map((drop) => <Drop key={drop.id} run={run.run_id} drop={drop} />)}</ul>
    </section>
  );
}

/** One drop: its files are read when it is opened. */
function Drop({ run, drop }: { run: string; drop: DropSummary }) {
  const { client } = useSession();
  const [open, setOpen] = useState(false);
  const [files, setFiles] = useState<DropFile[]>([]);
  const [fault, setFault] = useState("");

  async function toggle() {
    setOpen(!open);
    if (open || files.length > 0) return;
    setFault("");
    try {
      setFiles(await client.dropFiles(run, drop.id));
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
    }
  }

  return (
    <li>
      <button className="plain" aria-expanded={open} onClick={() => void toggle()}>{drop.task}</button>
      <span className="quiet">{drop.files.join(", ")}</span>
      {open && (
        <div className="files">
          {fault && <p className="fault" role="alert">{fault}</p>}
          {files.map((file) => (
            <details key={file.path} open={files.length === 1}>
              <summary><code>{file.path}</code></summary>
              <FileView file={file} />
            </details>
          ))}
        </div>
      )}
    </li>
  );
}
