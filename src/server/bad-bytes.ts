import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ErrorCode } from '../kernel/errors.js';
import { headersOf, JSON_TYPE } from './headers.js';
import type { Platform } from './platform.js';
import { statusOf } from '../contract/statuses.js';
import { requestIdOf, traceOf } from './tracing.js';

interface HttpSocket extends Duplex {
  /** The answer under way; Node's own default handler asks the same member. */
  readonly _httpMessage?: (ServerResponse & { readonly req: IncomingMessage }) | null;
}

/** Bytes that are not HTTP get a clean refusal and the line is closed; nobody crashes (SEC-08). */
export function refuseBadBytes(server: Server, platform: () => Platform): void {
  server.on('clientError', (failure: NodeJS.ErrnoException, socket: HttpSocket) => {
    if (failure.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    afterAnswersUnderWay(socket, () => {
      const overflow = failure.code === 'HPE_HEADER_OVERFLOW';
      socket.end(refusalBytes(platform(), overflow ? 'PAYLOAD_TOO_LARGE' : 'MALFORMED_JSON'));
      socket.once('finish', () => socket.destroy());
    });
  });
}

/** Good requests sent ahead of the bad bytes may have moved money: their answers go out first. */
function afterAnswersUnderWay(socket: HttpSocket, then: () => void): void {
  const underWay = socket._httpMessage;
  if (!underWay?.req.complete) {
    if (underWay?.headersSent) socket.destroy();
    else then();
    return;
  }
  underWay.once('close', () => {
    setImmediate(() => {
      if (socket.writable) afterAnswersUnderWay(socket, then);
    });
  });
}

function refusalBytes(platform: Platform, code: ErrorCode): string {
  const { traceId, traceparent } = traceOf(platform, undefined);
  const text = platform.errorText(code, { rule: 'http' }, traceId);
  const headers = headersOf({
    requestId: requestIdOf(platform, undefined),
    traceparent,
    contentType: JSON_TYPE,
    length: Buffer.byteLength(text),
    close: true,
    extra: undefined,
  });
  const status = statusOf(code);
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`];
  for (let at = 0; at + 1 < headers.length; at += 2)
    lines.push(`${headers[at]}: ${headers[at + 1]}`);
  return `${lines.join('\r\n')}\r\n\r\n${text}`;
}
