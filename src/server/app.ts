import express from 'express';
import type { Express, NextFunction, Request, Response } from 'express';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { serve } from './exchange.js';
import type { PathRoutes, Route } from './routes.js';
import { mountSystemRoutes } from './system.js';
import type { Reception } from './visits.js';
import { failVisit, openVisit, refuseMethod, refuseVisit } from './visits.js';

/** The contract's routes, then the server's own, then whatever a hook adds, then the 404. */
export function createApp(reception: Reception, paths: readonly PathRoutes[]): Express {
  const app = express();
  app.disable('etag').disable('x-powered-by');
  app.set('query parser', 'simple').enable('case sensitive routing').enable('strict routing');
  for (const { pattern, routes, allow } of paths) {
    const at = app.route(pattern);
    for (const route of routes) {
      const verb = route.method.toLowerCase() as 'get' | 'post' | 'patch';
      at[verb](
        (req, res) => void serve(reception, route, req, res, req.params as Record<string, string>),
      );
    }
    at.all((req, res) => refuseMethod(reception, req, res, allow));
  }
  mountSystemRoutes(app, reception);
  reception.hooks.extraRoutes?.(app);
  app.use((req, res) => refuseVisit(openVisit(reception, undefined, req, res), 'ROUTE_NOT_FOUND'));
  app.use((failure: unknown, req: Request, res: Response, _next: NextFunction) =>
    refuseFailure(reception, failure, req, res),
  );
  return app;
}

/**
 * Requests for a path without parameters, which is all of play, are found by one look-up; all
 * others, and whatever is unusual about these, go through Express.
 */
export function fastLane(
  reception: Reception,
  paths: readonly PathRoutes[],
  app: Express,
): RequestListener {
  const nowhere = Object.freeze({});
  const exact = new Map<string, Route>(
    paths
      .filter(({ isExact }) => isExact)
      .flatMap(({ routes }) =>
        routes.map((route) => [`${route.method} ${route.operation.path}`, route] as const),
      ),
  );
  return (req, res) => {
    const route = exact.get(`${req.method} ${req.url}`);
    if (req.headers.host === undefined && req.httpVersion === '1.1') {
      // RFC 9112 §3.2; Node would say so without a body.
      refuseVisit(
        openVisit(reception, undefined, req, res),
        'MALFORMED_JSON',
        {},
        { rule: 'http' },
      );
    } else if (route === undefined) app(req, res);
    else void serve(reception, route, req, res, nowhere);
  };
}

/** A path that cannot be decoded names nothing; any other failure is ours. */
function refuseFailure(
  reception: Reception,
  failure: unknown,
  req: IncomingMessage,
  res: ServerResponse,
): void {
  const undecodable = (failure as { status?: unknown } | null)?.status === 400;
  const visit = openVisit(reception, undefined, req, res);
  if (undecodable && !res.headersSent) {
    refuseVisit(visit, 'ROUTE_NOT_FOUND', undefined, { rule: 'encoding' });
  } else {
    failVisit(visit);
  }
}
