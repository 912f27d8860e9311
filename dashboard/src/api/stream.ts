import { createParser } from "eventsource-parser";

import { ApiError, type Client } from "./client";

/** One event of a run's timeline. */
export interface StreamEvent { seq: number; type: string; data: Record<string, unknown> }

const PAUSE_MS = 300;
const PAUSE_AFTER_FAULT_MS = 2000;

/**
 * Calls `onEvent` for every event of a run from its start, each once and in order, until the run's stream ends or `signal` aborts.
 * The gateway ends each response after a while; the stream goes on from the last event's id. `onAway` hears why there is no answer,
 * and "" with every answer.
 */
export async function follow(
  client: Client, run: string, onEvent: (event: StreamEvent) => void, onAway: (reason: string) => void, signal: AbortSignal,
): Promise<void> {
  let last = "";
  let ended = false;
  while (!ended && !signal.aborted) {
    try {
      const parser = createParser({
        onEvent: (message) => {
          if (message.event === "end") ended = true;
          else if (message.id && Number(message.id) > Number(last || 0)) {
            last = message.id;
            onEvent({ seq: Number(message.id), type: message.event ?? "", data: JSON.parse(message.data) as Record<string, unknown> });
          }
        },
      });
      const response = await client.events(run, last, signal);
      onAway("");
      await read(response, (text) => parser.feed(text));
      if (!ended) await pause(PAUSE_MS, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ApiError && error.status >= 400 && error.status < 500) throw error;
      onAway(error instanceof Error ? error.message : String(error));
      await pause(PAUSE_AFTER_FAULT_MS, signal);
    }
  }
}

async function read(response: Response, feed: (text: string) => void): Promise<void> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  for (let chunk = await reader?.read(); chunk && !chunk.done; chunk = await reader?.read()) feed(chunk.value);
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => { clearTimeout(timer); resolve(); }, { once: true });
  });
}
