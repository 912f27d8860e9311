import type { DropFile } from "../api/types";
import { Diagram } from "./Diagram";

const FENCED = /^```mermaid[^\n]*\n([\s\S]*?)^```[^\n]*$/m;
const DRAWN = /\.(mmd|mermaid)$/;
const MARKDOWN = /\.(md|markdown)$/;

/** What is in a file: its text, and the diagrams in it drawn. */
export function FileView({ file }: { file: DropFile }) {
  if (DRAWN.test(file.path)) return <Diagram source={file.content} />;
  if (!MARKDOWN.test(file.path)) return <pre tabIndex={0}><code>{file.content}</code></pre>;
  // A split by a pattern with one group alternates between what is outside and what is in the group.
  return file.content.split(FENCED).map((part, n) => (n % 2 ? <Diagram key={n} source={part} /> : part.trim() && <pre key={n} tabIndex={0}><code>{part.trim()}</code></pre>));
}
