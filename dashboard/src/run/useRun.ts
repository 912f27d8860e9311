import { useCallback, useEffect, useRef, useState } from "react";

import { useSession } from "../api/session";
import { follow } from "../api/stream";
import type { Run, Thought } from "../api/types";

const THOUGHT = "qlp.thought.shared.v1";
const KEPT = 400;
const SETTLE_MS = 120;

/** A run, live: its read model, read again whenever its timeline says that something changed, and its agents' thoughts. */
export function useRun(id: string): { run: Run | null; thoughts: Thought[]; fault: string; reload: () => Promise<void> } {
  const { client } = useSession();
  const [run, setRun] = useState<Run | null>(null);
  const [thoughts, setThoughts] = useState<Thought[]>([]);
  const [fault, setFault] = useState("");
  const [away, setAway] = useState("");
  const due = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const reload = useCallback(async () => {
    try {
      setRun(await client.run(id));
      setFault("");
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
    }
  }, [client, id]);

  useEffect(() => {
    const stop = new AbortController();
    let missing = "";
    const heard = (reason: string) => {
      setAway(reason);
      if (missing && !reason) void reload();
      missing = reason;
    };
    setThoughts([]);
    void reload();
    follow(client, id, (event) => {
      if (event.type === THOUGHT) {
        const thought = { ...(event.data as unknown as Omit<Thought, "seq">), seq: event.seq };
        setThoughts((before) => [...before.slice(-KEPT + 1), thought]);
      } else {
        clearTimeout(due.current);
        due.current = setTimeout(() => void reload(), SETTLE_MS);
      }
    }, heard, stop.signal).then(() => { if (!stop.signal.aborted) void reload(); }, (error: unknown) => setFault(error instanceof Error ? error.message : String(error)));
    return () => { stop.abort(); clearTimeout(due.current); };
  }, [client, id, reload]);

  return { run, thoughts, fault: away || fault, reload };
}
