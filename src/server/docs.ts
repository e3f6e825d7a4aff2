import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { DocsPage } from '../contract/docs-page.js';
import type { Visit } from './visits.js';
import { answer, refuseVisit } from './visits.js';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
};

/** Nothing of another origin, no script in the page; Swagger UI styles its elements in line. */
const POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "frame-ancestors 'none'",
].join('; ');

const PAGE = 'index.html';

/** Serves the contract to browse; what it needs is loaded when somebody first looks. */
export function createDocs(): (visit: Visit, name?: string) => Promise<void> {
  let loading: Promise<DocsPage> | undefined;
  return async (visit, name = PAGE) => {
    const page = await (loading ??= loadPage());
    const file = page.assets.get(name);
    const body =
      name === PAGE ? page.html : (page.scripts.get(name) ?? (file && (await readFile(file))));
    if (body === undefined) {
      refuseVisit(visit, 'ROUTE_NOT_FOUND');
      return;
    }
    const headers = { 'Cache-Control': 'no-cache', 'Content-Security-Policy': POLICY };
    answer(visit, 200, body, headers, TYPES[extname(name)]);
  };
}

const loadPage = async (): Promise<DocsPage> =>
  (await import('../contract/docs-page.js')).docsPage();
