import type { Answer, Context } from '../context.js';

interface Asked {
  readonly channels?: string;
  readonly from_seq?: number;
  readonly follow?: 'true' | 'false';
}

/** Lets a reader in; what it is told then is no part of the answer. */
export const streamLive = (ctx: Context, { channels, from_seq, follow }: Asked): Answer => ({
  text: '',
  live: {
    client: ctx.call.client,
    traceId: ctx.call.traceId,
    channels: channels === undefined ? [] : channels.split(','),
    fromSeq: from_seq,
    follow: follow !== 'false',
  },
});
