import type { MermaidConfig } from "mermaid";
import { useEffect, useState } from "react";

type Drawing = { svg: string } | { fault: string } | null;

/** A Mermaid diagram with its source. One that does not parse shows its source and says so. */
export function Diagram({ source }: { source: string }) {
  const dark = useDark();
  const [drawing, setDrawing] = useState<Drawing>(null);

  useEffect(() => {
    let gone = false;
    const shown = (drawn: Drawing) => { if (!gone) setDrawing(drawn); };
    draw(source, dark).then((svg) => shown({ svg }), (error: unknown) => shown({ fault: error instanceof Error ? error.message : String(error) }));
    return () => { gone = true; };
  }, [source, dark]);

  if (!drawing) return <p className="quiet">Drawing…</p>;
  if ("fault" in drawing) {
    return (
      <>
        <p className="fault">This diagram cannot be drawn: {drawing.fault}</p>
        <pre tabIndex={0}><code>{source}</code></pre>
      </>
    );
  }
  return (
    <figure>
      {/* Mermaid's strict mode sanitizes what it draws, and the page's policy allows no inline script. */}
      <div className="drawing" tabIndex={0} role="group" aria-label="Diagram" dangerouslySetInnerHTML={{ __html: drawing.svg }} />
      <details><summary>Source of the diagram</summary><pre tabIndex={0}><code>{source}</code></pre></details>
    </figure>
  );
}

/** Nothing in a diagram may set any of these: its text is a model's, thus untrusted. */
const SECURE = ["secure", "securityLevel", "startOnLoad", "maxTextSize", "maxEdges", "suppressErrorRendering", "dompurifyConfig", "themeCSS", "themeVariables", "fontFamily", "altFontFamily"];

let drawn = 0;

async function draw(source: string, dark: boolean): Promise<string> {
  const { default: mermaid } = await import("mermaid");
  const natural = { useMaxWidth: false };
  const config: MermaidConfig = {
    startOnLoad: false,
    securityLevel: "strict",
    secure: SECURE,
    dompurifyConfig: { FORBID_TAGS: ["style", "img", "a"] },
    suppressErrorRendering: true,
    theme: dark ? "dark" : "default",
    flowchart: natural, er: natural, sequence: natural, class: natural, state: natural,
  };
  mermaid.initialize(config);
  drawn += 1;
  return (await mermaid.render(`diagram-${drawn}`, source)).svg;
}

const DARK = "(prefers-color-scheme: dark)";

function useDark(): boolean {
  const [dark, setDark] = useState(() => matchMedia(DARK).matches);
  useEffect(() => {
    const query = matchMedia(DARK);
    const changed = () => setDark(query.matches);
    query.addEventListener("change", changed);
    return () => query.removeEventListener("change", changed);
  }, []);
  return dark;
}
