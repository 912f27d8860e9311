// Loaded into Azurite (node --require), which keeps its indexes in memory and writes them whole every few seconds: a kill would
// take back what was acknowledged. This notes every change in a journal beside the index before the answer to it goes out, and reads
// the journal when the index is loaded. (A kill of the process loses nothing; a loss of power may.)
//
// `<index>.journal` holds a JSON array per line, what changed since the last answer: [collection, document], [collection, id, null]
// for one that is gone, [{collection without documents}] for a new one, [collection] for one that is gone as a whole. While an index
// is being written, what it contains lies in `<index>.journal.<n>`; those are removed when it is written.
"use strict";

const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");
const Loki = require(path.join(path.dirname(process.argv[1]), "../../../lokijs"));

const SAVE_MS = 5000;
const SHARE = 10; // at most a tenth of the time is spent on writing whole indexes

const journals = new Map(); // database -> its journal
const owners = new WeakMap(); // collection -> its journal

class Journal {
  constructor(db) {
    this.db = db;
    this.file = `${db.filename}.journal`;
    this.loading = false;
    this.descriptor = null;
    this.turn = 0;
    this.changed = new Map(); // collection -> ids
    this.entries = []; // whole collections that came or went
  }

  note(collection, ids) {
    const known = this.changed.get(collection) ?? new Set();
    ids.forEach((id) => known.add(id));
    this.changed.set(collection, known);
  }

  // Writes what changed. Throws when the disk does not take it: it is tried again with the next answer.
  flush() {
    if (this.changed.size === 0 && this.entries.length === 0) return;
    const entries = [...this.entries];
    for (const [collection, ids] of this.changed) {
      for (const id of ids) {
        const document = collection.get(id);
        entries.push(document ? [collection.name, document] : [collection.name, id, null]);
      }
    }
    this.descriptor ??= fs.openSync(this.file, "a");
    const before = fs.fstatSync(this.descriptor).size;
    try {
      const line = Buffer.from(`${JSON.stringify(entries)}\n`);
      for (let at = 0; at < line.length; ) at += fs.writeSync(this.descriptor, line, at);
    } catch (error) {
      fs.ftruncateSync(this.descriptor, before);
      throw error;
    }
    this.changed.clear();
    this.entries = [];
  }

  // What was noted so far is in the index that is written next; the names of the files with it.
  rotate() {
    this.flush();
    if (this.descriptor !== null) {
      fs.closeSync(this.descriptor);
      this.descriptor = null;
      this.turn += 1;
      fs.renameSync(this.file, `${this.file}.${this.turn}`);
    }
    return this.older();
  }

  older() {
    const folder = path.dirname(this.file);
    const name = `${path.basename(this.file)}.`;
    const turns = fs.readdirSync(folder).filter((one) => one.startsWith(name) && /^\d+$/.test(one.slice(name.length)));
    const numbers = turns.map((one) => Number(one.slice(name.length))).sort((one, other) => one - other);
    this.turn = Math.max(this.turn, ...numbers);
    return numbers.map((number) => `${this.file}.${number}`);
  }

  // Brings an index, as it was stored, up to the last change that was noted.
  replay(stored) {
    const files = [...this.older(), this.file].filter((file) => fs.existsSync(file));
    const collections = new Map(stored.collections.map((one) => [one.name, one]));
    const documents = new Map();
    const within = (name) => {
      if (!documents.has(name)) documents.set(name, new Map(collections.get(name)?.data.map((one) => [one.$loki, one])));
      return documents.get(name);
    };
    for (const line of files.flatMap(lines)) {
      for (const [what, document, gone] of line) {
        if (typeof what === "object") {
          if (!collections.has(what.name)) collections.set(what.name, what);
        } else if (document === undefined) {
          collections.delete(what);
          documents.delete(what);
        } else if (gone === null) {
          within(what).delete(document);
        } else {
          within(what).set(document.$loki, document);
        }
      }
    }
    for (const [name, found] of documents) {
      const collection = collections.get(name);
      if (!collection) continue;
      collection.data = [...found.values()].sort((one, other) => one.$loki - other.$loki);
      collection.maxId = collection.data.reduce((most, one) => Math.max(most, one.$loki), collection.maxId ?? 0);
      collection.idIndex = null;
      for (const index of Object.values(collection.binaryIndices ?? {})) Object.assign(index, { dirty: true, values: [] });
    }
    stored.collections = [...collections.values()];
    return stored;
  }
}

