import { useEffect, useRef } from "react";

import type { Thought } from "../api/types";

/** What the agents say, newest at the bottom; follows along while the reader is at the bottom. */
export function Thoughts({ thoughts, ended }: { thoughts: Thought[]; ended: boolean }) {
  const list = useRef<HTMLOListElement>(null);
  const atEnd = useRef(true);
  useEffect(() => {
    if (list.current && atEnd.current) list.current.scrollTop = list.current.scrollHeight;
  }, [thoughts]);
  return (
    <section className="card">
      <h2>Thoughts</h2>
      {thoughts.length === 0 && <p className="quiet">{ended ? "Nothing was said." : "Nobody has said anything yet."}</p>}
      <ol
        className="thoughts"
        ref={list}
        aria-live="polite"
        tabIndex={0}
        onScroll={(e) => { const el = e.currentTarget; atEnd.current = el.scrollHeight - el.scrollTop - el.clientHeight < 40; }}
      >
        {thoughts.map((thought) => (
          <li key={thought.seq} className={thought.level}><span className="who">{thought.role || thought.task}</span>{thought.text}</li>
        ))}
      </ol>
    </section>
  );
}
