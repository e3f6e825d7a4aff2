export { buildRequest } from './build.js';
export type { BuildOptions, FlatInput, WireRequest } from './build.js';
export type { Delivery, Lost, LossReason, Received } from './delivery.js';
export { isBodySignedWith, isSignedWith, openInbox } from './inbox.js';
export type { Inbox, InboxAnswer, ReceivedWebhook } from './inbox.js';
export { judgeAnswer, jsonOf, statusOfCode } from './judge.js';
export type { Breach } from './judge.js';
export { clockOffset, openLive } from './live.js';
export type {
  ClockOffset,
  LiveEnding,
  LiveFeed,
  LiveMatch,
  LiveMessage,
  LiveTransport,
  LiveWish,
} from './live.js';
export { openSender } from './send.js';
export type { Sender, SenderOptions, SendOptions } from './send.js';
export { basicOf, tokenSource, TokenRefused } from './token.js';
export type { ClientHandle, Tokens } from './token.js';
