/** Text as it may stand in HTML, also between quotes. */
export function escape(value: unknown): string {
  const names: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;" };
  return String(value).replace(/[&<>"']/g, (letter) => names[letter]);
}
