import { formatTime } from '../../kernel/time.js';
import { headersOf } from '../headers.js';
import type { OperationReply } from '../platform.js';
import type { Visit } from '../visits.js';
import { answer, endVisit, replyHeaders, showExchange, statusFor } from '../visits.js';
import type { LiveLine } from './desk.js';
import { eventOf } from './frames.js';
import { CLOSE } from './model.js';
import type { LiveSink, OpenLive } from './model.js';

export const EVENT_STREAM = 'text/event-stream';
/** How soon a browser comes back, in milliseconds; then a comment, so that it sees the line open. */
const GREETING = 'retry: 1000\n: you are connected\n\n';
const BEAT = ': still here\n\n';
/** How long a reader that was cut off has to read why. */
const PATIENCE_MS = 30_000;

/** Answers with a stream of server-sent events that goes on until one of the two ends it. */
export function streamTo(visit: Visit, reply: OperationReply, open: OpenLive): void {
  const { req, res, requestId, traceparent } = visit;
  const status = statusFor(visit, reply);
  const extra = { 'X-Accel-Buffering': 'no', ...replyHeaders(visit, reply) };
  if (req.method === 'HEAD') return answer(visit, status, '', extra, EVENT_STREAM);
  const close = visit.reception.closing;
  const contentType = EVENT_STREAM;
  const headers = headersOf({ requestId, traceparent, contentType, length: -1, close, extra });
  res.writeHead(status, headers);
  res.write(GREETING);
  // It is answered; what is told from now on belongs to no request.
  endVisit(visit);
  showExchange(visit, status, headers, '');
  tellOn(visit, open);
}

function tellOn(visit: Visit, open: OpenLive): void {
  const { res, platform, reception } = visit;
  let seq = 0;
  let isOver = false;
  const sink: LiveSink = {
    send(message) {
      seq = message.seq;
      return res.write(eventOf(message));
    },
    end(code, reason) {
      if (isOver) return;
      isOver = true;
      reception.live.delete(line);
      const told = { seq, channel: null, type: 'closing', data: { code, reason } };
      const text = JSON.stringify({ ...told, server_time: formatTime(platform.clock.now()) });
      if (code === CLOSE.done) res.end();
      else res.end(`data: ${text}\n\n`);
      const patience = setTimeout(() => res.destroy(), PATIENCE_MS).unref();
      res.once('close', () => clearTimeout(patience));
    },
  };
  const line: LiveLine = {
    transport: 'sse',
    beat: () => void res.write(BEAT),
    end(code, reason) {
      sink.end(code, reason);
      session.left();
    },
  };
  res.on('error', () => undefined);
  reception.live.add(line);
  const session = open(sink);
  res.on('drain', () => session.drained());
  res.on('close', () => {
    isOver = true;
    reception.live.delete(line);
    session.left();
  });
}
