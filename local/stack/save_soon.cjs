// Loaded into Azurite (node --require): it keeps its indexes in memory and writes them every 5 s, so a kill would take back
// what was committed. This writes them a quarter of a second after a change, and less often only while writing them takes long.
"use strict";

const path = require("node:path");
const Loki = require(path.join(path.dirname(process.argv[1]), "../../../lokijs"));

const SOON = 250;
const SHARE = 10; // at most a tenth of the time is spent on writing

Loki.prototype.autosaveEnable = function (_options, callback) {
  this.autosave = true;
  const later = (delay) => {
    this.autosaveHandle = setTimeout(save, delay);
  };
  const save = () => {
    if (!this.autosaveDirty() || this.ignoreAutosave) return later(SOON);
    const begun = performance.now();
    this.saveDatabase((error) => {
      if (callback) callback(error);
      if (this.autosave && this.autosaveHandle !== null) later(Math.max(SOON, SHARE * (performance.now() - begun)));
    });
  };
  later(SOON);
};
