import type { Express, Request } from 'express';
import { createHash } from 'node:crypto';
import { loadEvents } from '../contract/live.js';
import { createDocs } from './docs.js';
import { JSON_TYPE } from './headers.js';
import { SOCKET_PATH } from './live/sockets.js';
import { createMetricsPage } from './metrics.js';
import type { Reception, Visit } from './visits.js';
import { answer, failVisit, openVisit, refuseMethod, refuseVisit } from './visits.js';

const SOCKET_WANTED = { field: 'upgrade', rule: 'websocket' };

type Answering = (visit: Visit, req: Request) => void | Promise<void>;

/** What the server serves besides the contract: the contract itself and its pages, health, metrics. */
export function mountSystemRoutes(app: Express, reception: Reception): void {
  const mount = (path: string, answering: Answering): void => {
    app
      .route(path)
      .get((req, res) => attendTo(answering, openVisit(reception, undefined, req, res), req))
      .all((req, res) => refuseMethod(reception, req, res, 'GET, HEAD, OPTIONS'));
  };
  mount(
    '/openapi.json',
    createDocumentPage(() => reception.platform().contract.document),
  );
  mount('/asyncapi.json', createDocumentPage(loadEvents));
  mount(SOCKET_PATH, (visit) =>
    refuseVisit(visit, 'VALIDATION_ERROR', { Upgrade: 'websocket' }, SOCKET_WANTED),
  );
  mount('/metrics', createMetricsAnswer(reception));
  const docs = createDocs();
  mount('/docs', (visit) => docs(visit));
  mount('/docs/:name', (visit, req) => docs(visit, String(req.params['name'])));
  mount('/healthz', (visit) => answer(visit, 200, '{"status":"ok"}'));
  mount('/readyz', (visit) => {
    const ready = !reception.closing && visit.platform.ready();
    answer(visit, ready ? 200 : 503, JSON.stringify({ status: ready ? 'ready' : 'closing' }));
  });
}

async function attendTo(answering: Answering, visit: Visit, req: Request): Promise<void> {
  try {
    await answering(visit, req);
  } catch {
    failVisit(visit);
  }
}

function createMetricsAnswer(reception: Reception): Answering {
  const page = createMetricsPage(reception);
  return async (visit) => {
    const { type, text } = await page();
    answer(visit, 200, text, undefined, type);
  };
}

/** The contract is one source (VER-03): what is served is what everything is checked against. */
function createDocumentPage(documentNow: () => object): Answering {
  let page: { readonly text: string; readonly etag: string } | undefined;
  return (visit, req) => {
    if (page === undefined) {
      const text = JSON.stringify(documentNow());
      const hash = createHash('sha256').update(text).digest('base64url');
      page = { text, etag: `"${hash.slice(0, 22)}"` };
    }
    const headers = { ETag: page.etag, 'Cache-Control': 'no-cache' };
    const fresh = req.headers['if-none-match'] === page.etag;
    if (fresh) answer(visit, 304, '', headers, '');
    else answer(visit, 200, page.text, headers, JSON_TYPE);
  };
}
