/** One HTTP/1.1 answer as read off a socket. */
export interface Response {
  readonly status: number;
  readonly text: string;
  /** How many bytes of the input it took; what follows belongs to the next answer. */
  readonly consumed: number;
  readonly keepAlive: boolean;
  /** The header of that name, of a refusal. */
  readonly retryAfter?: string;
}

/** The bytes are not an HTTP/1.1 answer: the connection cannot be used further. */
export class UnreadableResponse extends Error {}

const HEAD_END = '\r\n\r\n';
const LENGTH = /\r\ncontent-length: *([0-9]+)/i;
const CHUNKED = /\r\ntransfer-encoding:[^\r]*chunked/i;
const RETRY_AFTER = /\r\nretry-after: *([^\r]+)/i;
const CLOSE = /\r\nconnection: *close/i;

/**
 * Reads one answer from the bytes received so far (RFC 9112 §6: content-length, chunked, or up to
 * the end of the connection); undefined while it is incomplete. Interim answers (1xx) are skipped.
 */
export function readResponse(bytes: Buffer, ended = false): Response | undefined {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0) {
    if (bytes.length > 65_536) throw new UnreadableResponse('the head of the answer never ends');
    return undefined;
  }
  const head = bytes.toString('latin1', 0, headEnd);
  if (!head.startsWith('HTTP/1.')) throw new UnreadableResponse('the answer is not HTTP/1.1');
  const status = Number(head.slice(9, 12));
  if (!Number.isInteger(status)) throw new UnreadableResponse('the status is not a number');
  const start = headEnd + HEAD_END.length;
  if (status < 200) return afterInterim(bytes, start, ended);
  const keepAlive = !CLOSE.test(head);
  if (status === 204 || status === 304) return { status, text: '', consumed: start, keepAlive };
  const body = bodyOf(bytes, head, start, ended);
  if (!body) return undefined;
  const retryAfter = status < 400 ? undefined : RETRY_AFTER.exec(head)?.[1];
  return {
    status,
    text: body.text,
    consumed: body.end,
    keepAlive: keepAlive && !body.untilEnd,
    ...(retryAfter !== undefined && { retryAfter }),
  };
}

function afterInterim(bytes: Buffer, start: number, ended: boolean): Response | undefined {
  const final = readResponse(bytes.subarray(start), ended);
  return final && { ...final, consumed: final.consumed + start };
}

interface Body {
  readonly text: string;
  readonly end: number;
  readonly untilEnd?: boolean;
}

function bodyOf(bytes: Buffer, head: string, start: number, ended: boolean): Body | undefined {
  if (CHUNKED.test(head)) return chunkedBody(bytes, start);
  const declared = LENGTH.exec(head);
  if (declared) {
    const end = start + Number(declared[1]);
    return end > bytes.length ? undefined : { text: bytes.toString('utf8', start, end), end };
  }
  if (!ended) return undefined;
  return { text: bytes.toString('utf8', start, bytes.length), end: bytes.length, untilEnd: true };
}

function chunkedBody(bytes: Buffer, start: number): Body | undefined {
  const parts: Buffer[] = [];
  let at = start;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    if (Number.isNaN(size)) throw new UnreadableResponse('a chunk has no size');
    const from = lineEnd + 2;
    if (size === 0) {
      const end = trailerEnd(bytes, from);
      return end === undefined ? undefined : { text: Buffer.concat(parts).toString('utf8'), end };
    }
    if (from + size + 2 > bytes.length) return undefined;
    parts.push(bytes.subarray(from, from + size));
    at = from + size + 2;
  }
}

function trailerEnd(bytes: Buffer, from: number): number | undefined {
  if (bytes.toString('latin1', from, from + 2) === '\r\n') return from + 2;
  const end = bytes.indexOf(HEAD_END, from);
  return end < 0 ? undefined : end + HEAD_END.length;
}
