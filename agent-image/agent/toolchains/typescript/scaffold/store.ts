/** Tables of rows in SQLite, below the folder that QLP_DATA names. A row is an object with an integer `id` that the table gives it. */

import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Refusal, type Row } from "./http.ts";

function open(): DatabaseSync {
  const folder = process.env.QLP_DATA || mkdtempSync(join(tmpdir(), "data-"));
  mkdirSync(folder, { recursive: true });
  const database = new DatabaseSync(join(folder, "data.db"));
  database.exec("PRAGMA journal_mode = WAL");
  return database;
}

const db = open();
const tables: Table[] = [];

/** Removes all rows and starts ids at 1 again: tests begin with nothing. */
export function empty(): void {
  for (const table of tables) {
    table.deleteAll();
    db.prepare("DELETE FROM sqlite_sequence WHERE name = ?").run(table.name);
  }
}

/** One kind of rows. A row that is not there answers 404; a value that must be `unique` and is taken answers 409. */
export class Table {
  readonly name: string;
  readonly unique: string[];

  constructor(name: string, unique: string[] = []) {
    this.name = name.replace(/\W/g, "_");
    this.unique = unique;
    db.exec(`CREATE TABLE IF NOT EXISTS "${this.name}" (id INTEGER PRIMARY KEY AUTOINCREMENT, value TEXT NOT NULL)`);
    tables.push(this);
  }

  /** Stores a new row; the row with its id. */
  create(row: Row): Row {
    const { id: _, ...value } = row;
    this.checkUnique(value);
    const { lastInsertRowid } = db.prepare(`INSERT INTO "${this.name}" (value) VALUES (?)`).run(JSON.stringify(value));
    return this.get(Number(lastInsertRowid));
  }

  /** All rows in the order of their ids; with values, those whose fields have these. */
  list(equal: Row = {}): Row[] {
    const stored = db.prepare(`SELECT id, value FROM "${this.name}" ORDER BY id`).all();
    const rows = stored.map((row): Row => ({ id: row.id, ...JSON.parse(String(row.value)) }));
    return rows.filter((row) => Object.entries(equal).every(([name, wanted]) => (row[name] ?? null) === (wanted ?? null)));
  }

  /** The row with this id. */
  get(id: unknown): Row {
    const found = this.first({ id: typeof id === "string" && /^\d+$/.test(id) ? Number(id) : id });
    if (found === null) throw new Refusal(404, `there is no ${this.name} ${id}`);
    return found;
  }

  /** Changes the given fields of a row; the whole row. */
  update(id: unknown, changes: Row): Row {
    const before = this.get(id);
    const given = Object.entries(changes).filter(([name, value]) => name !== "id" && value !== undefined);
    const value = { ...before, ...Object.fromEntries(given) };
    this.checkUnique(value);
    const { id: key, ...stored } = value;
    db.prepare(`UPDATE "${this.name}" SET value = ? WHERE id = ?`).run(JSON.stringify(stored), key);
    return this.get(key);
  }

  /** Removes a row. */
  delete(id: unknown): void {
    db.prepare(`DELETE FROM "${this.name}" WHERE id = ?`).run(this.get(id).id);
  }

  /** Removes every row. */
  deleteAll(): void {
    db.exec(`DELETE FROM "${this.name}"`);
  }

  /** The oldest row whose fields have these values, or null. */
  first(equal: Row = {}): Row | null {
    return this.list(equal)[0] ?? null;
  }

  /** How many rows have these values. */
  count(equal: Row = {}): number {
    return this.list(equal).length;
  }

  private checkUnique(value: Row): void {
    for (const name of this.unique) {
      const wanted = value[name] ?? null;
      if (wanted !== null && this.list({ [name]: wanted }).some((row) => row.id !== value.id)) {
        throw new Refusal(409, `${name} ${JSON.stringify(wanted)} is taken`);
      }
    }
  }
}
