import type { Answer, JsonObject } from '../answer.js';
import { difference } from '../difference.js';
import type { Demand, WalletMembers } from '../expect.js';
import type { PlayerRef } from '../given.js';
import type { PlatformClient } from '../platform.js';
import type { Session } from '../session.js';
import type { Knobs } from './knobs.js';

/** Of the members expected of an answer, those this target can be held to. */
export function comparable(members: JsonObject, answer: Answer<unknown>, knobs: Knobs): JsonObject {
  const { translated } = answer;
  if (!translated) return members;
  const body = answer.body as JsonObject;
  const isFree = (name: string): boolean =>
    !translated.told.has(name) ||
    (translated.isRepeat && name === 'balance' && knobs.replay_balance !== 'snapshot') ||
    (translated.isRepeat && body[name] === undefined);
  return Object.fromEntries(
    Object.entries(members).filter(([name, value]) => value !== null && !isFree(name)),
  );
}

/** A repeat in the words of the dialect: the same outcome, and what both tell is the same. */
export function demandTranslatedReplay(
  demand: Demand,
  answer: Answer<unknown>,
  first: Answer<unknown>,
  knobs: Knobs,
): void {
  const name = answer.operation;
  const facts = { expected: first.error ?? 'accepted', actual: answer.error ?? 'accepted' };
  demand(
    answer.outcome === first.outcome && answer.outcome !== 'unknown',
    `the repeat of ${name} was not answered like the first`,
    facts,
  );
  if (first.outcome === 'refused') {
    const shared = first.translated?.codes.some((code) => answer.translated?.codes.includes(code));
    demand(shared === true, `the repeat of ${name} was refused with another code`, facts);
    return;
  }
  const wished = comparable(first.body as JsonObject, answer, knobs);
  const different = difference(wished, answer.body);
  const bodies = { expected: wished, actual: answer.body };
  demand(different === undefined, `the repeat of ${name} told another body: ${different}`, bodies);
}

/** The wallet once it shows these members, or as it is when the time to settle is over. */
export async function settledWallet(
  session: Session,
  platform: PlatformClient,
  { player_id }: PlayerRef,
  members: WalletMembers,
): ReturnType<PlatformClient['getWallet']> {
  const { mapped, dialect } = session.connection;
  const read = await platform.getWallet({ player_id });
  const untilMs = performance.now() + (mapped?.settleMs ?? 0);
  let last = read;
  while (mapped && performance.now() < untilMs) {
    const wished = comparable({ ...members }, last, dialect.knobs);
    if (difference(wished, last.body) === undefined) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
    last = await platform.getWallet({ player_id });
  }
  return last;
}
