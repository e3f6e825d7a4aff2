/**
 * The always-200 wallet with two faults that cost money: it forgets a cancellation that comes before
 * its bet, so that the late bet is taken; and it does not remember wins, so that a win that is
 * repeated is paid again.
 */
import { realpathSync } from 'node:fs';
import { answerOf, startWallet } from '../always-200/wallet.js';

function forgetful(books, request, text) {
  const answer = answerOf(books, request, text);
  books.cancelledAhead.clear();
  if (request.url === '/win' && answer.status === 0) books.done.delete(JSON.parse(text).trx);
  return answer;
}

export const startFaulty = ({ port = 0 } = {}) => startWallet({ port, act: forgetful });

if (import.meta.filename === realpathSync(process.argv[1] ?? '')) {
  const { url } = await startFaulty({ port: Number(process.env.PORT ?? 0) });
  process.stdout.write(`${url}\n`);
}
