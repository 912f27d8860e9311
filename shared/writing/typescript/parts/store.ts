/** Keeps the data in one SQLite file in the folder QLP_DATA, so that it outlives restarts and new versions. */

import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

export type Row = Record<string, any>;

function open(): DatabaseSync {
  const folder = process.env.QLP_DATA || mkdtempSync(join(tmpdir(), "data-"));
  mkdirSync(folder, { recursive: true });
  const database = new DatabaseSync(join(folder, "data.db"));
  database.exec("PRAGMA journal_mode = WAL");
  return database;
}

const db = open();
const tables: string[] = [];

/** All changes inside happen, or, when an error leaves it, none. */
export function transaction(work: () => void): void {
  db.exec("BEGIN");
  try {
    work();
  } catch (error) {
    db.exec("ROLLBACK");
    throw error;
  }
  db.exec("COMMIT");
}

/** Removes all records: tests begin with nothing. */
export function empty(): void {
  for (const name of tables) {
    db.exec(`DELETE FROM "${name}"`);
    if (db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'").get()) {
      db.prepare("DELETE FROM sqlite_sequence WHERE name = ?").run(name);
    }
  }
}

/** The records of one kind. Column names are the application's own, never a request's. */
export class Table {
  readonly name: string;
  readonly key: string;
  readonly columns: Record<string, string>;

  constructor(name: string, key: string, columns: Record<string, string>) {
    this.name = name;
    this.key = key;
    this.columns = columns;
    tables.push(name);
    const listed = Object.entries(columns).map(([column, kind]) => `"${column}" ${kind}`);
    db.exec(`CREATE TABLE IF NOT EXISTS "${name}" (${listed.join(", ")})`);
    const present = new Set(db.prepare(`PRAGMA table_info("${name}")`).all().map((row) => row.name));
    for (const [column, kind] of Object.entries(columns)) {
      if (!present.has(column)) db.exec(`ALTER TABLE "${name}" ADD COLUMN "${column}" ${kind}`);
    }
  }

  /** Stores a new record; the record with its key. */
  add(values: Row): Row {
    const names = Object.keys(values);
    const listed = names.map((name) => `"${name}"`).join(", ");
    const tail = names.length ? `(${listed}) VALUES (${names.map(() => "?").join(", ")})` : "DEFAULT VALUES";
    const { lastInsertRowid } = db.prepare(`INSERT INTO "${this.name}" ${tail}`).run(...this.stored(values));
    return this.read(db.prepare(`SELECT * FROM "${this.name}" WHERE rowid = ?`).get(lastInsertRowid) as Row);
  }

  /** The record with this key, or null. */
  get(key: unknown): Row | null {
    return this.find({ [this.key]: key })[0] ?? null;
  }

  /** The records with these values, oldest first; all without any. */
  find(equal: Row = {}): Row[] {
    const rows = db.prepare(`SELECT * FROM "${this.name}" WHERE ${where(equal)} ORDER BY rowid`).all(...this.stored(equal));
    return rows.map((row) => this.read(row));
  }

  /** Changes these values of a record; the record as it is then. */
  change(key: unknown, values: Row): Row {
    const names = Object.keys(values);
    if (names.length) {
      const listed = names.map((name) => `"${name}" = ?`).join(", ");
      db.prepare(`UPDATE "${this.name}" SET ${listed} WHERE "${this.key}" IS ?`).run(...this.stored(values), key as string);
    }
    return this.get(this.key in values ? values[this.key] : key) as Row;
  }

  /** Removes the records with these values; how many. */
  remove(equal: Row = {}): number {
    return Number(db.prepare(`DELETE FROM "${this.name}" WHERE ${where(equal)}`).run(...this.stored(equal)).changes);
  }

  /** Lists and objects are kept as JSON, truth as 0 and 1. */
  private stored(values: Row): (string | number | null)[] {
    return Object.entries(values).map(([name, value]) => {
      if (value === null || value === undefined) return null;
      if (this.columns[name] === "JSON") return JSON.stringify(value);
      return typeof value === "boolean" ? Number(value) : value;
    });
  }

  private read(row: Row): Row {
    const found: Row = {};
    for (const [name, value] of Object.entries(row)) {
      const kind = value === null ? "" : this.columns[name];
      found[name] = kind === "JSON" ? JSON.parse(value) : kind === "BOOLEAN" ? value === 1 : value;
    }
    return found;
  }
}

function where(equal: Row): string {
  return Object.keys(equal).map((name) => `"${name}" IS ?`).join(" AND ") || "1";
}
