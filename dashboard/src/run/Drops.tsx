import { useEffect, useState } from "react";

import { useSession } from "../api/session";
import type { DropFile, DropSummary, Run } from "../api/types";
import { FileView } from "./FileView";

/** The drops and the files in them. */
export function Drops({ run }: { run: Run }) {
  const { client } = useSession();
  const [drops, setDrops] = useState<DropSummary[]>([]);
  const [open, setOpen] = useState<{ task: string; files: DropFile[] } | null>(null);
  const [fault, setFault] = useState("");
  const done = run.tasks.filter((task) => task.state === "done").length;
  const said = (error: unknown) => setFault(error instanceof Error ? error.message : String(error));

  useEffect(() => { client.drops(run.run_id).then(setDrops, said); }, [client, run.run_id, run.status, done]);

  const show = (drop: DropSummary) => client.dropFiles(run.run_id, drop.id).then((files) => setOpen({ task: drop.task, files }), said);
  const withFiles = drops.filter((drop) => drop.files.length > 0);
  if (withFiles.length === 0) return null;
  return (
    <section className="card">
      <h2>Drops</h2>
      {fault && <p className="fault" role="alert">{fault}</p>}
      <ul className="drops">
        {withFiles.map((drop) => (
          <li key={drop.id}>
            <button className="plain" onClick={() => void show(drop)}>{drop.task}</button>
            <span className="quiet">{drop.files.join(", ")}</span>
          </li>
        ))}
      </ul>
      {open?.files.map((file) => (
        <details key={`${open.task}/${file.path}`} open={open.files.length === 1}>
          <summary><code>{file.path}</code></summary>
          <FileView file={file} />
        </details>
      ))}
    </section>
  );
}
