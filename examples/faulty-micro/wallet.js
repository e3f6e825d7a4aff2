/**
 * The micro wallet with one fault that no test by hand will find: it looks whether a request was
 * answered before, then the database takes its time, then it books. What arrived meanwhile under
 * the same id is not seen, so a retry that overtakes its first try is booked a second time.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { realpathSync } from 'node:fs';
import { answerOf, startWallet } from '../micro/wallet.js';

const DATABASE_MS = 40;

/** Where the answer to this request is kept; undefined for one that only reads. */
function placeOf(text) {
  try {
    const { accountId, requestUuid } = JSON.parse(text);
    return `${accountId} ${requestUuid}`;
  } catch {
    return undefined;
  }
}

async function hasty(books, request, text) {
  const place = placeOf(text);
  const wasKnown = place !== undefined && books.answers.has(place);
  await pause(DATABASE_MS);
  if (place !== undefined && !wasKnown) books.answers.delete(place);
  return answerOf(books, request, text);
}

export const startFaulty = ({ port = 0 } = {}) => startWallet({ port, act: hasty });

if (import.meta.filename === realpathSync(process.argv[1] ?? '')) {
  const { url } = await startFaulty({ port: Number(process.env.PORT ?? 0) });
  process.stdout.write(`${url}\n`);
}
