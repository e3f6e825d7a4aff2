import { isClient } from '../access/index.js';
import type { Domain } from '../context.js';
import { query } from '../context.js';
import type { LiveRules } from './model.js';
import { isResumable, isTooMuch, MOST_CHANNELS, queue } from './model.js';
import { streamLive } from './operations.js';

export { RESUMABLE_MESSAGES } from './model.js';
export type { LiveRules, LiveWish, Queueable, Waiting } from './model.js';

export const soundLive: LiveRules = {
  mayRead: ({ scopes }, scope) => scopes.has(scope),
  isFor: (ground, clientId, { client_id }) =>
    client_id === clientId || !isClient(ground, client_id),
  seqOf: ({ seq }) => seq,
  isResumable,
  replayed: (missed) => missed,
  standing: (ground, channel, key) => channel.read(ground, key),
  greeting: (standing) => standing,
  mostChannels: MOST_CHANNELS,
  queue,
  isTooMuch,
  serverTime: ({ clock }) => clock.now(),
  endsAt: ({ until }) => until,
};

/** What is told as it happens; what there is to tell, each domain says itself. */
export const live: Domain = {
  name: 'live',
  tables: [],
  operations: { streamLive: query(streamLive) },
};
