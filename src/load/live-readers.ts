import { inParallel } from '../kernel/parallel.js';
import { clockOffset, openLive } from '../client/index.js';
import type { ClockOffset, LiveFeed, LiveMessage } from '../client/index.js';
import { WARM_UP } from './arrivals.js';
import type { Recorder } from './histograms.js';
import type { Observer } from './observers.js';
import { LIVE_DELIVERY } from './payments.js';
import type { Funded } from './proof-terms.js';
import type { Target } from './target.js';

export const READERS_CUT_OFF = 'live readers cut off';
export const EVENTS_LOST = 'live events lost';
export const STATES_SPARED = 'live states spared';

/** Who follows the occasion live, and what reaches them. */
export interface LiveReaders extends Observer {
  close(): Promise<void>;
}

/** Why nobody can follow on this target. */
export interface NoLive {
  readonly missing: string;
}

const WIDTH = 16;
const PINGS = 5;
const nowMs = (): number => performance.timeOrigin + performance.now();

/**
 * Opens so many readers. Each follows the channels of the occasion, which are states, and the
 * rounds of one player, which are events: there a gap is a loss (NET-03). A delivery lasts from the
 * platform's `server_time` to its reading here, by the clocks' offset (NET-04).
 */
export async function openReaders(wanted: {
  readonly target: Target;
  readonly recorder: Recorder;
  readonly channels: readonly string[];
  readonly players: readonly Funded[];
  readonly count: number;
}): Promise<LiveReaders | NoLive> {
  const { target, recorder, channels, players, count } = wanted;
  const token = await target.token();
  const open = { baseUrl: target.baseUrl, token };
  const offset = await offsetOf(open);
  if ('missing' in offset) return offset;
  const seen = { phase: WARM_UP, cutOff: 0, lost: 0, spared: 0, closing: false };
  const take = (message: LiveMessage, lastSeqs: Map<string, number>): void => {
    const { channel, seq, previous_seq: previous, server_time: told } = message;
    if (channel === null) return;
    const last = lastSeqs.get(channel);
    if (previous !== undefined && last !== undefined && previous > last) {
      if (channels.includes(channel)) seen.spared += 1;
      else seen.lost += 1;
    }
    lastSeqs.set(channel, Math.max(last ?? 0, seq));
    if (previous === undefined) return;
    const delayUs = Math.max(0, nowMs() + offset.offsetMs - Date.parse(told)) * 1_000;
    const { phase } = seen;
    recorder.record({
      operation: LIVE_DELIVERY,
      phase,
      ok: true,
      latencyUs: delayUs,
      serviceUs: delayUs,
    });
  };
  const feeds: LiveFeed[] = [];
  await inParallel([...Array(count).keys()], WIDTH, async (at) => {
    const player = players[at % players.length];
    const followed = [...channels, ...(player ? [`rounds:${player.playerId}`] : [])];
    const lastSeqs = new Map<string, number>();
    const heard = (message: LiveMessage): void => take(message, lastSeqs);
    const feed = await openLive({ ...open, channels: followed, keeps: false, heard });
    feeds.push(feed);
    void feed.ended(FOREVER_MS).then((ending) => {
      if (ending && !seen.closing) seen.cutOff += 1;
    });
  });
  return {
    looks: (phase) => {
      seen.phase = phase;
    },
    measures: () => ({
      'live readers': count,
      [READERS_CUT_OFF]: seen.cutOff,
      [EVENTS_LOST]: seen.lost,
      [STATES_SPARED]: seen.spared,
    }),
    close: async () => {
      seen.closing = true;
      await inParallel(feeds, WIDTH, (feed) => feed.close());
    },
  };
}

const FOREVER_MS = 2 ** 31 - 1;

/** By the ping that was answered soonest, over a line of its own. */
async function offsetOf(open: {
  readonly baseUrl: string;
  readonly token: string;
}): Promise<ClockOffset | NoLive> {
  const feed = await openLive(open).catch(() => undefined);
  if (feed?.status !== 101) {
    const answered = feed ? `HTTP ${feed.status}` : 'nothing';
    return { missing: `the target has no live channel (${answered} at /v1/live)` };
  }
  const offsets: ClockOffset[] = [];
  for (let ping = 0; ping < PINGS; ping += 1) {
    const offset = await clockOffset(feed, nowMs);
    if (offset) offsets.push(offset);
  }
  await feed.close();
  const [best] = offsets.sort((a, b) => a.uncertaintyMs - b.uncertaintyMs);
  return best ?? { missing: 'the target does not answer pings of the live channel' };
}
