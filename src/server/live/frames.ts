import type { LiveMessage } from './model.js';

const TEXT_FRAME = 0x81;
const SHORT = 125;
const MEDIUM = 0xffff;

const frames = new WeakMap<LiveMessage, Buffer>();
const events = new WeakMap<LiveMessage, Buffer>();

/** A message as one unmasked text frame (RFC 6455 §5.2): the same bytes for every reader. */
export function frameOf(message: LiveMessage): Buffer {
  const known = frames.get(message);
  if (known) return known;
  const payload = Buffer.from(message.text);
  const made = Buffer.concat([headOf(payload.length), payload]);
  frames.set(message, made);
  return made;
}

function headOf(length: number): Buffer {
  if (length <= SHORT) return Buffer.from([TEXT_FRAME, length]);
  const head = Buffer.alloc(length <= MEDIUM ? 4 : 10);
  head[0] = TEXT_FRAME;
  head[1] = length <= MEDIUM ? 126 : 127;
  if (length <= MEDIUM) head.writeUInt16BE(length, 2);
  else head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}

/** A message as a server-sent event; its number is what comes back as `Last-Event-ID`. */
export function eventOf(message: LiveMessage): Buffer {
  const known = events.get(message);
  if (known) return known;
  const made = Buffer.from(`id: ${message.seq}\ndata: ${message.text}\n\n`);
  events.set(message, made);
  return made;
}
