export { buildRequest } from './build.js';
export type { BuildOptions, FlatInput, WireRequest } from './build.js';
export type { Delivery, Lost, LossReason, Received } from './delivery.js';
export { judgeAnswer, jsonOf, statusOfCode } from './judge.js';
export type { Breach } from './judge.js';
export { openSender } from './send.js';
export type { Sender, SenderOptions, SendOptions } from './send.js';
export { basicOf, tokenSource, TokenRefused } from './token.js';
export type { ClientHandle, Tokens } from './token.js';