// A kill may have cut off the last line, which no answer went out for: it is taken away, so that the next one stands alone.
function lines(file) {
  const content = fs.readFileSync(file);
  const end = content.lastIndexOf("\n") + 1;
  if (end < content.length) fs.truncateSync(file, end);
  const whole = content.toString("utf8", 0, end).split("\n").slice(0, -1);
  return whole.map((line) => JSON.parse(line));
}

// Null: the database is not kept in a file.
function journalOf(db) {
  if (db.persistenceMethod !== "fs") return null;
  if (!journals.has(db)) journals.set(db, new Journal(db));
  return journals.get(db);
}

function wrap(prototype, name, wrapper) {
  const original = prototype[name];
  prototype[name] = function (...args) {
    return wrapper.call(this, original.bind(this), ...args);
  };
}

// --- changes of documents

const documents = Loki.Collection.prototype;

wrap(documents, "insertOne", function (insertOne, ...args) {
  const document = insertOne(...args);
  if (document) owners.get(this)?.note(this, [document.$loki]);
  return document;
});
wrap(documents, "update", function (update, document) {
  const result = update(document);
  if (!Array.isArray(document)) owners.get(this)?.note(this, [document.$loki]);
  return result;
});
wrap(documents, "remove", function (remove, document) {
  const id = typeof document === "number" ? document : document.$loki;
  const result = remove(document);
  if (!Array.isArray(document)) owners.get(this)?.note(this, [id]);
  return result;
});
wrap(documents, "removeBatchByPositions", function (removeBatchByPositions, positions) {
  this.ensureId();
  const ids = positions.map((position) => this.idIndex[position]);
  const result = removeBatchByPositions(positions);
  owners.get(this)?.note(this, ids);
  return result;
});
wrap(documents, "clear", function (clear, ...args) {
  const ids = this.data.map((document) => document.$loki);
  clear(...args);
  owners.get(this)?.note(this, ids);
});

// --- changes of collections

wrap(Loki.prototype, "addCollection", function (addCollection, name, options) {
  const known = this.collections.some((one) => one.name === name);
  const collection = addCollection(name, options);
  const journal = journalOf(this);
  if (journal) owners.set(collection, journal);
  if (journal && !known && !journal.loading) {
    journal.entries.push([JSON.parse(JSON.stringify(collection, this.serializeReplacer))]);
  }
  return collection;
});
wrap(Loki.prototype, "removeCollection", function (removeCollection, name) {
  const collection = this.collections.find((one) => one.name === name);
  removeCollection(name);
  const journal = collection && owners.get(collection);
  if (!journal) return;
  journal.changed.delete(collection);
  journal.entries.push([name]);
});

// --- loading and saving

wrap(Loki.prototype, "loadJSONObject", function (loadJSONObject, stored, options) {
  const journal = journalOf(this);
  if (!journal) return loadJSONObject(stored, options);
  journal.loading = true;
  try {
    loadJSONObject(journal.replay({ ...stored, collections: stored.collections ?? [] }), options);
    this.collections.forEach((collection) => collection.ensureAllIndexes(true));
  } finally {
    journal.loading = false;
  }
});
wrap(Loki.prototype, "saveDatabaseInternal", function (saveDatabaseInternal, callback) {
  const journal = journalOf(this);
  if (!journal) return saveDatabaseInternal(callback);
  let contained = [];
  try {
    contained = journal.rotate();
  } catch (error) {
    return callback(error);
  }
  saveDatabaseInternal((error) => {
    if (!error) contained.forEach((file) => fs.rmSync(file, { force: true }));
    callback(error);
  });
});

Loki.prototype.autosaveEnable = function (_options, callback) {
  this.autosave = true;
  const later = (delay) => {
    this.autosaveHandle = setTimeout(save, delay);
  };
  const save = () => {
    if (!this.autosaveDirty() || this.ignoreAutosave) return later(SAVE_MS);
    const begun = performance.now();
    this.saveDatabase((error) => {
      if (callback) callback(error);
      if (this.autosave && this.autosaveHandle !== null) later(Math.max(SAVE_MS, SHARE * (performance.now() - begun)));
    });
  };
  later(SAVE_MS);
};

// --- answers

wrap(http.ServerResponse.prototype, "writeHead", function (writeHead, ...head) {
  try {
    for (const journal of journals.values()) journal.flush();
  } catch (error) {
    console.error(`the journal cannot be written: ${error.message}`);
    // What cannot be kept is not acknowledged.
    if (!["GET", "HEAD", "OPTIONS"].includes(this.req.method)) return writeHead(503, ...head.slice(1));
  }
  return writeHead(...head);
});
