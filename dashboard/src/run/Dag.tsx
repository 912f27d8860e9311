import { Graph, layout } from "@dagrejs/dagre";
import { useMemo } from "react";

import type { Task } from "../api/types";

const WIDTH = 124;
const HEIGHT = 46;
/** How far the graph shrinks before it scrolls: smaller text cannot be read. */
const READABLE = 0.85;

/** The run's tasks as a graph, in the colours of their states; on a screen too narrow for it, as a list. */
export function Dag({ tasks }: { tasks: Task[] }) {
  const drawn = useMemo(() => place(tasks), [tasks]);
  return (
    <section className="card">
      <h2>Tasks</h2>
      {tasks.length === 0 && <p className="quiet">The plan comes after the requirements.</p>}
      <ul className="tasks">
        {tasks.map((task) => <li key={task.task} className={task.state}><b>{task.task}</b> <span className="quiet">{standing(task)}</span></li>)}
      </ul>
      {tasks.length > 0 && (
        <div className="scroll graph" tabIndex={0} role="group" aria-label="Graph of the tasks">
          <svg viewBox={`0 0 ${drawn.width} ${drawn.height}`} style={{ display: "block", width: "100%", maxWidth: drawn.width, minWidth: drawn.width * READABLE }} role="img" aria-label="Tasks and what they wait for">
            {drawn.edges.map((edge) => <path key={edge.key} className="edge" d={edge.path} />)}
            {drawn.nodes.map(({ task, x, y }) => (
              <g key={task.task} className={`node ${task.state}`} transform={`translate(${x - WIDTH / 2},${y - HEIGHT / 2})`}>
                <title>{task.reason || `${task.task}: ${task.state}`}</title>
                <rect width={WIDTH} height={HEIGHT} rx="9" />
                <text x={WIDTH / 2} y="19">{short(task.task)}</text>
                <text x={WIDTH / 2} y="35" className="small">{standing(task)}</text>
              </g>
            ))}
          </svg>
        </div>
      )}
    </section>
  );
}

const standing = (task: Task): string => `${task.role} · ${task.reused_from ? "reused" : task.state}`;
const short = (name: string): string => (name.length > 15 ? `${name.slice(0, 14)}…` : name);

interface Drawing {
  width: number;
  height: number;
  nodes: { task: Task; x: number; y: number }[];
  edges: { key: string; path: string }[];
}

function place(tasks: Task[]): Drawing {
  const graph = new Graph().setGraph({ rankdir: "LR", nodesep: 14, ranksep: 26, marginx: 4, marginy: 4 }).setDefaultEdgeLabel(() => ({}));
  for (const task of tasks) graph.setNode(task.task, { width: WIDTH, height: HEIGHT });
  for (const [need, task] of edges(tasks)) graph.setEdge(need, task);
  layout(graph);
  const size = graph.graph() as { width?: number; height?: number };
  return {
    width: size.width ?? 0,
    height: size.height ?? 0,
    nodes: tasks.map((task) => ({ task, ...(graph.node(task.task) as { x: number; y: number }) })),
    edges: graph.edges().map((edge) => ({ key: `${edge.v}→${edge.w}`, path: line((graph.edge(edge) as { points: { x: number; y: number }[] }).points) })),
  };
}

/** What each task waits for. Tasks of the plan's first layer wait for the plan; validation's tasks for everything before them. */
function edges(tasks: Task[]): [string, string][] {
  const known = new Set(tasks.map((task) => task.task));
  const planned = tasks.filter((task) => !STAGES.has(task.role));
  const needed = new Set(planned.flatMap((task) => task.needs));
  const leaves = planned.filter((task) => !needed.has(task.task)).map((task) => task.task);
  let last = leaves;
  return tasks.flatMap((task): [string, string][] => {
    let needs = task.needs.filter((need) => known.has(need));
    if (VALIDATION.has(task.role)) [needs, last] = [last, [task.task]];
    else if (needs.length === 0 && !STAGES.has(task.role) && known.has("plan")) needs = ["plan"];
    return needs.map((need) => [need, task.task]);
  });
}

const VALIDATION = new Set(["check", "fixer"]);
const STAGES = new Set([...VALIDATION, "requirements", "architect"]);

const line = (points: { x: number; y: number }[]): string => points.map((p, n) => `${n ? "L" : "M"}${p.x.toFixed(1)},${p.y.toFixed(1)}`).join("");
