/** HTML pages over the data. Everything that is shown is escaped. */

import { escape } from "./html.ts";
import { Refusal, type Row } from "./http.ts";
import type { Problem, Shape } from "./shapes.ts";

const STYLE = `
body { font-family: system-ui, sans-serif; margin: 2rem auto; max-width: 50rem; padding: 0 1rem; color: #222 }
table { border-collapse: collapse; width: 100% } th, td { border-bottom: 1px solid #ddd; padding: .4rem; text-align: left }
form { display: grid; gap: .6rem; margin: 1.5rem 0; max-width: 24rem } input, select { padding: .4rem } .error { color: #b00020 }
`;

/** What stands above a form that is refused. */
export function refused(text: string): string {
  return `<p class="error">${words(text)}</p>`;
}

/** A whole page. */
export function page(title: string, body: string): string {
  const head = `<meta charset="utf-8"><title>${words(title)}</title><style>${STYLE}</style>`;
  return `<!doctype html><html lang="en"><head>${head}</head><body><h1>${words(title)}</h1>${body}</body></html>`;
}

/** A table with one line for each record; `link`: the path of a record's own page. */
export function table(rows: Row[], columns: string[], link = "", empty = "Nothing here yet."): string {
  const head = columns.map((column) => `<th>${escape(column.replaceAll("_", " "))}</th>`).join("");
  const first = (row: Row, text: string) => (link ? `<a href="${escape(place(link, row))}">${text}</a>` : text);
  const shown = (row: Row) => columns.map((column, i) => `<td>${i === 0 ? first(row, cell(row[column])) : cell(row[column])}</td>`);
  const lines = rows.map((row) => `<tr>${shown(row).join("")}</tr>`).join("");
  return rows.length ? `<table><thead><tr>${head}</tr></thead><tbody>${lines}</tbody></table>` : `<p>${words(empty)}</p>`;
}

/** The records in groups, each under its heading, if it has one. */
export function sections(rows: Row[], columns: string[], headings: string[], link = "", empty = "Nothing here yet.", vacant = false): string {
  const parts = (headings.length ? headings : [...new Set(rows.map((row) => row["§"]))]).map((heading) => {
    const found = rows.filter((row) => row["§"] === heading);
    const above = heading ? `<h2>${words(heading)}</h2>` : "";
    return found.length || vacant ? above + table(found, columns, link, empty) : "";
  });
  return parts.join("") || table(rows, columns, link, empty);
}

/** All that there is to say of one record. */
export function sheet(row: Row, columns: string[]): string {
  const lines = columns.map((column) => `<dt>${escape(column.replaceAll("_", " "))}</dt><dd>${cell(row[column])}</dd>`);
  return `<dl>${lines.join("")}</dl>`;
}

/** What is shown as it is: its parts are escaped already. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What can be done to a record, each a button; `posts`: its words and its path. */
export function buttons(row: Row, posts: Record<string, string>): Markup {
  const forms = Object.entries(posts).map(([said, path]) => `<form method="post" action="${escape(place(path, row))}"><button>${escape(said)}</button></form>`);
  return new Markup(forms.join(""));
}

/** What a form says as a record; null when its shape or `check` refuses it. */
export function entered(form: Row, shape: Shape, check: (values: Row) => void = () => {}): Row | null {
  const problems: Problem[] = [];
  const values = shape.parse(form, ["form"], problems, true);
  if (problems.length > 0) return null;
  try {
    check(values);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
  return values;
}

/** Text between tags, where quotes stand for themselves. */
export function words(value: unknown): string {
  return escape(value).replaceAll("&quot;", '"').replaceAll("&#x27;", "'");
}

/** A value as text of a page. */
function cell(value: any): string {
  if (value instanceof Markup) return value.text;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return words(value.join(", "));
  return value === null || value === undefined ? "" : words(typeof value === "object" ? JSON.stringify(value) : value);
}

/** A path with the fields of a record that it names in braces. */
function place(path: string, row: Row): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(row[name])));
}

