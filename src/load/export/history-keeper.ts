import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openSender } from '../../client/index.js';
import { historyText } from './history-lines.js';
import type { HistoryLine } from './history-lines.js';

/** Where a worker's lines go. */
export interface HistoryKeeper {
  add(line: HistoryLine): void;
  /** Resolves once every line added so far is kept. @throws when it cannot be */
  kept(): Promise<void>;
  close(): Promise<void>;
}

/** A folder, or the address of `tablestakes loadtest collect`. */
export const openKeeper = (place: string, worker: string): HistoryKeeper =>
  /^https?:\/\//.test(place) ? keepAt(place, worker) : keepIn(place, worker);

function keepIn(folder: string, worker: string): HistoryKeeper {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${worker}.ndjson`);
  let waiting: HistoryLine[] = [];
  const kept = async (): Promise<void> => {
    const lines = waiting;
    waiting = [];
    // At once: an engine ends its workers without a word.
    if (lines.length > 0) appendFileSync(file, historyText(lines));
  };
  return { add: (line) => void waiting.push(line), kept, close: kept };
}

const ATTEMPTS = 5;

/** One post at a time; what comes meanwhile goes with the next. */
function keepAt(url: string, worker: string): HistoryKeeper {
  const sender = openSender({ baseUrl: url, connections: 1, timeoutMs: 10_000 });
  let waiting: HistoryLine[] = [];
  let posting: Promise<void> = Promise.resolve();
  const token = process.env['TABLESTAKES_COLLECT_TOKEN'];
  const post = async (): Promise<void> => {
    const lines = waiting;
    waiting = [];
    if (lines.length === 0) return;
    const headers = {
      'content-type': 'application/x-ndjson',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
    const request = { method: 'POST', path: `/${worker}`, headers, body: historyText(lines) };
    for (let attempt = 1; ; attempt += 1) {
      const delivery = await sender.send(request);
      if (delivery.kind === 'received' && delivery.status === 204) return;
      if (attempt === ATTEMPTS) throw new Error(`${url} does not keep the history`);
    }
  };
  const kept = (): Promise<void> => {
    posting = posting.then(post);
    return posting;
  };
  return {
    add: (line) => void waiting.push(line),
    kept,
    close: () => kept().finally(() => sender.close()),
  };
}
